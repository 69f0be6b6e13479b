"""What the tests of BitMEX share: kinds by name, recorded files, and records made here."""

import json

from hypothesis import strategies as st

from isoledger.venues.bitmex import VENUE
from isoledger.venues.translation import Given
from tests.real import real

BWJOKE = "bitmex/bwjoke__BTC-Trading-Since-2020"
OWENFFF = "bitmex/owenfff__BTC-Trading-Since-2020"
KINDS = {kind.name: kind for kind in VENUE.kinds}


_WORDS = (
    "XBt XBT Completed Pending Funding SpotTrade Settlement Trade Buy Sell true -0 1e400 1_0 nan "
    "2024-04-10T03:46:44.972Z 12/25/2019, \uff11 0x1 FFWCSX Open"
).split(" ")

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(_WORDS),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("k"), inner, max_size=1),
    max_leaves=3,
)
"""Any JSON value, words of the venue among them."""


def read(kind, data, file="made.json"):
    """The records of *data*: bytes, or rows to be written as JSON."""
    data = data if isinstance(data, bytes) else json.dumps(data).encode()
    return KINDS[kind].records(data, file)


def recorded(kind, path):
    """The records of a recorded file."""
    file = real(path)
    return read(kind, file.read_bytes(), file.name)


def translated(kind, data, account="main", **given):
    """The translation of *data*, records or rows to be written, told what is *given*."""
    records = read(kind, data) if data and isinstance(data[0], dict) else data
    if given:
        return KINDS[kind].given(records, account, Given(**given))
    return KINDS[kind].translate(records, account)


def wallet_row(**fields):
    """A row of an API wallet history, as far as *fields* do not change it."""
    row = {
        "transactID": "0000000a-0000-4000-8000-000000000001",
        "timestamp": "2021-01-01T12:00:00.000Z",
        "transactTime": "2021-01-01T12:00:00.000Z",
        "transactType": "Deposit",
        "transactStatus": "Completed",
        "currency": "XBt",
        "amount": 100,
        "fee": None,
        "walletBalance": 100,
        "address": "",
    }
    return {**row, **fields}


def execution(**fields):
    """An execution as the API tells it, as far as *fields* do not change it."""
    row = {
        "execID": "0000000e-0000-4000-8000-000000000001",
        "symbol": "XBTUSD",
        "execType": "Trade",
        "side": "Buy",
        "lastQty": 100,
        "lastPx": 50000,
        "execCost": -200000,
        "execComm": 150,
        "commission": 0.00075,
        "settlCurrency": "XBt",
        "transactTime": "2022-01-01T00:00:00.000Z",
        "timestamp": "2022-01-01T00:00:00.001Z",
    }
    return {**row, **fields}


def reasons(translation):
    """Why records were parked."""
    return [parked.reason for parked in translation.untranslated]
