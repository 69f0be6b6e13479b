import json
from fractions import Fraction

import pytest

from isoledger.core.money import Asset
from isoledger.venues.errors import FieldError, UnreadableFileError
from isoledger.venues.hyperliquid.instruments import instruments, tier_table
from isoledger.venues.hyperliquid.rules import LOT
from tests.real import real
from tests.venues.hyperliquid.samples import CASSETTES


def meta(*coins, **top):
    return json.dumps({"universe": list(coins), **top}).encode()


def coin(**changes):
    return {"name": "BTC", "szDecimals": 5, "maxLeverage": 40} | changes


def tiers_of(data, name="BTC"):
    return instruments(data, "meta.json")[name].tiers.at(0).tiers


def test_the_recorded_contracts_of_2023_are_read():
    data = real(CASSETTES + "test_get_info.response.json").read_bytes()
    found = instruments(data, "meta.json")
    assert len(found) == 28
    assert {terms.lot for terms in found.values()} == {LOT}
    assert found["BTC"].tick == Fraction(1, 10)
    assert {t.tiers.at(0).tiers[0].maintenance for t in found.values()} == {Fraction(1, 100)}


def test_a_coin_without_a_margin_table_has_one_tier():
    (tier,) = tiers_of(meta(coin(marginTableId=None, onlyIsolated=None)))
    assert (tier.initial, tier.maintenance, tier.cap) == (Fraction(1, 40), Fraction(1, 80), None)
    assert tiers_of(meta(coin(marginTableId=40), marginTables=[])) == (tier,)


def table(*steps):
    return {
        "description": "tiered",
        "marginTiers": [{"lowerBound": low, "maxLeverage": most} for low, most in steps],
    }


def test_a_margin_table_deducts_what_keeps_the_requirement_whole():
    """Recorded on a live account: 12073.655 of value in the second tier need 166.4731."""
    steps = table(("0.0", 40), ("10000.0", 25), ("50000.0", 10))
    tiers = tiers_of(meta(coin(marginTableId=56), marginTables=[["56", steps]]))
    assert [tier.deduction for tier in tiers] == [0, 75, 1575]
    assert tiers[1].requirement(Fraction("12073.655")) == Fraction("166.4731")


def test_the_official_example_of_deductions():
    """hyperliquid-docs, trading/margin-tiers: testnet DOGE, 10x, 5x above 20k, 3x above 100k."""
    tiers = tier_table(((Fraction(0), 10), (Fraction(20_000), 5), (Fraction(100_000), 3))).tiers
    assert [tier.deduction for tier in tiers] == [0, 1000, Fraction(23_000, 3)]


def test_another_exchange_settles_in_its_own_token():
    found = instruments(meta(coin(name="flx:CRCL")), "meta.json", settle=Asset("USDH", 8))
    assert found["flx:CRCL"].settle == Asset("USDH", 8)


def test_the_sample_with_optional_fields_is_read():
    data = real("hyperliquid/nautechsystems__nautilus_trader/http_meta_perp_sample.json")
    assert sorted(instruments(data.read_bytes(), "meta.json")) == ["ATOM", "BTC", "ETH"]


@pytest.mark.parametrize(
    ("data", "field", "why"),
    [
        (b"[]", "universe", "is missing"),
        (b'{"universe": {}}', "universe", "is not an array"),
        (b'{"universe": [1]}', "universe", "is not an object"),
        (meta(coin(szDecimals=7)), "szDecimals", "7 is not in 0..6"),
        (meta(coin(szDecimals=-1)), "szDecimals", "-1 is not in 0..6"),
        (meta(coin(maxLeverage=0)), "maxLeverage", "0 is below 1"),
        (meta(coin(maxLeverage=None)), "maxLeverage", "is missing"),
        (meta(coin(marginTableId="x")), "marginTableId", "not a plain decimal"),
        (meta(marginTables={"5": 1}), "marginTables", "is not an array"),
        (meta(marginTables=[5]), "marginTables", "no pair"),
        (meta(marginTables=[["x", {}]]), "marginTables", "no pair"),
        (meta(marginTables=[["5", {}]]), "marginTiers", "is missing"),
        (
            meta(coin(marginTableId=5), marginTables=[["5", table(("1", 5))]]),
            "marginTiers",
            "floor 0",
        ),
        (
            meta(coin(marginTableId=5), marginTables=[["5", table(("0", 5), ("9", 10))]]),
            "marginTiers",
            "rates fall",
        ),
        (meta(coin(marginTableId=5), marginTables=[["5", table()]]), "marginTiers", "no tier"),
    ],
)
def test_a_meta_that_is_none_says_where(data, field, why):
    with pytest.raises(FieldError) as caught:
        instruments(data, "meta.json")
    assert caught.value.field == field
    assert why in caught.value.why


def test_no_json_is_refused():
    with pytest.raises(UnreadableFileError, match=r"meta\.json"):
        instruments(b"<html>", "meta.json")
