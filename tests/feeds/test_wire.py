"""Recorded bodies through a real ccxt: it signs, parses and judges; nothing leaves here."""

import asyncio
import io
import json
import logging
import pickle
import socket
import traceback
from urllib.parse import unquote

import pytest
from attrs import evolve

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds import (
    NOBODY,
    SOURCES,
    AbsentVenueError,
    AnswerError,
    Ask,
    BusyError,
    CredentialsError,
    FeedError,
    ForbiddenRequestError,
    RefusedRequestError,
    endpoints,
    lanes,
    pull,
)
from isoledger.feeds.page import page_of
from isoledger.feeds.source import Choice
from isoledger.feeds.spans import Span
from isoledger.feeds.walk import Walk
from isoledger.journal import MemoryStore, SqliteStore
from isoledger.venues.hyperliquid import VENUE as HYPERLIQUID
from tests.feeds import kit
from tests.feeds.kit import HOUR, KEY, LOG_SOURCE, MS, PHRASE, SECRET, T0, WHO, Loopback, Teller
from tests.real import real

kit.ccxt()

import requests  # noqa: E402
from requests.adapters import BaseAdapter  # noqa: E402

from isoledger.feeds.wire import AsyncWire, Wire  # noqa: E402

ASK = Ask(source=LOG_SOURCE, parameters=FrozenMap({"startTime": "1", "endTime": "2"}))
QUIET = FrozenMap({"enableRateLimit": False})


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Whatever would leave this machine is an error."""
    connect = socket.socket.connect

    def only_here(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            assert address[0] in {"127.0.0.1", "::1"}, f"{address} is not here"
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


class Replay(BaseAdapter):
    """The HTTP layer: answers from a list, and remembers the requests."""

    def __init__(self, *answers):
        super().__init__()
        self.answers, self.sent = list(answers), []

    def send(self, request, **_):
        self.sent.append(request)
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        status, body = found if isinstance(found, tuple) else (200, found)
        response = requests.Response()
        response.status_code, response.reason, response.url = status, "Because", request.url
        response.request = request
        response.headers["Content-Type"] = "application/json"
        response.raw = io.BytesIO(body.encode() if isinstance(body, str) else body)
        return response

    def close(self):
        pass


def wired(source, *answers, who=WHO, allowed=None):
    """A wire whose HTTP layer answers so, and that layer."""
    wire = Wire(endpoints([source]) if allowed is None else allowed, who, QUIET)
    replay = Replay(*answers)
    wire._exchange(source).session.mount("https://", replay)
    return wire, replay


# --- what is asked --------------------------------------------------------------------------------


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: f"{s.exchange}-{s.kind}")
def test_every_declared_endpoint_is_the_one_ccxt_asks(source):
    chosen = {choice.parameter: choice.values[:1] or ("BTCUSDT",) for choice in source.choices}
    (lane,) = lanes(source, chosen)
    ask = Walk(lane, Span(T0 * MS, (T0 + HOUR) * MS)).ask
    wire, replay = wired(source, ValueError("enough"))
    with pytest.raises(FeedError):
        wire.get(ask)
    (request,) = replay.sent
    (endpoint,) = endpoints([source])
    assert endpoint.fits(request.method, request.path_url.partition("?")[0])
    said = f"{unquote(request.path_url)} {request.body or ''} {dict(request.headers)}"
    for name, value in ask.parameters.items():
        assert value in said, name
    if "key" in source.needs:
        assert KEY in said
    if source.address:
        assert WHO.address in said


def test_what_may_be_asked_reads_and_is_listed_here():
    listed = {f"{e.exchange} {e.verb} {e.path}" for e in endpoints(SOURCES)}
    assert sorted(listed) == [
        "binancecoinm GET /dapi/v1/income",
        "binancecoinm GET /dapi/v1/positionMargin/history",
        "binancecoinm GET /dapi/v1/userTrades",
        "binanceusdm GET /fapi/v1/exchangeInfo",
        "binanceusdm GET /fapi/v1/income",
        "binanceusdm GET /fapi/v1/positionMargin/history",
        "binanceusdm GET /fapi/v1/userTrades",
        "binanceusdm GET /fapi/v3/balance",
        "bingx GET /openApi/swap/v2/user/income",
        "bitget GET /api/v2/mix/account/bill",
        "bitget GET /api/v2/mix/market/contracts",
        "bitget GET /api/v3/account/financial-records",
        "bybit GET /v5/account/transaction-log",
        "bybit GET /v5/account/wallet-balance",
        "bybit GET /v5/execution/list",
        "deribit GET /api/v2/private/get_transaction_log",
        "dydx GET /v4/fills",
        "dydx GET /v4/fundingPayments",
        "dydx GET /v4/transfers",
        "gate GET /api/v4/futures/{settle}/account_book",
        "gate GET /api/v4/futures/{settle}/contracts",
        "gate GET /api/v4/futures/{settle}/my_trades_timerange",
        # HTX and Hyperliquid are read by POST; what these paths do is answer.
        "htx POST /swap-api/v3/swap_financial_record",
        "htx POST /swap-api/v3/swap_matchresults",
        "hyperliquid POST /info",
        "krakenfutures GET /api/history/v3/account-log",
        "kucoinfutures GET /api/v1/contracts/active",
        "kucoinfutures GET /api/v1/fills",
        "kucoinfutures GET /api/v1/funding-history",
        "kucoinfutures GET /api/v1/transaction-history",
        "mexc GET /api/v1/private/account/transfer_record",
        "mexc GET /api/v1/private/position/funding_records",
        "okx GET /api/v5/account/bills-archive",
        "okx GET /api/v5/public/instruments",
        "phemex GET /api-data/futures/v2/tradeAccountDetail",
    ]


@pytest.mark.parametrize(
    "method",
    [
        "privatePostV5OrderCreate",
        "privatePostV5AssetTransferInterTransfer",
        "privateGetV5OrderRealtime",
        "publicGetV5MarketTime",
    ],
)
def test_anything_else_is_not_sent(method):
    source = evolve(LOG_SOURCE, method=method)
    wire, replay = wired(source, "{}", allowed=endpoints([LOG_SOURCE]))
    with pytest.raises(ForbiddenRequestError, match="not among the requests to bybit that only r"):
        wire.get(evolve(ASK, source=source))
    assert replay.sent == []


def test_what_ccxt_would_ask_by_itself_is_not_sent_either():
    wire, replay = wired(LOG_SOURCE, "{}")
    with pytest.raises(ForbiddenRequestError):
        wire._exchange(LOG_SOURCE).load_markets()
    assert replay.sent == []


def test_numbers_in_a_body_are_numbers():
    (source,) = [s for s in SOURCES if s.venue == "hyperliquid" and s.kind == "fills"]
    wire, replay = wired(source, "[]")
    wire.get(Ask(source=source, parameters=FrozenMap({"type": "x", "startTime": "5"})))
    assert json.loads(replay.sent[0].body) == {"type": "x", "startTime": 5, "user": WHO.address}


# --- what is answered -----------------------------------------------------------------------------


def test_a_body_comes_back_as_it_was_written():
    fee = "0.00350000000000000000001"
    body = f'{{"retCode":0,"result":{{"list":[{{"n":{fee},"i":12345678901234567890123}}]}}}}'
    wire, _ = wired(LOG_SOURCE, body)
    assert wire.get(ASK) == body


def test_a_recorded_account_goes_from_the_http_layer_into_the_ledger():
    path = real("hyperliquid")
    bodies = {kind: _recorded(path, kind) for kind in ("fills", "funding", "ledger-updates")}
    who = evolve(NOBODY, address="0x" + "5e" * 20)
    from isoledger.feeds import Keeper, Wish, sources_of

    store = MemoryStore()
    sources = tuple(s for s in sources_of("hyperliquid") if bodies[s.kind])
    assert sources
    for source in sources:
        wire, _ = wired(source, bodies[source.kind], "[]", who=who)
        rows = json.loads(bodies[source.kind])
        times = [row["time"] for row in rows]
        since, until = min(times) * MS, (max(times) + 1) * MS
        wish = Wish(sources=(evolve(source, size=10**6),), since_ns=since, now_ns=until)
        done = pull(wire, Keeper(store, HYPERLIQUID, "main"), wish)
        kind = next(k for k in HYPERLIQUID.kinds if k.name == source.kind)
        told = kind.translate(kind.records(bodies[source.kind].encode(), "f"), "main")
        assert done.kept.records == len({json.dumps(r) for r in rows}) or done.kept.records == len(
            rows
        )
        assert {e.stamp.id for e in done.kept.events} == {e.stamp.id for e in told.events}


def _recorded(folder, kind):
    """A recorded array of that kind, or nothing."""
    marks = {"fills": "startPosition", "funding": "fundingRate", "ledger-updates": "delta"}
    for path in sorted(folder.rglob("*.json")):
        try:
            value = json.loads(path.read_text())
        except ValueError:
            continue
        if isinstance(value, list) and value and isinstance(value[0], dict) and "time" in value[0]:
            text = json.dumps(value[0])
            if marks[kind] in text and not (kind == "ledger-updates" and "fundingRate" in text):
                return path.read_text()
    return ""


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ((500, '{"retCode":10016}'), BusyError, "bybit transaction-log: no answer: HTTP 500 Becau"),
        ((503, "<html>"), BusyError, "HTTP 503"),
        ((429, ""), BusyError, "HTTP 429"),
        ('{"retCode":10006,"retMsg":"Too many visits!"}', BusyError, "Too many visits"),
        (requests.exceptions.ReadTimeout("slow"), BusyError, "RequestTimeout"),
        (requests.exceptions.ConnectionError("gone"), BusyError, "NetworkError"),
        (requests.exceptions.ChunkedEncodingError("Connection broken: x"), BusyError, "NetworkErr"),
        (
            '{"retCode":10003,"retMsg":"API key is invalid."}',
            CredentialsError,
            "does not take them",
        ),
        ((401, '{"retCode":33004,"retMsg":"expired"}'), CredentialsError, "credentials of bybit"),
        ('{"retCode":10001,"retMsg":"bad range"}', RefusedRequestError, "refused: .*bad range"),
        ((404, "not here"), BusyError, "ExchangeNotAvailable"),
    ],
)
def test_what_goes_wrong_has_a_name(answer, error, words):
    wire, _ = wired(LOG_SOURCE, answer)
    with pytest.raises(error, match=words):
        wire.get(ASK)


def test_what_makes_ccxt_stumble_is_an_answer_that_cannot_be_read(monkeypatch):
    wire, _ = wired(LOG_SOURCE, "[1]")
    monkeypatch.setattr(wire._exchange(LOG_SOURCE), "handle_errors", lambda *_: {}["x"])
    with pytest.raises(AnswerError, match="the answer cannot be read: KeyError"):
        wire.get(ASK)


@pytest.mark.parametrize("body", ["[" * 100_000, "<html>", '{"result":{"list":[{"a":1}'])
def test_what_is_no_json_comes_back_as_text_and_no_page_is_made_of_it(body):
    wire, _ = wired(LOG_SOURCE, body)
    try:
        text = wire.get(ASK)
    except FeedError as error:
        assert isinstance(error, AnswerError | RefusedRequestError)  # noqa: PT017
        return
    assert text == body
    with pytest.raises(AnswerError):
        page_of(LOG_SOURCE, text)


def test_a_venue_or_an_endpoint_that_ccxt_does_not_have_is_said_to_be_absent():
    source = evolve(LOG_SOURCE, exchange="bitmex")
    with pytest.raises(AbsentVenueError, match="the installed ccxt has no bitmex"):
        Wire((), WHO).get(evolve(ASK, source=source))
    source = evolve(LOG_SOURCE, method="privateGetV9Nothing")
    with pytest.raises(AbsentVenueError, match=r"has no bybit\.privateGetV9Nothing"):
        Wire((), WHO).get(evolve(ASK, source=source))


def test_without_a_key_nothing_is_asked():
    with pytest.raises(CredentialsError, match="set ISOLEDGER_BYBIT_KEY and ISOLEDGER_BYBIT_SEC"):
        Wire((), NOBODY).get(ASK)
    with pytest.raises(CredentialsError):
        asyncio.run(AsyncWire((), NOBODY).get(ASK))


# --- the other way of asking ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def venue():
    loopback = Loopback(kit.history([T0, T0 + 1]), size=1)
    yield loopback
    loopback.close()


def asked_async(venue, *moods, source=LOG_SOURCE, allowed=None):
    venue.moods = list(moods)

    async def run():
        wire = AsyncWire(
            endpoints([LOG_SOURCE]) if allowed is None else allowed, WHO, venue.configuration
        )
        try:
            span = {"startTime": str(T0), "endTime": str(T0 + 1)}
            ask = Ask(source=source, parameters=FrozenMap(span))
            first = await wire.get(ask)
            return first, await wire.get(ask)
        finally:
            await wire.close()

    return asyncio.run(run())


def test_the_same_comes_back_while_others_work(venue):
    first, second = asked_async(venue)
    assert [json.loads(text)["result"]["list"][0]["id"] for text in (first, second)] == [
        "row-1"
    ] * 2


@pytest.mark.parametrize(
    ("mood", "error"), [("busy", BusyError), ("visits", BusyError), ("slow", BusyError)]
)
def test_its_errors_are_the_same(venue, mood, error):
    with pytest.raises(error):
        asked_async(venue, mood)


def test_it_sends_nothing_else_either(venue):
    before = len(venue.seen)
    with pytest.raises(ForbiddenRequestError):
        asked_async(venue, allowed=())
    assert len(venue.seen) == before
    with pytest.raises(AbsentVenueError):
        asked_async(venue, source=evolve(LOG_SOURCE, exchange="bitmex"))


# --- a canary -------------------------------------------------------------------------------------

CANARIES = (KEY, SECRET, PHRASE)


def locals_of(error):
    """Everything a traceback that shows variables would show of ours and of the libraries."""
    shown = []
    for one in (error, error.__context__, error.__cause__):
        if one is None:
            continue
        for frame, _ in traceback.walk_tb(one.__traceback__):
            if "tests" not in frame.f_code.co_filename:
                shown.append(repr(frame.f_locals))
    return " ".join(shown)


FAULTS = [
    (500, f"{KEY} {SECRET}"),
    (401, json.dumps({"retCode": 10003, "retMsg": f"{KEY} is invalid, so is {SECRET}"})),
    json.dumps({"retCode": 10001, "retMsg": f"{KEY} {SECRET} {PHRASE}"}),
    requests.exceptions.ConnectionError(f"https://a/?AccessKeyId={KEY}&x={SECRET}"),
    requests.exceptions.ReadTimeout(KEY),
    "{",
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("venue_name", ["bybit", "htx", "binance", "okx"])
def test_credentials_reach_no_log_repr_error_or_traceback(venue_name, fault, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("ccxt").setLevel(logging.DEBUG)
    source = next(s for s in SOURCES if s.venue == venue_name and s.usual and "key" in s.needs)
    source = evolve(source, choices=())
    wire, replay = wired(source, fault)
    said = repr(wire) + repr(wire._exchange(source)) + repr(WHO) + str(WHO)
    try:
        said += "" if wire.get(evolve(ASK, source=source)) == "{" else "answered"
    except FeedError as error:
        said += str(error) + repr(error) + "".join(traceback.format_exception(error))
        said += locals_of(error)
        said += repr(pickle.dumps(error))
    out, err = capfd.readouterr()
    said += caplog.text + out + err
    assert replay.sent
    for canary in CANARIES:
        assert canary not in said


def test_what_is_not_sent_shows_nothing_either():
    source = evolve(LOG_SOURCE, method="privatePostV5OrderCreate")
    wire, _ = wired(source, "{}", allowed=())
    with pytest.raises(ForbiddenRequestError) as caught:
        wire.get(evolve(ASK, source=source))
    shown = locals_of(caught.value) + "".join(traceback.format_exception(caught.value))
    assert not any(canary in shown for canary in CANARIES)


def test_credentials_reach_no_file(tmp_path, venue, caplog):
    caplog.set_level(logging.DEBUG)
    venue.moods = ["busy", "fine"]
    wire = Wire(endpoints([LOG_SOURCE]), WHO, venue.configuration)
    with SqliteStore(tmp_path / "a.db") as store:
        pull(wire, kit.keeper(store), kit.wish(T0 + HOUR), lambda _: None)
        assert len(list(store.read())) == 4
    assert any(KEY in str(headers) for _, headers in venue.seen), "it was sent to the venue"
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for canary in CANARIES:
        assert not any(canary.encode() in data for data in files)
        assert canary not in caplog.text


@pytest.mark.parametrize("mood", ["busy", "visits", "cut", "slow", "fine"])
def test_credentials_reach_nothing_while_others_work(venue, mood, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    said = ""
    try:
        asked_async(venue, mood)
    except FeedError as error:
        said = str(error) + "".join(traceback.format_exception(error)) + locals_of(error)
    out, err = capfd.readouterr()
    said += caplog.text + out + err
    assert not any(canary in said for canary in CANARIES)


def test_the_canary_is_heard_where_nobody_is_discreet(caplog):
    caplog.set_level(logging.DEBUG)
    import ccxt

    exchange = ccxt.htx({"apiKey": KEY, "secret": SECRET, "enableRateLimit": False})
    exchange.session.mount("https://", Replay("{}"))
    exchange.contractPrivatePostSwapApiV3SwapFinancialRecord({})
    assert KEY in caplog.text, "so the test above would find it"


def test_a_choice_that_nobody_made_is_asked_for():
    source = evolve(LOG_SOURCE, choices=(Choice(parameter="symbol"),))
    from isoledger.feeds import ChoiceError

    with pytest.raises(ChoiceError, match="bybit transaction-log: symbol must be chosen: --choose"):
        lanes(source, {})
    assert isinstance(Teller([]).rows, list)
