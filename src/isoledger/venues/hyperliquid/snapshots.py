"""A state of an account (``clearinghouseState``), and the positions and pool it speaks of.

What the venue keeps is ``rawUsd``: the cash leg, which moves by size x price at every fill. Equity
is ``rawUsd + size x mark``; the entry price is a view. A position built here takes the stated entry
for its cost, and the cash leg plus that cost for its margin, so that its equity is the venue's.
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.cross import CrossPool
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.instrument import Instrument
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.venues.errors import IdentityError
from isoledger.venues.hyperliquid.instruments import leverage_of
from isoledger.venues.hyperliquid.records import lots, money, nested, time_ns
from isoledger.venues.hyperliquid.rules import CROSS, LOT, USDC, position_of
from isoledger.venues.records import Record, json_records


@frozen(kw_only=True)
class StatedPosition:
    """A position as the venue states it.

    Attributes:
        coin: The perpetual.
        size: Signed lots.
        entry: The average price it is said to have been opened at.
        value: Absolute value at the mark.
        margin: Margin used: of an isolated position its equity, profit included.
        cash: The cash leg of an isolated position; ``None``: it is cross.
        leverage: As set.
        leverage_max: The highest allowed; ``None``: not stated, as in 2023.
        liquidation: The liquidation price; ``None``: none.
    """

    coin: str
    size: int
    entry: Price
    value: Money
    margin: Money
    cash: Money | None
    leverage: Exact
    leverage_max: int | None
    liquidation: Price | None

    @property
    def mark(self) -> Fraction:
        """The price at which the venue valued it."""
        return self.value.value / (abs(self.size) * LOT)

    @property
    def is_isolated(self) -> bool:
        """Whether it has a cash leg of its own."""
        return self.cash is not None

    @property
    def signed_value(self) -> Money:
        """The value with the sign of the size."""
        return self.value if self.size > 0 else -self.value


@frozen(kw_only=True)
class Summary:
    """A margin summary.

    Attributes:
        equity: ``accountValue``.
        cash: ``totalRawUsd``.
        value: ``totalNtlPos``: absolute values, added up.
        margin: ``totalMarginUsed``.
    """

    equity: Money
    cash: Money
    value: Money
    margin: Money


@frozen(kw_only=True)
class State:
    """One answer to ``clearinghouseState``.

    Attributes:
        time_ns: When; ``None``: not stated, as in 2023.
        cross: Of the cross account.
        total: Of cross and isolated together; ``None``: not stated.
        maintenance: Maintenance margin of the cross account; ``None``: not stated.
        withdrawable: What may leave.
        positions: All positions.
    """

    time_ns: int | None
    cross: Summary
    total: Summary | None
    maintenance: Money | None
    withdrawable: Money
    positions: tuple[StatedPosition, ...]

    @property
    def marks(self) -> dict[str, Fraction]:
        """The mark of every position, by coin."""
        return {position.coin: position.mark for position in self.positions}


def clearinghouse_state(data: bytes, file: str) -> State:
    """The state in a ``clearinghouseState`` answer.

    Raises:
        UnreadableFileError: It is no JSON object.
        FieldError: A field is missing or does not hold what it must.
        IdentityError: Cash and values of the positions do not add up to the equity: the answer
            is not whole, or the account is a unified one whose spot balances count as well.
    """
    records = json_records(data, file)
    top = records[0] if records else Record(raw=b"", source="", file=file, row=1, fields={})
    positions = tuple(_position(element) for element in _positions(top))
    state = State(
        time_ns=None if top.fields.get("time") is None else time_ns(top),
        cross=_summary(top, "crossMarginSummary"),
        total=None if top.fields.get("marginSummary") is None else _summary(top, "marginSummary"),
        maintenance=_optional(top, "crossMaintenanceMarginUsed"),
        withdrawable=money(top, "withdrawable", USDC),
        positions=positions,
    )
    _checked(top, state.cross, [p for p in positions if not p.is_isolated])
    for position in positions:
        if position.cash is not None:
            own = Summary(
                equity=position.margin,
                cash=position.cash,
                value=position.value,
                margin=position.margin,
            )
            _checked(top, own, [position])
    return state


def _positions(top: Record) -> list[Record]:
    value = top.fields.get("assetPositions")
    if not isinstance(value, list):
        raise top.fault("assetPositions", "is missing" if value is None else "is not an array")
    found: list[Record] = []
    for element in value:
        if not isinstance(element, dict):
            raise top.fault("assetPositions", "an element is not an object")
        found.append(nested(evolve(top, fields=element), "position"))
    return found


def _position(record: Record) -> StatedPosition:
    leverage = nested(record, "leverage")
    size = lots(record, "szi")
    if not size:
        raise record.fault("szi", "is 0: no position is flat")
    isolated = {"isolated": True, "cross": False}.get(leverage.text("type"))
    if isolated is None:
        raise leverage.fault("type", f"is {leverage.text('type')[:20]!r}, not cross or isolated")
    liquidation = record.fields.get("liquidationPx")
    return StatedPosition(
        coin=record.text("coin"),
        size=size,
        entry=_price(record, "entryPx"),
        value=money(record, "positionValue", USDC),
        margin=money(record, "marginUsed", USDC),
        cash=money(leverage, "rawUsd", USDC) if isolated else None,
        leverage=leverage.number("value"),
        leverage_max=leverage_of(record) if record.fields.get("maxLeverage") else None,
        liquidation=None if liquidation is None else _price(record, "liquidationPx"),
    )


def _price(record: Record, name: str) -> Price:
    number = record.number(name)
    if number.units <= 0:
        raise record.fault(name, f"{number} is not above zero")
    return Price.of(number)


def _optional(record: Record, name: str) -> Money | None:
    return None if record.fields.get(name) is None else money(record, name, USDC)


def _summary(top: Record, name: str) -> Summary:
    inner = nested(top, name)
    return Summary(
        equity=money(inner, "accountValue", USDC),
        cash=money(inner, "totalRawUsd", USDC),
        value=money(inner, "totalNtlPos", USDC),
        margin=money(inner, "totalMarginUsed", USDC),
    )


def _checked(top: Record, summary: Summary, positions: list[StatedPosition]) -> None:
    """Equity is cash and the signed values; noise of 1e-6 a position is the venue's own."""
    worth = sum((p.signed_value for p in positions), start=summary.cash)
    slack = (1 + len(positions)) * 100
    if abs(worth - summary.equity).units > slack:
        raise IdentityError(
            source=f"{top.file}, row {top.row}",
            identity="equity = cash + signed values of the positions",
            found=f"{summary.equity} is stated, cash and positions make {worth}",
        )


def held(position: StatedPosition, instrument: Instrument) -> Holding:
    """What is held, at the stated entry."""
    value = instrument.value(position.size, position.entry.value)
    cost = instrument.settle.round(value, Rounding.HALF_EVEN)
    return Holding(instrument, position.size, cost)


def cross_pool(state: State, instruments: Mapping[str, Instrument]) -> CrossPool:
    """The cross account as a pool whose equity at the marks is the stated one.

    Args:
        state: The state.
        instruments: Terms, by coin.

    Raises:
        KeyError: A coin held has no terms.
    """
    holdings = {
        position_of(p.coin): held(p, instruments[p.coin])
        for p in state.positions
        if not p.is_isolated
    }
    cash = sum((holding.cost for holding in holdings.values()), start=state.cross.cash)
    return CrossPool(name=CROSS, balances=FrozenMap({USDC: cash}), holdings=FrozenMap(holdings))


def isolated_position(position: StatedPosition, instrument: Instrument) -> IsolatedPosition:
    """An isolated position whose equity at the mark is the stated one.

    Raises:
        IdentityError: *position* is cross.
    """
    if position.cash is None:
        raise IdentityError(
            source=position.coin, identity="an isolated position has cash", found="it is cross"
        )
    at = position_of(position.coin, frozenset({position.coin}))
    holding = held(position, instrument)
    return IsolatedPosition(
        id=at,
        holding=holding,
        margin=position.cash + holding.cost,
        reserve=USDC.zero,
        leverage=position.leverage,
    )
