"""Runners of OKX's cases."""

from fractions import Fraction

from attrs import evolve

from isoledger.conformance.cases import Inputs
from isoledger.conformance.lives import Life
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import (
    exact_price,
    framed,
    is_long,
    risk_at,
    shown_price,
    solved,
    tick_price,
)
from isoledger.core.instrument import Payoff
from isoledger.core.rules import Rules
from isoledger.venues.framing import Frame
from isoledger.venues.okx.positions import borrowed, owes_coins
from isoledger.venues.okx.rules import FUNDING_NS, PENALTY, borrowed_rules, isolated_rules
from isoledger.venues.printed import last_digit

_NOW = FUNDING_NS
"""A case without a date is judged by the rules of today."""


def _rules(inputs: Inputs, time_ns: int | None) -> Rules:
    taker = inputs.maybe("taker")
    return isolated_rules(_NOW if time_ns is None else time_ns, taker)


def _when(time_ns: int | None) -> int:
    return _NOW if time_ns is None else time_ns


def _isolated(inputs: Inputs, time_ns: int | None) -> Answers:
    """The price as it is solved, and where the step of prices is known as it is printed."""
    if "assets" in inputs:
        return _borrowed(inputs, _when(time_ns))
    found = solved(_shaped(inputs), _rules(inputs, time_ns), _when(time_ns))
    price = shown_price(found) if "tick" in inputs else exact_price(found)
    return {"liq": price, "liqPx": price}


def _shaped(inputs: Inputs) -> Frame:
    frame = framed(inputs)
    return evolve(frame, payoff=Payoff.INVERSE) if inputs.text("type", "") == "inverse" else frame


def _borrowed(inputs: Inputs, time_ns: int) -> Answers:
    owed, assets = inputs.exact("liab"), inputs.exact("assets")
    rate, taker, mark = inputs.exact("mmr"), inputs.exact("taker"), inputs.exact("mark")
    short = owes_coins(owed, assets, mark)
    frame = borrowed(owed, assets, rate, short=short)
    rules = borrowed_rules(rate, taker, coins_owed=short)
    risk = risk_at(frame, mark, rules, time_ns)
    bare = risk_at(frame, mark, evolve(rules, closing_fee=Fraction(0)), time_ns)
    return {
        "liqPx": shown_price(solved(frame, rules, time_ns)),
        "mmr": bare.maintenance / (1 if short else mark),
        "mgnRatio": risk.equity / risk.maintenance,
    }


def _isolated_fields(inputs: Inputs, time_ns: int | None) -> Answers:
    frame, rules = _shaped(inputs), _rules(inputs, time_ns)
    risk = risk_at(frame, inputs.exact("mark"), rules, _when(time_ns))
    even = break_even(frame, inputs.exact("realizedPnl", "0"), rules.closing_fee)
    return {
        "liqPx": shown_price(solved(frame, rules, _when(time_ns))),
        "mgnRatio": risk.equity / risk.maintenance,
        "bePx": even,
    }


def break_even(frame: Frame, realised: Fraction, fee: Fraction) -> Fraction:
    """The price at which closing, with its fee, brings back all that was lost so far."""
    held = frame.holding
    sign = 1 if held.cost.value > 0 else -1
    value = (held.cost.value - realised) / (sign - fee)
    return held.instrument.price(held.size, sign * value)


def _bound(inputs: Inputs, time_ns: int | None) -> Answers:
    """The first step of prices at which it is over, with the fee in the requirement and without."""
    step = last_digit(inputs.text("liquidated_at"))
    frame, rules = evolve(_shaped(inputs), tick=step), _rules(inputs, time_ns)
    bare = evolve(rules, closing_fee=Fraction(0))
    return {
        "lp_with_fee": tick_price(solved(frame, rules, _when(time_ns))),
        "lp_without_fee": tick_price(solved(frame, bare, _when(time_ns))),
    }


def _cross_fields(inputs: Inputs, time_ns: int | None) -> Answers:
    """Fields at the mark; `mmr` is without the fee, which only the ratio contains."""
    frame, mark = _shaped(inputs), inputs.maybe("mark", "mark_from_upl")
    price = inputs.exact("mark") if mark is None else mark
    rules = evolve(_rules(inputs, time_ns), closing_fee=Fraction(0))
    risk = risk_at(frame, price, rules, _when(time_ns))
    return {
        "imr": risk.initial,
        "mmr": risk.maintenance,
        "uplRatio": frame.holding.profit(price) / frame.margin,
    }


def _realised(inputs: Inputs, _: int | None) -> Answers:
    if "pnl" in inputs:
        names = ("pnl", "fee", "fundingFee", "liqPenalty", "settledPnl")
        return {"realizedPnl": sum((inputs.exact(name, "0") for name in names), Fraction(0))}
    frame, close, rate = _shaped(inputs), inputs.exact("close"), inputs.exact("fee_rate")
    pnl, fee = frame.holding.profit(close), -rate * (frame.value + frame.value_at(close))
    return {
        "pnl": pnl,
        "fee": fee,
        "realizedPnl": pnl + fee,
        "pnlRatio": (pnl + fee) / frame.margin,
    }


def _liquidation(inputs: Inputs, _: int | None) -> Answers:
    """The entry price is printed short: the value at entry is that at the fill less the profit."""
    frame, fill, taker = _shaped(inputs), inputs.exact("fill"), inputs.exact("taker")
    closing, sign = frame.value_at(fill), 1 if is_long(inputs) else -1
    pnl = inputs.first("pnl", otherwise=frame.holding.profit(fill))
    penalty = -closing * inputs.first("mmr", otherwise=PENALTY)
    fee = -taker * (closing + closing - sign * pnl)
    return {
        "pnl": frame.holding.profit(fill),
        "liqPenalty": penalty,
        "close_fee": -taker * closing,
        "fee": fee,
        "realizedPnl": pnl + fee + penalty,
    }


def _identity(inputs: Inputs, _: int | None) -> Answers:
    isolated = inputs.exact("margin") + inputs.exact("upl")
    return {"isoEq": isolated, "eq": inputs.exact("cashBal") + isolated}


def _bill(inputs: Inputs, _: int | None) -> Answers:
    return {"balChg": inputs.exact("sz") + inputs.exact("fee")}


def _standing(margin: Fraction, rules: Rules) -> Life:
    """A position of no matter what, that can pay *margin*."""
    return Life.of(
        Frame(symbol="case", quantity=Fraction(1), entry=Fraction(1), margin=margin), rules
    )


def _funding_bill(inputs: Inputs, time_ns: int | None) -> Answers:
    amount = inputs.exact("pnl")
    before = _standing(abs(amount), _rules(inputs, time_ns))
    after = before.funded(amount)
    return {"balChg": after.home, "posBalChg": after.margin - before.margin}


def _two_levels(inputs: Inputs, time_ns: int | None) -> Answers:
    """Margin moved by hand: 160 adds, 161 takes out, 162 is added by the venue."""
    amount = inputs.exact("sz") * (-1 if inputs.text("subType") == "161" else 1)
    before = _standing(abs(amount), _rules(inputs, time_ns))
    after = before.moved(amount)
    moved = after.margin - before.margin
    return {"balChg": after.home, "posBalChg": moved, "sum": after.home + moved}


def _open_bill(inputs: Inputs, time_ns: int | None) -> Answers:
    fee = -inputs.exact("fee")
    notional = fee / inputs.exact("fee_rate")
    traded = Frame(symbol="case", quantity=Fraction(1), entry=notional)
    before = _standing(Fraction(0), _rules(inputs, time_ns))
    after = before.traded(traded, margin=notional / inputs.exact("leverage"), fee=fee)
    return {"balChg": after.home, "posBalChg": after.margin}


def _funding_pot(inputs: Inputs, time_ns: int | None) -> Answers:
    life = Life.of(_shaped(inputs), _rules(inputs, time_ns)).funded(inputs.exact("fundingFee"))
    return {"margin": life.margin}


def _partly_closed(inputs: Inputs, _: int | None) -> Answers:
    """What left the margin besides the margin of what was closed."""
    frame = _shaped(inputs)
    return {"deducted": frame.value / (frame.leverage or Fraction(1)) - frame.margin}


RUNNERS: Runners = {
    ("okx", "account_identity"): _identity,
    ("okx", "bill"): _bill,
    ("okx", "isolated_funding_bill"): _funding_bill,
    ("okx", "isolated_funding_pot"): _funding_pot,
    ("okx", "isolated_liq_price"): _isolated,
    ("okx", "isolated_liq_price_bound"): _bound,
    ("okx", "isolated_liquidation"): _liquidation,
    ("okx", "isolated_open_bill"): _open_bill,
    ("okx", "isolated_partial_close_bounds"): _partly_closed,
    ("okx", "isolated_position_fields"): _isolated_fields,
    ("okx", "position_fields"): _cross_fields,
    ("okx", "realized_pnl"): _realised,
    ("okx", "two_level_bill"): _two_levels,
}
"""By venue and kind."""
