"""What to show: which rows, in which order, in which words; and the books for other programs."""

from isoledger.reports.balances import BalanceRow, FlowRow, balance_rows, flow_rows
from isoledger.reports.beancount import beancount_lines
from isoledger.reports.errors import ReportError, TooFineError, UnshowableTimeError
from isoledger.reports.history import (
    Agreement,
    FindingRow,
    JournalRow,
    ParkedRow,
    Place,
    agreement,
    journal_rows,
)
from isoledger.reports.hledger import hledger_lines
from isoledger.reports.plain import (
    Plain,
    plain_balances,
    plain_findings,
    plain_flows,
    plain_journal,
    plain_parked,
    plain_positions,
)
from isoledger.reports.positions import Marks, PositionRow, position_rows
from isoledger.reports.tables import (
    Column,
    Table,
    balance_table,
    certificate_table,
    finding_lines,
    flow_table,
    journal_table,
    parked_lines,
    position_table,
)

__all__ = [
    "Agreement",
    "BalanceRow",
    "Column",
    "FindingRow",
    "FlowRow",
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
    "agreement",
    "balance_rows",
    "balance_table",
    "beancount_lines",
    "certificate_table",
    "finding_lines",
    "flow_rows",
    "flow_table",
    "hledger_lines",
    "journal_rows",
    "journal_table",
    "parked_lines",
    "plain_balances",
    "plain_findings",
    "plain_flows",
    "plain_journal",
    "plain_parked",
    "plain_positions",
    "position_rows",
    "position_table",
]
