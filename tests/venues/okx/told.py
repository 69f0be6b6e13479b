"""Bills and instruments of OKX as tests write them, and what becomes of them."""

import json

from isoledger.core.findings import findings
from isoledger.core.ledger import Ledger
from isoledger.venues.okx import VENUE
from isoledger.venues.okx.bills import BILLS
from isoledger.venues.okx.instruments import INSTRUMENTS
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Translation

SWAP = "BTC-USDT-SWAP"


def answer(*rows: dict[str, object]) -> bytes:
    """An answer of the API that holds *rows*."""
    return json.dumps({"code": "0", "msg": "", "data": list(rows)}).encode()


def bill(at: int, code: str, **fields: str) -> dict[str, object]:
    """The bill number *at* of ``type/subType`` *code*: isolated, of one swap, moving nothing."""
    kind, sub = code.split("/")
    row = {
        "billId": str(at),
        "type": kind,
        "subType": sub,
        "ts": str(1_700_000_000_000 + at),
        "ccy": "USDT",
        "instType": "SWAP",
        "instId": SWAP,
        "mgnMode": "isolated",
        "bal": "",
        "balChg": "0",
        "posBal": "",
        "posBalChg": "0",
        "pnl": "0",
        "fee": "0",
        "sz": "",
        "px": "",
        "interest": "0",
        "notes": "",
    }
    return row | fields


def listed(symbol: str = SWAP, **fields: str) -> dict[str, object]:
    """The terms of a linear swap of 0.01 BTC a contract."""
    row: dict[str, object] = {
        "instType": "SWAP",
        "instId": symbol,
        "ctType": "linear",
        "ctVal": "0.01",
        "ctMult": "1",
        "settleCcy": "USDT",
        "lotSz": "0.1",
        "tickSz": "0.1",
        "listTime": "1573557408000",
        "expTime": "",
    }
    return row | fields


def read(statement: Statement, data: bytes) -> Translation:
    """What *statement* makes of a file; every row of it is accounted for."""
    records = statement.records(data, "file")
    told = statement.translate(records, "a")
    assert told.is_whole
    assert told.records == len(records)
    return told


def bills(*rows: dict[str, object]) -> Translation:
    """What became of bills, newest first as the API lists them."""
    return read(BILLS, answer(*reversed(rows)))


def ledger(*rows: dict[str, object], terms: tuple[dict[str, object], ...] = ()) -> Ledger:
    """The ledger of bills, none of which was refused, and which contradicts none of them."""
    told = bills(*rows)
    assert not told.untranslated, told.untranslated[0].reason
    given = read(INSTRUMENTS, answer(*(terms or (listed(),))))
    found = Ledger.replay([*given.events, *told.events], rules=VENUE.rules)
    assert not list(findings(found)), [str(finding) for finding in findings(found)]
    return found
