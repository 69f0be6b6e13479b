"""Fields are read strictly, and an outline says what it lacks."""

from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.instrument import Payoff
from isoledger.core.tiers import TierTable
from isoledger.venues.errors import FieldError
from isoledger.venues.stated import Besides, PoolLeg
from isoledger.venues.stating import Fields, Outline, Printed, instant

KNOWN = Outline(
    symbol="BTCUSDT",
    quantity=Fraction("-0.05"),
    entry=Fraction(20000),
    maintenance=Fraction(1, 100),
    leverage=Fraction(10),
    margin=Fraction(100),
)


def outline(**parts):
    return evolve(KNOWN, **parts)


def test_nothing_is_divided_by_zero():
    fields = Fields("a record", {"a": "0.0", "b": "5"})
    assert fields.divisor("b") == 5
    with pytest.raises(FieldError, match="is 0, and something is divided by it"):
        fields.divisor("a")


def test_a_text_that_must_be_there_is_missed():
    fields = Fields("a record", {"a": "long", "b": ""})
    assert fields.required("a") == "long"
    for name in ("b", "c"):
        with pytest.raises(FieldError, match="is missing"):
            fields.required(name)


def test_inner_records_are_one_or_many():
    fields = Fields("a record", {"one": {"a": "1"}, "two": [{"a": "2"}, {"a": "3"}], "bad": [1]})
    found = [f.exact("a") for name in ("one", "two", "none") for f in fields.records(name)]
    assert found == [1, 2, 3]
    for name in ("bad", "worse"):
        with pytest.raises(FieldError, match="no object"):
            Fields("a record", {"bad": [1], "worse": "text"}).records(name)


@pytest.mark.parametrize(
    ("raw", "sentinel"),
    [
        ({}, "nothing is printed"),
        ({"p": ""}, "nothing is printed"),
        ({"p": "0.00"}, "0 stands for none"),
        ({"p": "-3433.3"}, "below zero"),
        ({"p": "0.01"}, "0.01 is the lowest price"),
    ],
)
def test_what_stands_for_no_price_is_read_as_none_with_a_reason(raw, sentinel):
    told = Printed.of(Fields("a record", raw), "p", "q", floor=Fraction(1, 100))
    assert told.price is None
    assert sentinel in told.sentinel


def test_a_price_is_a_price_under_any_of_its_names():
    told = Printed.of(Fields("a record", {"q": "20921.80"}), "p", "q", floor=Fraction(1, 100))
    assert (told.price, told.text, told.sentinel) == (Fraction("20921.8"), "20921.80", "")
    assert told.saying_none("of a closed position").price is None


def test_the_caller_knows_best_when_it_was():
    fields = Fields("a record", {"ms": 1700})
    assert instant(Besides(time_ns=5), fields, "ms") == 5
    assert instant(Besides(), fields, "ms") == 1_700_000_000
    assert instant(Besides(), fields, "never") == 0


def test_a_position_is_built_to_the_last_digit():
    position = KNOWN.subject()
    assert position.holding.size == -1
    assert position.holding.instrument.lot == Fraction(1, 20)
    assert position.holding.cost.value == -1000
    assert (position.margin.value, position.reserve.value) == (100, 0)
    tier = position.holding.instrument.tiers.at(0).tiers[0]
    assert (tier.initial, tier.maintenance, tier.deduction) == (
        Fraction(1, 10),
        Fraction(1, 100),
        0,
    )


def test_a_cross_position_is_alone_in_a_pool():
    leg = outline(cross=True, mark=Fraction(19000)).subject()
    assert isinstance(leg, PoolLeg)
    assert [money.value for money in leg.pool.cash] == [100]
    assert leg.marks == {"BTCUSDT": 19000}
    assert leg.pool.holdings[leg.leg].size == -1


@pytest.mark.parametrize(
    ("parts", "lack"),
    [
        ({"quantity": None}, "its size"),
        ({"contract": None}, "what one contract is worth"),
        ({"entry": None}, "its entry price"),
        ({"maintenance": None}, "the maintenance rate of its tier"),
        ({"margin": None}, "the margin behind it"),
        ({"margin": None, "cross": True, "mark": Fraction(1)}, "the balance of its pool"),
        ({"cross": True}, "its mark"),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_built(parts, lack):
    lacking = outline(**parts)
    assert lacking.missing == (lack,)
    assert lacking.subject() is None


def test_what_is_not_held_lacks_nothing():
    flat = outline(quantity=Fraction(0), entry=None, maintenance=None, margin=None)
    assert flat.missing == ()
    assert flat.subject().holding.is_flat
    assert outline(quantity=None).held().is_flat


def test_known_tiers_take_the_place_of_a_rate():
    table = TierTable.flat(initial=Fraction(1, 2), maintenance=Fraction(1, 3))
    assert outline(tiers=table, maintenance=None).missing == ()
    assert outline(tiers=table).frame().table.at(0) is table
    assert outline(leverage=None, deduction=Fraction(5)).frame().deduction == 5


def test_an_inverse_cost_is_fine_to_30_decimals():
    inverse = outline(payoff=Payoff.INVERSE, quantity=Fraction(3), entry=Fraction(7))
    assert abs(inverse.held().cost.value + Fraction(3, 7)) <= Fraction(1, 2 * 10**30)


def test_another_margin_may_be_tried():
    assert KNOWN.isolated(Fraction(2), margin=Fraction(3)).collateral.value == 5
