"""OKX's positions: every recorded one recomputed, and what a record leaves out."""

from fractions import Fraction

import pytest

from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.venues.errors import FieldError
from isoledger.venues.okx.positions import borrowed, owes_coins, stated
from isoledger.venues.okx.rules import FUNDING_NS, MARGIN_TAKER, TAKER
from isoledger.venues.stated import Besides, PoolLeg
from tests.venues.recorded import deviation, recorded, solved

VENUES = ("okx", "okx-spot-margin", "okcoin")

# Place in the file: step of prices where the record names no instrument, and how far a double of
# the venue is from the exact number.
EXACT = {
    16: (None, "1e-12"),
    17: (None, "1e-12"),
    100: ("0.1", "1e-11"),
    101: ("0.01", "1e-11"),
    102: (None, "1e-13"),
}


def _besides(tick: str | None) -> Besides:
    return Besides(tick=None if tick is None else Fraction(tick))


@pytest.mark.parametrize("place", EXACT)
def test_a_recorded_price_comes_out_to_the_digits_of_a_double(place):
    tick, noise = EXACT[place]
    found = stated(recorded(*VENUES)[place]["raw"], _besides(tick))
    assert found.missing == ()
    assert deviation(found) < Fraction(noise)


def test_every_record_is_accounted_for():
    assert set(recorded(*VENUES)) == {*EXACT, 18, 69}


def test_a_grids_price_is_a_hundred_ticks_and_more_away():
    """Its mark of 29,213.9 is not the 29,219.8 its other figures have; so little fits together.

    mmr 40.90772 / (0.35 * 0.004) = 29,219.8, and so does its profit; the ratio then says a balance
    of 9,993.84, and the price needs 9,994.89.
    """
    found = stated(recorded("okx")[18]["raw"])
    assert abs(found.mark - Fraction("29219.8")) < Fraction("1e-10")
    assert 3 < deviation(found) < Fraction("3.1")


def test_the_sample_of_the_documentation_is_of_one_piece_but_for_its_mark():
    """markPx 2353.849 is another moment's; profit, `mmr` and ratio agree on 2565.656."""
    found = stated(recorded("okx")[16]["raw"])
    assert abs(found.mark - Fraction("2565.656")) < Fraction("1e-10")
    assert found.rules.closing_fee == TAKER
    assert isinstance(found.subject, IsolatedPosition)
    terms = found.subject.holding.instrument
    assert terms.payoff is Payoff.INVERSE
    assert terms.tiers.at(0).tiers[0].maintenance == Fraction("0.008")


def test_without_the_step_of_prices_the_answer_is_a_tick_off_and_says_so():
    found = stated(recorded("okx")[100]["raw"])
    assert abs(deviation(found) - Fraction("0.1")) < Fraction("1e-11")
    assert any("step of prices" in why for why in found.assumed)


@pytest.mark.parametrize("place", [100, 101])
def test_a_record_that_names_no_instrument_is_named_by_the_caller(place):
    record = recorded("okx")[place]
    found = stated(record["raw"], Besides(symbol=record["symbol"]))
    assert found.symbol == record["symbol"]
    assert deviation(found) < Fraction("1e-11")


def test_a_record_of_the_old_api_lacks_the_equity():
    found = stated(recorded("okcoin")[69]["raw"])
    assert found.reported == Fraction("7002.6")
    assert found.subject is None
    assert "equity" in found.missing[0]


def test_the_users_own_fee_is_read_off_the_ratio():
    found = stated(recorded("okx-spot-margin")[102]["raw"])
    assert found.rules.closing_fee == Fraction("0.0015") * (1 + Fraction("0.05"))
    assert found.assumed == ()


def _swap(**changes: object) -> dict[str, object]:
    """A long of two contracts of 0.01 coins at 100, 10x, profit 0.02 at a mark of 101."""
    record: dict[str, object] = {
        "instId": "X-USDT-SWAP",
        "pos": "2",
        "posSide": "long",
        "avgPx": "100",
        "lever": "10",
        "mgnMode": "isolated",
        "margin": "0.2",
        "upl": "0.02",
        "uplRatio": "0.1",
        "mmr": "0.0101",
        "mgnRatio": "",
        "liqPx": "90.5",
        "uTime": "1723363200374",
    }
    return {k: v for k, v in (record | changes).items() if v is not None}


def test_a_swap_is_read_from_its_own_figures():
    found = stated(_swap())
    assert found.time_ns == 1_723_363_200_374_000_000
    assert found.mark == 101
    assert found.subject.margin.value == Fraction("0.2")
    assert found.subject.holding.instrument.value(2, Fraction(100)) == 2
    assert solved(found).exact == (Fraction(100) - 10) / (1 - Fraction("0.005") - TAKER)


def test_a_short_and_a_net_short_are_the_same():
    short = stated(_swap(posSide="short", upl="-0.02", uplRatio="-0.1"))
    net = stated(_swap(posSide="net", pos="-2", upl="-0.02", uplRatio="-0.1"))
    assert short.subject.holding.size == net.subject.holding.size == -2
    assert solved(short) == solved(net)


def test_a_net_position_above_zero_is_long():
    assert stated(_swap(posSide="net")).subject.holding.size == 2


@pytest.mark.parametrize("printed", ["", "0", "-5.5"])
def test_what_is_no_price_is_read_as_none(printed):
    found = stated(_swap(liqPx=printed))
    assert found.reported is None
    assert found.sentinel


def test_a_missing_price_is_read_as_none():
    assert stated(_swap(liqPx=None)).sentinel == "nothing is printed: there is none"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"pos": "0"}, "flat"),
        ({"uplRatio": ""}, "contract"),
        ({"upl": "0"}, "contract"),
        ({"upl": "0.03"}, "contract"),
        ({"margin": ""}, "margin"),
        ({"mmr": ""}, "maintenance"),
        ({"mgnMode": "cross", "margin": ""}, "balance"),
    ],
)
def test_what_is_missing_is_named(changes, missing):
    found = stated(_swap(**changes))
    assert found.subject is None
    assert missing in found.missing[0]


def test_the_caller_fills_in_what_is_missing():
    besides = Besides(
        contract=Fraction("0.01"),
        maintenance=Fraction("0.005"),
        margin=Fraction("0.2"),
        mark=Fraction(101),
        taker=TAKER,
        tick=Fraction("0.1"),
        time_ns=FUNDING_NS - 1,
        leverage=Fraction(10),
    )
    bare = _swap(upl="", uplRatio="", mmr="", margin="")
    found = stated(bare, besides)
    assert found.time_ns == FUNDING_NS - 1
    assert found.assumed == ()
    assert solved(found).exact == solved(stated(_swap())).exact
    assert solved(found).shown == solved(found).exact + Fraction("0.1")


def test_a_contract_without_a_name_needs_its_own_figures():
    besides = Besides(contract=Fraction("0.01"))
    assert stated(_swap(instId=None, upl=""), besides).subject is None


def test_the_mark_is_needed_where_no_profit_tells_it():
    besides = Besides(contract=Fraction("0.01"))
    lacking = stated(_swap(upl="0"), besides)
    assert "mark" in lacking.missing[0]
    assert stated(_swap(upl="0", markPx="101"), besides).mark == 101


def test_the_name_overrules_a_shape_that_fits_the_other_payoff():
    """Two contracts of 10,000 / 100 USD: read as inverse they would be worth 100 USD each."""
    inverse = _swap(instId=None, uplRatio="0.1")
    assert stated(inverse).subject.holding.instrument.payoff is Payoff.LINEAR
    assert stated(_swap(instId="X-USD-SWAP")).subject.holding.instrument.payoff is Payoff.INVERSE


def test_a_fee_that_no_ratio_tells_is_a_regular_users():
    found = stated(_swap())
    assert found.rules.closing_fee == TAKER
    assert any("regular user" in why for why in found.assumed)
    own = stated(_swap(), Besides(taker=Fraction("0.0002")))
    assert own.rules.closing_fee == Fraction("0.0002")


def test_a_fee_off_the_grid_of_rates_is_kept_as_it_is():
    found = stated(_swap(mgnRatio="20"))
    assert found.rules.closing_fee == (Fraction("0.22") / 20 - Fraction("0.0101")) / Fraction(
        "2.02"
    )


def test_a_cross_position_stands_on_the_balance_the_caller_states():
    besides = Besides(margin=Fraction("0.2"))
    found = stated(_swap(mgnMode="cross", margin=""), besides)
    assert isinstance(found.subject, PoolLeg)
    assert solved(found).shown == solved(stated(_swap())).exact


def test_a_cross_position_stands_on_the_balance_its_ratio_tells():
    found = stated(_swap(mgnMode="cross", margin="", mgnRatio="20"))
    balance = found.subject.pool.cash[0].value
    assert balance == 20 * (Fraction("0.0101") + TAKER * Fraction("2.02")) - Fraction("0.02")


def _borrowed(**changes: object) -> dict[str, object]:
    record: dict[str, object] = {
        "instId": "X-USDT",
        "pos": "1",
        "liab": "-80",
        "avgPx": "100",
        "markPx": "100",
        "mmr": "0.016",
        "mgnRatio": "",
        "mgnMode": "isolated",
        "liqPx": "81.7",
    }
    return record | changes


def test_money_owed_against_coins_stands_still():
    found = stated(_borrowed())
    assert found.rules.closing_fee == MARGIN_TAKER * Fraction("1.02")
    assert solved(found).shown == 80 * Fraction("1.02") * (1 + MARGIN_TAKER)
    assert found.time_ns == FUNDING_NS
    assert any("regular user" in why for why in found.assumed)


def test_the_fee_of_owed_money_is_read_off_the_ratio():
    """20 of equity, 1.6 of maintenance, and 0.4 as the fee on 81.6: a ratio of 10."""
    found = stated(_borrowed(mgnRatio="10"))
    assert found.rules.closing_fee == Fraction("0.4") / Fraction("81.6") * Fraction("1.02")
    assert found.assumed == ()


def test_without_a_rate_nothing_is_solved_and_with_the_callers_it_is():
    assert "rate" in stated(_borrowed(mmr="")).missing[0]
    assert "rate" in stated(_borrowed(markPx="")).missing[0]
    besides = Besides(maintenance=Fraction("0.02"), taker=Fraction("0.001"))
    found = stated(_borrowed(mmr=""), besides)
    assert solved(found).shown == 80 * Fraction("1.02") * Fraction("1.001")
    assert found.assumed == ()


def test_coins_and_money_are_told_apart_by_the_price():
    assert owes_coins(Fraction(1), Fraction(120), Fraction(100))
    assert not owes_coins(Fraction(80), Fraction(1), Fraction(100))
    short = borrowed(Fraction(1), Fraction(120), Fraction("0.05"), short=True)
    assert short.quantity == -1
    assert short.entry == 120


def test_a_float_is_refused():
    with pytest.raises(FieldError, match="avgPx"):
        stated(_swap(avgPx=100.0))
