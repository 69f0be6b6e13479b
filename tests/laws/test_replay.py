"""Replay: one journal, one account, whatever the road to it."""

import os
import pickle
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from attrs import evolve, fields_dict
from attrs.exceptions import FrozenInstanceError
from hypothesis import given, strategies as st

from isoledger.core import ledger as ledger_module
from isoledger.core.account import Account
from isoledger.core.books import Book
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import Correction
from isoledger.core.fold import replayed
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Price
from isoledger.core.rules import PLAIN_RULES
from isoledger.testing import replays
from isoledger.testing.journals import journals, written
from isoledger.testing.markets import USDC, XBT
from tests.laws.digest import digest

ORDER = st.lists(st.integers(0, 10**6), max_size=40)


@given(journals())
def test_the_integer_fold_and_the_pure_rules_agree_after_every_event(journal):
    replays.the_fold_is_the_pure_rules(journal.events, journal.rules)


@given(journals())
def test_one_at_a_time_is_the_same_as_all_at_once(journal):
    replays.one_at_a_time_is_all_at_once(journal.events, journal.rules)


@given(journals(), ORDER)
def test_replay_forgets_arrival_order_and_repeats(journal, order):
    replays.arrival_does_not_matter(journal.events, journal.rules, order)


SAME = st.lists(
    st.tuples(st.integers(-9, 9).filter(bool), st.integers(1, 99)), min_size=2, max_size=6
)


@given(SAME, st.data())
def test_not_even_equals_in_time_and_sequence_depend_on_arrival(trades, data):
    """R4: flips and closes do not commute, and still the order of arrival is no matter."""
    journal = written([("fill", 1)], PLAIN_RULES)
    listing, fill = journal.events
    fills = [
        evolve(fill, stamp=evolve(fill.stamp, id=f"f{n}"), size=size, price=Price(price))
        for n, (size, price) in enumerate(trades)
    ]
    shuffled = data.draw(st.permutations(fills))
    one, other = Ledger.replay([listing, *fills]), Ledger.replay([listing, *shuffled])
    grown = Ledger.replay([listing])
    for event in shuffled:
        grown = grown.append(event)
    assert one == other
    assert grown.account == one.account
    assert grown.log == one.log


@given(journals(), ORDER)
def test_late_events_find_their_place_and_refused_ones_leave_no_trace(journal, late):
    replays.late_events_find_their_place(journal.events, journal.rules, late)


@given(journals(), ORDER, st.integers(1, 5))
def test_checkpoints_change_nothing_but_how_far_a_late_event_folds_back(journal, late, every):
    with mock.patch.object(ledger_module, "_CHECKPOINT_EVERY", every):
        replays.late_events_find_their_place(journal.events, journal.rules, late)
        replays.one_at_a_time_is_all_at_once(journal.events, journal.rules)
        grown = Ledger(rules=journal.rules)
        for event in journal.events:
            grown = grown.append(event)
        for event in journal.events:
            undo = Correction(stamp=evolve(grown.log[-1].stamp, id="undo"), reverses=event.stamp.id)
            told = outcome(lambda undo=undo: grown.append(undo).account)
            again = [*journal.events, undo]
            assert told == outcome(lambda again=again: replayed_all(again, journal.rules))


def replayed_all(events, rules):
    return Ledger.replay(events, rules=rules).account


@given(journals())
def test_a_repeat_counts_once_and_another_content_under_its_id_is_refused(journal):
    replays.repeats_count_once(journal.events, journal.rules)


@given(journals())
def test_a_snapshot_can_be_resumed_at_every_event(journal):
    replays.a_snapshot_can_be_resumed(journal.events, journal.rules)


@given(journals(size_max=16))
def test_a_past_is_a_prefix(journal):
    replays.a_past_is_a_prefix(journal.events, journal.rules)


@given(journals())
def test_a_corrected_journal_is_the_journal_without_the_wrong_event(journal):
    replays.a_correction_undoes(journal.events, journal.rules)


@given(journals(size_max=12))
def test_every_event_can_be_taken_back_and_that_too(journal):
    replays.every_event_can_be_taken_back(journal.events, journal.rules)


@given(journals(), st.integers(0, 10**6))
def test_neighbours_that_concern_different_positions_may_change_places(journal, place):
    """R4: where neither goes through the wallet first, order between positions is no matter."""
    told = [e for e in journal.ledger().effective() if not hasattr(e, "reverses")]
    if len(told) < 2:
        return
    first, second = told[place % (len(told) - 1) :][:2]
    positions = {getattr(e, "position", None) for e in (first, second)}
    home_first = any(r.funding_pot.name == "HOME_FIRST" for _, r in journal.rules)
    if None in positions or len(positions) < 2 or home_first or len({p[:2] for p in positions}) < 2:
        return
    swapped = [{id(first): second, id(second): first}.get(id(e), e) for e in told]
    rules = type(journal.rules).always(journal.rules.versions[-1][1])
    assert replayed(Account(), told, rules) == replayed(Account(), swapped, rules)


@given(journals())
def test_applying_an_event_changes_no_object_that_was_there(journal):
    account, rules = Account(), journal.rules
    for event in journal.ledger().effective():
        before, digest = repr(account), hash(account)
        after = account.apply(event, rules).state
        assert (repr(account), hash(account)) == (before, digest)
        account = after


def test_in_a_crowd_of_positions_an_event_changes_one_and_no_account_that_was_there():
    """Large maps share what is in them; that must not be seen."""
    listing, fill = written([("fill", 1)], PLAIN_RULES).events
    account, seen = Account().apply(listing, PLAIN_RULES).state, []
    for n in range(120):
        terms = evolve(listing.instrument, symbol=f"S{n % 50}")
        account = account.apply(evolve(listing, instrument=terms), PLAIN_RULES).state
        seen.append((account, repr(account)))
        told = evolve(fill, position=PositionId(terms.symbol))
        account = account.apply(told, PLAIN_RULES).state
    assert len(account.isolated) > 40
    for before, text in seen:
        assert repr(before) == text


def test_no_value_can_be_set():
    journal = written([("transfer", 5), ("fill", 99), ("add margin", 7)], PLAIN_RULES)
    ledger = journal.ledger()
    account = ledger.account
    position = next(iter(account.isolated.values()))
    for value in (ledger, account, position, position.holding, position.margin, journal.events[0]):
        for name in fields_dict(type(value)):
            with pytest.raises((FrozenInstanceError, AttributeError)):
                setattr(value, name, None)


# -- R6: whatever is told, the answer is an account or an error of ours, on both paths

KEPT = {"stamp", "instrument"}
JUNK = (
    Money(0, USDC),
    Money(-1, XBT),
    Money(10**30, USDC),
    Money(1, Asset("??", 0)),
    0,
    -1,
    10**20,
    None,
    "",
    PositionId("BTCUSDT"),
    PositionId("NOPE"),
    PositionId("BTCUSDT", "short", "cross"),
    Book("isolated:BTCUSDT"),
    Book("pool:"),
    Book("fees"),
    Book("wallet"),
)


def _alike(event, name, junk):
    """Whether the types allow *junk* where *event* has something else under *name*."""
    value = getattr(event, name)
    if value is None or (junk is None and isinstance(value, Money)):
        optional = "None" in str(fields_dict(type(event))[name].type)
        money = "Money" in str(fields_dict(type(event))[name].type)
        return optional and (junk is None or (money and isinstance(junk, Money)))
    return type(value) is type(junk)


@given(
    journals(size_max=12),
    st.lists(st.tuples(*[st.integers(0, 10**6)] * 3), min_size=1, max_size=4),
)
def test_a_spoilt_event_is_an_account_or_our_error_and_both_paths_say_the_same(journal, spoils):
    told = [e for e in journal.ledger().effective() if not hasattr(e, "reverses")]
    for place, which, junk in spoils:
        event = told[place % len(told)] if told else None
        names = [n for n in fields_dict(type(event)) if n not in KEPT] if told else []
        if names:
            name = names[which % len(names)]
            may = [j for j in JUNK if _alike(event, name, j)]
            if may:
                told[place % len(told)] = evolve(event, **{name: may[junk % len(may)]})
    pure = outcome(lambda: _purely(told, journal.rules))
    folded = outcome(lambda: replayed(Account(), told, journal.rules))
    assert folded == pure
    assert pickle.loads(pickle.dumps(folded)) == folded


def _purely(told, rules):
    account = Account()
    for event in told:
        account = account.apply(event, rules).state
    return account


def outcome(work):
    """What *work* gives, or the kind of our error."""
    try:
        return work()
    except IsoledgerError as error:
        return type(error)


# -- R1: the same journal gives the same bytes everywhere


STRANGE = """
import decimal, locale, sys
decimal.getcontext().prec = 2
decimal.getcontext().rounding = decimal.ROUND_UP
decimal.getcontext().traps[decimal.Inexact] = True
decimal.setcontext(decimal.getcontext())
sys.path.insert(0, sys.argv[1])
from tests.laws.digest import digest
print(digest())
"""


def test_the_same_journal_gives_the_same_bytes_under_any_hash_seed_context_zone_and_locale():
    root = str(Path(__file__).resolve().parents[2])
    found = set()
    for seed, zone, lang in (("0", "UTC", "C"), ("12345", "Asia/Kathmandu", "tr_TR.UTF-8")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": lang}
        run = subprocess.run(
            [sys.executable, "-c", STRANGE, root],
            env=env,
            capture_output=True,
            text=True,
            check=True,
            cwd=root,
        )
        found.add(run.stdout.strip())
    assert found == {digest()}
