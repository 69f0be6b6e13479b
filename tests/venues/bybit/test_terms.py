from fractions import Fraction

import pytest

from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Payoff
from isoledger.venues.bybit import terms
from isoledger.venues.errors import FieldError
from isoledger.venues.meaning import Row
from isoledger.venues.records import Record
from isoledger.venues.translation import NOTHING_GIVEN, Given


def row(given: Given = NOTHING_GIVEN, **fields: str) -> Row:
    record = Record(raw=b"", source="s#1", file="f", row=1, fields=fields)
    return Row(
        record=record,
        type="",
        venue="bybit",
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
        ("BTCUSDT-21FEB25", "BTC", "USDT", Payoff.LINEAR, terms.LOT),
        ("ETHPERP", "ETH", "USDC", Payoff.LINEAR, terms.LOT),
        ("BTC-24MAR23", "BTC", "USDC", Payoff.LINEAR, terms.LOT),
        ("BTCUSD", "BTC", "BTC", Payoff.INVERSE, Fraction(1)),
        ("BTCUSDH23", "BTC", "BTC", Payoff.INVERSE, Fraction(1)),
    ],
)
def test_a_symbol_tells_its_contract(symbol, base, settle, payoff, multiplier):
    found = terms.contract(symbol)
    assert (found.base, found.settle.code, found.payoff) == (base, settle, payoff)
    assert (found.multiplier, found.lot) == (multiplier, multiplier)


def test_a_dated_contract_is_delivered_at_eight():
    assert terms.contract("BTCUSDT-21FEB25").expiry_ns == 1_740_124_800 * 10**9
    assert terms.contract("BTC-24MAR23").expiry_ns == 1_679_644_800 * 10**9
    assert terms.contract("BTC-99MAR23").expiry_ns is None
    assert terms.contract("BTCUSDT").expiry_ns is None


def test_what_is_no_contract_tells_nothing():
    for symbol in ("", "BTCEUR", "ETHUSDC", "BTC-24MAR23-30000-C"):
        assert terms.contract(symbol) is None
    assert terms.is_option("BTC-13FEB25-89000-P-USDT")
    assert not terms.is_option("BTCUSDT")


def test_all_positions_share_the_pool_and_the_index_tells_the_leg():
    assert terms.position(row(symbol="BTCUSD")) == PositionId("BTCUSD", "net", "cross")
    short = row(symbol="BTCUSD", positionIdx="2")
    assert terms.position(short) == PositionId("BTCUSD", "short", "cross")
    with pytest.raises(FieldError, match="none of 0, 1 and 2"):
        terms.position(row(symbol="BTCUSD", positionIdx="3"))


def test_sizes_are_signed_lots():
    assert terms.signed(row(symbol="BTCUSDT", side="Buy", qty="0.001"), "qty") == 100_000
    assert terms.signed(row(symbol="BTCUSDT", side="SELL", qty="-0.001"), "qty") == -100_000
    assert terms.signed(row(symbol="BTCUSD", side="Sell", qty="300"), "qty") == -300
    with pytest.raises(FieldError, match="no whole number of lots"):
        terms.signed(row(symbol="BTCUSD", side="Sell", qty="0.5"), "qty")
    with pytest.raises(FieldError, match="neither Buy nor Sell"):
        terms.signed(row(symbol="BTCUSD", side="None", qty="1"), "qty")


def test_a_contract_that_is_known_comes_before_its_name():
    known = terms.contract("BTCUSDT")
    assert terms.known(row(Given(listed=FrozenMap({"HOUSE": known})), symbol="HOUSE")) is known
    with pytest.raises(FieldError, match="import instruments-info first"):
        terms.known(row(symbol="HOUSE"))
