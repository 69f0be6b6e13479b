"""The rules of HTX, by the numbers of its own rows."""

import json
from fractions import Fraction

import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.instrument import Payoff
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Basis, Pot, Surplus
from isoledger.venues.htx import rules
from tests.real import real
from tests.venues.ordered import contract, due, order


def test_maintenance_is_the_adjustment_factor_of_the_position_margin():
    value, leverage, adjustment = Fraction(1000), Fraction(5), Fraction("0.04")
    kept = rules.maintenance_rate(adjustment, leverage) * value
    assert kept == adjustment * rules.position_margin(value, leverage) == 8


def test_the_ratio_is_zero_where_equity_is_at_maintenance():
    margin, adjustment = Fraction(200), Fraction("0.04")
    assert rules.risk_rate(adjustment * margin, margin, adjustment) == 0
    assert rules.risk_rate(Fraction(9), margin, adjustment) > 0


def test_the_payoff_is_in_the_name():
    names = ["BTC-USDT", "BTC-USDT-220325", "BTC-USD", "BTC-USD-220325", "BTC"]
    inverse = [name for name in names if rules.payoff_of(name) is Payoff.INVERSE]
    assert inverse == ["BTC-USD", "BTC-USD-220325"]


def test_maintenance_moves_with_the_price_and_no_fee_is_in_it():
    in_force = rules.RULES.at(0)
    assert (in_force.basis, in_force.closing_fee) == (Basis.VALUE, 0)


ENDPOINTS = "htx/JKorf__HTX.Net/Endpoints__UsdtMarginSwap__"


def told(name):
    """The answer in a recorded sample: what follows the first brace."""
    text = real(f"{ENDPOINTS}{name}.txt").read_text(encoding="utf-8")
    return json.loads(text[text.index("{") :], parse_float=str)["data"]


@pytest.mark.parametrize("mode", ["Cross", "Isolated"])
def test_an_open_order_freezes_its_value_by_its_leverage(mode):
    """Recorded in 2021 (66,000 at 5x: 13.2) and 2020 (13,329 at 10x: 1.3329)."""
    row = told(f"Trading__Get{mode}MarginOpenOrders")["orders"][0]
    sign = 1 if row["direction"] == "buy" else -1
    one = order(sign * row["volume"], row["price"], str(row["lever_rate"]))
    terms = contract(multiplier=rules.FACES["BTC-USDT"])
    assert due(rules.ORDERS.at(0), one, terms).total == Fraction(row["margin_frozen"])


def swap(symbol):
    """A contract of a thousandth of a coin."""
    return evolve(contract(multiplier=rules.FACES["BTC-USDT"]), symbol=symbol)


def account(row, positions, leverage):
    """A recorded account as a pool: static balance, positions, leverages by contract."""
    held = {}
    for at in positions:
        terms = swap(at["contract_code"])
        cost = terms.value(at["volume"], Fraction(at["cost_hold"]))
        held[il.PositionId(terms.symbol)] = il.Holding(
            terms, at["volume"], terms.settle.round(cost, Rounding.HALF_EVEN)
        )
    usd = contract().settle
    return il.CrossPool(
        name="cross",
        balances=il.FrozenMap({usd: usd.exactly(row["margin_static"])}),
        holdings=il.FrozenMap(held),
        leverage=il.FrozenMap({il.PositionId(name): il.Exact(x) for name, x in leverage.items()}),
    )


def test_what_is_available_of_a_cross_account_is_to_the_last_digit():
    """2021-12: two longs at 5x, and 264 frozen by orders at 1x, taken for 4 at 66,000."""
    row = told("Account__GetCrossMarginAssetsAndPositions")
    details = [*row["contract_detail"], *row["futures_contract_detail"]]
    leverage = {detail["contract_code"]: detail["lever_rate"] for detail in details}
    pool = account(row, row["positions"], leverage)
    lasts = {at["contract_code"]: Fraction(at["last_price"]) for at in row["positions"]}
    (frozen,) = [detail for detail in details if Fraction(detail["margin_frozen"])]
    terms = swap(frozen["contract_code"])
    resting = il.OpenOrders(
        position=il.PositionId(terms.symbol), instrument=terms, orders=(order(4, 66000),)
    )
    due = il.pool_initial_margin(pool, [resting], lasts, rules.ORDERS.at(0), asset=terms.settle)
    assert due == Fraction(row["margin_position"]) + Fraction(row["margin_frozen"])
    left = il.pool_available(pool, [resting], lasts, rules.ORDERS.at(0), asset=terms.settle)
    assert left == Fraction(frozen["margin_available"])


def test_what_is_available_of_an_isolated_account_is_to_the_last_digit():
    """2020-10-26: one long at 10x beside an order of 12.73."""
    row = told("Account__GetIsolatedMarginAssetsAndPositions")[0]
    pool = account(row, row["positions"], {"BTC-USDT": row["lever_rate"]})
    lasts = {"BTC-USDT": Fraction(row["positions"][0]["last_price"])}
    terms = swap("BTC-USDT")
    resting = il.OpenOrders(
        position=il.PositionId("BTC-USDT"), instrument=terms, orders=(order(10, 12730),)
    )
    left = il.pool_available(pool, [resting], lasts, rules.ORDERS.at(0), asset=terms.settle)
    assert left == Fraction(row["margin_available"])


def test_a_multi_asset_order_counts_its_loss_at_the_mark():
    found = due(rules.MULTI_ASSET_ORDERS.at(0), order(2, 105, "10"), mark="100")
    assert (found.initial, found.open_loss) == (21, 10)


def test_the_account_of_the_contract_pays_all_and_loses_all():
    in_force = rules.RULES.at(0)
    assert (in_force.fee_pot, in_force.funding_pot) == (Pot.POSITION, Pot.POSITION)
    assert in_force.surplus is Surplus.INSURANCE
