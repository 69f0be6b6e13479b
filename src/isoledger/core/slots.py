"""The mutable integers a replay works on, private to the fold."""

from collections.abc import Mapping

from isoledger.core.events import Fill
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import CostRule, Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact

FOREVER_NS = 2**63
"""After everything."""


class Purse:
    """The balances of one book, by asset."""

    __slots__ = ("_units",)

    def __init__(self, balances: Mapping[Asset, Money] | None = None) -> None:
        """A purse of *balances*."""
        self._units = {asset: money.units for asset, money in (balances or {}).items()}

    def add(self, asset: Asset, units: int) -> None:
        """Put *units* of *asset* in. Nothing leaves no trace."""
        if units:
            self._units[asset] = self._units.get(asset, 0) + units

    def units(self, asset: Asset) -> int:
        """How much of *asset* is in it."""
        return self._units.get(asset, 0)

    def frozen(self) -> FrozenMap[Asset, Money]:
        """What it holds."""
        return FrozenMap({asset: Money(units, asset) for asset, units in self._units.items()})


class Slot:
    """One position: all of it in plain integers."""

    __slots__ = (
        "_plain",
        "_ratios",
        "_rule",
        "_until_ns",
        "cost",
        "id",
        "instrument",
        "leverage",
        "margin",
        "purse",
        "reserve",
        "settle",
        "size",
    )

    def __init__(self, position: PositionId, instrument: Instrument, purse: Purse | None) -> None:
        """A flat position; in the pool of *purse*, or isolated if there is none."""
        self.id = position
        self.purse = purse
        self.instrument = instrument
        self.settle = instrument.settle
        self.size = self.cost = self.margin = self.reserve = 0
        self.leverage: Exact | None = None
        self._plain = False
        self._ratios: dict[int, tuple[int, int]] = {}
        self._rule: CostRule | None = None
        self._until_ns = -FOREVER_NS

    def cost_of(self, event: Fill) -> int:
        """The booked cost of a fill, in units: stated, or by the rule of its day."""
        if event.cost is not None:
            return self.units(event.cost)
        time_ns, price, rule = event.stamp.time_ns, event.price, self._rule
        if rule is None or time_ns >= self._until_ns:
            rule = self._rule = self.instrument.cost_rule.at(time_ns)
            later = self.instrument.cost_rule.next_change_ns(time_ns)
            self._until_ns = FOREVER_NS if later is None else later
            self._plain = self.instrument.payoff is Payoff.LINEAR and rule.per is None
        ratio = self._ratios.get(price.scale)
        if ratio is None:
            ratio = self._ratios[price.scale] = self.instrument.cost_ratio(price.scale)
        if self._plain:  # `Instrument.cost_units`, one call less: this is the hottest line there is
            return rule.rounding.divide(event.size * price.units * ratio[0], ratio[1])
        return self.instrument.cost_units(event.size, price.units, ratio, rule)

    def units(self, money: Money) -> int:
        """The units of *money*.

        Raises:
            AssetMismatchError: It is not in the settle asset.
        """
        return money.units_of(self.settle)

    def rescued(self, margin: int) -> int:
        """What the margin is when losses took it to *margin*, below zero.

        The reserve pays what it can, insurance the rest.
        """
        self.reserve -= min(-margin, self.reserve)
        return 0

    def holding(self) -> Holding:
        """What is held, frozen."""
        return Holding(self.instrument, self.size, Money(self.cost, self.settle))

    def hold(self, holding: Holding) -> None:
        """Hold what *holding* says."""
        self.size, self.cost = holding.size, holding.cost.units

    def position(self) -> IsolatedPosition:
        """The isolated position, frozen."""
        return IsolatedPosition(
            id=self.id,
            holding=self.holding(),
            margin=Money(self.margin, self.settle),
            reserve=Money(self.reserve, self.settle),
            leverage=self.leverage,
        )

    def load(self, position: IsolatedPosition) -> None:
        """Be what *position* is."""
        self.hold(position.holding)
        self.margin, self.reserve = position.margin.units, position.reserve.units
        self.leverage = position.leverage
