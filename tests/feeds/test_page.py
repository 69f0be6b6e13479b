import json

import pytest
from attrs import evolve

from isoledger.feeds import AnswerError
from isoledger.feeds.page import inside, page_of, text_of
from isoledger.feeds.source import Far
from isoledger.venues.records import json_records
from tests.feeds import kit
from tests.feeds.kit import LOG_SOURCE, MS, T0

ROWS = kit.history([T0, T0 + 1])


def test_a_page_is_its_rows_byte_for_byte_and_where_the_next_one_is():
    text = kit.body(ROWS, "there")
    page = page_of(LOG_SOURCE, text)
    assert [row.raw.decode() for row in page.rows] == [json.dumps(row) for row in ROWS]
    assert [row.time_ns for row in page.rows] == [T0 * MS, (T0 + 1) * MS]
    assert page.token == "there"
    assert all(row.raw.decode() in text for row in page.rows)


def test_rows_may_stand_at_the_top():
    page = page_of(evolve(LOG_SOURCE, under=""), json.dumps(ROWS))
    assert (len(page.rows), page.token) == (2, "")


@pytest.mark.parametrize("token", ["", "0", None, "null"])
def test_some_words_say_that_there_is_no_next_page(token):
    answer = {"result": {"list": ROWS, "nextPageCursor": token}}
    assert page_of(LOG_SOURCE, json.dumps(answer)).token == ""


def test_a_token_may_be_a_number():
    assert page_of(LOG_SOURCE, kit.body(ROWS).replace('""', "17", 1) and kit.body(ROWS, 17)).token


def test_only_who_pages_by_token_has_one():
    source = evolve(LOG_SOURCE, paging=Far(parameter="after", field="id"))
    assert page_of(source, kit.body(ROWS, "there")).token == ""


def test_a_null_in_the_place_of_rows_is_none_of_them():
    assert page_of(LOG_SOURCE, '{"result":{"list":null}}').rows == ()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<html>", "not JSON"),
        ("", "not JSON"),
        ('{"result":{"list":[{"a":1}', "not JSON"),
        ('{"result":{}}', "there are no rows at result.list"),
        ('{"result":[]}', "there are no rows at result.list"),
        ("[]", "there are no rows at result.list"),
        ('{"result":{"list":{"a":1}}}', "there are no rows at result.list"),
        ('{"result":{"list":[1]}}', "the element is not an object"),
        ('{"result":{"list":[{"a":1}]}}', "field 'transactionTime': is missing"),
        ('{"result":{"list":[{"transactionTime":"soon"}]}}', "is not a number"),
        ('{"result":{"list":[]}, "x":"\ufffd"}', "bytes that are no UTF-8"),
        ('{"result":{"list":[]}, "x":"\ud800"}', "surrogates not allowed"),
    ],
)
def test_what_is_no_page_is_refused(body, words):
    with pytest.raises(AnswerError, match="bybit transaction-log: the answer cannot be read") as no:
        page_of(LOG_SOURCE, body)
    assert words in str(no.value)


def test_what_stands_inside():
    assert inside({"a": {"b": "c"}}, "a.b") == "c"
    assert inside({"a": "x"}, "a.b") is None
    assert inside("x", "") == "x"


def test_a_file_of_rows_reads_as_the_same_rows():
    page = page_of(LOG_SOURCE, kit.body(ROWS))
    again = json_records(text_of(page.rows), "f", under="result.list")
    assert [record.raw for record in again] == [row.raw for row in page.rows]
    assert text_of([]) == b""
