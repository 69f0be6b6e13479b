"""How BitMEX counts the margin of a position, in smallest units and by risk steps."""

from fractions import Fraction

from attrs import frozen

from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import bankruptcy_price, shown_price
from isoledger.core.money import Money
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Rules
from isoledger.core.tiers import MarginTier, TierTable


def risk_tiers(
    *, initial: Fraction, maintenance: Fraction, limit: Fraction, step: Fraction
) -> TierTable:
    """Each risk step adds the base maintenance rate to both rates, for the whole value.

    Official: "Risk Limits" page of the venue. Assumed: that the limit follows the position by
    itself; it was for the user to set.

    Args:
        initial: Base initial rate.
        maintenance: Base maintenance rate.
        limit: Value up to which they hold, in settle coins.
        step: What each step adds to it.
    """
    tiers: list[MarginTier] = []
    floor, cap, count = Fraction(0), limit, 0
    while (raised := initial + count * maintenance) <= 1:
        rate = maintenance * (1 + count)
        tiers.append(MarginTier(floor=floor, cap=cap, initial=raised, maintenance=rate))
        floor, cap, count = cap, cap + step, count + 1
    return TierTable(stepped=True, tiers=tuple(tiers))


def reserve(cost: Money, margin: Money, taker: Fraction) -> Money:
    """The reserve for the fee to close at bankruptcy (``posComm``), rounded up.

    It is counted on the value at entry and all margin, alike for both sides; a position whose
    margin is all of its value keeps none. Recorded: 5 isolated shorts of 2017-2019.
    """
    value = abs(cost)
    if margin >= value:
        return value.asset.zero
    return value.asset.round((value + margin).value * taker, Rounding.CEILING)


def parted(cost: Money, total: Money, taker: Fraction) -> tuple[Money, Money]:
    """The margin and the fee reserve that make *total* together."""
    asset = total.asset
    share = (total.value - abs(cost).value * taker) / (1 + taker)
    margin = asset.round(share, Rounding.FLOOR)
    return margin, total - margin


@frozen(kw_only=True)
class Isolated:
    """An isolated position in the parts that BitMEX states.

    Attributes:
        cost: ``posCost``: signed value at entry.
        initial: ``posInit``.
        added: ``posCross``: added by hand, received as funding, or topped up at the opening.
        lost: ``posLoss``: paid as funding.
        taker: The taker rate.
    """

    cost: Money
    initial: Money
    added: Money
    lost: Money
    taker: Fraction

    @property
    def reserve(self) -> Money:
        """``posComm``."""
        return reserve(self.cost, self.initial + self.added, self.taker)

    @property
    def margin(self) -> Money:
        """``posMargin``, with the reserve in it."""
        return self.initial + self.reserve + self.added - self.lost

    @property
    def is_paid(self) -> bool:
        """Whether the margin set aside at the opening was the whole value."""
        return self.initial >= abs(self.cost)

    def maintenance(self, rate: Fraction, funding: Fraction = Fraction(0)) -> Money:
        """``posMaint`` at a maintenance *rate* and a predicted *funding* rate against it.

        Recorded: a short that is paid for in full keeps nothing.
        """
        if self.is_paid:
            return self.cost.asset.zero
        needs = self.cost.asset.round(
            abs(self.cost).value * (rate + max(funding, Fraction(0))), Rounding.CEILING
        )
        return needs + self.reserve

    def position(self, instrument: Instrument, size: int) -> IsolatedPosition:
        """The position of *size* in *instrument* that has these parts."""
        return IsolatedPosition(
            id=PositionId(instrument.symbol),
            holding=Holding(instrument, size, self.cost),
            margin=self.margin - self.reserve,
            reserve=self.reserve,
        )


def received(funding: Money, taker: Fraction) -> Money:
    """What of received *funding* becomes ``posCross``; the rest is in the fee reserve.

    Recorded: one payment; rounded down.
    """
    return funding.asset.round(funding.value / (1 + taker), Rounding.FLOOR)


def shown_bankruptcy(position: IsolatedPosition, rules: Rules) -> Fraction | None:
    """The bankruptcy price as BitMEX prints it, the fee to close set aside.

    ``None``: there is none to print.
    """
    exact = bankruptcy_price(position, rules)
    return None if exact is None else shown_price(exact, position.holding, rules.shown)


def funding_payment(value: Money, rate: Fraction) -> Money:
    """Funding on an absolute *value*; a tie goes away from zero. Recorded: one payment."""
    return value.asset.round(value.value * rate, Rounding.HALF_AWAY)
