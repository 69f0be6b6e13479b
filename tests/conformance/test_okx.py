"""OKX's recorded cases, and cases that nobody recorded."""

from fractions import Fraction

import pytest

from isoledger.conformance.okx import RUNNERS
from isoledger.venues.okx.rules import FUNDING_NS, PENALTY
from tests.conformance.recorded import asked, outside, results

COUNT = 17


def test_every_recorded_case_comes_out():
    found = results(RUNNERS, "okx")
    assert len(found) == COUNT
    assert outside(found) == {}


def _asked(kind: str, time_ns: int | None = None, **inputs: str):
    return asked(RUNNERS, "okx", kind, time_ns, **inputs)


LONG = {"side": "long", "qty": "1", "entry": "100", "leverage": "10", "mmr": "0.01"}


@pytest.mark.parametrize(("side", "tick"), [("long", "0.5"), ("short", "0.5"), ("long", "0.1")])
def test_a_known_step_moves_the_price_one_nearer_the_entry(side, tick):
    bare = _asked("isolated_liq_price", **LONG | {"side": side})["liq"]
    printed = _asked("isolated_liq_price", **LONG | {"side": side, "tick": tick})["liq"]
    assert printed - bare == Fraction(tick) * (1 if side == "long" else -1)


def test_an_inverse_position_is_solved_by_its_own_payoff():
    found = _asked(
        "isolated_liq_price",
        side="long",
        type="inverse",
        usd="1000",
        entry="100",
        margin="1",
        mmr="0.01",
        taker="0.0005",
    )
    assert found["liq"] == 1000 * (1 + Fraction("0.0105")) / (10 + 1)


def test_the_price_of_coins_owed():
    """100 against a coin: 100 / (1.05 * 1.001); the requirement is counted in money."""
    found = _asked(
        "isolated_liq_price", assets="100", liab="1", mmr="0.05", taker="0.001", mark="80"
    )
    assert found["liqPx"] == 100 / (Fraction("1.05") * Fraction("1.001"))
    assert found["mmr"] == 4
    assert found["mgnRatio"] == 20 / (80 * (Fraction("1.05") * Fraction("1.001") - 1))


def test_an_inverse_position_breaks_even_by_its_own_payoff():
    found = _asked(
        "isolated_position_fields",
        side="short",
        type="inverse",
        usd="1000",
        entry="100",
        margin="5",
        mark="100",
        mmr="0.01",
        taker="0.001",
    )
    assert found["bePx"] == 100 * (1 - Fraction("0.001"))


def test_funding_came_from_the_account_before_2024():
    late = _asked("isolated_funding_bill", pnl="-2")
    early = _asked("isolated_funding_bill", FUNDING_NS - 1, pnl="-2")
    assert (late["balChg"], late["posBalChg"]) == (0, -2)
    assert (early["balChg"], early["posBalChg"]) == (-2, 0)
    inputs = {"qty": "1", "entry": "10", "leverage": "1", "fundingFee": "-2"}
    assert _asked("isolated_funding_pot", **inputs)["margin"] == 8
    assert _asked("isolated_funding_pot", FUNDING_NS - 1, **inputs)["margin"] == 10


def test_margin_taken_out_by_hand_goes_to_the_account():
    found = _asked("two_level_bill", type="6", subType="161", sz="10")
    assert (found["balChg"], found["posBalChg"], found["sum"]) == (10, -10, 0)


def test_a_mark_may_be_stated():
    found = _asked(
        "position_fields", contracts="2", ctVal="0.5", avgPx="90", mark="100", lever="5", mmr="0.01"
    )
    assert (found["imr"], found["mmr"]) == (20, 1)
    assert found["uplRatio"] == Fraction(10) / 18


def test_a_liquidation_without_its_profit_and_with_its_rate():
    stated = {"contracts": "10", "ctVal": "0.1", "entry": "100", "fill": "110", "taker": "0.001"}
    found = _asked("isolated_liquidation", side="short", **stated)
    assert found["pnl"] == -10
    assert found["fee"] == Fraction("-0.210")
    assert found["liqPenalty"] == -110 * PENALTY
    assert found["realizedPnl"] == -10 - Fraction("0.21") - 110 * PENALTY
    rated = _asked("isolated_liquidation", side="short", mmr="0.02", **stated)
    assert rated["liqPenalty"] == Fraction("-2.2")
