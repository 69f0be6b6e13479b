"""The terms of contracts are asked for before what needs to know them."""

import pytest

from isoledger.feeds import SOURCES
from isoledger.feeds.page import page_of
from isoledger.feeds.source import Lane
from isoledger.feeds.spans import Span
from isoledger.feeds.terms import TERMS
from isoledger.feeds.walk import Walk
from isoledger.venues.records import Record
from isoledger.venues.translation import NOTHING_GIVEN


@pytest.mark.parametrize("source", TERMS, ids=lambda source: source.venue)
def test_terms_are_public_and_come_first(source):
    first = next(one for one in SOURCES if one.venue == source.venue)
    assert first is source
    assert source.needs == ()


def test_what_is_so_at_this_moment_has_no_time():
    (okx,) = [s for s in TERMS if (s.venue, s.kind) == ("okx", "instruments")]
    page = page_of(okx, '{"code":"0","data":[{"instId":"BTC-USDT-SWAP"}]}')
    assert [row.time_ns for row in page.rows] == [0]
    assert len(Walk(Lane(source=okx), Span(0, 5)).told(page).rows) == 1


def test_what_is_so_at_this_moment_says_no_time():
    row = Record(raw=b"{}", source="s#1", file="f", row=1, fields={})
    assert {source.clock(row, NOTHING_GIVEN) for source in TERMS} == {0}
