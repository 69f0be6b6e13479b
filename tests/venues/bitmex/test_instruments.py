from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.core.events import Listing
from isoledger.core.instrument import Payoff
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.core.numbers import Price
from isoledger.venues.bitmex.instruments import assets_in
from isoledger.venues.bitmex.rules import ASSETS, LOT_CHANGE_NS, RULES, XBT
from isoledger.venues.errors import FieldError
from tests.venues.bitmex.samples import (
    ANYTHING,
    BWJOKE,
    OWENFFF,
    read,
    reasons,
    recorded,
    translated,
)

TODAY_NS = 1_777_784_500_510_000_000


def contract(**fields):
    row = {
        "symbol": "XBTUSD",
        "state": "Open",
        "typ": "FFWCSX",
        "listing": "2016-05-13T12:00:00.000Z",
        "settle": None,
        "underlying": "XBT",
        "quoteCurrency": "USD",
        "settlCurrency": "XBt",
        "isInverse": True,
        "multiplier": -100000000,
        "lotSize": 100,
        "tickSize": 0.5,
        "initMargin": 0.01,
        "maintMargin": 0.005,
        "riskLimit": 20000000000,
        "riskStep": 15000000000,
        "timestamp": "2026-05-03T05:01:55.500Z",
    }
    return {**row, **fields}


@pytest.fixture(scope="module")
def all_of_them():
    path = f"{BWJOKE}/api-v1-instrument.all.csv"
    return translated("instruments", recorded("instruments", path))


@pytest.fixture(scope="module")
def terms(all_of_them):
    return {e.instrument.symbol: e.instrument for e in all_of_them.events}


def test_every_one_of_3044_instruments_is_accounted_for(all_of_them):
    assert all_of_them.is_whole
    assert (all_of_them.records, all_of_them.translated) == (3_044, 803)
    assert Counter(s.reason for s in all_of_them.skipped) == {
        "an index, not a contract on margin": 2_189,
        "a spot pair, not a contract on margin": 31,
    }
    parked = Counter(u.record.text("typ") for u in all_of_them.untranslated)
    assert parked == {"FMXXS": 15, "OPECCS": 2, "OCECCS": 2, "SRMCSX": 2}
    assert "'FMXXS' is a kind of contract that is not modelled" in reasons(all_of_them)[0]


def test_all_listings_can_be_replayed(all_of_them):
    account = Ledger.replay(all_of_them.events, rules=RULES).account
    assert len(account.instruments) == 803


@pytest.mark.parametrize(
    ("symbol", "payoff", "multiplier", "settle"),
    [
        ("XBTUSD", Payoff.INVERSE, Fraction(1), "XBt"),
        ("ETHUSD", Payoff.LINEAR, Fraction("0.000001"), "XBt"),
        ("XBTUSDT", Payoff.LINEAR, Fraction("0.000001"), "USDt"),
        ("LTCZ20", Payoff.LINEAR, Fraction(1), "XBt"),
        ("ETHUSD_ETH", Payoff.INVERSE, Fraction(1), "Gwei"),
    ],
)
def test_the_worth_of_a_contract(terms, symbol, payoff, multiplier, settle):
    found = terms[symbol]
    assert (found.payoff, found.multiplier, found.settle) == (payoff, multiplier, ASSETS[settle])


@pytest.mark.parametrize(
    ("symbol", "size", "price", "cost"),
    [
        ("YFIUSDTZ20", -355, "24289.8", -86228790),
        ("LTCZ20", -372, "0.004958", -184437600),
        ("TRXU21", -1100000, "2.187e-06", -240570000),
        ("ETHZ21", -25450000000, "0.07874", -2003933000),
        ("ETHM23", 747000, "0.06128", 45776160),
        ("ETHZ24", -4699000, "0.03528", -165780720),
    ],
)
def test_the_cost_of_recorded_settlements(terms, symbol, size, price, cost):
    assert terms[symbol].cost(size, Price.of(price), TODAY_NS).units == cost


def test_mark_values_of_2026_are_rounded_by_lots_of_100(terms):
    for size, mark, value in (
        (-1298000, "75611.8", 1716656920),
        (-1438000, "78173.24", 1839503980),
    ):
        assert terms["XBTUSD"].cost(size, Price.of(mark), TODAY_NS).units == value


def test_the_unit_of_rounding_changed_with_the_lot(terms):
    """A contract at 50000.5 is 1999.98 satoshi: 2000 each before, 199998 a hundred after."""
    price = Price.of("50000.5")
    assert terms["XBTUSD"].cost(100, price, LOT_CHANGE_NS - 1).units == -200_000
    assert terms["XBTUSD"].cost(100, price, LOT_CHANGE_NS).units == -199_998


def test_margin_tiers_are_given_for_open_contracts_from_the_day_they_were_stated(terms):
    stated_ns, table = terms["XBTUSD"].tiers.versions[0]
    assert stated_ns == 1_777_784_515_500_000_000
    first, second, *_, last = table.tiers
    assert (first.cap, first.initial, first.maintenance) == (
        200,
        Fraction(1, 100),
        Fraction(1, 200),
    )
    assert (second.floor, second.cap) == (200, 350)
    assert (second.initial, second.maintenance) == (Fraction(15, 1000), Fraction(1, 100))
    assert last.initial == 1
    assert table.stepped
    assert terms["XBTZ24"].tiers is None
    assert terms["P_POWELLK26"].tiers is None


def test_the_initial_margin_of_a_recorded_position_is_that_of_the_first_tier(terms):
    tier = terms["XBTUSD"].tiers.at(TODAY_NS + 10**12).at(Fraction(2512724780, 10**8))
    assert (tier.initial, tier.maintenance) == (Fraction(1, 100), Fraction(1, 200))


def test_a_later_answer_about_the_same_listing_comes_after_it():
    rows = [contract(), contract(timestamp="2026-05-04T00:00:00Z", tickSize=0.1)]
    for order in (rows, rows[::-1]):
        events = translated("instruments", order).events
        assert [e.instrument.tick for e in events] == [Fraction(1, 2), Fraction(1, 10)]
        assert len({e.stamp.id for e in events}) == 2
        assert all(e.stamp.sequence < 0 for e in events)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"typ": "OPECCS"}, "'OPECCS' is a kind of contract that is not modelled"),
        ({"typ": None}, "field 'typ': is missing"),
        ({"isInverse": "maybe"}, "field 'isInverse': 'maybe' is no true or false"),
        ({"isInverse": None}, "field 'isInverse': is missing"),
        ({"lotSize": 0}, "field 'lotSize': is not above zero"),
        ({"multiplier": 0}, "XBTUSD: multiplier 0 is not above zero"),
        ({"tickSize": 0}, "XBTUSD: tick 0 is not above zero"),
        ({"maintMargin": 0}, "field 'maintMargin': is below 1/2000"),
        ({"maintMargin": -0.005}, "field 'maintMargin': is below 1/2000"),
        ({"initMargin": -0.01}, "field 'initMargin': is below the maintenance rate 1/200"),
        ({"riskStep": 0}, "margin tier 1: cap 200 is not above floor 200"),
        ({"settlCurrency": "XBT"}, "'XBT' is no currency"),
        ({"listing": ""}, "field 'listing'"),
        ({"riskLimit": -5}, "margin tier 0: cap"),
        ({"initMargin": 2}, "there is no tier"),
    ],
)
def test_terms_that_cannot_be_believed_are_parked(fields, reason):
    translation = translated("instruments", [contract(**fields)])
    assert translation.events == ()
    assert reason in reasons(translation)[0]


def test_the_dated_table_of_past_contracts():
    path = f"{OWENFFF}/quant__config__historical_instrument_specs.json"
    past = translated("instrument-history", recorded("instrument-history", path))
    assert past.is_whole
    assert (past.records, past.translated) == (11, 9)
    assert [u.record.text("symbol") for u in past.untranslated] == ["LUNAUSD", "ORDIUSD"]
    assert "field 'tick_size': is not stated" in reasons(past)[0]
    terms = {e.instrument.symbol: e for e in past.events}
    aave = terms["AAVEUSDT"].instrument
    assert (aave.base, aave.quote, aave.settle) == ("AAVE", "USDT", XBT)
    assert (aave.multiplier, aave.tick, aave.is_quanto) == (
        Fraction(1, 10**6),
        Fraction("0.01"),  # assumed
        True,
    )
    assert terms["AAVEUSDT"].stamp.time_ns == 1_626_235_200_000_000_000
    assert terms["LINKUSDT"].instrument.tick == Fraction("0.0005")


def test_a_symbol_that_was_used_twice_is_two_listings(all_of_them):
    """AAVEUSDT: a quanto until 2021-11-02, settled in USDt since 2024-09-04."""
    path = f"{OWENFFF}/quant__config__historical_instrument_specs.json"
    past = translated("instrument-history", recorded("instrument-history", path))
    ledger = Ledger.replay([*all_of_them.events, *past.events], rules=RULES)
    then = ledger.until(1_630_000_000_000_000_000).account.instruments["AAVEUSDT"]
    now = ledger.account.instruments["AAVEUSDT"]
    assert (then.settle.code, now.settle.code) == ("XBt", "USDt")


def test_a_past_contract_that_is_none_of_those_known_is_parked():
    row = {"symbol": "X", "quote_currency": "USD", "settlement_currency": "USDT"}
    translation = translated("instrument-history", [row])
    assert "only linear contracts settled in XBT" in reasons(translation)[0]
    row = {"symbol": "X", "quote_currency": "USD", "settlement_currency": "XBT", "is_inverse": True}
    assert "only linear" in reasons(translated("instrument-history", [row]))[0]


def test_the_scales_of_a_recorded_answer_are_ours():
    checked = translated(
        "wallet-assets", recorded("wallet-assets", f"{BWJOKE}/api-v1-wallet-assets.csv")
    )
    assert (checked.records, len(checked.skipped), checked.events) == (52, 52, ())
    assert assets_in(recorded("wallet-assets", f"{BWJOKE}/api-v1-wallet-assets.csv")) == ASSETS


def test_a_scale_that_is_not_ours_is_parked():
    rows = [{"currency": "XBt", "scale": 9}, {"currency": "NEw", "scale": 8}]
    assert reasons(translated("wallet-assets", rows)) == [
        "made.json, row 1: field 'scale': is 9, and 8 here: XBt is misread",
        "made.json, row 2: field 'currency': 'NEw' is no currency whose scale is known",
    ]


def test_an_asset_table_is_read_or_refused():
    assert assets_in(read("wallet-assets", [{"currency": "NEw", "scale": 3}])) == {
        "NEw": Asset("NEw", 3)
    }
    with pytest.raises(FieldError):
        assets_in(read("wallet-assets", [{"currency": "NEw"}]))


@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(contract(), ANYTHING)),
    st.dictionaries(st.sampled_from(["symbol", "spec_id", "tick_size", "currency"]), ANYTHING),
)
def test_whatever_stands_in_the_fields_every_record_is_accounted_for(change, other):
    listed = translated("instruments", [contract(**change)])
    assert listed.is_whole
    assert all(isinstance(e, Listing) for e in listed.events)
    assert translated("instrument-history", [other]).is_whole
    assert translated("wallet-assets", [other]).is_whole
