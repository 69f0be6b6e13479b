import copy
import pickle
import subprocess
import sys
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from isoledger.core.errors import (
    AssetMismatchError,
    MalformedNumberError,
    OffGridError,
    TermsError,
)
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact, Rounding

USDT = Asset("USDT", 6)
XBT = Asset("XBt", 8)


def test_money_of_one_asset_adds_up():
    assert USDT.exactly("1.25") + USDT.exactly("0.75") == Money(2_000_000, USDT)
    assert USDT.exactly("1.25") - USDT.exactly("2") == Money(-750_000, USDT)
    assert -USDT.exactly("1") == Money(-1_000_000, USDT)
    assert abs(USDT.exactly("-1")) == USDT.exactly(1)
    assert sum([USDT.exactly(1)] * 3, start=USDT.zero) == USDT.exactly(3)


def test_money_is_ordered_within_its_asset():
    one, two = USDT.exactly(1), USDT.exactly(2)
    assert one < two
    assert one <= USDT.exactly(1)
    assert two > one
    assert two >= USDT.exactly(2)
    assert not one > two
    assert not two <= one
    assert max(one, two) == two


def test_nothing_of_an_asset_is_false_and_a_debt_is_not():
    assert not USDT.zero
    assert USDT.exactly("-0.000001")


OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_two_assets_never_meet_in_one_sum_or_comparison(operation):
    with pytest.raises(AssetMismatchError) as caught:
        operation(USDT.exactly(1), XBT.exactly(2))
    assert str(caught.value) == (
        "1.000000 USDT and 2.00000000 XBt are different assets; convert one of them first"
    )


def test_one_code_in_two_scales_is_two_assets():
    with pytest.raises(AssetMismatchError):
        USDT.zero + Asset("USDT", 2).zero


def test_an_asset_made_twice_is_one_asset():
    assert USDT.exactly(1) + Asset("USDT", 6).exactly(1) == USDT.exactly(2)
    assert len({USDT, Asset("USDT", 6), XBT}) == 2


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("number", [0, 1, 1.5, Decimal(1), Fraction(1), "1", None], ids=repr)
def test_money_does_not_mix_with_numbers(operation, number):
    with pytest.raises(TypeError):
        operation(USDT.exactly(1), number)
    with pytest.raises(TypeError):
        operation(number, USDT.exactly(1))


def test_a_sum_without_a_start_is_refused():
    with pytest.raises(TypeError):
        sum([USDT.exactly(1)])


def test_money_cannot_be_multiplied_or_divided():
    with pytest.raises(TypeError):
        USDT.exactly(1) * 2
    with pytest.raises(TypeError):
        USDT.exactly(1) / 2


def test_money_equals_only_money_of_its_asset():
    assert USDT.zero != XBT.zero
    assert USDT.zero != 0
    assert USDT.exactly(1) != USDT.exactly("1.000001")
    assert len({USDT.exactly(1), USDT.exactly("1.0"), USDT.exactly(2)}) == 2


@pytest.mark.parametrize("units", [1.0, True, "1", None, Decimal(1), Fraction(1)], ids=repr)
def test_money_is_a_whole_number_of_units(units):
    with pytest.raises(MalformedNumberError, match="money is a whole number of units"):
        Money(units, USDT)


@pytest.mark.parametrize("decimals", [-1, 37, 1.0, True, "8", None], ids=repr)
def test_an_asset_has_between_none_and_36_decimals(decimals):
    with pytest.raises(TermsError) as caught:
        Asset("X", decimals)
    assert str(caught.value) == f"asset X: decimals {decimals} not in 0..36"


@pytest.mark.parametrize(
    "amount", ["1.25", Decimal("1.250"), Fraction(5, 4), Exact.of("1.25"), "125e-2"], ids=repr
)
def test_every_exact_way_to_write_an_amount_is_the_same_money(amount):
    assert USDT.exactly(amount) == Money(1_250_000, USDT)


@pytest.mark.parametrize("amount", ["0.0000001", Fraction(1, 3)])
def test_an_amount_finer_than_the_books_is_refused_with_both_numbers(amount):
    with pytest.raises(OffGridError) as caught:
        USDT.exactly(amount)
    assert str(caught.value) == f"{amount} is finer than the 1/1000000 that USDT can hold"


@pytest.mark.parametrize("amount", [1.25, True, "NaN", "1_000"])
def test_what_is_no_number_is_no_amount(amount):
    with pytest.raises(MalformedNumberError):
        USDT.exactly(amount)


def test_a_computed_value_becomes_money_under_a_named_rounding():
    third = Fraction(-1, 3)
    assert USDT.round(third, Rounding.FLOOR) == Money(-333_334, USDT)
    assert USDT.round(third, Rounding.TOWARD_ZERO) == Money(-333_333, USDT)
    assert Asset("JPY", 0).round(Fraction(5, 2), Rounding.HALF_EVEN) == Money(2, Asset("JPY", 0))


def test_money_shows_every_digit_of_its_books_and_its_value_is_exact():
    with localcontext() as context:
        context.prec = 2
        assert repr(XBT.exactly("30.34754369")) == "Money('30.34754369 XBt')"
        assert str(Money(-1, USDT)) == "-0.000001 USDT"
    assert Money(-1, USDT).value == Fraction(-1, 10**6)
    assert (str(USDT), repr(USDT)) == ("USDT", "Asset('USDT', 6)")


def test_no_attribute_of_money_or_an_asset_can_be_set():
    for value, name in [(USDT.zero, "units"), (USDT.zero, "new"), (USDT, "decimals")]:
        with pytest.raises(AttributeError):
            setattr(value, name, 1)
        with pytest.raises(AttributeError):
            delattr(value, name)


def test_money_survives_copies_and_pickles():
    money = USDT.exactly("1.25")
    for again in (pickle.loads(pickle.dumps(money)), copy.deepcopy(money), copy.copy(money)):
        assert again == money
        assert hash(again) == hash(money)
        assert again + money == USDT.exactly("2.5")


def test_a_pickled_asset_is_found_in_a_process_that_hashes_text_otherwise(tmp_path):
    hash(USDT)  # fills the cached hash, which must not travel
    (tmp_path / "asset").write_bytes(pickle.dumps({USDT: USDT.zero}))
    program = (
        "import pickle, sys; from isoledger.core.money import Asset;"
        "found = pickle.load(open(sys.argv[1], 'rb'));"
        "assert found[Asset('USDT', 6)] == Asset('USDT', 6).zero"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "asset")]
    for seed in ("1", "2"):
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": seed})
