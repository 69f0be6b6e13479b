import json
import math
from fractions import Fraction

import pytest

from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.core.money import Money
from isoledger.core.risk import pool_risk, position_risk
from isoledger.core.tiers import TierTable
from isoledger.venues.errors import FieldError, IdentityError
from isoledger.venues.hyperliquid.instruments import instruments, tier_table
from isoledger.venues.hyperliquid.rules import RULES, USDC, instant_ns, perpetual, position_of
from isoledger.venues.hyperliquid.snapshots import (
    clearinghouse_state,
    cross_pool,
    isolated_position,
)
from tests.real import real
from tests.venues.hyperliquid.samples import CASSETTES

DAY_2023 = instant_ns(2023, 3, 27)
DAY_2025 = instant_ns(2025, 8, 6)
PRINTED = {"BTC", "ATOM", "DYDX", "APE", "OP"}


def recorded_state():
    """The account of 2023-03-27 with 12 cross positions, and the terms of its coins."""
    data = real(CASSETTES + "test_get_user_state.response.json").read_bytes()
    terms = instruments(real(CASSETTES + "test_get_info.response.json").read_bytes(), "meta.json")
    return clearinghouse_state(data, "state.json"), terms


def untiered(leverage):
    """The terms of a coin of which only the highest leverage is known."""
    return tier_table(((Fraction(0), leverage),))


def test_the_recorded_state_is_read_to_the_last_digit():
    state, _ = recorded_state()
    assert len(state.positions) == 12
    assert (state.time_ns, state.maintenance) == (None, None)
    assert state.cross == state.total
    assert state.cross.equity == USDC.exactly("1182.312496")
    assert state.marks["BTC"] == Fraction("26961.2")
    assert {p.coin for p in state.positions if p.liquidation} == PRINTED


def test_the_pool_has_the_equity_the_venue_states():
    state, terms = recorded_state()
    pool = cross_pool(state, terms)
    risk = pool_risk(pool, state.marks, RULES.at(DAY_2023), time_ns=DAY_2023, asset=USDC)
    assert risk.equity == state.cross.equity.value
    assert risk.maintenance == Fraction("34.348153"), "1 % of all value, 34.34815334, cut"


def test_the_profit_of_every_position_is_the_stated_one():
    raw = json.loads(real(CASSETTES + "test_get_user_state.response.json").read_bytes())
    stated = {p["position"]["coin"]: p["position"]["unrealizedPnl"] for p in raw["assetPositions"]}
    state, terms = recorded_state()
    pool = cross_pool(state, terms)
    for coin, profit in stated.items():
        ours = pool.holdings[position_of(coin)].profit(state.marks[coin])
        assert ours == USDC.exactly(profit).value


@pytest.mark.parametrize("place", range(12))
def test_each_reported_price_is_reproduced_and_the_others_are_none(place):
    """All eight decimals printed: to half of the last one."""
    state, terms = recorded_state()
    stated = state.positions[place]
    pool, at = cross_pool(state, terms), position_of(stated.coin)
    rules = RULES.at(DAY_2023)
    solved = pool_liquidation_price(pool, at, state.marks, rules, time_ns=DAY_2023)
    if stated.liquidation is None:
        assert stated.size > 0, "a long whose pool survives its price going to zero"
        assert solved == NoLiquidationPrice(reason=NoPrice.COVERED)
    else:
        reported = stated.liquidation.value
        assert isinstance(solved, LiquidationPrice)
        assert abs(solved.exact - reported) <= Fraction(1, 2 * 10**8)
        assert solved.certificate.at_price.equity == solved.certificate.at_price.maintenance


@pytest.mark.parametrize("coin", sorted(PRINTED))
def test_an_independent_formula_reproduces_all_eight_printed_decimals(coin):
    """mark - (equity - cut6(1 % of all value)) / size, to half of the last digit printed."""
    raw = json.loads(real(CASSETTES + "test_get_user_state.response.json").read_bytes())
    held = {p["position"]["coin"]: p["position"] for p in raw["assetPositions"]}
    values = {name: Fraction(p["positionValue"]) for name, p in held.items()}
    needed = Fraction(math.floor(sum(values.values()) * 10**6 / 100), 10**6)
    size = Fraction(held[coin]["szi"])
    free = Fraction(raw["crossMarginSummary"]["accountValue"]) - needed
    price = values[coin] / abs(size) - free / size
    assert abs(price - Fraction(held[coin]["liquidationPx"])) <= Fraction(1, 2 * 10**8)


def test_todays_formula_does_not_fit_the_state_of_2023():
    state, terms = recorded_state()
    pool, rules = cross_pool(state, terms), RULES.at(DAY_2025)
    at = position_of("BTC")
    solved = pool_liquidation_price(pool, at, state.marks, rules, time_ns=DAY_2025)
    reported = Fraction("173198.69592357")
    assert abs(solved.exact - reported) / reported > Fraction(8, 1000)


def isolated(szi, entry, cash, leverage, value, printed, coin="BTC"):
    """A state with one isolated position, as the venue would print it."""
    margin = Fraction(cash) + (1 if Fraction(szi) > 0 else -1) * Fraction(value)
    used = str(Money(int(margin * 10**8), USDC)).split()[0]
    position = {
        "coin": coin,
        "szi": szi,
        "entryPx": entry,
        "leverage": {"type": "isolated", "value": 5, "rawUsd": cash},
        "positionValue": value,
        "marginUsed": used,
        "liquidationPx": printed,
        "maxLeverage": leverage,
    }
    flat = {"accountValue": "0.0", "totalNtlPos": "0.0", "totalRawUsd": "0.0"}
    flat["totalMarginUsed"] = "0.0"
    return {
        "assetPositions": [{"type": "oneWay", "position": position}],
        "crossMarginSummary": flat,
        "crossMaintenanceMarginUsed": "0.0",
        "withdrawable": "0.0",
        "time": 1_754_467_216_357,
    }


def read(state):
    return clearinghouse_state(json.dumps(state).encode(), "state.json")


LIVE = [
    ("0.002", "64815.0", "-103.731933", 40, "129.588", "52522.497721519"),
    ("0.002", "64815.0", "-83.731933", 40, "129.588", "42395.915443038"),
    ("1000000", "0.053751", "-16320.205029", 3, "46910.0", "0.019584246"),
    ("0.2259", "2213.9", "-475.23904", 50, "500.12001", "2125.00856238"),
    ("0.13", "80.262", "-6.955118", 3, "10.41482", "64.2010892308"),
]


@pytest.mark.parametrize(("szi", "entry", "cash", "leverage", "value", "printed"), LIVE)
def test_live_isolated_prices_are_reproduced(szi, entry, cash, leverage, value, printed):
    """Figures of five live states, 2024 to 2026; the fourth is cut to 6 decimals by the venue."""
    (stated,) = read(isolated(szi, entry, cash, leverage, value, printed)).positions
    position = isolated_position(stated, perpetual("BTC", tiers=untiered(leverage)))
    solved = liquidation_price(position, RULES.at(DAY_2025), time_ns=DAY_2025)
    assert abs(solved.exact - Fraction(printed)) / Fraction(printed) < Fraction(1, 10**8)
    risk = position_risk(position, stated.mark, RULES.at(DAY_2025), time_ns=DAY_2025)
    assert risk.equity == stated.margin.value


def test_a_recorded_isolated_position_is_the_one_its_venue_prints():
    path = "hyperliquid/JKorf__HyperLiquid.Net/Endpoints__Futures__Account__GetAccountInfo.txt"
    body = real(path).read_bytes()
    state = clearinghouse_state(body[body.index(b"{") :], "state.json")
    (stated,) = state.positions
    assert (stated.coin, stated.leverage_max, stated.is_isolated) == ("HYPE", 10, True)
    assert state.time_ns == 1_754_467_216_357 * 10**6
    position = isolated_position(stated, perpetual("HYPE", tiers=untiered(10)))
    assert position.margin == USDC.exactly("7.531754")
    solved = liquidation_price(position, RULES.at(DAY_2025), time_ns=DAY_2025)
    assert abs(solved.exact - Fraction("35.8559189474")) < Fraction(1, 10**9)
    assert cross_pool(state, {}).balance(USDC) == USDC.exactly("75.781884")


def test_adding_margin_moves_the_price_to_where_it_was_seen():
    before, after = (
        isolated_position(read(isolated(*row)).positions[0], perpetual("BTC")) for row in LIVE[:2]
    )
    assert after.margin - before.margin == USDC.exactly(20)
    assert after.holding == before.holding


def test_a_cross_position_has_no_margin_of_its_own():
    state, terms = recorded_state()
    with pytest.raises(IdentityError, match="it is cross"):
        isolated_position(state.positions[0], terms["BTC"])


def test_a_short_isolated_position_adds_up_too():
    state = read(isolated("-0.002", "64815.0", "155.5", 40, "129.588", None))
    (stated,) = state.positions
    assert stated.signed_value == -USDC.exactly("129.588")
    assert (stated.liquidation, stated.mark) == (None, Fraction(64794))


def test_an_answer_that_is_not_whole_is_refused():
    """A sample whose positions were cut out: the equity no longer adds up."""
    path = "nautechsystems__nautilus_trader/http_clearinghouse_state_negative_total_raw_usd.json"
    data = real(f"hyperliquid/{path}").read_bytes()
    with pytest.raises(IdentityError, match=r"1736\.03087500 USDC is stated"):
        clearinghouse_state(data, "state.json")


def test_a_changed_value_of_one_position_is_found():
    state = isolated(*LIVE[0])
    state["assetPositions"][0]["position"]["positionValue"] = "129.688"
    with pytest.raises(IdentityError, match="equity = cash"):
        read(state)


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"szi": "0.0"}, "szi", "no position is flat"),
        ({"szi": "1e-9"}, "szi", "finer than"),
        ({"entryPx": "0"}, "entryPx", "not above zero"),
        ({"liquidationPx": "-1"}, "liquidationPx", "not above zero"),
        ({"leverage": {"type": "both"}}, "type", "not cross or isolated"),
        ({"leverage": {"type": "isolated", "value": 5}}, "rawUsd", "is missing"),
        ({"leverage": 5}, "leverage", "is not an object"),
        ({"maxLeverage": -1}, "maxLeverage", "is below 1"),
    ],
)
def test_a_position_that_cannot_be_says_where(change, field, why):
    state = isolated(*LIVE[0])
    state["assetPositions"][0]["position"] |= change
    with pytest.raises(FieldError) as caught:
        read(state)
    assert caught.value.field == field
    assert why in caught.value.why


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (b"[]", "assetPositions"),
        (b'{"assetPositions": {}}', "assetPositions"),
        (b'{"assetPositions": [1]}', "assetPositions"),
        (b'{"assetPositions": [{}]}', "position"),
        (b'{"assetPositions": []}', "crossMarginSummary"),
    ],
)
def test_a_state_that_is_none_says_where(data, field):
    with pytest.raises(FieldError) as caught:
        clearinghouse_state(data, "state.json")
    assert caught.value.field == field


def test_binary_noise_in_a_summary_is_taken_off():
    state = isolated(*LIVE[0])
    state["crossMarginSummary"]["totalNtlPos"] = "10070203.0013389997"
    assert read(state).cross.value == USDC.exactly("10070203.001339")


def test_one_tier_is_a_table():
    assert untiered(40) == TierTable.flat(initial=Fraction(1, 40), maintenance=Fraction(1, 80))
