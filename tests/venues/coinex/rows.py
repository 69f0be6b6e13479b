"""Rows of CoinEx made here, each as the venue writes it but for what it says."""

AT = 1_715_488_472_908


def deal(**changes: object) -> dict:
    """A trade: 0.0001 BTC bought."""
    return {
        "deal_id": 1,
        "created_at": AT,
        "market": "BTCUSDT",
        "side": "buy",
        "order_id": 2,
        "position_id": 306458800,
        "price": "61047.84",
        "amount": "0.0001",
        "role": "taker",
        "fee": "0.003052392",
        "fee_ccy": "USDT",
        **changes,
    }


def funding(**changes: object) -> dict:
    """The documented funding."""
    return {
        "market": " CETUSDT",
        "ccy": "USDT",
        "position_id": 3,
        "side": "long",
        "margin_mode": "cross",
        "open_interest": "129384.12",
        "settle_price": "0.0642",
        "funding_rate": "0.0003",
        "funding_value": "2.49193815",
        "created_at": AT,
        **changes,
    }


def move(amount: str, after: str, **changes: object) -> dict:
    """A move of the margin of the recorded isolated position."""
    return {
        "market": "BTCUSDT",
        "position_id": 306458800,
        "margin_mode": "isolated",
        "leverage": "3",
        "liq_price": "1",
        "bkr_price": "1",
        "settle_price": "61047.84",
        "open_interest": "0.0001",
        "margin_avbl": after,
        "margin_change": amount,
        "created_at": AT,
        **changes,
    }


def holding(**changes: object) -> dict:
    """The recorded isolated position."""
    return {
        "position_id": 306458800,
        "market": "BTCUSDT",
        "side": "long",
        "margin_mode": "isolated",
        "open_interest": "0.0001",
        "unrealized_pnl": "0",
        "margin_avbl": "3.034928",
        "settle_price": "61047.84",
        "updated_at": AT,
        **changes,
    }
