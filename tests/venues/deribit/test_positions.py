"""The recorded position of Deribit: it lacks its account, and one ratio prices everything."""

from fractions import Fraction

from isoledger.core.rules import Evidence
from isoledger.venues.deribit.positions import liquidation_ratio, stated
from isoledger.venues.stated import Besides
from tests.venues.recorded import exact, records

FLAT_ROW = {"estimated_liquidation_price": "249416.29", "mark_price": "1627.03"}
"""Another instrument of the same account, of which nothing was held."""


def test_the_recorded_position_lacks_the_balance_of_its_account():
    found = stated(records("deribit")[0])
    assert (found.subject, found.missing) == (None, ("the balance of its pool",))
    assert found.reported == Fraction("249558.85")
    assert found.rules.evidence is Evidence.OFFICIAL


def test_its_margins_are_those_of_the_rules():
    raw = records("deribit")[0]
    found = stated(raw, Besides(margin=Fraction(1), time_ns=1_670_000_000 * 10**9))
    holding = next(iter(found.subject.pool.holdings.values()))
    coins = abs(Fraction(raw["size_currency"]))
    tier = holding.instrument.tiers.at(0).tiers[0]
    assert round(tier.maintenance * coins, 9) == Fraction(raw["maintenance_margin"])
    assert round(tier.initial * coins, 9) == Fraction(raw["initial_margin"])


def test_one_ratio_of_the_account_prices_even_what_is_not_held():
    raw = records("deribit")[0]
    here = liquidation_ratio(FLAT_ROW) * Fraction(raw["mark_price"])
    assert abs(here - Fraction(raw["estimated_liquidation_price"])) < Fraction("0.0051")


def test_with_a_balance_the_position_alone_is_solved():
    raw = {**records("deribit")[0], "size": "77.0"}
    assert exact(stated(raw, Besides(margin=Fraction("0.01")))) < 1538


def test_a_linear_contract_and_a_rate_from_outside_are_read():
    raw = {**records("deribit")[0], "instrument_name": "SOL_USDC-PERPETUAL", "size": "3"}
    del raw["size_currency"]
    known = Besides(margin=Fraction(100))
    assert stated(raw, known).subject.pool.cash[0].asset.code == "USDC"
    given = stated(raw, Besides(margin=Fraction(100), maintenance=Fraction(1, 50)))
    assert exact(given) == (3 * Fraction("1538.32") - 100) / (3 * Fraction("0.98"))


def test_an_unknown_coin_lacks_its_rate():
    raw = {**records("deribit")[0], "instrument_name": "XRP_USDC-PERPETUAL"}
    assert "the maintenance rate of its tier" in stated(raw).missing
