"""What is held and what it cost: the part that isolated and cross have in common."""

from fractions import Fraction

from attrs import Attribute, field, frozen

from isoledger.core.errors import TermsError
from isoledger.core.instrument import Instrument
from isoledger.core.money import Money
from isoledger.core.numbers import Price, Rounding


def _possible(instance: "Holding", _: "Attribute[Money]", cost: Money) -> None:
    if cost.units_of(instance.instrument.settle) and not instance.size:
        raise TermsError(what=instance.instrument.symbol, why=f"nothing held cannot cost {cost}")


@frozen
class Holding:
    """A signed size of one instrument, and the signed value paid for it.

    There is no average price to keep, and so none to round: profit is value less cost.

    Attributes:
        instrument: The contract.
        size: Signed lots, long above zero.
        cost: Signed value at entry; zero when flat.
    """

    instrument: Instrument
    size: int
    cost: Money = field(validator=_possible)

    @classmethod
    def nothing(cls, instrument: Instrument) -> "Holding":
        """A flat holding."""
        return cls(instrument, 0, instrument.settle.zero)

    @property
    def is_flat(self) -> bool:
        """Whether nothing is held."""
        return not self.size

    def profit(self, mark: Fraction) -> Fraction:
        """Unrealised profit at *mark*, in settle coins, not rounded."""
        if not self.size:
            return Fraction(0)
        return self.instrument.value(self.size, mark) - self.cost.value

    def entry_price(self) -> Fraction | None:
        """The price at which the holding would have cost what it did: a view, never state.

        For an inverse contract this is the harmonic average. ``None`` when flat, or when past
        profits moved the cost to where no price is.
        """
        return self.instrument.implied_price(self.size, self.cost)

    def traded(
        self, size: int, paid: Money, realised: Money | None = None
    ) -> tuple["Holding", Money]:
        """The holding after *size* lots for *paid*, and the profit that realised.

        Args:
            size: Signed lots of the trade.
            paid: Its signed cost.
            realised: The profit the venue booked; ``None``: compute it.

        Raises:
            AssetMismatchError: *paid* or *realised* is not in the settle asset.
        """
        settle = self.instrument.settle
        booked = None if realised is None else realised.units_of(settle)
        held, cost, profit = traded_units(
            self.size, self.cost.units, size, paid.units_of(settle), booked
        )
        return Holding(self.instrument, held, Money(cost, settle)), Money(profit, settle)

    def rebased(self, realised: Money) -> "Holding":
        """The holding after *realised* of its profit was booked: the entry moves by as much.

        Where nothing is held there is no entry to move.
        """
        cost = self.cost + realised
        return Holding(self.instrument, self.size, cost) if self.size else self

    def cost_of(self, size: int, price: Price, time_ns: int) -> Money:
        """What trading *size* lots at *price* costs under the rule of that day."""
        return self.instrument.cost(size, price, time_ns)


RELEASE = Rounding.HALF_EVEN
"""How the released part of a cost is rounded; the residue stays with what is left."""


def traded_units(
    held: int, cost: int, size: int, paid: int, realised: int | None
) -> tuple[int, int, int]:
    """What a trade of *size* for *paid* leaves of (*held*, *cost*), and the profit it realised.

    Closes what the trade opposes and opens the rest. A flip opens at its own fill's price.
    Where the venue *realised* another profit than ours, that is booked, and what is still held
    carries the difference in its cost, so that nothing is lost.
    """
    after = held + size
    if after == 0:
        return 0, 0, -paid - cost if realised is None else realised
    if held == 0 or held * size > 0:
        profit = realised or 0
        return after, cost + paid + profit, profit
    if (after > 0) != (held > 0):
        closing = (
            RELEASE.divide(paid * -held, size) if size > 0 else RELEASE.divide(paid * held, -size)
        )
        return after, paid - closing, -closing - cost if realised is None else realised
    if realised is None:
        released = (
            RELEASE.divide(cost * -size, held) if held > 0 else RELEASE.divide(cost * size, -held)
        )
        realised = -paid - released
    return after, cost + paid + realised, realised
