"""Answers where something is not known: intervals that hold every answer that could be right."""

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from isoledger.core.bounds import LiquidationRange, Span, Unknowns, liquidation_range
from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.dated import Dated
from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.holding import Holding
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price
from isoledger.core.numbers import Exact
from isoledger.core.rules import Basis, Rules, Shown
from isoledger.core.tiers import TierTable
from tests.core.kit import BTC, INVERSE, LINEAR, XBT, terms, usdt

TEN = Exact.of(10)


def held(instrument, margin="100", size=1, leverage=TEN):
    return IsolatedPosition(
        id=BTC,
        holding=Holding(instrument, size, usdt(str(1000 * size))),
        margin=usdt(margin),
        reserve=usdt("0"),
        leverage=leverage,
    )


def ends(found):
    return found.low and found.low.exact, found.high and found.high.exact


def test_unknown_tiers_lie_between_none_and_the_initial_margin():
    # bankrupt at 900; with 10 % required 100 + w - 1000 = 0.1 w at 1000
    found = liquidation_range(held(terms(tiers=None)), Rules(), Unknowns(), time_ns=0)
    assert ends(found) == (900, 1000)
    (why,) = found.reasons
    assert why.startswith("maintenance rate between 0 and 1/10: the tier table is unknown")


def test_without_tiers_and_leverage_nothing_can_be_said():
    with pytest.raises(TermsError, match="neither its margin tiers nor a leverage"):
        liquidation_range(held(terms(tiers=None), leverage=None), Rules(), Unknowns(), time_ns=0)


def test_an_unknown_fee_makes_an_interval():
    fee = Span(low=Fraction(0), high=Fraction(1, 100), why="the fee level is not known")
    found = liquidation_range(held(LINEAR), Rules(), Unknowns(closing_fee=fee), time_ns=0)
    assert ends(found) == (Fraction(90_000, 95), Fraction(90_000, 94))


def test_an_unknown_mark_makes_an_interval_where_it_matters():
    rules, mark = Rules(basis=Basis.MARK), Span(low=Fraction(900), high=Fraction(1100), why="old")
    found = liquidation_range(held(LINEAR), rules, Unknowns(mark=mark), time_ns=0)
    assert ends(found) == (945, 955)
    with pytest.raises(MissingMarkError):
        liquidation_range(held(LINEAR), rules, Unknowns(), time_ns=0)
    assert ends(
        liquidation_range(held(LINEAR), rules, Unknowns(), time_ns=0, mark=Fraction(900))
    ) == (
        945,
        945,
    )


def test_an_unknown_rate_makes_an_interval():
    rate = Span(low=Fraction(-1, 100), high=Fraction(1, 100), why="not published yet")
    rules = Rules(funding_required=True)
    found = liquidation_range(held(LINEAR), rules, Unknowns(funding=rate), time_ns=0)
    assert ends(found) == (Fraction(90_000, 95), Fraction(90_000, 94))


def test_where_some_answers_are_none_only_the_other_end_is_known():
    # 1000 behind a long that cost 1000: no price without a fee; with one it ends at some price
    fee = Span(low=Fraction(0), high=Fraction(1, 10), why="?")
    rules = Rules(basis=Basis.ENTRY)
    found = liquidation_range(held(LINEAR, "1050"), rules, Unknowns(closing_fee=fee), time_ns=0)
    # equity 50 + w against 50 + 0.1 w: with the highest fee no price either
    assert {type(one) for one in found.answers} == {NoLiquidationPrice}
    assert ends(found) == (None, None)
    none = liquidation_range(held(LINEAR, "2000"), Rules(), Unknowns(), time_ns=0)
    assert none == LiquidationRange(low=None, high=None, answers=none.answers, reasons=())


def test_the_end_that_is_open_is_the_one_the_position_loses_towards():
    # -100 / p, with 9.50 behind a cost of 10: at 0 % it ends where 100 / p = 0.5; and at 10 % of
    # the entry where it is 1.5. With 10.50 behind it: nowhere, and at 0.5.
    def ranged(margin):
        short = IsolatedPosition(
            id=BTC,
            holding=Holding(coin, -100, XBT.exactly("10")),
            margin=XBT.exactly(margin),
            reserve=XBT.zero,
        )
        rate = Span(low=Fraction(0), high=Fraction(1, 10), why="?")
        unknowns = Unknowns(maintenance=rate)
        return ends(liquidation_range(short, Rules(basis=Basis.ENTRY), unknowns, time_ns=0))

    coin = evolve(INVERSE, tiers=None)
    assert ranged("9.5") == (Fraction(200, 3), 200)
    assert ranged("10.5") == (200, None)


def test_what_may_be_liquidated_at_every_price_is_open_towards_its_entry():
    # a long paid in full: at 0 % it never ends, at 100 % everywhere
    paid = held(terms(tiers=None), "1000", leverage=Exact.of(1))
    assert ends(liquidation_range(paid, Rules(), Unknowns(), time_ns=0)) == (None, None)
    owing = held(terms(tiers=None), "900", leverage=Exact.of(1))
    found = liquidation_range(owing, Rules(), Unknowns(), time_ns=0)
    assert ends(found) == (100, None)


def test_a_price_that_is_not_shown_may_lie_on_either_side():
    fee = Span(low=Fraction(0), high=Fraction(1, 100), why="?")
    rules = Rules(shown=Shown(ceiling=Fraction(90_000, 94)))
    found = liquidation_range(held(LINEAR), rules, Unknowns(closing_fee=fee), time_ns=0)
    assert ends(found) == (None, None)


def test_a_known_number_is_a_span_of_one():
    fee = Span(low=Fraction(1, 100), high=Fraction(1, 100), why="known")
    found = liquidation_range(held(LINEAR), Rules(), Unknowns(closing_fee=fee), time_ns=0)
    assert len(found.answers) == 1


def test_a_span_has_its_ends_in_order():
    with pytest.raises(TermsError, match="1 is below 2"):
        Span(low=Fraction(2), high=Fraction(1), why="")


RATE = st.fractions(Fraction(1, 1000), Fraction(1, 10), max_denominator=1000)
SHARE = st.fractions(0, 1, max_denominator=100)


@given(RATE, RATE, SHARE, SHARE, SHARE, st.sampled_from([-1, 1]), st.sampled_from(Basis))
def test_every_answer_that_could_be_right_lies_inside(rate, fee, a, b, c, size, basis):
    position, rules = held(terms(tiers=None), size=size), Rules(basis=basis)
    spans = Unknowns(
        maintenance=Span(low=Fraction(0), high=rate, why="?"),
        closing_fee=Span(low=Fraction(0), high=fee, why="?"),
        mark=Span(low=Fraction(900), high=Fraction(1100), why="?"),
    )
    found = liquidation_range(position, rules, spans, time_ns=0)
    table = TierTable.flat(initial=Fraction(1), maintenance=max(rate * a, Fraction(1, 10**9)))
    known = evolve(
        position,
        holding=evolve(position.holding, instrument=terms(tiers=Dated.always(table))),
    )
    by = evolve(rules, closing_fee=fee * b)
    truth = liquidation_price(known, by, time_ns=0, mark=900 + 200 * c)
    if isinstance(truth, LiquidationPrice):
        assert found.high is None or truth.exact <= found.high.exact
        assert found.low is None or found.low.exact <= truth.exact
    elif truth.reason is NoPrice.SUNK:
        assert (found.high if size > 0 else found.low) is None
    else:
        assert (found.low if size > 0 else found.high) is None


def test_less_than_one_times_leverage_bounds_nothing_above_all_of_the_value():
    found = liquidation_range(
        held(terms(tiers=None), leverage=Exact.of("0.5")), Rules(), Unknowns(), time_ns=0
    )
    assert ends(found) == (900, None)
    assert "between 0 and 1:" in found.reasons[0]
