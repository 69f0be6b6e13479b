"""The rules of Phemex, by published examples and recorded rounding."""

from fractions import Fraction

from isoledger.core.money import Asset
from isoledger.core.rules import Basis
from isoledger.venues.phemex import rules

BTC = Asset("BTC", 8)


def test_each_band_counts_for_what_lies_in_it():
    table = rules.TIERS["BTCUSDT"]
    assert table.at(Fraction(3_000_000)).requirement(Fraction(3_000_000)) == 17500
    assert len(table.tiers) == 10


def test_the_rate_of_a_risk_limit_of_twenty_million_is_that_of_the_tenth_band():
    assert rules.TIERS["BTCUSDT"].at(Fraction(20_000_000)).maintenance == Fraction("0.0275")


def test_fees_are_rounded_up_and_rebates_too():
    value = Fraction(46048, 10**8)
    assert rules.fee(value, Fraction("0.00075"), BTC).units == 35
    assert rules.fee(value, Fraction("-0.00025"), BTC).units == -11


def test_the_reserve_is_the_fee_on_the_value_at_bankruptcy():
    long, short = BTC.exactly("0.01"), BTC.exactly("-0.01")
    margin, taker = BTC.exactly("0.001"), Fraction("0.001")
    assert rules.closing_fee(long, margin, taker).units == 900
    assert rules.closing_fee(short, margin, taker).units == 1100


def test_an_order_ties_up_margin_and_two_fees():
    half, taker = Fraction(1, 2), Fraction("0.00075")
    assert rules.share_of_value(half, taker, buy=True) == Fraction("0.501125")
    assert rules.share_of_value(half, taker, buy=False) == Fraction("0.501875")


def test_page_and_records_measure_maintenance_differently():
    page = rules.published(Fraction("0.0006"))
    assert (page.basis, page.closing_fee) == (Basis.VALUE, Fraction("0.0006"))
    assert rules.RULES.at(0).basis is Basis.ENTRY
