"""Every recorded position of CoinEx, recomputed, or why it cannot be."""

from fractions import Fraction

from isoledger.core.liquidation import bankruptcy_price
from isoledger.venues.coinex.positions import stated
from tests.venues.recorded import exact, records

NOISE = Fraction(1, 10**15)  # the venue divides to 20 digits, then multiplies


def test_three_positions_come_out_to_fifteen_decimals():
    found = [stated(raw) for raw in records("coinex")[:3]]
    assert all(abs(exact(one) - one.reported) < NOISE for one in found)
    assert [len(one.missing) for one in found] == [0, 0, 0]


def test_the_wrong_formula_is_found():
    first = stated(records("coinex")[0])
    second = stated(records("coinex")[1])
    assert first.rules is not second.rules


def test_a_long_with_the_numbers_of_a_short_is_read_as_a_short():
    found = stated(records("coinex")[2])
    assert found.subject.holding.size < 0
    assert any(word.startswith("short:") for word in found.assumed)
    assert bankruptcy_price(found.subject) == Fraction("31335.777")


def test_a_short_with_the_numbers_of_a_long_is_read_as_a_long():
    found = stated({**records("coinex")[1], "side": "short"})
    assert found.subject.holding.size > 0
    assert exact(found) == exact(stated(records("coinex")[1]))


def test_figures_that_contradict_one_another_are_not_solved():
    found = stated(records("coinex")[3])
    assert found.subject is None
    assert found.missing == ("figures that agree: settle value is not settle price x size",)
    assert Fraction("0.06817") * 1000000 != Fraction("1291322.83913829")
