import pytest

from isoledger.cli.venues import VENUES
from isoledger.feeds import ABSENT, SOURCES, AbsentVenueError, ChoiceError, Keeper, sources_of
from isoledger.journal import MemoryStore
from tests.feeds import kit

WANTED = (
    "bybit okx binance bitget gate kucoin krakenfutures deribit dydx htx phemex hyperliquid "
    "bingx mexc"
).split()


def test_every_venue_that_can_be_pulled_from_is_declared():
    assert {source.venue for source in SOURCES} == set(WANTED)


@pytest.mark.parametrize("venue", WANTED)
def test_each_has_something_that_is_pulled_when_nobody_says_what(venue):
    usual = sources_of(venue)
    assert usual
    assert all(choice.values for source in usual for choice in source.choices)


def test_a_kind_is_declared_once():
    names = [(source.venue, source.kind) for source in SOURCES]
    assert len(set(names)) == len(names)


def test_kinds_that_are_asked_for_come_in_the_order_of_the_catalogue():
    asked = sources_of("okx", ["bills", "instruments"])
    assert [source.kind for source in asked] == ["instruments", "bills"]
    with pytest.raises(ChoiceError, match="okx: kind 'fills' is no source; there is bills, instr"):
        sources_of("okx", ["fills"])


@pytest.mark.parametrize("venue", sorted(ABSENT))
def test_a_venue_that_left_ccxt_names_the_files_that_still_work(venue):
    ccxt = kit.ccxt()
    assert not hasattr(ccxt, venue), "it came back: declare its sources"
    with pytest.raises(AbsentVenueError) as caught:
        sources_of(venue, files=("wallet-history", "executions"))
    said = str(caught.value)
    assert said.startswith(f"{venue} cannot be pulled from: ccxt has had no {venue} since 4.5.8")
    assert said.endswith("save its files and `isoledger import` them: wallet-history, executions")


def test_a_venue_nobody_knows_is_told_what_there_is():
    with pytest.raises(AbsentVenueError, match="nobody has declared how; there is binance, bingx"):
        sources_of("nowhere")


def kind_of(source):
    """The kind that reads *source*, of those that exist."""
    venue = VENUES.get(source.venue)
    return None if venue is None else Keeper(MemoryStore(), venue, "main").kind(source)


def test_the_kinds_that_exist_are_read_by_a_source_of_their_name():
    found = {(s.venue, s.kind): kind.name for s in SOURCES if (kind := kind_of(s)) is not None}
    assert len(found) == len(SOURCES), {(s.venue, s.kind) for s in SOURCES} - set(found)
    assert found["hyperliquid", "fills"] == "fills"
    assert found["bybit", "transaction-log"] == "transaction-log"
    assert found["binance", "income-coin"] == "income"
    assert found["binance", "income-beside-trades-coin"] == "income-beside-trades"
    assert found["binance", "position-margin-coin"] == "position-margin"


@pytest.mark.parametrize("venue", sorted({source.venue for source in SOURCES}))
def test_what_is_pulled_when_nobody_says_what_tells_money_once(venue):
    kinds = [kind for source in sources_of(venue) if (kind := kind_of(source)) is not None]
    assert len({kind.money for kind in kinds} - {""}) <= 1


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: f"{s.venue}-{s.kind}")
def test_a_declaration_is_whole(source):
    ccxt = kit.ccxt()
    assert hasattr(getattr(ccxt, source.exchange), source.method)
    assert source.path.startswith("/")
    assert source.source
    assert source.size > 1
    assert source.span_ns is None or source.span_ns > 8 * source.times.step_ns
    assert source.times.since or source.times.until or not source.span_ns
