"""KuCoin's saved tables: zones in their heads, sides for signs, sums of closed positions."""

import pytest

from isoledger.core.events import Fill, FundingTotal, RealisedProfit, Transfer
from isoledger.core.money import Asset
from isoledger.venues.errors import IdentityError
from isoledger.venues.kucoin import VENUE
from isoledger.venues.kucoin.ledger import HISTORY
from isoledger.venues.kucoin.tables import ACCOUNT_TABLE, CLOSED_TABLE, EMPTY, FILL_TABLE
from tests.venues.rows import events, one, told, why_not

USDT = Asset("USDT", 20)
ACCOUNT = "UID,Account Type,Currency,Side,Amount,Fee,Time(UTC+08:00),Remark"
CLOSED = (
    "UID,Account Type,Symbol,Close Type,Realized PNL,Total Realized PNL,Total Funding Fees,"
    "Total Trading Fees,Position Opening Time(UTC),Position Closing Time(UTC)"
)
ORDERS = (
    "UID,Account Type,Order ID,Filled Time(UTC-02:30),Symbol,Side,Filled Amount,Filled Price,"
    "Filled Volume,Filled Volume  (USDT),Fee Rate,Fee,Order Type"
)


def line(side="Withdrawal", amount="0.5", remark="Realised PNL"):
    return f"7,futures,USDT,{side},{amount},0,2024-01-05 08:00:00,{remark}"


def test_a_loss_is_the_same_loss_from_every_door():
    (table,) = events(ACCOUNT_TABLE, ACCOUNT, line())
    row = {"time": 1704412800000, "type": "RealisedPNL", "amount": -0.5, "status": "Completed"}
    api = one(HISTORY, row | {"remark": "XBTUSDTM", "offset": 1, "currency": "USDT"})
    assert isinstance(table, RealisedProfit)
    assert (table.amount, table.stamp.time_ns, table.book) == (
        api.amount,
        api.stamp.time_ns,
        api.book,
    )
    assert table.amount == USDT.exactly("-0.5")


@pytest.mark.parametrize(
    ("side", "remark", "event", "sign"),
    [
        ("Deposit", "Realised PNL", RealisedProfit, 1),
        ("Deposit", "Transfer", Transfer, 1),
        ("Withdrawal", "TransferOut", Transfer, -1),
        ("Withdrawal", "Funding Fee", FundingTotal, -1),
    ],
)
def test_the_side_is_the_sign(side, remark, event, sign):
    (moved,) = events(ACCOUNT_TABLE, ACCOUNT, line(side, "2", remark))
    assert isinstance(moved, event)
    assert moved.amount.value == 2 * sign


def test_a_type_says_more_than_a_remark():
    (moved,) = events(ACCOUNT_TABLE, f"{ACCOUNT},Type", f"{line(remark='note')},Transfer")
    assert isinstance(moved, Transfer)


def test_an_unknown_word_is_parked():
    assert "'Staking' is no type" in why_not(ACCOUNT_TABLE, ACCOUNT, line(remark="Staking"))


def test_an_empty_export_is_no_history():
    (aside,) = told(ACCOUNT_TABLE, ACCOUNT, f"{EMPTY},,,,,,,").skipped
    assert aside.reason == "an export without rows"
    (aside,) = told(FILL_TABLE, ORDERS, f"{EMPTY},,,,,,,,,,,,").skipped
    assert aside.reason == "an export without rows"


def test_a_fill_of_a_table_is_dated_by_its_head():
    row = "7,futures,o1,2024-01-05 08:00:00,XBTUSDTM,SELL,3,40000.5,120,120,0.0006,0.072,LIMIT"
    (fill,) = events(FILL_TABLE, ORDERS, row)
    assert isinstance(fill, Fill)
    assert (fill.size, fill.fee, fill.stamp.time_ns) == (
        -3,
        USDT.exactly("0.072"),
        1704450600 * 10**9,
    )


@pytest.mark.parametrize(
    "head", [CLOSED, CLOSED.replace(",Position Closing", ',",Position Closing') + '"']
)
def test_both_heads_of_closed_positions_are_known(head):
    row = "7,f,XBTMM23,CLOSE_LONG,-0.0000027875,-0.000002377,0,0.0000004105,a,b"
    (aside,) = told(CLOSED_TABLE, head, row).skipped
    assert "cross-check" in aside.reason
    assert [kind.name for kind in VENUE.kinds if kind.recognises(head.encode())] == [
        "closed-positions-table"
    ]


def test_a_closed_position_is_profit_less_fees_with_funding():
    row = "7,f,XBTMM23,CLOSE_LONG,{},-0.000002377,0,0.0000004105,a,b"
    ok, off = (
        CLOSED_TABLE.records(f"{CLOSED}\n{row.format(total)}".encode(), "f")[0]
        for total in ("-0.0000027875", "-0.0000019665")
    )
    (identity,) = CLOSED_TABLE.identities
    assert identity.check(ok) == 0
    with pytest.raises(IdentityError, match="Total Realized PNL - Total Trading Fees"):
        identity.check(off)
