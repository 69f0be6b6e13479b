from fractions import Fraction

from attrs import evolve

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.coinex.instruments import INSTRUMENTS, TIERS
from isoledger.venues.coinex.terms import contract
from isoledger.venues.translation import NOTHING_GIVEN, Given
from tests.answers import answer, answers
from tests.venues.rows import told, why_not


def recorded(name: str) -> bytes:
    (path,) = [path for path in answers("coinex") if name in path.name]
    return answer(path)[1]


def test_the_recorded_market_has_its_step():
    (listing,) = INSTRUMENTS.translate(INSTRUMENTS.records(recorded("GetSymbols"), "f"), "A").events
    assert listing.instrument.tick == Fraction(1, 2)


def test_a_market_that_is_not_what_its_name_says_is_parked():
    row = {"market": "BTCUSDT", "contract_type": "inverse", "tick_size": "0.5"}
    assert "its name says otherwise" in why_not(INSTRUMENTS, row)


def levels(given: Given = NOTHING_GIVEN):
    records = TIERS.records(recorded("GetPositionLevels"), "f")
    (listing,) = TIERS.translate(records, "A", given).events
    return listing.instrument


def test_the_recorded_levels_are_steps_by_size():
    table = levels().tiers.at(0)
    assert (len(table.tiers), table.by_size, table.stepped) == (6, True, True)
    assert [tier.cap * levels().lot for tier in table.tiers] == [20, 50, 100, 200, 500, 1000]


def test_levels_complete_the_terms_that_are_known():
    known = evolve(contract("BTCUSDT"), tick=Fraction(1, 2))
    assert levels(Given(listed=FrozenMap({"BTCUSDT": known}))).tick == Fraction(1, 2)


def test_levels_that_fall_are_parked():
    level = {"amount": "1", "maintenance_margin_rate": "0.1", "min_initial_margin_rate": "0.05"}
    row = {"market": "BTCUSDT", "level": [level]}
    assert "rates must be" in why_not(TIERS, row)
    assert told(TIERS, row).is_whole
