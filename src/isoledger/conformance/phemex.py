"""Cases of Phemex, answered by its rules; scaled integers come and go as they are."""

from fractions import Fraction
from itertools import accumulate
from operator import sub

from attrs import evolve

from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import exact_price, is_long, signed, solved, whole
from isoledger.core.dated import Dated
from isoledger.core.instrument import CostRule, Instrument, Payoff
from isoledger.core.liquidation import bankruptcy_price, shown_price
from isoledger.core.money import Asset
from isoledger.core.numbers import Price, Rounding
from isoledger.venues.framing import Frame
from isoledger.venues.phemex import rules

_BTC, _USD = Asset("BTC", 8), Asset("USD", 4)
_PRICE_SCALE = 10**4


def _inverse(symbol: str) -> Instrument:
    """A contract of one dollar, settled in coins."""
    return Instrument(
        symbol=symbol,
        base="BTC",
        quote="USD",
        settle=_BTC,
        payoff=Payoff.INVERSE,
        multiplier=Fraction(1),
        tick=rules.TICKS["BTCUSD"],
        cost_rule=Dated[CostRule].always(CostRule(rounding=rules.VALUE_ROUNDING)),
    )


def _liquidation(inputs: Inputs, time_ns: int | None) -> Answers:
    """The help page's formula: margin holds the fee to close at bankruptcy, all at the value."""
    taker, value, size = inputs.exact("taker"), inputs.exact("openValue"), inputs.exact("size")
    margin = value / inputs.exact("lev")
    frame = Frame(
        symbol=inputs.text("symbol", "unnamed"),
        quantity=signed(inputs, "size"),
        entry=value / size,
        maintenance=inputs.exact("mmr"),
        deduction=inputs.exact("mmAmount", "0"),
        margin=margin,
    )
    reserve = taker * abs(frame.holding.cost.value - margin)
    found = solved(evolve(frame, reserve=reserve), rules.published(taker), time_ns or 0)
    return {"assigned": margin + reserve, "liq": exact_price(found)}


def _tiered(inputs: Inputs, _: int | None) -> Answers:
    rows = [(Fraction(0), inputs.exact("r1")), (inputs.exact("tier1_cap"), inputs.exact("r2"))]
    value = inputs.exact("value")
    return {"mm": rules.bands(rows).at(value).requirement(value)}


def _isolated(inputs: Inputs, time_ns: int | None) -> Answers:
    """What a position of a contract settled in dollars ties up."""
    initial, taker, symbol = 1 / inputs.exact("lev"), inputs.exact("taker"), inputs.text("symbol")
    frame = Frame(
        symbol=symbol,
        settle="USD",
        quantity=signed(inputs, "size"),
        contract=inputs.exact("contract"),
        entry=inputs.exact("avgEntry"),
        maintenance=initial,
        tick=rules.TICKS[symbol],
    )
    holding = frame.holding
    cost = _USD.round(holding.cost.value, rules.VALUE_ROUNDING)
    margin = _USD.round(abs(cost.value) * initial, Rounding.FLOOR)
    reserve = rules.closing_fee(cost, margin, taker)
    bankrupt = bankruptcy_price(evolve(frame, margin=margin.value).isolated())
    way = rules.RULES.at(time_ns or 0).shown
    return {
        "valueEv": abs(cost).units,
        "buyValueToCost": rules.share_of_value(initial, taker, buy=True),
        "sellValueToCost": rules.share_of_value(initial, taker, buy=False),
        "assignedPosBalanceEv": (margin + reserve).units,
        "bankruptCommEv": reserve.units,
        "positionMarginEv": margin.units,
        "bankruptPrice": bankrupt and shown_price(bankrupt, holding, way),
    }


def _fee(inputs: Inputs, _: int | None) -> Answers:
    value = inputs.exact("execValueEv") / 10**_BTC.decimals
    return {"execFeeEv": rules.fee(value, inputs.exact("rate"), _BTC).units}


def _value(inputs: Inputs, time_ns: int | None) -> Answers:
    terms, price = _inverse("BTCUSD"), Price.of(inputs.text("price"))
    paid = terms.cost(whole(inputs, "qty"), price, time_ns or 0)
    return {"execValueEv": abs(paid).units}


def _balances(inputs: Inputs, _: int | None) -> Answers:
    fees = (row.exact("0") for row in inputs.rows("fees"))
    return {"balances": list(accumulate(fees, sub, initial=inputs.exact("start")))[1:]}


def _cross(inputs: Inputs, _: int | None) -> Answers:
    """What a cross position of the inverse contract ties up: its cost, and what it has lost."""
    initial, taker = inputs.exact("imr"), inputs.exact("taker")
    value, size = whole(inputs, "valueEv"), whole(inputs, "size")
    terms = _inverse("BTCUSD")
    cost = -terms.settle.exactly(Fraction(value, 10**_BTC.decimals))
    cost = cost if is_long(inputs) else -cost
    margin = _BTC.round(abs(cost).value * initial, Rounding.CEILING)
    exact_margin = abs(cost).value * initial
    fee = _BTC.round(taker * abs(cost.value - exact_margin), rules.FEE_ROUNDING)
    needed = (margin + fee).units
    entry = terms.price(size if is_long(inputs) else -size, cost.value)
    return {
        "posCostEv": needed,
        "usedBalanceEv": needed + max(0, -whole(inputs, "unrealisedPnlEv")),
        "avgEntryPriceEp": Rounding.HALF_EVEN(entry * _PRICE_SCALE),
    }


RUNNERS: Runners = {
    (rules.NAME, "cross_used_balance"): _cross,
    (rules.NAME, "exec_value_inverse"): _value,
    (rules.NAME, "fee_rounding"): _fee,
    (rules.NAME, "isolated_position_identity"): _isolated,
    (rules.NAME, "liq_price_isolated_linear"): _liquidation,
    (rules.NAME, "mm_tier"): _tiered,
    (rules.NAME, "seq_balance"): _balances,
}
"""Runners by (venue, kind)."""
