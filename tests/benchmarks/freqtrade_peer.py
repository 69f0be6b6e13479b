"""freqtrade's own liquidation price for Binance, called as its backtests call it.

The exchange is made without its constructor, which would ask the venue; the tiers are ours.
"""

from freqtrade.enums import MarginMode, RunMode, TradingMode
from freqtrade.exchange.binance import Binance

PAIR = "BTC/USDT:USDT"


class Offline(Binance):
    """An exchange that was never asked anything, so that there is nothing to close."""

    def __init__(self, tiers):
        self._config = {"runmode": RunMode.BACKTEST}
        self.trading_mode, self.margin_mode = TradingMode.FUTURES, MarginMode.ISOLATED
        self._leverage_tiers = {
            PAIR: [
                {
                    "minNotional": float(tier.floor),
                    "maintenanceMarginRate": float(tier.maintenance),
                    "maintAmt": float(tier.deduction),
                }
                for tier in tiers
            ]
        }

    def __del__(self):
        pass

    def close(self):
        pass


def price(exchange, entry, size, margin):
    """The liquidation price of a position of *size* coins, short below zero."""
    return exchange.dry_run_liquidation_price(
        pair=PAIR,
        open_rate=entry,
        is_short=size < 0,
        amount=abs(size),
        stake_amount=margin,
        leverage=abs(size) * entry / margin,
        wallet_balance=margin,
        open_trades=[],
    )


def bracket(exchange, margin):
    """The rate it takes for a position with this *margin*."""
    return exchange.get_maintenance_ratio_and_amt(PAIR, margin)[0]
