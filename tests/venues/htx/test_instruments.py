"""HTX's contracts, and the tiers that adjustment factors make."""

from fractions import Fraction

import pytest

from isoledger.core.events import Listing
from isoledger.core.instrument import Payoff
from isoledger.venues.htx.instruments import CONTRACTS, with_tiers
from tests.venues.rows import told

ROW = {"contract_code": "BTC-USDT", "contract_size": 0.001, "price_tick": 0.1}
LADDERS = [
    {"ladder": 1, "min_size": 9000, "max_size": None, "adjust_factor": "0.8"},
    {"ladder": 0, "min_size": 0, "max_size": 8999, "adjust_factor": "0.65"},
]


def listed(**more):
    (event,) = told(CONTRACTS, ROW | more).events
    assert isinstance(event, Listing)
    return event.instrument


@pytest.mark.parametrize(
    ("code", "payoff", "settle", "quote"),
    [
        ("BTC-USDT", Payoff.LINEAR, "USDT", "USDT"),
        ("BTC-USDT-211210", Payoff.LINEAR, "USDT", "USDT"),
        ("ETH-USD", Payoff.INVERSE, "ETH", "USD"),
    ],
)
def test_a_name_tells_payoff_and_currency(code, payoff, settle, quote):
    terms = listed(contract_code=code)
    assert (terms.payoff, terms.settle.code, terms.quote) == (payoff, settle, quote)


def test_a_dated_contract_ends():
    assert listed(delivery_time="1638518400000").expiry_ns == 1638518400000 * 10**6
    assert listed(delivery_time="").expiry_ns is None


def test_a_factor_is_a_share_of_the_margin_that_a_leverage_makes():
    table = with_tiers(listed(), LADDERS, 125).tiers.at(0)
    assert [(tier.floor, tier.cap) for tier in table.tiers] == [(0, 8999), (8999, None)]
    assert table.tiers[0].maintenance == Fraction("0.65") / 125
    assert (table.by_size, table.stepped) == (True, True)
