import copy
import gc
import itertools
import pickle
import random
import sys
import threading
from decimal import Context, setcontext

import pytest
from attrs import evolve, fields

import isoledger as il
from isoledger.core import ledger as ledger_module
from isoledger.core.errors import (
    ConflictingEventError,
    ForeignEventError,
    IncompleteEventError,
    IsoledgerError,
    LimitedLiabilityError,
    UnknownCorrectionError,
    UnknownInstrumentError,
)
from isoledger.core.events import Correction
from isoledger.core.ledger import Ledger
from tests.core.kit import (
    BTC,
    OPENED,
    POOLED,
    USDT,
    account,
    deposit,
    fill,
    listing,
    margin,
    stamp,
    usdt,
)

EMPTY = Ledger()
HISTORY = (*OPENED, fill(5, -1, "1100", fee=usdt("1")), margin(6, "50"), fill(7, 3, "900"))


def grown(events, ledger=EMPTY):
    """*ledger* with *events* appended one by one."""
    for event in events:
        ledger = ledger.append(event)
    return ledger


def correction(time_ns, reverses, **said):
    return Correction(stamp=stamp(time_ns, **said), reverses=reverses)


def wallet(ledger):
    return str(ledger.account.balance(USDT)).removesuffix(" USDT")


# --- order ---------------------------------------------------------------------------------------


def test_replaying_all_and_appending_each_is_the_same():
    assert grown(HISTORY) == Ledger.replay(HISTORY)
    assert Ledger.replay([]) == EMPTY
    assert Ledger.replay(iter(HISTORY)).account == account(HISTORY)


def test_events_that_arrive_in_any_order_give_the_same_ledger():
    wanted = Ledger.replay(HISTORY)
    dice = random.Random(7)
    for _ in range(10):
        mixed = list(HISTORY)
        dice.shuffle(mixed)
        assert Ledger.replay(mixed) == wanted


def test_a_late_event_gives_the_state_it_would_have_given_in_time():
    wanted = Ledger.replay(HISTORY)
    for late in range(len(HISTORY)):
        early = [event for place, event in enumerate(HISTORY) if place != late]
        try:
            ledger = grown(early)
        except IsoledgerError:
            continue  # nothing can be built without it
        assert ledger.append(HISTORY[late]) == wanted


def test_events_of_one_instant_follow_their_sequence():
    first = margin(3, "5", stamp=stamp(3, "a", sequence=1))
    second = margin(3, "-5", stamp=stamp(3, "b", sequence=2))
    for pair in ((first, second), (second, first)):
        assert Ledger.replay([listing(1), *pair]).log[1:] == (first, second)
    ledger = grown([listing(1), first, second])
    assert ledger.account.isolated[BTC].margin == USDT.zero
    with pytest.raises(LimitedLiabilityError):
        grown([listing(1), second])


def test_events_of_one_instant_and_sequence_are_ordered_by_id_however_they_arrived():
    events = [deposit(3, str(n), stamp=stamp(3, f"d{n}")) for n in (3, 1, 2)]
    assert [e.stamp.id for e in Ledger.replay(events).log] == ["d1", "d2", "d3"]
    assert grown(events) == Ledger.replay(events)


# --- the same fact again -------------------------------------------------------------------------


def test_an_event_that_exists_changes_nothing():
    ledger = grown(HISTORY)
    for event in HISTORY:
        assert ledger.append(event) is ledger
        assert ledger.append(copy.deepcopy(event)) is ledger
    assert Ledger.replay([*HISTORY, *HISTORY]) == ledger


def test_the_same_fact_read_elsewhere_or_learned_later_is_the_same_fact():
    ledger = grown(HISTORY)
    again = evolve(HISTORY[3], stamp=stamp(4, source="other#1", known_ns=99, sequence=7))
    assert ledger.append(again) is ledger
    assert Ledger.replay([again, *HISTORY]) == ledger


def test_a_fact_told_again_with_an_earlier_stamp_takes_its_earlier_place():
    late = [
        deposit(3, "1", stamp=stamp(3, "a", sequence=5)),
        margin(3, "2", stamp=stamp(3, "b", sequence=4)),
    ]
    early = evolve(late[0], stamp=stamp(3, "a", sequence=1))
    ledger = grown([listing(1), *late]).append(early)
    assert [e.stamp.sequence for e in ledger.log] == [0, 1, 4]
    assert ledger == Ledger.replay([listing(1), *late, early])
    assert ledger == Ledger.replay([listing(1), early, *late])


OTHERS = {
    "amount": evolve(deposit(2), amount=usdt("999")),
    "fee": evolve(deposit(2), fee=usdt("1")),
    "book": evolve(deposit(2), book=il.Book("pool:cross")),
    "kind": evolve(deposit(2), kind="internal"),
    "counterparty": evolve(deposit(2), counterparty="x"),
    "stamp": evolve(deposit(2), stamp=stamp(3, "e2")),
    "__class__": il.Bonus(stamp=stamp(2), amount=usdt("1000")),
}


def test_every_field_of_the_example_is_tried():
    assert set(OTHERS) == {field.name for field in fields(il.Transfer)} | {"__class__"}


@pytest.mark.parametrize(("field", "other"), OTHERS.items(), ids=OTHERS)
def test_another_content_under_one_id_is_refused_with_its_field(field, other):
    ledger = grown(HISTORY)
    with pytest.raises(ConflictingEventError) as caught:
        ledger.append(other)
    assert caught.value.field == field
    assert (caught.value.known, caught.value.event) == (HISTORY[1], other)
    assert f"exists_with_different_{field}: kept " in str(caught.value)
    with pytest.raises(ConflictingEventError):
        Ledger.replay([*HISTORY, other])


@pytest.mark.parametrize("change", [{"venue": "other"}, {"account": "other"}], ids=str)
def test_an_event_of_another_account_is_refused(change):
    foreign = deposit(9, stamp=stamp(9, **change))
    for replay in (grown, Ledger.replay):
        with pytest.raises(ForeignEventError) as caught:
            replay([*HISTORY, foreign])
        assert caught.value.account == "venue/main"
        assert caught.value.stamp == foreign.stamp
    early = deposit(0, stamp=stamp(0, **change))
    with pytest.raises(ForeignEventError):
        grown(HISTORY).append(early)


# --- nothing is ever changed ---------------------------------------------------------------------


def test_a_refused_event_leaves_the_ledger_as_it_was():
    ledger = grown(HISTORY)
    before, kept = copy.deepcopy(ledger), list(ledger.log._events)
    for event in (
        margin(9, "-10000"),
        margin(3, "-10000", stamp=stamp(3, "late")),
        fill(9, 1, "5", position=il.PositionId("NONE")),
        correction(9, "nothing"),
        correction(9, "e1"),
        deposit(9, stamp=stamp(9, account="other")),
        OTHERS["amount"],
    ):
        with pytest.raises(IsoledgerError):
            ledger.append(event)
        assert ledger == before
        assert ledger.log._events == kept


def test_an_older_ledger_never_sees_what_a_newer_one_appended():
    old = grown(HISTORY)
    before = copy.deepcopy(old)
    new = old.append(deposit(8, "1")).append(fill(9, 1, "900"))
    assert old == before
    assert list(old.entries()) == list(before.entries())
    assert len(new.log) == len(old.log) + 2
    assert old.log.find("e8") is None


def test_two_futures_of_one_ledger_do_not_meet():
    base = grown(HISTORY)
    left = base.append(deposit(8, "1"))
    right = base.append(deposit(8, "2", stamp=stamp(8, "other")))
    again = left.append(deposit(9, "4"))
    assert left == Ledger.replay([*HISTORY, deposit(8, "1")])
    assert right == Ledger.replay([*HISTORY, deposit(8, "2", stamp=stamp(8, "other"))])
    assert again == Ledger.replay([*HISTORY, deposit(8, "1"), deposit(9, "4")])
    assert right.log.find("e8") is None


def test_a_ledger_is_frozen_hashable_and_survives_copies():
    ledger = grown(HISTORY)
    with pytest.raises(AttributeError):
        ledger.account = EMPTY.account
    for again in (pickle.loads(pickle.dumps(ledger)), copy.deepcopy(ledger)):
        assert again == ledger
        assert hash(again) == hash(ledger)
        assert again.append(deposit(9)) == ledger.append(deposit(9))


# --- corrections ---------------------------------------------------------------------------------


def test_a_corrected_ledger_is_what_it_would_be_without_the_event():
    for event in HISTORY[1:3]:
        without = [other for other in HISTORY if other is not event]
        try:
            wanted = account(without)
        except IsoledgerError:
            continue
        taken_back = correction(8, event.stamp.id)
        for ledger in (grown([*HISTORY, taken_back]), Ledger.replay([taken_back, *HISTORY])):
            assert ledger.account == wanted
            assert len(ledger.log) == len(HISTORY) + 1
            assert event not in ledger.effective()


def test_a_correction_of_a_correction_restores():
    first, second = correction(8, "e2"), correction(9, "e8")
    third = correction(10, "e9")
    assert grown([*HISTORY, first]).account != grown(HISTORY).account
    assert grown([*HISTORY, first, second]).account == grown(HISTORY).account
    assert grown([*HISTORY, first, second, third]).account == grown([*HISTORY, first]).account
    for order in itertools.permutations((first, second, third)):
        assert Ledger.replay([*HISTORY, *order]) == grown([*HISTORY, first, second, third])


def test_one_correction_taken_back_leaves_another_of_the_same_event():
    twice = [correction(8, "e2"), correction(9, "e2", event_id="again"), correction(10, "e8")]
    for ledger in (grown([*HISTORY, *twice]), Ledger.replay([*twice, *HISTORY])):
        assert HISTORY[1] not in ledger.effective()


def test_a_correction_dated_before_its_target_counts_all_the_same():
    early = correction(1, "e2", event_id="c", sequence=9)
    wanted = account([event for event in HISTORY if event.stamp.id != "e2"])
    for ledger in (grown([*HISTORY, early]), Ledger.replay([*HISTORY, early])):
        assert ledger.account == wanted


def test_a_correction_of_a_correction_dated_before_it_restores_too():
    first, second = correction(9, "e2"), correction(8, "e9")
    for ledger in (grown([*HISTORY, first, second]), Ledger.replay([*HISTORY, first, second])):
        assert ledger.account == account(HISTORY)
        assert HISTORY[1] in ledger.effective()


@pytest.mark.parametrize(
    ("corrections", "reverses"),
    [
        ([correction(8, "nothing")], "nothing"),
        ([correction(8, "e8")], "e8"),
        ([correction(8, "e9"), correction(9, "e8")], "e9"),
    ],
    ids=["unknown", "itself", "one another"],
)
def test_a_correction_of_nothing_is_refused(corrections, reverses):
    for replay in (
        lambda: grown([*HISTORY, *corrections]),
        lambda: Ledger.replay([*HISTORY, *corrections]),
    ):
        with pytest.raises(UnknownCorrectionError) as caught:
            replay()
        assert caught.value.reverses == reverses
        assert str(caught.value).endswith(f"there is no event {reverses!r} to reverse")


def test_a_correction_that_closes_a_circle_is_refused():
    ledger = grown([*HISTORY, correction(8, "e7"), correction(9, "e8")])
    with pytest.raises(UnknownCorrectionError):
        ledger.append(correction(10, "e10"))


def test_a_correction_that_would_break_what_follows_is_refused():
    with pytest.raises(UnknownInstrumentError):
        grown([*HISTORY, correction(8, "e1")])


def test_a_late_correction_counts_from_the_event_on():
    late = correction(4, "e3", event_id="c", sequence=1)
    assert grown(HISTORY).append(late).account == account(
        [event for event in HISTORY if event.stamp.id != "e3"]
    )


def test_entries_explain_the_account_one_an_effective_event():
    ledger = grown([*HISTORY, correction(8, "e2")])
    entries = list(ledger.entries())
    assert [entry.stamp for entry in entries] == [e.stamp for e in ledger.effective()]
    moved = sum((entry.total(il.WALLET, USDT) for entry in entries), start=USDT.zero)
    assert moved == ledger.account.balance(USDT)
    behind = il.Book("isolated:BTCUSDT")
    moved = sum((entry.total(behind, USDT) for entry in entries), start=USDT.zero)
    assert moved == ledger.account.balance(USDT, behind)


# --- time travel ---------------------------------------------------------------------------------


def test_until_includes_its_instant():
    ledger = grown(HISTORY)
    assert ledger.until(4) == Ledger.replay(OPENED)
    assert ledger.until(3) == Ledger.replay(OPENED[:3])
    assert ledger.until(0) == EMPTY
    assert ledger.until(10**20) == ledger


def test_known_at_leaves_out_what_was_learned_later():
    learned = [listing(1), deposit(2, "5"), deposit(3, "7", stamp=stamp(3, known_ns=50))]
    learned += [deposit(9, "1")]
    ledger = grown(learned)
    assert [wallet(ledger.known_at(t)) for t in (1, 2, 8, 9, 49, 50)] == [
        "0.00",
        "5.00",
        "5.00",
        "6.00",
        "6.00",
        "13.00",
    ]


def test_a_correction_is_forgotten_together_with_what_it_corrects():
    taken_back = correction(3, "e5")
    restored = correction(4, "e3", event_id="r")
    ledger = grown([deposit(1, "1"), deposit(5, "4")]).append(taken_back)
    assert [wallet(ledger.until(t)) for t in (1, 3, 5)] == ["1.00", "1.00", "1.00"]
    ledger = ledger.append(restored)
    assert [wallet(ledger.until(t)) for t in (1, 4, 5)] == ["1.00", "1.00", "5.00"]
    assert wallet(ledger.first(2)) == "1.00"
    assert len(ledger.first(3).log) == 1
    learned = deposit(2, "4", stamp=stamp(2, known_ns=50))
    ledger = grown([deposit(1, "1"), learned]).append(correction(9, "e2"))
    assert [wallet(ledger.known_at(t)) for t in (9, 50)] == ["1.00", "1.00"]
    assert len(ledger.known_at(9).log) == 1


def test_before_the_correction_the_event_counted():
    ledger = grown([*HISTORY, correction(8, "e2")])
    assert ledger.until(7) == Ledger.replay(HISTORY)


def test_the_first_events_are_a_ledger():
    ledger = grown(HISTORY)
    for count in range(len(HISTORY) + 2):
        assert ledger.first(count) == Ledger.replay(HISTORY[:count])


def test_a_snapshot_and_the_rest_are_the_whole():
    whole = Ledger.replay(HISTORY)
    for count in range(len(HISTORY) + 1):
        snapshot = whole.first(count).snapshot()
        assert snapshot.events == count
        resumed = Ledger.resume(snapshot, HISTORY[count:])
        assert resumed.account == whole.account
        assert grown(HISTORY[count:], Ledger.resume(snapshot, [])).account == whole.account
    assert EMPTY.snapshot() == il.Snapshot(account=il.Account(), events=0, last=None)
    assert whole.snapshot().last == (7, 0, HISTORY[-1].stamp.id)


def test_a_snapshot_is_not_resumed_with_what_lies_before_it():
    snapshot = Ledger.replay(HISTORY[:5]).snapshot()
    with pytest.raises(IncompleteEventError) as caught:
        Ledger.resume(snapshot, [*HISTORY[5:], deposit(3, stamp=stamp(3, "late"))])
    assert str(caught.value) == (
        "venue/main/late@3: cannot be booked without "
        "the journal before the snapshot; replay all of it"
    )


def test_an_opening_account_is_there_before_the_first_event():
    opening = account(OPENED)
    ledger = Ledger.replay(HISTORY[4:], opening=opening)
    assert ledger.account == account(HISTORY)
    assert ledger.until(0).account == opening
    assert next(ledger.entries()).stamp == HISTORY[4].stamp


# --- checkpoints ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_ledger():
    """Nine thousand events, appended one by one: two checkpoints."""
    return grown(long_history())


def long_history():
    events = [listing(10), deposit(20, "1000000")]
    events += [
        fill(10 * n, 1 if n % 3 else -2, str(100 + n % 7), fee=usdt("0.01"))
        if n % 5
        else margin(10 * n, "3")
        for n in range(3, 8_300)
    ]
    return events


def test_a_long_history_has_accounts_along_the_way(long_ledger):
    assert [mark.events for mark in long_ledger.checkpoints] == [4096, 8192]
    for mark in long_ledger.checkpoints:
        assert mark.account == Ledger.replay(long_history()[: mark.events]).account


@pytest.mark.parametrize("time_ns", [15, 40_955, 40_960, 40_965, 81_920, 81_921, 82_985])
def test_a_late_event_after_a_checkpoint_equals_a_full_replay(long_ledger, time_ns):
    late = fill(time_ns, 5, "50", stamp=stamp(time_ns, "late"))
    after = long_ledger.append(late)
    wanted = Ledger.replay([*long_history(), late])
    assert after.account == wanted.account
    assert after.log == wanted.log
    for mark in after.checkpoints:
        assert mark.account == after.first(mark.events).account
    assert after.append(deposit(10**6)).account == wanted.append(deposit(10**6)).account


@pytest.mark.parametrize("place", [3, 4094, 4095, 4096, 8191, 8192, 8250])
def test_a_correction_after_a_checkpoint_equals_a_full_replay(long_ledger, place):
    history = long_history()
    taken_back = correction(10**6, history[place].stamp.id)
    restored = correction(10**6 + 1, taken_back.stamp.id)
    after = long_ledger.append(taken_back)
    assert after.account == Ledger.replay([*history, taken_back]).account
    for mark in after.checkpoints:
        assert mark.account == Ledger.replay(after.log[: mark.events]).account
    assert after.append(restored).account == long_ledger.account


def test_a_late_event_is_folded_from_the_nearest_checkpoint(long_ledger, monkeypatch):
    folded = []

    def counting(start, events, rules):
        todo = list(events)
        folded.append(len(todo))
        return kept(start, todo, rules)

    kept = ledger_module.replayed
    monkeypatch.setattr(ledger_module, "replayed", counting)
    long_ledger.append(deposit(82_925, stamp=stamp(82_925, "late")))
    assert folded == [len(long_ledger.log) - 8192 + 1]


# --- cost ----------------------------------------------------------------------------------------


def appending(ledger, event):
    """How many calls one append takes."""
    calls = 0

    def counted(_frame, what, _arg):
        nonlocal calls
        calls += what in {"call", "c_call"}

    gc.disable()
    sys.setprofile(counted)
    try:
        ledger.append(event)
    finally:
        sys.setprofile(None)
        gc.enable()
    return calls


def test_one_more_event_costs_the_same_after_ten_and_after_eight_thousand():
    short, long = (grown(long_history()[n : n + 2], replayed(n)) for n in (10, 8000))
    assert appending(short, deposit(10**6)) == appending(long, deposit(10**6)) < 200


def test_an_event_of_the_last_instant_is_not_a_late_one():
    ledger = grown(HISTORY)
    assert ledger.append(deposit(7, stamp=stamp(7, "other"))).log._events is ledger.log._events


def replayed(count):
    """The ledger of the first *count* events of the long history."""
    return Ledger.replay(long_history()[:count])


# --- surroundings --------------------------------------------------------------------------------


def test_threads_with_strange_decimal_contexts_replay_the_same():
    wanted, made = Ledger.replay(HISTORY), []

    def replay(prec):
        setcontext(Context(prec=prec))
        made.append(grown(HISTORY))
        made.append(Ledger.replay(reversed(HISTORY)))

    threads = [threading.Thread(target=replay, args=(prec,)) for prec in (1, 5, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [wanted] * 6


def test_two_kinds_of_position_of_one_symbol_live_side_by_side():
    events = [*OPENED, fill(5, -3, "900", position=POOLED)]
    ledger = grown(events)
    assert ledger == Ledger.replay(events)
    assert ledger.account.isolated[BTC].holding.size == 2
    assert ledger.account.pools["cross"].holdings[POOLED].size == -3
