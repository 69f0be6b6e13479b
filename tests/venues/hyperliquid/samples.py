"""Records as the venue writes them, made here: each says what it changes and is whole otherwise."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from isoledger.venues.hyperliquid import VENUE
from isoledger.venues.hyperliquid.chains import direction
from isoledger.venues.hyperliquid.records import CSV_HEADER
from isoledger.venues.records import Record, csv_records, json_records
from isoledger.venues.translation import Kind
from tests.real import real

ME = "0x" + "1" * 40
YOU = "0x" + "2" * 40
VAULT = "0x" + "3" * 40
T0 = 1_700_000_000_000
CASSETTES = "hyperliquid/hyperliquid-dex__hyperliquid-python-sdk/"
TABLE = "hyperliquid/12SRB__Trader_Performance_vs_Market_Sentiment/historical_data.csv"
KINDS: dict[str, Kind] = {kind.name: kind for kind in VENUE.kinds}


def records(*elements: object, file: str = "answer.json") -> list[Record]:
    """The records of an answer."""
    return json_records(json.dumps(list(elements)).encode(), file)


def fill(**changes: object) -> dict[str, object]:
    """A fill: two BTC bought at 100, from nothing. A field set to ... is left out."""
    whole = {
        "coin": "BTC",
        "px": "100.0",
        "sz": "2.0",
        "side": "B",
        "time": T0,
        "startPosition": "0.0",
        "dir": "Open Long",
        "closedPnl": "0.0",
        "hash": "0xabc",
        "oid": 7,
        "crossed": True,
        "fee": "0.09",
        "tid": 11,
        "feeToken": "USDC",
    }
    return {name: value for name, value in (whole | changes).items() if value is not ...}


def chain(*trades: tuple[str, str], coin: str = "BTC", start: str = "0") -> list[Record]:
    """Fills of signed sizes at prices, one a second, each starting where the last one ended."""
    held, elements = Decimal(start), []
    for place, (size, price) in enumerate(trades):
        amount = Decimal(size)
        elements.append(
            fill(
                coin=coin,
                px=price,
                sz=str(abs(amount)),
                side="B" if amount > 0 else "A",
                startPosition=str(held),
                dir=direction(Fraction(held), Fraction(amount)),
                time=T0 + 1000 * place,
                tid=place + 1,
            )
        )
        held += amount
    return records(*elements)


def update(kind: str, *, time: int = T0, **delta: object) -> dict[str, object]:
    """A ledger update."""
    return {"time": time, "hash": "0xfeed", "delta": {"type": kind, **delta}}


def funding(**changes: object) -> dict[str, object]:
    """A funding payment of BTC: 1.5 received."""
    told = {
        "type": "funding",
        "coin": "BTC",
        "usdc": "1.5",
        "szi": "-2.0",
        "fundingRate": "0.0000125",
        "nSamples": None,
    }
    return {"time": T0, "hash": "0x" + "0" * 64, "delta": told | changes}


def table(*rows: dict[str, str], file: str = "table.csv") -> list[Record]:
    """Rows of the fills table: a whole row each, but for what it says."""
    whole = dict(
        zip(
            CSV_HEADER,
            (
                ME,
                "BTC",
                "100",
                "2",
                "200",
                "BUY",
                "02-12-2024 22:50",
                "0",
                "Open Long",
                "0",
                "0xabc",
                "7",
                "TRUE",
                "0.09",
                "8.95E+14",
                "1.73E+12",
            ),
            strict=True,
        )
    )
    lines = [",".join(CSV_HEADER)]
    lines += [",".join((whole | row).values()) for row in rows]
    return csv_records("\n".join(lines).encode(), file, header=CSV_HEADER)


def recorded(kind: str, path: str) -> list[Record]:
    """The records of a recorded answer."""
    found: Path = real(path)
    return KINDS[kind].records(found.read_bytes(), found.name)


def cassette(kind: str, name: str) -> list[Record]:
    """The records of a recorded answer of the venue's own test suite."""
    return recorded(kind, f"{CASSETTES}{name}.response.json")
