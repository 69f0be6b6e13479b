"""A law that cannot fail is none: each is shown an account that breaks it."""

from unittest import mock

import pytest
from attrs import evolve

from isoledger.core.account import Account
from isoledger.core.books import FEES, INSURANCE, PNL, WALLET
from isoledger.core.events import (
    Bonus,
    Deleveraging,
    Fee,
    Fill,
    Liquidation,
    Listing,
    MarginTransfer,
    OpeningPosition,
    Settlement,
    SettlementKind,
    Transfer,
)
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.core.numbers import Price
from isoledger.core.postings import Flow, Step, move
from isoledger.core.rules import PLAIN_RULES
from isoledger.testing import STEP_LAWS, BrokenLawError, laws
from isoledger.testing.markets import MARKETS, USDC, USDT

AT, OTHER = PositionId("BTCUSDT"), PositionId("BTCUSDT", "short")


def at(n):
    return Stamp(time_ns=n, sequence=n, venue="v", account="a", id=str(n))


STORY = [
    Listing(stamp=at(0), instrument=MARKETS[0].terms),
    Transfer(stamp=at(1), amount=Money(10**9, USDT), kind="deposit"),
    MarginTransfer(stamp=at(2), position=AT, amount=Money(10**6, USDT)),
    MarginTransfer(stamp=at(3), position=OTHER, amount=Money(10**6, USDT)),
    OpeningPosition(stamp=at(4), position=OTHER, size=-5, cost=Money(-(10**6), USDT)),
    Fill(stamp=at(5), position=AT, size=2, price=Price.of(30), fee=Money(7, USDT)),
    Settlement(stamp=at(6), position=AT, kind=SettlementKind.SESSION, price=Price.of(31)),
    Deleveraging(stamp=at(7), position=AT, size=-1, price=Price.of(29)),
    Fee(stamp=at(8), amount=Money(1, USDT), position=AT),
    Bonus(stamp=at(9), amount=Money(1, USDC)),
    Liquidation(stamp=at(10), position=AT, price=Price.of(20)),
]


@pytest.mark.parametrize("law", STEP_LAWS, ids=lambda law: law.__name__)
def test_an_honest_story_keeps_every_law(law):
    law(STORY, PLAIN_RULES)


def test_every_law_is_a_sentence_and_has_one():
    assert len(STEP_LAWS) == len({law.__name__ for law in STEP_LAWS})
    for law in STEP_LAWS:
        assert law.__doc__
        assert law.__doc__.split("\n")[0].endswith(".")


def other_moves(account, event, step):
    if isinstance(event, Fill):
        twin = evolve(account.isolated[OTHER])
        return evolve(step, state=evolve(step.state, isolated=step.state.isolated.set(OTHER, twin)))
    return step


def leak(source, target, kind=Fill, asset=USDT):
    """A flow that nothing names, told in the entry and done to the wallet and the position."""

    def wrong(account, event, step):
        if not isinstance(event, kind):
            return step
        entry = step.entry.joined(move(event.stamp, Flow(source, target, Money(5, asset))))
        return Step(account._posted(entry, step.state.isolated), entry)

    return wrong


def unsaid(account, event, step):
    if isinstance(event, Fill):
        richer = step.state.isolated[AT]
        richer = evolve(richer, margin=richer.margin + Money(1, USDT))
        return evolve(step, state=evolve(step.state, isolated=step.state.isolated.set(AT, richer)))
    return step


def costly(account, event, step):
    if isinstance(event, Liquidation | Fill | Deleveraging | Settlement | OpeningPosition):
        there = step.state.isolated[event.position]
        holding = object.__new__(type(there.holding))
        for name in ("instrument", "size"):
            object.__setattr__(holding, name, getattr(there.holding, name))
        object.__setattr__(holding, "cost", there.holding.cost + Money(1, USDT))
        there = evolve(there, holding=holding)
        isolated = step.state.isolated.set(event.position, there)
        return evolve(step, state=evolve(step.state, isolated=isolated))
    return step


def stays(account, event, step):
    if isinstance(event, Liquidation):
        return Step(evolve(step.state, isolated=account.isolated), step.entry)
    return step


def in_the_red(account, event, step):
    if not isinstance(event, Fill):
        return step
    poor = IsolatedPosition.__new__(IsolatedPosition)
    there = step.state.isolated[AT]
    for name in ("id", "holding", "reserve", "leverage"):
        object.__setattr__(poor, name, getattr(there, name))
    object.__setattr__(poor, "margin", Money(-1, USDT))
    return evolve(step, state=evolve(step.state, isolated=step.state.isolated.set(AT, poor)))


def lopsided(account, event, step):
    if not isinstance(event, Fill):
        return step
    entry = object.__new__(type(step.entry))
    object.__setattr__(entry, "stamp", step.entry.stamp)
    object.__setattr__(entry, "postings", step.entry.postings[:-1])
    return Step(step.state, entry)


BREAKS = [
    (laws.others_are_untouched, other_moves),
    (laws.a_loss_stays_in_its_position, leak(WALLET, PNL)),
    (laws.a_position_loses_no_more_than_was_put_in, in_the_red),
    (laws.pools_and_positions_are_walls, leak(WALLET, INSURANCE, Liquidation)),
    (laws.assets_are_walls, leak(WALLET, PNL, asset=USDC)),
    (laws.money_is_only_moved, lopsided),
    (laws.state_is_the_sum_of_its_postings, unsaid),
    (laws.nothing_is_created, unsaid),
    (laws.counter_books_say_why, leak(WALLET, FEES)),
    (laws.nothing_is_lost_to_rounding, costly),
    (laws.a_flat_position_has_no_cost, costly),
    (laws.a_session_moves_the_entry_by_what_it_books, costly),
    (laws.a_position_taken_over_is_gone, stays),
    (laws.insurance_is_the_last_to_pay, leak(INSURANCE, WALLET)),
    (laws.opening_takes_no_money, costly),
]


def test_every_law_is_broken_here():
    assert [law for law, _ in BREAKS] == list(STEP_LAWS)


@pytest.mark.parametrize(("law", "wrong"), BREAKS, ids=lambda x: getattr(x, "__name__", ""))
def test_a_law_is_broken_by_what_it_forbids(law, wrong):
    apply = Account.apply

    def bent(account, event, rules):
        return wrong(account, event, apply(account, event, rules))

    with mock.patch.object(Account, "apply", bent), pytest.raises(BrokenLawError) as broken:
        law(STORY, PLAIN_RULES)
    assert broken.value.law == law.__name__.replace("_", " ")


def test_two_accounts_that_differ_are_told_apart_part_by_part():
    rich = Account(wallet=FrozenMap({USDT: Money(1, USDT)}))
    with pytest.raises(BrokenLawError) as broken:
        laws.same(laws.money_is_only_moved, "the end", Account(), rich)
    assert "wallet" in str(broken.value)
    assert "pools" not in str(broken.value)
