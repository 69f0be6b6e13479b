"""What OKX's records share."""

from fractions import Fraction

import pytest

from isoledger.core.identity import PositionId
from isoledger.venues.errors import FieldError
from isoledger.venues.meaning import Row
from isoledger.venues.okx.contracts import SIDES, is_isolated, lots, position, settle_of
from isoledger.venues.records import Record


def row(**fields):
    record = Record(raw=b"{}", source="f#1", file="f", row=1, fields=fields)
    return Row(record=record, type="", venue="okx", account="a", time_ns=0, sequence=0, id="x")


@pytest.mark.parametrize(
    ("symbol", "coin"),
    [
        ("BTC-USDT-SWAP", "USDT"),
        ("BTC-USD-SWAP", "BTC"),
        ("ETH-USD-210430", "ETH"),
        ("BTC-USDC-SWAP", "USDC"),
    ],
)
def test_the_name_of_a_contract_says_in_what_it_settles(symbol, coin):
    assert settle_of(row(instId=symbol)).code == coin


@pytest.mark.parametrize("symbol", ["BTC", "BTC-USD_UM-SWAP"])
def test_a_name_that_does_not_say_it_is_refused(symbol):
    with pytest.raises(FieldError, match="in what it settles"):
        settle_of(row(instId=symbol))


def test_a_position_is_of_its_leg_and_alone_or_in_the_pool():
    fields = {"instId": "X", "instType": "SWAP", "posSide": "short"}
    assert position(row(**fields, mgnMode="isolated")) == PositionId("X", "short")
    assert position(row(**fields, mgnMode="cross")) == PositionId("X", "short", "cross")
    assert not is_isolated(row(instType="MARGIN", mgnMode="isolated"))
    with pytest.raises(FieldError, match="nothing says which"):
        position(row(instId="X", instType="SWAP"))


def test_sizes_are_counted_in_lots_finer_than_any_order():
    record = row().record
    assert lots(record, Fraction("0.01"), "sz") == 10**6
    with pytest.raises(FieldError, match="whole number"):
        lots(record, Fraction(1, 10**9), "sz")


def test_every_code_of_a_trade_says_side_and_leg():
    assert SIDES["1"] == SIDES["204"] == SIDES["102"] == SIDES["127"] == (1, "net")
    assert SIDES["3"] == SIDES["326"] == (1, "long")
    assert SIDES["5"] == SIDES["100"] == SIDES["104"] == SIDES["125"] == (-1, "long")
    assert SIDES["6"] == SIDES["101"] == SIDES["126"] == (1, "short")
    assert SIDES["4"] == (-1, "short")
    assert len(SIDES) == 6 * 4 + 4 * 3 + 2
