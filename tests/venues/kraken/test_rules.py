"""The rules of Kraken Futures, by its example and its instruments."""

import json
from fractions import Fraction

from attrs import evolve

from isoledger.core.instrument import Payoff
from isoledger.core.liquidation import bankruptcy_price, liquidation_price
from isoledger.core.rules import Basis, Evidence, Pot, Rules, Surplus
from isoledger.venues.framing import Frame
from isoledger.venues.kraken import rules, rules as kraken
from tests.real import real
from tests.venues.ordered import contract, due, order

EXAMPLE = Frame(
    symbol="PI_XBTUSD",
    settle="XBT",
    payoff=Payoff.INVERSE,
    quantity=Fraction(1000),
    entry=Fraction(8000),
    maintenance=Fraction(1, 100),
    margin=Fraction(1, 100),
    tick=Fraction(1, 2),
)


def shown(frame: Frame, in_force: Rules) -> Fraction:
    return liquidation_price(frame.isolated(), in_force, time_ns=0).shown


def test_the_example_needs_maintenance_at_the_price_though_its_text_says_at_entry():
    assert shown(EXAMPLE, rules.RULES.at(0)) == 7481
    assert shown(EXAMPLE, rules.WORDED) == Fraction("7476.5")
    assert int(bankruptcy_price(EXAMPLE.isolated())) == 7407


def test_a_short_price_is_rounded_up():
    short = evolve(EXAMPLE, quantity=Fraction(-1000))
    assert shown(short, rules.RULES.at(0)) == 8609  # 990/0.115 = 8608.69...


def test_levels_count_for_the_whole_position():
    rows = [
        (Fraction(0), Fraction("0.02"), Fraction("0.01")),
        (Fraction(500), *[Fraction("0.04")] * 2),
    ]
    by_size, by_value = (rules.levels(rows, by_size=way) for way in (True, False))
    assert by_size.at(Fraction(500)).maintenance == Fraction("0.01")
    assert by_size.at(Fraction(501)).maintenance == Fraction("0.04")
    assert (by_size.by_size, by_value.by_size) == (True, False)


def test_initial_margin_is_twice_maintenance_at_every_recorded_level():
    file = real("kraken/nautechsystems__nautilus_trader/http_futures_instruments.json")
    listed = json.loads(file.read_text(encoding="utf-8"), parse_float=Fraction)["instruments"]
    levels = [level for one in listed for level in one.get("marginLevels", ())]
    assert len(levels) > 4
    twice = rules.INITIAL_PER_MAINTENANCE
    assert all(level["initialMargin"] == twice * level["maintenanceMargin"] for level in levels)
    assert {one["symbol"]: Fraction(one["tickSize"]) for one in listed}.items() >= dict(
        rules.TICKS
    ).items()


def test_funding_is_rounded_to_the_nearest_step_and_paid_by_longs():
    rate, hours = Fraction("1.64955714332e-7"), Fraction(8)
    assert rules.funding_paid(rate, hours, long=True) == Fraction("-0.00000131965")
    assert rules.funding_paid(rate, hours, long=False) == Fraction("0.00000131965")


def test_a_row_moves_the_balance_by_all_its_parts():
    parts = {"profit": Fraction(7), "funding": Fraction(-50), "fee": Fraction(300)}
    assert rules.booked(Fraction(1000), **parts) == 657


def test_an_order_needs_the_initial_rate_of_its_level_which_is_half_assumed():
    found = due(kraken.ORDERS.at(0), order(1, 100), contract(initial="0.02"))
    assert found.total == 2
    assert kraken.ORDERS.at(0).evidence is Evidence.ASSUMED


def test_the_margin_account_pays_and_keeps_what_a_better_fill_leaves():
    for in_force in (rules.RULES.at(0), rules.WORDED):
        assert (in_force.fee_pot, in_force.funding_pot) == (Pot.HOME, Pot.HOME)
        assert in_force.surplus is Surplus.HOME


def test_single_collateral_is_by_the_number_and_multi_collateral_by_the_wording():
    single, multi = rules.rules_of("pi_xbtusd", 0), rules.rules_of("PF_XBTUSD", 0)
    assert (single.basis, single.evidence) == (Basis.VALUE, Evidence.OFFICIAL)
    assert (multi.basis, multi.evidence) == (Basis.ENTRY, Evidence.ASSUMED)
    assert rules.rules_of("FI_XBTUSD_260327", 0) == single
