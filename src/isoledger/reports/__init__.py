"""What to show: which rows, in which order, in which words; and the books for other programs."""

from isoledger.reports.balances import BalanceRow, balance_rows
from isoledger.reports.beancount import beancount_lines
from isoledger.reports.errors import ReportError, TooFineError, UnshowableTimeError
from isoledger.reports.history import (
    FindingRow,
    JournalRow,
    ParkedRow,
    Place,
    finding_rows,
    journal_rows,
)
from isoledger.reports.hledger import hledger_lines
from isoledger.reports.plain import (
    Plain,
    plain_balances,
    plain_findings,
    plain_journal,
    plain_parked,
    plain_positions,
)
from isoledger.reports.positions import Marks, PositionRow, position_rows
from isoledger.reports.tables import (
    Column,
    Table,
    balance_table,
    certificate_lines,
    finding_lines,
    journal_table,
    parked_lines,
    position_table,
)

__all__ = [
    "BalanceRow",
    "Column",
    "FindingRow",
    "JournalRow",
    "Marks",
    "ParkedRow",
    "Place",
    "Plain",
    "PositionRow",
    "ReportError",
    "Table",
    "TooFineError",
    "UnshowableTimeError",
    "balance_rows",
    "balance_table",
    "beancount_lines",
    "certificate_lines",
    "finding_lines",
    "finding_rows",
    "hledger_lines",
    "journal_rows",
    "journal_table",
    "parked_lines",
    "plain_balances",
    "plain_findings",
    "plain_journal",
    "plain_parked",
    "plain_positions",
    "position_rows",
    "position_table",
]
