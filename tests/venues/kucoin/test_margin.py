from fractions import Fraction

from isoledger.venues.kucoin.margin import (
    Exposure,
    Set,
    cross_risk,
    opened,
    shares,
    topped,
)
from isoledger.venues.kucoin.rules import FINER_NS, TAKER


def number(text):
    return Fraction(text)


def test_a_reserve_is_set_aside_on_cost_and_initial_margin():
    parts = opened(number("83.787"), number("3.35148"), TAKER, 0)
    assert parts.reserve == number("0.05228309")  # 0.052283088
    assert parts.margin == number("3.40376309")


def test_maintenance_is_on_the_entry_with_the_reserve_and_adverse_funding():
    parts = Set(cost=number("100"), initial=number("10"), reserve=number("0.066"))
    assert parts.maintenance(number("0.005")) == number("0.566")
    assert parts.maintenance(number("0.005"), number("0.0001")) == number("0.576")
    assert parts.maintenance(number("0.005"), number("-0.0001")) == number("0.566")


def test_an_addition_pays_the_fee_on_itself_into_the_reserve():
    before = opened(number("97.302"), number("32.4339999967"), TAKER, FINER_NS)
    after = topped(before, number("21"), TAKER, FINER_NS)
    assert (after.added, after.reserve) == (number("20.9874"), number("0.0904415999"))
    assert after.margin == number("53.5118415966")


def test_paid_funding_is_taken_from_the_margin():
    parts = Set(
        cost=number("67.4309"),
        initial=number("22.4769666644"),
        reserve=number("0.0539546299"),
        added=number("0.01645214"),
        lost=number("0.03766885"),
    )
    assert parts.margin == number("22.5097045843")


def test_orders_count_in_the_risk_of_a_cross_account_and_pay_to_open():
    exposures = [
        Exposure(value=number("6200"), rate=number("0.005")),
        Exposure(value=number("30000"), rate=number("0.008"), is_order=True),
    ]
    assert cross_risk(number("5000"), exposures, TAKER) == number("292.72") / 4982


def test_every_position_may_lose_the_same_share_of_its_value():
    exposures = [Exposure(value=number(v), rate=number("0.01")) for v in ("620", "3800")]
    parts = shares(number("1000"), exposures)
    assert sum(parts) == 1000
    assert parts[0] / 620 == parts[1] / 3800
