"""From inputs to a position, and to its price."""

from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.solving import (
    exact_price,
    framed,
    is_long,
    margin_of,
    noted,
    risk_at,
    shown_price,
    signed,
    solution,
    solved,
    tick_price,
    whole,
)
from isoledger.core.liquidation import NoLiquidationPrice, NoPrice
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Rules, Shown
from isoledger.venues.framing import FINEST
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed

LONG = {"side": "long", "qty": "2", "entry": "100", "leverage": "10", "mmr": "0.01"}


def _inputs(**changes: str) -> Inputs:
    return Inputs("case", LONG | changes)


def test_a_remark_in_brackets_is_left_out():
    inputs = Inputs("case", {"rate": "0.01 (of that day)", "size": 2, "bad": "one"})
    assert (noted(inputs, "rate"), noted(inputs, "size")) == (Fraction(1, 100), 2)
    with pytest.raises(CaseError, match="case, bad"):
        noted(inputs, "bad")


def test_a_number_has_the_sign_of_the_side():
    assert signed(_inputs(), "qty") == 2
    assert signed(_inputs(side="sell"), "qty") == -2
    assert signed(Inputs("case", {"qty": "-2"}), "qty") == -2


def test_nothing_held_is_refused_and_not_taken_for_one():
    with pytest.raises(CaseError, match="nothing is held"):
        framed(_inputs(qty="0"))


def test_a_case_without_a_side_is_long():
    assert is_long(Inputs("case", {}))
    assert not is_long(_inputs(side="short"))


def test_inputs_become_a_frame():
    frame = framed(_inputs(side="sell", ctVal="0.1", tick="0.5"))
    assert (frame.quantity, frame.contract, frame.tick) == (-2, Fraction("0.1"), Fraction(1, 2))
    assert framed(_inputs()).tick == FINEST
    assert framed(Inputs("case", {"entry": "5"})).quantity == 1


def test_an_entry_price_must_be_there():
    with pytest.raises(CaseError, match="entry"):
        framed(Inputs("case", {"qty": "1"}))


def test_margin_is_stated_or_value_by_leverage():
    assert framed(_inputs()).margin == 20
    assert framed(_inputs(margin="7")).margin == 7
    assert margin_of(_inputs(margin="entry*qty/leverage"), framed(_inputs())) == 20
    assert framed(Inputs("case", {"entry": "5"})).margin == 5


def test_another_text_for_a_margin_is_refused():
    with pytest.raises(CaseError, match="margin"):
        framed(_inputs(margin="a lot"))


def test_a_price_is_exact_shown_or_a_step():
    rules = Rules(shown=Shown(long=Rounding.CEILING))
    found = solved(framed(_inputs(tick="0.1")), rules, 0)
    assert exact_price(found) == Fraction(180) / 2 / Fraction("0.99")
    assert shown_price(found) == Fraction("91.0")
    assert tick_price(found) == Fraction("90.9")


@pytest.mark.parametrize("kind", [exact_price, shown_price, tick_price])
def test_none_is_none(kind):
    assert kind(NoLiquidationPrice(reason=NoPrice.COVERED)) is None


def test_a_stated_position_is_solved_or_says_what_it_lacks():
    outline = Outline(
        symbol="X",
        quantity=Fraction(2),
        entry=Fraction(100),
        maintenance=Fraction("0.01"),
        margin=Fraction(20),
    )
    found = solution(outline.stated(Printed(), Rules(), 0), "case")
    assert exact_price(found) == Fraction(180) / 2 / Fraction("0.99")
    lacking = evolve(outline, margin=None, entry=None).stated(Printed(), Rules(), 0)
    with pytest.raises(CaseError, match="case: missing: its entry price, the margin behind it"):
        solution(lacking, "case")


def test_risk_is_that_of_the_position_alone():
    risk = risk_at(framed(_inputs()), Fraction(110), Rules(), 0)
    assert (risk.equity, risk.maintenance, risk.initial) == (40, Fraction("2.2"), 22)


def test_a_whole_number_is_whole():
    inputs = Inputs("a case", {"n": "12.0", "half": "12.5"})
    assert whole(inputs, "n") == 12
    assert whole(inputs, "m", "-3") == -3
    with pytest.raises(CaseError, match="a case, half: 25/2 is not whole"):
        whole(inputs, "half")


def test_a_whole_number_of_parts_is_counted():
    inputs = Inputs("a case", {"price": "50000.25"})
    assert whole(inputs, "price", unit=100) == 5_000_025
    with pytest.raises(CaseError, match=r"1000005/2 is not whole, counted in parts of 1/10$"):
        whole(inputs, "price", unit=10)
