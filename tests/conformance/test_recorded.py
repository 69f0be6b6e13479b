"""What a step of a recorded life shows."""

import json
from fractions import Fraction

import pytest

from isoledger.conformance.plain import CaseError
from isoledger.conformance.recorded import Balance, Held, Moved, Traded, lives_of


def life(*steps, **fields):
    one = {"venue": "v", "symbol": "S", "steps": list(steps)} | fields
    (found,) = lives_of(json.dumps([one]).encode(), "f")
    return found


def seen(step):
    return life(step).steps[0].seen


def test_a_balance_is_what_is_free_and_what_is_all():
    assert seen({"coin_balances": [{"available": "1.50", "locked": "2"}]}) == (
        Balance(free="1.50"),
    )
    assert seen({"totalWalletBalance": "9", "availableBalance": "4"}) == (
        Balance(free="4", total="9"),
    )
    assert seen({"data": {"balances": [{"available": 3}]}}) == (Balance(free="3"),)


def test_what_is_available_of_a_position_is_no_money():
    (held,) = seen({"positions": [{"holdSide": "short", "total": "2", "available": "2"}]})
    assert isinstance(held, Held)
    assert held.quantity == -2


def test_a_position_is_read_by_whatever_names_its_venue_has():
    (held,) = seen(
        {
            "holdSide": "long",
            "total": "0.5",
            "averageOpenPrice": "100.0",
            "margin": "10.12",
            "marginMode": "fixed",
            "leverage": 5,
            "liqPx": "80.5",
        }
    )
    assert (held.quantity, held.entry, held.margin, held.price) == (
        Fraction(1, 2), "100.0", "10.12", "80.5",
    )  # fmt: skip
    assert (held.leverage, held.pooled, held.profit) == (5, False, 0)
    (cross,) = seen({"step": "cross open", "szi": "1", "entryPx": "2", "totalRawUsd": "-3"})
    assert (cross.pooled, cross.cash) == (True, -3)
    (used,) = seen(
        {"marginUsed": "7", "unrealizedPnl": "-2", "liquidationPx": "1", "isolated": True}
    )
    assert (used.margin, used.profit, used.pooled) == ("7", -2, False)
    (locked,) = seen({"size": 1, "position_margin": "5", "occ_closing_fee": "0.1"})
    assert (locked.margin, locked.reserve, locked.pooled) == ("5", Fraction(1, 10), None)


def test_a_venue_that_counts_in_smallest_units_is_read_in_coins():
    (held,) = seen(
        {
            "markValue": 7433000,
            "maintMargin": 301200,
            "unrealisedPnl": -2000,
            "liquidationPrice": "1",
        }
    )
    assert (held.margin, held.profit) == ("0.00301200", Fraction(-2, 10**5))
    (bare,) = seen({"markValue": 1, "liquidationPrice": "1"})
    assert (bare.margin, bare.profit) == ("", None)


def test_no_positions_is_a_position_of_nothing():
    assert seen({"positions": []}) == (Held(raw={}, quantity=Fraction(0)),)


def test_only_a_filled_order_is_a_trade_and_its_fee_is_paid_above_zero():
    new = {"ordId": "1", "status": "new", "side": "sell", "accFillSz": "0"}
    assert seen({"orders": [new]}) == ()
    filled = {
        "exchangeId": "1",
        "status": "filled",
        "side": "sell",
        "baseQuantity": 2,
        "price": 5,
        "commission": "-0.1",
        "profit": "3",
    }
    (trade,) = seen({"orders": [filled]})
    assert trade == Traded(
        quantity=Fraction(-2), price=Fraction(5), fee=Fraction(1, 10), realised=Fraction(3)
    )
    (taken,) = seen({"name": "position_liquidation_30", "data": filled | {"side": "buy"}})
    assert (taken.taken, taken.quantity) == (True, 2)


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ({"op": "add 2.1"}, "2.1"),
        ({"op": "reduce 1.5"}, "-1.5"),
        ({"step": "margin +20"}, "20"),
        ({"step": "margin -3"}, "-3"),
    ],
)
def test_an_operation_by_hand_is_said_in_words(words, amount):
    (moved, _) = seen(words | {"margin": "5"})
    assert moved == Moved(amount=Fraction(amount))


def test_the_clock_of_the_log_is_read_where_it_is_one():
    assert life({"local_time": "2022-10-20T15:27:41.040"}).steps[0].time_ns == 1666279661040 * 10**6
    assert life({"local_time": "noon"}).steps[0].time_ns is None
    assert life({}).steps[0].time_ns is None


def test_what_is_nested_oddly_shows_nothing():
    assert seen({"data": ["x", 3], "orders": "none"}) == ()
    assert seen({"margin": {"a": 1}, "liqPx": "", "available": None})[0].margin == ""


@pytest.mark.parametrize(
    "plain",
    [
        {},
        [3],
        [{"venue": "v"}],
        [{"venue": "v", "steps": []}],
        [{"venue": "v", "symbol": "S", "steps": [3]}],
        [{"symbol": "S", "steps": [{"op": "add 1.2.3"}], "venue": "v"}],
    ],
)
def test_what_is_no_file_of_lives_is_refused(plain):
    with pytest.raises(CaseError):
        lives_of(json.dumps(plain).encode(), "f")


def test_a_step_knows_its_place_and_what_it_shows():
    found = life({}, {"coin_balances": [{"available": "1"}]}, what="isolated", source="s")
    assert [step.place for step in found.steps] == [1, 2]
    assert (found.what, found.source) == ("isolated", "s")
