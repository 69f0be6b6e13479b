"""Rows of MEXC made here, each as the venue writes it but for what it says."""

AT = 1_609_991_676_000


def deal(**changes: object) -> dict:
    """A trade: one contract of ETH opened long, with the recorded fee of an order."""
    return {
        "id": 1,
        "symbol": "ETH_USDT",
        "side": 1,
        "vol": 1,
        "price": "1208.35",
        "feeCurrency": "USDT",
        "fee": "0.0072501",
        "timestamp": AT,
        "profit": 0,
        "isTaker": True,
        "category": 1,
        "orderId": 2,
        **changes,
    }


def funding(**changes: object) -> dict:
    """Funding of a long position at a rate below zero, as recorded."""
    return {
        "id": 328033,
        "symbol": "ETH_USDT",
        "positionType": 1,
        "positionValue": "41.8899",
        "funding": "0.0837798",
        "rate": "-0.002",
        "settleTime": AT,
        **changes,
    }


def transfer(kind: str, state: str, **changes: object) -> dict:
    """A transfer of 60.5."""
    return {
        "id": 3,
        "txid": "a57f",
        "currency": "USDT",
        "amount": "60.5",
        "type": kind,
        "state": state,
        "createTime": AT,
        "updateTime": AT,
        **changes,
    }


def holding(**changes: object) -> dict:
    """A position."""
    return {
        "positionId": 4,
        "symbol": "ETH_USDT",
        "positionType": 1,
        "openType": 1,
        "holdVol": 7,
        "holdAvgPrice": "1217.3",
        "updateTime": AT,
        **changes,
    }


def detail(**changes: object) -> dict:
    """A contract."""
    return {
        "symbol": "ETH_USDT",
        "baseCoin": "ETH",
        "quoteCoin": "USDT",
        "settleCoin": "USDT",
        "contractSize": "0.01",
        "priceUnit": "0.05",
        "maintenanceMarginRate": "0.004",
        "initialMarginRate": "0.008",
        "riskBaseVol": 10000,
        "riskIncrVol": 200000,
        "riskIncrMmr": "0.004",
        "riskIncrImr": "0.004",
        "riskLevelLimit": 5,
        **changes,
    }
