"""Trials of reconcile: faults planted in a recorded wallet history, and whether each is found.

A stretch of the history is both our ledger and the statement; then faults are planted in one of
them, and what reconcile says is held against what was planted: its class, its place, and whether
what it suggests leaves nothing unexplained. Run ``python -m tests.campaigns.reconcile_trials``.
"""
# ruff: noqa: T201 - a campaign talks to whoever runs it

import argparse
import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from attrs import evolve, field, frozen

from isoledger.core.events import (
    Bonus,
    FundingTotal,
    MarginEvent,
    RealisedProfit,
    Transfer,
)
from isoledger.core.ledger import Ledger
from isoledger.core.money import Money
from isoledger.reconcile.asides import Aside
from isoledger.reconcile.breaks import Break, BreakKind
from isoledger.reconcile.policy import DAY_NS
from isoledger.reconcile.reconciliation import Reconciliation, reconcile
from isoledger.venues.bitmex import VENUE
from isoledger.venues.translation import Given, Translation
from tests.real import real

HISTORY = "bitmex/bwjoke__BTC-Trading-Since-2020/api-v1-user-walletHistory.csv"
STRETCH = 240
PAGE = 40
EDGE = 12

Row = dict[str, str]
Planted = tuple[frozenset[BreakKind], frozenset[str]]
"""The classes that are right for a fault, and the ids of the venue that it concerns."""

KIND = next(kind for kind in VENUE.kinds if kind.name == "wallet-history")


def history() -> list[Row]:
    """The recorded rows, oldest first."""
    with real(HISTORY).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["transactStatus"] == "Completed"]
    return sorted(rows, key=lambda row: row["timestamp"])


def written(rows: Sequence[Row]) -> bytes:
    """*rows* as the venue writes them."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def read(rows: Sequence[Row], *, opening: bool) -> Translation:
    """What *rows* are as events."""
    records = KIND.records(written(rows), "statement.csv")
    return KIND.given(records, "main", Given(opening=opening))  # type: ignore[misc]


def asides(translation: Translation) -> list[Aside]:
    """What of a statement became no event."""
    found = []
    for parked in translation.untranslated:
        kind = BreakKind.UNPARSABLE_ROW
        if "is no type" in parked.reason:
            kind = BreakKind.UNKNOWN_TYPE
        elif "does not hold" in parked.reason:
            kind = BreakKind.IDENTITY_FAILED
        found.append(_aside(parked, kind))
    again = [one for one in translation.skipped if "under the same id" in one.reason]
    return found + [_aside(one, BreakKind.DUPLICATE_VENUE) for one in again]


def _aside(one: object, kind: BreakKind) -> Aside:
    record = one.record  # type: ignore[attr-defined]
    why = one.reason  # type: ignore[attr-defined]
    return Aside(kind=kind, source=record.source, why=why, text=record.raw.decode())


@frozen
class Case:
    """A stretch of the history while faults are planted in it."""

    rng: random.Random
    base: list[Row]
    rows: list[Row]
    events: list[MarginEvent]
    used: set[str] = field(factory=set)

    def some(self, fits: Callable[[Row], bool]) -> Row:
        """A row that *fits* and that no fault has touched, not at an edge."""
        inside = self.base[EDGE:-EDGE]
        found = [row for row in inside if row["transactID"] not in self.used and fits(row)]
        if not found:
            raise LookupError("no row fits")
        row = self.rng.choice(found)
        self.used.add(row["transactID"])
        return self.rows[self.at(row)]

    def at(self, row: Row) -> int:
        """Where *row* is in the statement."""
        return next(n for n, r in enumerate(self.rows) if r["transactID"] == row["transactID"])

    def of(self, row: Row) -> int:
        """Where the event of *row* is in the ledger."""
        return next(n for n, e in enumerate(self.events) if e.stamp.id == name(row))


def name(row: Row) -> str:
    """The id of the event that *row* is."""
    return f"wallet:{row['transactID']}"


Fault = Callable[[Case], Planted]


def expect(row: Row, *kinds: BreakKind) -> Planted:
    """What must be found of *row*."""
    return frozenset(kinds), frozenset({name(row)})


def plain(row: Row) -> bool:
    """Whether a row moves something and is told by itself."""
    return row["transactType"] in {"RealisedPNL", "Funding", "Transfer"} and abs(num(row)) > 1


def num(row: Row) -> int:
    """The amount of a row."""
    return int(row["amount"])


def with_fee(row: Row) -> bool:
    """Whether a row states a fee inside its amount."""
    fee = row["fee"]
    stated = fee not in {"", "0"} and row["timestamp"] > "2023"
    return row["transactType"] == "RealisedPNL" and stated


# In the statement.


def row_dropped(case: Case) -> Planted:
    row = case.some(plain)
    del case.rows[case.at(row)]
    return expect(row, BreakKind.MISSING_VENUE)


def row_doubled(case: Case) -> Planted:
    row = case.some(plain)
    at = case.at(row)
    if case.rng.random() < 0.5:
        case.rows.insert(at, dict(row))
        return expect(row, BreakKind.DUPLICATE_VENUE)
    other = row | {"transactID": f"{case.rng.getrandbits(64):016x}-copy"}
    case.rows.insert(at + 1, other)
    kinds, names = expect(row, BreakKind.DUPLICATE_VENUE)
    return kinds, names | {name(other)}


def row_moved(case: Case) -> Planted:
    row = case.some(plain)
    days = case.rng.choice((-1, 1))
    moved = dict(row)
    for column in ("timestamp", "transactTime"):
        when = datetime.fromisoformat(row[column]) + timedelta(days=days)
        moved[column] = when.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    case.rows[case.at(row)] = moved
    return expect(row, BreakKind.TIMING)


def _amount(case: Case, row: Row, amount: int) -> Planted:
    case.rows[case.at(row)] = row | {"amount": str(amount)}
    funding = row["transactType"] == "Funding"
    return expect(row, BreakKind.IDENTITY_FAILED if funding else BreakKind.AMOUNT_MISMATCH)


def row_turned(case: Case) -> Planted:
    row = case.some(plain)
    return _amount(case, row, -num(row))


def row_off_by_one(case: Case) -> Planted:
    row = case.some(plain)
    return _amount(case, row, num(row) + case.rng.choice((-1, 1)))


def row_with_its_fee(case: Case) -> Planted:
    row = case.some(with_fee)
    return _amount(case, row, num(row) + int(row["fee"]))


def _twins(case: Case) -> tuple[Row, Row]:
    """A row and one equal to it, which both sides tell; balances after it are what they must be."""
    times = Counter((row["timestamp"], row["currency"]) for row in case.rows)

    def alone(row: Row) -> bool:
        single = times[row["timestamp"], row["currency"]] == 1
        return single and plain(row) and row["transactType"] == "RealisedPNL"

    row = case.some(alone)
    twin = row | {"transactID": f"{case.rng.getrandbits(64):016x}-twin"}
    case.rows.insert(case.at(row) + 1, twin)
    for n in range(case.at(twin), len(case.rows)):
        if case.rows[n]["currency"] == row["currency"]:
            balance = int(case.rows[n]["walletBalance"]) + num(row)
            case.rows[n] = case.rows[n] | {"walletBalance": str(balance)}
    at = case.of(row)
    event = case.events[at]
    case.events.insert(at + 1, evolve(event, stamp=evolve(event.stamp, id=name(twin))))
    return row, case.rows[case.at(twin)]


def rows_merged(case: Case) -> Planted:
    row, twin = _twins(case)
    del case.rows[case.at(row)]
    both = {"amount": str(2 * num(row)), "fee": _doubled(row["fee"])}
    case.rows[case.at(twin)] = twin | both | {"transactID": row["transactID"]}
    kinds, names = expect(row, BreakKind.AMOUNT_MISMATCH)
    return kinds, names | {name(twin)}


def _doubled(fee: str) -> str:
    return str(2 * int(fee)) if fee else fee


def row_renamed(case: Case) -> Planted:
    row = case.some(plain)
    case.rows[case.at(row)] = row | {"transactType": "SomethingNew"}
    return expect(row, BreakKind.UNKNOWN_TYPE)


def _boundary(case: Case) -> list[Row]:
    """What stands before a boundary of pages."""
    page = case.rng.randrange(1, (STRETCH - EDGE) // PAGE) * PAGE
    lost = case.base[page - case.rng.randint(2, 6) : page]
    if any(row["transactID"] in case.used or not plain(row) for row in lost):
        raise LookupError("the page is in use")
    case.used.update(row["transactID"] for row in lost)
    return lost


def page_lost(case: Case) -> Planted:
    lost = _boundary(case)
    for row in lost:
        del case.rows[case.at(row)]
    return frozenset({BreakKind.MISSING_VENUE}), frozenset(map(name, lost))


# In our ledger.


def event_dropped(case: Case) -> Planted:
    row = case.some(plain)
    del case.events[case.of(row)]
    return expect(row, BreakKind.MISSING_OURS)


def event_doubled(case: Case) -> Planted:
    row = case.some(plain)
    event = case.events[case.of(row)]
    other = f"wallet:{case.rng.getrandbits(64):016x}-copy"
    case.events.append(evolve(event, stamp=evolve(event.stamp, id=other)))
    return frozenset({BreakKind.DUPLICATE_OURS}), frozenset({name(row), other})


def event_moved(case: Case) -> Planted:
    row = case.some(plain)
    at = case.of(row)
    stamp = case.events[at].stamp
    day = case.rng.choice((-DAY_NS, DAY_NS))
    case.events[at] = evolve(case.events[at], stamp=evolve(stamp, time_ns=stamp.time_ns + day))
    return expect(row, BreakKind.TIMING)


def _booked(case: Case, row: Row, units: int) -> Planted:
    at = case.of(row)
    event = case.events[at]
    assert isinstance(event, RealisedProfit | FundingTotal | Transfer)
    case.events[at] = evolve(event, amount=Money(units, event.amount.asset))
    return expect(row, BreakKind.AMOUNT_MISMATCH)


def event_turned(case: Case) -> Planted:
    row = case.some(plain)
    return _booked(case, row, -num(row))


def event_off_by_one(case: Case) -> Planted:
    row = case.some(plain)
    return _booked(case, row, num(row) + case.rng.choice((-1, 1)))


def event_with_its_fee(case: Case) -> Planted:
    row = case.some(with_fee)
    return _booked(case, row, num(row) + int(row["fee"]))


def events_merged(case: Case) -> Planted:
    row, twin = _twins(case)
    del case.events[case.of(twin)]
    at = case.of(row)
    event = case.events[at]
    fee = getattr(event, "fee", None)
    twice = {} if fee is None else {"fee": fee + fee}
    case.events[at] = evolve(event, amount=event.amount + event.amount, **twice)  # type: ignore[union-attr]
    kinds, names = expect(row, BreakKind.AMOUNT_MISMATCH)
    return kinds, names | {name(twin)}


def event_renamed(case: Case) -> Planted:
    row = case.some(plain)
    at = case.of(row)
    event = case.events[at]
    assert isinstance(event, RealisedProfit | FundingTotal | Transfer)
    case.events[at] = Bonus(stamp=event.stamp, amount=event.amount, reason="renamed")
    return expect(row, BreakKind.AMOUNT_MISMATCH)


def page_unread(case: Case) -> Planted:
    lost = _boundary(case)
    gone = set(map(name, lost))
    case.events[:] = [event for event in case.events if event.stamp.id not in gone]
    return frozenset({BreakKind.MISSING_OURS}), frozenset(gone)


IN_THE_STATEMENT: tuple[Fault, ...] = (
    row_dropped,
    row_doubled,
    row_moved,
    row_turned,
    row_off_by_one,
    row_with_its_fee,
    rows_merged,
    row_renamed,
    page_lost,
)
IN_OUR_LEDGER: tuple[Fault, ...] = (
    event_dropped,
    event_doubled,
    event_moved,
    event_turned,
    event_off_by_one,
    event_with_its_fee,
    events_merged,
    event_renamed,
    page_unread,
)


@frozen(kw_only=True)
class Outcome:
    """What came of one trial.

    Attributes:
        seed: Its seed.
        faults: What was planted.
        planted: How many breaks had to be found.
        found: How many of them were, with their class and place.
        told: How many breaks were told.
        true: How many of those were planted.
        is_closed: Whether after what was suggested nothing is unexplained.
        wrong: What was missed, and what was told and is not so.
    """

    seed: int
    faults: tuple[str, ...]
    planted: int
    found: int
    told: int
    true: int
    is_closed: bool
    wrong: tuple[str, ...]


def trial(rows: Sequence[Row], seed: int) -> Outcome:
    """Plant one fault, or five, and see what reconcile says."""
    rng = random.Random(seed)
    kinds = (*IN_THE_STATEMENT, *IN_OUR_LEDGER)
    chosen = [kinds[seed // 2 % len(kinds)]]
    if seed % 2:
        chosen += rng.sample([kind for kind in kinds if kind is not chosen[0]], 4)
    while True:
        case = _stretch(rows, rng)
        try:
            planted = [fault(case) for fault in chosen]
            break
        except LookupError:
            continue
    return _judged(case, seed, tuple(f.__name__ for f in chosen), planted)


def _stretch(rows: Sequence[Row], rng: random.Random) -> Case:
    begin = _instant(rows, rng.randrange(len(rows) - 2 * STRETCH))
    end = _instant(rows, begin + STRETCH)
    base = [dict(row) for row in rows[begin:end]]
    events = [*read(base, opening=True).events]
    return Case(rng, base, list(base), events)


def _instant(rows: Sequence[Row], at: int) -> int:
    """The first place from *at* on where an instant begins: a batch is told as a whole."""
    while at and rows[at]["timestamp"] == rows[at - 1]["timestamp"]:
        at += 1
    return at


def _judged(case: Case, seed: int, faults: tuple[str, ...], planted: list[Planted]) -> Outcome:
    first = _compared(case, case.events)
    right = [one for one in first.breaks if _is_planted(one, planted)]
    missed = _missed(planted, right)
    events = [*case.events, *first.suggested]
    second = _compared(case, events)
    closed = not second.unexplained and not second.suggested and not first.unexplained
    false = [one for one in first.breaks if one not in right]
    return Outcome(
        seed=seed,
        faults=faults,
        planted=len(planted),
        found=len(planted) - len(missed),
        told=len(first.breaks),
        true=len(right),
        is_closed=closed,
        wrong=(*missed, *(f"told {one.kind.value} {_ids(one)} {one.text}" for one in false)),
    )


def _compared(case: Case, events: Sequence[MarginEvent]) -> Reconciliation:
    statement = read(case.rows, opening=False)
    ledger = Ledger.replay(events, rules=VENUE.rules)
    times = [event.stamp.time_ns for event in read(case.base, opening=False).events]
    span = min(times), max(times)
    return reconcile(ledger, statement.events, asides=asides(statement), span=span)


def _ids(one: Break) -> set[str]:
    return {event.stamp.id for event in (*one.ours, *one.venue)}


def _is_planted(one: Break, planted: Sequence[Planted]) -> bool:
    return any(one.kind in kinds and _ids(one) and _ids(one) <= names for kinds, names in planted)


def _missed(planted: Sequence[Planted], right: Sequence[Break]) -> list[str]:
    missed = []
    for kinds, names in planted:
        told = {one for b in right if b.kind in kinds for one in _ids(b)} & names
        several = BreakKind.MISSING_VENUE in kinds or BreakKind.MISSING_OURS in kinds
        if not told or (several and told != names):
            missed.append(f"missed {sorted(k.value for k in kinds)} of {sorted(names)}")
    return missed


def main() -> None:
    """Run the trials that were asked for, and say what came of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    wanted = parser.parse_args()
    rows = history()
    outcomes = [trial(rows, seed) for seed in range(wanted.first, wanted.first + wanted.trials)]
    for one in outcomes:
        if one.wrong or not one.is_closed:
            print(
                one.seed, one.faults, "closed" if one.is_closed else "OPEN", *one.wrong, sep="\n  "
            )
    print(summary(outcomes))


def summary(outcomes: Sequence[Outcome]) -> str:
    """The figures, in a few lines."""
    planted, found = sum(o.planted for o in outcomes), sum(o.found for o in outcomes)
    told, true = sum(o.told for o in outcomes), sum(o.true for o in outcomes)
    closed = sum(o.is_closed for o in outcomes)
    return (
        f"{len(outcomes)} trials, {planted} faults planted\n"
        f"recall of class and place {found}/{planted} = {found / planted:.4%}\n"
        f"precision {true}/{told} = {true / told:.4%}\n"
        f"nothing unexplained after what was suggested: {closed}/{len(outcomes)}"
    )


if __name__ == "__main__":
    main()
