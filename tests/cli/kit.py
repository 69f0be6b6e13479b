"""A small wallet history in BitMEX's own form, made up here, and a way to run a command."""

import json
from collections.abc import Iterable
from pathlib import Path

from attrs import frozen

from isoledger.cli import main

COLUMNS = (
    "timestamp,transactTime,transactType,transactStatus,currency,network,amount,fee,"
    "walletBalance,orderID,transactID,address,marginBalance"
)
HISTORY = (
    ("2025-03-01T10:00:00.000Z", "Deposit", "Completed", "XBt", 100_000_000, 0, 100_000_000, ""),
    (
        "2025-03-02T12:00:00.000Z",
        "RealisedPNL",
        "Completed",
        "XBt",
        -700,
        700,
        99_999_300,
        "XBTUSD",
    ),
    ("2025-03-02T20:00:00.000Z", "Funding", "Completed", "XBt", -250, 250, 99_999_050, "X"),
    ("2025-03-03T09:00:00.000Z", "Deposit", "Completed", "USDt", 5_000_000, 0, 5_000_000, ""),
    ("2025-03-04T09:00:00.000Z", "Withdrawal", "Canceled", "XBt", -900, 0, 99_999_050, ""),
    (
        "2025-03-05T09:00:00.000Z",
        "RealisedPNL",
        "Completed",
        "XBt",
        5000,
        40,
        100_004_050,
        "XBTUSD",
    ),
)


def line(place: int, row: tuple) -> str:
    time, kind, status, currency, amount, fee, balance, address = row
    identity = f"0000aaaa-0000-4000-8000-{place:012d}"
    return (
        f"{time},{time},{kind},{status},{currency},,{amount},{fee},{balance},,{identity},{address},"
    )


def history(path: Path, rows: Iterable[tuple] = HISTORY) -> Path:
    """A file of *rows*, at *path*."""
    lines = [COLUMNS, *(line(place, row) for place, row in enumerate(rows, 1))]
    path.write_text("".join(f"{text}\r\n" for text in lines), encoding="utf-8")
    return path


def changed(place: int, amount: int) -> tuple[tuple, ...]:
    """`HISTORY`, with another amount in the row at *place*, from 1."""
    rows = list(HISTORY)
    row = list(rows[place - 1])
    row[4] = amount
    rows[place - 1] = tuple(row)
    return tuple(rows)


@frozen
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """Its output, read with every decimal left as it stands."""
        return json.loads(self.out)


class Runner:
    """Runs commands in a folder, with its own journal."""

    def __init__(self, folder: Path, capsys) -> None:
        self.folder = folder
        self.store = folder / "books.db"
        self._capsys = capsys

    def __call__(self, *words: str | Path) -> Ran:
        self._capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)

    def on_store(self, *words: str | Path) -> Ran:
        """The command, on this folder's journal."""
        return self(*words, "--store", self.store)

    def imported(self, rows: Iterable[tuple] = HISTORY, *more: str) -> Ran:
        """A history in the journal."""
        file = history(self.folder / "history.csv", rows)
        return self.on_store("import", "bitmex", file, "--account", "main", *more)
