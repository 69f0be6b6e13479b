"""KuCoin's contracts and risk limits, by both interfaces."""

from fractions import Fraction

import pytest

from isoledger.core.errors import TierTableError
from isoledger.core.events import Listing
from isoledger.core.instrument import Payoff
from isoledger.venues.kucoin.instruments import CONTRACTS, UNIFIED_CONTRACTS, with_tiers
from tests.venues.rows import told

CLASSIC = {
    "symbol": "XBTUSDM",
    "baseCurrency": "XBT",
    "quoteCurrency": "USD",
    "settleCurrency": "XBT",
    "multiplier": -1,
    "tickSize": 0.5,
    "isInverse": True,
    "expireDate": 1703836800000,
}
UNIFIED = {
    "symbol": "XBTUSDTM",
    "baseCurrency": "XBT",
    "quoteCurrency": "USDT",
    "settlementCurrency": "USDT",
    "unitSize": "0.001",
    "tickSize": "0.1",
    "isInverse": False,
    "expiryTime": None,
}


def listed(statement, row):
    (event,) = told(statement, row).events
    assert isinstance(event, Listing)
    return event.instrument


def test_the_multiplier_of_an_inverse_contract_is_its_face():
    terms = listed(CONTRACTS, CLASSIC)
    assert (terms.payoff, terms.multiplier) == (Payoff.INVERSE, 1)
    assert terms.value(-20, Fraction("7508.22")) == Fraction(20) / Fraction("7508.22")
    assert terms.expiry_ns == 1703836800000 * 10**6


def test_the_unified_interface_says_the_same_in_other_words():
    terms = listed(UNIFIED_CONTRACTS, UNIFIED)
    assert (terms.payoff, terms.settle.code, terms.expiry_ns) == (Payoff.LINEAR, "USDT", None)
    assert terms.value(1, Fraction(40000)) == 40


def test_a_pair_of_coins_is_no_contract():
    done = told(UNIFIED_CONTRACTS, UNIFIED | {"symbol": "BTC-USDT"})
    assert (done.events, len(done.skipped)) == ((), 1)


def test_tiers_are_joined_to_terms_by_hand():
    classic = [
        {
            "minRiskLimit": 500,
            "maxRiskLimit": 1000,
            "initialMargin": "0.5",
            "maintainMargin": "0.25",
        },
        {
            "minRiskLimit": 0,
            "maxRiskLimit": 500,
            "initialMargin": "0.05",
            "maintainMargin": "0.025",
        },
    ]
    unified = [
        {"minSize": "0", "maxSize": "9", "initialMarginRate": "0.01", "maintainMarginRate": "0.005"}
    ]
    terms = listed(UNIFIED_CONTRACTS, UNIFIED)
    table = with_tiers(terms, classic).tiers.at(0)
    assert [tier.cap for tier in table.tiers] == [500, 1000]
    assert table.stepped
    assert with_tiers(terms, unified).tiers.at(0).tiers[0].initial == Fraction(1, 100)
    with pytest.raises(TierTableError):
        with_tiers(terms, classic[:1])
