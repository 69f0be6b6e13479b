"""Plain figures of a position, framed as what the core solves."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.errors import OffGridError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import Leg, PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset
from isoledger.core.numbers import Rounding
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.stated import PoolLeg

DECIMALS = 30
"""How fine framed money is: an inverse cost or a margin read off a ratio ends nowhere, and is
rounded here, half to even, far behind any digit that a venue prints."""

FINEST = Fraction(1, 10**12)
"""The step of prices where nobody says one: finer than any."""

POOL = "cross"
"""The pool of a framed cross position."""


@frozen(kw_only=True)
class Frame:
    """One position in plain figures: all that is needed to solve it.

    Attributes:
        symbol: Its instrument.
        leg: Which of its positions in hedge mode.
        quantity: What is held in the venue's own unit, long above zero.
        contract: What one of that unit is worth of: coins (linear) or quote units (inverse).
        payoff: Linear or inverse.
        entry: Average price.
        margin: What stands behind it if it is isolated, without unrealised profit.
        reserve: Margin set aside for the fee to close.
        maintenance: Maintenance rate of the tier of the answer; 0: not known.
        deduction: Deduction of that tier.
        leverage: As set; ``None``: not said.
        settle: What it settles in.
        tick: The step of prices.
        tiers: The whole table by date, instead of *maintenance* and *deduction*.
        lot: What one size unit is, in the venue's unit; ``None``: the finest part of it that the
            quantity needs.
    """

    symbol: str
    leg: Leg = "net"
    quantity: Fraction
    contract: Fraction = Fraction(1)
    payoff: Payoff = Payoff.LINEAR
    entry: Fraction
    margin: Fraction = Fraction(0)
    reserve: Fraction = Fraction(0)
    maintenance: Fraction = Fraction(0)
    deduction: Fraction = Fraction(0)
    leverage: Fraction | None = None
    settle: str = "USDT"
    tick: Fraction = FINEST
    tiers: Dated[TierTable] | None = None
    lot: Fraction | None = None

    @property
    def asset(self) -> Asset:
        """What it settles in, fine enough for any figure."""
        return Asset(self.settle, DECIMALS)

    @property
    def table(self) -> Dated[TierTable] | None:
        """Its tiers by date; where only one is known, that one; ``None``: none is."""
        if self.tiers is not None or not self.maintenance:
            return self.tiers
        initial = 1 / self.leverage if self.leverage else None
        return one_tier(self.maintenance, self.deduction, initial=initial)

    @property
    def instrument(self) -> Instrument:
        """Its terms."""
        lot = self.lot or Fraction(1, self.quantity.denominator)
        return Instrument(
            symbol=self.symbol,
            base="",
            quote="",
            settle=self.asset,
            payoff=self.payoff,
            multiplier=self.contract * lot,
            lot=lot,
            tick=self.tick,
            tiers=self.table,
        )

    @property
    def holding(self) -> Holding:
        """What is held, and its cost; of a flat position nothing, whatever its entry.

        Raises:
            OffGridError: The quantity is no whole number of lots.
        """
        terms = self.instrument
        if not self.quantity:
            return Holding.nothing(terms)
        count = self.quantity / terms.lot
        if count.denominator != 1:
            raise OffGridError(amount=self.quantity, grid=terms.lot, what=f"size of {self.symbol}")
        size = count.numerator
        cost = self.asset.round(terms.value(size, self.entry), Rounding.HALF_EVEN)
        return Holding(terms, size, cost)

    @property
    def value(self) -> Fraction:
        """Absolute value at entry, in settle coins."""
        return abs(self.holding.cost.value)

    def value_at(self, price: Fraction) -> Fraction:
        """Absolute value at *price*, in settle coins."""
        held = self.holding
        return abs(held.instrument.value(held.size, price))

    def isolated(self) -> IsolatedPosition:
        """The position on its own margin.

        Raises:
            LimitedLiabilityError: That margin is below zero, or its reserve.
        """
        position = PositionId(self.symbol, self.leg)
        return alone(self.holding, self.margin, reserve=self.reserve, position=position)


def one_tier(
    maintenance: Fraction,
    deduction: Fraction = Fraction(0),
    *,
    initial: Fraction | None = None,
) -> Dated[TierTable]:
    """The only tier that is known, that of the answer.

    Args:
        maintenance: Its maintenance rate.
        deduction: Its deduction, in settle coins.
        initial: What opening needs, at least the rate to keep it; ``None``: that rate.

    Raises:
        TierTableError: A rate is none.
    """
    tier = MarginTier(
        floor=Fraction(0),
        cap=None,
        initial=max(maintenance, initial or maintenance),
        maintenance=maintenance,
        deduction=deduction,
    )
    return Dated[TierTable].always(TierTable(tiers=(tier,), part=True))


def alone(
    holding: Holding,
    margin: Fraction,
    *,
    reserve: Fraction = Fraction(0),
    position: PositionId | None = None,
) -> IsolatedPosition:
    """*holding* with *margin* and *reserve* behind it, in settle coins.

    Args:
        holding: What is held.
        margin: Without unrealised profit.
        reserve: Set aside for the fee to close.
        position: Its name; ``None``: that of its instrument.

    Raises:
        LimitedLiabilityError: *margin* or *reserve* is below zero.
    """
    settle = holding.instrument.settle
    return IsolatedPosition(
        id=position or PositionId(holding.instrument.symbol),
        holding=holding,
        margin=settle.round(margin, Rounding.HALF_EVEN),
        reserve=settle.round(reserve, Rounding.HALF_EVEN),
    )


def pooled(
    frames: Sequence[Frame], balance: Fraction, marks: Mapping[str, Fraction], pool: str = POOL
) -> PoolLeg:
    """The first of *frames* as a leg of the pool of all of them.

    Args:
        frames: The legs, all settled in one coin, of which the first is asked about; two of one
            symbol are the two sides of hedge mode.
        balance: What stands behind them, without unrealised profit, in that coin.
        marks: Prices by symbol.
        pool: What the pool is called.
    """
    ids = [_leg_id(frame, frames, pool) for frame in frames]
    asset = frames[0].asset
    holdings = {at: frame.holding for at, frame in zip(ids, frames, strict=True)}
    cash = FrozenMap({asset: asset.round(balance, Rounding.HALF_EVEN)})
    held = CrossPool(name=pool, balances=cash, holdings=FrozenMap(holdings))
    return PoolLeg(pool=held, leg=ids[0], marks=marks)


def _leg_id(frame: Frame, frames: Sequence[Frame], pool: str) -> PositionId:
    if frame.leg != "net" or sum(other.symbol == frame.symbol for other in frames) == 1:
        return PositionId(frame.symbol, frame.leg, pool)
    return PositionId(frame.symbol, "long" if frame.quantity > 0 else "short", pool)
