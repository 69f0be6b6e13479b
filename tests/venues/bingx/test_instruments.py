import json
from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.events import Listing
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.tiers import TierTable
from isoledger.venues.bingx.instruments import INSTRUMENTS, TIERS
from isoledger.venues.bingx.terms import contract
from isoledger.venues.translation import NOTHING_GIVEN, Given
from tests.answers import answer, answers
from tests.venues.rows import told, why_not


def recorded(name: str) -> bytes:
    (path,) = [path for path in answers("bingx") if name in path.name]
    return answer(path)[1]


def test_the_recorded_contracts_have_the_steps_they_say():
    records = INSTRUMENTS.records(recorded("GetContracts"), "f")
    done = INSTRUMENTS.translate(records, "A")
    steps = {e.instrument.symbol: e.instrument.tick for e in done.events}
    assert steps == {"BTC-USDT": Fraction(1, 10), "ETH-USDT": Fraction(1, 100)}


def test_terms_do_not_lose_tiers_that_are_known():
    table = Dated[TierTable].always(TierTable.flat(initial=Fraction(1), maintenance=Fraction(1, 2)))
    known = contract("BTC-USDT")
    given = Given(listed=FrozenMap({"BTC-USDT": evolve(known, tiers=table)}))
    row = {"contractId": "1", "symbol": "BTC-USDT", "pricePrecision": 1, "quantityPrecision": 4}
    (listing,) = told(INSTRUMENTS, row, given=given).events
    assert isinstance(listing, Listing)
    assert listing.instrument.tiers == table


def tier(low: str, high: str, rate: str, amount: str, symbol: str = "BTC-USDT") -> dict:
    return {
        "symbol": symbol,
        "minPositionVal": low,
        "maxPositionVal": high,
        "maintMarginRatio": rate,
        "maintAmount": amount,
    }


def listed(*rows: dict, given: Given = NOTHING_GIVEN):
    data = json.dumps({"data": list(rows)}).encode()
    assert TIERS.recognises(data)
    done = TIERS.given(TIERS.records(data, "f"), "A", given)
    assert done.is_whole
    return done


def test_the_recorded_tiers_leave_the_requirement_whole():
    done = TIERS.translate(TIERS.records(recorded("GetPositionAndMarginInfo"), "f"), "A")
    (listing,) = done.events
    table = listing.instrument.tiers.at(0)
    assert [tier.deduction for tier in table.tiers] == [0, 30]
    assert (done.records, done.translated) == (2, 2)


def test_each_contract_has_its_own_tiers():
    first, second = tier("0", "10", "0.01", "0"), tier("0", "20", "0.02", "0", "ETH-USDT")
    done = listed(first, second)
    assert [event.instrument.symbol for event in done.events] == ["BTC-USDT", "ETH-USDT"]
    assert len({event.stamp.id for event in done.events}) == 2


def test_tiers_complete_the_terms_that_are_known():
    known = contract("BTC-USDT")
    given = Given(listed=FrozenMap({"BTC-USDT": evolve(known, tick=Fraction(1, 10))}))
    (listing,) = listed(tier("0", "10", "0.01", "0"), given=given).events
    assert listing.instrument.tick == Fraction(1, 10)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ((tier("0", "10", "0.01", "0"), tier("11", "20", "0.02", "0")), "does not meet the cap"),
        ((tier("0", "10", "x", "0"),), "field 'maintMarginRatio'"),
        ((tier("0", "10", "0.01", "0", "BTC"),), "is no name like BTC-USDT"),
        (({"minPositionVal": "0", "maxPositionVal": "1", "maintMarginRatio": "1"},), "symbol"),
    ],
)
def test_a_contract_with_a_tier_amiss_is_parked_whole(rows, why):
    data = json.dumps({"data": list(rows)}).encode()
    done = TIERS.given(TIERS.records(data, "f"), "A", Given())
    assert len(done.untranslated) == len(rows) == done.records
    assert all(why in aside.reason for aside in done.untranslated)


def test_a_contract_whose_name_tells_nothing_is_parked():
    row = {"contractId": "1", "symbol": "BTC", "pricePrecision": 1, "quantityPrecision": 4}
    assert "is no name like BTC-USDT" in why_not(INSTRUMENTS, row)
