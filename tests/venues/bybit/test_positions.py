"""Positions as Bybit states them: every recorded shape, and what is missing of each."""

from fractions import Fraction

import pytest

import isoledger as il
from isoledger.venues import FieldError
from isoledger.venues.bybit.positions import (
    NO_PRICE_CAP,
    NO_PRICE_FLOOR,
    POOL,
    stated,
)
from isoledger.venues.bybit.rules import AT_MARK_NS, CROSS_RULES, RULES
from isoledger.venues.stated import Besides, PoolLeg
from tests.venues.recorded import besides, number, recorded, shown

ISOLATED = [11, 12, 122]
"""Places of the recorded isolated positions, of 2022 and 2023; one bears added margin."""


def rows() -> dict[int, dict[str, object]]:
    return recorded("bybit")


@pytest.mark.parametrize("given", [{}, {"isolated": True}])
def test_every_isolated_record_is_recomputed_to_its_last_printed_digit(given):
    for place in ISOLATED:
        row = rows()[place]
        position = stated(row["raw"], besides(row, **given))
        assert position.reported == number(row["reported_liquidation_price"])
        assert shown(position) == position.reported, place


def test_a_margin_stated_elsewhere_gives_the_same_where_the_record_tells_none():
    row = rows()[122]
    position = stated(row["raw"], besides(row, margin=number(row["margin"])))
    assert shown(position) == position.reported


@pytest.mark.parametrize(
    ("place", "reported", "sentinel"),
    [
        (13, None, NO_PRICE_FLOOR),
        (14, None, NO_PRICE_CAP),
        (15, "51764.83003276", ""),
        (123, "28.1725", ""),
    ],
)
def test_a_cross_record_says_what_it_would_take(place, reported, sentinel):
    row = rows()[place]
    position = stated(row["raw"], besides(row))
    assert position.subject is None
    assert "equity of the account" in position.missing
    assert (position.reported, position.sentinel) == (number(reported), sentinel)


def linear(**changes: object) -> dict[str, object]:
    """An isolated linear long, as v5 states it."""
    raw = {
        "symbol": "ETHUSDT",
        "side": "Buy",
        "size": "0.10",
        "positionValue": "119.845",
        "avgPrice": "1198.45",
        "tradeMode": 1,
        "leverage": "4.2",
        "positionBalance": "28.58931118",
        "liqPrice": "919.10",
        "bustPrice": "913.15",
        "markPrice": "1199",
        "positionIdx": 0,
        "updatedTime": "1669413126190",
    }
    return raw | changes


RATE = Besides(maintenance=Fraction("0.005"))


def test_what_is_taken_for_granted_is_said():
    assert stated(linear(), RATE).assumed == (
        "taker rate 3/5000",
        "tick 1/20, on which the printed prices lie",
    )
    told = Besides(
        maintenance=RATE.maintenance,
        taker=Fraction("0.0006"),
        tick=Fraction(1, 20),
        isolated=True,
        margin=Fraction(1),
    )
    assert stated(linear(), told).assumed == ()


def test_a_record_without_name_side_and_mode_is_read_by_its_prices():
    bare = {"symbol": "", "side": "", "tradeMode": None, "positionBalance": ""}
    position = stated(linear(**bare), RATE)
    assert position.symbol == "unnamed"
    assert position.assumed[0] == "isolated, since a bankruptcy price is printed"
    assert position.assumed[3:] == (
        "side, by the liquidation price",
        "linear or inverse, by positionValue",
        "no margin was added: initial margin by leverage",
    )
    assert shown(position) == Fraction("919.10")


@pytest.mark.parametrize(
    ("value", "size", "entry", "settle"),
    [("10.003", "10", "1.0003", "USDT"), ("9.997", "10", "1.0003", "COIN")],
)
def test_a_nameless_position_is_what_its_value_says(value, size, entry, settle):
    raw = linear(symbol=None, positionValue=value, size=size, avgPrice=entry, liqPrice="0.5")
    position = stated(raw, RATE)
    assert position.subject.margin.asset.code == settle


@pytest.mark.parametrize(
    ("symbol", "category", "settle", "payoff"),
    [
        ("BTCUSD", "inverse", "BTC", il.Payoff.INVERSE),
        ("BTCUSDH23", "", "BTC", il.Payoff.INVERSE),
        ("ETHPERP", "linear", "USDC", il.Payoff.LINEAR),
        ("ETHUSDT", "linear", "USDT", il.Payoff.LINEAR),
        ("ODD", "inverse", "COIN", il.Payoff.INVERSE),
    ],
)
def test_what_a_contract_settles_in(symbol, category, settle, payoff):
    inverse = payoff is il.Payoff.INVERSE
    raw = linear(symbol=symbol, category=category, size="100" if inverse else "0.1")
    position = stated(raw | {"positionBalance": "" if inverse else "28.58931118"}, RATE)
    terms = position.subject.holding.instrument
    assert (terms.settle.code, terms.payoff) == (settle, payoff)


def test_the_same_record_is_judged_by_the_rules_of_its_day():
    old, new = (
        stated(linear(), Besides(maintenance=RATE.maintenance, time_ns=day))
        for day in (AT_MARK_NS - 1, AT_MARK_NS)
    )
    assert (old.rules, new.rules) == (RULES.at(AT_MARK_NS - 1), RULES.at(AT_MARK_NS))
    assert shown(old) != shown(new)
    undated = stated(linear(updatedTime=None), RATE)
    assert undated.time_ns == AT_MARK_NS


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"liqPrice": ""}, "nothing is printed: there is none"),
        ({"liqPrice": "0.00"}, "0 stands for none"),
        ({"liqPrice": "-1"}, "-1 is below zero: the margin outlasts any price"),
        ({"liqPrice": "0.50", "bustPrice": "0.50"}, NO_PRICE_FLOOR),
        ({"side": "Sell", "liqPrice": "999999.00", "bustPrice": ""}, NO_PRICE_CAP),
        ({"side": "Sell", "liqPrice": "1999999.80", "bustPrice": "1999999.80"}, NO_PRICE_CAP),
    ],
)
def test_what_stands_for_no_price_is_read_as_none(changes, why):
    position = stated(linear(**changes), RATE)
    assert (position.reported, position.sentinel) == (None, why)
    assert position.printed == changes["liqPrice"]


@pytest.mark.parametrize("price", ["0.05", "0.07", "500"])
def test_a_low_price_is_a_price_where_the_entry_is_low_or_it_is_no_single_step(price):
    entry = "1198.45" if price in {"0.07", "500"} else "0.5"
    assert stated(linear(liqPrice=price, avgPrice=entry), RATE).reported == Fraction(price)


def test_no_printed_price_leaves_the_finest_step():
    position = stated(linear(liqPrice="", bustPrice="0"), RATE)
    assert position.subject.holding.instrument.tick == Fraction(1, 10**8)
    odd = stated(linear(liqPrice="919.1000000001"), RATE)
    assert odd.subject.holding.instrument.tick == Fraction(1, 10**8)


def test_a_lock_below_the_initial_margin_is_not_believed():
    position = stated(linear(positionBalance="0.28", positionIM="1.19"), RATE)
    assert "no margin was added: initial margin by leverage" in position.assumed
    believed = stated(linear(positionBalance="0", positionIM="28.58931118"), RATE)
    assert shown(believed) == Fraction("919.10")


def test_a_lock_without_leverage_is_believed_and_without_both_missed():
    assert shown(stated(linear(leverage=""), RATE)) == Fraction("919.10")
    bare = linear(leverage="", positionBalance="")
    assert stated(bare, RATE).missing == ("positionBalance, or leverage",)
    given = Besides(maintenance=RATE.maintenance, margin=Fraction("28.5345238095"))
    assert shown(stated(bare, given)) == Fraction("919.10")


def test_without_a_rate_nothing_is_solved():
    assert stated(linear()).missing == ("maintenance rate of the tier (risk-limit)",)


def test_an_entry_may_have_either_name_and_must_have_one():
    old = linear(avgPrice=None, entryPrice="1198.45")
    assert shown(stated(old, RATE)) == Fraction("919.10")
    with pytest.raises(FieldError, match="'entryPrice': is missing"):
        stated(linear(avgPrice=None), RATE)


@pytest.mark.parametrize(("index", "leg"), [(0, "net"), (1, "long"), (2, "short")])
def test_legs_of_hedge_mode_are_two_positions(index, leg):
    assert stated(linear(positionIdx=index), RATE).subject.id.leg == leg


@pytest.mark.parametrize(
    ("changes", "price"),
    [
        # 50 + 0.1 * (p - 1000) == 0.1 * p * 0.005 + 0.06, the fee at 1000 - 1000 / 2... less.
        ({"side": "Buy"}, (100 - 50 + Fraction("0.03")) / Fraction("0.0995")),
        ({"side": "Sell"}, (100 + 50 - Fraction("0.09")) / Fraction("0.1005")),
    ],
)
def test_a_cross_position_with_its_accounts_balance_is_solved(changes, price):
    raw = linear(tradeMode=0, avgPrice="1000", leverage="2", liqPrice="600", **changes)
    given = Besides(maintenance=RATE.maintenance, margin=Fraction(50))
    position = stated(raw, given)
    assert isinstance(position.subject, PoolLeg)
    assert position.subject.leg == il.PositionId("ETHUSDT", pool=POOL)
    assert abs(shown(position) - price) <= Fraction(1, 2 * 10**8)


def test_an_inverse_cross_short_closes_below_its_value():
    raw = linear(symbol="BTCUSD", side="Sell", size="100", avgPrice="100", leverage="2")
    given = Besides(maintenance=RATE.maintenance, margin=Fraction("0.5"), isolated=False)
    fee = stated(raw, given).rules.closing_fee
    assert fee == Fraction("0.0006") / 2


def test_a_cross_position_without_leverage_holds_back_no_fee_and_without_mark_has_its_entry():
    raw = linear(tradeMode=0, leverage="", markPrice="")
    position = stated(raw, Besides(maintenance=RATE.maintenance, margin=Fraction(50)))
    assert position.rules == CROSS_RULES.at(0)
    assert position.subject.marks == {"ETHUSDT": Fraction("1198.45")}
    assert position.mark is None
