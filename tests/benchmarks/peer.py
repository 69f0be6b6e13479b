"""The same fills as nautilus_trader 1.221.0 takes them."""

from decimal import Decimal

from nautilus_trader.core.uuid import UUID4
from nautilus_trader.model.currencies import USDT
from nautilus_trader.model.enums import LiquiditySide, OrderSide, OrderType
from nautilus_trader.model.events import OrderFilled
from nautilus_trader.model.identifiers import (
    AccountId,
    ClientOrderId,
    PositionId,
    StrategyId,
    TradeId,
    TraderId,
    VenueOrderId,
)
from nautilus_trader.model.objects import Money, Price, Quantity
from nautilus_trader.model.position import Position
from nautilus_trader.test_kit.providers import TestInstrumentProvider

from tests.benchmarks.scale import SIZES

INSTRUMENT = TestInstrumentProvider.btcusdt_perp_binance()


def fills(count: int) -> tuple[list[OrderFilled]]:
    """*count* fills of the sizes and prices of `history`, as peer events."""
    return ([_fill(n) for n in range(count)],)


def applied(events: list[OrderFilled]) -> Position:
    """A position after *events*."""
    position = Position(instrument=INSTRUMENT, fill=events[0])
    for event in events[1:]:
        position.apply(event)
    return position


def _fill(n: int) -> OrderFilled:
    size = SIZES[n % len(SIZES)]
    return OrderFilled(
        trader_id=TraderId("T-1"),
        strategy_id=StrategyId("S-1"),
        instrument_id=INSTRUMENT.id,
        client_order_id=ClientOrderId(f"O-{n}"),
        venue_order_id=VenueOrderId(f"V-{n}"),
        account_id=AccountId("BINANCE-1"),
        trade_id=TradeId(f"F-{n}"),
        position_id=PositionId("P-1"),
        order_side=OrderSide.BUY if size > 0 else OrderSide.SELL,
        order_type=OrderType.MARKET,
        last_qty=Quantity(Decimal(abs(size)) / 1000, INSTRUMENT.size_precision),
        last_px=Price(Decimal(f"{30_000 + n * 37 % 1000}.{n % 9 + 1}"), INSTRUMENT.price_precision),
        currency=USDT,
        commission=Money(Decimal("0.015"), USDT),
        liquidity_side=LiquiditySide.TAKER,
        event_id=UUID4(),
        ts_event=1_700_000_000_000_000_000 + n * 1_000_000,
        ts_init=1_700_000_000_000_000_000 + n * 1_000_000,
    )
