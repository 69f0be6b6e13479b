import json

import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import WALLET, pool_book
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Deleveraging,
    Fill,
    Funding,
    FundingTotal,
    Interest,
    Liquidation,
    RealisedProfit,
    Settlement,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.kraken import VENUE
from isoledger.venues.kraken.log import LOG, SAVED
from tests.answers import commented
from tests.real import real
from tests.venues.rows import events, replayed, told, why_not

XBT, USD = Asset("XBT", 20), Asset("USD", 20)
SINGLE = pool_book("f-xbt:usd")
INVERSE = PositionId("PI_XBTUSD", pool="f-xbt:usd")


def row(**changes: object) -> dict:
    """A row of money of a trade of an inverse contract."""
    return {
        "id": 2,
        "asset": "xbt",
        "contract": "pi_xbtusd",
        "booking_uid": "b",
        "execution": "e1",
        "date": "2020-07-01T00:00:00.000Z",
        "info": "futures trade",
        "margin_account": "f-xbt:usd",
        "old_balance": "1",
        "new_balance": "0.9999",
        "fee": "0.0001",
        "realized_pnl": None,
        "realized_funding": None,
        "trade_price": "10000",
        **changes,
    }


def contracts(**changes: object) -> dict:
    """The row of contracts beside it."""
    return row(
        **{
            "id": 1,
            "asset": "pi_xbtusd",
            "old_balance": 0,
            "new_balance": 1000,
            "fee": None,
            **changes,
        }
    )


def life() -> list[dict]:
    """Money comes, a position is opened, funded, and closed with profit."""
    later = {"date": "2020-07-02T00:00:00.000Z", "execution": "e2"}
    return [
        row(
            id=0,
            info="cross-exchange transfer",
            old_balance=0,
            new_balance=1,
            fee=None,
            contract=None,
            execution=None,
            date="2020-06-01T00:00:00.000Z",
        ),
        contracts(),
        row(),
        row(
            id=3,
            info="funding rate change",
            old_balance="0.9999",
            new_balance="0.9998",
            fee=0,
            realized_funding="-0.0001",
            execution=None,
            date="2020-07-01T04:00:00.000Z",
        ),
        contracts(id=4, old_balance=1000, new_balance=0, trade_price=12500, **later),
        row(
            id=5,
            old_balance="0.9998",
            new_balance="1.0196",
            realized_pnl="0.02",
            fee="0.0002",
            trade_price=12500,
            **later,
        ),
    ]


def facts(*rows: dict) -> list:
    return [event for event in events(LOG, *rows) if not isinstance(event, BalanceAssertion)]


def test_a_life_adds_up_and_its_balances_meet():
    done = told(LOG, *reversed(life()))
    assert (done.translated, len(done.skipped), len(done.untranslated)) == (4, 2, 0)
    ledger = replayed(VENUE, done.events)
    assert ledger.account.balance(XBT, SINGLE) == XBT.exactly("1.0196")
    records = LOG.records(json.dumps(life()[::-1]).encode(), "f")
    followed = LOG.chain(records)
    assert (followed.links, followed.gaps) == (3, ())


def test_two_rows_of_one_execution_are_one_trade():
    (fill,) = facts(row(), contracts())
    assert isinstance(fill, Fill)
    assert (fill.position, fill.size, fill.held) == (INVERSE, 1000, 0)
    assert (fill.realised, fill.fee) == (XBT.zero, XBT.exactly("0.0001"))


def test_contracts_that_cost_nothing_are_a_trade_of_their_own():
    (fill,) = facts(contracts(old_balance=1000, new_balance=400, contract=None))
    assert (fill.size, fill.realised, fill.fee) == (-600, XBT.zero, XBT.zero)


def test_money_without_its_contracts_is_a_profit():
    (profit,) = facts(row(realized_pnl="0.5", new_balance="1.4999"))
    assert isinstance(profit, RealisedProfit)
    assert (profit.symbol, profit.amount) == ("PI_XBTUSD", XBT.exactly("0.4999"))
    assert profit.fee == XBT.exactly("0.0001")
    assert facts(row(new_balance=1, fee=0)) == []
    assert facts(row(contract=None))[0].symbol == ""


def test_funding_of_a_trade_comes_before_it():
    funding, fill = facts(row(realized_funding="0.1", new_balance="1.0999"), contracts())
    assert fill.fee == XBT.exactly("0.0001")
    assert isinstance(funding, Funding)
    assert (funding.position, funding.amount) == (INVERSE, XBT.exactly("0.1"))


def test_funding_of_no_contract_is_a_sum():
    (funding,) = facts(
        row(
            info="funding rate change",
            contract=None,
            fee=0,
            realized_funding="-0.1",
            new_balance="0.9",
        )
    )
    assert isinstance(funding, FundingTotal)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("futures liquidation", Liquidation),
        ("covered liquidation", Liquidation),
        ("futures assignor", Liquidation),
        ("futures assignee", Fill),
        ("futures unwind bankrupt", Deleveraging),
        ("futures unwind counterparty", Deleveraging),
        ("settlement", Settlement),
    ],
)
def test_each_kind_of_trade_is_its_own_event(word, kind):
    (event,) = facts(row(info=word), contracts(info=word))
    assert type(event) is kind


def test_a_fee_of_liquidation_is_in_the_fee():
    taken = {"info": "futures liquidation", "liquidation_fee": "0.1", "new_balance": "0.8999"}
    (event,) = facts(row(**taken), contracts(info="futures liquidation"))
    assert event.fee == XBT.exactly("0.1001")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("transfer", Transfer),
        ("subaccount transfer", Transfer),
        ("admin transfer", Transfer),
        ("conversion", Adjustment),
        ("kfee applied", Adjustment),
        ("tax withheld", Adjustment),
        ("tax refund", Adjustment),
        ("interest payment", Interest),
    ],
)
def test_what_is_no_trade_moves_the_book_of_its_account(word, kind):
    (event,) = facts(row(info=word, margin_account="cash", contract=None))
    assert type(event) is kind
    assert (event.book, event.amount) == (WALLET, XBT.exactly("-0.0001"))


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([row(info="gift")], "'gift' is no type that is known"),
        ([row(new_balance=2)], "change = realized_pnl + realized_funding - fee"),
        ([row(new_balance="x")], "'x' is not a number"),
        ([row(contract="xx_xbtusd")], "no contract of a kind that is known"),
        ([contracts(new_balance="0.5")], "no whole number of lots"),
    ],
)
def test_what_does_not_add_up_or_is_not_known_is_parked(rows, why):
    assert why in why_not(LOG, *rows)


def test_profit_in_another_currency_is_parked():
    done = told(LOG, row(asset="usd", margin_account="flex"), contracts(margin_account="flex"))
    (parked,) = done.untranslated
    assert "profit of pi_xbtusd in USD, not XBT" in parked.reason


def test_the_recorded_rows_of_a_live_account_add_up():
    found = {title: body for title, body in commented("krakenfutures") if "logs" in str(body)}
    assert len(found) == 2
    for body in found.values():
        done = LOG.translate(LOG.records(body, "f"), "A")
        assert (done.translated, done.untranslated) == (1, ())
    trade, funding = (
        LOG.translate(LOG.records(body, "f"), "A").events[1] for body in found.values()
    )
    assert (trade.amount, trade.fee) == (USD.exactly("-0.0077"), USD.exactly("0.0035"))
    assert funding.amount == USD.exactly("-0.0002")


def test_the_documented_chain_of_funding_meets():
    amounts = ["-0.00000131965", "-0.00000048247", "0.00000069602"]
    balances = ["0.01215847263", "0.01215715298", "0.01215667051", "0.01215736653"]
    rows = [
        row(
            id=1688 + at,
            info="funding rate change",
            fee=0,
            realized_funding=amounts[at],
            old_balance=balances[at],
            new_balance=balances[at + 1],
            execution=None,
            date=f"2019-07-11T0{at}:00:00Z",
        )
        for at in range(3)
    ]
    followed = LOG.chain(LOG.records(json.dumps(rows[::-1]).encode(), "f"))
    assert (followed.links, followed.gaps) == (2, ())


@given(st.sets(st.integers(0, 5)), st.randoms())
def test_rows_are_conserved_whatever_their_order(chosen, random):
    rows = [life()[at] for at in sorted(chosen)]
    done = told(LOG, *rows)
    random.shuffle(rows)
    assert set(told(LOG, *rows).events) == set(done.events)


@given(st.sampled_from(["old_balance", "new_balance"]), st.sampled_from([2, 3, 5]))
def test_one_digit_of_a_balance_is_found(name, at):
    rows = life()
    rows[at][name] = str(float(rows[at][name]) + 0.01)
    assert told(LOG, *rows[::-1]).untranslated


HEAD = (
    "uid,dateTime,account,type,symbol,contract,change,new balance,new average entry price,"
    "trade price,mark price,funding rate,realized pnl,fee,realized funding,collateral,"
    "conversion spread percentage,liquidation fee,position uid"
)
ROWS = (
    "1,2020-07-01 00:00:00,f-xbt:usd,futures trade,pi_xbtusd,,1000,1000,10000,10000,,,,,,,,,",
    "2,2020-07-01 00:00:00,f-xbt:usd,futures trade,xbt,,-0.0001,0.9999,,10000,,,,0.0001,,XBT,,,",
    "3,2020-07-02 00:00:00,f-xbt:usd,futures trade,pi_xbtusd,,-1000,0,,12500,,,,,,,,,",
    "4,2020-07-02 00:00:00,f-xbt:usd,futures trade,xbt,,0.02,1.0199,,12500,,,0.02,0,,XBT,,,",
)


def test_a_saved_log_pairs_rows_of_one_instant_and_price():
    records = SAVED.records("\n".join((HEAD, *ROWS)).encode(), "f")
    done = SAVED.translate(records, "A")
    fills = [event for event in done.events if isinstance(event, Fill)]
    assert [(fill.size, fill.realised) for fill in fills] == [
        (1000, XBT.zero),
        (-1000, XBT.exactly("0.02")),
    ]
    assert (SAVED.chain(records).links, SAVED.chain(records).gaps) == (1, ())


def test_two_trades_of_one_second_and_price_are_paired_in_their_order():
    again = (ROWS[0].replace("1,2020", "3,2020").replace(",1000,1000,", ",50,1050,"),)
    fee = ROWS[1].replace("2,2020", "4,2020").replace("-0.0001,0.9999", "-0.00001,0.99989")
    rows = (*ROWS[:2], *again, fee.replace("0.0001,,XBT", "0.00001,,XBT"))
    data = "\n".join((HEAD, *rows, "5,2020-08-01 00:00:00,cash,transfer,xbt,,1,1,,,,,,,,,,,"))
    done = SAVED.translate(SAVED.records(data.encode(), "f"), "A")
    fills = [event for event in done.events if isinstance(event, Fill)]
    assert [(fill.size, fill.fee) for fill in fills] == [
        (1000, XBT.exactly("0.0001")),
        (50, XBT.exactly("0.00001")),
    ]


def test_rows_that_the_author_of_a_sample_changed_miss_their_sum_and_are_parked():
    path = "statements/krakenfutures/account_log_csv_rows_adapted_by_author.csv"
    done = SAVED.translate(SAVED.records(real(path).read_bytes(), "f"), "A")
    assert [("row 1" in p.reason, "row 2" in p.reason) for p in done.untranslated] == [
        (True, False),
        (False, True),
    ]
    assert all("change = realized_pnl" in parked.reason for parked in done.untranslated)
