"""Recorded payloads come out as they stand in their files, and nothing of them is lost."""

import json

import pytest

from tests.answers import answer, answers, commented, commented_venues, unreadable
from tests.real import real

ANSWERED = {"bybit": 127, "okx": 85, "binance": 74, "kraken": 25, "htx": 153}


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Writes a block of comments about the venue ``x``, and reads it."""
    monkeypatch.setenv("ISOLEDGER_REAL", str(tmp_path))
    for folder in ("ccxt_comments", "ccxt_comments_old"):
        (tmp_path / folder).mkdir()

    def tell(*lines):
        text = "@@ x.py:1-9 fetch\n" + "".join(f"        # {line}\n" for line in lines)
        (tmp_path / "ccxt_comments" / "x.txt").write_text(text)
        return [(title.partition("fetch ")[2], json.loads(raw)) for title, raw in commented("x")]

    return tell


def written(tmp_path, text):
    file = tmp_path / "Endpoints__A__Get.txt"
    file.write_text(text, encoding="utf-8-sig")
    return answer(file)


def test_an_endpoint_says_its_method_its_path_and_a_flag(tmp_path):
    text = 'GET\n/v5/account/log\ntrue\n{"a": 1}\n'
    assert written(tmp_path, text) == ("/v5/account/log", b'{"a": 1}\n')


def test_what_was_asked_is_no_part_of_the_body(tmp_path):
    text = 'POST\n/v2/x\nfalse\nUriParams: {"coin": "1"}\n{"a": 1}'
    assert written(tmp_path, text) == ("/v2/x", b'{"a": 1}')
    assert written(tmp_path, text.replace("Uri", "Body")) == ("/v2/x", b'{"a": 1}')


def test_an_empty_body_is_empty(tmp_path):
    assert written(tmp_path, "PUT\n/v1/key\nfalse\n") == ("/v1/key", b"")


def test_a_stream_is_called_after_what_was_sent_last(tmp_path):
    text = '> {"op": "login"}\n< {"ok": 1}\n> {"op": "sub"}\n< {}\n= \n{"a":\n= 1}'
    assert written(tmp_path, text) == ('{"op": "sub"}', b'{"a":\n= 1}')


def test_a_body_alone_is_called_after_its_file(tmp_path):
    assert written(tmp_path, '[{"a": 1}]') == ("Endpoints__A__Get", b'[{"a": 1}]')


@pytest.mark.parametrize("venue", sorted(ANSWERED))
def test_every_recorded_answer_is_read(venue):
    files = answers(venue)
    assert len(files) == ANSWERED[venue]
    assert all(endpoint for endpoint, _ in map(answer, files))


def test_a_recorded_log_is_the_one_of_the_venue():
    folder = real("bybit") / "JKorf__Bybit.Net"
    endpoint, body = answer(folder / "Endpoints__V5Api__Account__GetTransactionHistory.txt")
    assert endpoint == "/v5/account/transaction-log"
    assert len(json.loads(body)["result"]["list"]) == 3


def test_all_but_three_recorded_bodies_are_json_or_empty():
    broken = []
    for file in sorted(real(".").glob("*/JKorf__*/*.txt")):
        try:
            json.loads(answer(file)[1] or b"0")
        except ValueError:
            broken.append(file.stem.rpartition("__")[2])
    assert broken == ["CancelAllOrdersAsync", "Concurrent", "GetUserTrades"]


def test_notes_commas_and_dots_are_taken_out(told):
    lines = ("before", "{", '  "a": [1, 2,], // a note', '  "b": "c // d", # "x"', "  ...", "}")
    assert told(*lines) == [("#1: before", {"a": [1, 2], "b": "c // d"})]


def test_other_languages_are_written_as_json(told):
    assert told("{", "  a: 'it', \"b\": None,", "  'c': True", '  "d": false', "}") == [
        ("#1", {"a": "it", "b": None, "c": True, "d": False})
    ]


def test_a_payload_that_breaks_off_ends_where_the_next_begins(told):
    lines = ("{", '  "a": [', "", '  {"b": 1}, ...', "", "next", "", '{"c": 2}', "", "end")
    assert told(*lines) == [("#1", {"a": [{"b": 1}]}), ("#2: next", {"c": 2})]


def test_an_empty_line_inside_ends_nothing(told):
    assert told("{", '  "a": 1,', "", '  "b": 2', "", "}") == [("#1", {"a": 1, "b": 2})]


def test_what_is_no_json_even_so_is_listed_with_the_reason(told):
    assert told('{"a": 1 2}', "{}") == [("#2", {})]
    [(title, why)] = unreadable("x")
    assert title.endswith("fetch #1")
    assert why.startswith("no JSON: Expecting ',' delimiter")


def test_one_recorded_comment_of_394_is_no_json():
    venues = commented_venues()
    assert sum(len(commented(venue)) for venue in venues) == 393
    [(title, _)] = [one for venue in venues for one in unreadable(venue)]
    assert "fetch_markets #1: spot / margin" in title


def test_the_numbers_of_a_comment_stay_as_they_were_written():
    bill, *_ = [raw for title, raw in commented("okx") if "privateGetAccountBills," in title]
    assert b'"balChg": "-664.2679586599999802"' in bill


def test_titles_tell_payloads_apart():
    titles = [title for venue in commented_venues() for title, _ in commented(venue)]
    assert len(set(titles)) == len(titles)
