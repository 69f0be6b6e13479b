"""How KuCoin Futures counts the margin of a position, in coins."""

from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from isoledger.core.numbers import on_grid
from isoledger.venues.kucoin.rules import fineness


@frozen(kw_only=True)
class Set:
    """An isolated position of the old regime, in the parts that KuCoin states.

    Attributes:
        cost: ``posCost``: absolute value at entry.
        initial: ``posInit``.
        reserve: ``posComm``: set aside for the fee to close at bankruptcy.
        added: ``posCross``: added by hand or received as funding.
        lost: ``posLoss``: paid as funding.
    """

    cost: Fraction
    initial: Fraction
    reserve: Fraction
    added: Fraction = Fraction(0)
    lost: Fraction = Fraction(0)

    @property
    def margin(self) -> Fraction:
        """``posMargin``: all of it, the reserve too."""
        return self.initial + self.reserve + self.added - self.lost

    def maintenance(self, rate: Fraction, funding: Fraction = Fraction(0)) -> Fraction:
        """``posMaint`` at a maintenance *rate* and a predicted *funding* rate against it."""
        return self.cost * (rate + max(Fraction(0), funding)) + self.reserve


def opened(cost: Fraction, initial: Fraction, taker: Fraction, time_ns: int) -> Set:
    """A position as it is opened: the reserve is counted on cost and initial margin."""
    reserve = on_grid((cost + initial) * taker, *fineness(time_ns))
    return Set(cost=cost, initial=initial, reserve=reserve)


def topped(position: Set, amount: Fraction, taker: Fraction, time_ns: int) -> Set:
    """After *amount* was added by hand or received as funding: its fee goes to the reserve.

    Recorded: 3 additions and two fundings, all fields exact.
    """
    grown = (position.cost + position.initial + amount) * taker
    return Set(
        cost=position.cost,
        initial=position.initial,
        reserve=on_grid(grown, *fineness(time_ns)),
        added=position.added + amount * (1 - taker),
        lost=position.lost,
    )


@frozen(kw_only=True)
class Exposure:
    """A position or an order of a cross account.

    Attributes:
        value: Absolute value at the mark.
        rate: Maintenance rate.
        is_order: Whether it is still to be opened.
    """

    value: Fraction
    rate: Fraction
    is_order: bool = False


def cross_risk(total: Fraction, exposures: Sequence[Exposure], taker: Fraction) -> Fraction:
    """The risk ratio of a cross account; it is liquidated at 1.

    Maintenance and the fee to close of all positions and orders, by what is left of *total* once
    orders have paid their fee to open (support 35233217061785).
    """
    needs = sum((e.value * (e.rate + taker) for e in exposures), start=Fraction(0))
    fees = sum((e.value * taker for e in exposures if e.is_order), start=Fraction(0))
    return needs / (total - fees)


def shares(total: Fraction, exposures: Sequence[Exposure]) -> list[Fraction]:
    """The part of *total* that KuCoin lets each position lose: pro rata of the values.

    That makes the reference price of a cross position (support 35084431335065): every one loses
    the same share of its value. It is not the price at which the account ends when one moves alone.
    """
    whole = sum((e.value for e in exposures), start=Fraction(0))
    return [total * e.value / whole for e in exposures]
