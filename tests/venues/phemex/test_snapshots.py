from fractions import Fraction

import pytest

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, Listing, PositionAssertion
from isoledger.core.instrument import Payoff
from isoledger.core.money import Asset
from isoledger.venues.phemex import with_tiers
from isoledger.venues.phemex.scaled import LOT, contract
from isoledger.venues.phemex.snapshots import ACCOUNT, POSITION, PRODUCTS
from isoledger.venues.translation import Given
from tests.answers import commented

AT = Given(taken_ns=5)


def sample(word: str) -> bytes:
    return next(body for title, body in commented("phemex") if word in title)


def test_an_account_is_its_balance_and_its_positions():
    records = ACCOUNT.records(sample("5251-5316"), "f")
    done = ACCOUNT.translate(records, "A", AT)
    (balance,) = [event for event in done.events if isinstance(event, BalanceAssertion)]
    assert (balance.book, balance.amount) == (ALL, Asset("USDT", 18).exactly("439.96184445932"))
    assert balance.stamp.time_ns == 5
    (held,) = [event for event in done.events if isinstance(event, PositionAssertion)]
    assert (held.position.leg, held.size) == ("long", 1_000_000)
    assert held.stamp.time_ns == 1767176685241254818


def test_a_balance_that_says_no_instant_is_parked_unless_one_is_given():
    done = ACCOUNT.translate(ACCOUNT.records(sample("5251-5316"), "f"), "A")
    assert ["say when it was taken" in parked.reason for parked in done.untranslated] == [True]


def test_a_position_alone_is_read_in_its_scale():
    done = POSITION.translate(POSITION.records(sample("parse_position #1"), "f"), "A")
    (held,) = done.events
    assert (held.position.symbol, held.size) == ("ETHUSD", 1)


def test_products_are_listed_with_what_one_contract_is():
    done = PRODUCTS.translate(PRODUCTS.records(sample("926-1074"), "f"), "A")
    listed = {e.instrument.symbol: e.instrument for e in done.events if isinstance(e, Listing)}
    assert listed["BTCUSD"].payoff is Payoff.INVERSE
    assert listed["BTCUSD"].tick == Fraction(1, 2)
    assert (listed["BTCUSDT"].payoff, listed["BTCUSDT"].lot) == (Payoff.LINEAR, LOT)
    assert listed["BTCUSDT"].tick == Fraction(1, 10)


def test_a_contract_in_dollars_is_so_many_coins():
    row = (
        b'{"symbol":"ETHUSD","type":"Perpetual","tickSize":0.05,"priceScale":4,"ratioScale":8,'
        b'"settleCurrency":"USD","contractUnderlyingAssets":"ETH","contractSize":0.005}'
    )
    (event,) = PRODUCTS.translate(PRODUCTS.records(row, "f"), "A").events
    terms = event.instrument
    assert (terms.payoff, terms.base, terms.settle.code) == (Payoff.LINEAR, "ETH", "USD")
    assert terms.value(1, Fraction("4444.74")) == Fraction("22.2237")


@pytest.mark.parametrize(
    ("value", "due"), [(2_000_000, 10_000), (3_000_000, 17_500), (6_000_000, 45_000)]
)
def test_limits_of_risk_are_bands_that_each_count_for_what_lies_in_them(value, due):
    bare = contract("BTCUSDT", "BTC", "USDT", LOT, LOT)
    rows = [
        {"limit": "2000000", "initialMarginRr": "0.01", "maintenanceMarginRr": "0.005"},
        {"limit": "4000000", "initialMarginRr": "0.015", "maintenanceMarginRr": "0.0075"},
        {"limit": "6000000", "initialMarginRr": "0.02", "maintenanceMarginRr": "0.01"},
    ]
    tiers = with_tiers(bare, rows).tiers.at(0)
    assert tiers.at(Fraction(value)).requirement(Fraction(value)) == due
