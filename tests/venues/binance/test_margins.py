import json
from fractions import Fraction

import pytest

from isoledger.core.events import (
    BalanceAssertion,
    Listing,
    MarginCause,
    MarginTransfer,
    PositionAssertion,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.binance import VENUE
from isoledger.venues.binance.income import INCOME_BESIDE
from isoledger.venues.binance.margins import MARGIN_HISTORY, ends, margin_history, margin_kind
from isoledger.venues.binance.stream import STREAM
from isoledger.venues.binance.trades import USER_TRADES
from isoledger.venues.translation import Given, Translation
from tests.venues.rows import found, one, replayed, told, why_not

USDT = Asset("USDT", 8)
AT = 1622800000000
ALONE = Given(isolated=frozenset({"TRXUSDT"}))


def move(amount: str, kind: int = 1, delta: str = "TRADE", **changes: object) -> dict:
    return {
        "symbol": "TRXUSDT",
        "type": kind,
        "deltaType": delta,
        "amount": amount,
        "asset": "USDT",
        "time": AT,
        "positionSide": "BOTH",
        **changes,
    }


@pytest.mark.parametrize(
    ("row", "amount", "cause"),
    [
        (move("2.57148240"), "2.57148240", MarginCause.ALLOCATION),
        (move("-4.04422425", 2), "-4.04422425", MarginCause.RELEASE),
        (move("4.04422425", 2), "-4.04422425", MarginCause.RELEASE),
        (move("10", 1, "USER_ADJUST"), "10", MarginCause.USER),
        (move("10", 2, "USER_ADJUST"), "-10", MarginCause.USER),
    ],
)
def test_what_moved_goes_in_or_out_for_its_cause(row, amount, cause):
    told_as = one(MARGIN_HISTORY, row)
    assert isinstance(told_as, MarginTransfer)
    assert (told_as.amount, told_as.cause) == (USDT.exactly(amount), cause)
    assert told_as.position == PositionId("TRXUSDT")
    assert told_as.book == "pool:cross"


def test_a_cause_nobody_knows_is_parked():
    assert "no type that is known" in why_not(MARGIN_HISTORY, move("1", delta="TAX"))


def test_coin_futures_do_not_say_the_cause():
    row = move("23.36332311", symbol="BTCUSD_200925", asset="BTC")
    del row["deltaType"]
    assert one(MARGIN_HISTORY, row).cause is MarginCause.USER


def together(*rows: dict) -> Translation:
    """All of *rows* as one answer."""
    records = MARGIN_HISTORY.records(json.dumps(rows).encode(), "f")
    done = margin_history(MARGIN_HISTORY)(records, "A", ALONE)
    assert done.is_whole
    assert margin_kind(MARGIN_HISTORY).translate(records, "A") == done
    return done


def test_a_close_in_part_a_full_one_and_one_whose_opening_is_not_there():
    later = {"time": AT + 1}
    done = together(
        move("10"),
        move("-4", 2),
        move("-6", 2, **later),
        move("-3", 2, time=AT + 2),
        move("5", positionSide="LONG"),
        move("-5", 2, "USER_ADJUST", positionSide="LONG", **later),
    )
    moved = [event for event in done.events if not isinstance(event, Listing)]
    assert [type(event).__name__ for event in moved] == [
        "MarginTransfer",
        "MarginTransfer",
        "MarginTransfer",
        "MarginModeChange",
        "MarginTransfer",
    ]
    assert "opening is not in the file" in done.skipped[0].reason


def test_a_row_that_says_nothing_is_parked_and_no_end():
    odd = move("1", 3)
    done = together(odd, move("x"), move("-1", 2))
    assert len(done.untranslated) == 2
    assert "none of 1, 2" in done.untranslated[0].reason
    assert list(ends(MARGIN_HISTORY.records(json.dumps([odd]).encode(), "f"))) == []


def trade(side: str, price: str, fee: str, profit: str, at: int, number: int) -> dict:
    value = Fraction(150) * Fraction(price)
    return {
        "symbol": "TRXUSDT",
        "id": number,
        "side": side,
        "price": price,
        "qty": "150",
        "quoteQty": f"{float(value):.5f}",
        "realizedPnl": profit,
        "commission": fee,
        "commissionAsset": "USDT",
        "time": at,
        "positionSide": "BOTH",
    }


def update(at: int, wb: str, cw: str, pa: str, iw: str) -> dict:
    held = {"s": "TRXUSDT", "pa": pa, "iw": iw, "mt": "isolated", "ps": "BOTH", "ep": "0.07574"}
    balance = {"a": "USDT", "wb": wb, "cw": cw, "bc": "0"}
    return {
        "e": "ACCOUNT_UPDATE",
        "E": at,
        "T": at,
        "a": {"m": "ORDER", "B": [balance], "P": [held]},
    }


def test_a_recorded_isolated_round_trip_is_reproduced_to_the_last_digit():
    """2021-06-04: 150 short at 0.07574, 1x, the mark at 0.07577341; closed for -0.039.

    The isolated wallet, the cross wallet and their sum are asserted by the stream after both.
    """
    opened, closed = AT, AT + 60_000
    deposit = {
        "symbol": "",
        "incomeType": "TRANSFER",
        "income": "316.19875734",  # the recorded balance after the opening, and its fee
        "asset": "USDT",
        "time": AT - 1,
        "tranId": 1,
    }
    moves = [move("11.3660115"), move("-11.3660115", 2, time=closed)]
    trades = [
        trade("SELL", "0.07574", "0.0045444", "0", opened, 1),
        trade("BUY", "0.076", "0.00456", "-0.039", closed, 2),
    ]
    updates = [
        update(opened + 1, "316.19421294", "304.83274584", "-150", "11.36146710"),
        update(closed + 1, "316.15065294", "316.15065294", "0", "0"),
    ]
    done = [
        *told(INCOME_BESIDE, deposit, given=ALONE).events,
        *together(*moves).events,
        *told(USER_TRADES, *trades, given=ALONE).events,
        *told(STREAM, *updates, given=ALONE).events,
    ]
    assert sum(isinstance(event, BalanceAssertion) for event in done) == 4
    assert sum(isinstance(event, PositionAssertion) for event in done) == 2
    ledger = replayed(VENUE, done)
    assert PositionId("TRXUSDT") not in ledger.account.isolated  # emptied, and as never opened


def test_a_wallet_that_was_emptied_is_opened_again():
    later = AT + 60_000
    moves = [move("11.3660115"), move("-11.3660115", 2, time=later), move("5", time=later + 1)]
    trades = [
        trade("SELL", "0.07574", "0.0045444", "0", AT, 1),
        trade("BUY", "0.076", "0.00456", "-0.039", later, 2),
        trade("BUY", "0.076", "1", "0", later + 1, 3),
    ]
    done = [*together(*moves).events, *told(USER_TRADES, *trades, given=ALONE).events]
    account = replayed(VENUE, done).account
    assert account.isolated[PositionId("TRXUSDT")].margin == USDT.exactly(4)
    assert account.balance(USDT, "pool:cross") == USDT.exactly("-5.0481044")


def test_a_digit_less_of_the_open_loss_is_found():
    wrong = [
        *told(MARGIN_HISTORY, move("11.3660114"), given=ALONE).events,
        *told(USER_TRADES, trade("SELL", "0.07574", "0.0045444", "0", AT, 1), given=ALONE).events,
        *told(STREAM, update(AT + 1, "0", "0", "-150", "11.36146710"), given=ALONE).events,
    ]
    assert "position-margin" in found(VENUE, wrong)
