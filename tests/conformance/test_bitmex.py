"""Every recorded case of BitMEX; what is outside is explained."""

from fractions import Fraction

import pytest

from isoledger.conformance.bitmex import RUNNERS
from isoledger.conformance.cases import CaseError, Inputs
from isoledger.venues.bitmex.rules import LOT_CHANGE_NS
from tests.conformance.recorded import cases, counts, outside, results

VENUE = "bitmex"

# The note of the case names the fee; its inputs do not.
LACKING = {"bitmex-inv-lot100-1": {"fee": "2954"}}

# A third party's port of the web client, which rounds to the nearest tick. The recorded shorts
# round the worth of a contract up and the price down, 20 of 20 fields, nearest fits 11 of 20.
NEAREST = {"bitmex-gist-liq-1", "bitmex-gist-liq-6", "bitmex-gist-liq-7"}


def answer(kind, time_ns=None, **inputs):
    return RUNNERS[VENUE, kind](Inputs("case", inputs), time_ns)


def test_no_part_of_a_contract_or_satoshi_is_dropped_in_silence():
    with pytest.raises(CaseError, match="qty: 3/2 is not whole"):
        answer("mark_value_inverse", qty="1.5", mark="8000")
    with pytest.raises(CaseError, match="posCost: 1001/2 is not whole"):
        answer("isolated_funding_to_margin", funding="10", posCost="500.5", posInit="5", taker="0")


def test_every_kind_has_a_runner_and_every_case_is_run():
    found = results(RUNNERS, VENUE)
    assert {case.kind for case in cases(VENUE).values()} == {k for _, k in RUNNERS}
    assert len(found) == 30
    assert {r.why.partition(" for ")[0] for r in found.values()} <= {"", "no answer"}


def test_26_cases_agree_to_the_last_digit():
    found = results(RUNNERS, VENUE)
    assert counts(found) == {"exact": 26, "not computed": 1, "outside": 3}
    assert set(outside(found)) == NEAREST | set(LACKING)


def test_a_profit_without_its_fee_is_not_computed_and_with_it_agrees():
    assert outside(results(RUNNERS, VENUE))["bitmex-inv-lot100-1"] == {"rpnl_sat": None}
    assert "bitmex-inv-lot100-1" not in outside(results(RUNNERS, VENUE, added=LACKING))


def test_the_ported_client_is_one_tick_off_where_it_rounds_to_the_nearest():
    off = outside(results(RUNNERS, VENUE))
    assert {name: off[name]["liq"] for name in NEAREST} == dict.fromkeys(NEAREST, Fraction(1, 2))
    # long 1000 at 10000, 10x: 1,000,000 of margin less ceil(0.005169 * 10,000,000) to keep
    contract = Fraction(10_000_000 + 1_000_000 - 51_690, 1000)
    assert (contract, Fraction(10**8) / 10948) == (Fraction("10948.31"), Fraction(25 * 10**6, 2737))
    assert 9134 < Fraction(10**8) / 10948 < Fraction("9134.5"), "nearest below, the safe side above"
    # short 10000 at 8000, wallet 0.5: 12500 - 4915.02 = 7584.98 satoshi, up to 7585
    assert Fraction("13183.5") < Fraction(10**8) / 7585 < 13184


def test_a_short_buys_back_what_it_sold():
    inputs = {"qty": "10", "entry": "10000", "exit": "8000", "lot": "1"}
    long = answer("execCost_inverse", side="long", **inputs)
    short = answer("execCost_inverse", side="short", **inputs)
    assert long == {"buy_cost": -100_000, "sell_cost": 125_000, "gross_pnl": -25_000}
    assert short == {"buy_cost": -125_000, "sell_cost": 100_000, "gross_pnl": 25_000}


def test_the_day_decides_how_a_contract_is_rounded():
    inputs = {"qty": "500", "mark": "6726.8"}
    assert answer("mark_value_inverse", LOT_CHANGE_NS - 1, **inputs) == {"markValue": 7_433_000}
    assert answer("mark_value_inverse", LOT_CHANGE_NS, **inputs) == {"markValue": 7_432_955}


def test_what_cannot_be_liquidated_has_no_price():
    short = {"qty": "-10", "entry": "8000", "mark": "8000", "taker": "0.00075", "mm": "0.005"}
    found = answer("liq_price_inverse", cross=True, wallet="1", **short)
    assert found == {"liq": None}, "the wallet is worth more than the position"
    linear = {"qty": "20", "entry": "1000", "leverage": "50", "mm_rate": "0.01"}
    found = answer("liq_bankrupt_cross_linear", wallet="30000", **linear)
    assert (found["liq"], found["bankrupt"]) == (None, None)


def test_a_short_that_cannot_lose_its_margin_has_no_price():
    found = answer(
        "isolated_position_inverse_short",
        qty="100",
        posCost="1000000",
        initMarginReq="0.5",
        maintMarginReq="0.005",
        taker="0.00075",
        posCross="600000",
    )
    assert (found["liquidationPrice"], found["bankruptPrice"]) == (None, None)


def test_a_long_pays_the_funding_that_a_short_receives():
    inputs = {"qty": "2000", "price": "10492.5", "rate": "0.00375"}
    assert answer("funding_rounding_tie", position="long", **inputs) == {"funding": -71483}
