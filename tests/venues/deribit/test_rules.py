"""The rules of Deribit, by its published examples."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

import isoledger as il
from isoledger.core.orders import reserve
from isoledger.venues.deribit import rules, rules as deribit
from tests.venues.ordered import contract, due, footing, order


@pytest.mark.parametrize(
    ("coin", "coins", "index", "initial", "maintenance"),
    [("BTC", 25, 100_000, 53125, 28125), ("SOL", 25, 200, "200.625", "100.625")],
)
def test_the_rate_grows_with_size_and_counts_for_all_of_it(
    coin, coins, index, initial, maintenance
):
    table = rules.GROWTHS[coin].at(rules.REVISED_NS).tiers(Fraction(coins))
    tier, value = table.at(Fraction(coins * index)), Fraction(coins * index)
    assert tier.initial * value == Fraction(initial)
    assert tier.requirement(value) == Fraction(maintenance)


def test_a_short_position_grows_alike():
    growth = rules.GROWTHS["BTC"].at(rules.REVISED_NS)
    assert growth.tiers(Fraction(-25)) == growth.tiers(Fraction(25))


def test_margins_doubled_on_one_day():
    before = rules.GROWTHS["BTC"].at(rules.REVISED_NS - 1)
    after = rules.GROWTHS["BTC"].at(rules.REVISED_NS)
    assert (before.initial, before.maintenance) == (Fraction("0.01"), Fraction("0.00525"))
    assert (after.initial, after.maintenance) == (Fraction("0.02"), Fraction("0.01"))


def test_funding_is_the_premium_past_the_damper():
    rate = rules.funding_rate
    assert [rate(Fraction(p)) for p in ("0.0002", "-0.00025", "0.001", "-0.001")] == [
        0,
        0,
        Fraction("0.00075"),
        Fraction("-0.00075"),
    ]
    assert rate(Fraction("0.001"), Fraction("0.0005")) == Fraction("0.0005")


def test_equity_is_cash_session_and_options():
    assert rules.equity(*map(Fraction, (1, -2, 30, 400))) == 429
    assert rules.settled(Fraction(-2), Fraction(30)) == 28


def test_margin_of_orders_adds_up():
    """The page's 10 % of the order amount, as its rate was: both sides count."""
    terms = contract(initial="0.1")
    rules = deribit.ORDERS.at(0)
    assert due(rules, order(10, 1), terms).total == 1
    both = [order(10, 1), order(-20, 1)]
    assert reserve(both, il.Holding.nothing(terms), footing(rules, mark="1")).total == 3


def test_the_day_is_that_of_the_revision():
    assert datetime(2022, 1, 11, tzinfo=UTC).timestamp() * 10**9 == rules.REVISED_NS


def test_equity_that_equals_maintenance_is_enough():
    assert rules.RULES.at(0).strict
