"""A pull: whatever happens on the way, the ledger is that of the whole history."""

import asyncio
import json

import pytest
from attrs import evolve
from hypothesis import Phase, given, settings, strategies as st

from isoledger.core.findings import findings
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.feeds import (
    AnswerError,
    BusyError,
    ChoiceError,
    CrowdedInstant,
    Keeper,
    Kept,
    Pulled,
    RetentionGap,
    Span,
    StuckPagingError,
    TellingsError,
    pull,
    pull_async,
)
from isoledger.feeds.page import text_of
from isoledger.feeds.pulling import WAITS_S
from isoledger.feeds.source import Choice, Instant, Whole
from isoledger.journal import MemoryStore, Outcome, SqliteStore
from isoledger.venues.bybit.rules import RULES
from isoledger.venues.bybit.statements import LOG
from isoledger.venues.translation import Kind, Translation
from tests.feeds import kit
from tests.feeds.kit import (
    BYBIT,
    DAY,
    HOUR,
    LOG_SOURCE,
    MINUTE,
    MS,
    T0,
    Loopback,
    Script,
    Teller,
    history,
    keeper,
    wish,
)

USDT = Asset("USDT", 20)


def whole(rows):
    """The ledger of the whole history, read from one file."""
    data = json.dumps({"result": {"list": rows[::-1]}}).encode()
    told = LOG.translate(LOG.records(data, "whole"), "main")
    assert (told.untranslated, told.is_whole) == ((), True)
    return Ledger.replay(told.events, rules=RULES)


def ledger(store):
    return Ledger.replay(store.read(), rules=RULES)


def ids(store):
    return sorted(event.stamp.id for event in store.read())


def facts(rows):
    data = json.dumps({"result": {"list": rows[::-1]}}).encode()
    return sorted(e.stamp.id for e in LOG.translate(LOG.records(data, "whole"), "main").events)


def agrees(store, rows):
    ours, theirs = ledger(store), whole(rows)
    assert ids(store) == facts(rows)
    assert ours.account.balance(USDT) == theirs.account.balance(USDT)
    assert [*findings(ours)] == [*findings(theirs)] == []


# --- the plain way --------------------------------------------------------------------------------


def test_a_history_is_pulled_window_by_window_and_page_by_page():
    rows = history([T0 + place * HOUR for place in range(400)])
    store = MemoryStore()
    done = pull(Teller(rows), keeper(store), wish(T0 + 401 * HOUR))
    agrees(store, rows)
    kept = done.lanes["transaction-log"]
    assert (kept.records, len(kept.events), kept.exists) == (400, 800, 0)
    assert done.is_clean
    names = [file.name for file in store.files()]
    assert names[0] == ("transaction-log 2025-10-09T08:53:20.000Z..2025-10-16T08:53:19.996Z page 1")
    assert len([name for name in names if "page" not in name]) == 3, "a mark a window"


def test_every_row_is_kept_byte_for_byte():
    rows = history([T0, T0 + 1])
    store = MemoryStore()
    pull(Teller(rows), keeper(store), wish(T0 + HOUR))
    raws = {store.raw(e.stamp.source).raw.decode() for e in store.read()}
    assert raws == {json.dumps(row) for row in rows}
    (file, mark) = store.files()
    kept = [store.raw(f"{file.hash}#{row}").raw for row in (1, 2)]
    assert file.size == len(b"[" + b",\n".join(kept) + b"]\n")
    assert (file.kind, mark.kind, file.account) == ("transaction-log", "transaction-log", "main")


def test_each_page_is_a_batch_of_its_own():
    rows = history([T0 + place * MINUTE for place in range(120)])
    store = MemoryStore()
    pull(Teller(rows), keeper(store), wish(T0 + HOUR * 3))
    assert [len(batch.rows) for batch, _ in store.batches()] == [49, 50, 21]


def test_pulling_again_adds_nothing():
    rows = history([T0 + place * HOUR for place in range(100)])
    store = MemoryStore()
    pull(Teller(rows), keeper(store), wish(T0 + 100 * HOUR))
    before = store.receipt()
    again = Teller(rows)
    done = pull(again, keeper(store), wish(T0 + 100 * HOUR + 1, since_ms=None))
    assert store.receipt() == before
    assert (done.kept.events, done.kept.exists, done.is_clean) == ((), 2, True)
    assert len(again.asked) == 1, "an hour, once more"


def test_the_journal_says_where_to_go_on():
    rows = history([T0 + place * HOUR for place in range(100)])
    store = MemoryStore()
    pull(Teller(rows[:60]), keeper(store), wish(T0 + 60 * HOUR))
    later = Teller(rows)
    pull(later, keeper(store), wish(T0 + 100 * HOUR, since_ms=None))
    agrees(store, rows)
    start = int(later.asked[0].parameters["startTime"])
    assert start == T0 + 59 * HOUR - 1, "an hour before, and a step"


def test_a_row_that_came_late_is_found_by_the_overlap():
    rows = history([T0 + place * MINUTE for place in range(100)])
    store = MemoryStore()
    pull(Teller([r for r in rows if r["id"] != "row-90"]), keeper(store), wish(T0 + 100 * MINUTE))
    assert len(ids(store)) == 198
    pull(Teller(rows), keeper(store), wish(T0 + 110 * MINUTE, since_ms=None))
    agrees(store, rows)


def test_a_row_that_came_too_late_for_the_overlap_is_found_by_a_longer_one():
    rows = history([T0 + place * MINUTE for place in range(100)])
    store = MemoryStore()
    pull(Teller(rows[1:]), keeper(store), wish(T0 + 100 * MINUTE))
    pull(Teller(rows), keeper(store), wish(T0 + 101 * MINUTE))
    assert len(ids(store)) == 198
    longer = wish(T0 + 102 * MINUTE, overlap_ns=2 * HOUR * MS)
    pull(Teller(rows), keeper(store), longer)
    agrees(store, rows)


def test_an_earlier_since_fills_the_hole_before():
    rows = history([T0 + place * HOUR for place in range(100)])
    store = MemoryStore()
    pull(Teller(rows), keeper(store), wish(T0 + 100 * HOUR, since_ms=T0 + 50 * HOUR))
    assert len(ids(store)) == 100
    pull(Teller(rows), keeper(store), wish(T0 + 100 * HOUR))
    agrees(store, rows)


def test_the_first_pull_must_say_since_when():
    with pytest.raises(ChoiceError, match="has no history in this journal yet; say from when on"):
        pull(Teller([]), keeper(), wish(T0, since_ms=None))


def test_a_since_in_the_future_asks_nothing():
    teller = Teller([])
    done = pull(teller, keeper(), wish(T0, since_ms=T0 + DAY))
    assert done == Pulled(lanes=FrozenMap({"transaction-log": Kept()}))
    assert teller.asked == []


# --- what is gone -------------------------------------------------------------------------------


def test_what_the_venue_forgot_is_a_gap_and_stays_one():
    source = kit.source(retention_ns=10 * DAY * MS)
    rows = history([T0 + place * DAY for place in range(30)])
    store = MemoryStore()
    asked = Teller(rows[20:])
    done = pull(asked, keeper(store), wish(T0 + 30 * DAY, sources=(source,)))
    edge = T0 + 20 * DAY + HOUR
    gap = RetentionGap(lane="bybit transaction-log", span=Span(T0 * MS, edge * MS))
    assert (done.gaps, done.is_clean) == ((gap,), False)
    assert "the venue remembers nothing of it; import its files of that time" in str(gap)
    assert min(int(ask.parameters["startTime"]) for ask in asked.asked) == edge - 1
    again = pull(Teller(rows), keeper(store), wish(T0 + 33 * DAY, sources=(source,)))
    assert again.gaps == (gap,), "no more than before: the journal has the rest"
    late = pull(Teller(rows), keeper(store), wish(T0 + 50 * DAY, None, sources=(source,)))
    hole = Span((T0 + 33 * DAY) * MS, (T0 + 40 * DAY + HOUR) * MS)
    assert [gap.span for gap in late.gaps] == [hole], "nobody pulled for a while"


def test_a_crowded_instant_is_a_gap_and_the_window_is_not_marked():
    source = kit.source(paging=Instant(), size=2)
    rows = history([T0 + 5] * 3)
    answers = [kit.body(rows[:2]), kit.body(rows[:2]), kit.body([])]
    store = MemoryStore()
    done = pull(Script(answers), keeper(store), wish(T0 + 10, sources=(source,)))
    assert done.gaps == (
        CrowdedInstant(lane="bybit transaction-log", time_ns=(T0 + 5) * MS, shown=2),
    )
    assert "the venue shows 2 rows of one instant and no more" in str(done.gaps[0])
    assert [file.name.endswith("page 2") for file in store.files()] == [True]


def test_a_venue_that_remembers_so_many_rows_may_have_forgotten_those_before():
    source = kit.source(most=3)
    rows = history([T0 + 5, T0 + 6, T0 + 7])
    done = pull(Teller(rows), keeper(), wish(T0 + 10, sources=(source,)))
    assert [gap.span for gap in done.gaps] == [Span(T0 * MS, (T0 + 5) * MS)]


def test_choices_are_walks_of_their_own():
    source = kit.source(choices=(Choice(parameter="currency", values=("BTC", "ETH")),))
    store, teller = MemoryStore(), Teller(history([T0]))
    done = pull(teller, keeper(store), wish(T0 + HOUR, sources=(source,)))
    assert sorted(done.lanes) == ["transaction-log currency=BTC", "transaction-log currency=ETH"]
    assert [ask.parameters["currency"] for ask in teller.asked] == ["BTC", "ETH"]
    only = Teller([])
    chosen = FrozenMap({"currency": ("SOL",)})
    pull(only, keeper(), wish(T0 + HOUR, sources=(source,), chosen=chosen))
    assert [ask.parameters["currency"] for ask in only.asked] == ["SOL"]


def test_what_is_so_at_this_moment_is_asked_for_each_time():
    source = kit.source(paging=Whole())
    store, teller = MemoryStore(), Teller(history([T0]))
    for _ in range(2):
        pull(teller, keeper(store), wish(T0 + HOUR, since_ms=None, sources=(source,)))
    assert len(teller.asked) == 2
    assert [file.name.partition(" page")[2] for file in store.files()] == [" 1"]


def test_a_kind_that_nobody_has_written_is_named_and_not_asked_for():
    source = kit.source(kind="coming", path="/v5/coming")
    teller = Teller([])
    done = pull(teller, keeper(), wish(T0 + HOUR, sources=(source,)))
    assert (done.unread, teller.asked) == (("coming",), [])


def test_a_kind_is_found_by_its_endpoint_too():
    rows = history([T0])
    store = MemoryStore()
    source = kit.source(kind="account-log")
    pull(Teller(rows), keeper(store), wish(T0 + HOUR, sources=(source,)))
    agrees(store, rows)
    assert {file.kind for file in store.files()} == {"transaction-log"}
    again = Teller(rows)
    pull(again, keeper(store), wish(T0 + HOUR, None, sources=(source,)))
    assert again.asked == []


def test_two_tellings_do_not_meet():
    other = evolve(LOG.kind, name="fills", money="fills", endpoints=())
    venue = evolve(BYBIT, kinds=(LOG.kind, other, evolve(LOG.kind, name="free", money="")))
    both = (LOG_SOURCE, kit.source(kind="fills", path="/f"))
    with pytest.raises(TellingsError, match="told twice, by transaction-log and by fills"):
        pull(Teller([]), keeper(venue=venue), wish(T0 + HOUR, sources=both))
    store = MemoryStore()
    free = (LOG_SOURCE, kit.source(kind="free", path="/g"))
    pull(Teller(history([T0])), keeper(store, venue), wish(T0 + HOUR, sources=free))
    with pytest.raises(TellingsError):
        pull(Teller([]), keeper(store, venue), wish(T0 + HOUR, sources=both[1:]))


# --- rows that are odd ----------------------------------------------------------------------------


def test_a_row_nobody_can_translate_is_parked_once_however_often_it_is_read():
    rows = history([T0, T0 + 1])
    odd = {**rows[0], "id": "odd", "type": "MYSTERY", "cashBalance": ""}
    store = MemoryStore()
    for _ in range(3):
        done = pull(
            Teller([rows[0], odd, rows[1]]),
            keeper(store),
            wish(T0 + 10, overlap_ns=10 * MS),
        )
    assert (len(ids(store)), len(list(store.parked()))) == (4, 1)
    assert done.is_clean, "it was said the first time"


def test_a_row_that_says_otherwise_than_before_is_parked_and_changes_nothing():
    rows = history([T0, T0 + 1])
    changed = [rows[0], {**rows[1], "change": "2.00", "cashFlow": "2.00", "cashBalance": "3.00"}]
    store = MemoryStore()
    pull(Teller(rows), keeper(store), wish(T0 + 10))
    later = wish(T0 + 20, overlap_ns=HOUR * MS)
    done = pull(Teller(changed), keeper(store), later)
    (parked,) = store.parked()
    assert "which says otherwise" in parked.reason
    assert len(done.kept.parked) == 1
    assert not done.is_clean
    agrees(store, rows)


def test_what_is_no_history_is_kept_beside_what_is():
    rows = history([T0, T0 + 1])
    free = {**rows[1], "id": "nil", "change": "0", "cashFlow": "0", "type": "BONUS"}
    store = MemoryStore()
    kind = evolve(LOG.kind, given=_skipping(LOG.kind))
    pull(Teller([*rows, free]), keeper(store, evolve(BYBIT, kinds=(kind,))), wish(T0 + 10))
    outcomes = [row.outcome for batch, _ in store.batches() for row in batch.rows]
    assert sorted(o.value for o in outcomes) == ["event", "event", "skipped"]
    assert Outcome.SKIPPED in outcomes


def _skipping(kind: Kind):
    """*kind*, for which a bonus is no history."""
    from isoledger.venues.translation import Skipped

    def given(records, account, said):
        aside = [r for r in records if r.fields["type"] == "BONUS"]
        told = kind.given([r for r in records if r not in aside], account, said)
        skipped = tuple(Skipped(record=record, reason="nothing") for record in aside)
        return evolve(told, skipped=skipped, records=len(records))

    return given


def test_a_kind_that_asks_nothing_of_the_user_is_read_as_it_is():
    def translate(records, account):
        return Translation(events=(), records=len(records), translated=0)

    venue = evolve(BYBIT, kinds=(evolve(LOG.kind, given=None, translate=translate),))
    done = pull(Teller(history([T0])), keeper(venue=venue), wish(T0 + 10))
    assert (done.kept.records, done.kept.events) == (1, ())


# --- what goes wrong on the way -------------------------------------------------------------------

BUSY = BusyError(what="bybit transaction-log", why="429")


def test_a_venue_that_does_not_answer_is_asked_again_after_longer_and_longer():
    waits = []
    answers = [BUSY, BUSY, "<html>", kit.body([])]
    pull(Script(answers), keeper(), wish(T0 + HOUR), waits.append)
    assert waits == [1, 2, 4]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (BUSY, BusyError, "no answer after 7 tries: 429; pull again, it goes on where it stopped"),
        ("<html>", AnswerError, "the answer cannot be read: .*not JSON"),
    ],
)
def test_after_so_many_tries_it_is_given_up_and_what_was_written_stays(answer, error, words):
    rows = history([T0 + place * MINUTE for place in range(120)])
    store, teller, waits = MemoryStore(), Teller(rows), []
    first = teller.get
    script = Script([])

    class Then:
        def get(self, ask):
            if len(teller.asked) < 2:
                return first(ask)
            script.answers.append(answer)
            return script.get(ask)

    with pytest.raises(error, match=words):
        pull(Then(), keeper(store), wish(T0 + 3 * HOUR), waits.append)
    assert tuple(waits) == WAITS_S
    assert len(ids(store)) == 2 * 99
    pull(Teller(rows), keeper(store), wish(T0 + 3 * HOUR))
    agrees(store, rows)


def test_other_errors_are_not_waited_for():
    with pytest.raises(StuckPagingError):
        pull(Script([StuckPagingError(what="x", cursor="c")]), keeper(), wish(T0 + HOUR))


def test_the_same_is_pulled_while_others_work():
    rows = history([T0 + place * HOUR for place in range(100)])
    store, teller, waits = MemoryStore(), Teller(rows), []
    moods = iter([BUSY, BUSY])

    class Slow:
        async def get(self, ask):
            await asyncio.sleep(0)
            mood = next(moods, None)
            if mood:
                raise mood
            return teller.get(ask)

    async def pause(seconds):
        waits.append(seconds)

    done = asyncio.run(pull_async(Slow(), keeper(store), wish(T0 + 100 * HOUR), pause))
    agrees(store, rows)
    assert (waits, done.is_clean) == ([1, 2], True)


def test_an_asynchronous_pull_gives_up_too():
    class Never:
        async def get(self, ask):
            raise BUSY

    async def pause(_):
        pass

    with pytest.raises(BusyError, match="after 7 tries"):
        asyncio.run(pull_async(Never(), keeper(), wish(T0 + HOUR), pause))


# --- a venue on loopback, and whatever can happen -------------------------------------------------


@pytest.fixture(scope="module")
def venue():
    kit.ccxt()
    loopback = Loopback([], size=4)
    yield loopback
    loopback.close()


class Killed(BaseException):
    """The process was killed."""


times = st.lists(st.integers(0, 40) | st.integers(0, 20 * DAY // MINUTE), min_size=1, max_size=40)
moods = st.lists(st.sampled_from(sorted(kit.MOODS)), max_size=25)


@settings(max_examples=15, phases=[Phase.generate])
@given(times=times, moods=moods, cuts=st.lists(st.integers(1, 12), max_size=3))
def test_whatever_happens_on_the_way_the_ledger_is_that_of_the_whole_history(
    venue, times, moods, cuts
):
    from isoledger.feeds.guard import endpoints
    from isoledger.feeds.wire import Wire

    rows = history(sorted(T0 + at * MINUTE for at in times))
    late = [n for n, mood in enumerate(moods) if mood == "slow"][1:]
    venue.rows, venue.last = rows, ""
    # A venue that is out of sorts seven times in a row is given up; so is one that goes in circles.
    venue.moods = [mood for n, mood in enumerate(moods) if n % 3 and n not in late]
    store = MemoryStore()
    now = T0 + 21 * DAY

    def pulled(after=None):
        count = iter(range(10**6))

        def moment():
            if after is not None and next(count) >= after:
                raise Killed

        venue.moment = lambda: None
        wire = Wire(endpoints([LOG_SOURCE]), kit.WHO, venue.configuration)
        get = wire.get

        class Mortal:
            def get(self, ask):
                moment()
                return get(ask)

        return pull(Mortal(), keeper(store), wish(now, sources=(LOG_SOURCE,)), lambda _: None)

    for cut in cuts:
        try:
            pulled(cut)
        except (Killed, StuckPagingError, BusyError, AnswerError):
            continue
    venue.moods = venue.moods[:12]
    for _ in range(3):
        try:
            done = pulled()
            break
        except (StuckPagingError, BusyError, AnswerError):
            venue.moods = []
    assert done.gaps == ()
    agrees(store, rows)
    assert store.counts().untranslated == 0


def test_a_venue_that_is_slow_is_asked_again(venue):
    from isoledger.feeds.guard import endpoints
    from isoledger.feeds.wire import Wire

    rows = history([T0 + place * MINUTE for place in range(10)])
    venue.rows, venue.moods = rows, ["slow", "fine", "slow"]
    store, waits = MemoryStore(), []
    wire = Wire(endpoints([LOG_SOURCE]), kit.WHO, venue.configuration)
    pull(wire, keeper(store), wish(T0 + HOUR), waits.append)
    agrees(store, rows)
    assert len(waits) >= 2


def test_a_pull_goes_on_in_a_journal_on_disk(tmp_path):
    rows = history([T0 + place * HOUR for place in range(50)])
    with SqliteStore(tmp_path / "a.db") as store:
        pull(Teller(rows[:30]), keeper(store), wish(T0 + 30 * HOUR))
    with SqliteStore(tmp_path / "a.db") as store:
        pull(Teller(rows), Keeper(store, BYBIT, "main"), wish(T0 + 50 * HOUR, since_ms=None))
        agrees(store, rows)


def test_a_file_of_rows_is_the_rows():
    assert text_of([]) == b""
