import copy
import pickle

import pytest

import isoledger as il
from isoledger.core.events import (
    Deleveraging,
    EntryRebase,
    Fill,
    Funding,
    LeverageChange,
    Liquidation,
    MarginCause,
    MarginTransfer,
    OpeningPosition,
    PositionAssertion,
    ReserveMove,
    Settlement,
    SettlementKind,
)
from tests.core.kit import BTC, stamp, usdt

AT = {"stamp": stamp(1), "position": BTC}
EVENTS = [
    Fill(**AT, size=1, price=il.Price.of(1)),
    Funding(**AT, amount=usdt("1")),
    MarginTransfer(**AT, amount=usdt("1")),
    ReserveMove(**AT, amount=usdt("1")),
    EntryRebase(**AT, realised=usdt("1")),
    LeverageChange(**AT, leverage=il.Exact.of(5)),
    Liquidation(**AT),
    Deleveraging(**AT, size=1, price=il.Price.of(1)),
    Settlement(**AT, kind=SettlementKind.SESSION),
    OpeningPosition(**AT, size=1, cost=usdt("1")),
    PositionAssertion(**AT, size=1),
]


def name(event):
    return type(event).__name__


def test_every_event_of_a_position_stands_here():
    assert {type(event) for event in EVENTS} == set(il.core.events.PositionEvent.__args__)


@pytest.mark.parametrize("event", EVENTS, ids=name)
def test_an_event_of_a_position_is_a_frozen_fact(event):
    with pytest.raises(AttributeError):
        event.position = BTC
    assert pickle.loads(pickle.dumps(event)) == copy.deepcopy(event) == event
    assert hash(copy.copy(event)) == hash(event)


def test_what_is_not_said_is_none_and_not_zero():
    fill, liquidation = EVENTS[0], EVENTS[6]
    assert (fill.cost, fill.fee, fill.realised, fill.held) == (None,) * 4
    assert (liquidation.size, liquidation.price, liquidation.realised) == (None,) * 3


def test_margin_moves_between_position_and_wallet_unless_said_otherwise():
    transfer = EVENTS[2]
    assert (transfer.book, transfer.cause) == (il.WALLET, MarginCause.USER)
