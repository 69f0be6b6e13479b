from fractions import Fraction

import pytest

from isoledger.core.instrument import Payoff
from isoledger.venues.coinex.terms import contract


@pytest.mark.parametrize(
    ("market", "settle", "payoff", "multiplier"),
    [
        ("BTCUSDT", "USDT", Payoff.LINEAR, Fraction(1, 10**8)),
        ("BTCUSDC", "USDC", Payoff.LINEAR, Fraction(1, 10**8)),
        ("BTCUSD", "BTC", Payoff.INVERSE, 1),
    ],
)
def test_a_market_tells_the_contract(market, settle, payoff, multiplier):
    terms = contract(market)
    assert (terms.settle.code, terms.payoff, terms.multiplier) == (settle, payoff, multiplier)


@pytest.mark.parametrize("market", ["", "USDT", "USD", "BTCEUR"])
def test_another_name_tells_nothing(market):
    assert contract(market) is None
