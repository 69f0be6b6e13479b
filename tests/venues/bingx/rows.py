"""Rows of BingX made here, each as the venue writes it but for what it says."""

AT = 1_702_731_516_000


def income(kind: str, amount: str, **changes: object) -> dict:
    """A row of income."""
    return {
        "symbol": "BTC-USDT",
        "incomeType": kind,
        "income": amount,
        "asset": "USDT",
        "info": "",
        "time": AT,
        "tranId": "1",
        "tradeId": "2",
        **changes,
    }


def fill(**changes: object) -> dict:
    """A trade: 0.1 bought at 100 for a fee of 0.005."""
    return {
        "symbol": "BTC-USDT",
        "qty": "0.1",
        "price": "100",
        "quoteQty": "10",
        "commission": "-0.0050",
        "commissionAsset": "USDT",
        "orderId": "3",
        "tradeId": "4",
        "filledTime": "2023-12-16T20:58:36.000+0800",
        "side": "BUY",
        "positionSide": "LONG",
        "role": "taker",
        **changes,
    }


def order_fill(**changes: object) -> dict:
    """A filled order."""
    return {
        "symbol": "WLD-USDT",
        "volume": "4.10",
        "price": "3.1088",
        "amount": "12.7492",
        "commission": "-0.0025",
        "currency": "USDT",
        "orderId": "5",
        "filledTime": "2023-12-16T20:58:36+0800",
        "side": "SELL",
        "positionSide": "BOTH",
        **changes,
    }


def coin_fill(**changes: object) -> dict:
    """A trade of two coin-margined contracts, as recorded."""
    return {
        "orderId": "1817441228670648320",
        "symbol": "SOL-USD",
        "side": "BUY",
        "positionSide": "LONG",
        "tradeId": "97244554",
        "volume": "2",
        "tradePrice": "182.652",
        "amount": "20.00000000",
        "realizedPnl": "0.00000000",
        "commission": "-0.00005475",
        "currency": "SOL",
        "tradeTime": AT,
        **changes,
    }


def move(reason: str, amount: str, after: str, **changes: object) -> dict:
    """A move of isolated margin."""
    return {
        "symbol": "BTC-USDT",
        "positionId": "6",
        "changeReason": reason,
        "marginChange": amount,
        "marginAfterChange": after,
        "time": AT,
        **changes,
    }


def holding(**changes: object) -> dict:
    """A position."""
    return {
        "symbol": "SOL-USD",
        "positionId": "7",
        "positionSide": "LONG",
        "isolated": False,
        "positionAmt": "3",
        "availableAmt": "3",
        "unrealizedProfit": "0",
        "initialMargin": "1",
        "avgPrice": "158.63",
        "leverage": 10,
        "updateTime": AT,
        **changes,
    }
