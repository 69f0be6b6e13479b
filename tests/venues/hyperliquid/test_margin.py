from fractions import Fraction

import pytest

from isoledger.venues.hyperliquid.margin import (
    FLOOR_NS,
    Bucket,
    cut,
    fee,
    funding,
    funding_rate,
    premium,
    taken,
    withdrawable,
)

HALF = Fraction(1, 2)


def bucket(cash="-100", size="2"):
    return Bucket(cash=Fraction(cash), size=Fraction(size))


def test_amounts_are_cut_to_six_decimals_toward_zero():
    assert cut(Fraction("0.0000019")) == Fraction("0.000001")
    assert cut(Fraction("-0.0000019")) == Fraction("-0.000001")
    assert fee(Fraction("66.653"), Fraction("0.00015")) == Fraction("0.009997")
    assert taken(Fraction("-0.003"), Fraction("3850.9"), Fraction(25)) == Fraction("0.462108")


def test_equity_is_cash_and_what_the_size_is_worth():
    assert bucket().equity(Fraction(60)) == 20
    assert bucket().collateral(Fraction(55)) == 10
    assert bucket().added(Fraction(5)) == bucket("-95")


@pytest.mark.parametrize(
    ("size", "released", "taken_in", "after"),
    [
        ("-1", 10, 0, bucket("-50", "1")),
        ("-2", 20, 0, bucket("0", "0")),
        ("1", 0, 6, bucket("-154", "3")),
        ("-3", 20, 6, bucket("66", "-1")),
    ],
    ids=["decrease", "close", "increase", "flip"],
)
def test_a_trade_gives_back_equity_pro_rata_and_brings_the_margin_of_what_it_adds(
    size, released, taken_in, after
):
    moved = bucket().traded(Fraction(size), Fraction(60), Fraction(10))
    assert (moved.released, moved.taken, moved.after) == (released, taken_in, after)


@pytest.mark.parametrize("size", ["-3", "-1", "1", "2", "5"])
def test_what_leaves_the_bucket_arrives_in_the_cross_account(size):
    before, price = bucket("130", "-2"), Fraction(60)
    moved = before.traded(Fraction(size), price, Fraction(7))
    assert moved.after.equity(price) == before.equity(price) - moved.released + moved.taken


def test_the_first_trade_opens_the_bucket():
    moved = bucket("0", "0").traded(Fraction(1), Fraction(60), Fraction(10))
    assert moved.after == bucket("-54", "1")


def test_a_tenth_of_all_value_stays_behind():
    assert withdrawable(Fraction(100), Fraction(30), Fraction(200)) == 70
    assert withdrawable(Fraction(100), Fraction(30), Fraction(800)) == 20
    assert withdrawable(Fraction(100), Fraction(30), Fraction(2000)) == 0
    assert withdrawable(Fraction(100), Fraction(30), Fraction(2000), FLOOR_NS - 1) == 70


def test_funding_is_the_premium_and_a_clamped_interest():
    over = premium(Fraction(10100), Fraction(10200), Fraction(10000))
    assert (over, funding_rate(over, Fraction("0.0001"))) == (
        Fraction("0.01"),
        Fraction("0.0095"),
    )
    under = premium(Fraction(9800), Fraction(9900), Fraction(10000))
    assert (under, funding_rate(under, Fraction("0.0001"))) == (
        Fraction("-0.01"),
        Fraction("-0.0095"),
    )
    assert funding_rate(Fraction(0), Fraction("0.0001")) == Fraction("0.0001")
    assert funding(Fraction(-2), Fraction(100), Fraction("0.01")) == 2
