"""The bell rings, the history is asked, and each thing is handed out once."""

import asyncio

import pytest

from isoledger.core.events import BalanceAssertion, Transfer
from isoledger.feeds import BusyError, Desk, Patience, RefusedRequestError, RetentionGap, live
from isoledger.journal import MemoryStore
from isoledger.venues.translation import Untranslated
from tests.feeds import kit
from tests.feeds.kit import DAY, HOUR, MINUTE, MS, T0, Teller, history, keeper, wish

BROKEN = BusyError(what="bybit stream", why="closed")


class Scene:
    """A venue that goes through moments: each ring begins the next one."""

    def __init__(self, *moments, faults=()):
        self.rows, self.moments, self.faults = [], list(moments), dict(faults)
        self.count, self.is_closed, self.now = 0, False, T0 + HOUR
        self.pulls, self.waits = 0, []
        self.is_free = asyncio.Event()

    async def rung(self):
        await self.is_free.wait()
        self.is_free.clear()
        self.count += 1
        if self.count in self.faults:
            raise self.faults[self.count]
        return "watch_my_trades"

    async def close(self):
        self.is_closed = True

    async def get(self, ask):
        await asyncio.sleep(0)
        self.pulls += 1
        return Teller(self.rows).get(ask)

    async def pause(self, seconds):
        self.waits.append(seconds)
        await asyncio.sleep(0)
        if self.moments:
            self.moments.pop(0)(self)

    def clock(self):
        self.now += MINUTE
        return self.now * MS

    def desk(self, store=None, quiet_s=5.0, **besides):
        patience = Patience(quiet_s=quiet_s, lags_s=(1, 2), reconnect_s=(1, 5), pause=self.pause)
        return Desk(
            transport=self,
            bell=self,
            keeper=keeper(store),
            wish=wish(self.now, **besides),
            clock=self.clock,
            patience=patience,
        )


async def taken(stream, count):
    return [await asyncio.wait_for(anext(stream), 5) for _ in range(count)]


def moneys(news):
    return [str(event.stamp.id) for event in news if isinstance(event, Transfer)]


def run(play):
    return asyncio.run(asyncio.wait_for(play(), 20))


def test_history_comes_first_and_then_what_happens_each_thing_once():
    async def play():
        scene = Scene()
        rows = history([T0 + 1, T0 + 2, T0 + HOUR + MINUTE // 2, T0 + HOUR + MINUTE])
        scene.rows = rows[:2]
        store = MemoryStore()
        stream = live(scene.desk(store))
        first = await taken(stream, 4)
        assert len(moneys(first)) == 2
        assert {type(event) for event in first} == {Transfer, BalanceAssertion}
        for place in (3, 4):
            scene.rows = rows[:place]
            scene.is_free.set()
            news = await taken(stream, 2)
            (money,) = moneys(news)
            assert f":row-{place - 1}:" in money
            assert news[0] in list(store.read()), "it was kept before it was told"
        await stream.aclose()
        assert scene.is_closed
        assert len(list(store.read())) == 8

    run(play)


def test_a_history_that_lags_behind_its_stream_is_asked_again():
    async def play():
        rows = history([T0 + HOUR + 1])
        scene = Scene(lambda s: None, lambda s: s.rows.extend(rows))
        scene.is_free.set()
        stream = live(scene.desk())
        assert len(moneys(await taken(stream, 2))) == 1
        assert scene.waits == [1, 2]
        await stream.aclose()

    run(play)


def test_what_never_shows_is_not_waited_for_for_ever():
    async def play():
        scene = Scene()
        scene.is_free.set()
        stream = live(scene.desk(quiet_s=0.2))
        waiting = asyncio.create_task(anext(stream))
        await asyncio.sleep(0.1)
        assert scene.waits == [1, 2]
        scene.rows = history([T0 + HOUR + 1])
        assert isinstance(await asyncio.wait_for(waiting, 5), Transfer), "the quiet hour came"
        await stream.aclose()

    run(play)


def test_what_happened_while_the_connection_was_broken_is_in_the_history():
    async def play():
        scene = Scene(faults={1: BROKEN, 2: BROKEN, 3: BROKEN})
        stream = live(scene.desk())
        scene.rows = history([T0 + 1])
        assert len(moneys(await taken(stream, 2))) == 1
        for place in (2, 3, 4):
            scene.rows = history([T0 + HOUR + (n - 1) * MINUTE + 1 for n in range(place)])
            scene.rows[0] = history([T0 + 1])[0]
            scene.is_free.set()
            assert len(moneys(await taken(stream, 2))) == 1
        assert [wait for wait in scene.waits if wait in (1, 5)][:3] == [1, 5, 5]
        await stream.aclose()

    run(play)


def test_a_bell_that_is_gone_for_good_ends_the_stream():
    async def play():
        scene = Scene(faults={1: RefusedRequestError(what="bybit stream", why="no")})
        stream = live(scene.desk())
        scene.is_free.set()
        with pytest.raises(RefusedRequestError, match="bybit stream: refused: no"):
            await taken(stream, 1)
        assert scene.is_closed

    run(play)


def test_a_gap_is_told_once_and_so_is_what_nobody_can_translate():
    async def play():
        scene = Scene()
        scene.rows = [{**history([T0 + HOUR - 5])[0], "type": "MYSTERY"}]
        source = kit.source(retention_ns=DAY * MS)
        stream = live(scene.desk(since_ms=T0 - 9 * DAY, sources=(source,)))
        news = await taken(stream, 2)
        assert [type(one) for one in news] == [Untranslated, RetentionGap]
        scene.rows += history([T0 + HOUR + 1])
        scene.is_free.set()
        assert len(moneys(await taken(stream, 2))) == 1
        await stream.aclose()

    run(play)


def test_a_ring_reads_a_minute_again_and_a_quiet_while_an_hour():
    async def play():
        scene = Scene()
        stream = live(scene.desk(quiet_s=0.15, overlap_ns=HOUR * MS))
        waiting = asyncio.create_task(anext(stream))
        await asyncio.sleep(0.05)
        scene.is_free.set()
        await asyncio.sleep(0.3)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert scene.pulls >= 3
        await stream.aclose()

    run(play)
