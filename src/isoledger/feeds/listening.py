"""A stream of events: the venue's streams say when, its history says what.

A message of a stream and a row of the history tell one fact in two forms, with other signs, other
digits and sometimes no common id. So no message is ever booked. It rings a bell; what happened is
then pulled, as any history is, and an event is handed out when its row is in the journal. What
happened while a connection was broken is in the same history, and nothing can count twice.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Protocol, TypeAlias

from attrs import evolve, field, frozen

from isoledger.core.events import MarginEvent
from isoledger.feeds.errors import BusyError
from isoledger.feeds.keeping import Keeper
from isoledger.feeds.pulling import AsyncPause, AsyncTransport, Gap, Pulled, Wish, pull_async
from isoledger.feeds.source import SECOND_NS, Whole
from isoledger.venues.translation import Untranslated

News: TypeAlias = MarginEvent | Untranslated | Gap
"""What a stream hands out: an event; a row nobody could translate; time that is missing."""

SOON_NS = 60 * SECOND_NS
"""What is read once more after each ring; the hour before it, each time nobody rang."""

LAGS_S = (1, 2, 5, 10)
"""How long to wait for a history that does not show yet what a stream has told."""

QUIET_S = 300
"""After so long without a ring the history is asked all the same: funding rings nowhere."""

RECONNECT_S = (1, 2, 5, 15, 60)
"""How long to wait before each new connection."""


class Bell(Protocol):
    """Rings when something happened to an account."""

    async def rung(self) -> str:
        """Wait for a ring, and say what rang.

        Raises:
            BusyError: The connection broke; the next call connects again.
            FeedError: It will not ring again.
        """
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...


@frozen(kw_only=True)
class Patience:
    """How long to wait, in seconds.

    Attributes:
        quiet_s: Without a ring, before the history is asked all the same.
        lags_s: For a history that does not show yet what a ring was about.
        reconnect_s: Before each new connection; the last for all that follow.
        pause: How to wait.
    """

    quiet_s: float = QUIET_S
    lags_s: tuple[int, ...] = LAGS_S
    reconnect_s: tuple[int, ...] = RECONNECT_S
    pause: AsyncPause = field(default=asyncio.sleep, eq=False)


PATIENCE = Patience()
"""What suits most venues."""


@frozen(kw_only=True)
class Desk:
    """Where a stream works.

    Attributes:
        transport: How to ask for history.
        bell: What rings.
        keeper: Where history is kept.
        wish: What is pulled, and since when; its instant is that of the beginning.
        clock: What time it is, ns UTC.
        patience: How long to wait for what.
    """

    transport: AsyncTransport
    bell: Bell
    keeper: Keeper
    wish: Wish
    clock: Callable[[], int]
    patience: Patience = PATIENCE


async def live(desk: Desk) -> AsyncGenerator[News, None]:
    """What happened since `Wish.since_ns`, and then what happens, each thing once.

    Events come in the order of their stamps, pull by pull; each is in the journal before it is
    handed out. It ends when it is closed, or with an error.

    Args:
        desk: Where to work.

    Raises:
        FeedError: It cannot go on; the next one goes on from there.
        JournalError: The journal cannot take what happened.
    """
    rings = _Rings(desk)
    listening = asyncio.create_task(rings.listen())
    told: set[Gap] = set()
    try:
        wish = desk.wish
        # What is so at this moment is asked for once, at the beginning.
        sources = tuple(s for s in wish.sources if not isinstance(s.paging, Whole))
        history = evolve(wish, sources=sources)
        while True:
            for news in _news(await _pulled(desk, wish, rings), told):
                yield news
            rang = await rings.wait(desk.patience.quiet_s)
            overlap = SOON_NS if rang else desk.wish.overlap_ns
            wish = evolve(history, now_ns=desk.clock(), overlap_ns=overlap)
    finally:
        listening.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await listening
        await desk.bell.close()


async def _pulled(desk: Desk, wish: Wish, rings: "_Rings") -> Pulled:
    """A pull; after a ring that nothing came of yet, a few more."""
    is_owed, rings.is_owed = rings.is_owed, False
    done = await pull_async(desk.transport, desk.keeper, wish, desk.patience.pause)
    for lag in desk.patience.lags_s if is_owed else ():
        if done.kept.events or done.kept.parked:
            break
        await desk.patience.pause(lag)
        again = evolve(wish, now_ns=desk.clock())
        done = await pull_async(desk.transport, desk.keeper, again, desk.patience.pause)
    return done


def _news(done: Pulled, told: set[Gap]) -> list[News]:
    """What *done* brought, each gap only the first time."""
    events = sorted(done.kept.events, key=lambda event: event.stamp.order)
    gaps = [gap for gap in done.gaps if gap not in told]
    told.update(gaps)
    return [*events, *done.kept.parked, *gaps]


class _Rings:
    """Hears the bell while others work, and connects again when it breaks."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rang = asyncio.Event()
        self._fault: BaseException | None = None
        self.is_owed = False

    async def listen(self) -> None:
        """Until cancelled, or the bell is gone for good."""
        waits = self._desk.patience.reconnect_s
        broken = 0
        try:
            while True:
                try:
                    await self._desk.bell.rung()
                except BusyError:
                    # Whatever happened until it rings again is in the history: look there.
                    self._rang.set()
                    await self._desk.patience.pause(waits[min(broken, len(waits) - 1)])
                    broken += 1
                    continue
                broken, self.is_owed = 0, True
                self._rang.set()
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            self._fault = error
            self._rang.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for a ring, so long at most; whether there was one."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rang.wait(), seconds)
        rang = self._rang.is_set()
        self._rang.clear()
        if self._fault is not None:
            raise self._fault
        return rang
