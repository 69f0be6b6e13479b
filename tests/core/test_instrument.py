from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.errors import MalformedNumberError, NotInForceError, OffGridError, TermsError
from isoledger.core.instrument import CostRule, Payoff
from isoledger.core.money import Money
from isoledger.core.numbers import Price, Rounding
from tests.core.kit import INVERSE, LINEAR, QUANTO, USDT, XBT, terms, usdt

MILLI = terms("MILLI", multiplier=Fraction(1, 1000), lot=Fraction(1, 1000))


def ruled(instrument, **rule):
    return evolve(instrument, cost_rule=Dated.always(CostRule(**rule)))


def test_a_linear_contract_is_worth_size_times_price():
    assert MILLI.value(25, Fraction(40_000)) == 1000
    assert MILLI.value(-25, Fraction(40_000)) == -1000


def test_an_inverse_contract_is_worth_less_the_higher_the_price_and_a_long_gains_all_the_same():
    low, high = INVERSE.value(100, Fraction(8000)), INVERSE.value(100, Fraction(10_000))
    assert (low, high) == (Fraction(-1, 80), Fraction(-1, 100))
    assert high - low > 0
    assert INVERSE.value(-100, Fraction(8000)) == Fraction(1, 80)


def test_a_quanto_is_linear_in_a_foreign_coin():
    assert QUANTO.value(10, Fraction(200)) == Fraction(10 * 200 * 100, 10**8)


@pytest.mark.parametrize("contract", [LINEAR, INVERSE, QUANTO, MILLI], ids=lambda i: i.symbol)
@pytest.mark.parametrize("size", [7, -7])
def test_price_undoes_value(contract, size):
    price = Fraction(12345, 7)
    assert contract.price(size, contract.value(size, price)) == price


def test_an_inverse_contract_has_no_worth_at_a_price_of_zero():
    with pytest.raises(MalformedNumberError, match="an inverse contract has a price"):
        INVERSE.value(1, Fraction(0))


@pytest.mark.parametrize(
    ("contract", "quanto"),
    [
        (LINEAR, False),
        (INVERSE, False),
        (QUANTO, True),
        (terms(quote="XBT", settle=XBT, base="ADA"), False),
        (terms(quote="usdt"), False),
        (terms(quote="USD", base="usdt"), False),
        (evolve(INVERSE, quote="EUR", base="ETH"), False),
    ],
    ids=range(7),
)
def test_a_quanto_pays_in_an_asset_that_is_neither_quoted_nor_priced(contract, quanto):
    assert contract.is_quanto is quanto


def test_a_quantity_is_counted_in_lots():
    assert MILLI.size("0.025") == 25
    assert MILLI.size("-1") == -1000
    with pytest.raises(OffGridError) as caught:
        MILLI.size("0.0255")
    assert str(caught.value) == "0.0255 is finer than the 1/1000 that size of MILLI can hold"


def test_the_cost_of_an_inverse_trade_is_by_hand_100_by_8000():
    assert INVERSE.cost(100, Price.of("8000"), 0) == Money(-1_250_000, XBT)
    assert INVERSE.cost(-100, Price.of("8000"), 0) == Money(1_250_000, XBT)
    # 100/8000.5 = 0.012499218798825..., to the satoshi, half even
    assert INVERSE.cost(100, Price.of("8000.5"), 0) == Money(-1_249_922, XBT)


def test_the_cost_of_a_linear_trade_is_rounded_once():
    # 3 * 0.001 * 1234.5 = 3.7035
    assert MILLI.cost(3, Price.of("1234.5"), 0) == usdt("3.70")
    assert ruled(MILLI, rounding=Rounding.CEILING).cost(3, Price.of("1234.5"), 0) == usdt("3.71")
    assert ruled(MILLI, rounding=Rounding.CEILING).cost(-3, Price.of("1234.5"), 0) == usdt("-3.70")


def test_a_price_finer_than_the_tick_is_a_price():
    assert MILLI.cost(1000, Price.of("1234.56"), 0) == usdt("1234.56")


def test_a_venue_may_round_the_value_of_one_contract_and_count():
    # one contract: 1/8001 = 0.000124984376... = 12498 satoshi rounded down; times 1000
    by_one = ruled(INVERSE, rounding=Rounding.HALF_EVEN, per=1)
    assert by_one.cost(1000, Price.of(8001), 0) == Money(-12_498 * 1000, XBT)
    # a lot of 100: 100/8001 = 0.0124984376... = 1249844 satoshi; times 10
    by_hundred = ruled(INVERSE, rounding=Rounding.HALF_EVEN, per=100)
    assert by_hundred.cost(1000, Price.of(8001), 0) == Money(-1_249_844 * 10, XBT)
    assert by_hundred.cost(-1000, Price.of(8001), 0) == Money(1_249_844 * 10, XBT)
    # linear, per 10 milli-lots: 10 * 0.001 * 1234.5 = 12.345 -> 12.34, three times
    assert ruled(MILLI, per=10).cost(30, Price.of("1234.5"), 0) == usdt("37.02")


def test_a_size_that_is_no_whole_number_of_rounded_lots_is_refused():
    with pytest.raises(OffGridError) as caught:
        ruled(INVERSE, per=100).cost(150, Price.of(8000), 0)
    assert str(caught.value) == "150 is finer than the 100 that lots of XBTUSD can hold"


@pytest.mark.parametrize("contract", [LINEAR, INVERSE, ruled(INVERSE, per=100)], ids=range(3))
def test_nothing_costs_nothing(contract):
    assert contract.cost(0, Price.of(8000), 0) == contract.settle.zero


def test_the_rule_of_the_day_counts():
    old = CostRule(rounding=Rounding.FLOOR)
    changed = evolve(MILLI, cost_rule=Dated(((5, old), (10, CostRule(rounding=Rounding.CEILING)))))
    assert changed.cost(3, Price.of("1234.5"), 9) == usdt("3.70")
    assert changed.cost(3, Price.of("1234.5"), 10) == usdt("3.71")
    with pytest.raises(NotInForceError):
        changed.cost(3, Price.of("1234.5"), 4)


@pytest.mark.parametrize("per", [0, -1])
def test_a_rounded_lot_has_a_size(per):
    with pytest.raises(TermsError) as caught:
        CostRule(per=per)
    assert str(caught.value) == f"cost rule: per {per} is not above zero"


@pytest.mark.parametrize("name", ["multiplier", "lot", "tick"])
@pytest.mark.parametrize("value", [Fraction(0), Fraction(-1, 2)])
def test_multiplier_lot_and_tick_are_above_zero(name, value):
    with pytest.raises(TermsError) as caught:
        terms(**{name: value})
    assert str(caught.value) == f"BTCUSDT: {name} {value} is not above zero"


@pytest.mark.parametrize("name", ["multiplier", "lot", "tick"])
@pytest.mark.parametrize("value", [0.1, float("nan"), True, "1"], ids=repr)
def test_multiplier_lot_and_tick_are_exact(name, value):
    with pytest.raises(TermsError) as caught:
        terms(**{name: value})
    assert str(caught.value) == f"BTCUSDT: {name} {value!r} is not exact"


@pytest.mark.parametrize(
    ("contract", "size", "cost", "price"),
    [
        (LINEAR, 2, usdt("2000"), 1000),
        (LINEAR, -2, usdt("-2000"), 1000),
        (INVERSE, 100, Money(-1_250_000, XBT), 8000),
        (LINEAR, 2, usdt("-2000"), None),
        (INVERSE, 100, Money(1_250_000, XBT), None),
        (LINEAR, 0, usdt("5"), None),
        (LINEAR, 2, USDT.zero, None),
        (INVERSE, 100, XBT.zero, None),
    ],
    ids=range(8),
)
def test_a_cost_speaks_of_one_price_or_of_none(contract, size, cost, price):
    assert contract.implied_price(size, cost) == price


def test_terms_are_frozen_and_hashable():
    with pytest.raises(AttributeError):
        LINEAR.payoff = Payoff.INVERSE
    assert hash(terms()) == hash(LINEAR)
    assert terms(tick=Fraction(1)) != LINEAR


@pytest.mark.parametrize("symbol", ["X:long", "X:short", "X:reserve"])
def test_a_symbol_whose_books_could_be_anothers_is_refused(symbol):
    with pytest.raises(TermsError, match="does not end in :long"):
        terms(symbol)


def test_a_symbol_may_have_a_colon_where_it_names_no_book():
    assert terms("BTC/USDT:USDT").symbol == "BTC/USDT:USDT"
