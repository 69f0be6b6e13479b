"""The books of one recorded life: its ledger, fed with the few events that a log can show."""

from fractions import Fraction
from typing import Literal

from attrs import frozen

from isoledger.conformance.lives import decimal
from isoledger.conformance.recorded import Traded
from isoledger.conformance.subjects import HOME, Subject
from isoledger.core.books import ALL
from isoledger.core.certificate import LiquidationPrice
from isoledger.core.dated import Dated
from isoledger.core.events import (
    Fill,
    Funding,
    LeverageChange,
    Liquidation,
    Listing,
    MarginCause,
    MarginEvent,
    MarginTransfer,
    OpeningPosition,
    ReserveMove,
    Transfer,
)
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.ledger import Ledger
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.postings import Provenance
from isoledger.core.rules import Rules
from isoledger.venues.framing import POOL

BOOK = Fraction(1, 10**8)
"""The step in which margin is allocated at a trade. Recorded at Bitget, the only one with fills."""


@frozen(kw_only=True)
class Standing:
    """How an account stands.

    Attributes:
        free: Its free balance.
        size: Signed quantity held.
        entry: Average price; ``None``: nothing is held.
        margin: Margin and reserve of the position; 0 in a pool.
        total: All of its money.
    """

    free: Fraction
    size: Fraction
    entry: Fraction | None
    margin: Fraction
    total: Fraction


class Books:
    """An account with one contract, and the only one who writes to its ledger."""

    def __init__(self, subject: Subject, venue: str, free: Fraction) -> None:
        """An account that has *free*, and holds nothing yet.

        Args:
            subject: Whose contract and rules they are.
            venue: The venue, for stamps.
            free: The free balance.
        """
        self.terms = subject.holding.instrument
        self.rules: Rules = subject.rules
        self.venue, self.time_ns = venue, subject.time_ns
        self.at = PositionId(self.terms.symbol)
        self.leverage: Fraction | None = None
        self.ledger = Ledger(rules=Dated[Rules].always(self.rules))
        self._add(Listing(stamp=self._stamp(), instrument=self.terms))
        self._paid(free, "opening")

    def hold(self, subject: Subject, margin: Fraction, *, pooled: bool) -> None:
        """A position that was there before the log, and the *margin* behind it.

        The free balance stays what it is.
        """
        self.at = PositionId(self.terms.symbol, pool=POOL if pooled else "")
        held = subject.holding
        self._add(
            OpeningPosition(stamp=self._stamp(), position=self.at, size=held.size, cost=held.cost)
        )
        if not pooled:
            self._paid(margin, "opening")
            self._move(margin, MarginCause.ALLOCATION)
            if subject.reserve:
                amount = self._money(subject.reserve)
                self._add(ReserveMove(stamp=self._stamp(), position=self.at, amount=amount))

    def trade(self, traded: Traded, leverage: Fraction, *, pooled: bool) -> None:
        """A trade: it takes its margin along, and gives back what is left when all is closed."""
        standing = self.standing()
        if not standing.size:
            self.at = PositionId(self.terms.symbol, pool=POOL if pooled else "")
        opens = standing.size * traded.quantity >= 0
        if opens and self.at.is_isolated:
            need = abs(traded.quantity) * traded.price / leverage
            self._move(Rounding.HALF_AWAY(need / BOOK) * BOOK, MarginCause.ALLOCATION)
        self._add(
            Fill(
                stamp=self._stamp(),
                position=self.at,
                size=self._lots(traded.quantity),
                price=Price.of(decimal(traded.price)),
                fee=self._money(traded.fee),
                realised=None if opens else self._money(traded.realised),
            )
        )
        if self.at.is_isolated and not self.standing().size:
            self._move(-self.standing().margin, MarginCause.RELEASE)

    def take(self, traded: Traded) -> None:
        """A take-over by the venue: the position pays the fee, and the rules take what is left."""
        self._move(-traded.fee, MarginCause.RELEASE)
        self._add(
            Liquidation(
                stamp=self._stamp(),
                position=self.at,
                size=self._lots(traded.quantity),
                price=Price.of(decimal(traded.price)),
                realised=self._money(traded.realised),
                fee=self._money(traded.fee),
            )
        )

    def move(self, amount: Fraction) -> None:
        """Margin moved by hand, into the position above zero."""
        self._move(amount, MarginCause.USER)

    def keep(self, amount: Fraction) -> None:
        """More margin moved in, and kept for the fee to close; less below zero."""
        told = self._money(amount)
        if amount < 0:
            self._add(ReserveMove(stamp=self._stamp(), position=self.at, amount=told))
        self._move(amount, MarginCause.USER)
        if amount > 0:
            self._add(ReserveMove(stamp=self._stamp(), position=self.at, amount=told))

    def fund(self, amount: Fraction) -> None:
        """Funding, received above zero."""
        told = Funding(stamp=self._stamp(), position=self.at, amount=self._money(amount))
        self._add(told)

    def pay(self, amount: Fraction) -> None:
        """Money that came into the account, or left it."""
        self._paid(amount, "internal")

    def lever(self, leverage: Fraction) -> None:
        """A new leverage. It moves no margin."""
        if leverage != self.leverage and self.standing().size:
            exact = Exact.of(decimal(leverage))
            self._add(LeverageChange(stamp=self._stamp(), position=self.at, leverage=exact))
        self.leverage = leverage

    def standing(self) -> Standing:
        """How the account stands now."""
        account, asset = self.ledger.account, self.terms.settle
        held = account.holding(self.at)
        alone = account.isolated.get(self.at)
        entry = None if held is None or held.is_flat else held.entry_price()
        return Standing(
            free=account.balance(asset, HOME).value,
            size=Fraction(0) if held is None else held.size * self.terms.lot,
            entry=entry,
            margin=Fraction(0) if alone is None else alone.collateral.value,
            total=account.balance(asset, ALL).value,
        )

    def price(self, mark: Fraction | None, funding: Fraction | None) -> Fraction | None:
        """Where the position is liquidated, as its venue prints it; ``None``: nowhere.

        Args:
            mark: The mark; of a pool it must be known.
            funding: The predicted rate, above zero when longs pay.
        """
        account = self.ledger.account
        alone = account.isolated.get(self.at)
        if alone is not None:
            found = liquidation_price(
                alone, self.rules, time_ns=self.time_ns, mark=mark, funding=funding
            )
        else:
            marks = {self.terms.symbol: mark or Fraction(1)}
            pool = account.pools[POOL]
            found = pool_liquidation_price(pool, self.at, marks, self.rules, time_ns=self.time_ns)
        return found.shown if isinstance(found, LiquidationPrice) else None

    def _move(self, amount: Fraction, cause: MarginCause) -> None:
        provenance = Provenance.REPORTED if cause is MarginCause.USER else Provenance.COMPUTED
        self._add(
            MarginTransfer(
                stamp=self._stamp(),
                position=self.at,
                amount=self._money(amount),
                book=HOME,
                cause=cause,
                provenance=provenance,
            )
        )

    def _paid(self, amount: Fraction, kind: Literal["opening", "internal"]) -> None:
        if amount:
            told = Transfer(stamp=self._stamp(), amount=self._money(amount), book=HOME, kind=kind)
            self._add(told)

    def _add(self, event: MarginEvent) -> None:
        self.ledger = self.ledger.append(event)

    def _stamp(self) -> Stamp:
        at = len(self.ledger.log)
        return Stamp(
            time_ns=self.time_ns, sequence=at, venue=self.venue, account="recorded", id=f"told:{at}"
        )

    def _money(self, amount: Fraction) -> Money:
        return self.terms.settle.round(amount, Rounding.HALF_EVEN)

    def _lots(self, quantity: Fraction) -> int:
        return self.terms.size(decimal(quantity))
