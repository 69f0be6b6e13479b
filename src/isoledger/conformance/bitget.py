"""Runners of Bitget's cases.

Kinds that name what was *shown* are of the first API's stream, and are judged by the rules of its
days where they state none; a cross price without a date is judged by those of 2023, since the only
published one is of then; all others by those of today.
"""

from fractions import Fraction
from math import lcm

from attrs import evolve

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.lives import Life
from isoledger.conformance.running import Answers, Echo, Runners
from isoledger.conformance.solving import (
    exact_price,
    framed,
    risk_at,
    shown_price,
    solved,
)
from isoledger.core.errors import IsoledgerError
from isoledger.core.liquidation import pool_liquidation_price, shown_price as printed_price
from isoledger.core.numbers import Exact, Rounding, on_grid
from isoledger.core.risk import pool_risk
from isoledger.core.rules import Rules
from isoledger.venues.bitget.positions import CLIENT_NS
from isoledger.venues.bitget.rules import (
    BOOK_STEP,
    BTC_TIERS,
    CUT,
    DYNAMIC_NS,
    MARGIN_SHOWN,
    TAKER,
    UNROUNDED_NS,
    cross_rules,
    isolated_rules,
    margin_counted_on,
    unified_margin,
)
from isoledger.venues.framing import Frame, pooled


def _or(time_ns: int | None, undated_ns: int) -> int:
    return undated_ns if time_ns is None else time_ns


def _rules(inputs: Inputs, time_ns: int) -> Rules:
    return isolated_rules(time_ns, inputs.maybe("taker", "fee_rate"))


def _framed(inputs: Inputs) -> Frame:
    """The position of a case; one that states no maintenance rate is in bitcoin."""
    frame = framed(inputs)
    return frame if frame.maintenance else evolve(frame, tiers=BTC_TIERS)


def _margin_shown(margin: Fraction) -> Fraction:
    return on_grid(margin, MARGIN_SHOWN, Rounding.TOWARD_ZERO)


def _isolated(inputs: Inputs, time_ns: int | None) -> Answers:
    """The price as it is solved, and where the step of prices is known as it is printed."""
    when = _or(time_ns, DYNAMIC_NS)
    frame = _framed(inputs)
    found = solved(frame, _rules(inputs, when), when)
    return {
        "im": frame.margin,
        "available": inputs.exact("balance") - frame.margin if "balance" in inputs else None,
        "liq": shown_price(found) if "tick" in inputs else exact_price(found),
    }


def _auto_added(inputs: Inputs, time_ns: int | None) -> Answers:
    """What was added by the venue; what is left is only told where the balance before is."""
    when = _or(time_ns, DYNAMIC_NS)
    rules, frame = _rules(inputs, when), _framed(inputs)
    before = evolve(frame, margin=inputs.exact("margin_before"))
    after = Life.of(before, rules).moved(inputs.exact("auto_add"))
    found = solved(evolve(frame, margin=after.margin), rules, when)
    left = inputs.exact("balance") - after.margin if "balance" in inputs else None
    price = shown_price(found) if "tick" in inputs else exact_price(found)
    return {"margin": after.margin, "available": left, "liq": price}


def _opened(inputs: Inputs, time_ns: int | None) -> Answers:
    when = _or(time_ns, CLIENT_NS)
    rules, frame = _rules(inputs, when), _framed(inputs)
    paid = -frame.margin - inputs.exact("fee")
    return {
        "available": inputs.exact("available") + paid,
        "margin_shown": _margin_shown(frame.margin),
        "liq_shown": shown_price(solved(frame, rules, when)),
    }


def _increased(inputs: Inputs, time_ns: int | None) -> Answers:
    """More of the same: margin and fee leave the free balance, the entry price is the average."""
    (size, price), added = _held(inputs), inputs.exact("add_qty")
    rules = _rules(inputs, _or(time_ns, CLIENT_NS))
    frame = _framed(inputs)
    side = 1 if frame.quantity > 0 else -1
    lot = Fraction(1, lcm(size.denominator, added.denominator))
    trade = evolve(frame, quantity=side * added, lot=lot)
    before = evolve(trade, quantity=side * size, entry=price, margin=Fraction(0))
    life = Life.of(before, rules)
    margin = trade.value / (frame.leverage or Fraction(1))
    after = life.traded(trade, margin=margin, fee=inputs.exact("fee"))
    return {
        "available": inputs.exact("available") + after.home,
        "entry": after.position.holding.entry_price(),
    }


def _held(inputs: Inputs) -> tuple[Fraction, Fraction]:
    """What was held before, written ``size@price``."""
    size, _, price = inputs.text("pos_before").partition("@")
    try:
        return Exact.of(size).value, Exact.of(price).value
    except IsoledgerError as error:
        place = f"{inputs.place}, pos_before"
        raise CaseError(place=place, why=f"no size@price: {error}") from None


def _funded(inputs: Inputs, time_ns: int | None) -> Answers:
    """Funding is taken from the margin: a case that does not state it tells nothing."""
    if "funding" not in inputs:
        return dict.fromkeys(("available_after_close", "margin_after_shown", "liq_after_shown"))
    when = _or(time_ns, CLIENT_NS)
    rules = _rules(inputs, when)
    before = evolve(_framed(inputs), margin=inputs.exact("margin_before"))
    life = Life.of(before, rules).funded(inputs.exact("funding"))
    closed = life.closed(inputs.exact("close_pnl"), inputs.exact("close_fee"))
    found = solved(evolve(before, margin=life.margin), rules, when)
    return {
        "available_after_close": inputs.exact("available") + closed.home,
        "margin_after_shown": _margin_shown(life.margin),
        "liq_after_shown": shown_price(found),
    }


def _releveraged(inputs: Inputs, time_ns: int | None) -> Answers:
    """A new leverage moves no margin, and nothing else that the price is made of."""
    rules = _rules(inputs, _or(time_ns, CLIENT_NS))
    price = inputs.exact("liq")
    held = Frame(symbol="case", quantity=Fraction(1), entry=price, margin=inputs.exact("margin"))
    life = Life.of(held, rules).releveraged(inputs.exact("leverage_after"))
    return {"margin": life.margin, "liq": None if life.home else Echo(price)}


def _closed(inputs: Inputs, time_ns: int | None) -> Answers:
    when = _or(time_ns, CLIENT_NS)
    rules, frame = _rules(inputs, when), _framed(inputs)
    done = Life.of(frame, rules).closed(inputs.exact("pnl"), inputs.exact("fee"))
    return {
        "available": inputs.exact("available") + done.home,
        "margin_shown": _margin_shown(frame.margin),
        "liq_shown": shown_price(solved(frame, rules, when)),
    }


def _liquidated(inputs: Inputs, time_ns: int | None) -> Answers:
    """Everything behind the position goes; the ratio is the one at the mark that triggered it."""
    when = _or(time_ns, CLIENT_NS)
    rules, frame = _rules(inputs, when), _framed(inputs)
    lost = inputs.exact("pnl") - inputs.exact("fee")
    after = Life.of(frame, rules).liquidated(lost)
    ratio = risk_at(frame, inputs.exact("mark_at_trigger"), rules, when).margin_ratio
    return {
        "liq_shown": shown_price(solved(frame, rules, when)),
        "available_after": inputs.exact("available_before") + after.home,
        "margin_ratio": None if ratio is None else _margin_shown(ratio),
    }


def _crossed(inputs: Inputs, time_ns: int | None) -> Answers:
    """A cross position alone in its account, whose equity the margin ratio tells."""
    when, mark = _or(time_ns, UNROUNDED_NS), inputs.exact("mark")
    rules = cross_rules(when, inputs.maybe("taker", "fee_rate"))
    entry = inputs.first("entry", otherwise=mark)
    frame = framed(Inputs(inputs.place, {**inputs.plain, "entry": inputs.plain["mark"]}))
    frame = evolve(frame, entry=entry)
    bare, asset = pooled([frame], Fraction(0), {frame.symbol: mark}), frame.asset
    risk = pool_risk(bare.pool, bare.marks, rules, time_ns=when, asset=asset)
    if "marginRatio" in inputs:
        equity = risk.maintenance / inputs.exact("marginRatio")
    else:
        equity = inputs.exact("equity_implied")
    leg = pooled([frame], equity - risk.equity, bare.marks)
    found = pool_liquidation_price(leg.pool, leg.leg, leg.marks, rules, time_ns=when)
    return {"liq": shown_price(found)}


def _cashflow(inputs: Inputs, _: int | None) -> Answers:
    """A liquidation's bill, and the sweep of what it left."""
    taken, *_rest, swept = inputs.rows("rows")
    return {
        "effect_row1": taken.exact("amount") + taken.exact("fee"),
        "balance_before_sweep": swept.exact("balance_after", "0") - swept.exact("amount"),
    }


def _fields(inputs: Inputs, time_ns: int | None) -> Answers:
    frame, mark = _framed(inputs), inputs.exact("mark")
    base = margin_counted_on(frame.value, frame.value_at(mark), _or(time_ns, UNROUNDED_NS))
    return {
        "marginSize": base / (frame.leverage or Fraction(1)),
        "unrealizedPL": frame.holding.profit(mark),
    }


def _initial(inputs: Inputs, _: int | None) -> Answers:
    value = inputs.exact("qty") * inputs.exact("mark")
    taker = inputs.first("taker", otherwise=TAKER)
    return {"positionBalance": unified_margin(value, inputs.exact("leverage"), taker)}


def _booked(amount: Fraction) -> Fraction:
    return on_grid(amount, BOOK_STEP, Rounding.HALF_AWAY)


def _fee(inputs: Inputs, _: int | None) -> Answers:
    price = inputs.maybe("price", "entry")
    value = inputs.exact("qty") * (inputs.exact("price") if price is None else price)
    fee = _booked(value * inputs.exact("rate"))
    return {"fee": fee, "openFeeTotal": -fee}


def _realised(inputs: Inputs, _: int | None) -> Answers:
    names = ("pnl", "openFee", "closeFee", "totalFunding")
    return {"netProfit": _booked(sum((inputs.exact(n, "0") for n in names), Fraction(0)))}


def _rounding(inputs: Inputs, _: int | None) -> Answers:
    """Prices as the first stream cut them; or fees and a net profit, each from unrounded parts."""
    if "rows" in inputs:
        rows = inputs.rows("rows")
        return {"matches": sum(_cut(row) == row.exact("1") for row in rows)}
    rate, qty = inputs.exact("rate"), inputs.exact("qty")
    opening, closing = (qty * inputs.exact(price) * rate for price in ("open", "close"))
    return {
        "openFeeTotal": -_booked(opening),
        "closeFeeTotal": -_booked(closing),
        "netProfit": _booked(inputs.exact("pnl") - opening - closing),
    }


def _cut(row: Inputs) -> Fraction | None:
    side = Fraction(1 if row.text("0") == "long" else -1)
    held = Frame(symbol="case", quantity=side, entry=Fraction(1)).holding
    return printed_price(row.exact("2"), held, CUT)


RUNNERS: Runners = {
    ("bitget", "auto_add_margin"): _auto_added,
    ("bitget", "cross_liq_price"): _crossed,
    ("bitget", "fee"): _fee,
    ("bitget", "initial_margin"): _initial,
    ("bitget", "isolated_full_close"): _closed,
    ("bitget", "isolated_funding_pot"): _funded,
    ("bitget", "isolated_increase"): _increased,
    ("bitget", "isolated_leverage_change"): _releveraged,
    ("bitget", "isolated_liq_price"): _isolated,
    ("bitget", "isolated_liquidation"): _liquidated,
    ("bitget", "isolated_open_wallet"): _opened,
    ("bitget", "liquidation_cashflow"): _cashflow,
    ("bitget", "position_fields"): _fields,
    ("bitget", "realized_pnl"): _realised,
    ("bitget", "rounding"): _rounding,
}
"""By venue and kind."""
