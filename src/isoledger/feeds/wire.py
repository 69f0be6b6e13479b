"""The wire to a venue: ccxt signs a request, paces it and sends it; what it makes of it is let be.

Only the implicit endpoints of ccxt are called, one for one what the venue documents, and the body
of the answer is taken as it came. Before anything is sent, its method and path must be on the list.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, cast

import ccxt
import ccxt.async_support

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds.credentials import Credentials
from isoledger.feeds.errors import (
    AbsentVenueError,
    AnswerError,
    BusyError,
    CredentialsError,
    FeedError,
    RefusedRequestError,
)
from isoledger.feeds.guard import Endpoint, Gate, body_of, discreet, exact, silent, told
from isoledger.feeds.source import Ask, Source

CRASHES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError)
"""What ccxt raises where an answer is not what it expects, besides its own errors."""


class _Reading(ccxt.Exchange):
    """An exchange that only reads, and leaves the numbers of an answer as they are written."""

    gate: ClassVar[Gate]

    def on_json_response(self, body: str) -> object:
        return exact(body)

    def on_rest_response(self, code: int, reason: str, *rest: object) -> str:
        return self.gate.answered(code, reason, *rest)

    def fetch(
        self, url: str, method: str = "GET", headers: object = None, body: object = None
    ) -> object:
        self.gate.require(method, url)
        return super().fetch(url, method, headers, body)


class _ReadingAsync(ccxt.async_support.Exchange):
    """As `_Reading`, and lets others work meanwhile."""

    gate: ClassVar[Gate]

    def on_json_response(self, body: str) -> object:
        return exact(body)

    def on_rest_response(self, code: int, reason: str, *rest: object) -> str:
        return self.gate.answered(code, reason, *rest)

    async def fetch(
        self, url: str, method: str = "GET", headers: object = None, body: object = None
    ) -> object:
        self.gate.require(method, url)
        return await super().fetch(url, method, headers, body)


class Wire:
    """Carries requests to one venue; see `isoledger.feeds.pulling.Transport`."""

    def __init__(
        self,
        allowed: tuple[Endpoint, ...],
        credentials: Credentials,
        configuration: Mapping[str, object] = FrozenMap[str, object](),
    ) -> None:
        """Nothing is sent yet.

        Args:
            allowed: What may be asked.
            credentials: Who is asking.
            configuration: What ccxt is told besides: a proxy, a timeout in ms, another host.
        """
        self._allowed, self._credentials = allowed, credentials
        self._configuration = FrozenMap(configuration)
        self._exchanges: dict[str, _Reading] = {}

    def get(self, ask: Ask) -> str:
        """The body of the answer to *ask*; see `isoledger.feeds.pulling.Transport.get`."""
        self._credentials.need(ask.source.venue, *ask.source.needs)
        exchange = self._exchange(ask.source)
        call = endpoint_of(exchange, ask.source)
        fault: FeedError | None = None
        answer: object = None
        try:
            with discreet(self._credentials):
                answer = call(parameters(ask, self._credentials))
        except FeedError as error:
            fault = named(error.with_traceback(None), ask.source)
        except (ccxt.BaseError, *CRASHES) as error:
            fault = fault_of(ask.source, error, self._credentials)
        if fault is not None:
            # Out of the reach of what was caught: it knows addresses, headers and the exchange.
            raise fault
        return body_of(answer)

    def _exchange(self, source: Source) -> _Reading:
        made = self._exchanges.get(source.exchange)
        if made is None:
            kind = class_of(ccxt, source, ccxt.Exchange)
            gate = Gate(exchange=source.exchange, allowed=self._allowed)
            reading = type(source.exchange, (_Reading, kind), {"gate": gate})
            made = reading(configured(self._configuration, self._credentials))
            self._exchanges[source.exchange] = made
        return made


class AsyncWire:
    """As `Wire`, and lets others work meanwhile; close it when done."""

    def __init__(
        self,
        allowed: tuple[Endpoint, ...],
        credentials: Credentials,
        configuration: Mapping[str, object] = FrozenMap[str, object](),
    ) -> None:
        """Nothing is sent yet; arguments as those of `Wire`."""
        self._allowed, self._credentials = allowed, credentials
        self._configuration = FrozenMap(configuration)
        self._exchanges: dict[str, _ReadingAsync] = {}

    async def get(self, ask: Ask) -> str:
        """The body of the answer to *ask*; see `isoledger.feeds.pulling.AsyncTransport.get`."""
        self._credentials.need(ask.source.venue, *ask.source.needs)
        exchange = self._exchange(ask.source)
        call = endpoint_of(exchange, ask.source)
        fault: FeedError | None = None
        answer: object = None
        try:
            with discreet(self._credentials):
                answer = await _awaited(call(parameters(ask, self._credentials)))
        except FeedError as error:
            fault = named(error.with_traceback(None), ask.source)
        except (ccxt.BaseError, *CRASHES) as error:
            fault = fault_of(ask.source, error, self._credentials)
        if fault is not None:
            raise fault
        return body_of(answer)

    def _exchange(self, source: Source) -> _ReadingAsync:
        made = self._exchanges.get(source.exchange)
        if made is None:
            kind = class_of(ccxt.async_support, source, ccxt.async_support.Exchange)
            gate = Gate(exchange=source.exchange, allowed=self._allowed)
            reading = type(source.exchange, (_ReadingAsync, kind), {"gate": gate})
            made = reading(configured(self._configuration, self._credentials))
            self._exchanges[source.exchange] = made
        return made

    async def close(self) -> None:
        """Let go of the connections."""
        while self._exchanges:
            _, exchange = self._exchanges.popitem()
            await exchange.close()


async def _awaited(answer: object) -> object:
    """What *answer* becomes: endpoints of an asynchronous exchange return what is to be awaited."""
    return await cast("Awaitable[object]", answer)


def class_of(module: object, source: Source, base: type[object]) -> type[object]:
    """The exchange of *source* in ccxt's *module*.

    Raises:
        AbsentVenueError: The installed ccxt has none.
    """
    found: object = getattr(module, source.exchange, None)
    if not isinstance(found, type) or not issubclass(found, base):
        why = f"the installed ccxt has no {source.exchange}"
        raise AbsentVenueError(venue=source.venue, why=why)
    return found


def endpoint_of(exchange: object, source: Source) -> Callable[[dict[str, object]], object]:
    """The endpoint of *source*, bound to *exchange*.

    Raises:
        AbsentVenueError: The installed ccxt does not have it.
    """
    found: object = getattr(exchange, source.method, None)
    if not callable(found):
        why = f"the installed ccxt has no {source.exchange}.{source.method}"
        raise AbsentVenueError(venue=source.venue, why=why)
    return found


def configured(besides: Mapping[str, object], credentials: Credentials) -> dict[str, object]:
    """What an exchange is made with: *besides* first, so that it cannot make it talk."""
    return {
        "timeout": 30_000,
        **besides,
        "apiKey": credentials.key,
        "secret": credentials.secret,
        "password": credentials.passphrase,
        "walletAddress": credentials.address,
        "number": str,
        "verbose": False,
        "logger": silent(),
        "enableLastHttpResponse": False,
        "enableLastJsonResponse": False,
    }


def parameters(ask: Ask, credentials: Credentials) -> dict[str, object]:
    """What is sent: text in an address, whole numbers in a body."""
    sent: dict[str, object] = dict(ask.parameters)
    if ask.source.verb == "POST":
        sent = {name: _plain(text) for name, text in ask.parameters.items()}
    if ask.source.address:
        sent[ask.source.address] = credentials.address
    return sent


def _plain(text: str) -> str | int:
    return int(text) if text.isdecimal() else text


def named(error: FeedError, source: Source) -> FeedError:
    """*error*, which says of what it speaks: below, only the exchange is known."""
    return BusyError(what=source.title, why=error.why) if isinstance(error, BusyError) else error


def fault_of(source: Source, error: Exception, credentials: Credentials) -> FeedError:
    """*error* as one of ours, with nothing in it of what was asked."""
    why = told(error, credentials)
    match error:
        case ccxt.AuthenticationError():
            return CredentialsError(venue=source.venue, why=f"the venue does not take them: {why}")
        case ccxt.OperationFailed():
            return BusyError(what=source.title, why=why)
        case ccxt.BaseError():
            return RefusedRequestError(what=source.title, why=why)
        case _:
            return AnswerError(what=source.title, why=why)
