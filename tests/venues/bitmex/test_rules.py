import json
from datetime import UTC, datetime
from fractions import Fraction

import pytest

import isoledger as il
from isoledger.core.dated import BEGINNING_NS
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Basis, Evidence, Pot, Surplus
from isoledger.venues.bitmex import rules
from tests.real import real
from tests.venues.ordered import footing, order
from tests.venues.recorded import recorded


def utc(time_ns):
    return datetime.fromtimestamp(time_ns // 10**9, UTC).isoformat()


def test_the_instants_are_the_ones_their_names_say():
    assert utc(rules.LOT_CHANGE_NS) == "2021-06-08T04:30:00+00:00"
    assert utc(rules.PER_EXECUTION_NS) == "2024-04-10T00:00:00+00:00"
    assert utc(rules.FEES_STATED_NS) == "2024-09-03T04:00:00+00:00"
    assert utc(rules.FUNDING_TYPED_NS) == "2024-10-01T12:00:00+00:00"


def test_52_currencies_have_a_scale():
    assert len(rules.ASSETS) == 52
    assert {code: rules.ASSETS[code].decimals for code in ("XBt", "USDt", "BMEx", "Gwei")} == {
        "XBt": 8,
        "USDt": 6,
        "BMEx": 6,
        "Gwei": 9,
    }


def test_an_isolated_position_pays_funding_itself_and_its_fees_from_the_wallet():
    held = rules.RULES.at(0)
    assert (held.fee_pot, held.funding_pot) == (Pot.HOME, Pot.POSITION)
    assert (held.surplus, held.basis) == (Surplus.INSURANCE, Basis.ENTRY)
    assert held.evidence is Evidence.RECORDED


def test_an_inverse_lot_is_rounded_before_it_is_counted_and_the_lot_changed():
    old = rules.cost_rule(inverse=True, lot=100, listed_ns=0)
    assert [(since, rule.per) for since, rule in old] == [
        (BEGINNING_NS, 1),
        (rules.LOT_CHANGE_NS, 100),
    ]
    new = rules.cost_rule(inverse=True, lot=100, listed_ns=rules.LOT_CHANGE_NS)
    assert [rule.per for _, rule in new] == [100]
    single = rules.cost_rule(inverse=True, lot=1, listed_ns=0)
    assert [rule.per for _, rule in single] == [1]


def test_a_linear_trade_is_rounded_once():
    (only,) = rules.cost_rule(inverse=False, lot=1000, listed_ns=0)
    assert (only[1].per, only[1].rounding) == (None, Rounding.HALF_AWAY)


def test_contracts_whose_currency_is_known_by_name_settle_in_one_we_know():
    assert set(rules.SETTLED_IN.values()) <= set(rules.ASSETS)


def contract(payoff, settle):
    return Instrument(
        symbol="X",
        base="B",
        quote="Q",
        settle=settle,
        payoff=payoff,
        multiplier=Fraction(1),
        tick=Fraction(1, 2),
    )


def test_a_requirement_is_rounded_up_to_the_smallest_unit_of_what_the_contract_settles_in():
    inverse = rules.rules_of(contract(Payoff.INVERSE, rules.XBT), 0)
    linear = rules.rules_of(contract(Payoff.LINEAR, rules.ASSETS["USDt"]), 0)
    foreign = rules.rules_of(contract(Payoff.LINEAR, Asset("NEWc", 3)), 0)
    steps = [held.requirement_step for held in (inverse, linear, foreign)]
    assert steps == [Fraction(1, 10**8), Fraction(1, 10**6), Fraction(1, 1000)]
    assert (inverse.shown.contract, linear.shown.contract) == (True, False)
    assert inverse.requirement_rounding is Rounding.CEILING


def test_the_price_that_stands_for_none_was_a_hundred_millions_and_is_one():
    assert utc(rules.CAP_NS) == "2020-01-01T00:00:00+00:00"
    ceilings = [held.shown.ceiling for _, held in rules.RULES]
    assert ceilings == [100_000_000, 1_000_000]


def test_the_tick_of_the_perpetual_is_that_of_its_day():
    ticks = rules.TICKS["XBTUSD"]
    assert utc(next(since for since, _ in ticks if since > 0)) == "2022-04-15T00:00:00+00:00"
    assert [ticks.at(0), ticks.at(rules.FUNDING_TYPED_NS)] == [Fraction(1, 2), Fraction(1, 10)]


XBT_COSTS = il.Instrument(
    symbol="P",
    base="XBT",
    quote="XBt",
    settle=il.Asset("XBt", 8),
    payoff=Payoff.LINEAR,
    multiplier=Fraction(1, 10**8),
    tick=Fraction(1),
    tiers=il.Dated[il.TierTable].always(
        il.TierTable.flat(initial=Fraction(1, 100), maintenance=Fraction(1, 200))
    ),
)
"""A contract priced in the satoshi it costs, for records that state costs of orders, not prices."""


def reserved_satoshi(orders, held=0):
    holding = il.Holding(XBT_COSTS, held, il.Money(1_000_000 * held, XBT_COSTS.settle))
    no_premium = 10**12 if orders[0].size > 0 else 1
    at = footing(rules.ORDERS.at(0), leverage="100", mark=no_premium)
    return il.reserved(orders, holding, at).units


def snapshots():
    """Positions and wallets with open orders, as recorded: initMargin, and gross open cost."""
    for row in recorded("bitmex").values():
        raw = row["raw"]
        if "openOrderSellCost" in raw:
            gross = int(raw["riskValue"]) - int(raw["markValue"])
            yield int(raw["initMargin"]), gross
            yield int(raw["wallet"]["initMargin"]), int(raw["wallet"]["grossOpenCost"])


def test_initial_margin_is_that_of_the_gross_open_cost_to_the_satoshi():
    found = [(margin, reserved_satoshi([order(-1, gross)])) for margin, gross in snapshots()]
    assert len(found) == 4
    assert [margin for margin, _ in found] == [ours for _, ours in found]
    assert len({margin for margin, _ in found}) == 3


def test_an_order_on_nothing_held_has_an_initial_margin_to_the_satoshi():
    """2025-01-09: a bid for 100 XBTUSD of 107,287 satoshi needs 1,181."""
    name = "xchange-stream-bitmex__src__test__resources__info__bitrich__xchangestream__bitmex__"
    path = f"bitmex/knowm__XChange/{name}dto__position_update-open.json"
    row = json.loads(real(path).read_bytes())["data"][0]
    assert reserved_satoshi([order(1, -row["openOrderBuyCost"])]) == row["initMargin"]


def test_orders_that_only_close_reserve_nothing():
    """2026-05-03: short 1,438,000; bids for 1,400,000 close; offers of 560,000 open."""
    raw = next(
        row["raw"]
        for row in recorded("bitmex").values()
        if row["raw"].get("openOrderBuyQty") == "1400000"
    )
    short, bids, offers = -1438, 1400, 560
    each = {side: -int(raw[f"openOrder{side}Cost"]) for side in ("Buy", "Sell")}
    asks = order(-offers, each["Sell"] // offers)
    assert each["Sell"] % offers == 0
    book = [asks, order(bids, each["Buy"] // bids)]
    assert reserved_satoshi(book, held=short) == int(raw["initMargin"])
    assert int(raw["initMargin"]) == 7408795


@pytest.mark.parametrize(
    ("size", "mark", "premium"), [(10, 90, 100), (-10, 110, 100), (10, 110, 0)]
)
def test_the_difference_to_a_better_mark_is_funded_in_full(size, mark, premium):
    """The guide: 10 contracts bid 10 above the mark need 100 more."""
    at = footing(rules.ORDERS.at(0), leverage="100", mark=mark)
    due = il.order_margin(order(size, 100), XBT_COSTS, at)
    assert due.open_loss == Fraction(premium, 10**8)
