"""The wallet history: every movement of the wallet, and the balance BitMEX says it left."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from attrs import evolve, field, frozen

from isoledger.core.books import ALL
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import BalanceAssertion, MarginEvent, Transfer
from isoledger.core.money import Asset, Money
from isoledger.venues.bitmex.batches import End, How, Link, end_of
from isoledger.venues.bitmex.legs import events_of
from isoledger.venues.bitmex.records import LAST, asset_of, money, native_key, optional_money, stamp
from isoledger.venues.bitmex.rows import Row, checked, movement_of
from isoledger.venues.instants import utc_ns
from isoledger.venues.keys import Key, Occurrences
from isoledger.venues.records import Record
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Given,
    Remark,
    Skipped,
    Translation,
    Untranslated,
)

COLUMNS = (
    "timestamp",
    "transactTime",
    "transactType",
    "transactStatus",
    "currency",
    "amount",
    "fee",
    "walletBalance",
    "transactID",
    "address",
)
"""What a CSV of ``/user/walletHistory`` must have; other columns are welcome."""

RowReader: TypeAlias = Callable[[Record, Occurrences], "Row | Skipped"]
"""What one record is: a completed row, or no history. Raises a typed error otherwise."""


def wallet_history(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The events of an API wallet history, CSV or JSON, all currencies together.

    Order is ``timestamp``, when a row changed the balance; ``transactTime`` is when it was asked
    for. After the rows of one instant, an assertion a currency says what BitMEX says is left.

    Args:
        records: All rows of the file.
        account: The name we gave the account.
        given: Whether to begin with the balance that the first rows imply.
    """
    return told(records, account, given, _row, lambda row: (row.time_ns, row.id))


def _row(record: Record, seen: Occurrences) -> Row | Skipped:
    """A row of the API's wallet history."""
    movement = movement_of(record)
    if isinstance(movement, Skipped):
        return movement
    asset = asset_of(record, "currency")
    time_ns = utc_ns(record, "timestamp")
    key = native_key(record, "wallet", "transactID")
    return checked(
        Row(
            record=record,
            id=str(key) if key else seen.id(_key_without_id(record, time_ns)),
            time_ns=time_ns,
            movement=movement,
            amount=money(record, "amount", asset),
            fee=optional_money(record, "fee", asset),
            balance=money(record, "walletBalance", asset),
            address=record.printed("address"),
            order=record.printed("orderID"),
        )
    )


def _key_without_id(record: Record, time_ns: int) -> Key:
    names = ("currency", "transactType", "amount", "walletBalance")
    texts = [record.printed(name) for name in names]
    return Key("wallet", (str(time_ns), *texts, record.printed("address")))


@frozen
class _Rows:
    """Completed rows, and what became of all other records."""

    rows: list[Row] = field(factory=list[Row])
    skipped: list[Skipped] = field(factory=list[Skipped])
    parked: list[Untranslated] = field(factory=list[Untranslated])


def told(
    records: Sequence[Record],
    account: str,
    given: Given,
    reader: RowReader,
    order: Callable[[Row], tuple[int, str] | tuple[int, int]],
) -> Translation:
    """The translation of a wallet history whose rows *reader* reads and *order* puts in order."""
    found = _read(records, reader)
    rows = _in_place(sorted(found.rows, key=order))
    events: list[MarginEvent] = list(events_of(rows, account))
    remarks: list[Remark] = []
    known: set[Asset] = set()
    for batch in _batches(rows):
        end = end_of([_link(row) for row in batch])
        remarks += _remarks(batch, end)
        events += _stated(batch, end, account)
        if given.opening and batch[0].amount.asset not in known:
            events += _opening(batch, end, account)
        known.add(batch[0].amount.asset)
    return Translation(
        events=tuple(sorted(events, key=lambda event: event.stamp.order)),
        untranslated=tuple(found.parked),
        skipped=tuple(found.skipped),
        records=len(records),
        translated=len(rows),
        remarks=tuple(remarks),
    )


def _read(records: Sequence[Record], reader: RowReader) -> _Rows:
    found, seen = _Rows(), Occurrences()
    known: dict[str, Row] = {}
    for record in records:
        try:
            row = reader(record, seen)
        except IsoledgerError as error:
            found.parked.append(Untranslated(record=record, reason=str(error)))
            continue
        if isinstance(row, Skipped):
            found.skipped.append(row)
        elif known.setdefault(row.id, row) is row:
            found.rows.append(row)
        elif known[row.id] == row:
            reason = f"row {known[row.id].record.row} once more, under the same id"
            found.skipped.append(Skipped(record=record, reason=reason))
        else:
            reason = f"row {known[row.id].record.row} has the same id and says otherwise"
            found.parked.append(Untranslated(record=record, reason=reason))
    return found


def _in_place(rows: list[Row]) -> list[Row]:
    """*rows*, numbered within their instant."""
    placed: list[Row] = []
    for _, instant in groupby(rows, key=lambda row: row.time_ns):
        placed += [evolve(row, sequence=place) for place, row in enumerate(instant)]
    return placed


def _batches(rows: list[Row]) -> Iterator[list[Row]]:
    """Rows of one instant and currency, in order of time."""
    for _, instant in groupby(rows, key=lambda row: row.time_ns):
        by_code = sorted(instant, key=lambda row: row.amount.asset.code)
        for _, batch in groupby(by_code, key=lambda row: row.amount.asset.code):
            yield list(batch)


def _link(row: Row) -> Link:
    """*row* as a link of its batch, under BitMEX's own id."""
    return Link(row.amount.units, row.balance.units, row.record.optional("transactID") or "")


def _stated(batch: list[Row], end: End, account: str) -> Iterator[BalanceAssertion]:
    """What BitMEX says is left after *batch*, unless it does not say."""
    if end.how is How.OPEN:
        return
    row = batch[end.row]
    identity = f"balance:{row.balance.asset.code}:{row.time_ns}"
    at = stamp(row.record, account, identity, row.time_ns, LAST)
    yield BalanceAssertion(stamp=at, amount=row.balance, book=ALL)


def _remarks(batch: list[Row], end: End) -> Iterator[Remark]:
    if end.how in {How.SHARED, How.CHAIN}:
        return
    places = ", ".join(str(row.record.row) for row in batch)
    text = f"rows {places} state balances that do not follow from one another; "
    asserted = "nothing is asserted" if end.how is How.OPEN else f"{end.how.value} is believed"
    yield Remark(record=batch[end.row].record, text=text + asserted)


def _opening(batch: list[Row], end: End, account: str) -> Iterator[Transfer]:
    """The balance before the first *batch* of a currency, if there was any."""
    row = batch[end.row]
    before = row.balance - sum((row.amount for row in batch), start=Money(0, row.amount.asset))
    if before and end.how is not How.OPEN:
        at = stamp(row.record, account, f"opening:{row.balance.asset.code}", row.time_ns, -1)
        yield Transfer(stamp=at, amount=before, kind="opening")
