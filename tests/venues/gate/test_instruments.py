"""Gate's contracts: linear, inverse and quanto, dated or not; their tiers."""

from fractions import Fraction

import pytest

from isoledger.core.events import Listing
from isoledger.core.instrument import Payoff
from isoledger.venues.gate.instruments import CONTRACTS, TIERS, with_tiers
from tests.venues.rows import told, why_not

ROW = {"name": "BTC_USDT", "type": "direct", "quanto_multiplier": "0.0001"} | {
    "order_price_round": "0.1"
}


def listed(**more):
    (event,) = told(CONTRACTS, ROW | more).events
    assert isinstance(event, Listing)
    return event.instrument


@pytest.mark.parametrize(
    ("more", "payoff", "settle", "worth"),
    [
        ({}, Payoff.LINEAR, "USDT", Fraction(40000, 10_000)),
        (
            {"name": "BTC_USD", "type": "inverse", "quanto_multiplier": "0"},
            Payoff.INVERSE,
            "BTC",
            -Fraction(1, 40000),
        ),
        (
            {"name": "ETH_USD", "quanto_multiplier": "0.000001"},
            Payoff.LINEAR,
            "BTC",
            Fraction(40000, 10**6),
        ),
    ],
)
def test_a_contract_is_worth_what_its_kind_says(more, payoff, settle, worth):
    terms = listed(**more)
    assert (terms.payoff, terms.settle.code) == (payoff, settle)
    assert terms.value(terms.size("1"), Fraction(40000)) == worth


def test_a_dated_contract_ends():
    terms = listed(name="BTC_USDT_20230101", expire_time="1672560000")
    assert terms.expiry_ns == 1672560000 * 10**9
    assert listed().expiry_ns is None


def test_a_name_of_no_currency_is_refused():
    assert "neither of <base>_USDT" in why_not(CONTRACTS, ROW | {"name": "BTC"})


def test_an_unknown_kind_of_contract_is_parked():
    assert "'prediction' is no type" in why_not(CONTRACTS, ROW | {"type": "prediction"})


def test_tiers_are_joined_to_terms_by_hand():
    rows = [
        {"risk_limit": "1000000", "initial_rate": "0.03", "maintenance_rate": "0.02"},
        {"risk_limit": "500000", "initial_rate": "0.02", "maintenance_rate": "0.01"},
    ]
    table = with_tiers(listed(), rows).tiers.at(0)
    assert [tier.maintenance for tier in table.tiers] == [Fraction(1, 100), Fraction(2, 100)]
    assert "with_tiers" in TIERS.title
