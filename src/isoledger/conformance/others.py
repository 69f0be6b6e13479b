"""Cases of venues with one or two kinds each: MEXC, BingX, Drift and GMX."""

from fractions import Fraction

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import exact_price, signed, solved, whole
from isoledger.core.instrument import Payoff
from isoledger.core.numbers import Exact
from isoledger.venues.bingx import rules as bingx
from isoledger.venues.framing import Frame
from isoledger.venues.mexc import rules as mexc
from isoledger.venues.others.drift import PRICE, Shortage
from isoledger.venues.others.gmx import funding_rates


def _mexc_price(inputs: Inputs, time_ns: int | None) -> Answers:
    """Margin without a fee reserve, maintenance at entry, and the price where they meet."""
    entry, size, rate = inputs.exact("entry"), inputs.exact("size"), inputs.exact("mmr")
    margin, at = entry * size / inputs.exact("lev"), time_ns or 0
    frame = Frame(
        symbol=inputs.text("symbol", "unnamed"),
        quantity=signed(inputs, "size"),
        entry=entry,
        maintenance=rate,
        margin=margin,
    )
    found = solved(frame, mexc.RULES.at(at), at)
    return {"mm": entry * size * rate, "margin": margin, "liq": exact_price(found)}


def _mexc_margin(inputs: Inputs, _: int | None) -> Answers:
    frame = Frame(
        symbol=inputs.text("symbol", "unnamed"),
        payoff=Payoff.INVERSE,
        quantity=inputs.exact("contracts"),
        contract=inputs.exact("size"),
        entry=inputs.exact("price"),
    )
    return {"im": frame.value / inputs.exact("lev")}


def _bingx_rate(inputs: Inputs, _: int | None) -> Answers:
    share = inputs.exact("adj", "0.1")
    risk = bingx.standard_risk(inputs.exact("nav"), inputs.exact("im"), share)
    return {"rate_pct": 100 * bingx.margin_rate(risk)}


def _drift_base(inputs: Inputs, _: int | None) -> Answers:
    shortage = Shortage(
        margin=whole(inputs, "margin_shortage"),
        ratio=whole(inputs, "margin_ratio"),
        fee=whole(inputs, "liq_fee", "0"),
        insurance_fee=whole(inputs, "if_fee", "0"),
        oracle=whole(inputs, "oracle"),
        quote=whole(inputs, "quote_oracle", str(PRICE)),
    )
    return {"base": shortage.base()}


def _gmx_funding(inputs: Inputs, _: int | None) -> Answers:
    factor = _ratio(inputs, "factor")
    longs, shorts = funding_rates(factor, inputs.exact("long_oi"), inputs.exact("short_oi"))
    return {"longs_pay": longs, "shorts_pay": shorts}


def _ratio(inputs: Inputs, name: str) -> Fraction:
    """A number that may be written as a ratio, ``1/50000``."""
    over, slash, under = inputs.text(name).partition("/")
    if slash and not under.strip("0"):
        raise CaseError(place=f"{inputs.place}, {name}", why=f"{under!r} divides nothing")
    return Exact.of(over).value / (Exact.of(under).value if slash else 1)


RUNNERS: Runners = {
    ("bingx", "margin_rate_standard"): _bingx_rate,
    ("drift", "base_to_cover_margin_shortage"): _drift_base,
    ("gmx", "funding_rate_per_second"): _gmx_funding,
    ("mexc", "im_inverse"): _mexc_margin,
    ("mexc", "liq_price_isolated_linear"): _mexc_price,
}
"""Runners by (venue, kind)."""
