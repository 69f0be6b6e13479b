from fractions import Fraction

import pytest

from isoledger.core.instrument import Payoff
from isoledger.venues.mexc.instruments import INSTRUMENTS
from tests.answers import answer, answers
from tests.venues.mexc.rows import detail
from tests.venues.rows import told, why_not


def terms(**changes: object):
    (listing,) = told(INSTRUMENTS, detail(**changes)).events
    return listing.instrument


def test_a_contract_is_worth_so_many_coins():
    its = terms()
    assert (its.multiplier, its.tick, its.lot) == (Fraction(1, 100), Fraction(1, 20), 1)
    assert (its.payoff, its.settle.code) == (Payoff.LINEAR, "USDT")


def test_one_that_settles_in_its_base_is_inverse():
    its = terms(settleCoin="ETH", quoteCoin="USD", contractSize="10")
    assert (its.payoff, its.multiplier, its.settle.code) == (Payoff.INVERSE, 10, "ETH")


def test_the_recorded_steps_are_as_many_as_it_says_and_each_so_much_dearer():
    (path,) = [path for path in answers("mexc") if "GetSymbols" in path.name]
    done = INSTRUMENTS.translate(INSTRUMENTS.records(answer(path)[1], "f"), "A")
    for event in done.events:
        tiers = event.instrument.tiers.at(0)
        assert (len(tiers.tiers), tiers.by_size, tiers.stepped) == (100, True, True)
        assert tiers.tiers[1].floor == tiers.tiers[0].cap == 10_000
        assert tiers.tiers[1].maintenance == Fraction("0.008")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"riskLevelLimit": 0}, "0 is not in 1..1000"),
        ({"riskLevelLimit": 1001}, "1001 is not in 1..1000"),
        ({"riskIncrVol": 0}, "is not above floor"),
        ({"contractSize": 0}, "field 'contractSize'"),
        ({"settleCoin": ""}, "field 'settleCoin'"),
    ],
)
def test_terms_that_make_no_contract_are_parked(changes, why):
    assert why in why_not(INSTRUMENTS, detail(**changes))
