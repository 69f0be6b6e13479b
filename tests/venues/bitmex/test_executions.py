import csv
from collections import Counter
from datetime import UTC, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.core.account import Account
from isoledger.core.cross import CrossPool
from isoledger.core.events import (
    Deleveraging,
    Fill,
    Funding,
    InsuranceClear,
    Liquidation,
    PositionAssertion,
    Settlement,
    SettlementKind,
)
from isoledger.core.findings import FindingKind, disagreements
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price
from isoledger.venues.bitmex.executions import TYPES, WEB_COLUMNS
from isoledger.venues.bitmex.rules import RULES, XBT
from isoledger.venues.errors import ZoneError
from tests.real import real
from tests.venues.bitmex.samples import (
    ANYTHING,
    BWJOKE,
    OWENFFF,
    execution,
    read,
    reasons,
    recorded,
    translated,
)

EST = timezone(timedelta(hours=-5))
HELD = PositionId("XBTUSD", "net", "XBt")
KNOWM = (
    "bitmex/knowm__XChange/xchange-stream-bitmex__src__test__resources__info__bitrich__"
    "xchangestream__bitmex__dto__execution"
)


def xbt(units):
    return Money(units, XBT)


# 1,660 executions of six quanto contracts of 2021, replayed as positions.
SYMBOLS = ("AAVEUSDT", "ADAUSDT", "LINKUSDT", "TRXUSDT", "UNIUSDT", "XLMUSDT")


@pytest.fixture(scope="module")
def fills():
    path = f"{OWENFFF}/quanto-executions.csv"
    return translated("quanto-executions", recorded("quanto-executions", path))


@pytest.fixture(scope="module")
def settlements():
    path = f"{OWENFFF}/quant__reports__settlement_events.csv"
    return translated("settlements", recorded("settlements", path))


@pytest.fixture(scope="module")
def listings():
    path = f"{OWENFFF}/quant__config__historical_instrument_specs.json"
    return translated("instrument-history", recorded("instrument-history", path))


@pytest.fixture(scope="module")
def terms(listings):
    return {e.instrument.symbol: e.instrument for e in listings.events}


@pytest.fixture(scope="module")
def steps(fills, settlements, listings):
    """(event, account before it, entry), in order."""
    settled = [e for e in settlements.events if e.position.symbol in SYMBOLS]
    ledger = Ledger.replay([*listings.events, *fills.events, *settled], rules=RULES)
    account, steps = ledger.opening, []
    for event in ledger.effective():
        step = account.apply(event, RULES)
        steps.append((event, account, step.entry))
        account = step.state
    assert account == ledger.account
    return steps, account


def test_no_record_is_lost(fills, settlements):
    for translation in (fills, settlements):
        assert translation.is_whole
        assert reasons(translation) == []
    assert (fills.translated, settlements.translated) == (1_660, 19)


def test_every_symbol_ends_flat_or_settled(steps):
    steps, account = steps
    holdings = account.pools["XBt"].holdings
    assert {p.symbol: h.size for p, h in holdings.items()} == dict.fromkeys(SYMBOLS, 0)
    settled = [e.position.symbol for e, _, _ in steps if isinstance(e, Settlement)]
    assert settled == ["AAVEUSDT", "TRXUSDT"]


def test_what_is_settled_is_what_is_held(steps):
    checked = [
        (event.size, account.pools["XBt"].holdings[event.position].size)
        for event, account, _ in steps[0]
        if isinstance(event, PositionAssertion)
    ]
    assert checked == [(7439, 7439), (8332, 8332)]


def test_the_booked_cost_is_the_venues_on_every_row(fills, steps):
    with real(f"{OWENFFF}/quanto-executions.csv").open() as file:
        costs = {row["execID"]: int(row["execCost"]) for row in csv.DictReader(file)}
    booked = {}
    for event, before, _ in steps[0]:
        if isinstance(event, Fill):
            pool = before.pools.get("XBt", CrossPool(name="XBt"))
            held = pool.holding(event.position, before.instruments[event.position.symbol])
            after, realised = held.traded(event.size, event.cost)
            paid = after.cost - held.cost - realised
            booked[event.stamp.id.removeprefix("execution:")] = paid.units
    assert booked == costs
    assert len(booked) == 1_660


def test_the_printed_price_gives_1604_costs_and_the_other_56_are_found_with_their_price(
    steps, terms
):
    """LINKUSDT printed three decimals while it traded in steps of 0.0005."""
    found = list(disagreements((event for event, _, _ in steps[0]), opening=Account(), rules=RULES))
    assert Counter((f.kind, f.about.symbol) for f in found) == {(FindingKind.COST, "LINKUSDT"): 56}
    printed = {
        event.stamp: event.price.value for event, _, _ in steps[0] if isinstance(event, Fill)
    }
    off = Counter(abs(f.implied_price - printed[f.stamp]) for f in found)
    assert off == {Fraction("0.0005"): 56}
    assert all(f.implied_price % terms["LINKUSDT"].tick == 0 for f in found)
    assert (found[0].implied_price, found[0].reported.units) == (Fraction("23.6335"), 26_233_185)


def test_realised_profit_less_funding_less_the_wallets_is_what_fees_can_be(steps):
    """Fees are not in the table: between the maker's rebate and the taker's fee they must lie.

    -2.5 to 7.5 basis points of what was traded; -1.8 to 1.4 is found.
    """
    with real(f"{OWENFFF}/quant__reports__funding_summary.csv").open() as file:
        funding = {r["symbol"]: int(r["execComm_raw_sum"]) for r in csv.DictReader(file)}
    wallet = Counter()
    with real(f"{BWJOKE}/api-v1-user-walletHistory.csv").open() as file:
        for row in csv.DictReader(file):
            if row["transactType"] == "RealisedPNL" and row["timestamp"] < "2021-12":
                wallet[row["address"]] += int(row["amount"])
    realised, traded = Counter(), Counter()
    for event, _, entry in steps[0]:
        if isinstance(event, Fill | Settlement):
            symbol = event.position.symbol
            traded[symbol] += abs(event.cost.units)
            realised[symbol] += sum(p.amount.units for p in entry if p.book == "pool:XBt")
    assert realised == {
        "AAVEUSDT": 81_447_760,
        "ADAUSDT": 24_357_400,
        "LINKUSDT": 44_373_935,
        "TRXUSDT": 3_156_715,
        "UNIUSDT": 43_189_121,
        "XLMUSDT": 15_670_884,
    }
    points = {
        symbol: Fraction(10_000 * (realised[symbol] - funding[symbol] - wallet[symbol]))
        / traded[symbol]
        for symbol in SYMBOLS
    }
    assert all(Fraction("-1.9") < point < Fraction("1.9") for point in points.values()), points


def test_reading_it_again_gives_the_same_ids(fills):
    ids = [fill.stamp.id for fill in fills.events]
    assert len(set(ids)) == 1_660
    assert ids[0] == "execution:686c230f-ac7d-9539-866b-a7766460faba"


class TestTheSignOfCost:
    """A cost is signed like `Instrument.value`: linear buys above zero, inverse buys below."""

    def test_in_every_real_sample(self):
        """All quanto rows and settlements, and the inverse fills of 2018 and 2020."""
        linear = [
            *recorded("quanto-executions", f"{OWENFFF}/quanto-executions.csv"),
            *recorded("settlements", f"{OWENFFF}/quant__reports__settlement_events.csv"),
        ]
        assert len(linear) == 1_679
        for record in linear:
            assert (record.text("side") == "Buy") == (record.whole("execCost") > 0)

    def test_in_inverse_fills_the_rule_of_their_day_gives_the_very_cost(self):
        xbtusd = self.xbtusd()
        path = f"{KNOWM}.json"
        old = translated("executions", recorded("executions", path)).events
        every = "bitmex/everytrade-io__everytrade-plugins/bitmex_v001_M.csv"
        web = translated("executions-web", recorded("executions-web", every), zone=UTC).events
        costs = [fill.cost.units for fill in (*old, *web)]
        assert costs == [393_570, -1_484_249, 1_482_852]
        for fill in (*old, *web):
            assert xbtusd.cost(fill.size, fill.price, fill.stamp.time_ns) == fill.cost

    def test_in_a_made_up_sample_it_contradicts_the_side_and_shows(self):
        """That file's author made its numbers up: a sale of an inverse contract that costs less
        than nothing. It is read, and the cost that the price gives differs from the one told.
        """
        path = "bitmex/nautechsystems__nautilus_trader/http_get_executions.json"
        fill = translated("executions", recorded("executions", path)).events[0]
        assert fill.cost == xbt(-101_065)
        assert self.xbtusd().cost(fill.size, fill.price, fill.stamp.time_ns) == xbt(101_061)

    def xbtusd(self):
        path = "bitmex/nautechsystems__nautilus_trader/http_get_instrument_xbtusd.json"
        return translated("instruments", recorded("instruments", path)).events[0].instrument


def only_events(**fields):
    translation = translated("executions", [execution(**fields)])
    assert reasons(translation) == []
    assert translation.is_whole
    return translation.events


def test_a_trade_is_a_fill_with_its_cost_and_fee():
    (fill,) = only_events(side="Sell", execCost=200000, execComm=-50)
    assert fill == Fill(
        stamp=fill.stamp,
        position=HELD,
        size=-100,
        price=Price.of(50000),
        cost=xbt(200000),
        fee=xbt(-50),
    )
    assert fill.stamp.id == "execution:0000000e-0000-4000-8000-000000000001"
    assert fill.stamp.time_ns == 1_640_995_200_000_000_000


def test_funding_is_what_was_paid_turned_round():
    (funding,) = only_events(execType="Funding", execComm=71483, commission=0.00375)
    assert funding == Funding(
        stamp=funding.stamp, position=HELD, amount=xbt(-71483), rate=Exact.of("0.00375")
    )
    (unrated,) = only_events(execType="Funding", commission=None)
    assert unrated.rate is None


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        ("XBTZ21", SettlementKind.DELIVERY),
        ("ETHUSDM22_ETH", SettlementKind.DELIVERY),
        ("YFIUSDTZ20", SettlementKind.DELIVERY),
        ("AAVEUSDT", SettlementKind.EARLY),
    ],
)
def test_a_settlement_states_what_was_held_and_closes_it(symbol, kind):
    held, settled = only_events(
        execType="Settlement", symbol=symbol, side="Sell", execCost=5, execComm=0
    )
    assert isinstance(held, PositionAssertion)
    assert (held.size, held.stamp.id) == (100, f"held:{settled.stamp.id}")
    assert held.stamp.order < settled.stamp.order
    assert settled == Settlement(
        stamp=settled.stamp,
        position=PositionId(symbol, "net", "XBt"),
        kind=kind,
        price=Price.of(50000),
        cost=xbt(5),
        fee=xbt(0),
    )


def test_a_settlement_at_nothing_has_a_cost_and_no_price():
    _, settled = only_events(execType="Settlement", lastPx=0, execCost=0)
    assert settled.price is None


@pytest.mark.parametrize("kind", ["New", "Canceled", "Replaced", "CancelReject"])
def test_the_life_of_an_order_is_no_history(kind):
    translation = translated("executions", [{"execID": "x", "execType": kind}])
    assert translation.is_whole
    assert translation.skipped[0].reason == f"{kind}: the life of an order moves nothing"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"execType": "BlockTrade"}, "'BlockTrade': no record shows how it is booked"),
        ({"execType": None}, "field 'execType': '': no record"),
        ({"execID": None}, "field 'execID': is missing"),
        ({"execID": "00000000-0000-0000-0000-000000000000"}, "field 'execID': is missing"),
        ({"side": "Both"}, "'Both' is neither Buy nor Sell"),
        ({"lastQty": 0}, "field 'lastQty': is not above zero"),
        ({"lastQty": -5}, "field 'lastQty': is not above zero"),
        ({"signed_contract_qty": "-100"}, "-100 is not 100, as the side says"),
        ({"lastPx": 0}, "a price is above zero"),
        ({"lastPx": "1_000"}, "not a plain decimal"),
        ({"execCost": 1.5}, "1.5 is not whole"),
        ({"settlCurrency": "XBT"}, "'XBT' is no currency"),
        ({"settlCurrency": ""}, "a spot trade; its money is in the wallet history"),
        ({"brokerExecComm": 3}, "is not 0; no record shows how it is booked"),
        ({"transactTime": "2022-01-01"}, "field 'transactTime'"),
    ],
)
def test_an_execution_that_cannot_be_believed_is_parked(fields, reason):
    translation = translated("executions", [execution(**fields)])
    assert translation.events == ()
    assert reason in reasons(translation)[0]
    assert reasons(translation)[0].startswith("made.json, row 1: ")


def test_executions_of_one_instant_keep_their_order_newest_or_oldest_first():
    rows = [
        execution(execID="a", transactTime="2022-01-01T00:00:00.000Z"),
        execution(execID="b"),
        execution(execID="c", transactTime="2022-01-02T00:00:00.000Z"),
    ]
    for listed in (rows, rows[::-1]):
        ids = [e.stamp.id[-1] for e in translated("executions", listed).events]
        assert ids == ["a", "b", "c"]


def test_a_streamed_table_is_read_like_an_answer():
    path = f"{KNOWM}_market-buy.json"
    streamed = translated("executions", recorded("executions", path))
    assert (len(streamed.skipped), len(streamed.untranslated)) == (1, 1)
    assert "a spot trade" in reasons(streamed)[0]


def web_page(*rows):
    lines = [",".join(WEB_COLUMNS)]
    lines += [f'"{t}",{symbol},Trade,Buy,100,50000,-200000,150,d3b' for t, symbol in rows]
    return read("executions-web", "\n".join(lines).encode(), "page.csv")


def test_the_web_page_needs_a_zone_for_local_times_only():
    local = web_page(("1/24/2020, 5:48:15 PM", "XBTUSD"))
    with pytest.raises(ZoneError, match=r"page\.csv, row 1: times are local"):
        translated("executions-web", local)
    at = translated("executions-web", local, zone=EST).events[0].stamp
    assert at.time_ns == 1_579_906_095_000_000_000
    utc = web_page(("2020-10-20T17:46:13.553Z", "XBTUSD"))
    for zone in ({}, {"zone": EST}):
        assert translated("executions-web", utc, **zone).events[0].stamp.time_ns == (
            1_603_215_973_553_000_000
        )


def test_the_web_page_says_no_currency_and_only_known_contracts_are_believed():
    translation = translated("executions-web", web_page(("1/24/2020, 5:48:15 PM", "X")), zone=EST)
    assert "does not say what it settles in" in reasons(translation)[0]


def test_equal_rows_of_the_web_page_are_two_fills():
    twice = web_page(*[("1/24/2020, 5:48:15 PM", "XBTUSD")] * 2)
    ids = [e.stamp.id for e in translated("executions-web", twice, zone=EST).events]
    assert ids[1] == f"{ids[0]}#2"


@given(
    st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys([*execution(), "spec_id"], ANYTHING)),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_stands_in_the_fields_every_record_is_accounted_for(changes):
    rows = [execution(execID=str(n)) | change for n, change in enumerate(changes)]
    assert translated("executions", rows).is_whole
    assert translated("executions-web", rows, zone=UTC).is_whole


@pytest.mark.parametrize("kind", ["Liquidation", "Bankruptcy"])
def test_a_take_over_is_a_liquidation_of_so_many_contracts(kind):
    (event,) = translated("executions", [execution(execType=kind)]).events
    assert isinstance(event, Liquidation)
    assert (event.size, event.price, event.fee) == (100, Price.of(50_000), xbt(150))
    assert event.position == HELD


def test_a_deleveraging_is_told_as_one():
    (event,) = translated("executions", [execution(execType="Deleverage")]).events
    assert isinstance(event, Deleveraging)
    assert (event.size, event.fee) == (100, xbt(150))


@pytest.mark.parametrize(
    ("isolated", "position"), [(frozenset(), None), (frozenset({"XBTUSD"}), PositionId("XBTUSD"))]
)
def test_what_the_insurance_fund_takes_is_taken_where_the_position_is(isolated, position):
    records = read("executions", [execution(execType="Insurance")])
    (event,) = translated("executions", records, isolated=isolated).events
    assert isinstance(event, InsuranceClear)
    assert (event.amount, event.position, event.book) == (xbt(-150), position, "pool:XBt")


def test_a_trial_moves_nothing():
    (aside,) = translated("executions", [execution(execType="TrialFill")]).skipped
    assert "a trial moves no money" in aside.reason


def test_every_type_of_execution_becomes_what_the_table_of_types_says():
    for kind, told in TYPES.items():
        found = translated("executions", [execution(execType=kind)])
        names = " + ".join(type(event).__name__ for event in found.events)
        assert (names or "no history") == told.removesuffix(" (assumed)").partition(":")[0]


def test_a_position_that_is_said_to_be_isolated_pays_its_own_funding():
    records = read("executions", [execution(execType="Funding", commission=0.0001)])
    (event,) = translated("executions", records, isolated=frozenset({"XBTUSD"})).events
    assert event.position == PositionId("XBTUSD")
