"""Every recorded position of KuCoin Futures, recomputed, and the forms in which it is read."""

import json
import re
from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.core.liquidation import bankruptcy_price, shown_price
from isoledger.core.rules import Basis
from isoledger.venues.errors import FieldError
from isoledger.venues.kucoin import CROSS_RULES, NAME, RULES, stated
from isoledger.venues.kucoin.rules import MARK_NS, bankruptcy_shown
from isoledger.venues.stated import Besides
from tests.real import real
from tests.venues.recorded import besides, recorded, solved

UNIFIED = "kucoin/JKorf__Kucoin.Net/Endpoints__Unified__Trading__GetPositions.txt"

# The event of 2026-02-19: a short of the regime since 2025-05-22, 50x, 1 USDT added.
EVENT = {
    "symbol": "XBTUSDTM",
    "crossMode": False,
    "currentQty": -1,
    "posCost": "-68.0942",
    "avgEntryPrice": "68094.2",
    "markPrice": "66954.6",
    "maintMarginReq": "0.004",
    "posMargin": "2.35897317",
    "posMaint": "0.30799116",
    "liquidationPrice": "70130.5725363",
    "currentTimestamp": 1771459200000,
}


def read(place):
    row = recorded(NAME)[place]
    return row, stated(row["raw"], besides(row))


def test_all_6_records_are_here():
    assert sorted(recorded(NAME)) == [29, 30, 31, 32, 117, 118]


@pytest.mark.parametrize("place", [29, 30, 31, 32, 117, 118])
def test_every_record_is_recomputed_to_the_printed_digit(place):
    row, found = read(place)
    assert found.missing == ()
    assert solved(found).shown == Fraction(row["reported_liquidation_price"])
    if place < 117:  # the two retyped ones left the price out
        assert found.printed == row["reported_liquidation_price"]
        assert found.reported == solved(found).shown
    else:
        assert found.sentinel == "nothing is printed: there is none"


@pytest.mark.parametrize("place", [29, 30, 31, 117, 118])
def test_the_bankruptcy_price_of_every_isolated_record_is_the_printed_one(place):
    row, found = read(place)
    position = evolve(found.subject, reserve=found.subject.reserve.asset.zero)
    price = bankruptcy_price(position)
    printed = shown_price(price, position.holding, bankruptcy_shown(found.time_ns))
    assert printed == Fraction(row["reported_bankruptcy_price"])


@pytest.mark.parametrize(
    ("place", "rate"), [(29, "0.000428"), (30, "0.0001"), (31, "0.0001"), (117, "0.00003")]
)
def test_what_the_requirement_has_beyond_rate_and_reserve_is_the_predicted_funding(place, rate):
    _, found = read(place)
    assert round(found.funding, 9) == Fraction(rate)


def test_the_day_decides_the_regime_of_one_record():
    row = recorded(NAME)[118]
    old = stated(row["raw"], Besides(time_ns=MARK_NS - 1))
    new = stated(row["raw"], Besides(time_ns=MARK_NS))
    assert (old.rules, new.rules) == (RULES.at(MARK_NS - 1), RULES.at(MARK_NS))
    assert solved(old).shown == Fraction("44269.81")
    # nothing is set aside: 53.5118415966 - (97.302 - 0.001 p) = 0.0046 * 0.001 p
    assert solved(new).exact == Fraction("43790.1584034") / Fraction("0.9954")


def test_an_event_of_the_new_regime_is_recomputed_to_the_printed_digit():
    found = stated(EVENT)
    assert (found.rules.basis, found.funding) == (Basis.VALUE, None)
    assert solved(found).shown == found.reported == Fraction("70130.5725363")
    cheaper = stated(EVENT, Besides(taker=Fraction("0.0004")))
    assert solved(cheaper).exact == Fraction("70453.17317") / Fraction("1.0044")


def test_a_short_of_the_old_regime_is_charged_for_funding_that_longs_receive():
    old = EVENT | {"currentTimestamp": 1700000000000, "posComm": "0.05", "posMaint": "0.39"}
    found = stated(old)
    assert found.funding < 0
    needs = Fraction("0.39") - Fraction("0.05")
    assert solved(found).exact == (Fraction("68.0942") + Fraction("2.30897317") - needs) * 1000
    other = stated(old, Besides(funding=Fraction("0.001")))
    assert other.funding == Fraction("0.001")


def test_a_taker_rate_does_not_matter_where_the_fee_was_set_aside():
    assert stated(EVENT, Besides(taker=Fraction(1, 2), time_ns=0)).rules == RULES.at(0)


def test_a_row_of_the_unified_account_needs_the_equity():
    text = real(UNIFIED).read_text(encoding="utf-8")
    (raw,) = json.loads(re.search(r"\{.*\}", text, re.DOTALL)[0], parse_float=str)["data"]
    found = stated(raw)
    assert found.subject is None
    assert found.missing == ("the margin, or the equity behind a cross position",)
    assert (found.rules, found.time_ns) == (CROSS_RULES.at(0), 1768215804921000000)
    known = stated(raw, Besides(margin=Fraction(10)))
    assert known.assumed == ()
    exact = (Fraction("90476.2") - 10000) / Fraction("0.9954")
    assert abs(solved(known).exact - exact) < Fraction(1, 10**20)


def test_an_inverse_cross_position_loses_what_its_bankruptcy_price_says():
    raw = {
        "symbol": "XBTUSDM",
        "crossMode": True,
        "isInverse": True,
        "settleCurrency": "XBT",
        "currentQty": 1000,
        "posCost": "0.02",
        "avgEntryPrice": "50000",
        "bankruptPrice": "40000",
        "maintMarginReq": "0.01",
        "liquidationPrice": "0",
    }
    found = stated(raw)
    # 1000/50000 + 0.005 = 1000/40000 coins; 1000/p (1 + 0.01 + 0.0006) = 0.025
    assert abs(solved(found).exact - 1000 * Fraction("1.0106") / Fraction("0.025")) < 1e-20
    assert found.sentinel == "0 stands for none"
    assert found.assumed == (
        "not dated: taken to be of after 2025-05-22",
        "the equity is what the stated bankruptcy price says",
    )


def test_without_a_rate_the_whole_requirement_is_taken_for_it_or_it_is_missing():
    row = recorded(NAME)[117]
    found = stated(row["raw"])
    assert (found.missing, found.funding) == ((), None)
    assert solved(found).shown == Fraction("45314.33")
    bare = {name: value for name, value in EVENT.items() if name != "maintMarginReq"}
    assert stated(bare).missing == ("the maintenance rate",)


def test_a_side_may_be_written_out_and_a_tick_given():
    raw = EVENT | {"positionSide": "SHORT", "currentQty": 1, "currentTimestamp": 0}
    found = stated(raw, Besides(tick=Fraction(1)))
    assert found.subject.holding.size < 0
    assert found.subject.holding.instrument.tick == 1


def test_a_row_without_its_cost_is_refused():
    with pytest.raises(FieldError, match="posCost"):
        stated({"avgEntryPrice": "1"})
