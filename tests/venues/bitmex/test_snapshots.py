import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import ALL
from isoledger.core.identity import PositionId
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price
from isoledger.venues.bitmex.rules import ASSETS, XBT
from isoledger.venues.bitmex.snapshots import (
    margin_snapshot,
    position_snapshot,
    wallet_snapshot,
)
from tests.venues.bitmex.samples import ANYTHING, BWJOKE, read, reasons, recorded, translated

NAUTILUS = "bitmex/nautechsystems__nautilus_trader"


def stated(**fields):
    row = {
        "timestamp": "2026-05-03T05:01:40.510Z",
        "symbol": "XBTUSD",
        "currency": "XBt",
        "currentQty": 100,
        "crossMargin": False,
        "posCost": -200000,
        "posMargin": 2150,
        "liquidationPrice": 49500.5,
        "bankruptPrice": "",
        "openOrderBuyQty": 0,
        "isOpen": True,
    }
    return {**row, **fields}


def test_a_recorded_cross_position():
    """A short that the wallet covers: its liquidation price is a cap, and so there is none."""
    first, flat = recorded("positions", f"{BWJOKE}/api-v1-position.snapshot.csv")
    found = position_snapshot(first)
    assert found.position == PositionId("XBTUSD", "net", "XBt")
    assert (found.size, found.cost) == (-1438000, Money(1951105699, XBT))
    assert (found.margin, found.liquidation, found.bankruptcy) == (None, None, None)
    assert (found.mark, found.mark_value) == (Price.of("78173.24"), Money(1839503980, XBT))
    assert (found.leverage, found.initial_rate) == (Exact.of(100), Exact.of("0.01"))
    assert found.maintenance_rate == Exact.of("0.005")
    assert position_snapshot(flat).mark is None


def test_the_maintenance_rate_of_a_contract_changes_with_time():
    (before,) = recorded("positions", f"{BWJOKE}/2026-04-18__api-v1-position.snapshot.csv")
    assert position_snapshot(before).maintenance_rate == Exact.of("0.0035")


def test_the_value_of_a_recorded_position_less_its_cost_is_its_unrealised_profit():
    for path in ("api-v1-position", "2026-04-18__api-v1-position"):
        record = recorded("positions", f"{BWJOKE}/{path}.snapshot.csv")[0]
        found = position_snapshot(record)
        assert (found.mark_value - found.cost).units == record.whole("unrealisedPnl")


def test_an_isolated_position_has_a_margin_and_a_liquidation_price():
    (record,) = read("positions", [stated()])
    found = position_snapshot(record)
    assert found.position.is_isolated
    assert (found.margin, found.liquidation) == (Money(2150, XBT), Price.of("49500.5"))
    assert found.leverage is None


@pytest.mark.parametrize("cap", [1000000, 100000000, "1e6"])
def test_a_cap_is_no_price(cap):
    (record,) = read("positions", [stated(liquidationPrice=cap)])
    assert position_snapshot(record).liquidation is None


def test_a_position_is_asserted_with_what_is_stated_of_it():
    (event,) = translated("positions", [stated()]).events
    assert (event.size, event.cost.units, event.margin.units) == (100, -200000, 2150)
    assert event.stamp.id == "position:XBTUSD:1777784500510000000"


def test_recorded_margin_accounts_add_up():
    found = [
        margin_snapshot(record)
        for name in ("", "2026-04-18__")
        for record in recorded("margin", f"{BWJOKE}/{name}api-v1-user-margin.snapshot-all.csv")
    ]
    assert len(found) == 18
    for account in found:
        kept = account.available + account.initial + account.maintenance
        assert kept == account.equity == account.wallet + account.unrealised


def test_a_margin_account_that_does_not_add_up_is_parked():
    row = {
        "timestamp": "2026-05-03T05:01:40.510Z",
        "currency": "XBt",
        "walletBalance": 5,
        "marginBalance": 8,
        "unrealisedPnl": 2,
    }
    assert reasons(translated("margin", [row])) == [
        "made.json, row 1: marginBalance = walletBalance + unrealisedPnl does not hold: 8, 5, 2"
    ]
    (event,) = translated("margin", [{**row, "marginBalance": 7}]).events
    assert (event.amount, event.book) == (Money(5, XBT), ALL)
    assert event.stamp.id == "margin:XBt:1777784500510000000"


def test_a_recorded_wallet():
    record = recorded("wallet", f"{BWJOKE}/api-v1-user-wallet.snapshot-all.csv")[0]
    found = wallet_snapshot(record)
    assert found.balance == Money(3034754369, XBT)
    assert (found.deposited.units, found.withdrawn.units) == (177199051, 6600180000)
    assert (found.received.units, found.sent.units) == (2984800, 600000)


def test_a_wallet_of_each_currency_is_asserted():
    path = f"{BWJOKE}/api-v1-user-wallet.snapshot-all.csv"
    events = translated("wallet", recorded("wallet", path)).events
    held = {e.amount.asset.code: e.amount.units for e in events if e.amount}
    assert held == {"XBt": 3034754369, "USDt": 888237518, "BMEx": 11000120000}
    assert all(e.amount.asset == ASSETS[e.amount.asset.code] for e in events)


def test_samples_that_their_author_made_up_are_read_and_mean_nothing():
    """Round numbers of another project; good for reading, useless as a truth."""
    (position,) = recorded("positions", f"{NAUTILUS}/http_get_positions.json")
    assert position_snapshot(position).size == 100
    (held,) = recorded("margin", f"{NAUTILUS}/ws_margin.json")
    assert margin_snapshot(held).wallet == Money(100005180, XBT)
    (purse,) = recorded("wallet", f"{NAUTILUS}/http_get_wallet.json")
    assert wallet_snapshot(purse).received == Money(0, XBT)
    wrong = translated("positions", recorded("positions", f"{NAUTILUS}/ws_position.json"))
    assert "'XBT' is no currency" in reasons(wrong)[0]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"currency": None}, "field 'currency': is missing"),
        ({"currentQty": None}, "field 'currentQty': is missing"),
        ({"crossMargin": None}, "field 'crossMargin': is missing"),
        ({"liquidationPrice": -1}, "field 'liquidationPrice': "),
        ({"markPrice": []}, "field 'markPrice': is [], not text"),
    ],
)
def test_a_position_that_cannot_be_believed_is_parked(fields, reason):
    assert reason in reasons(translated("positions", [stated(**fields)]))[0]


@given(st.fixed_dictionaries({}, optional=dict.fromkeys([*stated(), "amount"], ANYTHING)))
def test_whatever_stands_in_the_fields_every_record_is_accounted_for(change):
    for kind in ("positions", "margin", "wallet"):
        assert translated(kind, [stated(**change)]).is_whole


def test_half_a_contract_is_refused():
    assert "is not whole" in reasons(translated("positions", [stated(currentQty=0.5)]))[0]


@pytest.mark.parametrize("name", ["open", "close"])
def test_a_streamed_update_that_leaves_fields_out_is_no_position(name):
    path = (
        "bitmex/knowm__XChange/xchange-stream-bitmex__src__test__resources__info__bitrich__"
        f"xchangestream__bitmex__dto__position_update-{name}.json"
    )
    told = translated("positions", recorded("positions", path))
    assert [aside.reason for aside in told.skipped] == [
        "a streamed update says what changed and not the rest: read the partial"
    ]
