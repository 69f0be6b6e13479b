"""Writes the table of recorded lives in the docs: `python -m tests.campaigns.lives_table`."""

from collections.abc import Sequence
from pathlib import Path

from isoledger.conformance.entries import Entry, entry_of
from isoledger.conformance.plain import parsed
from isoledger.conformance.recorded import lives_of
from isoledger.conformance.registry import READERS
from isoledger.conformance.replaying import Replayed, replayed
from tests.campaigns.conformance_table import lines
from tests.real import real

HERE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "lives.md"

HEAD = """# Recorded lives, replayed

Written by `python -m tests.campaigns.lives_table`; a test fails when it is not what the command
makes now. A life is a log of one position: balances, positions, orders, operations by hand. Every
trade, funding and margin move goes through the ledger as an event, and after each step what the
venue printed is compared with what the ledger then says; the liquidation price is solved for the
position that the ledger holds. A cell says how many agree of how many are printed, to the last
digit printed (a stream of Bitget cuts margins, so that ours may be cut too).

All lives are read and replayed in one way; what tells them apart is which fields their venue has.
Margin at a trade is its value by the leverage, to 8 decimals.

"""
COLUMNS = (
    "life", "venue", "contract", "steps", "events", "free balance", "margin", "liquidation price",
    "size", "entry", "all money", "last free balance",
)  # fmt: skip
WHAT = ("free", "margin", "price", "size", "entry", "total", "last free")

BELOW = """
## What no record says

What a log leaves out is told by what it prints next, and named here. It is never fitted to a
liquidation price: those are compared after it.

"""
FEET = """
## What the agreement proves

- The first margin of a position that was there when its log began is read, not computed; so are
  the parts of KuCoin's margin, whose changes no record explains. The prices after them are solved.
- Where a step states neither size nor entry price, they are those of the same position recorded
  elsewhere, known by its printed price (Hyperliquid, KuCoin, CoinEx), or follow from the value and
  the profit at the mark (BitMEX, whose maintenance rate of 0.5 % is assumed and confirmed by its
  price). Binance and Bybit print no price: their balances are compared, and nothing is solved.
- In the liquidation of life 6 the position pays its closing fee; its surplus of 0.7399386 is swept
  to the insurance fund by a leg of its own, and the free balance is what it was: 0.12587420.
"""


def twins() -> list[Entry]:
    """Positions recorded elsewhere."""
    plain = parsed(real("positions.json").read_bytes(), "positions.json")
    return [entry_of(one, str(n)) for n, one in enumerate(plain, 1)]


def lives() -> list[Replayed]:
    """Every recorded life, replayed."""
    others, data = twins(), real("sequences.json").read_bytes()
    return [replayed(life, READERS, others) for life in lives_of(data, "sequences.json")]


def cells(at: int, life: Replayed) -> tuple[str, ...]:
    """A row of the table."""
    counts = [life.count(what) for what in WHAT]
    return (
        str(at),
        life.life.venue,
        life.life.symbol,
        str(len(life.life.steps)),
        str(sum(len(ledger.log) for ledger in life.ledgers)),
        *(f"{agree} of {of}" if of else "" for agree, of in counts),
    )


def text(found: Sequence[Replayed]) -> str:
    """The whole page."""
    numbered = list(enumerate(found, 1))
    notes = [f"- Life {at}, {note}." for at, life in numbered for note in life.notes]
    rows = lines(COLUMNS, [cells(at, life) for at, life in numbered])
    return HEAD + "\n".join(rows) + "\n" + BELOW + "\n".join(notes) + "\n" + FEET


if __name__ == "__main__":
    HERE.write_text(text(lives()), encoding="utf-8")
