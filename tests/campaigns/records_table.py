"""Writes the table of records in the docs: `python -m tests.campaigns.records_table`.

What each venue's records become is read off the venues' own declarations; how many recorded
payloads of each kind there are, and what became of them, is counted anew.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from attrs import define, field

from isoledger.venues.directory import VENUES
from isoledger.venues.translation import Kind, Venue
from tests.venues.payloads import payloads, taken_by

HERE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "records.md"

FOLDERS = {
    "htx": ("htx", "huobi"),
    "krakenfutures": ("kraken", "krakenfutures"),
    "kucoin": ("kucoin", "kucoinfutures"),
}
"""Under which names recorded payloads of a venue lie, where they are not its own."""

HEAD = """# What the records of each venue become

Written by `python -m tests.campaigns.records_table`; a test fails when it is not what the command
makes now. *payloads* are recorded ones: answers, streams and files that others published, and every
record of them is in exactly one of the last three columns. A type that nobody knows is parked and
shown. *(assumed)*: nobody confirms it.

"""


@define
class Count:
    """What became of the recorded payloads of one kind."""

    payloads: int = 0
    records: int = 0
    translated: int = 0
    skipped: int = 0
    parked: int = 0


@define
class Census:
    """All recorded payloads of one venue."""

    kinds: Counter[str] = field(factory=Counter)
    counts: dict[str, Count] = field(factory=dict)
    refused: int = 0
    others: int = 0


def census(venue: Venue) -> Census:
    """What becomes of everything recorded of *venue*."""
    found = Census()
    for folder in FOLDERS.get(venue.name, (venue.name,)):
        for title, data in payloads(folder):
            kind, done = taken_by(venue, data, title)
            if kind is None:
                found.others += 1
            elif isinstance(done, str):
                found.refused += 1
            else:
                count = found.counts.setdefault(kind.name, Count())
                count.payloads += 1
                count.records += done.records
                count.translated += done.translated
                count.skipped += len(done.skipped)
                count.parked += len(done.untranslated)
    return found


def rows(venue: Venue, found: Census) -> Iterator[str]:
    """A row for each kind, and one for each of its types."""
    for kind in venue.kinds:
        count = found.counts.get(kind.name, Count())
        cells = (count.payloads, count.records, count.translated, count.skipped, count.parked)
        where = ", ".join(f"`{path}`" for path in kind.endpoints) or "saved by hand"
        yield f"| `{kind.name}` | {where} | " + " | ".join(map(str, cells)) + " |"


def types(kind: Kind) -> Iterator[str]:
    """What each type of record of *kind* becomes, types that become the same together."""
    same: dict[str, list[str]] = {}
    for name, becomes in kind.types.items():
        same.setdefault(becomes, []).append(f"`{name}`" if name else "every record")
    for becomes, names in same.items():
        yield f"  - {', '.join(names)}: {becomes}"


def page() -> str:
    """The whole page."""
    lines = [HEAD]
    for venue in VENUES.values():
        found = census(venue)
        lines.append(f"## {venue.title}\n\n")
        lines.append("| kind | endpoint | payloads | records | events | no history | parked |\n")
        lines.append("|---|---|---|---|---|---|---|\n")
        lines += [f"{row}\n" for row in rows(venue, found)]
        lines.append(
            f"\n{found.others} more payloads hold no money and no position of this account (prices,"
            f" orders, settings); {found.refused} are refused as a whole. What no record shows:\n\n"
        )
        lines += [f"- {what}\n" for what in venue.unseen]
        lines.append("\n")
        for kind in venue.kinds:
            lines.append(f"- `{kind.name}`: {kind.title}\n")
            lines += [f"{line}\n" for line in types(kind)]
        lines.append("\n")
    return "".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    HERE.write_text(page(), encoding="utf-8")
