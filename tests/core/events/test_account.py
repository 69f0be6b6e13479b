import copy
import pickle
from typing import get_args

import pytest

from isoledger.core.events import (
    AccountEvent,
    Correction,
    Listing,
    MarginEvent,
    MarginModeChange,
    PositionModeChange,
)
from tests.core.kit import BTC, LINEAR, stamp

EVENTS = [
    Listing(stamp=stamp(1), instrument=LINEAR),
    MarginModeChange(stamp=stamp(1), position=BTC, pool="cross"),
    PositionModeChange(stamp=stamp(1), mode="hedge"),
    Correction(stamp=stamp(1), reverses="e0"),
]


def test_every_event_of_the_account_stands_here():
    assert {type(event) for event in EVENTS} == set(get_args(AccountEvent))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_of_the_account_is_a_frozen_fact(event):
    with pytest.raises(AttributeError):
        event.stamp = stamp(2)
    assert pickle.loads(pickle.dumps(event)) == copy.deepcopy(event) == event
    assert hash(copy.copy(event)) == hash(event)


def test_an_event_is_made_by_name_only():
    with pytest.raises(TypeError):
        Correction(stamp(1), "e0")


def test_the_union_of_all_events_is_closed_at_twenty_eight():
    assert len(get_args(MarginEvent)) == len(set(get_args(MarginEvent))) == 28
