from datetime import UTC, datetime
from fractions import Fraction

import pytest

from isoledger.core.money import Asset
from isoledger.core.rules import Basis, Evidence, Pot
from isoledger.venues.hyperliquid import VENUE, rules as hyperliquid
from isoledger.venues.hyperliquid.rules import (
    RULES,
    SOLVED_NS,
    USDC,
    dex_of,
    instant_ns,
    is_spot,
    perpetual,
    position_of,
    spot_pair,
    token,
)
from tests.venues.ordered import due, due_beside, order


def test_the_requirement_was_frozen_at_the_mark_and_is_solved_since():
    assert RULES.at(SOLVED_NS - 1).basis is Basis.MARK
    assert RULES.at(SOLVED_NS).basis is Basis.VALUE


def test_the_change_of_formula_lies_between_the_two_recorded_days():
    old, new = instant_ns(2023, 3, 27), 1_714_834_365_581 * 10**6
    assert RULES.at(old).basis is Basis.MARK
    assert RULES.at(new).basis is Basis.VALUE


def test_the_requirement_was_cut_and_eight_decimals_printed_until_2025():
    steps = [held.requirement_step for _, held in RULES]
    assert steps == [Fraction(1, 10**6), Fraction(1, 10**6), None]
    grids = [held.shown.grid for _, held in RULES]
    assert grids == [Fraction(1, 10**8), Fraction(1, 10**8), Fraction(1, 10**10)]
    crcl, autumn = 1_764_350_959_056 * 10**6, instant_ns(2024, 10, 15)
    assert RULES.at(autumn).requirement_step is not None
    assert RULES.at(crcl).requirement_step is None


@pytest.mark.parametrize("version", [rules for _, rules in RULES])
def test_every_version_pays_out_of_the_position_and_says_what_is_assumed(version):
    assert version.fee_pot is version.funding_pot is Pot.POSITION
    assert version.home == "pool:cross"
    assert version.evidence is Evidence.ASSUMED
    assert "assumed" in version.source


def test_an_instant_is_midnight_utc():
    assert instant_ns(2024, 1, 1) == int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 10**9


def test_a_perpetual_is_linear_in_the_collateral_and_its_lot_never_changes():
    known, bare = perpetual("BTC", size_decimals=5), perpetual("BTC")
    assert known.lot == bare.lot == Fraction(1, 10**6)
    assert known.tick == Fraction(1, 10)
    assert known.value(known.size("0.002"), Fraction(64816)) == Fraction("129.632")
    assert not known.is_quanto
    assert known.tiers is bare.tiers is None


def test_a_price_has_at_most_six_decimals_less_those_of_the_size():
    assert perpetual("kPEPE", size_decimals=0).tick == Fraction(1, 10**6)
    assert perpetual("X", size_decimals=6).tick == 1


def test_the_collateral_of_another_exchange_is_another_asset():
    terms = perpetual("flx:CRCL", token("USDH"))
    assert (terms.base, terms.settle) == ("CRCL", Asset("USDH", 8))
    assert token("USDC") is USDC


@pytest.mark.parametrize(
    ("coin", "pair"),
    [
        ("PURR/USDC", ("PURR", "USDC")),
        ("@107", ("HYPE", "USDC")),
        ("@1", None),
        ("/USDC", None),
        ("PURR/", None),
    ],
)
def test_a_spot_pair_is_known_by_its_name_or_not_at_all(coin, pair):
    assert is_spot(coin)
    assert spot_pair(coin) == pair


def test_a_position_is_cross_in_the_pool_of_its_exchange_unless_it_is_said_to_be_isolated():
    assert str(position_of("BTC")) == "cross:BTC"
    assert str(position_of("flx:CRCL")) == "flx:flx:CRCL"
    assert position_of("BTC", frozenset({"BTC"})).is_isolated
    assert not is_spot("BTC")
    assert dex_of("BTC") == ""


def test_the_venue_has_kinds_with_names_of_their_own():
    assert VENUE.name == "hyperliquid"
    assert VENUE.rules is RULES
    names = [kind.name for kind in VENUE.kinds]
    assert names == [
        "fills",
        "funding",
        "ledger-updates",
        "fills-table",
        "page-trades",
        "page-funding",
        "state",
        "spot-state",
        "meta",
    ]


@pytest.mark.parametrize(
    ("free", "withdrawable", "resting", "leverage"),
    [
        ("23564.614922", "23538.934922", "128.40", "5"),
        ("24518.081440", "0.245190", "49035.6725", "2"),
        ("51.64387", "35.39387", "32.5", "2"),  # 0.0005 at 65,000
    ],
)
def test_what_is_withdrawable_falls_by_the_limit_by_leverage(free, withdrawable, resting, leverage):
    """Three mainnet accounts, in 2024 and 2026, with 1, 23 and 1 resting orders."""
    found = due(hyperliquid.ORDERS.at(0), order(1, resting, leverage))
    assert found.total == found.initial == Fraction(free) - Fraction(withdrawable)


def test_an_order_that_lowers_exposure_reserves_nothing():
    sale = [order(-1, 100)]
    assert due_beside(hyperliquid.ORDERS.at(0), 1, 100, sale, leverage="5", mark="100") == 0


def test_equity_that_equals_maintenance_is_enough_at_all_times():
    assert all(version.strict for _, version in RULES)
