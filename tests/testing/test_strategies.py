"""What is drawn is valid, and as far-fetched as it may be."""

from typing import get_args

import pytest
from hypothesis import Phase, find, given, settings, strategies as st

from isoledger.core.events import Fill, Funding, MarginEvent
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.numbers import Exact, Price
from isoledger.testing import strategies


@pytest.mark.parametrize("kind", get_args(MarginEvent), ids=lambda kind: kind.__name__)
def test_every_kind_of_event_can_be_drawn(kind):
    @settings(max_examples=5)
    @given(strategies.events(kind))
    def law(event):
        assert type(event) is kind

    law()


def test_events_are_of_every_kind_or_of_the_kinds_asked_for():
    seen = set()

    @settings(max_examples=300)
    @given(strategies.events(), strategies.events(Fill, Funding))
    def law(any_event, some_event):
        seen.add(type(any_event))
        assert type(some_event) in {Fill, Funding}

    law()
    assert len(seen) > len(get_args(MarginEvent)) // 2


@given(strategies.exacts(), strategies.prices(), strategies.fractions())
def test_numbers_are_canonical_and_prices_are_above_zero(exact, price, fraction):
    assert Exact.of(str(exact)) == exact
    assert Price.of(str(price)) == price
    assert price.units > 0
    assert fraction > 0


@pytest.mark.parametrize(
    ("draw", "wanted"),
    [
        (strategies.wholes, lambda number: abs(number) > 2**64),
        (strategies.texts, lambda text: not text.isascii()),
        (strategies.assets, lambda asset: asset.decimals > 18),
        (strategies.money, lambda money: money.units < 0),
        (strategies.positions, lambda at: at.leg == "short" and at.pool and at.symbol),
        (strategies.stamps, lambda stamp: stamp.source and stamp.known_ns),
        (strategies.instants, lambda instant: instant > 2**40),
        (strategies.tier_tables, lambda table: table.stepped and len(table.tiers) > 1),
        (strategies.tier_tables, lambda table: any(tier.deduction for tier in table.tiers)),
        (strategies.tier_tables, lambda table: table.tiers[-1].cap),
        (strategies.instruments, lambda terms: terms.tiers and terms.expiry_ns),
        (strategies.instruments, lambda terms: terms.payoff is Payoff.INVERSE),
    ],
    ids=range(12),
)
def test_what_is_far_fetched_is_drawn(draw, wanted):
    once = settings(max_examples=500, phases=[Phase.generate])
    assert find(draw(), wanted, settings=once) is not None


@given(strategies.dated(st.integers()), strategies.instruments(), strategies.positions())
def test_what_is_built_of_others_is_whole(dated, terms, position):
    assert 1 <= len(dated.versions) <= 3
    assert isinstance(terms, Instrument)
    assert isinstance(position, PositionId)


def test_what_nobody_ever_drew_is_refused():
    with pytest.raises(TypeError, match="nobody ever drew"):
        strategies._of(float, "rate")
