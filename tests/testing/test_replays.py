"""A law that cannot fail is none: each is shown a replay that breaks it."""

from unittest import mock

import pytest
from attrs import evolve

from isoledger.core.account import Account
from isoledger.core.events import Bonus, Correction, Fill, Listing, MarginTransfer, Transfer
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.ledger import Ledger
from isoledger.core.money import Money
from isoledger.core.numbers import Price
from isoledger.core.rules import PLAIN_RULES
from isoledger.testing import REPLAY_LAWS, BrokenLawError, replays
from isoledger.testing.markets import MARKETS, USDT
from isoledger.testing.replays import arrival_does_not_matter, late_events_find_their_place

AT = PositionId("BTCUSDT")


def at(n):
    return Stamp(time_ns=n, sequence=n, venue="v", account="a", id=str(n))


STORY = [
    Listing(stamp=at(1), instrument=MARKETS[0].terms),
    Listing(stamp=at(2), instrument=MARKETS[1].terms),
    Transfer(stamp=at(3), amount=Money(10**9, USDT), kind="deposit"),
    MarginTransfer(stamp=at(4), position=AT, amount=Money(10**6, USDT)),
    Fill(stamp=at(5), position=AT, size=2, price=Price.of(30)),
    Fill(stamp=at(6), position=AT, size=-3, price=Price.of(31)),
    Bonus(stamp=at(7), amount=Money(9, USDT)),
    Correction(stamp=at(8), reverses="7"),
    Bonus(stamp=at(9), amount=Money(4, USDT)),
]


def arrives(events, rules):
    arrival_does_not_matter(events, rules, [5, 0, 5, 3])


def comes_late(events, rules):
    late_events_find_their_place(events, rules, [4, 2])


ALL = (*REPLAY_LAWS, arrives, comes_late)


@pytest.mark.parametrize("law", ALL, ids=lambda law: law.__name__)
def test_an_honest_replay_keeps_every_law(law):
    law(STORY, PLAIN_RULES)
    law(STORY[:6], PLAIN_RULES)


@pytest.mark.parametrize("law", ALL, ids=lambda law: law.__name__)
def test_a_journal_without_events_breaks_nothing(law):
    law([], PLAIN_RULES)


def richer(account):
    gift = evolve(Bonus(stamp=at(0), amount=Money(1, USDT)))
    return account.apply(gift, PLAIN_RULES).state


def gift_at_the_end(call):
    """A fold that gives one unit too many."""
    return lambda account, events, rules: richer(call(account, events, rules))


def test_a_fold_that_differs_is_found():
    with (
        mock.patch.object(replays, "replayed", gift_at_the_end(replays.replayed)),
        pytest.raises(BrokenLawError, match="the fold is the pure rules is broken at 1"),
    ):
        replays.the_fold_is_the_pure_rules(STORY, PLAIN_RULES)


@pytest.mark.parametrize(
    "law",
    [
        replays.one_at_a_time_is_all_at_once,
        replays.repeats_count_once,
        replays.every_event_can_be_taken_back,
        comes_late,
    ],
    ids=lambda law: law.__name__,
)
def test_a_live_path_that_differs_is_found(law):
    def generous(ledger, event, append=Ledger.append):
        after = append(ledger, event)
        return evolve(after, account=richer(after.account))

    with mock.patch.object(Ledger, "append", generous), pytest.raises(BrokenLawError):
        law(STORY[:6], PLAIN_RULES)


@pytest.mark.parametrize(
    ("method", "law"),
    [
        ("until", replays.a_past_is_a_prefix),
        ("first", replays.a_past_is_a_prefix),
        ("known_at", replays.a_past_is_a_prefix),
    ],
)
def test_a_past_that_is_the_present_is_found(method, law):
    with (
        mock.patch.object(Ledger, method, lambda ledger, _: ledger),
        pytest.raises(BrokenLawError, match="a past is a prefix"),
    ):
        law(STORY, PLAIN_RULES)


def test_a_resumed_ledger_that_forgets_its_snapshot_is_found():
    with (
        mock.patch.object(
            Ledger, "resume", lambda _, events, rules: Ledger.replay(events[9:], rules=rules)
        ),
        pytest.raises(BrokenLawError, match="a snapshot can be resumed"),
    ):
        replays.a_snapshot_can_be_resumed(STORY, PLAIN_RULES)


def test_a_correction_that_takes_nothing_back_is_found():
    with (
        mock.patch.object(Ledger, "effective", lambda ledger: tuple(ledger.log)),
        pytest.raises(BrokenLawError, match="a correction undoes"),
    ):
        replays.a_correction_undoes(STORY, PLAIN_RULES)


@pytest.mark.parametrize(
    ("law", "sentence"),
    [
        (replays.a_position_is_its_own_past, "a position is its own past"),
        (replays.names_do_not_matter, "names do not matter"),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_a_fold_that_looks_at_names_or_at_company_is_found(law, sentence):
    def nosy(account, events, rules, replayed=replays.replayed):
        told = list(events)
        spare = sum(isinstance(e, Listing) and "E" in e.instrument.symbol[:1] for e in told[:1])
        extra = len(told) if spare or len({type(e) for e in told}) > 3 else 0
        after = replayed(account, told, rules)
        position = (
            after.isolated[AT._replace(symbol=told[-1].position.symbol)] if extra < 0 else None
        )
        for at_, there in after.isolated.items():
            position = evolve(
                there,
                margin=there.margin + Money(len(told) * (1 + spare), USDT)
                if there.margin.asset == USDT
                else there.margin,
            )
            after = evolve(after, isolated=after.isolated.set(at_, position))
        return after

    with (
        mock.patch.object(replays, "replayed", nosy),
        pytest.raises(BrokenLawError, match=sentence),
    ):
        law(STORY[:6], PLAIN_RULES)


@pytest.mark.parametrize(
    ("law", "sentence"),
    [
        (replays.nothing_does_nothing, "nothing does nothing"),
        (replays.margin_comes_and_goes, "margin comes and goes"),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_an_account_that_gives_is_found(law, sentence):
    apply = Account.apply

    def generous(account, event, rules):
        step = apply(account, event, rules)
        gift = event.stamp.id in {"nothing", "add"}
        return evolve(step, state=richer(step.state)) if gift else step

    with (
        mock.patch.object(Account, "apply", generous),
        pytest.raises(BrokenLawError, match=sentence),
    ):
        law(STORY[:6], PLAIN_RULES)


def test_a_replay_that_believes_in_arrival_is_found():
    def trusting(events, *, rules, replay=Ledger.replay):
        ledger = replay(events, rules=rules)
        return evolve(ledger, account=richer(ledger.account)) if events[0] is STORY[5] else ledger

    with (
        mock.patch.object(Ledger, "replay", trusting),
        pytest.raises(BrokenLawError, match="arrival does not matter"),
    ):
        arrives(STORY[:6], PLAIN_RULES)
