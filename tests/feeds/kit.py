"""Bybit's transaction log made up here, a venue that serves it on loopback, and its moods."""

import importlib
import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from attrs import field, frozen

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds import Ask, Credentials, Keeper, Source, Wish, sources_of
from isoledger.journal import MemoryStore
from isoledger.venues.bybit.rules import RULES
from isoledger.venues.bybit.statements import LOG
from isoledger.venues.translation import Venue

BYBIT = Venue(name="bybit", title="Bybit", rules=RULES, kinds=(LOG.kind,))
(LOG_SOURCE,) = sources_of("bybit")

KEY, SECRET, PHRASE = "canary-key-7d1f", "canary-secret-93ab", "canary-phrase-55c2"
WHO = Credentials(key=KEY, secret=SECRET, passphrase=PHRASE, address="0xcanary-address-0f0f")

T0 = 1_760_000_000_000
"""The first instant of made-up histories, in ms."""

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
MS = 10**6


def ccxt():
    """The ccxt that is installed, or a skip that says what is missing; in CI it must be there."""
    if os.environ.get("CI"):
        return importlib.import_module("ccxt")
    return pytest.importorskip("ccxt", reason='the extra is absent: pip install "isoledger[ccxt]"')


def transfer(place: int, time_ms: int, amount: str, balance: str) -> dict:
    """A row of the transaction log: money came in."""
    return {
        "id": f"row-{place}",
        "symbol": "",
        "category": "",
        "side": "None",
        "transactionTime": str(time_ms),
        "type": "TRANSFER_IN",
        "qty": "0",
        "size": "0",
        "currency": "USDT",
        "tradePrice": "",
        "funding": "",
        "fee": "",
        "cashFlow": amount,
        "change": amount,
        "cashBalance": balance,
        "feeRate": "",
        "bonusChange": "",
        "tradeId": "",
        "orderId": "",
        "orderLinkId": "",
    }


def history(times: Sequence[int], amounts: Sequence[int] | None = None) -> list[dict]:
    """A row at each of *times* (ms), oldest first, each of so many cents, its balance told."""
    cents, rows = 0, []
    for place, at in enumerate(times):
        amount = 100 if amounts is None else amounts[place]
        cents += amount
        rows.append(transfer(place, at, f"{amount / 100:.2f}", f"{cents / 100:.2f}"))
    return rows


def body(rows: Sequence[dict], token: str = "") -> str:
    """An answer of the venue."""
    result = {"list": list(rows), "nextPageCursor": token}
    return json.dumps({"retCode": 0, "retMsg": "OK", "result": result, "time": time.time_ns()})


def answered(rows: Sequence[dict], asked: dict, limit_max: int = 50) -> str:
    """What the venue says of *rows* (oldest first) when it is *asked*: newest first, by cursor."""
    start, end = int(asked["startTime"]), int(asked["endTime"])
    limit = min(int(asked.get("limit", 20)), limit_max)
    fits = [r for r in reversed(rows) if start <= int(r["transactionTime"]) <= end]
    at = int(asked.get("cursor") or 0)
    more = at + limit < len(fits)
    return body(fits[at : at + limit], str(at + limit) if more else "")


@frozen
class Teller:
    """A transport that answers from memory, and remembers what it was asked."""

    rows: list[dict]
    size: int = 50
    asked: list[Ask] = field(factory=list)

    def get(self, ask: Ask) -> str:
        self.asked.append(ask)
        return answered(self.rows, dict(ask.parameters), self.size)


@frozen
class Script:
    """A transport that reads its answers off a list; an error among them is raised."""

    answers: list
    asked: list[Ask] = field(factory=list)

    def get(self, ask: Ask) -> str:
        self.asked.append(ask)
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    @property
    def parameters(self) -> list[dict]:
        return [dict(ask.parameters) for ask in self.asked]


def keeper(store=None, venue: Venue = BYBIT) -> Keeper:
    return Keeper(MemoryStore() if store is None else store, venue, "main")


def wish(now_ms: int, since_ms: int | None = T0, **besides) -> Wish:
    values = {"sources": (LOG_SOURCE,), **besides}
    since = None if since_ms is None else since_ms * MS
    return Wish(since_ns=since, now_ns=now_ms * MS, **values)


def source(**besides) -> Source:
    """A source of one's own, like the transaction log where nothing else is said."""
    from attrs import evolve

    return evolve(LOG_SOURCE, **besides)


TIMEOUT_MS = 600
"""How long ccxt waits for the venue on loopback: longer than a busy machine takes."""


# --- a venue on loopback -------------------------------------------------------------------------

Mood = Callable[["Handler", str], bool]
"""What the server does instead of answering; whether it has answered by that."""


class Handler(BaseHTTPRequestHandler):
    """Answers as the venue does, unless a mood takes it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        venue: Loopback = self.server.venue
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        venue.seen.append((self.path, dict(self.headers)))
        venue.moment()
        text = answered(venue.rows, asked, venue.size)
        mood = venue.moods.pop(0) if venue.moods else "fine"
        MOODS[mood](self, text)
        if mood in {"fine", "shuffled"}:
            venue.last = text

    def say(self, status: int, text: str, length: int | None = None) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = length is not None

    def log_message(self, *_: object) -> None:
        pass


def _slow(handler: Handler, text: str) -> None:
    time.sleep(TIMEOUT_MS / 1000 * 1.3)
    handler.close_connection = True


def _stale(handler: Handler, text: str) -> None:
    """The page before, once more."""
    handler.say(200, handler.server.venue.last or text)


def _shuffled(handler: Handler, text: str) -> None:
    """Its rows in another order, those of one instant in theirs."""
    answer = json.loads(text)
    rows = answer["result"]["list"]
    groups = {}
    for row in rows:
        groups.setdefault(row["transactionTime"], []).append(row)
    odd = sorted(groups.items(), key=lambda item: int(item[0]) % 7)
    answer["result"]["list"] = [row for _, group in odd for row in group]
    handler.say(200, json.dumps(answer))


MOODS = {
    "fine": lambda handler, text: handler.say(200, text),
    "busy": lambda handler, _: handler.say(500, '{"retCode":10016,"retMsg":"server error"}'),
    "limited": lambda handler, _: handler.say(429, "too many requests"),
    "visits": lambda handler, _: handler.say(200, '{"retCode":10006,"retMsg":"Too many visits!"}'),
    "slow": _slow,
    "cut": lambda handler, text: handler.say(200, text[: len(text) // 2]),
    "torn": lambda handler, text: handler.say(200, text[: len(text) // 2], len(text)),
    "page": lambda handler, _: handler.say(200, "<html>maintenance</html>"),
    "stale": _stale,
    "shuffled": _shuffled,
}
"""What can happen to an answer."""


class Loopback:
    """A venue on this machine."""

    def __init__(self, rows: list[dict], size: int = 50) -> None:
        self.rows, self.size = rows, size
        self.moods: list[str] = []
        self.seen: list[tuple[str, dict]] = []
        self.last = ""
        self.moment: Callable[[], None] = lambda: None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.venue = self
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def configuration(self) -> FrozenMap:
        """What leads ccxt here."""
        here = f"http://127.0.0.1:{self._server.server_port}"
        return FrozenMap(
            {
                "urls": {"api": {"private": here, "public": here}},
                "enableRateLimit": False,
                "timeout": TIMEOUT_MS,
            }
        )

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
