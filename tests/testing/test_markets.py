from fractions import Fraction

import pytest
from hypothesis import given

from isoledger.core.errors import TierTableError
from isoledger.core.instrument import Payoff
from isoledger.core.rules import Pot
from isoledger.testing import MARKETS, rule_books, tier_table


def test_there_is_every_kind_of_contract_in_three_settle_assets():
    terms = [market.terms for market in MARKETS]
    assert {t.payoff for t in terms} == set(Payoff)
    assert {t.is_quanto for t in terms} == {True, False}
    assert {t.expiry_ns is None for t in terms} == {True, False}
    assert len({t.settle for t in terms}) == 3
    assert len({t.symbol for t in terms}) == len(terms)


def test_deductions_follow_from_floors_and_rates():
    table = tier_table((0, "0.1", "0.05"), (100, "0.2", "0.1"), (300, "0.4", "0.2"))
    assert [tier.deduction for tier in table.tiers] == [0, 5, 35]
    assert [tier.cap for tier in table.tiers] == [100, 300, None]


def test_a_stepped_table_has_no_deductions():
    table = tier_table((0, "0.1", "0.05"), (100, "0.2", "0.1"), stepped=True)
    assert [tier.deduction for tier in table.tiers] == [0, 0]
    assert table.at(Fraction(101)).requirement(Fraction(101)) == Fraction("10.1")


def test_rates_that_fall_are_refused():
    with pytest.raises(TierTableError):
        tier_table((0, "0.1", "0.05"), (100, "0.05", "0.01"))


@given(rule_books((Pot.HOME,)))
def test_rules_name_only_the_pots_they_may(book):
    assert {rules.funding_pot for _, rules in book} == {Pot.HOME}
    assert 1 <= len(book.versions) <= 3
