from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.core.money import Money
from isoledger.core.numbers import Price
from isoledger.venues.errors import FieldError
from isoledger.venues.hyperliquid.records import (
    address_of,
    api_fill,
    csv_fill,
    digits,
    lots,
    money,
    nested,
    time_ns,
)
from isoledger.venues.hyperliquid.rules import USDC
from tests.venues.hyperliquid.samples import ME, T0, YOU, fill, records, table


def read(**changes):
    return api_fill(records(fill(**changes))[0])


def row(**changes):
    return csv_fill(table({name.replace("_", " "): text for name, text in changes.items()})[0])


def test_a_fill_is_read_to_the_last_digit():
    told = read(side="A", sz="0.00785", startPosition="-0.5", closedPnl="-0.25686")
    assert told.quantity == Fraction("-0.00785")
    assert told.size == -7850
    assert told.held == -500_000
    assert told.end == Fraction("-0.50785")
    assert told.price == Price.of(100)
    assert str(told.closed) == "-0.25686"
    assert told.time_ns == T0 * 10**6
    assert told.crossed


def test_a_fill_of_2023_has_neither_trade_id_nor_fee_token():
    told = read(tid=..., feeToken=..., fee=...)
    assert (told.fee, told.fee_token) == (None, "")
    assert str(told.key) == f"fill:BTC:{T0}:B:7:100:2:0"


def test_a_trade_id_counts_only_with_time_coin_and_side():
    """It is a hash of two orders, and both sides of a trade with oneself carry it."""
    assert str(read().key) == f"fill:BTC:{T0}:B:11"
    keys = {read().key, read(time=T0 + 1).key, read(coin="ETH").key, read(side="A").key}
    assert len(keys) == 4


def test_a_trade_id_of_zero_is_none():
    assert read(tid=0).key == read(tid=...).key
    assert read(tid=0, oid=8).key != read(tid=0).key


def test_numbers_written_otherwise_are_one_identity():
    assert read(tid=0, sz="2").key == read(tid=0, sz="2.000").key


def test_a_liquidation_names_whom_and_how():
    told = read(liquidation={"liquidatedUser": YOU.upper().replace("X", "x"), "method": "market"})
    assert (told.liquidated, told.method) == (YOU, "market")
    assert read(liquidation={"method": "backstop"}).liquidated == ""
    assert read(liquidation=None).method == ""


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"px": ...}, "px", "is missing"),
        ({"px": "0.0"}, "px", "not above zero"),
        ({"px": "1e999"}, "px", "longer than any real number"),
        ({"px": True}, "px", "not text"),
        ({"sz": "-1"}, "sz", "not above zero"),
        ({"sz": "nan"}, "sz", "not a plain decimal"),
        ({"side": "C"}, "side", "expected B or A"),
        ({"crossed": ...}, "crossed", "is missing"),
        ({"crossed": "yes"}, "crossed", "no true or false"),
        ({"crossed": []}, "crossed", "no true or false"),
        ({"time": "soon"}, "time", "not a plain decimal"),
        ({"time": 1.5}, "time", "is not whole"),
        ({"time": 0}, "time", "outside the venue's life"),
        ({"time": 10**19}, "time", "outside the venue's life"),
        ({"fee": "0.123456789"}, "fee", "finer than the venue's books"),
        ({"closedPnl": "1.0000000001"}, "closedPnl", "finer than the venue's books"),
        ({"liquidation": "no"}, "liquidation", "is not an object"),
        ({"liquidation": {"markPx": "1"}}, "method", "is missing"),
        ({"feeToken": 5}, "feeToken", ""),
        ({"dir": None}, "dir", "is missing"),
        ({"tid": ..., "oid": ...}, "oid", "is missing"),
    ],
)
def test_a_fault_says_file_row_and_field(changes, field, why):
    if field == "feeToken":
        assert read(**changes).fee_token == "5"  # a number is text here, and a name like any other
        return
    with pytest.raises(FieldError) as caught:
        read(**changes)
    assert caught.value.field == field
    assert why in caught.value.why
    assert caught.value.source == "answer.json, row 1"


def test_binary_noise_is_taken_off_and_nothing_else():
    (record,) = records(
        {"a": "2703997.4500000002", "b": "2703997.4500002", "c": "-0.1000000000001"}
    )
    assert money(record, "a", USDC) == USDC.exactly("2703997.45")
    for name in ("b", "c"):
        with pytest.raises(FieldError, match="finer than the venue's books, 6 decimals"):
            money(record, name, USDC)


@given(st.integers(-(10**13), 10**13))
def test_whatever_a_float_prints_for_six_decimals_is_read_as_these(units):
    (record,) = records({"usdc": repr(units / 10**6)})
    assert money(record, "usdc", USDC) == Money(units * 100, USDC)


def test_a_row_of_the_table_is_read_in_indian_time():
    told = row(Timestamp_IST="02-12-2024 22:50", Size_Tokens="0.5", Side="SELL", Crossed="FALSE")
    moment = datetime(2024, 12, 2, 17, 20, tzinfo=UTC)
    assert told.time_ns == int(moment.timestamp()) * 10**9
    assert told.quantity == Fraction(-1, 2)
    assert told.address == ME
    assert not told.crossed
    assert str(told.key) == f"fill:BTC:{told.time_ns // 10**6}:SELL:7:100:0.5:0"


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"Account": "me"}, "Account", "not a 0x address"),
        ({"Timestamp_IST": "12/02/2024 22:50"}, "Timestamp IST", "expected DD-MM-YYYY HH:MM"),
        ({"Timestamp_IST": "31-02-2024 22:50"}, "Timestamp IST", "is no date"),
        ({"Timestamp_IST": "01-01-0001 00:00"}, "Timestamp IST", "outside the venue's life"),
        ({"Timestamp_IST": "01-01-0000 00:00"}, "Timestamp IST", "is no date"),
        ({"Timestamp_IST": "01-01-2020 00:00"}, "Timestamp IST", "outside the venue's life"),
        ({"Order_ID": "8.95E+14.5"}, "Order ID", "not a plain decimal"),
        ({"Crossed": "True"}, "Crossed", "no true or false"),
        ({"Side": "B"}, "Side", "expected BUY or SELL"),
        ({"Fee": ""}, "Fee", "is empty"),
    ],
)
def test_a_bad_row_of_the_table_says_where(changes, field, why):
    with pytest.raises(FieldError) as caught:
        row(**changes)
    assert caught.value.field == field
    assert why in caught.value.why


def test_an_amount_in_lots_is_whole_or_refused():
    (record,) = records({"szi": "-0.00785", "fine": "0.0000001"})
    assert lots(record, "szi") == -7850
    with pytest.raises(FieldError, match="finer than 1/1000000"):
        lots(record, "fine")


def test_a_nested_object_keeps_its_place():
    (record,) = records({"delta": {"usdc": "1"}, "flat": "x"})
    assert nested(record, "delta").text("usdc") == "1"
    assert nested(record, "delta").source == record.source
    with pytest.raises(FieldError, match="is missing"):
        nested(record, "gone")
    with pytest.raises(FieldError, match="is not an object"):
        nested(record, "flat")


def test_time_is_written_in_milliseconds():
    (record,) = records({"at": T0})
    assert time_ns(record, "at") == T0 * 10**6


def test_an_address_has_forty_hex_digits():
    assert address_of(ME.replace("1", "A")) == ME.replace("1", "a")
    assert address_of("0x12") == address_of("main") == ""


def test_an_amount_is_shown_without_idle_digits():
    assert digits(Fraction(0)) == "0"
    assert digits(Fraction(100)) == "100"
    assert digits(Fraction(-8674, 5)) == "-1734.8"


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=12),
    st.sampled_from(["-0", "1e40", "1E-40", "0x1", "NaN", "9" * 60, "-1.5", "B", "@1"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["method", "liquidatedUser"]), st.text(max_size=4)),
)


@given(st.sampled_from(sorted([*fill(), "liquidation"])), JUNK)
def test_no_value_of_any_field_raises_anything_but_a_field_error(name, value):
    try:
        told = read(**{name: value})
    except FieldError as error:
        told = error
    place = "answer.json, row 1: field "
    assert str(told).startswith(place) if isinstance(told, FieldError) else told.quantity
