"""What KuCoin's symbols, sides and sizes say."""

import pytest

from isoledger.core.identity import PositionId
from isoledger.venues.errors import FieldError
from isoledger.venues.kucoin.rules import CROSS
from isoledger.venues.kucoin.terms import position, settle, sign
from isoledger.venues.meaning import Row
from isoledger.venues.records import Record


def record(**fields):
    return Record(raw=b"", source="s#1", file="f", row=1, fields=fields)


def row(**fields):
    return Row(
        record=record(**fields), type="", venue="kucoin", account="A", time_ns=0, sequence=0, id="x"
    )


@pytest.mark.parametrize(
    ("symbol", "currency"),
    [
        ("XBTUSDTM", "USDT"),
        ("ETHUSDCM", "USDC"),
        ("ETHUSDM", "ETH"),
        ("XBTUSDM", "XBT"),
        ("XBTMM23", "XBT"),
    ],
)
def test_a_symbol_tells_the_currency(symbol, currency):
    assert settle(record(symbol=symbol), "symbol") == currency


def test_another_symbol_is_refused():
    with pytest.raises(FieldError, match="does not tell what it settles in"):
        settle(record(symbol="BTC-USDT"), "symbol")


def test_a_side_is_a_sign():
    assert (sign(record(side="buy")), sign(record(side="SELL"))) == (1, -1)
    with pytest.raises(FieldError, match="neither buy nor sell"):
        sign(record(side="hold"))


@pytest.mark.parametrize(
    ("side", "leg"), [(None, "net"), ("BOTH", "net"), ("LONG", "long"), ("SHORT", "short")]
)
def test_a_row_that_says_no_side_is_of_the_one_leg(side, leg):
    assert position(row(symbol="XBTUSDTM", positionSide=side)) == PositionId("XBTUSDTM", leg, CROSS)
