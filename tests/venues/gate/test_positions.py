"""Gate's positions: every recorded one recomputed, and what a record leaves out."""

from fractions import Fraction

import pytest

from isoledger.core.instrument import Payoff
from isoledger.core.numbers import Rounding, on_grid
from isoledger.venues.errors import FieldError
from isoledger.venues.gate.positions import stated
from isoledger.venues.gate.rules import TIERED_NS
from isoledger.venues.stated import Besides, PoolLeg
from tests.venues.recorded import deviation, recorded, solved

VENUES = ("gate", "gate?")

TO_THE_DIGIT = (24, 25, 26, 27)


@pytest.mark.parametrize("place", TO_THE_DIGIT)
def test_a_recorded_price_comes_out_to_the_last_digit(place):
    assert deviation(stated(recorded(*VENUES)[place]["raw"])) == 0


def test_every_record_is_accounted_for():
    assert set(recorded(*VENUES)) == {*TO_THE_DIGIT, 19, 28}


def test_one_short_tells_towards_the_entry_from_nearest():
    """4555.429158... was printed 4555.42."""
    found = stated(recorded(*VENUES)[27]["raw"])
    exact = solved(found).exact
    assert on_grid(exact, Fraction("0.01"), Rounding.HALF_EVEN) == Fraction("4555.43")
    assert found.reported == on_grid(exact, Fraction("0.01"), Rounding.FLOOR)


def test_a_record_of_no_named_venue_does_not_fit_its_own_margin():
    """It prints 17.47, and its margin of 1.52549075 gives 17.4259: 4 cents, a quarter per cent.

    Its maintenance is 0.38916147 = 15.11307 * (2.5 % + 0.075 %), which is Gate's; the price would
    need a margin of 1.4906 at that rate.
    """
    found = stated(recorded(*VENUES)[19]["raw"])
    assert Fraction("0.04") < deviation(found) < Fraction("0.05")
    assert found.reported is not None
    lacks = Fraction("0.8") * (
        Fraction("18.884") - found.reported * (1 - Fraction("0.025") - Fraction("0.00075"))
    )
    assert abs(lacks - Fraction("1.4911")) < Fraction("0.001")


def test_a_liquidation_record_states_no_rate():
    found = stated(recorded(*VENUES)[28]["raw"])
    assert found.missing == ("the maintenance rate",)
    assert found.reported == Fraction("3421.54")
    assert found.time_ns == 1_548_654_951 * 10**9


def _position(**changes: object) -> dict[str, object]:
    """A long of 2 contracts of 0.1 coins at 100, isolated, at a mark of 110."""
    record: dict[str, object] = {
        "contract": "X_USDT",
        "size": "2",
        "leverage": "10",
        "entry_price": "100",
        "mark_price": "110",
        "value": "22",
        "maintenance_rate": "0.005",
        "margin": "2.015",
        "liq_price": "90.45",
        "update_time": "1700000000",
    }
    return {k: v for k, v in (record | changes).items() if v is not None}


def test_a_contracts_worth_is_read_off_its_value():
    found = stated(_position())
    assert found.subject.holding.instrument.value(2, Fraction(1)) == Fraction("0.2")
    rate = 1 - Fraction("0.005") - Fraction("0.00075")
    assert solved(found).exact == (20 - Fraction("2.015")) / Fraction("0.2") / rate


def test_the_record_then_the_caller_then_the_table_says_what_a_contract_is_worth():
    def worth(besides: Besides | None = None, **changes: object) -> Fraction:
        found = stated(_position(**changes), besides or Besides())
        return found.subject.holding.instrument.value(1, Fraction(1))

    caller = Besides(contract=Fraction(3))
    assert worth(caller, quanto_multiplier="7") == 7
    assert worth(caller, contract="BTC_USDT") == 3
    assert worth(contract="BTC_USDT") == Fraction("0.0001")


def test_the_inverse_contract_is_known_by_name():
    found = stated(
        _position(
            contract="BTC_USD",
            size="-600",
            entry_price="40000",
            mark_price="41000",
            margin="0.003",
            value="0.0146",
        )
    )
    terms = found.subject.holding.instrument
    assert terms.payoff is Payoff.INVERSE
    assert terms.settle.code == "BTC"
    due = 1 - Fraction("0.005") - Fraction("0.00075")
    assert solved(found).exact == 600 * due / (Fraction(600, 40000) - Fraction("0.003"))


def test_a_quanto_settles_in_bitcoin_and_tells_its_worth():
    found = stated(_position(contract="ETH_USD", value="0.000022", margin="0.000002015"))
    terms = found.subject.holding.instrument
    assert terms.payoff is Payoff.LINEAR
    assert terms.settle.code == "BTC"
    assert terms.multiplier == Fraction(1, 10**7)


def test_the_average_rate_of_tiers_goes_before_the_caps():
    found = stated(_position(average_maintenance_rate="0.004"))
    assert found.subject.holding.instrument.tiers.at(0).tiers[0].maintenance == Fraction("0.004")


def test_leverage_zero_is_cross_and_its_margin_the_balance():
    found = stated(_position(leverage="0"))
    assert isinstance(found.subject, PoolLeg)
    assert found.subject.pool.cash[0].value == Fraction("2.015")
    assert solved(found).exact == solved(stated(_position())).exact


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"size": "0"}, "flat"),
        ({"value": None}, "contract"),
        ({"mark_price": None}, "contract"),
        ({"maintenance_rate": None}, "maintenance"),
        ({"margin": None}, "margin"),
        ({"leverage": "0", "mark_price": None, "quanto_multiplier": "1"}, "mark"),
    ],
)
def test_what_is_missing_is_named(changes, missing):
    found = stated(_position(**changes))
    assert found.subject is None
    assert missing in found.missing[0]


def test_the_caller_fills_in_what_is_missing():
    besides = Besides(
        contract=Fraction("0.1"),
        maintenance=Fraction("0.005"),
        margin=Fraction("2.015"),
        mark=Fraction(110),
        tick=Fraction("0.5"),
        time_ns=TIERED_NS,
    )
    bare = _position(value=None, mark_price=None, maintenance_rate=None, margin=None)
    found = stated(bare, besides)
    assert (found.mark, found.time_ns, found.assumed) == (110, TIERED_NS, ())
    assert solved(found).exact == solved(stated(_position())).exact
    assert solved(found).shown == Fraction("90.5")


@pytest.mark.parametrize("printed", ["0", "99999999", ""])
def test_what_is_no_price_is_read_as_none(printed):
    found = stated(_position(liq_price=printed))
    assert found.reported is None
    assert found.sentinel


def test_a_price_has_the_finest_digit_of_the_records_own():
    found = stated(_position(mark_price="110.00", value="22"))
    assert found.subject.holding.instrument.tick == Fraction("0.01")
    assert "1/100" in found.assumed[0]


def test_a_record_without_a_time_is_of_before_tiers():
    assert stated(_position(update_time=None)).time_ns == TIERED_NS - 1


def test_a_written_time_is_read():
    found = stated(_position(update_time=None, datetime="2022-01-14T12:52:17.148Z"))
    assert found.time_ns == 1_642_164_737 * 10**9
    with pytest.raises(FieldError, match="datetime"):
        stated(_position(update_time=None, datetime="yesterday"))


def test_a_client_says_isolated_in_words():
    client = _position(leverage=None, marginType="isolated")
    assert not isinstance(stated(client).subject, PoolLeg)
    assert isinstance(stated(_position(leverage=None)).subject, PoolLeg)
