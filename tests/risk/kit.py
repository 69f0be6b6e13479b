"""Portfolios for the tests of this room: usual ones, and rows that sit on every border."""

from fractions import Fraction

from hypothesis import strategies as st

import isoledger as il
from isoledger.core.numbers import Rounding
from isoledger.core.rules import FeeOn, Shown
from isoledger.risk import Positions
from isoledger.testing.markets import tier_table

USD = il.Asset("USD", 6)
MARK = Fraction(201, 2)
MARKS = {"P": MARK, "Q": Fraction(150)}
FUNDING = {"P": Fraction(1, 1000), "Q": Fraction(-1, 2000)}


def terms(symbol="P", payoff=il.Payoff.LINEAR, table=None, **changes):
    values = {
        "symbol": symbol,
        "base": "X",
        "quote": "Y",
        "settle": USD,
        "payoff": payoff,
        "multiplier": Fraction(1),
        "tick": Fraction(1, 2),
        "tiers": il.Dated.always(table or tier_table((0, "0.02", "0.01"))),
    }
    return il.Instrument(**(values | changes))


@st.composite
def tables(draw):
    """Whole, stepped and by size; of one to four tiers; sometimes so steep that a line turns."""
    kind = draw(st.sampled_from(["whole", "stepped", "size", "part"]))
    if kind == "part":
        only = il.MarginTier(
            floor=Fraction(0),
            cap=None,
            initial=Fraction(1, 10),
            maintenance=Fraction(1, 20),
            deduction=Fraction(draw(st.integers(0, 50))),
        )
        return il.TierTable(tiers=(only,), part=True)
    steep = draw(st.sampled_from([60, 400, 1000]))
    rates = sorted(draw(st.lists(st.integers(1, steep), min_size=1, max_size=4)))
    floors = [0, *sorted(draw(st.sets(st.integers(1, 3000), min_size=3, max_size=3)))]
    steps = [
        (at, str(Fraction(min(1000, rate * 2), 1000)), str(Fraction(rate, 1000)))
        for at, rate in zip(floors, rates, strict=False)
    ]
    table = tier_table(*steps, stepped=kind != "whole")
    return il.TierTable(tiers=table.tiers, stepped=table.stepped, by_size=kind == "size")


TERMS = st.builds(
    terms,
    symbol=st.sampled_from(["P", "Q"]),
    payoff=st.sampled_from(il.Payoff),
    table=tables(),
    multiplier=st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(1, 3), Fraction(100)]),
    tick=st.sampled_from([Fraction(1, 2), Fraction(1, 100), Fraction(1, 3), Fraction(7)]),
)

FEES = st.sampled_from([Fraction(0), Fraction(6, 10_000), Fraction(1, 100)])
SHOWN = st.sampled_from(
    [
        Shown(),
        Shown(),
        Shown(long=Rounding.CEILING, short=Rounding.FLOOR),
        Shown(shift=1, floor=Fraction(20), ceiling=Fraction(400)),
        Shown(long=Rounding.FLOOR, short=Rounding.CEILING, contract=True, ceiling=Fraction(900)),
    ]
)
PARTS = {
    "closing_fee": FEES,
    "fee_on": st.sampled_from(FeeOn),
    "reserve_required": st.booleans(),
    "funding_required": st.booleans(),
    "shown": SHOWN,
    "strict": st.booleans(),
}
STEPS = {"requirement_step": st.sampled_from([None, None, Fraction(7, 10**6)])}
RULES = st.builds(il.Rules, basis=st.sampled_from([il.Basis.VALUE, il.Basis.ENTRY]), **PARTS) | (
    st.builds(il.Rules, basis=st.just(il.Basis.MARK), **PARTS, **STEPS)
)


@st.composite
def rows(draw, instrument):
    """A position: round numbers, odd ones, or one whose root was put on a tick or on a floor."""
    size = draw(st.integers(-2000, 2000))
    if not size:
        return size, 0, draw(st.integers(0, 5)), 0
    entry = draw(st.integers(2, 400) | st.fractions(1, 400, max_denominator=97))
    cost = USD.round(instrument.value(size, Fraction(entry)), Rounding.HALF_EVEN).units
    share = draw(st.sampled_from([0, 10, 20, 50, 100, 250, 500, 1000, 1500]) | st.integers(0, 1500))
    margin = abs(cost) * share // 1000
    if draw(st.booleans()):
        margin = max(0, _margin_for(draw, instrument, size, cost) + draw(st.integers(-1, 1)))
    return size, cost, margin, draw(st.sampled_from([0, 0, abs(cost) // 1000]))


def _margin_for(draw, instrument, size, cost):
    """What puts the root of the plain rules on a tick or on a floor of the tiers, all but."""
    table = instrument.tiers.at(0)
    at = instrument.value(size, draw(st.integers(1, 800)) * instrument.tick)
    if draw(st.booleans()):
        floor = draw(st.sampled_from(table.tiers)).floor or Fraction(1)
        at = floor if at > 0 else -floor
    tier = table.at(Fraction(abs(size)) if table.by_size else abs(at))
    needed = tier.maintenance * abs(at) - tier.deduction
    return round((needed - at) * 10**6) + cost


@st.composite
def portfolios(draw):
    """Columns of up to a dozen rows in one or two instruments."""
    contracts = draw(st.lists(TERMS, min_size=1, max_size=2))
    which = draw(st.lists(st.integers(0, len(contracts) - 1), min_size=1, max_size=12))
    found = [draw(rows(contracts[at])) for at in which]
    size, cost, margin, reserve = zip(*found, strict=True)
    return Positions.from_columns(
        contracts, instrument=which, size=size, cost=cost, margin=margin, reserve=reserve
    )
