"""What a step of a recorded life is about: its contract, its rules, and what it leaves out."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.conformance.entries import Entry
from isoledger.conformance.lives import decimal
from isoledger.conformance.plain import Written
from isoledger.conformance.positions import Readers
from isoledger.conformance.printed import number
from isoledger.conformance.recorded import SATOSHI, Held, Recorded
from isoledger.core.books import pool_book
from isoledger.core.errors import IsoledgerError
from isoledger.core.holding import Holding
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.rules import Rules
from isoledger.venues.framing import POOL, Frame
from isoledger.venues.stated import Besides, PoolLeg, Stated

HOME = pool_book(POOL)
"""The account's free balance: it is what cross positions share."""

LOT = Fraction(1, 10**8)
"""One size unit of a linear contract: finer than any size that a log shows."""


RATES = {("bitmex", "XBTUSD"): Fraction(1, 200)}
"""Maintenance rates that no record of a life states: of the first tier, by venue and contract."""

EARLY = "2018-08-27T21:50:00.000Z"
"""When a record of a value at a mark is of, if it does not say a day."""


@frozen(kw_only=True)
class Subject:
    """A position as a record tells it, ready to be put into a ledger.

    Attributes:
        holding: What is held.
        rules: The rules of its venue on that day, with `HOME` as home.
        time_ns: When it was so, ns UTC.
        mark: Its mark, if known.
        funding: The predicted rate then, if known.
        margin: Margin and reserve behind it, if it is isolated.
        reserve: The reserve in it.
    """

    holding: Holding
    rules: Rules
    time_ns: int
    mark: Fraction | None
    funding: Fraction | None
    margin: Fraction
    reserve: Fraction


@frozen(kw_only=True)
class Witness:
    """Who says what the steps of a life leave out.

    Attributes:
        life: What was recorded.
        readers: What reads a position of each venue.
        twins: Positions recorded elsewhere. One with a price that the life prints is the same
            position, and says what the steps leave out.
    """

    life: Recorded
    readers: Readers
    twins: Sequence[Entry]

    @property
    def symbol(self) -> str:
        """The contract, without what the file adds to its name."""
        return self.life.symbol.split()[0]

    def of(self, held: Held, free: Fraction) -> Subject | None:
        """What *held* is, with *free* beside it; ``None``: nobody says what is held."""
        besides = Besides(margin=free or Fraction(1), symbol=self.symbol)
        twins = self._twins()
        tries = [(held.raw, besides), *(({**e.raw, **held.raw}, e.besides) for e in twins)]
        tries.append(self._valued(held))
        for raw, beside in tries:
            try:
                stated = self.readers[self.life.venue](dict(raw), beside)
            except IsoledgerError:
                continue
            if stated.subject is not None:
                return self._subject(stated)
        bare = self._bare(held)
        return None if bare is None else self._subject(bare)

    def _twins(self) -> list[Entry]:
        """Positions recorded elsewhere that print a price of this life: the same position."""
        shown = (one for step in self.life.steps for one in step.seen if isinstance(one, Held))
        prices = {one.price for one in shown if one.price}
        mine = (entry for entry in self.twins if entry.house == self.life.venue)
        return [entry for entry in mine if entry.reported in prices]

    def _valued(self, held: Held) -> tuple[Mapping[str, Written], Besides]:
        """*held* with the size and the entry price that its value and its profit at the mark tell.

        For an inverse contract of one dollar, whose value is above zero when it is short.
        """
        told = {name: number(held.raw.get(name)) for name in ("markValue", "markPrice")}
        value, mark = told["markValue"], told["markPrice"]
        besides = Besides(isolated="isolated" in self.life.what, maintenance=RATES.get(self._name))
        if value is None or mark is None or held.profit is None:
            return held.raw, besides
        cost = value / 10**SATOSHI - held.profit
        size = round(-value * mark / 10**SATOSHI)
        derived: dict[str, Written] = {
            "symbol": self.symbol,
            "currency": "XBt",
            "currentQty": str(size),
            "avgEntryPrice": decimal(-size / cost),
            "posCost": str(int(cost * 10**SATOSHI)),
            "crossMargin": not besides.isolated,
            "timestamp": EARLY,
        }
        return {**derived, **held.raw}, besides

    @property
    def _name(self) -> tuple[str, str]:
        return self.life.venue, self.symbol

    def _bare(self, held: Held) -> Stated | None:
        """A position of which size and entry are known: without a rate no price is solved."""
        entry = number(held.entry)
        if not held.quantity or entry is None:
            return None
        frame = Frame(
            symbol=self.symbol,
            quantity=held.quantity,
            entry=entry,
            payoff=Payoff.INVERSE if self.symbol.endswith("USD") else Payoff.LINEAR,
        )
        return Stated(
            symbol=self.symbol,
            subject=frame.isolated(),
            rules=Rules(),
            time_ns=0,
            reported=None,
            printed="",
        )

    def _subject(self, stated: Stated) -> Subject | None:
        match stated.subject:
            case IsolatedPosition(holding=holding, margin=margin, reserve=reserve):
                behind, kept = margin.value + reserve.value, reserve.value
            case PoolLeg(pool=pool, leg=leg):
                holding, behind, kept = pool.holdings[leg], Fraction(0), Fraction(0)
            case _:
                return None
        return Subject(
            holding=self._in_lots(holding),
            rules=evolve(stated.rules, home=HOME),
            time_ns=stated.time_ns,
            mark=stated.mark,
            funding=stated.funding,
            margin=behind,
            reserve=kept,
        )

    def _in_lots(self, holding: Holding) -> Holding:
        """*holding* under this life's name; of a linear contract in lots of `LOT`."""
        its = holding.instrument
        lot = LOT if its.payoff is Payoff.LINEAR else its.lot
        terms: Instrument = evolve(
            its, symbol=self.symbol, multiplier=its.multiplier / its.lot * lot, lot=lot
        )
        return Holding(terms, int(holding.size * its.lot / lot), holding.cost)
