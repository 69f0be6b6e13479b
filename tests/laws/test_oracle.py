"""The core against a second model that shares no code with it, over every journal there is."""

from fractions import Fraction

import pytest
from hypothesis import example, given, strategies as st

from isoledger.core.account import Account
from isoledger.core.numbers import Rounding
from isoledger.testing.journals import journals
from isoledger.testing.steps import balances_of, happenings
from tests.laws.oracle import Oracle, whole


def sizes(account: Account):
    lone = {at: p.holding for at, p in account.isolated.items()}
    pooled = {at: h for pool in account.pools.values() for at, h in pool.holdings.items()}
    return {at: (h.size, h.cost.value) for at, h in {**lone, **pooled}.items() if h.size or h.cost}


@given(journals())
def test_two_models_of_an_account_agree_on_every_unit_after_every_event(journal):
    oracle = Oracle(journal.rules)
    for seen in happenings(journal.events, journal.rules):
        oracle.tell(seen.event)
        coins = {
            (book, asset): Fraction(units, 10**asset.decimals)
            for (book, asset), units in balances_of(seen.after).items()
        }
        assert coins == oracle.coins(), seen.event
        assert sizes(seen.after) == oracle.sizes(), seen.event


@given(st.fractions(max_denominator=10**12), st.sampled_from(Rounding))
@example(Fraction(-5, 2), Rounding.HALF_EVEN)
@example(Fraction(5, 2), Rounding.HALF_AWAY)
@example(Fraction(-1, 3), Rounding.TOWARD_ZERO)
@example(Fraction(-1, 3), Rounding.AWAY_FROM_ZERO)
def test_both_models_round_alike(value, rounding):
    assert rounding(value) == whole(value, rounding.value)


@pytest.mark.parametrize("rounding", Rounding)
def test_both_models_round_halves_and_their_neighbours_alike(rounding):
    for quarters in range(-12, 13):
        for hair in (Fraction(0), Fraction(1, 10**9), Fraction(-1, 10**9)):
            value = Fraction(quarters, 4) + hair
            assert rounding(value) == whole(value, rounding.value)
