"""The lines that a liquidation price is read off, checked by hand."""

from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.certificate import Input, LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.dated import Dated
from isoledger.core.errors import TermsError
from isoledger.core.holding import Holding
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import isolated_leg, liquidation_price
from isoledger.core.numbers import Rounding
from isoledger.core.risk import position_risk
from isoledger.core.rules import Basis, FeeOn, Rules, Shown
from isoledger.core.tiers import MarginTier, TierTable
from tests.core.kit import BTC, INVERSE, LINEAR, XBT, terms, usdt

FIVE = Fraction(5, 100)


def long(margin="100", reserve="0", cost="1000", instrument=LINEAR, size=1):
    return IsolatedPosition(
        id=BTC,
        holding=Holding(instrument, size, usdt(cost)),
        margin=usdt(margin),
        reserve=usdt(reserve),
    )


def price(position, funding=None, mark=None, **rules):
    found = liquidation_price(position, Rules(**rules), time_ns=0, mark=mark, funding=funding)
    assert isinstance(found, LiquidationPrice)
    return found.exact


def test_a_fee_on_the_value_moves_with_it():
    # 100 + w - 1000 = 0.05 w + 0.01 w at 900 / 0.94
    assert price(long(), closing_fee=Fraction(1, 100)) == Fraction(900 * 100, 94)


def test_a_fee_on_the_entry_stands():
    # 100 + w - 1000 = 0.05 w + 10 at 910 / 0.95
    found = price(long(), closing_fee=Fraction(1, 100), fee_on=FeeOn.ENTRY)
    assert found == Fraction(910 * 100, 95)


def test_a_fee_at_the_bankruptcy_price_is_on_what_was_paid_less_what_stands_behind():
    # 1 % of 1000 - 100 = 9: 100 + w - 1000 = 0.05 w + 9 at 909 / 0.95
    found = price(long(), closing_fee=Fraction(1, 100), fee_on=FeeOn.BANKRUPTCY)
    assert found == Fraction(909 * 100, 95)


def test_a_reserve_that_is_required_moves_no_price():
    # 110 behind it, 10 of them required: as if there were 100
    assert price(long(reserve="10"), reserve_required=True) == price(long())
    assert price(long(reserve="10")) == price(long(margin="110"))


@pytest.mark.parametrize(("rate", "added"), [("0.01", 1), ("-0.01", 0), (None, 0)])
def test_predicted_funding_counts_only_against_a_position(rate, added):
    # a long pays a positive rate: 100 + w - 1000 = (0.05 + 0.01) w
    rate = None if rate is None else Fraction(rate)
    found = price(long(), funding=rate, funding_required=True)
    assert found == Fraction(900 * 100, 95 - added)
    assert price(long(), funding=rate) == Fraction(900 * 100, 95), "where no rule asks for it"


def test_a_short_pays_a_negative_rate():
    short = long(cost="-1000", size=-1)
    # 100 + 1000 - w = 0.06 w
    found = price(short, funding=Fraction(-1, 100), funding_required=True)
    assert found == Fraction(1100 * 100, 106)


def test_on_the_entry_funding_and_requirement_stand_there():
    # 100 + w - 1000 = (0.05 + 0.01) * 1000 at 960
    found = price(long(), funding=Fraction(1, 100), funding_required=True, basis=Basis.ENTRY)
    assert found == 960


@pytest.mark.parametrize(("way", "needed"), [(Rounding.FLOOR, 49), (Rounding.CEILING, 56)])
def test_a_requirement_that_stands_is_rounded_to_its_step(way, needed):
    # 0.05 * 1000 = 50 in steps of 7: 49 or 56
    found = price(long(), basis=Basis.ENTRY, requirement_step=Fraction(7), requirement_rounding=way)
    assert found == 900 + needed


def stepped_by_size(*floors):
    ends = [*map(Fraction, floors[1:]), None]
    rates = [Fraction(5, 100), Fraction(10, 100)]
    tiers = [
        MarginTier(floor=Fraction(floor), cap=cap, initial=rate * 2, maintenance=rate)
        for floor, cap, rate in zip(floors, ends, rates, strict=True)
    ]
    return TierTable(tiers=tuple(tiers), stepped=True, by_size=True)


def test_a_table_by_size_stands_still_while_the_price_moves():
    # 3 lots lie above the floor of 2 lots, whatever they are worth: 300 + 3 p - 3000 = 0.1 * 3 p
    table = Dated.always(stepped_by_size(0, 2))
    held = long("300", cost="3000", instrument=terms(tiers=table), size=3)
    assert price(held) == 1000
    small = long("200", cost="2000", instrument=terms(tiers=table), size=2)
    assert price(small) == Fraction(1800 * 100, 95 * 2)
    assert position_risk(small, Fraction(10**6), Rules(), time_ns=0).maintenance == 10**5


def test_a_table_by_size_that_deducts_is_refused():
    with pytest.raises(Exception, match="a table by size is stepped"):
        evolve(stepped_by_size(0, 2), stepped=False)


def test_of_a_part_of_a_table_the_deduction_is_taken_as_given():
    # 100 + w - 1000 = 0.1 w - 20 at 880 / 0.9
    tier = MarginTier(
        floor=Fraction(0),
        cap=None,
        initial=Fraction(1),
        maintenance=Fraction(1, 10),
        deduction=Fraction(20),
    )
    table = TierTable(tiers=(tier,), part=True)
    assert price(long(instrument=terms(tiers=Dated.always(table)))) == Fraction(8800, 9)
    with pytest.raises(Exception, match="the first tier must have floor 0 and deduction 0"):
        TierTable(tiers=(tier,))
    with pytest.raises(Exception, match="a part of a table is one tier of it"):
        TierTable(tiers=(tier, tier), part=True)


def shown(position, **how):
    found = liquidation_price(position, Rules(shown=Shown(**how)), time_ns=0)
    return found.shown if isinstance(found, LiquidationPrice) else found.reason


FIRST = Fraction(900 * 100, 95)
"""947.368...: what the long of 1 at 1000 with 100 behind it is liquidated at."""


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({}, FIRST),
        ({"long": Rounding.FLOOR}, Fraction("947.3")),
        ({"long": Rounding.CEILING}, Fraction("947.4")),
        ({"short": Rounding.CEILING}, FIRST),
        ({"long": Rounding.FLOOR, "grid": Fraction(1, 1000)}, Fraction("947.368")),
        ({"shift": 1}, FIRST + Fraction(1, 10)),
        ({"shift": 2, "long": Rounding.FLOOR}, Fraction("947.5")),
        ({"floor": Fraction(947)}, FIRST),
        ({"floor": FIRST}, NoPrice.UNSHOWN),
        ({"ceiling": Fraction(948)}, FIRST),
        ({"ceiling": FIRST}, NoPrice.UNSHOWN),
    ],
)
def test_what_a_venue_shows(how, says):
    assert shown(long(), **how) == says


def test_a_short_is_shown_by_its_own_rounding_and_shifted_down():
    # 100 + 1000 - w = 0.05 w at 1047.619...
    short = long(cost="-1000", size=-1)
    assert shown(short, short=Rounding.FLOOR, long=Rounding.CEILING) == Fraction("1047.6")
    assert shown(short, shift=1) == Fraction(1100 * 100, 105) - Fraction(1, 10)


@pytest.mark.parametrize(
    ("rounding", "says"), [(Rounding.FLOOR, "10555"), (Rounding.CEILING, "10556.5")]
)
def test_the_worth_of_one_contract_may_be_rounded_first(rounding, says):
    """A short of 100 contracts of 1 USD at 10,000, with 0.001 coins behind it.

    0.001 + w - 0.01 = 0.05 w at w = 0.009 / 0.95 = 0.00947368: 9,473.68 smallest units a contract.
    A price rounded down is one of 9,474 (10,555.2, so 10,555.0); one rounded up is of 9,473
    (10,556.3, so 10,556.5).
    """
    held = IsolatedPosition(
        id=BTC,
        holding=Holding(INVERSE, -100, XBT.exactly("0.01")),
        margin=XBT.exactly("0.001"),
        reserve=XBT.zero,
    )
    assert shown(held, short=rounding, contract=True) == Fraction(says)
    linear = shown(long(), long=rounding, contract=True)
    assert linear == shown(long(), long=rounding), "a hundredth is as fine as a tenth"


def test_a_certificate_says_who_said_which_number():
    found = liquidation_price(long(), Rules(closing_fee=Fraction(1, 100)), time_ns=0)
    assert isinstance(found, LiquidationPrice)
    inputs = {one.name: one for one in found.certificate.inputs}
    assert inputs["equity that stands"] == Input(
        name="equity that stands", value=Fraction(100), origin="position"
    )
    assert inputs["maintenance rate"].value == FIVE
    assert inputs["closing fee"].evidence is Rules().evidence
    assert (inputs["mark"].value, inputs["mark"].origin) == (None, "caller")


def test_the_lines_themselves_can_be_asked_for():
    leg = isolated_leg(long(), Rules(), time_ns=0)
    (piece,) = leg.pieces()
    assert (piece.rise, piece.due) == (1 - FIVE, 900)
    assert piece.at(Fraction(1000)) == 50


def test_without_tiers_there_are_no_lines():
    with pytest.raises(TermsError, match="its margin tiers are not known"):
        isolated_leg(long(instrument=terms(tiers=None)), Rules(), time_ns=0)


def test_a_price_that_is_not_shown_is_none_with_that_reason():
    found = liquidation_price(long(), Rules(shown=Shown(ceiling=Fraction(1))), time_ns=0)
    assert found == NoLiquidationPrice(reason=NoPrice.UNSHOWN)
