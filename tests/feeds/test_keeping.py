import json

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds import Keeper, Kept, Lane, Wish, pull, sources_of
from isoledger.feeds.keeping import Mark
from isoledger.feeds.page import page_of, text_of
from isoledger.feeds.spans import Span
from isoledger.journal import Batch, MemoryStore, SourceFile
from isoledger.venues.binance import VENUE as BINANCE
from isoledger.venues.records import digest
from tests.feeds import kit
from tests.feeds.kit import BYBIT, DAY, LOG_SOURCE, MS, T0, Script, history

LANE = Lane(source=LOG_SOURCE)
SPAN = Span(T0 * MS, (T0 + 10) * MS)
DATA = text_of(page_of(LOG_SOURCE, kit.body(history([T0, T0 + 1]))).rows)


def test_a_mark_says_what_was_walked_and_is_told_from_a_file_of_that_name():
    store = MemoryStore()
    keeper = Keeper(store, BYBIT, "main")
    keeper.keep(LANE, b"", "nothing", Mark(span=SPAN, always=True), 5)
    assert keeper.walked(LANE) == (SPAN,)
    assert Keeper(store, BYBIT, "main").walked(LANE) == (SPAN,)
    assert Keeper(store, BYBIT, "other").walked(LANE) == ()
    other = Lane(source=LOG_SOURCE, chosen=FrozenMap({"currency": "BTC"}))
    assert keeper.walked(other) == ()


def test_a_file_that_is_only_called_so_is_no_mark():
    store, data = MemoryStore(), b"whatever"
    name = f"{LANE.name} {SPAN}"
    file = SourceFile(
        hash=digest(data),
        name=name,
        size=len(data),
        kind="transaction-log",
        venue="bybit",
        account="main",
        imported_ns=5,
    )
    store.append(Batch(files=(file,)), known_ns=5)
    assert Keeper(store, BYBIT, "main").walked(LANE) == ()


def test_without_news_a_mark_is_left_only_where_it_must_be():
    store = MemoryStore()
    keeper = Keeper(store, BYBIT, "main")
    keeper.keep(LANE, DATA, "page", Mark(span=SPAN, always=False), 5)
    assert len(store.files()) == 2
    before = store.receipt()
    done = keeper.keep(LANE, DATA, "page", Mark(span=Span(0, 5), always=False), 6)
    assert (done, store.receipt()) == (Kept(pages=1, records=2, exists=4), before)
    keeper.keep(LANE, DATA, "page", Mark(span=Span(0, MS), always=True), 7)
    assert len(store.files()) == 3


def test_what_an_account_holds_is_known_to_the_next_keeper():
    store = MemoryStore()
    Keeper(store, BYBIT, "main").keep(LANE, DATA, "page", None, 5)
    assert Keeper(store, BYBIT, "main").keep(LANE, DATA, "page", None, 6).events == ()
    assert len(Keeper(store, BYBIT, "else").keep(LANE, DATA, "page", None, 6).events) == 4


def test_rows_of_a_kind_that_does_not_exist_are_not_kept():
    keeper = Keeper(MemoryStore(), BYBIT, "main")
    source = kit.source(kind="coming", path="/coming")
    done = keeper.keep(Lane(source=source), DATA, "page", Mark(span=SPAN, always=True), 5)
    assert (done.records, done.events) == (0, ())
    assert keeper.walked(Lane(source=source)) == (SPAN,)


def test_only_what_is_new_of_a_page_is_kept_again():
    store = MemoryStore()
    rows = history([T0, T0 + 1, T0 + 2])
    keeper = Keeper(store, BYBIT, "main")
    keeper.keep(LANE, text_of(page_of(LOG_SOURCE, kit.body(rows[:2])).rows), "a", None, 5)
    keeper.keep(LANE, text_of(page_of(LOG_SOURCE, kit.body(rows)).rows), "b", None, 6)
    kept = [row.raw.decode() for batch, _ in store.batches() for row in batch.rows]
    assert kept == [json.dumps(row) for row in rows]


def test_two_sums_are_one():
    one = Kept(pages=1, records=2, exists=3)
    assert one + one == Kept(pages=2, records=4, exists=6)


def listed(tick, server):
    contract = {
        "symbol": "BTCUSDT",
        "pair": "BTCUSDT",
        "contractType": "PERPETUAL",
        "baseAsset": "BTC",
        "quoteAsset": "USDT",
        "marginAsset": "USDT",
        "filters": [{"filterType": "PRICE_FILTER", "tickSize": tick}],
    }
    return json.dumps({"serverTime": server, "symbols": [contract]})


def test_terms_are_listed_when_they_are_new_and_told_apart_by_what_stands_around_them():
    (source,) = sources_of("binance", ["instruments"])
    store = MemoryStore()
    for tick, server in (("0.10", T0), ("0.10", T0 + DAY), ("0.01", T0 + 2 * DAY)):
        wish = Wish(sources=(source,), now_ns=(T0 + 9 * DAY) * MS)
        done = pull(Script([listed(tick, server)]), Keeper(store, BINANCE, "main"), wish)
        assert done.is_clean
    assert [str(event.instrument.tick) for event in store.read()] == ["1/10", "1/100"]
    assert len({event.stamp.id for event in store.read()}) == 2
