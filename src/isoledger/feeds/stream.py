"""The streams of a venue through ccxt.pro: heard for when something happened, never for what."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, NoReturn, cast

import ccxt
import ccxt.pro

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds.channels import Channel
from isoledger.feeds.credentials import Credentials
from isoledger.feeds.errors import (
    AbsentVenueError,
    BusyError,
    CredentialsError,
    FeedError,
    RefusedRequestError,
)
from isoledger.feeds.guard import discreet, forbidden, told
from isoledger.feeds.wire import CRASHES, configured


class _Hearing(ccxt.pro.Exchange):
    """An exchange that listens, and may ask for nothing."""

    venue: ClassVar[str]

    async def fetch(
        self,
        url: str,
        method: str = "GET",
        headers: object = None,  # noqa: ARG002 - the signature is ccxt's
        body: object = None,  # noqa: ARG002
    ) -> NoReturn:
        raise forbidden(self.venue, method, url)


class Stream:
    """Says when something happened; see `isoledger.feeds.listening.Bell`."""

    def __init__(
        self,
        channel: Channel,
        credentials: Credentials,
        configuration: Mapping[str, object] = FrozenMap[str, object](),
    ) -> None:
        """Nothing is opened yet.

        Args:
            channel: What to listen to.
            credentials: Who is listening.
            configuration: What ccxt is told besides: a proxy, another host.
        """
        credentials.need(channel.venue, *channel.needs)
        found: object = getattr(ccxt.pro, channel.exchange, None)
        if not isinstance(found, type) or not issubclass(found, ccxt.pro.Exchange):
            why = f"the installed ccxt.pro has no {channel.exchange}"
            raise AbsentVenueError(venue=channel.venue, why=why)
        hearing = type(channel.exchange, (_Hearing, found), {"venue": channel.venue})
        besides = {**configuration, "options": dict(channel.options)}
        self._channel, self._credentials = channel, credentials
        self._exchange: _Hearing = hearing(configured(besides, credentials))
        # Terms of contracts would be asked for first; nothing that is heard is read by them.
        self._exchange.markets, self._exchange.markets_by_id = {}, {}
        self._watched: dict[str, asyncio.Task[None]] = {}

    async def rung(self) -> str:
        """Wait until one of the streams says something, and say which.

        Raises:
            BusyError: The connection broke; the next call connects again.
            FeedError: It will not be heard again.
        """
        for name in self._channel.methods:
            if name not in self._watched:
                self._watched[name] = asyncio.create_task(self._watch(name))
        done, _ = await asyncio.wait(self._watched.values(), return_when=asyncio.FIRST_COMPLETED)
        names = [name for name, task in self._watched.items() if task in done]
        faults = [self._watched.pop(name).exception() for name in names]
        for fault in faults:
            if fault is not None:
                raise fault
        return names[0]

    async def _watch(self, name: str) -> None:
        call = cast("Callable[[], Awaitable[object]]", getattr(self._exchange, name))
        fault: FeedError | None = None
        try:
            with discreet(self._credentials):
                await call()
        except FeedError as error:
            fault = error.with_traceback(None)
        except ccxt.BaseError as error:
            fault = self._fault(error)
        except CRASHES:
            return  # it said something that ccxt could not read, and we do not have to
        if fault is not None:
            raise fault

    def _fault(self, error: ccxt.BaseError) -> FeedError:
        why, venue = told(error, self._credentials), self._channel.venue
        match error:
            case ccxt.AuthenticationError():
                return CredentialsError(venue=venue, why=f"the venue does not take them: {why}")
            case ccxt.OperationFailed():
                return BusyError(what=f"{venue} stream", why=why)
            case _:
                return RefusedRequestError(what=f"{venue} stream", why=why)

    async def close(self) -> None:
        """Let go of the connection."""
        for task in self._watched.values():
            task.cancel()
        await asyncio.gather(*self._watched.values(), return_exceptions=True)
        self._watched.clear()
        await self._exchange.close()
