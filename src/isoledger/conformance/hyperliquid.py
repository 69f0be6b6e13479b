"""What isoledger answers to cases of Hyperliquid."""

import re
from fractions import Fraction

from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Answers, Echo, Runners
from isoledger.conformance.solving import is_long, noted, shown_price, solution, whole
from isoledger.core.instrument import Instrument
from isoledger.core.numbers import Rounding, on_grid
from isoledger.venues.hyperliquid.instruments import tier_table
from isoledger.venues.hyperliquid.margin import (
    BACKSTOP,
    Bucket,
    cut,
    fee,
    funding,
    funding_rate,
    premium,
    taken,
    withdrawable,
)
from isoledger.venues.hyperliquid.positions import stated
from isoledger.venues.hyperliquid.rules import FINER_NS, FROZEN_NS, LOT, perpetual
from isoledger.venues.stated import Besides

_COIN = "COIN"
_CENT = Fraction(1, 100)
_FINE = Fraction(1, 10**12)
_STEP = re.compile(r"(\d+)x(?:>(\d+)(k?))?")


def _bucket(inputs: Inputs) -> Bucket:
    return Bucket(cash=inputs.exact("rawUsd"), size=inputs.exact("szi"))


def _mark(inputs: Inputs) -> Fraction | None:
    """The mark: stated, or what the value of the position at it implies."""
    if "positionValue" in inputs:
        return inputs.exact("positionValue") / abs(inputs.exact("szi"))
    return inputs.maybe("mark")


def _liquidation(inputs: Inputs, cash: Fraction, time_ns: int | None) -> Fraction | None:
    """The price that an isolated position with so much *cash* is liquidated at.

    A case without a day is taken to be of now. The entry does not matter to the price; without one
    the position is taken to have been opened where it is worth nothing.
    """
    size, mark = inputs.exact("szi"), _mark(inputs)
    entry = inputs.maybe("entry") or max(_FINE, on_grid(-cash / size, _FINE, Rounding.CEILING))
    raw = {
        "coin": _COIN,
        "szi": inputs.text("szi"),
        "entryPx": _text(entry),
        "rawUsd": _text(cash),
        "maxLeverage": inputs.text("maxLev"),
    }
    found = stated(raw, Besides(mark=mark, time_ns=FINER_NS if time_ns is None else time_ns))
    return shown_price(solution(found, inputs.place))


def _text(value: Fraction) -> str:
    whole = value * 10**18
    return f"{whole.numerator // whole.denominator}e-18"


def _isolated_price(inputs: Inputs, time_ns: int | None) -> Answers:
    bucket, mark, entry = _bucket(inputs), _mark(inputs), inputs.maybe("entry")
    return {
        "liq": _liquidation(inputs, bucket.cash, time_ns),
        "marginUsed": None if mark is None else bucket.equity(mark),
        "collateral": None if entry is None else bucket.collateral(entry),
    }


def _cross_price(inputs: Inputs, time_ns: int | None) -> Answers:
    """One leg; all value counts, and the leg's own is all there is unless the case says more."""
    total = inputs.exact("totalNtlPos", inputs.text("positionValue"))
    size, rate = inputs.exact("szi"), inputs.exact("mm_rate_total")
    raw = {
        "coin": inputs.text("coin"),
        "szi": inputs.text("szi"),
        "entryPx": _text(inputs.exact("positionValue") / abs(size)),
        "positionValue": inputs.text("positionValue"),
        "accountValue": inputs.text("accountValue"),
        "crossMaintenanceMarginUsed": _text(total * rate),
    }
    when = FROZEN_NS if time_ns is None else time_ns
    found = stated(raw, Besides(maintenance=rate, time_ns=when))
    return {"liq": shown_price(solution(found, inputs.place))}


def _opening_fee(inputs: Inputs, _: int | None) -> Answers:
    value = inputs.exact("notional")
    margin = taken(value, Fraction(1), inputs.exact("lev"))
    return {"margin_after_open": margin - fee(value, inputs.exact("taker"))}


def _fee(inputs: Inputs, _: int | None) -> Answers:
    value = inputs.exact("px") * inputs.exact("sz")
    return {"fee": fee(value, inputs.exact("maker"))}


def _cross_identity(inputs: Inputs, time_ns: int | None) -> Answers:
    """A net long account; one without a date is of the days before the floor on the value."""
    value = inputs.exact("totalNtlPos")
    equity = Bucket(cash=inputs.exact("totalRawUsd"), size=value).equity(Fraction(1))
    used = cut(value / inputs.exact("lev"))
    return {
        "accountValue": equity,
        "totalMarginUsed": used,
        "withdrawable": withdrawable(equity, used, value, time_ns or 0),
    }


def _funding_rate(inputs: Inputs, _: int | None) -> Answers:
    oracle = inputs.exact("oracle")
    ask = inputs.maybe("impact_ask")
    over = premium(inputs.exact("impact_bid"), oracle if ask is None else ask, oracle)
    return {"premium": over, "rate8h": funding_rate(over, inputs.exact("interest8h"))}


def _funding(inputs: Inputs, _: int | None) -> Answers:
    return {"usdc": funding(*(inputs.exact(name) for name in ("szi", "oracle", "rate")))}


def _tiers(inputs: Inputs, _: int | None) -> Answers:
    steps = tuple((row.exact("0"), int(row.exact("1"))) for row in inputs.rows("tiers"))
    tiers = tier_table(steps).tiers
    return {f"ded{n}": cut(tier.deduction) for n, tier in enumerate(tiers)}


def _tiered(inputs: Inputs, _: int | None) -> Answers:
    """Tiers are written 40x/25x>10k/10x>50k: a leverage, and from which value it holds."""
    found = _STEP.findall(inputs.text("tiers"))
    steps = tuple((int(floor or 0) * (1000 if k else 1), int(x)) for x, floor, k in found)
    value = inputs.exact("ntl")
    table = tier_table(tuple((Fraction(floor), leverage) for floor, leverage in steps))
    return {"crossMaintenanceMarginUsed": cut(table.at(value).requirement(value))}


def _opened(inputs: Inputs, _: int | None) -> Answers:
    size, price = inputs.exact("szi"), inputs.exact("fill_px")
    margin = taken(size, inputs.exact("p_ref"), inputs.exact("lev"))
    paid = fee(abs(size) * price, inputs.exact("taker"))
    return {"rawUsd": margin - size * price - paid}


def _used(inputs: Inputs, _: int | None) -> Answers:
    return {"marginUsed": _bucket(inputs).equity(inputs.exact("mark"))}


def _collateral(inputs: Inputs, _: int | None) -> Answers:
    bucket, entry, mark = _bucket(inputs), inputs.exact("entry"), _mark(inputs)
    profit = None if mark is None else bucket.equity(mark) - bucket.collateral(entry)
    return {"collateral": bucket.collateral(entry), "unrealizedPnl": profit}


def _added(inputs: Inputs, time_ns: int | None) -> Answers:
    before, mark = _bucket(inputs), _mark(inputs)
    after = before.added(inputs.exact("ntli"))
    return {
        "liq_before": _liquidation(inputs, before.cash, time_ns),
        "rawUsd_after": after.cash,
        "liq_after": _liquidation(inputs, after.cash, time_ns),
        "marginUsed_after": None if mark is None else after.equity(mark),
    }


def _leverage_set(inputs: Inputs, time_ns: int | None) -> Answers:
    """Setting the leverage of a held position moves nothing, however often."""
    cash = inputs.exact("rawUsd")
    whole = "szi" in inputs and "maxLev" in inputs
    return {
        "rawUsd_after": Echo(cash),
        "liq_after": _liquidation(inputs, cash, time_ns) if whole else None,
    }


def _mixed(inputs: Inputs, _: int | None) -> Answers:
    """A cross short beside an isolated long."""
    cross = Bucket(cash=inputs.exact("crossRawUsd"), size=-inputs.exact("short_ntl"))
    own = Bucket(cash=inputs.exact("isoRaw"), size=inputs.exact("iso_ntl"))
    total, one = inputs.exact("totalRawUsd"), Fraction(1)
    leverage, highest = inputs.maybe("lev"), inputs.maybe("maxLev")
    used = None if leverage is None else cut(-cross.size / leverage) + own.equity(one)
    return {
        "accountValue": total + cross.size + own.size,
        "crossAccountValue": cross.equity(one),
        "totalMarginUsed": used,
        "crossMaintenance": None if highest is None else cut(-cross.size / (2 * highest)),
        "totalRaw_minus_crossRaw": total - cross.cash,
    }


def _traded(inputs: Inputs, _: int | None) -> Answers:
    before, size = _bucket(inputs), inputs.exact("trade_szi")
    moved = before.traded(size, inputs.exact("px"), inputs.exact("lev"))
    return {
        "rawUsd": moved.after.cash,
        "szi": moved.after.size,
        "released_to_cross": moved.released,
        "taken_from_cross": moved.taken,
    }


def _increased(inputs: Inputs, _: int | None) -> Answers:
    """The old margin stays, and only what is added is opened at the order's leverage."""
    value = inputs.exact("added_ntl")
    brought = taken(value, Fraction(1), inputs.exact("order_lev"))
    paid = fee(value, inputs.exact("taker"))
    return {"margin_after": inputs.exact("margin_before") + brought - paid}


def _closed(inputs: Inputs, _: int | None) -> Answers:
    """The profit of a fill is gross of its fee; the page shows the net, in cents."""
    terms: Instrument = perpetual(_COIN)
    size = whole(inputs, "sz", unit=LOT.denominator) * (1 if is_long(inputs) else -1)
    entry, exit_price = inputs.exact("entry"), inputs.exact("exit")
    profit = terms.value(size, exit_price) - terms.value(size, entry)
    rate = noted(inputs, "rate" if "rate" in inputs else "maker")
    paid = fee(abs(terms.value(size, exit_price)), rate)
    shown = on_grid(profit - paid, _CENT, Rounding.HALF_EVEN)
    return {"closedPnl": profit, "fee": paid, "ui_net": shown}


def _withdrawable(inputs: Inputs, _: int | None) -> Answers:
    names = ("crossAV", "crossTMU", "crossNtl")
    equity, used, value = (inputs.exact(name) for name in names)
    return {"withdrawable": withdrawable(equity, used, value)}


def _trigger(inputs: Inputs, _: int | None) -> Answers:
    needs = inputs.exact("ntl") * noted(inputs, "l")
    equity = inputs.exact("accountValue")
    return {"below_mm": equity < needs, "below_two_thirds": equity < needs * BACKSTOP}


RUNNERS: Runners = {
    ("hyperliquid", "liq_price_isolated"): _isolated_price,
    ("hyperliquid", "liq_price_cross_OLD_2023"): _cross_price,
    ("hyperliquid", "open_fee_in_isolated_margin"): _opening_fee,
    ("hyperliquid", "fee_rounding"): _fee,
    ("hyperliquid", "cross_identity"): _cross_identity,
    ("hyperliquid", "funding_rate"): _funding_rate,
    ("hyperliquid", "funding_payment_sign"): _funding,
    ("hyperliquid", "margin_tiers"): _tiers,
    ("hyperliquid", "tiered_maintenance"): _tiered,
    ("hyperliquid", "isolated_open_rawusd"): _opened,
    ("hyperliquid", "isolated_margin_used"): _used,
    ("hyperliquid", "isolated_collateral"): _collateral,
    ("hyperliquid", "seq_update_isolated_margin"): _added,
    ("hyperliquid", "seq_update_leverage_open_position"): _leverage_set,
    ("hyperliquid", "mixed_account_identity"): _mixed,
    ("hyperliquid", "isolated_decrease_official_frontend_code"): _traded,
    ("hyperliquid", "isolated_close_official_frontend_code"): _traded,
    ("hyperliquid", "isolated_increase_official_frontend_code"): _traded,
    ("hyperliquid", "isolated_flip_official_frontend_code"): _traded,
    ("hyperliquid", "isolated_increase_report"): _increased,
    ("hyperliquid", "closed_pnl_gross"): _closed,
    ("hyperliquid", "withdrawable"): _withdrawable,
    ("hyperliquid", "isolated_liquidation_trigger"): _trigger,
}
"""By venue and kind."""
