"""What a venue's rules say of requirements, collateral and print, from a second pair of eyes."""

from fractions import Fraction
from math import ceil, floor

from hypothesis import given, strategies as st

from isoledger.core.certificate import LiquidationPrice
from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Rounding
from isoledger.core.risk import Worth, pool_risk, position_risk
from isoledger.core.rules import Rules, Shown
from isoledger.core.tiers import MarginTier, TierTable

USD, COIN = Asset("USD", 6), Asset("COIN", 8)
RATES = (Fraction(1, 100), Fraction(2, 100), Fraction(5, 100))
FLOORS = (0, 10, 100)


def by_size():
    """1 % up to 10 lots, 2 % up to 100, 5 % above: of the whole value, whatever the price."""
    caps = [*map(Fraction, FLOORS[1:]), None]
    tiers = [
        MarginTier(floor=Fraction(low), cap=cap, initial=rate, maintenance=rate)
        for low, cap, rate in zip(FLOORS, caps, RATES, strict=True)
    ]
    return TierTable(tiers=tuple(tiers), stepped=True, by_size=True)


def position(size, margin, table):
    """*size* lots at 100 with *margin* behind them."""
    terms = Instrument(
        symbol="P",
        base="COIN",
        quote="USD",
        settle=USD,
        payoff=Payoff.LINEAR,
        multiplier=Fraction(1),
        tick=Fraction(1, 2),
        tiers=Dated[TierTable].always(table),
    )
    return IsolatedPosition(
        id=PositionId("P"),
        holding=Holding(terms, size, USD.exactly(100 * size)),
        margin=USD.exactly(margin),
        reserve=USD.zero,
    )


SIZES = st.integers(-300, 300).filter(bool)


@given(SIZES, st.integers(1, 10**6))
def test_a_tier_by_size_is_that_of_the_lots_at_any_price(size, price):
    """10 lots are in the first tier and 11 in the second, at one dollar as at a million."""
    rate = RATES[0] if abs(size) <= 10 else RATES[1] if abs(size) <= 100 else RATES[2]
    held = position(size, 1, by_size())
    risk = position_risk(held, Fraction(price), Rules(), time_ns=0)
    assert risk.maintenance == rate * abs(size) * price


@given(
    st.integers(-(10**12), 10**12),
    st.fractions(Fraction(1, 1000), 10**6, max_denominator=1000),
    st.fractions(0, 1, max_denominator=100),
)
def test_a_haircut_is_taken_off_what_is_had_and_never_off_what_is_owed(units, price, haircut):
    pool = CrossPool(name="cross", balances=FrozenMap({COIN: Money(units, COIN)}))
    worths = {COIN: Worth(price, haircut)}
    risk = pool_risk(pool, {}, Rules(), time_ns=0, asset=USD, worths=worths)
    share = 1 - haircut if units > 0 else 1
    assert risk.equity == Fraction(units, 10**8) * price * share


@given(
    st.sampled_from([-7, -1, 1, 7]),
    st.integers(1, 600),
    st.sampled_from([None, Rounding.FLOOR, Rounding.CEILING]),
    st.sampled_from([None, Rounding.FLOOR, Rounding.CEILING]),
    st.sampled_from([None, Fraction(1, 2), Fraction(1, 100), Fraction(3)]),
    st.integers(0, 3),
)
def test_what_is_shown_is_the_price_moved_to_the_entry_and_rounded_by_its_side(
    size, margin, long, short, grid, shift
):
    rules = Rules(shown=Shown(long=long, short=short, grid=grid, shift=shift))
    table = TierTable.flat(initial=Fraction(1, 10), maintenance=Fraction(1, 200))
    found = liquidation_price(position(size, margin, table), rules, time_ns=0)
    if not isinstance(found, LiquidationPrice):
        return
    moved = found.exact + Fraction(shift, 2) if size > 0 else found.exact - Fraction(shift, 2)
    step, way = grid or Fraction(1, 2), long if size > 0 else short
    if way is None:
        assert found.shown == moved
    else:
        whole = floor(moved / step) if way is Rounding.FLOOR else ceil(moved / step)
        assert found.shown == whole * step
    assert found.tick <= found.exact if size > 0 else found.tick >= found.exact
