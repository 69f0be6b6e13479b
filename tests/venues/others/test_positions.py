"""Every recorded position of the venues with few records, recomputed, or why it cannot be."""

from fractions import Fraction

import pytest

from isoledger.core.liquidation import bankruptcy_price
from isoledger.venues.errors import FieldError, UnknownKindError
from isoledger.venues.others.positions import READERS, stated
from isoledger.venues.stated import NOTHING_BESIDES, Besides
from tests.venues.recorded import exact, records, ticks_off

RATE, POOL, MARK = "the maintenance rate of its tier", "the balance of its pool", "its mark"


def read(venue: str, at: int = 0, besides: Besides = NOTHING_BESIDES):
    return READERS[venue](records(venue)[at], besides)


@pytest.mark.parametrize("venue", ["zb", "poloniexfutures", "edgex"])
def test_a_price_rounded_to_its_tick_comes_out_as_printed(venue):
    assert ticks_off(read(venue)) == 0


def test_a_fixed_position_of_digifinex_comes_out_to_the_digits_of_a_double():
    found = read("digifinex", 2)
    assert abs(exact(found) - found.reported) < Fraction(1, 10**11)
    assert found.mark == Fraction("18307.5")


def test_crossed_positions_of_digifinex_fit_a_balance_of_whole_small_units():
    # 0.9945 x 451.1282... = 448.647: the fee rate is in the formula there too
    for at, balance in ((0, "17.920653"), (1, "17.9880215")):
        found = read("digifinex", at, Besides(margin=Fraction(balance)))
        assert abs(exact(found) - found.reported) < Fraction(1, 10**8)
        assert read("digifinex", at).missing == (POOL,)


def test_the_bankruptcy_prices_agree_as_well():
    zb, polo = (bankruptcy_price(read(venue).subject) for venue in ("zb", "poloniexfutures"))
    assert zb == Fraction("41730.8685")  # printed: 41730.86
    assert polo == Fraction("47763.59563")  # printed: 47800, of the margin without its reserve


@pytest.mark.parametrize(
    ("venue", "missing"),
    [
        ("derive", (RATE, POOL)),
        ("grvt", (RATE, POOL)),
        ("modetrade", (POOL,)),
        ("whitebit", (RATE, POOL, MARK)),
        ("polymarket", (RATE, POOL, MARK)),
        ("deepcoin", (RATE, POOL, MARK)),
    ],
)
def test_what_a_record_lacks_is_named(venue, missing):
    found = read(venue)
    assert (found.subject, found.missing) == (None, missing)


def test_the_lowest_price_of_deepcoin_stands_for_none():
    assert read("deepcoin").sentinel == "0.00001 is the lowest price it prints"


def test_figures_of_extended_contradict_one_another():
    found = read("extended")
    assert found.subject is None
    assert found.missing[-1].startswith("figures that agree: profit 1000 is stated")


def test_agreeing_figures_are_solved():
    raw = {**records("extended")[0], "unrealisedPnl": "100", "margin": "390"}
    found = READERS["extended"](raw, Besides(maintenance=Fraction(1, 100)))
    assert exact(found) == Fraction(3900 - 390) / Fraction("0.099")
    unknown = READERS["extended"]({**raw, "markPrice": ""}, NOTHING_BESIDES)
    assert unknown.missing == (RATE,)


def test_price_and_mark_of_grvt_have_the_same_last_digits():
    # maintenance of its pool stands at the mark: mark - P is a whole number of small units
    found, size, rate = read("grvt"), Fraction("0.001"), Fraction(1, 50)
    assert found.mark - found.reported == Fraction("11865.45")
    profit = size * (found.mark - 90000)
    pool = size * Fraction("11865.45") - profit + size * found.mark * rate
    known = read("grvt", 0, Besides(margin=pool, maintenance=rate))
    assert exact(known) == found.reported


def test_what_the_caller_knows_comes_first():
    known = Besides(
        margin=Fraction(1),
        mark=Fraction(18000),
        contract=Fraction(1, 100),
        tick=Fraction(5),
        leverage=Fraction(3),
    )
    found = read("digifinex", 0, known)
    held = found.subject.pool.holdings[found.subject.leg]
    assert (found.mark, found.subject.pool.cash[0].value) == (18000, 1)
    assert (held.instrument.multiplier, held.instrument.tick) == (Fraction(1, 100), 5)
    assert held.instrument.tiers.at(0).tiers[0].initial == Fraction(1, 3)


def test_an_unknown_venue_and_a_missing_field_are_told():
    with pytest.raises(UnknownKindError, match="'nowhere' is not known"):
        stated({}, venue="nowhere")
    with pytest.raises(FieldError, match="side"):
        stated({"amount": "1"}, venue="zb")
