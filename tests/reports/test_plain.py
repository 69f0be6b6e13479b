import json
from fractions import Fraction

from hypothesis import given

from isoledger.reports import (
    Marks,
    ParkedRow,
    Place,
    agreement,
    balance_rows,
    flow_rows,
    journal_rows,
    plain_balances,
    plain_findings,
    plain_flows,
    plain_journal,
    plain_parked,
    plain_positions,
    position_rows,
)
from isoledger.testing.journals import journals
from tests.reports.kit import replay
from tests.reports.test_positions import crossed


def floats(value):
    match value:
        case dict():
            return [found for inner in value.values() for found in floats(inner)]
        case list():
            return [found for inner in value for found in floats(inner)]
        case _:
            return [value] if isinstance(value, float) else []


@given(journals())
def test_everything_survives_json_and_nothing_is_a_float(journal):
    ledger = journal.ledger()
    plain = [
        plain_balances(balance_rows(ledger.account)),
        plain_flows(flow_rows(ledger)),
        plain_positions(position_rows(ledger.account, ledger.rules.at(0), time_ns=0)),
        plain_journal(journal_rows(ledger.log)),
        plain_findings(agreement(ledger).rows),
    ]
    assert floats(plain) == []
    assert json.loads(json.dumps(plain)) == plain


def test_a_position_says_all_it_knows_of_itself():
    marks = Marks(prices={"BTCUSDT": Fraction(60000)}, worths={})
    account = replay(crossed()).account
    rules = replay(crossed()).rules.at(0)
    alone, shared = plain_positions(position_rows(account, rules, time_ns=0, marks=marks))
    ends = alone.pop("liquidation")
    assert alone == {
        "position": "isolated:BTCUSDT",
        "symbol": "BTCUSDT",
        "leg": "net",
        "pool": None,
        "payoff": "linear",
        "settle": "USDt",
        "size": 20,
        "quantity": "0.02",
        "cost": "1200.000000",
        "entry_price": "60000",
        "margin": "100.000000",
        "reserve": "0.000000",
        "leverage": "12",
        "mark": "60000",
        "unrealised_profit": "0",
        "bankruptcy_price": "55000",
    }
    assert (ends["price"], ends["exact"]) == ("55276.3", "11000000/199")
    assert ends["certificate"]["at_tick"] == {
        "equity": "5.526",
        "initial": "92.127166666666666667",
        "maintenance": "5.52763",
    }
    assert (shared["pool"], shared["margin"], shared["liquidation"]["price"]) == (
        "cross",
        None,
        None,
    )
    assert "needs the mark of XBt" in shared["liquidation"]["reason"]


def test_a_parked_record_is_a_place_and_a_reason():
    rows = [
        ParkedRow(place=Place(file="a", row=1), reason="r"),
        ParkedRow(place=Place(), reason=""),
    ]
    assert plain_parked(rows) == [
        {"file": "a", "row": 1, "reason": "r"},
        {"file": None, "row": None, "reason": ""},
    ]
