"""What HTX's rows say of margin accounts, legs and sizes."""

import pytest

from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.errors import FieldError
from isoledger.venues.htx.terms import asset, held, lots, pool, traded
from isoledger.venues.meaning import Row
from isoledger.venues.records import Record


def record(**fields):
    return Record(raw=b"", source="s#1", file="f", row=1, fields=fields)


def row(**fields):
    return Row(
        record=record(**fields), type="", venue="htx", account="A", time_ns=0, sequence=0, id="x"
    )


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"margin_account": "USDT", "contract_code": "BTC-USDT"}, "USDT"),
        ({"contract_code": "BTC-USD", "symbol": "BTC"}, "BTC-USD"),
        ({"symbol": "BTC"}, "BTC"),
        ({"margin_mode": "cross", "currency": "USDT", "contract_code": "BTC-USDT"}, "USDT"),
        ({"margin_mode": "cross", "margin_currency": "USDT"}, "USDT"),
        ({"margin_mode": "isolated", "currency": "USDT", "contract_code": "BTC-USDT"}, "BTC-USDT"),
    ],
)
def test_each_margin_account_is_a_pool(fields, name):
    assert pool(record(**fields)) == name


def test_a_row_that_names_nothing_is_refused():
    with pytest.raises(FieldError, match="nothing says what it is about"):
        pool(record())
    with pytest.raises(FieldError, match="nothing says what it is about"):
        asset(row())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"asset": "HUSD", "contract_code": "BTC-USDT"}, "HUSD"),
        ({"contract_code": "BTC-USDT-211210"}, "USDT"),
        ({"contract_code": "ETH-USD"}, "ETH"),
        ({"symbol": "EOS"}, "EOS"),
    ],
)
def test_a_row_or_its_contract_tells_the_currency(fields, code):
    assert asset(row(**fields)) == Asset(code, 18)


@pytest.mark.parametrize(
    ("direction", "offset", "leg"),
    [
        ("buy", "open", "long"),
        ("sell", "close", "long"),
        ("sell", "open", "short"),
        ("buy", "close", "short"),
        ("buy", "both", "net"),
        ("sell", "both", "net"),
    ],
)
def test_direction_and_offset_tell_the_leg(direction, offset, leg):
    fields = {"contract_code": "BTC-USDT", "margin_account": "USDT"}
    found = traded(row(direction=direction, offset=offset, **fields))
    assert found == PositionId("BTC-USDT", leg, "USDT")


@pytest.mark.parametrize(
    ("fields", "leg"),
    [
        ({"position_mode": "dual_side"}, "long"),
        ({"position_mode": "single_side"}, "net"),
        ({"position_side": "both"}, "net"),
        ({}, "long"),
    ],
)
def test_a_position_says_its_mode_or_is_of_before_there_was_another(fields, leg):
    found = held(record(contract_code="BTC-USD", direction="buy", **fields))
    assert found == PositionId("BTC-USD", leg, "BTC-USD")


def test_another_word_for_a_side_is_refused():
    with pytest.raises(FieldError, match="none of buy, sell"):
        held(record(contract_code="BTC-USD", direction="up"))


def test_contracts_are_whole():
    assert lots(record(volume="1.000000000000000000"), "volume") == 1
    with pytest.raises(FieldError, match="no whole number of contracts"):
        lots(record(volume="1.5"), "volume")
