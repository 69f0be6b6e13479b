import json
import logging

import pytest

from isoledger.feeds import SOURCES, BusyError, Endpoint, ForbiddenRequestError, endpoints
from isoledger.feeds.guard import (
    WHY_MAX,
    Gate,
    Written,
    WrittenRows,
    body_of,
    discreet,
    exact,
    silent,
    told,
)
from tests.feeds.kit import KEY, SECRET, WHO

BOOK = Endpoint(exchange="gate", verb="GET", path="/api/v4/futures/{settle}/account_book")
GATE = Gate(exchange="gate", allowed=(BOOK,))


def test_what_is_listed_passes():
    GATE.require("GET", "https://api.gateio.ws/api/v4/futures/usdt/account_book?from=1&limit=2")


@pytest.mark.parametrize(
    ("verb", "url"),
    [
        ("POST", "https://a/api/v4/futures/usdt/account_book"),
        ("DELETE", "https://a/api/v4/futures/usdt/account_book"),
        ("GET", "https://a/api/v4/futures/usdt/orders"),
        ("GET", "https://a/api/v4/futures/usdt/x/account_book"),
        ("GET", "https://a/api/v4/futures//account_book"),
        ("GET", "https://a/api/v4/futures/../account_book"),
        ("GET", "https://a/api/v4/futures/usdt/account_book/more"),
        ("GET", "https://a/orders?x=/api/v4/futures/usdt/account_book"),
        ("GET", "https://a/orders#/api/v4/futures/usdt/account_book"),
    ],
)
def test_what_is_not_listed_does_not(verb, url):
    with pytest.raises(ForbiddenRequestError) as caught:
        GATE.require(verb, url)
    assert "?" not in str(caught.value)


def test_what_one_venue_may_be_asked_another_may_not():
    with pytest.raises(ForbiddenRequestError, match="requests to okx"):
        Gate(exchange="okx", allowed=(BOOK,)).require("GET", "https://a" + BOOK.path)


def test_only_two_venues_are_read_by_other_than_get():
    odd = {(its.exchange, its.verb) for its in endpoints(SOURCES) if its.verb != "GET"}
    assert odd == {("htx", "POST"), ("hyperliquid", "POST")}


def test_each_endpoint_is_listed_once():
    assert len(set(endpoints(SOURCES))) == len(endpoints(SOURCES))


@pytest.mark.parametrize("code", [408, 418, 425, 429, 500, 502, 503, 599])
def test_a_status_that_says_later_is_no_refusal(code):
    with pytest.raises(BusyError, match=f"gate: no answer: HTTP {code} Because"):
        GATE.answered(code, "Because", "url", "GET", {}, "body", {}, None)


def test_other_answers_are_handed_on():
    assert GATE.answered(400, "Bad", "url", "GET", {}, " body \n", {}, None) == "body"


def test_an_error_is_told_without_what_was_asked_and_who_asked():
    error = ValueError(f"htx POST https://a/b?AccessKeyId={KEY}&x=1 500 said {SECRET} {'y' * 999}")
    said = told(error, WHO)
    assert said.startswith("ValueError: htx POST https://a/b 500 said (hidden) yyy")
    assert len(said) == WHY_MAX + len("ValueError: ")
    assert told(ValueError(), WHO) == "ValueError"


def test_while_a_request_is_under_way_a_log_does_not_hold_its_credentials(caplog):
    caplog.set_level(logging.DEBUG)
    log = logging.getLogger("urllib3.connectionpool")
    before = list(log.filters)
    with discreet(WHO):
        log.debug("GET /?AccessKeyId=%s", KEY)
        log.debug("harmless")
    log.debug("after %s", "all")
    assert [record.getMessage() for record in caplog.records] == ["harmless", "after all"]
    assert log.filters == before


def test_a_silent_log_is_heard_by_nobody(caplog):
    caplog.set_level(logging.DEBUG)
    silent().error("anything")
    assert caplog.text == ""


def test_no_float_is_made_and_the_text_is_kept():
    body = '{"a": 0.10, "b": [1e400, 123456789012345678901234567890], "c": {"d": 1.0}}'
    value = exact(body)
    assert isinstance(value, Written)
    assert value == {"a": "0.10", "b": ["1e400", 123456789012345678901234567890], "c": {"d": "1.0"}}
    assert body_of(value) == body
    rows = exact("[1.50]")
    assert isinstance(rows, WrittenRows)
    assert (rows, body_of(rows)) == (["1.50"], "[1.50]")


def test_what_is_neither_object_nor_array_has_no_text_of_its_own():
    assert exact('"x"') == "x"
    assert (body_of(exact("1")), body_of("text"), body_of(None)) == ("", "text", "")


def test_what_is_no_json_is_a_value_error():
    with pytest.raises(json.JSONDecodeError):
        exact("{")
    with pytest.raises(ValueError, match="nested too deeply"):
        exact("[" * 100_000)
