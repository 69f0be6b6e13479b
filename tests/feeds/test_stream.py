"""A stream through the real ccxt.pro, against a server on loopback that plays Bybit's."""

import asyncio
import json
import logging

import pytest

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds import (
    NOBODY,
    AbsentVenueError,
    BusyError,
    Channel,
    CredentialsError,
    Desk,
    Patience,
    RefusedRequestError,
    channel_of,
    live,
)
from isoledger.feeds.errors import ForbiddenRequestError
from tests.feeds import kit
from tests.feeds.kit import HOUR, KEY, MINUTE, MS, SECRET, T0, WHO, Teller, history, keeper, wish

kit.ccxt()

from aiohttp import WSMsgType, web  # noqa: E402

from isoledger.feeds.stream import Stream  # noqa: E402

FILL = {
    "category": "linear",
    "symbol": "BTCUSDT",
    "execId": "7e2ae69c",
    "execPrice": "0.3374",
    "execQty": "25",
    "execTime": "1672364174443",
    "side": "Sell",
}


class Exchange:
    """Bybit's private stream: it wants to know who listens, and tells what it is told to tell."""

    def __init__(self):
        self.sockets, self.said, self.refuses = [], [], False
        self.subscribed = asyncio.Event()

    async def __aenter__(self):
        app = web.Application()
        app.router.add_get("/v5/private", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        for socket in self.sockets:
            await socket.close()
        await self._runner.cleanup()

    async def _serve(self, request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.append(socket)
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            said = json.loads(message.data)
            self.said.append(said)
            await socket.send_str(json.dumps(self._answer(said)))
            if said["op"] == "subscribe":
                self.subscribed.set()
        return socket

    def _answer(self, said):
        if said["op"] == "auth" and self.refuses:
            return {"success": False, "ret_msg": "Params Error", "op": "auth", "conn_id": "c"}
        return {"success": True, "ret_msg": "", "op": said["op"], "conn_id": "c"}

    async def tell(self, topic, *data):
        message = {"id": "m", "topic": topic, "creationTime": 1, "data": list(data)}
        await self.sockets[-1].send_str(json.dumps(message))

    async def hang_up(self):
        self.subscribed.clear()
        await self.sockets[-1].close()

    @property
    def configuration(self):
        here = f"ws://127.0.0.1:{self.port}/v5/private"
        private = {"contract": here, "usdc": here, "spot": {"unified": here}}
        return FrozenMap({"urls": {"api": {"ws": {"private": private}}}, "enableRateLimit": False})


def run(play):
    async def guarded():
        async with Exchange() as exchange:
            await play(exchange)

    asyncio.run(asyncio.wait_for(guarded(), 25))


def test_it_rings_when_the_venue_says_something_and_rings_again_after_a_break():
    async def play(exchange):
        stream = Stream(channel_of("bybit"), WHO, exchange.configuration)
        ringing = asyncio.create_task(stream.rung())
        await asyncio.wait_for(exchange.subscribed.wait(), 5)
        await asyncio.sleep(0.2)
        await exchange.tell("execution", FILL)
        assert await asyncio.wait_for(ringing, 5) == "watch_my_trades"
        ringing = asyncio.create_task(stream.rung())
        await asyncio.sleep(0.2)
        await exchange.hang_up()
        with pytest.raises(BusyError, match="bybit stream: no answer"):
            await asyncio.wait_for(ringing, 5)
        ringing = asyncio.create_task(_until_it_rings(stream))
        await asyncio.wait_for(exchange.subscribed.wait(), 10)
        await asyncio.sleep(0.3)
        await exchange.tell("execution", {**FILL, "execId": "2"})
        assert await asyncio.wait_for(ringing, 5) == "watch_my_trades"
        await stream.close()
        ops = {said["op"] for said in exchange.said}
        assert ops <= {"auth", "subscribe", "ping"}, "nothing but listening"

    run(play)


async def _until_it_rings(stream):
    while True:
        try:
            return await stream.rung()
        except BusyError:
            await asyncio.sleep(0.05)


def test_events_come_from_the_history_when_the_stream_rings():
    async def play(exchange):
        rows = history([T0 + 1, T0 + HOUR + 1])
        teller = Teller(rows[:1])

        class Slow:
            async def get(self, ask):
                return teller.get(ask)

        now = iter(range(T0 + HOUR + MINUTE, T0 + 9 * HOUR, MINUTE))
        desk = Desk(
            transport=Slow(),
            bell=Stream(channel_of("bybit"), WHO, exchange.configuration),
            keeper=keeper(),
            wish=wish(T0 + HOUR),
            clock=lambda: next(now) * MS,
            patience=Patience(lags_s=(0,)),
        )
        news = live(desk)
        first = [await asyncio.wait_for(anext(news), 5) for _ in range(2)]
        waiting = asyncio.create_task(anext(news))
        await asyncio.wait_for(exchange.subscribed.wait(), 5)
        await asyncio.sleep(0.2)
        teller.rows.append(rows[1])
        await exchange.tell("execution", FILL)
        event = await asyncio.wait_for(waiting, 5)
        assert [first[0].stamp.time_ns, event.stamp.time_ns] == [
            (T0 + 1) * MS,
            (T0 + HOUR + 1) * MS,
        ]
        await news.aclose()

    run(play)


def test_who_is_refused_is_told_so_without_the_key(caplog):
    async def play(exchange):
        exchange.refuses = True
        stream = Stream(channel_of("bybit"), WHO, exchange.configuration)
        with pytest.raises((CredentialsError, RefusedRequestError)) as caught:
            await asyncio.wait_for(stream.rung(), 5)
        await stream.close()
        for canary in (KEY, SECRET):
            assert canary not in str(caught.value) + caplog.text

    caplog.set_level(logging.DEBUG)
    run(play)


def test_what_ccxt_cannot_read_rings_all_the_same():
    async def play(exchange):
        stream = Stream(channel_of("bybit"), WHO, exchange.configuration)

        async def crash():
            raise KeyError("symbol")

        stream._exchange.watch_my_trades = crash
        assert await stream.rung() == "watch_my_trades"
        await stream.close()

    run(play)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("AuthenticationError", CredentialsError),
        ("RequestTimeout", BusyError),
        ("BadRequest", RefusedRequestError),
    ],
)
def test_its_faults_have_the_names_of_a_pull(fault, error):
    async def play(exchange):
        import ccxt

        stream = Stream(channel_of("bybit"), WHO, exchange.configuration)

        async def fail():
            raise getattr(ccxt, fault)(f"said {KEY}")

        stream._exchange.watch_my_trades = fail
        with pytest.raises(error) as caught:
            await stream.rung()
        assert KEY not in str(caught.value)
        await stream.close()

    run(play)


def test_what_may_be_asked_while_it_listens_is_nothing():
    async def play(exchange):
        stream = Stream(channel_of("bybit"), WHO, exchange.configuration)
        with pytest.raises(ForbiddenRequestError):
            await stream._exchange.fetch("https://api.bybit.com/v5/order/create", "POST")
        await stream.close()

    run(play)


def test_it_asks_for_nothing():
    async def play(exchange):
        stream = Stream(channel_of("bybit"), WHO, exchange.configuration)

        async def ask():
            await stream._exchange.load_markets(reload=True)

        stream._exchange.watch_my_trades = ask
        with pytest.raises(ForbiddenRequestError):
            await stream.rung()
        await stream.close()

    run(play)


def test_who_has_no_key_or_no_stream_is_told_before_anything_is_opened():
    with pytest.raises(CredentialsError, match="ISOLEDGER_BYBIT_KEY"):
        Stream(channel_of("bybit"), NOBODY)
    nowhere = Channel(venue="bitmex", exchange="bitmex", methods=("watch_my_trades",))
    with pytest.raises(AbsentVenueError, match=r"the installed ccxt\.pro has no bitmex"):
        Stream(nowhere, WHO)
