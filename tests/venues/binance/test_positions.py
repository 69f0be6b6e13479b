"""Positions as Binance states them: every recorded shape, and what is missing of each."""

from fractions import Fraction

import pytest

import isoledger as il
from isoledger.venues import FieldError
from isoledger.venues.binance.positions import (
    PORTFOLIO,
    stated,
)
from isoledger.venues.binance.rules import CUT_NS
from isoledger.venues.stated import Besides, PoolLeg
from tests.venues.recorded import besides, recorded, shown, to_the_digits

ISOLATED = [0, 1, 72, 73, 74, 75, 76]
"""Places of the recorded isolated positions, of 2021 and 2024."""


def rows() -> dict[int, dict[str, object]]:
    return recorded("binance", "binance-portfolio-margin")


def test_every_isolated_record_is_recomputed_to_its_last_printed_digit():
    found = {n: rows()[n] for n in ISOLATED}
    for place, row in found.items():
        position = stated(row["raw"], besides(row))
        printed = row["reported_liquidation_price"]
        assert position.printed == printed
        assert to_the_digits(shown(position), printed) == printed, place
        assert not position.missing


def test_an_isolated_record_with_eight_decimals_is_printed_exactly():
    for place in set(ISOLATED) - {1}:
        row = rows()[place]
        position = stated(row["raw"], besides(row))
        assert shown(position) == position.reported, place


def test_the_table_of_a_cross_account_gives_the_faqs_price_and_alone_another():
    row = rows()[6]
    position = stated(row["raw"])
    assert isinstance(position.subject, PoolLeg)
    assert position.mark == Fraction("1335.18")
    assert position.assumed == ("the positions are cross",)
    assert to_the_digits(shown(position), "1153.26") == "1153.26"
    alone = stated(rows()[7]["raw"], Besides(isolated=True))
    assert not alone.assumed
    assert to_the_digits(shown(alone), "1114.78") == "1114.78"


@pytest.mark.parametrize(
    ("place", "missing"),
    [(2, (PORTFOLIO,)), (3, (PORTFOLIO,)), (4, ("cross wallet balance",))],
)
def test_a_cross_record_says_what_it_would_take(place, missing):
    row = rows()[place]
    position = stated(row["raw"], besides(row))
    assert (position.subject, position.missing) == (None, missing)
    assert position.reported == Fraction(row["reported_liquidation_price"])


def test_a_contract_worth_nothing_possible_is_not_guessed():
    """The record says 11788.67 BTC for one contract."""
    row = rows()[5]
    position = stated(row["raw"], besides(row))
    assert position.missing == ("worth of one contract (exchangeInfo)", "cross wallet balance")


def test_a_given_balance_solves_a_cross_record():
    """What the record implies: 0.001 * (22185.2 - p) + 0.004 * 0.001 * p."""
    row = rows()[4]
    implied = Fraction("22.1852") - Fraction("19731.45529116") * Fraction("0.000996")
    position = stated(row["raw"], besides(row, margin=implied))
    assert isinstance(position.subject, PoolLeg)
    assert position.subject.leg == il.PositionId("BTCUSDT", "long", "cross")
    # The record of 2022 is cut, not rounded; the balance has as many digits as the price.
    assert shown(position) == position.reported


def coin(**changes: object) -> dict[str, object]:
    """The COIN-M position of a live account, as dapi states it."""
    raw = {
        "symbol": "BTCUSD_PERP",
        "positionAmt": "2",
        "entryPrice": "37643.10000021",
        "markPrice": "38103.05510455",
        "unRealizedProfit": "0.00006413",
        "liquidationPrice": "25119.97445760",
        "leverage": "2",
        "maxQty": "1500",
        "marginType": "isolated",
        "isolatedMargin": "0.00274471",
        "positionSide": "BOTH",
        "notionalValue": "0.00524892",
        "isolatedWallet": "0.00268058",
    }
    return raw | changes


RATE = Besides(maintenance=Fraction("0.004"))


def test_a_coin_record_tells_what_a_contract_is_worth():
    position = stated(coin(), RATE)
    assert position.assumed == (
        "the position is in the first tier: no maintenance amount",
        "one contract is 100 USD, as notionalValue tells",
    )
    assert position.time_ns == CUT_NS
    assert shown(position) == position.reported


def test_a_stated_worth_is_taken_before_the_records():
    given = Besides(maintenance=RATE.maintenance, contract=Fraction(100), deduction=Fraction(0))
    position = stated(coin(notionalValue="9"), given)
    assert not position.assumed
    assert shown(position) == position.reported


@pytest.mark.parametrize("gone", ["notionalValue", "markPrice"])
def test_a_coin_record_that_does_not_tell_misses_the_worth(gone):
    position = stated(coin(**{gone: ""}), RATE)
    assert position.missing == ("worth of one contract (exchangeInfo)",)


def test_a_flat_record_is_flat():
    flat = coin(positionAmt="0", entryPrice="0.0", liquidationPrice="0")
    given = Besides(maintenance=RATE.maintenance, contract=Fraction(100))
    position = stated(flat, given)
    assert shown(position) is None
    assert stated(flat, RATE).missing == ("worth of one contract (exchangeInfo)",)


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("0", "0 stands for none"),
        ("0.00000000", "0 stands for none"),
        ("-12.5", "-12.5 is below zero: the margin outlasts any price"),
        ("", "nothing is printed: there is none"),
        (None, "nothing is printed: there is none"),
    ],
)
def test_what_stands_for_no_price_is_read_as_none(printed, why):
    position = stated(coin(liquidationPrice=printed), RATE)
    assert (position.reported, position.sentinel) == (None, why)
    assert position.printed == (printed or "")


def test_a_record_without_a_wallet_has_its_profit_taken_off_its_margin():
    position = stated(coin(isolatedWallet=None), RATE)
    assert position.subject.margin.value == Fraction("0.00268058")


def test_a_record_with_no_margin_at_all_takes_what_is_given():
    bare = coin(isolatedWallet="", isolatedMargin="")
    assert stated(bare, RATE).missing == ("isolated wallet",)
    given = Besides(maintenance=RATE.maintenance, margin=Fraction("0.00268058"))
    assert shown(stated(bare, given)) == Fraction("25119.97445760")


def test_without_a_rate_nothing_is_solved_and_nothing_assumed():
    position = stated(coin())
    assert position.missing == ("maintenance rate of the tier (leverageBracket)",)
    assert position.subject is None
    assert not any("tier" in note for note in position.assumed)


def test_the_moment_is_the_callers_else_that_of_the_last_change():
    changed = coin(updateTime=1655217461579)
    assert stated(changed, RATE).time_ns == 1_655_217_461_579 * 10**6
    assert stated(changed, Besides(time_ns=5)).time_ns == 5


@pytest.mark.parametrize(
    ("changes", "settle"),
    [
        ({"symbol": "BTCUSDT_241227"}, "USDT"),
        ({"symbol": "ETHBTC"}, "BTC"),
        ({"symbol": "XYZ"}, "margin"),
        ({"symbol": "XYZ", "marginAsset": "BFUSD"}, "BFUSD"),
        ({"symbol": None}, "margin"),
    ],
)
def test_what_a_linear_contract_settles_in(changes, settle):
    position = stated(coin(**changes), RATE)
    assert position.subject.margin.asset.code == settle
    assert position.symbol == (changes["symbol"] or "unnamed")


@pytest.mark.parametrize(("side", "leg"), [("LONG", "long"), ("SHORT", "short"), ("BOTH", "net")])
def test_legs_of_hedge_mode_are_two_positions(side, leg):
    position = stated(coin(positionSide=side), RATE)
    assert position.subject.id == il.PositionId("BTCUSD_PERP", leg)


def test_a_cross_record_without_a_mark_takes_the_given_one():
    given = Besides(
        maintenance=RATE.maintenance, margin=Fraction(1), contract=Fraction(100), mark=Fraction(9)
    )
    position = stated(coin(marginType="cross", markPrice=""), given)
    assert position.mark == 9
    assert position.subject.marks == {"BTCUSD_PERP": 9}


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ({"positions": [], "wallet_balance": "1"}, "is empty"),
        ({"positions": [{}], "wallet_balance": "1"}, "positions 1: field 'pair'"),
        ({"symbol": "BTCUSD_PERP"}, "positionAmt"),
    ],
)
def test_a_record_that_says_too_little_is_refused(raw, why):
    with pytest.raises(FieldError, match=why):
        stated(raw)
