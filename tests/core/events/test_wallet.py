import copy
import pickle

import pytest

import isoledger as il
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Borrow,
    Conversion,
    EitherEvent,
    Fee,
    FundingTotal,
    InsuranceClear,
    Interest,
    PoolTransfer,
    RealisedProfit,
    Repay,
    Transfer,
    WalletEvent,
)
from tests.core.kit import CROSS, XBT, stamp, usdt

SAID = {"stamp": stamp(1), "amount": usdt("1")}
EVENTS = [
    Transfer(**SAID),
    PoolTransfer(**SAID, source=il.WALLET, target=CROSS),
    Conversion(stamp=stamp(1), sold=usdt("1"), bought=XBT.exactly(1)),
    RealisedProfit(**SAID, symbol="X"),
    FundingTotal(**SAID, symbol="X"),
    Interest(**SAID),
    Borrow(**SAID),
    Repay(**SAID),
    Bonus(**SAID),
    Adjustment(**SAID, reason="found"),
    BalanceAssertion(**SAID),
    Fee(**SAID),
    InsuranceClear(**SAID),
]


def name(event):
    return type(event).__name__


def test_every_event_of_the_wallet_stands_here():
    union = {*WalletEvent.__args__, *EitherEvent.__args__}
    assert {type(event) for event in EVENTS} == union


@pytest.mark.parametrize("event", EVENTS, ids=name)
def test_an_event_of_the_wallet_is_a_frozen_fact(event):
    with pytest.raises(AttributeError):
        event.stamp = stamp(2)
    assert pickle.loads(pickle.dumps(event)) == copy.deepcopy(event) == event
    assert hash(copy.copy(event)) == hash(event)


@pytest.mark.parametrize("event", [e for e in EVENTS if hasattr(e, "book")], ids=name)
def test_an_event_that_names_no_book_is_about_the_wallet(event):
    assert event.book == il.WALLET


def test_an_adjustment_says_why():
    with pytest.raises(TypeError):
        Adjustment(**SAID)
