"""Every recorded position of Phemex, recomputed or read as having no price."""

from fractions import Fraction

from isoledger.core.certificate import NoLiquidationPrice, NoPrice
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import bankruptcy_price
from isoledger.venues.phemex.positions import stated
from isoledger.venues.stated import Besides
from tests.venues.recorded import exact, records, solved, ticks_off


def test_the_isolated_position_comes_out_on_its_tick():
    found = stated(records("phemex")[0])
    assert exact(found) == Fraction("20921.7085")
    assert ticks_off(found) == 0
    assert found.missing == found.assumed == ()
    assert bankruptcy_price(found.subject) == Fraction("20791.76")  # printed: 20791.8


def test_the_printed_rate_is_that_of_the_risk_limit_and_is_wrong_here():
    raw = records("phemex")[0]
    wrong = stated(raw, Besides(maintenance=Fraction(raw["maintMarginReqRr"])))
    assert exact(wrong) - stated(raw).reported == Fraction("584.67675")


def test_the_cross_long_is_covered_at_any_price_and_shows_the_lowest():
    found = stated(records("phemex")[1])
    assert (found.printed, found.reported) == ("0.01", None)
    assert "bankruptcy price" in found.sentinel
    assert solved(found) == NoLiquidationPrice(reason=NoPrice.COVERED)
    assert found.assumed == (
        "the maintenance rate of the risk limit is that of the position as well",
    )


def test_the_older_spelling_is_read_unscaled_and_lacks_its_pool():
    raw = records("phemex")[2]
    found = stated(raw)
    assert (found.symbol, found.printed, found.reported) == ("BTCUSD", "10.00000000", None)
    assert found.mark == Fraction("88602.8")
    assert (found.subject, found.missing) == (None, ("the balance of its pool",))
    known = stated(raw, Besides(margin=Fraction(1, 1000)))
    assert exact(known) < 1000


def test_an_isolated_short_is_rounded_down():
    raw = {**records("phemex")[0], "side": "Sell", "liquidationPriceRp": "31057.6"}
    found = stated(raw)
    assert exact(found) == Fraction("31057.6915")
    assert ticks_off(found) == 0
    assert isinstance(found.subject, IsolatedPosition)


def test_a_contract_settled_in_dollars_needs_its_worth():
    raw = {**records("phemex")[2], "symbol": "ETHUSD", "leverage": "20", "currency": "USD"}
    assert stated(raw).missing == ("what one contract is worth",)
    assert stated(raw, Besides(contract=Fraction("0.005"))).missing == ()
