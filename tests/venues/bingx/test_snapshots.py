import pytest

from isoledger.core.books import ALL
from isoledger.core.events import BalanceAssertion, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.bingx.snapshots import BALANCES, CLOSED, POSITIONS
from isoledger.venues.translation import Given
from tests.venues.bingx.rows import AT, holding
from tests.venues.rows import events, one, told, why_not

USDT = Asset("USDT", 20)
THEN = Given(taken_ns=AT * 10**6)


@pytest.mark.parametrize(("side", "size"), [("LONG", 3), ("SHORT", -3), ("BOTH", 3)])
def test_a_position_is_asserted_with_the_sign_of_its_side(side, size):
    stated = one(POSITIONS, holding(positionSide=side))
    assert isinstance(stated, PositionAssertion)
    assert (stated.size, stated.margin, stated.cost) == (size, None, None)
    assert stated.stamp.time_ns == AT * 10**6


def test_one_that_does_not_say_when_needs_to_be_told():
    row = holding()
    del row["updateTime"]
    assert "say when it was taken" in why_not(POSITIONS, row)
    assert events(POSITIONS, row, given=THEN)[0].stamp.time_ns == AT * 10**6


def closed(**changes: object) -> dict:
    row = holding(avgClosePrice="1", netProfit="1", closePositionAmt="3", closeAllPositions=True)
    return row | changes


def test_a_closed_position_holds_nothing():
    assert one(CLOSED, closed()).size == 0
    assert one(CLOSED, closed(closeAllPositions="true")).position == PositionId(
        "SOL-USD", "long", "cross"
    )
    assert "still open" in told(CLOSED, closed(closeAllPositions=False)).skipped[0].reason
    assert "no type that is known" in why_not(CLOSED, closed(closeAllPositions=None))


def balance(**changes: object) -> dict:
    return {
        "userId": "1",
        "asset": "USDT",
        "balance": "19.9003",
        "equity": "20.9003",
        "unrealizedProfit": "1",
        "availableMargin": "5",
        **changes,
    }


def test_a_balance_is_without_unrealised_profit():
    stated = one(BALANCES, balance(), THEN)
    assert isinstance(stated, BalanceAssertion)
    assert (stated.amount, stated.book) == (USDT.exactly("19.9003"), ALL)


def test_a_balance_that_does_not_add_up_is_refused():
    assert "does not hold" in why_not(BALANCES, balance(equity="20"), given=THEN)
