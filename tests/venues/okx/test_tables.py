"""OKX's saved tables."""

import re
from datetime import UTC
from fractions import Fraction

import pytest

from isoledger.core.events import (
    Adjustment,
    Fill,
    FundingTotal,
    Liquidation,
    RealisedProfit,
    Transfer,
)
from isoledger.core.findings import findings
from isoledger.core.ledger import Ledger
from isoledger.venues.errors import UnreadableFileError
from isoledger.venues.okx import VENUE
from isoledger.venues.okx.contracts import LOT
from isoledger.venues.okx.instruments import INSTRUMENTS
from isoledger.venues.okx.rules import CROSS_BOOK
from isoledger.venues.okx.tables import HEADERS, POSITIONS_TABLE, SPOT_TABLE, TRADING_TABLE
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.okx.told import SWAP, answer, listed, read

ABOVE = "UID:1,Account Type:Main,Time Zone:UTC+3\n"
HEAD = ",".join(HEADERS[0].columns) + "\n"
OLD = ",".join(HEADERS[-1].columns) + "\n"


def row(at, kind, action, change, balance, **fields):
    cells = {
        "id": str(at), "Order id": "0", "Time": f"2026-08-10 15:30:{at:02}", "Trade Type": kind,
        "Symbol": SWAP, "Action": action, "Amount": "0", "Trading Unit": "cont",
        "Filled Price": "100000", "PnL": "0.00000000", "Fee": "0E-8", "Fee Unit": "USDT",
        "Position Change": "0", "Position Balance": "0", "Balance Change": change,
        "Balance": balance, "Balance Unit": "USDT",
    }  # fmt: skip
    return ",".join((cells | fields).values()) + "\n"


def table(*rows, head=HEAD, above=ABOVE):
    return (above + head + "".join(reversed(rows))).encode()


def test_the_recorded_spot_rows_add_up_and_follow_one_another():
    """Four rows of 2023 without the line above: the zone is the reader's to say."""
    data = real("statements/okx/trading_v2_rows.csv").read_bytes()
    records = TRADING_TABLE.records(data, "f")
    told = TRADING_TABLE.translate(records, "a", Given(zone=UTC))
    assert (told.records, told.translated, told.untranslated) == (4, 4, ())
    assert {type(e) for e in told.events if e.stamp.id.count("/") == 0} == {Adjustment}
    assert TRADING_TABLE.kind.recognises(data)
    parked = read(TRADING_TABLE, data).untranslated
    assert ["time zone" in one.reason for one in parked] == [True] * 4


def test_the_rows_in_a_recorded_test_add_up():
    """Rows of 2025 of another project's tests, in the table of 17 columns."""
    text = real("statements/okx/everytrade_OkxBeanV2_2Test.java.txt").read_text(encoding="utf-8")
    joined = re.sub(r"\\\n\s*", "", text)
    rows = re.findall(r"^\s*(\d{19},\d{19},.*?),?$", joined, re.MULTILINE)
    assert len(rows) == 14
    data = (HEAD + "\n".join(rows) + "\n").encode()
    told = TRADING_TABLE.translate(TRADING_TABLE.records(data, "f"), "a", Given(zone=UTC))
    assert (told.translated, told.untranslated) == (14, ())


def test_trades_funding_and_transfers_of_a_swap_are_replayed():
    rows = (
        row(1, "Transfer", "Transfer in", "1000", "1000", Symbol=""),
        row(2, "Swap", "Open long", "-0.5", "999.5", Amount="1", Fee="-0.5"),
        row(3, "Swap", "Funding fee expense", "-0.4", "999.1", PnL="-0.4"),
        row(
            4,
            "Swap",
            "Close long",
            "19.5",
            "1018.6",
            Amount="1",
            Fee="-0.5",
            PnL="20",
            **{"Filled Price": "102000"},
        ),
    )
    told = read(TRADING_TABLE, table(*rows))
    assert not told.untranslated
    terms = read(INSTRUMENTS, answer(listed())).events
    found = Ledger.replay([*terms, *told.events], rules=VENUE.rules)
    assert not list(findings(found))
    assert [type(e) for e in told.events][::2] == [Transfer, Fill, FundingTotal, Fill]
    assert told.events[2].size == 1 / LOT
    asset = told.events[0].amount.asset
    assert found.account.balance(asset, CROSS_BOOK).value == Fraction("1018.6")


def test_margin_that_an_isolated_position_took_is_said_to_be_that():
    rows = row(1, "Swap", "Open short", "-100.5", "0", Amount="1", Fee="-0.5")
    fill, lock, _ = read(TRADING_TABLE, table(rows)).events
    assert (fill.position.leg, fill.size) == ("short", -1 / LOT)
    assert (lock.amount.value, "isolated" in lock.reason) == (-100, True)


def test_a_liquidation_in_the_table_is_one():
    rows = row(1, "Swap", "Liquidation long", "-80", "0", Amount="1", PnL="-80")
    assert isinstance(read(TRADING_TABLE, table(rows)).events[0], Liquidation)


def test_funding_out_of_a_position_moved_nothing_here():
    told = read(TRADING_TABLE, table(row(1, "Swap", "Funding fee income", "0.00", "", PnL="0.1")))
    assert told.skipped


def test_the_oldest_table_repeats_a_name_and_states_no_price():
    cells = "1,0,2021-01-01 00:00:00,Swap,BTC-USDT-SWAP,Close long,1,cont,5,-1,0,0,4,104,USDT\n"
    told = read(TRADING_TABLE, table(cells, head=OLD))
    (profit, stated) = told.events
    assert isinstance(profit, RealisedProfit)
    assert (profit.amount.value, stated.amount.value) == (4, 104)


@pytest.mark.parametrize("wrong", [{"Trading Unit": "BTC"}, {"Amount": "1E-9"}])
def test_coins_are_no_contracts_and_parts_of_lots_no_sizes(wrong):
    assert read(
        TRADING_TABLE, table(row(1, "Swap", "Open long", "0", "", **{"Amount": "1"} | wrong))
    ).untranslated


def test_a_spot_row_that_misses_its_sum_and_an_unknown_action_are_parked():
    wrong = row(1, "Spot", "Buy", "0.9", "", Amount="1", Fee="-0.05")
    odd = row(2, "Swap", "Rollover", "0", "")
    reasons = [parked.reason for parked in read(TRADING_TABLE, table(wrong, odd)).untranslated]
    assert "Balance Change" in reasons[0]
    assert "no type that is known" in reasons[1]


@pytest.mark.parametrize("header", HEADERS)
def test_every_generation_of_the_head_is_recognised(header):
    above = "" if not header.above else ABOVE
    head = above + ",".join(header.columns) + "\n"
    assert TRADING_TABLE.kind.recognises(head.encode())
    assert not TRADING_TABLE.kind.recognises(head.replace("Balance Change", "Change").encode())


def test_past_positions_and_old_spot_trades_are_refused():
    head = ",".join(POSITIONS_TABLE.headers[1].columns)
    cells = ",".join(["1"] * len(POSITIONS_TABLE.headers[1].columns))
    assert "bills" in read(POSITIONS_TABLE, f"{head}\n{cells}\n".encode()).skipped[0].reason
    data = real("okx/everytrade-io__everytrade-plugins/okex_v001_M.csv").read_bytes()
    assert len(read(SPOT_TABLE, data).skipped) == 2
    with pytest.raises(UnreadableFileError):
        TRADING_TABLE.records(data, "f")
