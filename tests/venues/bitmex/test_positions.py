"""Every recorded position of BitMEX, recomputed, and the forms in which it is read."""

from fractions import Fraction

import pytest

from isoledger.core.certificate import NoLiquidationPrice, NoPrice
from isoledger.core.instrument import Payoff
from isoledger.venues.bitmex.positions import stated
from isoledger.venues.errors import FieldError
from isoledger.venues.stated import Besides
from tests.venues.recorded import besides, recorded, solved

# An isolated short of 2018 and its fields, as the recorded case bitmex-iso-short-c has them.
SHORT = {
    "symbol": "XBTUSD",
    "currency": "XBt",
    "underlying": "XBT",
    "quoteCurrency": "USD",
    "timestamp": "2018-08-27T12:00:00.000Z",
    "crossMargin": "false",
    "currentQty": "-500",
    "markPrice": "6726.8",
    "posCost": "7435000",
    "posComm": "5800",
    "posMargin": "303200",
    "posMaint": "42975",
    "initMarginReq": "0.04",
    "maintMarginReq": "0.005",
    "liquidationPrice": "6968.5",
}
LINEAR = SHORT | {
    "symbol": "ETHUSDT",
    "currency": "USDt",
    "timestamp": "2024-01-01T00:00:00.000Z",
    "currentQty": "1000",
    "markPrice": "2400",
    "posCost": "2350000000",
    "unrealisedPnl": "50000000",
    "posComm": "1000000",
    "posMargin": "236000000",
    "posMaint": "12750000",
    "liquidationPrice": "2126.75",
}


def read(place):
    row = recorded("bitmex")[place]
    return row, stated(row["raw"], besides(row))


def test_all_5_records_are_here():
    assert sorted(recorded("bitmex")) == [8, 9, 10, 120, 121]


@pytest.mark.parametrize("place", [8, 9])
def test_a_short_that_the_wallet_covers_has_no_price_and_the_venue_prints_its_cap(place):
    row, found = read(place)
    assert (found.printed, found.reported) == ("1000000", None)
    assert found.sentinel.startswith("1000000 is the cap")
    assert solved(found) == NoLiquidationPrice(reason=NoPrice.COVERED)
    wallet = int(row["raw"]["wallet"]["walletBalance"])
    assert (
        found.subject.pool.cash[0].units
        == wallet
        > found.subject.pool.holdings.get(found.subject.leg).cost.units
    )


def test_the_predicted_funding_rate_is_what_the_requirement_has_beyond_the_rate():
    _, found = read(8)
    # 9802356 of 1951105699 is 0.5024 %: 0.0024 % against the short
    assert round(found.funding, 6) == Fraction("-0.000024")


def test_the_take_over_of_2017_is_within_a_tick_of_five_hundredths():
    row, found = read(10)
    position = found.subject
    assert (position.margin.units, position.reserve.units) == (873, 67)
    price = solved(found)
    assert row["reported_liquidation_price"] == "1140.1"
    assert (price.shown, found.reported) == (Fraction("1140.05"), Fraction("1140.1"))
    tenths = solved(
        stated(row["raw"], Besides(maintenance=Fraction("0.005"), tick=Fraction(1, 10)))
    )
    assert tenths.shown == found.reported, "on the tenth that is printed"


def test_a_cap_of_2019_is_read_though_the_account_is_missing():
    _, found = read(120)
    assert found.subject is None
    assert found.missing == ("the maintenance rate",)
    assert found.sentinel.startswith("100000000 is the cap")


def test_a_quanto_that_does_not_say_whether_it_is_cross_is_not_solved():
    row, found = read(121)
    assert found.subject is None
    assert found.missing == ("crossMargin and the margin or the wallet balance that goes with it",)
    assert row["missing_inputs"] == "account margin balance"


def test_with_its_wallet_the_quanto_is_a_linear_contract_of_100_satoshi():
    row = recorded("bitmex")[121]
    found = stated(row["raw"] | {"crossMargin": True}, Besides(margin=Fraction("0.0135")))
    terms = found.subject.pool.holdings.get(found.subject.leg).instrument
    assert (terms.payoff, terms.multiplier) == (Payoff.LINEAR, Fraction(100, 10**8))
    # 1350000 - (2665575 - 13100 p) = ceil(0.008 * 2665575 and the predicted funding in posMaint)
    assert solved(found).exact == Fraction(2_665_575 - 1_350_000 + 23_429 - 2104, 13_100)


def test_an_isolated_short_is_recomputed_to_the_printed_digit():
    found = stated(SHORT)
    assert (found.sentinel, found.missing, found.assumed) == ("", (), ())
    assert solved(found).shown == found.reported == Fraction("6968.5")


def test_a_linear_long_is_solved_from_the_worth_that_the_mark_implies():
    found = stated(LINEAR)
    assert found.subject.holding.instrument.multiplier == Fraction(1, 1000)
    # 2350 - (235 - ceil(0.005 * 2350)) = 2126.75
    assert solved(found).shown == Fraction("2126.75")
    given = stated(LINEAR, Besides(contract=Fraction(1, 1000), funding=Fraction("0.001")))
    assert solved(given).exact == Fraction("2129.1")


def test_a_linear_contract_of_unknown_worth_is_not_solved():
    bare = {name: value for name, value in LINEAR.items() if name != "unrealisedPnl"}
    assert stated(bare).missing == ("the worth of one contract, or the mark with its value",)


def test_what_is_paid_for_in_full_has_no_requirement_to_solve_with():
    found = stated(SHORT | {"posMaint": "0"})
    assert found.subject is None
    assert "bankruptcy price" in found.missing[0]


def test_a_wallet_row_of_the_other_endpoint_serves_too():
    cross = SHORT | {"crossMargin": True, "wallet": {"amount": "100000"}}
    at = stated(cross).subject
    assert at.pool.cash[0].units == 100_000
    assert at.marks == {"XBTUSD": Fraction("6726.8")}
    unmarked = stated({name: v for name, v in cross.items() if name != "markPrice"})
    assert unmarked.subject.marks == {}


def test_a_cross_position_without_its_wallet_is_not_solved():
    found = stated(SHORT | {"crossMargin": "true"})
    assert found.missing == ("the wallet balance behind a cross position",)


def test_without_a_reserve_it_is_parted_off_and_without_a_requirement_no_funding_is_read():
    bare = {n: v for n, v in SHORT.items() if n not in {"posComm", "posMaint"}}
    found = stated(bare | {"maintMarginReq": ""}, Besides(maintenance=Fraction("0.005")))
    assert found.funding is None
    assert (found.subject.margin.units, found.subject.reserve.units) == (297_400, 5_800)
    without = {n: v for n, v in SHORT.items() if n != "posComm"}
    assert stated(without).funding < 0, "all of the requirement is taken for rate and funding"


def test_a_stream_without_profit_or_margin_is_not_solved():
    found = stated({n: v for n, v in SHORT.items() if n != "posMargin"})
    assert found.subject is None


NOTHING = "nothing is printed: there is none"


def test_an_absent_price_is_said_to_be_absent():
    found = stated(SHORT | {"liquidationPrice": ""}, Besides(time_ns=7))
    assert (found.reported, found.sentinel, found.time_ns) == (None, NOTHING, 7)


def test_a_row_without_its_cost_or_value_is_refused():
    with pytest.raises(FieldError, match="markValue"):
        stated({"currentQty": "1", "timestamp": "2018-08-27T12:00:00.000Z"})
