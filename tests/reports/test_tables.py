from fractions import Fraction

from attrs import evolve
from hypothesis import given

from isoledger import BalanceAssertion, Fill, Ledger, Listing, PositionId, Price, Transfer
from isoledger.core.rules import PLAIN_RULES
from isoledger.reports import (
    Marks,
    ParkedRow,
    Place,
    agreement,
    balance_rows,
    flow_rows,
    journal_rows,
    position_rows,
)
from isoledger.reports.tables import (
    balance_table,
    certificate_table,
    clock,
    finding_lines,
    flow_table,
    journal_table,
    parked_lines,
    position_table,
)
from isoledger.testing.journals import journals
from tests.reports.kit import LINEAR, USDT, at, replay
from tests.reports.test_positions import crossed, isolated


def tables(ledger, marks):
    account = ledger.account
    positions = position_rows(account, ledger.rules.at(0), time_ns=0, marks=marks)
    return (
        balance_table(balance_rows(account)),
        flow_table(flow_rows(ledger)),
        position_table(positions),
        certificate_table(positions),
        journal_table(journal_rows(ledger.log)),
    )


@given(journals())
def test_every_row_has_a_cell_a_column_and_every_cell_is_visible(journal):
    for table in tables(journal.ledger(), Marks()):
        assert {len(row) for row in table.rows} <= {len(table.columns)}
        assert all(cell.isprintable() for row in table.rows for cell in row)


def test_positions_as_a_person_reads_them():
    marks = Marks(
        prices={"BTCUSDT": Fraction(60000)},
        worths={"USDt": Fraction(1), "XBt": Fraction(60000)},
    )
    _, _, positions, certificates, _ = tables(replay(crossed()), marks)
    assert positions.rows == (
        ("BTCUSDT", "0.02", "60000", "100 USDt", "55276.3", "55000"),
        ("BTCUSDT", "-0.01", "60000", "pool cross", "75621.9", "76000"),
    )
    assert certificates.rows == (
        ("BTCUSDT", "5.526 <= 5.5276", "5.528 > 5.5276", "1, assumed"),
        ("BTCUSDT", "3.781 <= 3.7811", "3.782 > 3.7811", "1, assumed"),
    )


def test_what_has_no_price_says_why():
    (_, _, positions, certificates, _) = tables(replay(crossed()), Marks())
    assert positions.rows[1][4] == "unsolved"
    assert "needs the mark of" in certificates.rows[1][1]
    rich = isolated()
    rich[2] = evolve(rich[2], amount=USDT.exactly(2000))
    (_, _, positions, certificates, _) = tables(replay(rich), Marks())
    assert positions.rows[0][4] == "none"
    assert certificates.rows[0][1] == "none: the collateral covers the whole loss at any price"


def test_a_hedge_leg_is_named():
    leg = PositionId("BTCUSDT", "long", "cross")
    events = [
        Listing(stamp=at(0), instrument=LINEAR),
        Fill(stamp=at(1), position=leg, size=1, price=Price.of(60000)),
    ]
    assert tables(replay(events), Marks())[2].rows[0][0] == "BTCUSDT long"


def test_a_finding_names_time_file_and_row():
    ledger = replay(
        [
            Transfer(stamp=at(1), amount=USDT.exactly(5)),
            BalanceAssertion(stamp=at(2), amount=USDT.exactly(6)),
            BalanceAssertion(stamp=at(3), amount=USDT.exactly(6)),
        ]
    )
    (line,) = finding_lines(agreement(ledger, {"sha256:ab": "w\n.csv"}).rows)
    assert line == (
        "1970-01-01T02:00:00Z w\\n.csv, row 2: balance of wallet: the venue says 6 USDt, its "
        "records add up to 5 USDt (difference 1 USDt); the same in 1 later, until "
        "1970-01-01T03:00:00Z"
    )


def test_a_difference_that_is_gone_says_so():
    events = [BalanceAssertion(stamp=at(h), amount=USDT.exactly(n)) for h, n in ((1, 6), (2, 0))]
    _, gone = finding_lines(agreement(replay(events)).rows)
    assert gone.endswith(
        "balance of wallet: both say 0 USDt again; the difference before it is gone"
    )


def test_a_cost_names_the_price_it_speaks_of():
    ledger = replay(
        [
            *isolated()[:3],
            Fill(
                stamp=at(4, source=""),
                position=PositionId("BTCUSDT"),
                size=3,
                price=Price.of(60000),
                cost=USDT.exactly("180.000001"),
            ),
        ]
    )
    (line,) = finding_lines(agreement(ledger).rows)
    assert line.startswith("1970-01-01T04:00:00Z cost of isolated:BTCUSDT: the venue says")
    assert line.endswith("the cost speaks of a price of 60000.000333333333")


def test_parked_records_name_place_and_reason_and_the_same_reason_is_told_once():
    rows = [
        ParkedRow(place=Place(file="a.csv", row=3), reason="no\x1b type"),
        ParkedRow(place=Place(file="a.csv", row=4), reason="a.csv, row 4: no id"),
        ParkedRow(place=Place(file="a.csv", row=5), reason="a.csv, row 5: no id"),
        ParkedRow(place=Place(file="b.csv", row=5), reason="b.csv, row 5: no id"),
    ]
    assert parked_lines(rows) == (
        "a.csv, row 3: no\\x1b type",
        "a.csv, row 4 and 1 more: no id",
        "b.csv, row 5: no id",
    )


def test_a_clock_shows_seconds():
    assert clock(1_623_126_600_999_999_999) == "2021-06-08 04:30:00"
    assert clock(-1) == "1969-12-31 23:59:59"


def test_an_empty_ledger_has_empty_tables():
    assert [table.rows for table in tables(Ledger(rules=PLAIN_RULES), Marks())] == [()] * 5
