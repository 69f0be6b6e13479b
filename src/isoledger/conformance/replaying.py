"""Recorded lives through the ledger: what each step shows, held against the books.

One way for every life. Trades, moves by hand and what a log begins with become events; after each
step the free balance, the margin and the liquidation price are taken from the ledger and compared
with what is printed. What no record says (funding, money moved in or out) is told by the balance
or margin printed after it, and named.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from attrs import field, frozen

from isoledger.conformance.books import BOOK, Books, Standing
from isoledger.conformance.entries import Entry
from isoledger.conformance.lives import decimal
from isoledger.conformance.positions import Readers
from isoledger.conformance.printed import last_digit, number, prints_as
from isoledger.conformance.recorded import (
    BUCKETS,
    Balance,
    Held,
    Moved,
    Recorded,
    Seen,
    Step,
    Traded,
    moments,
)
from isoledger.conformance.subjects import Subject, Witness
from isoledger.core.ledger import Ledger
from isoledger.core.numbers import Rounding

_Kind = TypeVar("_Kind", Balance, Held)


@frozen(kw_only=True)
class Check:
    """One printed number beside ours.

    Attributes:
        step: After which step.
        what: ``free``, ``margin``, ``price``, ``size``, ``entry``, ``total`` or ``last free``.
        printed: As the venue printed it.
        ours: As the ledger has it; ``None``: it has none.
        agrees: Whether ours would be printed so, rounded or cut.
    """

    step: int
    what: str
    printed: str
    ours: Fraction | None
    agrees: bool


@frozen(kw_only=True)
class Replayed:
    """A life, replayed.

    Attributes:
        life: What was recorded.
        checks: Every comparison, in order.
        notes: What no record says and was told by what was printed after it, with its step.
        ledgers: The ledger; several, where the log has gaps.
    """

    life: Recorded
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    ledgers: tuple[Ledger, ...] = field(repr=False)

    def count(self, what: str) -> tuple[int, int]:
        """How many comparisons of *what* agree, and how many there are."""
        of = [check for check in self.checks if check.what == what]
        return sum(check.agrees for check in of), len(of)


def replayed(life: Recorded, readers: Readers, twins: Sequence[Entry]) -> Replayed:
    """*life*, through the ledger.

    A closing may tell how much the funding before it was: then it is replayed with that.

    Args:
        life: What was recorded.
        readers: What reads a position of each venue.
        twins: Positions recorded elsewhere; one with the same printed price is the same position,
            and says what a step leaves out.
    """
    witness = Witness(life=life, readers=readers, twins=twins)
    run = _Run(witness, {})
    run.all()
    for _ in life.steps:  # each may tell of one funding; a life that never settles is shown so
        if run.better is None:
            break
        run = _Run(witness, {**run.known, **run.better})
        run.all()
    return run.done()


def printed_so(ours: Fraction, text: str) -> bool:
    """Whether *ours* is printed as *text*: rounded, or cut as a stream does.

    >>> printed_so(Fraction("15.82818667"), "15.8281")
    True
    """
    written = number(text)
    if written is None:
        return False
    over = ours - written if ours >= 0 else written - ours
    return prints_as(ours, text) or 0 <= over < last_digit(text)


class _Run:
    """A replay under way."""

    def __init__(self, witness: Witness, known: Mapping[int, Fraction]) -> None:
        """Nothing was replayed yet.

        Args:
            witness: Who says what steps leave out.
            known: Funding by step, where a closing told it.
        """
        self.witness, self.life, self.known = witness, witness.life, known
        self.books: Books | None = None
        self.checks: list[Check] = []
        self.notes: list[str] = []
        self.ledgers: list[Ledger] = []
        self.better: dict[int, Fraction] | None = None
        self.guessed: int | None = None
        self.guess = Fraction(0)
        self.profit = Fraction(0)
        self.anew = False
        self.quiet = True
        self.free: Fraction | None = None
        self.parts: Mapping[str, Fraction] = {}

    def all(self) -> None:
        """Replay every moment, until a closing tells something better."""
        for moment in moments(self.life.steps):
            self._moment(moment)
            if self.better is not None:
                return
        self._last()

    def done(self) -> Replayed:
        """What came of it."""
        ledgers = [*self.ledgers, *([] if self.books is None else [self.books.ledger])]
        return Replayed(
            life=self.life,
            checks=tuple(self.checks),
            notes=tuple(self.notes),
            ledgers=tuple(ledgers),
        )

    def _moment(self, moment: Sequence[Step]) -> None:
        """Everything that was done, and then everything that is shown."""
        seen = [(step.place, one) for step in moment for one in step.seen]
        if self.books is None:
            self._begin(moment[0].place, [one for _, one in seen])
        if self.books is None:
            return
        held = [one for _, one in seen if isinstance(one, Held)]
        self.quiet = not any(isinstance(one, Moved | Traded) for _, one in seen)
        before, trades = self.books.standing(), False
        for place, one in seen:
            if isinstance(one, Moved):
                self.books.move(one.amount)
            elif isinstance(one, Traded):
                trades = self._traded(place, one, held) or trades
        earlier = before if trades else None
        for place, one in seen:
            if isinstance(one, Balance):
                self._balance(place, one, earlier)
            elif isinstance(one, Held):
                self._held(place, one, earlier)

    def _begin(self, place: int, seen: Sequence[Seen]) -> None:
        """The books of an account as the first steps show it."""
        now = [one for one in seen if isinstance(one, Held)]
        if not self.later(Held):
            return
        free = next((one.free for one in self.later(Balance) if one.free), "0")
        self.free = number(free) or Fraction(0)
        first = next((one for one in self.later(Held) if one.quantity != 0), Held(raw={}))
        subject = self.witness.of(first, self.free)
        if subject is None:
            if now and not self.notes:
                self.notes.append(f"step {place}: nobody says of what size and price it is")
            return
        self.books = Books(subject, self.life.venue, self.free)
        if first in now:
            self._open(first, subject)

    def later(self, kind: type[_Kind]) -> list[_Kind]:
        """Everything of one *kind* that the life shows."""
        return [one for step in self.life.steps for one in step.seen if isinstance(one, kind)]

    def _open(self, held: Held, subject: Subject) -> None:
        """A position that is there when the log begins, or begins anew."""
        if self.books is None:
            return
        if held.pooled and held.cash is not None:
            self.books.pay(held.cash + subject.holding.cost.value - self.books.standing().free)
        margin = self._margin_of(held, subject)
        self.books.hold(subject, margin, pooled=bool(held.pooled))
        self.parts = _parts(held)
        if held.leverage:
            self.books.leverage = held.leverage

    def _margin_of(self, held: Held, subject: Subject) -> Fraction:
        """What is behind it: value by leverage, if that is what is printed; else what is."""
        if held.leverage:
            need = abs(subject.holding.cost.value) / held.leverage
            allocated = Rounding.HALF_AWAY(need / BOOK) * BOOK
            if held.margin and printed_so(allocated, held.margin):
                return allocated
        printed = number(held.margin)
        if printed is None or held.profit is None:
            return subject.margin
        self.profit = held.profit
        return printed - held.profit + held.reserve

    def _traded(self, place: int, traded: Traded, held: Sequence[Held]) -> bool:
        """Whether a filled order changed the books; one printed late is in them already."""
        if self.books is None:
            return False
        now = self.books.standing()
        if self.anew and traded.quantity == now.size and traded.price == now.entry:
            self.notes.append(f"step {place}: this trade made the position that was shown before")
            self.anew = False
            return False
        if traded.taken:
            self.books.take(traded)
            return True
        pooled = next((one.pooled for one in held if one.pooled is not None), False)
        shown = next((one.leverage for one in held if one.leverage), None)
        leverage = traded.leverage or shown or self.books.leverage or Fraction(1)
        self.books.trade(traded, leverage, pooled=pooled)
        self.books.leverage = leverage
        return True

    def _balance(self, place: int, seen: Balance, before: Standing | None) -> None:
        if self.books is None:
            return
        if seen.free:
            self._free(place, seen.free, before)
            self.free = number(seen.free)
        if seen.total:
            self._check(place, "total", seen.total, self.books.standing().total)

    def _free(self, place: int, text: str, before: Standing | None) -> None:
        """The free balance; what no record explains of it, it tells itself."""
        printed = number(text)
        if self.books is None or printed is None:
            return None
        now = self.books.standing()
        for told in (now, *([] if before is None else [before])):
            if printed_so(told.free, text):
                return self._check(place, "free", text, told.free)
        off = printed - now.free
        if before is not None and self.guessed is not None:
            self.better = {self.guessed: self.known.get(self.guessed, self.guess) + off}
        elif before is None and not now.size:
            self.books.pay(off)
            self.notes.append(f"step {place}: {plain_text(off)} came or went, told by the balance")
        elif before is None and not self.books.at.is_isolated:
            self.books.fund(off)
            self.notes.append(f"step {place}: funding of {plain_text(off)}, told by the balance")
        elif before is None and self._gap_after(place):
            return self.notes.append(f"step {place}: a balance that goes with a position to come")
        return self._check(place, "free", text, self.books.standing().free)

    def _gap_after(self, place: int) -> bool:
        """Whether the next position that is shown is another one than is held."""
        later = (s for step in self.life.steps if step.place > place for s in step.seen)
        shown = next((one for one in later if isinstance(one, Held)), None)
        return shown is not None and self._is_other(shown)

    def _is_other(self, held: Held) -> bool:
        """Whether *held* is another position than the books have."""
        if self.books is None or held.quantity is None:
            return False
        now = self.books.standing()
        moved = held.pooled is not None and held.pooled is self.books.at.is_isolated
        price = bool(held.entry) and now.entry is not None and not printed_so(now.entry, held.entry)
        return held.quantity != now.size or (held.quantity != 0 and (moved or price))

    def _held(self, place: int, held: Held, before: Standing | None) -> None:
        if self.books is None:
            return None
        if self._is_other(held):
            if before is not None and held.quantity == before.size:
                return self._check(place, "size", str(held.quantity), before.size)
            if before is None:
                self._anew(place, held)
        if held.quantity is not None:
            now = self.books.standing()
            self._check(place, "size", str(held.quantity), now.size)
            if held.entry and now.entry is not None:
                self._check(place, "entry", held.entry, now.entry)
        if held.quantity != 0:
            self._margin(place, held)
            self._price(place, held)
        return None

    def _anew(self, place: int, held: Held) -> None:
        """The log has a gap: the books end here, and others begin."""
        subject = self.witness.of(held, self.free or Fraction(0))
        if self.books is None or subject is None:
            return
        self.ledgers.append(self.books.ledger)
        self.books = Books(subject, self.life.venue, self.free or Fraction(0))
        self._open(held, subject)
        self.anew = True
        self.notes.append(f"step {place}: another position than the trades before it make")

    def _margin(self, place: int, held: Held) -> None:
        """The margin of an isolated position; funding is what no record explains of it."""
        if self.books is None or not self.books.at.is_isolated:
            return
        if held.leverage:
            self.books.lever(held.leverage)
        parts = _parts(held)
        for name, amount in parts.items():
            self._bucket(place, name, amount - self.parts.get(name, amount))
        self.parts = parts or self.parts
        self.profit = self.profit if held.profit is None else held.profit
        printed = number(held.margin)
        if printed is None:
            return
        margin = printed - self.profit + held.reserve
        ours = self.books.standing().margin
        if self.quiet and not printed_so(ours + self.profit - held.reserve, held.margin):
            self.guess = self.known.get(place, margin - ours)
            self.books.fund(self.guess)
            self.guessed = place
            how = "the closing after it" if place in self.known else "the margin after it"
            told = plain_text(self.guess)
            self.notes.append(f"step {place}: funding of {told}, told by {how}")
        ours = self.books.standing().margin + self.profit - held.reserve
        self._check(place, "margin", held.margin, ours)

    def _bucket(self, place: int, name: str, change: Fraction) -> None:
        """A part of the margin that the venue states by itself became another."""
        if self.books is None or not change:
            return
        self.notes.append(f"step {place}: {plain_text(change)} more in {name}: no record says why")
        match name:
            case "posCross":
                self.books.fund(change)
            case "posLoss":
                self.books.fund(-change)
            case "posComm":
                self.books.keep(change)
            case _:
                self.books.move(change)

    def _price(self, place: int, held: Held) -> None:
        if self.books is None or number(held.price) is None:
            return
        subject = self.witness.of(held, self.books.standing().free)
        known = (None, None) if subject is None else (subject.mark, subject.funding)
        ours = self.books.price(*known)
        self._check(place, "price", held.price, ours)

    def _last(self) -> None:
        """The last balance that is printed is the one that the books end with."""
        printed = [one.free for one in self.later(Balance) if one.free]
        if printed and self.books is not None:
            place = self.life.steps[-1].place
            self._check(place, "last free", printed[-1], self.books.standing().free)

    def _check(self, place: int, what: str, text: str, ours: Fraction | None) -> None:
        agrees = ours is not None and printed_so(ours, text)
        self.checks.append(Check(step=place, what=what, printed=text, ours=ours, agrees=agrees))


def _parts(held: Held) -> dict[str, Fraction]:
    """What the margin of *held* is made of, where its venue says."""
    found = {name: number(held.raw.get(name)) for name in BUCKETS}
    return {name: amount for name, amount in found.items() if amount is not None}


def plain_text(amount: Fraction) -> str:
    """*amount* as a decimal, without zeros behind it."""
    return decimal(amount).rstrip("0").rstrip(".")
