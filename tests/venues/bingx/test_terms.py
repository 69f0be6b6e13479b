from fractions import Fraction

import pytest

from isoledger.core.identity import PositionId
from isoledger.core.instrument import Payoff
from isoledger.venues.bingx.snapshots import POSITIONS
from isoledger.venues.bingx.statements import COIN_FILLS, FILLS
from isoledger.venues.bingx.terms import contract
from isoledger.venues.translation import Given
from tests.venues.bingx.rows import coin_fill, fill, holding
from tests.venues.rows import one, why_not


@pytest.mark.parametrize(
    ("symbol", "settle", "payoff", "multiplier"),
    [
        ("BTC-USDT", "USDT", Payoff.LINEAR, Fraction(1, 10**8)),
        ("LTC-USDC", "USDC", Payoff.LINEAR, Fraction(1, 10**8)),
        ("SOL-USD", "SOL", Payoff.INVERSE, 10),
        ("BTC-USD", "BTC", Payoff.INVERSE, 100),
    ],
)
def test_a_name_tells_the_contract(symbol, settle, payoff, multiplier):
    terms = contract(symbol)
    assert (terms.settle.code, terms.payoff, terms.multiplier) == (settle, payoff, multiplier)


@pytest.mark.parametrize("symbol", ["", "BTCUSDT", "BTC-", "-USDT", "BTC-USDT-260327"])
def test_another_name_tells_nothing(symbol):
    assert contract(symbol) is None


def test_a_row_about_no_contract_is_parked():
    assert "is no name like BTC-USDT" in why_not(FILLS, fill(symbol="BTCUSDT"))


@pytest.mark.parametrize(
    ("side", "leg"), [("BOTH", "net"), ("LONG", "long"), ("SHORT", "short"), ("", "net")]
)
def test_a_position_is_one_side_of_the_pool(side, leg):
    told = one(FILLS, fill(positionSide=side))
    assert told.position == PositionId("BTC-USDT", leg, "cross")


def test_a_position_is_alone_where_the_user_or_the_row_says_so():
    alone = Given(isolated=frozenset({"BTC-USDT"}))
    assert one(FILLS, fill(), alone).position == PositionId("BTC-USDT", "long")
    assert one(POSITIONS, holding(isolated=True)).position == PositionId("SOL-USD", "long")
    assert one(POSITIONS, holding(isolated=False), alone).position.pool == "cross"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"positionSide": "UP"}, "'UP' is none of BOTH, LONG, SHORT"),
        ({"qty": "0.000000001"}, "is no whole number of lots"),
        ({"side": "HOLD"}, "'HOLD' is no type that is known"),
    ],
)
def test_what_cannot_be_placed_is_parked(changes, why):
    assert why in why_not(FILLS, fill(**changes))


def test_half_a_contract_is_none():
    assert "is no whole number of lots" in why_not(COIN_FILLS, coin_fill(volume="0.5"))
