"""Where rows stand in an answer, what they take along, and what they say in other words."""

import json
from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.money import Asset
from isoledger.venues.errors import IdentityError, UnreadableFileError
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import Columns, coin
from isoledger.venues.records import Record, json_records
from isoledger.venues.statement import Order, Statement
from isoledger.venues.sums import Identity, number
from isoledger.venues.translation import Given

COLUMNS = Columns(amount="amount", coin=coin("coin", 8))
STATEMENT = Statement(
    venue="v",
    name="n",
    title="t",
    under="assets result.rows",
    around=("time",),
    reads=lambda record: evolve(record, fields={"coin": "USDT", **record.fields}),
    fields=("amount",),
    clock=stamped("time"),
    order=Order.OLDEST,
    key=("time", "amount", "place"),
    typed_by=(),
    types={"": COLUMNS.bonus("x")},
    money="m",
)


def rows(value: object, under: str, *around: str) -> list[dict]:
    found = json_records(json.dumps(value).encode(), "f", under=under, around=around)
    assert [record.row for record in found] == [*range(1, len(found) + 1)]
    for record in found:
        written = json.loads(record.raw)
        assert {k: v for k, v in written.items() if isinstance(v, str)}.items() <= (
            dict(record.fields).items()
        )
    return [dict(record.fields) for record in found]


def test_arrays_on_the_way_are_gone_through():
    value = {"list": [{"coin": [{"a": "1"}, {"a": "2"}]}, {"coin": [{"a": "3"}]}, {}]}
    assert rows(value, "list.coin") == [{"a": "1"}, {"a": "2"}, {"a": "3"}]
    assert rows([value, value], "list.coin") == [{"a": a} for a in "123123"]


def test_what_stands_around_is_taken_along_the_nearest_first():
    value = {"t": "1", "u": "9", "list": [{"t": "2", "coin": [{"a": "x"}, {"t": "3"}]}]}
    assert rows(value, "list.coin", "t", "u") == [
        {"t": "2", "u": "9", "a": "x"},
        {"t": "3", "u": "9"},
    ]


def test_of_several_places_each_row_says_its_own():
    value = {"assets": [{"a": "1"}], "positions": {"a": "2"}}
    assert rows(value, "assets positions absent") == [
        {"a": "1", "place": "assets"},
        {"a": "2", "place": "positions"},
    ]


def test_a_list_of_rows_is_read_where_no_place_is_there():
    assert rows([{"a": "1"}, {"a": "2"}], "result.list", "t") == [{"a": "1"}, {"a": "2"}]
    assert rows({"a": "1"}, "result.list") == [{"a": "1"}]


def test_a_place_with_a_word_in_it_holds_no_rows():
    value = {"result": {"list": "x"}}
    assert rows(value, "result.list") == [json.loads(json.dumps(value))]
    with pytest.raises(UnreadableFileError, match="not an object"):
        rows({"list": [[1]]}, "list")


def read(value: object) -> list[Record]:
    return STATEMENT.records(json.dumps(value).encode(), "f")


def test_an_answer_without_rows_is_refused_and_one_with_null_is_empty():
    assert read({"result": {"rows": None}}) == []
    with pytest.raises(UnreadableFileError, match=r"no rows under assets result\.rows"):
        read({"code": "1"})
    with pytest.raises(UnreadableFileError, match="is no row and no list"):
        read({"assets": "x", "result": {"rows": None}})
    with pytest.raises(UnreadableFileError, match="no rows under"):
        read({"result": "x"})


def test_a_row_is_told_in_the_words_it_is_read_with():
    records = read(
        {"time": "5", "assets": [{"amount": "7"}], "result": {"rows": [{"amount": "8"}]}}
    )
    done = STATEMENT.translate(records, "A")
    assert [event.amount for event in done.events] == [
        Asset("USDT", 8).exactly(7),
        Asset("USDT", 8).exactly(8),
    ]


def test_a_kind_that_must_be_asked_for_recognises_nothing():
    data = b'{"amount": "1", "time": "5"}'
    assert STATEMENT.recognises(data)
    asked = evolve(STATEMENT, asked=True)
    assert not asked.recognises(data)
    assert asked.translate(asked.records(data, "f"), "A").translated == 1


def test_a_row_knows_what_the_user_said():
    seen = []

    def tell(row):
        seen.append(row.given)
        return COLUMNS.bonus("x").tell(row)

    given = Given(isolated=frozenset({"BTCUSDT"}))
    told = evolve(STATEMENT, types={"": evolve(COLUMNS.bonus("x"), tell=tell)})
    told.translate(read({"time": "5", "assets": [{"amount": "7"}]}), "A", given)
    assert seen == [given]


def record(**fields: str) -> Record:
    return Record(raw=b"", source="s#1", file="f", row=1, fields=fields)


def test_a_product_of_two_fields_is_a_number_like_any_other():
    row = record(price="2.5", qty="4", total="10")
    assert number(row, "price*qty") == 10
    assert number(row, "-price*qty") == -10
    assert number(row, "price*absent") == 0
    identity = Identity(total="total", ways=(("price*qty",),))
    assert identity.check(row) == Fraction(0)
    with pytest.raises(IdentityError, match=r"total = price\*qty.*total 11, price 2.5, qty 4"):
        identity.check(record(price="2.5", qty="4", total="11"))
