"""What may be asked at all: requests that read, each of them listed; anything else is not sent."""

import json
import logging
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from typing import cast
from urllib.parse import urlsplit

from attrs import field, frozen

from isoledger.feeds.credentials import Credentials
from isoledger.feeds.errors import BusyError, ForbiddenRequestError
from isoledger.feeds.source import Source

WHY_MAX = 300
"""How much of what a venue or a library says about a failure is shown."""

_LATER = frozenset({408, 418, 425, 429})
"""Statuses that say "not now"; 418 is Binance's for those who did not listen."""

_FAULTS = 500
"""From here on a status says that the fault is the venue's."""

_QUERY = re.compile(r"\?[^\s\"']*")
_LOGS = ("urllib3.connectionpool", "aiohttp.client", "asyncio")


@frozen(kw_only=True, order=True)
class Endpoint:
    """A request that only reads.

    Attributes:
        exchange: Whom ccxt sends it to.
        verb: Its method.
        path: Its path on the venue's host; ``{…}`` stands for one part of it.
    """

    exchange: str
    verb: str
    path: str

    def fits(self, verb: str, path: str) -> bool:
        """Whether a request is this one."""
        parts = [re.escape(part) for part in re.split(r"\{[^}]*\}", self.path)]
        return verb == self.verb and re.fullmatch("[A-Za-z0-9_-]+".join(parts), path) is not None


def endpoints(sources: Iterable[Source]) -> tuple[Endpoint, ...]:
    """What *sources* ask."""
    found = {Endpoint(exchange=s.exchange, verb=s.verb, path=s.path) for s in sources}
    return tuple(sorted(found))


def forbidden(exchange: str, verb: str, url: str) -> ForbiddenRequestError:
    """What says that a request was not sent, without what was asked."""
    return ForbiddenRequestError(venue=exchange, verb=verb, path=urlsplit(url).path)


@frozen(kw_only=True)
class Gate:
    """Lets through what is listed for one exchange.

    Attributes:
        exchange: What ccxt calls it.
        allowed: What may be asked of it.
    """

    exchange: str
    allowed: tuple[Endpoint, ...] = field()

    def require(self, verb: str, url: str) -> None:
        """Nothing, if the request is listed.

        Raises:
            ForbiddenRequestError: It is not; it must not be sent.
        """
        path = urlsplit(url).path
        if not any(its.exchange == self.exchange and its.fits(verb, path) for its in self.allowed):
            raise forbidden(self.exchange, verb, url)

    def answered(self, code: int, reason: str, *rest: object) -> str:
        """The body of an answer, if the venue gave one: ccxt takes some of its faults for refusals.

        Args:
            code: The status of the answer.
            reason: What it is called.
            rest: Address, method, headers, body and so on, as ccxt hands them on.

        Raises:
            BusyError: The venue says that it could not answer, or not so often.
        """
        if code in _LATER or code >= _FAULTS:
            raise BusyError(what=self.exchange, why=f"HTTP {code} {reason}")
        return str(rest[3]).strip()


def told(error: Exception, credentials: Credentials) -> str:
    """What *error* says, without what was asked and without who asked."""
    text = credentials.wiped(_QUERY.sub("", " ".join(str(error).split())))
    return f"{type(error).__name__}: {text[:WHY_MAX]}" if text else type(error).__name__


class _Secretive(logging.Filter):
    """Keeps lines that hold a credential out of a log: some venues want the key in the address."""

    def __init__(self, credentials: Credentials) -> None:
        super().__init__()
        self._credentials = credentials

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        return self._credentials.wiped(text) == text


@contextmanager
def discreet(credentials: Credentials) -> Generator[None]:
    """While a request is under way, the libraries below do not log the credentials in it."""
    keeping = _Secretive(credentials)
    logs = [logging.getLogger(name) for name in _LOGS]
    for log in logs:
        log.addFilter(keeping)
    try:
        yield
    finally:
        for log in logs:
            log.removeFilter(keeping)


def silent() -> logging.Logger:
    """A log that nobody hears: ccxt writes the headers of its requests to its own."""
    log = logging.Logger("isoledger.feeds.ccxt")  # noqa: LOG001 - outside the tree on purpose
    log.disabled = True
    return log


# --- an answer that still knows how it was written ------------------------------------------------


class Written(dict[str, object]):
    """A JSON object, and its text."""

    text: str = ""


class WrittenRows(list[object]):
    """A JSON array, and its text."""

    text: str = ""


def exact(body: str) -> object:
    """The value of *body* for the library that looks at it, its text for us; no float is made.

    Raises:
        ValueError: It is no JSON.
    """
    try:
        value: object = json.loads(body, parse_float=str, object_pairs_hook=Written)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if isinstance(value, list):
        value = WrittenRows(cast("list[object]", value))
    if isinstance(value, Written | WrittenRows):
        value.text = body
    return value


def body_of(answer: object) -> str:
    """The text of an *answer* that came through `exact`, or that was no JSON; empty: none came."""
    if isinstance(answer, Written | WrittenRows):
        return answer.text
    return answer if isinstance(answer, str) else ""
