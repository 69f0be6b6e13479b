"""The rules of Phemex, by published examples and recorded rounding."""

import re
from fractions import Fraction

from isoledger.core.money import Asset
from isoledger.core.rules import Basis
from isoledger.venues.phemex import rules
from tests.real import real
from tests.venues.ordered import contract, due, order

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


RATES = re.compile(
    r'"symbol": ?"(\w+)"(?:(?!"symbol").)*?"initMarginReq(?:Rr)?": ?"?([0-9.]+)'
    r'(?:(?!"symbol").)*?"buyValueToCost(?:Rr)?": ?"?([0-9.]+)'
    r'(?:(?!"symbol").)*?"sellValueToCost(?:Rr)?": ?"?([0-9.]+)',
    re.DOTALL,
)
"""Symbol, margin rate, and what one unit of value costs to buy and to sell, in a record."""

PAID = (Fraction("0.00075"), Fraction("0.0006"))
"""Taker rates of ordinary users, 0.075 % at first: what the records leave out."""


def cost(symbol, initial, size, taker):
    """What a unit of value costs at a margin rate of *initial*."""
    terms = contract(inverse=symbol == "BTCUSD")
    leverage = str((1 / Fraction(initial)).numerator)
    return due(rules.ORDERS.at(0).charging(taker), order(size, 1, leverage), terms, mark="1").total


def test_a_unit_of_value_costs_what_records_say():
    text = real("ccxt_comments/phemex.txt").read_text(encoding="utf-8")
    found = set(RATES.findall(text))
    assert len(found) == 5
    for symbol, initial, buy, sale in found:
        takers = [
            taker
            for taker in PAID
            if cost(symbol, initial, 1, taker) == Fraction(buy)
            and cost(symbol, initial, -1, taker) == Fraction(sale)
        ]
        assert len(takers) == 1, (symbol, initial, buy, sale)


def test_an_order_costs_margin_and_both_fees():
    """The help page's example: 1 at 70,000, 10x, 0.055 %: 7,000 and 38.5 and 34.65."""
    found = due(
        rules.ORDERS.at(0).charging(Fraction("0.00055")), order(1, 70000, "10"), mark="70000"
    )
    assert (found.initial, found.fees) == (7000, Fraction("73.15"))
