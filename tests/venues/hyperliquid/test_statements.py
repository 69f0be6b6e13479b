import json

import pytest
from hypothesis import given, strategies as st

from isoledger.core.events import Conversion, Fill, Funding, FundingTotal, OpeningPosition
from isoledger.core.findings import findings
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact
from isoledger.venues.errors import UnreadableFileError
from isoledger.venues.hyperliquid.pages import PAGE_TELLING
from isoledger.venues.hyperliquid.rules import CROSS_BOOK, RULES, USDC
from isoledger.venues.hyperliquid.statements import (
    TABLE_TELLING,
    TELLING,
    fills_table,
    user_fills,
    user_funding,
)
from isoledger.venues.records import json_records
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.hyperliquid.samples import (
    CASSETTES,
    KINDS,
    ME,
    T0,
    TABLE,
    YOU,
    cassette,
    fill,
    funding,
    recorded,
    records,
    table,
    update,
)

FIRST = "0xae5eacaf9c6b9111fd53034a602c192a04e082ed"
SECOND = "0x72c6a4624e1dffa724e6d00d64ceae698af892a0"
THIRD = "0x513b8629fe877bb581bf244e326a047b249c4ff1"
OPENED = Given(opening=True)


def replayed(translation):
    return Ledger.replay(translation.events, rules=RULES)


def events(translation, kind):
    return [event for event in translation.events if isinstance(event, kind)]


def test_the_recorded_fills_are_all_told_with_one_gap_and_fifteen_openings():
    told = user_fills(cassette("fills", "test_get_user_fills"), ME, OPENED)
    assert (told.records, told.translated, len(events(told, Fill))) == (500, 500, 500)
    assert len(events(told, OpeningPosition)) == 15
    gaps = [remark for remark in told.remarks if "were left" in remark.text]
    assert [gap.text for gap in gaps] == [
        "SUI: -1734.8 were left, and this fill starts from -1839.2"
    ]
    assert {finding.about.symbol for finding in findings(replayed(told))} == {"SUI"}


def test_without_openings_every_coin_begins_with_a_finding():
    told = user_fills(cassette("fills", "test_get_user_fills"), ME)
    assert events(told, OpeningPosition) == []
    assert len({finding.about.symbol for finding in findings(replayed(told))}) == 15
    assert sum("before the first fill" in remark.text for remark in told.remarks) == 15


def test_the_recorded_holdings_end_where_the_last_fills_say():
    told = user_fills(cassette("fills", "test_get_user_fills"), ME, OPENED)
    pool = replayed(told).account.pools["cross"]
    last = {event.position: event.held + event.size for event in events(told, Fill) if event.held}
    ours = {at: holding.size for at, holding in pool.holdings.items()}
    sui = PositionId("SUI", pool="cross")
    assert last[sui] - ours.pop(sui) == -104_400_000, "the gap, and nothing else"
    assert ours == {at: size for at, size in last.items() if at != sui}


def test_the_same_fills_by_time_add_nothing():
    once, by_time = (
        cassette("fills", name) for name in ("test_get_user_fills", "test_get_user_fills_by_time")
    )
    assert replayed(user_fills(once, ME)) == replayed(user_fills(by_time, ME))
    extra = records(fill(coin="ZZZ", time=1_683_245_999_999), file="later.json")
    assert user_fills([*once, *extra], ME).translated == 501


def test_the_first_account_of_the_table_is_told():
    told = fills_table(recorded("fills-table", TABLE), FIRST)
    counts = (len(events(told, Fill)), len(events(told, Conversion)))
    assert counts == (460, 102)
    assert (told.records, told.translated, len(told.skipped)) == (2289, 562, 1726)
    (dust,) = told.untranslated
    assert dust.record.row == 190
    assert "Spot Dust Conversion" in dust.reason
    held = replayed(told).account.pools["cross"].holdings
    still = {at.symbol: h.size for at, h in held.items() if h.size}
    assert still == {"DYDX": 600_000 * 10**6, "GMX": 5_000 * 10**6}


@pytest.mark.parametrize(
    ("owner", "fills", "conversions"), [(FIRST, 460, 102), (SECOND, 1413, 17), (THIRD, 0, 296)]
)
def test_every_account_of_the_table_is_whole_and_without_a_finding(owner, fills, conversions):
    told = fills_table(recorded("fills-table", TABLE), owner)
    assert (len(events(told, Fill)), len(events(told, Conversion))) == (fills, conversions)
    assert told.is_whole
    assert told.remarks == ()
    assert list(findings(replayed(told))) == []


def test_the_spot_balance_of_an_account_that_began_empty_is_the_one_the_table_ends_with():
    """Its last row sells 1.71 HYPE out of 33208.75975, which the file has cut to ten digits."""
    told = fills_table(recorded("fills-table", TABLE), THIRD)
    hype = Asset("HYPE", 8)
    assert told.events[-1].sold == hype.exactly("1.71")
    left = replayed(told).account.balance(hype)
    assert left == hype.exactly("33207.04974789")
    assert (
        abs(left.value - (Exact.of("33208.75975").value - Exact.of("1.71").value))
        < Exact.of("5e-6").value
    )


def test_a_table_of_several_accounts_wants_to_know_which():
    several = table({"Account": ME}, {"Account": YOU})
    told = fills_table(several, "main")
    assert told.events == ()
    assert {aside.reason for aside in told.untranslated} == {
        "the table holds 2 accounts: name the one you mean by its address"
    }
    assert told.is_whole
    mine = fills_table(several, ME.upper().replace("X", "x"))
    assert [aside.reason for aside in mine.skipped] == [f"a fill of {YOU}"]


def test_a_table_of_one_account_may_go_by_any_name():
    told = fills_table(table({}, {"Start Position": "2"}), "main")
    assert [event.held for event in events(told, Fill)] == [0, 2_000_000]
    assert told.events[0].stamp.account == "main"


def test_the_table_can_be_opened():
    told = fills_table(table({"Start Position": "5"}), "main", OPENED)
    assert events(told, OpeningPosition)[0].size == 5_000_000


def test_funding_is_booked_on_the_pool_and_named_by_coin():
    (event,) = user_funding(records(funding()), "a").events
    assert event == FundingTotal(
        stamp=event.stamp, symbol="BTC", amount=USDC.exactly("1.5"), book=CROSS_BOOK
    )
    assert event.stamp.id == f"funding:{T0}:BTC"


def test_funding_of_a_held_coin_is_booked_on_its_position():
    told = user_funding(records(funding(), funding(coin="ETH")), "a", held={"BTC"})
    (event,) = events(told, Funding)
    assert (event.position, event.rate) == (PositionId("BTC", pool="cross"), Exact.of("0.0000125"))
    assert [other.symbol for other in events(told, FundingTotal)] == ["ETH"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": "fee"}, "expected 'funding'"),
        ({"coin": "flx:CRCL"}, "in the collateral of its exchange"),
        ({"usdc": "0.1234567"}, "finer than the venue's books"),
        ({"fundingRate": None}, "is missing"),
    ],
)
def test_funding_that_cannot_be_told_is_parked(changes, why):
    (aside,) = user_funding(records(funding(**changes)), "a").untranslated
    assert why in aside.reason


@pytest.mark.parametrize(
    ("name", "count", "total"),
    [
        ("test_user_funding_history_without_end_time", 218, "695.136103"),
        ("test_user_funding_history_with_end_time", 13, "11.897859"),
    ],
)
def test_the_recorded_funding_is_all_told(name, count, total):
    payments = cassette("funding", name)
    told = user_funding(payments, "a")
    assert (told.records, told.translated) == (count, count)
    assert replayed(told).account.balance(USDC, CROSS_BOOK) == USDC.exactly(total)


def test_overlapping_funding_counts_once():
    names = (
        "test_user_funding_history_without_end_time",
        "test_user_funding_history_with_end_time",
    )
    told = user_funding([r for name in names for r in cassette("funding", name)], "a")
    assert (told.translated, len(told.skipped)) == (218, 13)


def test_fills_and_funding_and_updates_complete_one_another_and_the_table_repeats_them():
    tellings = {name: kind.money for name, kind in KINDS.items() if kind.money}
    assert tellings.pop("fills-table") == TABLE_TELLING
    assert {tellings.pop("page-trades"), tellings.pop("page-funding")} == {PAGE_TELLING}
    assert set(tellings.values()) == {TELLING}


def recognised(data):
    return [name for name, kind in KINDS.items() if kind.recognises(data[:65536])]


@pytest.mark.parametrize(
    ("file", "names"),
    [
        (CASSETTES + "test_get_user_fills.response.json", ["fills"]),
        (CASSETTES + "test_user_funding_history_with_end_time.response.json", ["funding"]),
        (
            CASSETTES + "test_user_non_funding_ledger_updates_without_end_time.response.json",
            ["ledger-updates"],
        ),
        (TABLE, ["fills-table"]),
        (CASSETTES + "test_delegator_history.response.json", []),
        (CASSETTES + "test_get_user_state.response.json", ["state"]),
        (CASSETTES + "test_get_open_orders.response.json", []),
        (CASSETTES + "test_get_user_fills.yaml", []),
        ("hyperliquid/nautechsystems__nautilus_trader/http_funding_history.json", []),
        ("hyperliquid/nautechsystems__nautilus_trader/ws_user_fill_liquidation.json", ["fills"]),
    ],
)
def test_a_kind_recognises_its_own_records_only(file, names):
    assert recognised(real(file).read_bytes()) == names


def test_a_table_with_a_byte_order_mark_is_recognised():
    assert recognised(b"\xef\xbb\xbf" + real(TABLE).read_bytes()) == ["fills-table"]


def test_an_http_dump_is_refused_and_its_body_is_read():
    path = "hyperliquid/JKorf__HyperLiquid.Net/Endpoints__Futures__Account__GetFundingHistory.txt"
    data = real(path).read_bytes()
    with pytest.raises(UnreadableFileError, match="not JSON"):
        KINDS["funding"].records(data, "dump.txt")
    body = data[data.index(b"[") :]
    (event,) = user_funding(json_records(body, "body.json"), "a").events
    assert event.amount == USDC.exactly("-0.044263")


def test_retyped_fills_of_another_exchange_are_told_when_taken_out_of_their_wrapper():
    """The last of them has neither fee nor trade id; two were liquidated at market."""
    wrapper = json.loads(real("hyperliquid/ccxt_static_retyped_fills.json").read_bytes())
    told = user_fills(json_records(json.dumps(wrapper["fills"]).encode(), "fills.json"), ME, OPENED)
    assert (told.records, told.translated) == (5, 5)
    crcl = PositionId("flx:CRCL", pool="flx")
    ours = [event for event in events(told, Fill) if event.position == crcl]
    assert [(event.held, event.size) for event in ours] == [(130_000, 140_000), (270_000, -270_000)]
    account = replayed(told).account
    assert account.holding(crcl).size == 0
    assert {asset.code for asset in account.assets} == {"USDC", "USDH"}


ROWS = st.one_of(
    st.builds(fill, tid=st.integers(0, 2), dir=st.sampled_from(["Open Long", "Buy", "x"])),
    st.builds(funding, coin=st.text(max_size=3)),
    st.just(update("deposit", usdc="1")),
    st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=3), max_size=3),
)


@given(st.lists(ROWS, max_size=6), st.sampled_from(sorted({"fills", "funding", "ledger-updates"})))
def test_any_answer_is_accounted_for_whatever_it_is_taken_for(rows, kind):
    told = KINDS[kind].translate(records(*rows), ME)
    assert told.is_whole
    assert told.records == len(rows)


def test_funding_of_a_coin_that_is_said_to_be_isolated_reaches_its_position():
    alone = Given(isolated=frozenset({"BTC"}))
    (event,) = KINDS["funding"].given(records(funding()), ME, alone).events
    assert isinstance(event, Funding)
    assert event.position == PositionId("BTC")


def test_fills_of_a_coin_that_is_said_to_be_isolated_are_its_own():
    alone = Given(isolated=frozenset({"BTC"}))
    done = user_fills(records(fill()), ME, alone)
    assert [e.position for e in done.events if isinstance(e, Fill)] == [PositionId("BTC")]
