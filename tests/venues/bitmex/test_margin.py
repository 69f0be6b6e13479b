from fractions import Fraction

import pytest

from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.venues.bitmex.margin import (
    Isolated,
    funding_payment,
    parted,
    received,
    reserve,
    risk_tiers,
    shown_bankruptcy,
)
from isoledger.venues.bitmex.rules import TAKER, XBT, rules_of

XBTUSD = Instrument(
    symbol="XBTUSD",
    base="XBT",
    quote="USD",
    settle=XBT,
    payoff=Payoff.INVERSE,
    multiplier=Fraction(1),
    tick=Fraction(1, 2),
)


def sat(units):
    return Money(units, XBT)


def parts(**changes):
    values = {
        "cost": sat(9284),
        "initial": sat(4642),
        "added": sat(39),
        "lost": sat(0),
        "taker": TAKER,
    }
    return Isolated(**(values | changes))


def test_every_risk_step_adds_the_base_maintenance_rate_to_both_rates():
    table = risk_tiers(
        initial=Fraction("0.01"),
        maintenance=Fraction("0.005"),
        limit=Fraction(200),
        step=Fraction(100),
    )
    tier = table.at(Fraction(350))
    assert (tier.initial, tier.maintenance) == (Fraction("0.02"), Fraction("0.015"))
    assert (tier.floor, tier.cap, table.stepped) == (300, 400, True)
    assert table.tiers[-1].initial == 1


def test_the_fee_reserve_is_counted_on_cost_and_margin_and_rounded_up():
    assert reserve(sat(9284), sat(4642 + 39), TAKER) == sat(11)  # 10.47
    assert reserve(sat(-9284), sat(4681), TAKER) == sat(11)
    assert reserve(sat(9284), sat(9284), TAKER) == sat(0), "paid for in full"


def test_a_total_is_parted_into_margin_and_its_reserve():
    # 940 of a take-over of 2017: 1 % of 87283 is 873, and 67 are 0.075 % of both
    assert parted(sat(-87283), sat(940), TAKER) == (sat(873), sat(67))


def test_the_parts_make_margin_and_requirement():
    held = parts()
    assert (held.reserve, held.margin) == (sat(11), sat(4692))
    assert held.maintenance(Fraction("0.005")) == sat(47 + 11)
    assert held.maintenance(Fraction("0.005"), Fraction("0.001")) == sat(56 + 11)
    assert held.maintenance(Fraction("0.005"), Fraction("-0.001")) == sat(47 + 11)
    assert parts(lost=sat(100)).margin == sat(4592)


def test_what_is_paid_for_in_full_keeps_nothing():
    held = parts(initial=sat(9284), added=sat(0))
    assert held.is_paid
    assert (held.reserve, held.maintenance(Fraction("0.005"))) == (sat(0), sat(0))


def test_a_position_has_its_reserve_beside_its_margin():
    position = parts().position(XBTUSD, -1)
    assert (position.margin, position.reserve) == (sat(4681), sat(11))
    assert position.holding.cost == sat(9284)


def test_received_funding_becomes_margin_less_the_fee_on_it():
    assert received(sat(71483), TAKER) == sat(71429)


def test_a_tie_of_funding_goes_away_from_zero():
    assert funding_payment(sat(19_062_000), Fraction("0.00375")) == sat(71483)


@pytest.mark.parametrize(
    ("size", "cost", "margin", "price"),
    [
        (-1, 9284, 4681, "21724.5"),  # 4603 satoshi are 21724.96, down
        (1, -9284, 4681, "7161"),  # 13965 satoshi are 7160.76, up
        (-1, 9284, 9284, None),
    ],
    ids=["short", "long", "short without a price"],
)
def test_a_bankruptcy_price_leaves_the_reserve_out_and_is_rounded_toward_the_entry(
    size, cost, margin, price
):
    from isoledger.core.holding import Holding

    position = IsolatedPosition(
        id=PositionId("XBTUSD"),
        holding=Holding(XBTUSD, size, sat(cost)),
        margin=sat(margin),
        reserve=sat(11),
    )
    found = shown_bankruptcy(position, rules_of(XBTUSD, 0))
    assert found == (None if price is None else Fraction(price))
