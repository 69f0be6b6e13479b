"""Terms of OKX's contracts, from the venue's own answers."""

from fractions import Fraction

import pytest

from isoledger.core.errors import TierTableError
from isoledger.core.instrument import Payoff
from isoledger.venues.okx import with_tiers
from isoledger.venues.okx.contracts import LOT
from isoledger.venues.okx.instruments import INSTRUMENTS, TIERS
from tests.real import real
from tests.venues.okx.told import answer, listed, read

FOLDER = "okx/nautechsystems__nautilus_trader"


def recorded(name):
    told = read(INSTRUMENTS, real(f"{FOLDER}/{name}").read_bytes())
    assert not told.untranslated
    return {event.instrument.symbol: event.instrument for event in told.events}


def test_recorded_swaps_are_linear_and_inverse():
    found = recorded("http_get_instruments_swap.json")
    inverse, linear = found["BTC-USD-SWAP"], found["ETH-USDT-SWAP"]
    assert (inverse.payoff, inverse.settle.code) == (Payoff.INVERSE, "BTC")
    assert (linear.payoff, linear.settle.code) == (Payoff.LINEAR, "USDT")
    assert inverse.value(int(1 / LOT), Fraction(50000)) == -Fraction(100, 50000)
    assert linear.value(int(1 / LOT), Fraction(3000)) == 300
    assert linear.tick == Fraction("0.01")
    assert linear.expiry_ns is None


def test_recorded_futures_end_on_their_day():
    found = recorded("http_get_instruments_futures.json")
    assert len(found) == 6
    assert found["BTC-USD-241220"].expiry_ns == 1734681600000 * 10**6


@pytest.mark.parametrize("name", ["spot", "margin", "option"])
def test_what_is_no_contract_is_refused_with_its_reason(name):
    told = read(INSTRUMENTS, real(f"{FOLDER}/http_get_instruments_{name}.json").read_bytes())
    assert not told.events
    assert len({skipped.reason for skipped in told.skipped}) == 1


def test_terms_hold_from_the_listing_or_from_the_beginning():
    early = read(INSTRUMENTS, answer(listed(listTime="", ctMult="")))
    assert early.events[0].stamp.time_ns == 0
    assert read(INSTRUMENTS, answer(listed())).events[0].stamp.time_ns == 1573557408000 * 10**6


@pytest.mark.parametrize("wrong", [{"ctType": "quanto"}, {"ctVal": ""}, {"tickSz": "0"}])
def test_terms_that_cannot_be_are_parked(wrong):
    assert read(INSTRUMENTS, answer(listed(**wrong))).untranslated


def test_tiers_join_a_contract_by_its_contracts():
    rows = [
        {"minSz": "0", "maxSz": "10", "imr": "0.01", "mmr": "0.004"},
        {"minSz": "10", "maxSz": "50", "imr": "0.02", "mmr": "0.01"},
    ]
    contract = read(INSTRUMENTS, answer(listed())).events[0].instrument
    table = with_tiers(contract, rows).tiers.at(0)
    assert [tier.cap for tier in table.tiers] == [10 / LOT, 50 / LOT]
    told = read(TIERS, real(f"{FOLDER}/http_get_position_tiers.json").read_bytes())
    assert "with_tiers" in told.skipped[0].reason
    with pytest.raises(TierTableError):
        with_tiers(contract, [dict(rows[0], mmr="0.05"), dict(rows[1], maxSz="5")])
