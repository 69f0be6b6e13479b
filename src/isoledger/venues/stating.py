"""What every reader of stated positions does: fields as numbers, size and price as a holding."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Self, cast

from attrs import evolve, frozen

from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.errors import MalformedNumberError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, Rounding
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.errors import FieldError
from isoledger.venues.stated import Besides, PoolLeg

CROSS = "cross"
"""The name of the pool that a cross position is put in."""

FINE = 36
"""Decimals of a settle asset here: as fine as books can be, since records speak of quotients.

The cost of an inverse position is rarely on any grid; here it is off by 1e-36 coins at most.
"""


@frozen
class Fields:
    """The fields of one raw record, read strictly.

    Attributes:
        place: What record it is, for errors.
        raw: The fields as the venue wrote them: text, whole numbers, and no floats.
    """

    place: str
    raw: Mapping[str, object]

    def fault(self, name: str, why: str) -> FieldError:
        """An error about field *name*."""
        return FieldError(source=self.place, field=name, why=why)

    def maybe(self, name: str) -> Fraction | None:
        """The number in *name*; ``None``: absent, null or empty.

        Raises:
            FieldError: It is there and no plain number.
        """
        found = self.raw.get(name)
        if found is None or found == "":
            return None
        if isinstance(found, bool) or not isinstance(found, str | int):
            raise self.fault(name, f"is a {type(found).__name__}, not text or a whole number")
        try:
            return Exact.of(found).value
        except MalformedNumberError as error:
            raise self.fault(name, str(error)) from None

    def number(self, name: str) -> Fraction:
        """The number in *name*, which must be there.

        Raises:
            FieldError: It is missing or no plain number.
        """
        found = self.maybe(name)
        if found is None:
            raise self.fault(name, "is missing")
        return found

    def divisor(self, name: str) -> Fraction:
        """The number in *name*, by which something is divided.

        Raises:
            FieldError: It is missing, no plain number, or 0.
        """
        found = self.number(name)
        if not found:
            raise self.fault(name, "is 0, and something is divided by it")
        return found

    def first(self, *names: str) -> Fraction | None:
        """The number in the first of *names* that holds one; errors as `maybe`."""
        return next((found for name in names if (found := self.maybe(name)) is not None), None)

    def text(self, name: str, default: str | None = None) -> str:
        """The text in *name*; *default* where there is none.

        Raises:
            FieldError: It is missing and there is no *default*, or it is no text.
        """
        found = self.raw.get(name)
        if found is None and default is not None:
            return default
        if isinstance(found, bool) or not isinstance(found, str | int):
            raise self.fault(name, "is missing" if found is None else "is no text")
        return str(found)

    def inner(self, name: str) -> tuple["Fields", ...]:
        """The records under *name*: of an object one, of an array each; none if it is absent.

        Raises:
            FieldError: It is neither.
        """
        found = self.raw.get(name)
        rows = [] if found is None else [found]
        if isinstance(found, list):
            rows = list(cast("list[object]", found))
        inner: list[Fields] = []
        for row in rows:
            if not isinstance(row, Mapping):
                raise self.fault(name, "is no object and no array of objects")
            inner.append(Fields(f"{self.place}, {name}", cast("Mapping[str, object]", row)))
        return tuple(inner)


@frozen(kw_only=True)
class Printed:
    """What a venue prints for a liquidation price, and what that means.

    Attributes:
        text: The very text.
        price: The price; ``None``: it says that there is none.
        sentinel: Why it does; empty: it is a price.
    """

    text: str
    price: Fraction | None
    sentinel: str = ""

    @classmethod
    def of(cls, fields: Fields, *names: str, floor: Fraction | None = None) -> Self:
        """What stands in the first of *names* that is there.

        Args:
            fields: The record.
            names: Where it may stand.
            floor: The lowest price the venue prints: it stands for "none".
        """
        name = next((n for n in names if fields.raw.get(n) is not None), names[0])
        price, text = fields.maybe(name), fields.text(name, "")
        if price is None:
            return cls(text=text, price=None, sentinel="nothing is printed")
        if price == 0:
            return cls(text=text, price=None, sentinel="0 is printed where there is none")
        if price < 0:
            return cls(text=text, price=None, sentinel="below zero: no price is that low")
        if floor is not None and price <= floor:
            return cls(text=text, price=None, sentinel=f"{text} is the lowest price it prints")
        return cls(text=text, price=price)

    def saying_none(self, why: str) -> "Printed":
        """The same, if *why* the price printed is none."""
        return evolve(self, price=None, sentinel=why)


def step_of(text: str) -> Fraction:
    """What the last printed digit of *text* counts; 1 where nothing is printed.

    >>> step_of("20921.8"), step_of("48066")
    (Fraction(1, 10), Fraction(1, 1))
    """
    return Fraction(1, 10 ** len(text.partition(".")[2]))


def instant(besides: Besides, fields: Fields, name: str, ns: int = 10**6) -> int:
    """When the record was taken, ns UTC; 0 where nobody says.

    Args:
        besides: What the caller knows comes first.
        fields: The record.
        name: Where it says when.
        ns: How many ns its unit has; ms unless told.
    """
    if besides.time_ns is not None:
        return besides.time_ns
    return int((fields.maybe(name) or Fraction(0)) * ns)


@frozen(kw_only=True)
class Outline:
    """What a position is built from, as far as it is known.

    Attributes:
        symbol: Its instrument.
        settle: Code of the settle asset.
        payoff: Linear or inverse.
        quantity: Signed contracts, or coins where a contract is one coin; long above zero.
        contract: What one is worth of: coins (linear), quote units (inverse).
        entry: The price at which it was opened.
        maintenance: Maintenance rate of the tier of the answer.
        deduction: Deduction of that tier.
        tiers: All tiers, where they are known; they take the place of the rate.
        leverage: As set.
        margin: Margin of its own, without unrealised profit; of a cross position the balance.
        reserve: Margin set aside for the fee to close.
        mark: The mark then.
        tick: The step of prices.
        cross: Whether it stands in a pool, alone.
    """

    symbol: str
    settle: str = "USDT"
    payoff: Payoff = Payoff.LINEAR
    quantity: Fraction | None
    contract: Fraction | None = Fraction(1)
    entry: Fraction | None
    maintenance: Fraction | None = None
    deduction: Fraction | None = None
    tiers: TierTable | None = None
    leverage: Fraction | None = None
    margin: Fraction | None
    reserve: Fraction = Fraction(0)
    mark: Fraction | None = None
    tick: Fraction = Fraction(1, 100)
    cross: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What is needed to solve it and not known."""
        if self.quantity == 0:
            return ()
        needs = {
            "its size": self.quantity,
            "what one contract is worth": self.contract,
            "its entry price": self.entry,
            "the maintenance rate of its tier": self.tiers or self.maintenance,
            "the balance of its pool" if self.cross else "the margin behind it": self.margin,
            "its mark": self.mark if self.cross else Fraction(1),
        }
        return tuple(name for name, known in needs.items() if known is None)

    def subject(self) -> IsolatedPosition | PoolLeg | None:
        """The position, ready to be solved; ``None``: see `missing`."""
        if self.missing:
            return None
        return self.leg() if self.cross else self.isolated(self.reserve)

    def isolated(
        self, reserve: Fraction = Fraction(0), *, margin: Fraction | None = None
    ) -> IsolatedPosition:
        """The position with its own margin; what is missing counts as none.

        Args:
            reserve: Margin set aside for the fee to close.
            margin: Other margin than its own.
        """
        holding = self.held()
        asset = holding.instrument.settle
        stands = self.margin if margin is None else margin
        return IsolatedPosition(
            id=PositionId(self.symbol),
            holding=holding,
            margin=asset.round(stands or Fraction(0), Rounding.HALF_EVEN),
            reserve=asset.round(reserve, Rounding.HALF_EVEN),
        )

    def leg(self) -> PoolLeg:
        """The position alone in a pool, whose balance its margin is."""
        holding, at = self.held(), PositionId(self.symbol, pool=CROSS)
        asset = holding.instrument.settle
        balance = asset.round(self.margin or Fraction(0), Rounding.HALF_EVEN)
        pool = CrossPool(
            name=CROSS, balances=FrozenMap({asset: balance}), holdings=FrozenMap({at: holding})
        )
        return PoolLeg(pool=pool, leg=at, marks={self.symbol: self.mark or Fraction(0)})

    def held(self) -> Holding:
        """What is held, at its entry; nothing, where too little is known of it."""
        size, lot = self.quantity or Fraction(0), Fraction(1)
        if not size or self.contract is None or self.entry is None:
            return Holding.nothing(self.instrument(Fraction(1), lot))
        instrument = self.instrument(self.contract, lot / size.denominator)
        value = instrument.value(size.numerator, self.entry)
        cost = instrument.settle.round(value, Rounding.HALF_EVEN)
        return Holding(instrument, size.numerator, cost)

    def instrument(self, contract: Fraction, lot: Fraction) -> Instrument:
        """Its terms, for a *contract* of that worth, counted in *lot*."""
        table = self.table()
        return Instrument(
            symbol=self.symbol,
            base=self.symbol,
            quote=self.settle,
            settle=Asset(self.settle, FINE),
            payoff=self.payoff,
            multiplier=contract * lot,
            lot=lot,
            tick=self.tick,
            tiers=None if table is None else Dated[TierTable].always(table),
        )

    def table(self) -> TierTable | None:
        """The tiers, or the one tier that is known; ``None``: none is."""
        if self.tiers is not None or self.maintenance is None:
            return self.tiers
        tier = MarginTier(
            floor=Fraction(0),
            cap=None,
            initial=max(self.maintenance, 1 / self.leverage if self.leverage else Fraction(0)),
            maintenance=self.maintenance,
            deduction=self.deduction or Fraction(0),
        )
        return TierTable(tiers=(tier,), part=True)
