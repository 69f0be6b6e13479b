"""Rows as tables of text: the last step before a screen or a page, which choose the borders."""

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from isoledger.core.books import ALL
from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.money import Money
from isoledger.core.risk import Risk
from isoledger.reports.balances import BalanceRow, FlowRow
from isoledger.reports.history import FindingRow, JournalRow, ParkedRow, Place
from isoledger.reports.positions import PositionRow
from isoledger.reports.texts import amount, decimal, grouped, instant, rounded, shown
from isoledger.reports.words import coins


@frozen(kw_only=True)
class Column:
    """How a column is set.

    Attributes:
        name: Its head.
        number: Whether it holds numbers: flush right.
        whole: Whether its cells are never broken; numbers never are.
    """

    name: str
    number: bool = False
    whole: bool = False


@frozen(kw_only=True)
class Table:
    """Rows of text, all as long as there are columns.

    Attributes:
        title: What it shows.
        columns: Its columns.
        rows: Its cells.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def balance_table(rows: Iterable[BalanceRow]) -> Table:
    """What every book holds."""
    return Table(
        title="Balances",
        columns=(Column(name="asset"), Column(name="book"), Column(name="amount", number=True)),
        rows=tuple(
            (
                shown(row.amount.asset.code),
                "all together" if row.book == ALL else shown(row.book),
                grouped(amount(row.amount)),
            )
            for row in rows
        ),
    )


def flow_table(rows: Iterable[FlowRow]) -> Table:
    """What the account had from the world outside."""
    return Table(
        title="Where it came from and went",
        columns=(Column(name="asset"), Column(name="book"), Column(name="received", number=True)),
        rows=tuple(
            (shown(row.amount.asset.code), shown(row.book), grouped(amount(row.amount)))
            for row in rows
        ),
    )


def position_table(rows: Iterable[PositionRow]) -> Table:
    """What is held and where it ends. Prices that do not end are rounded; see `plain`."""
    names = ("position", "quantity", "entry", "margin", "liquidation", "bankrupt")
    return Table(
        title="Positions",
        columns=tuple(Column(name=name, number=name != "position", whole=True) for name in names),
        rows=tuple(_position(row) for row in rows),
    )


def _position(row: PositionRow) -> tuple[str, ...]:
    terms = row.holding.instrument
    return (
        _name(row.id),
        grouped(decimal(row.quantity)),
        _price(row.holding.entry_price(), terms),
        f"pool {shown(row.id.pool)}" if row.margin is None else coins(row.margin),
        _end(row),
        _price(row.bankruptcy, terms),
    )


def _end(row: PositionRow) -> str:
    match row.ends:
        case LiquidationPrice(tick=tick):
            return decimal(tick)
        case NoLiquidationPrice():
            return "none"
        case None:
            return "unsolved"


def _price(price: Fraction | None, terms: Instrument) -> str:
    """A view of a price: two places finer than the tick, which is what a person compares with."""
    places = len(decimal(terms.tick).partition(".")[2]) + 2
    return "" if price is None else rounded(price, places)


def certificate_table(rows: Iterable[PositionRow]) -> Table:
    """Why a position ends just there: equity against maintenance, at the tick and one tick off."""
    names = ("position", "equity and maintenance there", "one tick safer", "tier")
    return Table(
        title="Why there",
        columns=tuple(Column(name=name, whole=name in {"position", "tier"}) for name in names),
        rows=tuple(_certificate(row) for row in rows if row.holding.size),
    )


def _certificate(row: PositionRow) -> tuple[str, ...]:
    match row.ends:
        case LiquidationPrice(certificate=proof):
            there, safer = _sides(proof.at_tick, "<="), _sides(proof.one_safer, ">")
            return _name(row.id), there, safer, f"{proof.tier + 1}, {proof.evidence.value}"
        case NoLiquidationPrice(reason=reason):
            return _name(row.id), f"none: {reason.value}", "", ""
        case None:
            return _name(row.id), shown(row.unsolved), "", ""


def _name(position: PositionId) -> str:
    """A position without its pool, which its margin names."""
    leg = "" if position.leg == "net" else f" {position.leg}"
    return f"{shown(position.symbol)}{leg}"


def _sides(risk: Risk, sign: str) -> str:
    """Equity against maintenance, with as many digits as it takes to tell them apart."""
    for places in (2, 4, 6, 8, 12):
        left, right = rounded(risk.equity, places), rounded(risk.maintenance, places)
        if left != right:
            break
    return f"{left} {sign} {right}"


def journal_table(rows: Iterable[JournalRow], title: str = "Journal") -> Table:
    """Events in words."""
    return Table(
        title=title,
        columns=(
            Column(name="time", whole=True),
            Column(name="event", whole=True),
            Column(name="about"),
            Column(name="what it says"),
        ),
        rows=tuple(
            (clock(row.time_ns), row.name, row.about.removeprefix("isolated:"), row.detail)
            for row in rows
        ),
    )


def clock(time_ns: int) -> str:
    """The second of *time_ns*, UTC, for a column.

    >>> clock(1_623_126_600_000_000_000)
    '2021-06-08 04:30:00'
    """
    return instant(time_ns - time_ns % 10**9).replace("T", " ").rstrip("Z")


def finding_lines(rows: Iterable[FindingRow]) -> tuple[str, ...]:
    """One line a finding: when, where, what the venue says, what its records add up to."""
    return tuple(finding_line(row) for row in rows)


def finding_line(row: FindingRow) -> str:
    """What a finding says, with its time, file and row."""
    finding = row.finding
    place = f"{shown(str(row.place))}: " if row.place.file else ""
    kind = finding.kind.value.replace("-", " ")
    about = "all books" if finding.about == ALL else shown(str(finding.about))
    line = f"{instant(finding.stamp.time_ns)} {place}{kind} of {about}: "
    if row.is_gone:
        return f"{line}both say {_said(finding.reported)} again; the difference before it is gone"
    line += f"the venue says {_said(finding.reported)}, "
    line += f"its records add up to {_said(finding.computed)}"
    if row.difference is not None:
        line += f" (difference {_said(row.difference)})"
    if finding.implied_price is not None:
        line += f"; the cost speaks of a price of {decimal(finding.implied_price, 12)}"
    if row.again:
        line += f"; the same in {row.again} later, until {instant(row.last_ns)}"
    return line


def _said(value: Money | int | None) -> str:
    return "nothing" if value is None else coins(value) if isinstance(value, Money) else str(value)


def parked_lines(rows: Iterable[ParkedRow]) -> tuple[str, ...]:
    """One line a file and reason: where the first such record is, how many more, and why."""
    places: dict[tuple[str, str], list[Place]] = {}
    for row in rows:
        reason = row.reason.removeprefix(f"{row.place}: ")
        places.setdefault((row.place.file, reason), []).append(row.place)
    return tuple(
        f"{shown(str(found[0]))}{f' and {len(found) - 1:,} more' * (len(found) > 1)}: "
        f"{shown(reason)}"
        for (_, reason), found in places.items()
    )
