"""The quick way builds just what the constructor builds."""

import pickle
import weakref

import attrs
import msgspec
import pytest
from hypothesis import given

from isoledger.core.identity import Stamp
from isoledger.journal import codec
from isoledger.journal.codec import encode
from isoledger.journal.errors import MalformedRecordError
from isoledger.journal.hot import HOT, Row, maker
from isoledger.journal.shapes import fields_of
from isoledger.testing import strategies

BY_TAG = {kind.tag: kind for kind in codec._KINDS.values()}


@pytest.mark.parametrize("row", HOT, ids=lambda row: row.__name__)
def test_a_row_has_the_fields_of_its_event_in_their_order(row):
    kind = BY_TAG[row.__struct_config__.tag]
    names = [field.name for field in msgspec.structs.fields(row)]
    assert names == [*fields_of(Stamp), *kind.fields]


@pytest.mark.parametrize("row", HOT, ids=lambda row: row.__name__)
def test_quick_and_careful_build_the_same(row):
    @given(strategies.events(BY_TAG[row.__struct_config__.tag].event))
    def law(event):
        quick = codec._decoder.decode(encode(event))
        assert type(quick) is row
        built = quick.event()
        careful, _ = codec._carefully(encode(event), "record")
        for one, two in [(built, careful), (built.stamp, careful.stamp)]:
            assert (
                attrs.astuple(one)
                == attrs.astuple(two)
                == attrs.astuple(event if one is built else event.stamp)
            )
        assert hash(built) == hash(event)
        assert repr(built) == repr(event)
        assert pickle.loads(pickle.dumps(built)) == event
        assert attrs.evolve(built) == event

    law()


def test_what_is_made_is_frozen_and_of_its_very_kind():
    stamp = maker(Stamp)(1, 2, "okx", "main", "b-1", "", 3)
    assert type(stamp) is Stamp
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        stamp.time_ns = 4
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del stamp.time_ns
    assert weakref.ref(stamp)() is stamp


def test_a_number_out_of_bounds_is_left_to_the_careful_way():
    text = b'["funding/3",5,0,"okx","main","b-1","",0,["A","net",""],[1,"USDT/6"],[1,101]]'
    with pytest.raises(MalformedRecordError, match="event 1, rate: scale 101"):
        codec.decode_lines(text, 1)


def test_a_row_of_no_kind_is_no_event():
    with pytest.raises(NotImplementedError):
        Row(1, 2, "a", "b", "c", "", 0).event()
