"""Gate's billing table of the spot account."""

from datetime import UTC

import pytest

from isoledger.core.events import Adjustment, Bonus, Fee, Interest, Transfer
from isoledger.venues.gate.spot import BILLING
from isoledger.venues.translation import Given
from tests.venues.rows import events, why_not

HEAD = "no,time,action_desc,action_data,type,change_amount,amount,total"
HERE = Given(zone=UTC)


def line(action, change, number=1):
    return f"{number},2024-01-05 10:00:00,{action},77,BTC,{change},0,0"


@pytest.mark.parametrize(
    ("action", "event"),
    [
        ("Deposits", Transfer),
        ("Withdrawals", Transfer),
        ("Referral Superior Rebate", Bonus),
        ("Airdrop", Bonus),
        ("HODL Interest", Interest),
        ("Dust Swap-GT Added", Adjustment),
        ("Order Filled", Adjustment),
        ("Trading Fees", Fee),
    ],
)
def test_every_action_moves_its_coin(action, event):
    (told,) = events(BILLING, HEAD, line(action, "-0.5"), given=HERE)
    assert isinstance(told, event)
    assert abs(told.amount.value * 2) == 1


def test_the_number_of_a_row_is_not_its_identity():
    (a,) = events(BILLING, HEAD, line("Deposits", "1"), given=HERE)
    (b,) = events(BILLING, HEAD, line("Deposits", "1", number=9), given=HERE)
    assert a.stamp.id == b.stamp.id


def test_local_times_need_a_zone():
    assert "say the time zone" in why_not(BILLING, HEAD, line("Deposits", "1"))


def test_an_unknown_action_is_parked():
    assert "'Futures' is no type" in why_not(BILLING, HEAD, line("Futures", "1"), given=HERE)
