from fractions import Fraction

import pytest

from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Payoff
from isoledger.venues.binance import terms
from isoledger.venues.errors import FieldError
from isoledger.venues.meaning import Row
from isoledger.venues.records import Record
from isoledger.venues.translation import NOTHING_GIVEN, Given


def row(given: Given = NOTHING_GIVEN, **fields: str) -> Row:
    record = Record(raw=b"", source="s#1", file="f", row=1, fields=fields)
    return Row(
        record=record,
        type="",
        venue="binance",
        account="A",
        time_ns=0,
        sequence=0,
        id="i",
        given=given,
    )


@pytest.mark.parametrize(
    ("symbol", "base", "settle", "payoff", "multiplier"),
    [
        ("BTCUSDT", "BTC", "USDT", Payoff.LINEAR, terms.LOT),
        ("ETHBTC", "ETH", "BTC", Payoff.LINEAR, terms.LOT),
        ("1000PEPEUSDC", "1000PEPE", "USDC", Payoff.LINEAR, terms.LOT),
        ("BTCUSDT_240329", "BTC", "USDT", Payoff.LINEAR, terms.LOT),
        ("BTCUSD_PERP", "BTC", "BTC", Payoff.INVERSE, Fraction(100)),
        ("ETHUSD_PERP", "ETH", "ETH", Payoff.INVERSE, Fraction(10)),
    ],
)
def test_a_symbol_tells_its_contract(symbol, base, settle, payoff, multiplier):
    found = terms.contract(symbol)
    assert (found.base, found.settle.code, found.payoff) == (base, settle, payoff)
    assert found.multiplier == multiplier


def test_a_dated_contract_is_delivered_at_eight():
    # 2024-03-29T08:00Z
    assert terms.contract("BTCUSDT_240329").expiry_ns == 1_711_699_200 * 10**9
    assert terms.contract("BTCUSD_240329").expiry_ns == 1_711_699_200 * 10**9
    assert terms.contract("BTCUSDT").expiry_ns is None
    assert terms.contract("BTCUSDT_249999").expiry_ns is None


def test_what_is_no_symbol_tells_nothing():
    assert terms.contract("") is None
    assert terms.contract("btcusdt") is None
    assert terms.terms(row()) is None


def test_a_position_stands_alone_where_the_user_says_so():
    assert terms.position(row(symbol="BTCUSDT")) == PositionId("BTCUSDT", "net", "cross")
    given = Given(isolated=frozenset({"BTCUSDT"}))
    long = row(given, symbol="BTCUSDT", positionSide="LONG")
    assert terms.position(long) == PositionId("BTCUSDT", "long")
    assert terms.position(row(given, symbol="ETHUSDT")).pool == "cross"
    assert terms.alone(row(symbol="ETHUSDT", positionSide="SHORT")) == PositionId(
        "ETHUSDT", "short"
    )


def test_a_side_that_is_none_is_refused():
    with pytest.raises(FieldError, match="none of BOTH, LONG, SHORT"):
        terms.position(row(symbol="BTCUSDT", positionSide="UP"))
    with pytest.raises(FieldError, match="neither BUY nor SELL"):
        terms.signed(row(symbol="BTCUSDT", side="buy", qty="1"))


def test_sizes_are_signed_lots():
    assert terms.signed(row(symbol="BTCUSDT", side="BUY", qty="0.001")) == 100_000
    assert terms.signed(row(symbol="BTCUSD_PERP", side="SELL", qty="3")) == -3
    with pytest.raises(FieldError, match="no whole number of lots"):
        terms.signed(row(symbol="BTCUSD_PERP", side="SELL", qty="3.5"))


def test_a_contract_that_is_known_comes_before_its_name():
    known = terms.contract("BTCUSDT")
    given = Given(listed=FrozenMap({"HOUSE": known}))
    assert terms.known(row(given, symbol="HOUSE")) is known
    with pytest.raises(FieldError, match="import exchangeInfo first"):
        terms.known(row(symbol="HOUSE"))
