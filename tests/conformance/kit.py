"""A venue that nobody knows: two runners and a reader, and cases for them."""

from collections.abc import Mapping
from fractions import Fraction

import isoledger as il
from isoledger.conformance.cases import Case, Inputs
from isoledger.core.numbers import Exact, Rounding
from isoledger.core.rules import Evidence, Rules, Shown
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

USDT = il.Asset("USDT", 18)
RULES = Rules(
    shown=Shown(long=Rounding.CEILING, short=Rounding.FLOOR),
    evidence=Evidence.ASSUMED,
    source="nowhere",
)


def case(**changes) -> Case:
    """A case of the unknown venue that asks for the double of 21."""
    values = {
        "id": "one",
        "venue": "nowhere",
        "kind": "double",
        "inputs": Inputs("one", {"n": "21"}),
        "expected": {"twice": "42"},
    }
    return Case(**(values | changes))


def double(inputs: Inputs, _: int | None) -> Mapping[str, Fraction]:
    return {"twice": 2 * inputs.exact("n")}


def inverse(inputs: Inputs, _: int | None) -> Mapping[str, Fraction]:
    return {"inverse": 1 / inputs.exact("n")}


RUNNERS = {("nowhere", "double"): double, ("nowhere", "inverse"): inverse}


def terms(tick: Fraction, maintenance: Fraction) -> il.Instrument:
    table = il.TierTable.flat(initial=Fraction(1, 2), maintenance=maintenance)
    return il.Instrument(
        symbol="BTCUSDT",
        base="BTC",
        quote="USDT",
        settle=USDT,
        payoff=il.Payoff.LINEAR,
        multiplier=Fraction(1),
        tick=tick,
        tiers=il.Dated.always(table),
    )


def exact(raw: Mapping[str, object], name: str) -> Fraction:
    return Exact.of(raw[name]).value


def subject(raw: Mapping[str, object], margin: Fraction, terms: il.Instrument):
    size = int(exact(raw, "size"))
    cost = USDT.exactly(size * exact(raw, "entry"))
    holding = il.Holding(terms, size, cost)
    money = USDT.exactly(margin)
    if raw.get("mode") != "cross":
        at = il.PositionId("BTCUSDT")
        return il.IsolatedPosition(id=at, holding=holding, margin=money, reserve=USDT.zero)
    at = il.PositionId("BTCUSDT", pool="cross")
    pool = il.CrossPool(
        name="cross",
        balances=il.FrozenMap({USDT: money}),
        holdings=il.FrozenMap({at: holding}),
    )
    if raw.get("leg") == "gone":
        at = il.PositionId("ELSE", pool="cross")
    return PoolLeg(pool=pool, leg=at, marks={"BTCUSDT": exact(raw, "entry")})


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The unknown venue's records: size, entry, margin, liq; "0" stands for none."""
    margin = exact(raw, "margin") if "margin" in raw else besides.margin
    printed = str(raw["liq"])
    terms_ = terms(besides.tick or Fraction(1, 10), besides.maintenance or Fraction(1, 100))
    return Stated(
        symbol="BTCUSDT",
        subject=None if margin is None else subject(raw, margin, terms_),
        rules=RULES,
        time_ns=besides.time_ns or 0,
        funding=besides.funding,
        reported=None if printed == "0" else Exact.of(printed).value,
        printed=printed,
        sentinel="0 is none" if printed == "0" else "",
        missing=("margin",) if margin is None else (),
        assumed=() if besides.maintenance else ("maintenance rate 1 %",),
    )


READERS = {"nowhere": stated}
