"""Every recorded position of Hyperliquid, recomputed, and the forms in which it is read."""

from fractions import Fraction

import pytest

from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.risk import pool_risk
from isoledger.core.rules import Basis
from isoledger.venues.errors import FieldError
from isoledger.venues.hyperliquid.positions import FINE, OTHERS, stated
from isoledger.venues.hyperliquid.rules import FINER_NS, FROZEN_NS, SOLVED_NS
from isoledger.venues.stated import Besides
from tests.venues.recorded import besides, recorded, solved

VENUES = ("hyperliquid", "hyperliquid(2023-03)")

PRINTED = (46, 47, 48, 49, 55, 103, 104, 105, 106, *range(108, 117))
COVERED = (50, 51, 52, 53, 54, 56, 57)
RATES = {"SOL": "0.025", "BTC": "0.01", "DOGE": "0.025"}  # maxLeverage 20, 50, 20 in 2024

ISOLATED = {
    "coin": "BTC",
    "szi": "-0.00024",
    "entryPx": "63709.5",
    "liquidationPx": "64466.2716049383",
    "leverage": {"type": "isolated", "value": 40, "rawUsd": "15.665304"},
    "maxLeverage": 40,
    "positionValue": "15.042",
    "marginUsed": "0.623304",
}
CROSS = {
    "coin": "ETH",
    "szi": "1",
    "entryPx": "3000",
    "liquidationPx": None,
    "leverage": {"type": "cross", "value": 10},
    "maxLeverage": 50,
    "positionValue": "3100",
}
UNIFIED = {
    "symbol": "SOL/USDC:USDC",
    "entryPrice": "146.82",
    "side": "long",
    "contracts": "0.16",
    "collateral": "23.482979",
    "leverage": "1",
    "liquidationPrice": "0.05269872",
}


def read(place):
    row = recorded(*VENUES)[place]
    coin = row["symbol"]
    besides = Besides(maintenance=Fraction(RATES[coin])) if place >= 108 else Besides()
    return row, stated(row["raw"], besides)


def test_all_26_records_are_here():
    assert sorted(recorded(*VENUES)) == sorted([*PRINTED, *COVERED, 107])


@pytest.mark.parametrize("place", PRINTED)
def test_18_records_are_recomputed_to_the_last_printed_digit(place):
    row, found = read(place)
    price = solved(found)
    assert (found.missing, found.sentinel) == ((), "")
    assert price.shown == found.reported == Fraction(row["reported_liquidation_price"])
    assert found.printed == row["reported_liquidation_price"]


@pytest.mark.parametrize("place", COVERED)
def test_a_long_whose_account_survives_its_price_going_to_zero_has_none(place):
    _, found = read(place)
    assert solved(found) == NoLiquidationPrice(reason=NoPrice.COVERED)
    assert (found.reported, found.sentinel) == (
        None,
        "no price is stated: the venue knows of none",
    )


def test_one_record_states_none_where_the_state_alone_gives_a_price():
    # a testnet account; its spot balance must count, and is not in the record
    _, found = read(107)
    assert found.reported is None
    assert solved(found).shown == Fraction("52484.8607594937")


def test_the_rate_of_the_file_serves_as_well_as_the_highest_leverage():
    for place, row in recorded(*VENUES).items():
        if place in PRINTED and place != 48:  # whose rate is written with 40 digits
            found = stated(row["raw"], besides(row))
            assert solved(found).shown == found.reported


@pytest.mark.parametrize("place", [46, 109, 111, 113, 114])
def test_without_the_cut_of_2024_the_price_would_not_be_the_printed_one(place):
    _, found = read(place)
    uncut = stated_at(place, FINER_NS)
    assert found.time_ns == SOLVED_NS
    assert abs(uncut.shown - found.reported) > Fraction(1, 10**7)


def stated_at(place, time_ns):
    row = recorded(*VENUES)[place]
    rate = Fraction(row["mmr"])
    return solved(stated(row["raw"], Besides(maintenance=rate, time_ns=time_ns)))


def test_an_undated_record_is_dated_by_how_it_is_written():
    assert stated(ISOLATED).time_ns == FINER_NS
    eight = stated(ISOLATED | {"liquidationPx": "64466.27160494"})
    assert (eight.time_ns, eight.rules.requirement_step) == (SOLVED_NS, Fraction(1, 10**6))
    assert "8 decimals" in eight.assumed[-1]
    old = stated(CROSS | {"maxTradeSzs": ["1", "1"], "maxLeverage": None, "totalNtlPos": "3100"})
    assert (old.time_ns, old.rules.basis) == (FROZEN_NS, Basis.MARK)
    dated = stated(ISOLATED | {"time": 1764350959056})
    assert dated.time_ns == 1764350959056 * 10**6
    assert stated(ISOLATED, Besides(time_ns=5)).time_ns == 5


def test_a_cross_account_needs_its_equity():
    found = stated(CROSS)
    assert found.subject is None
    assert found.missing == ("the equity of the cross account",)


def test_what_other_positions_require_stands_beside_the_one_asked_about():
    account = {
        "crossMarginSummary": {"accountValue": "500"},
        "crossMaintenanceMarginUsed": "40",
    }
    found = stated(CROSS | account)
    pool = found.subject
    assert set(pool.marks) == {"ETH", OTHERS}
    risk = pool_risk(pool.pool, pool.marks, found.rules, time_ns=found.time_ns, asset=FINE)
    assert (risk.equity, risk.maintenance) == (500, 40)
    # 500 - (3100 - p) = 9 + 0.01 p, and 9 = 40 - 31
    assert solved(found).exact == Fraction(2609) / Fraction("0.99")


def test_a_requirement_below_the_flat_one_is_a_deduction():
    found = stated(CROSS | {"accountValue": "500", "crossMaintenanceMarginUsed": "21"})
    assert set(found.subject.marks) == {"ETH"}
    # 500 - (3100 - p) = 0.01 p - 10
    assert solved(found).exact == Fraction(2590) / Fraction("0.99")


def test_equity_alone_is_enough_for_a_lone_position():
    found = stated(CROSS, Besides(margin=Fraction(500), deduction=Fraction(10)))
    assert solved(found).exact == Fraction(2590) / Fraction("0.99")
    assert isinstance(solved(stated(CROSS | {"accountValue": "500"})), LiquidationPrice)


def test_an_old_state_without_its_value_counts_the_position_alone():
    old = CROSS | {"maxTradeSzs": ["1", "1"], "maxLeverage": None, "accountValue": "500"}
    assert solved(stated(old)).exact == 3100 - (500 - 31)


def test_a_position_of_ccxt_needs_the_rate_and_may_have_a_mark():
    assert stated(UNIFIED).missing == ("the maintenance rate, or the highest leverage",)
    known = Besides(maintenance=Fraction("0.025"), mark=Fraction("146.9"))
    found = stated(UNIFIED | {"side": "short", "liquidationPrice": None}, known)
    assert found.mark == Fraction("146.9")
    assert found.assumed == ("not dated: taken to be of 2025 or later",)
    assert found.subject.holding.size < 0
    assert found.sentinel


def test_a_bare_leverage_and_an_unknown_mark_are_read_too():
    bare = {name: ISOLATED[name] for name in ("coin", "szi", "entryPx", "maxLeverage")}
    found = stated(bare | {"rawUsd": "15.665304", "leverage": 3})
    assert (found.mark, str(found.subject.leverage)) == (None, "3")
    assert solved(found).shown == Fraction("64466.2716049383")
    unset = stated(bare | {"rawUsd": "15.665304"})
    assert str(unset.subject.leverage) == "1"


def test_a_tick_from_elsewhere_is_used():
    found = stated(ISOLATED, Besides(tick=Fraction(1)))
    assert solved(found).tick == 64467


def test_a_record_without_a_size_is_refused():
    with pytest.raises(FieldError, match="szi"):
        stated({"coin": "BTC", "entryPx": "1"})
