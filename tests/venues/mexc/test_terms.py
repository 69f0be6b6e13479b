import pytest

from isoledger.venues.mexc.statements import FUNDING
from isoledger.venues.mexc.terms import SIDES
from tests.venues.mexc.rows import funding
from tests.venues.rows import one, why_not


@pytest.mark.parametrize(("symbol", "code"), [("ETH_USDT", "USDT"), ("BTC_USD", "BTC")])
def test_a_name_tells_what_a_contract_settles_in(symbol, code):
    assert one(FUNDING, funding(symbol=symbol)).amount.asset.code == code


@pytest.mark.parametrize("symbol", ["ETH", "ETH_", "_USDT"])
def test_another_name_tells_nothing(symbol):
    assert "is no name like BTC_USDT" in why_not(FUNDING, funding(symbol=symbol))


def test_what_opens_a_leg_and_what_closes_it_have_opposite_signs():
    for leg in ("long", "short"):
        assert sum(sign for side, sign in SIDES.values() if side == leg) == 0
