"""One text for one event, and every other text refused with its place."""

from fractions import Fraction
from pathlib import Path
from typing import get_args

import attrs
import pytest
from hypothesis import example, given, strategies as st

from isoledger.core.events import (
    Fill,
    Listing,
    MarginEvent,
)
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Price
from isoledger.journal.codec import decode, decode_lines, encode, key_of, schema
from isoledger.journal.errors import (
    CodecError,
    MalformedRecordError,
    NotCanonicalError,
    UnencodableError,
    UnknownTagError,
    UnknownVersionError,
)
from isoledger.testing import strategies

FIXTURES = Path(__file__).with_name("fixtures")
USDT = Asset("USDT", 6)
STAMP = Stamp(
    time_ns=5, sequence=2, venue="okx", account="main", id="b-1", source="sha256:aa#7", known_ns=9
)
FILL = Fill(
    stamp=STAMP,
    position=PositionId("XBTUSD"),
    size=-3,
    price=Price(236333, 4),
    fee=Money(-12, USDT),
)
TEXT = (
    b'["fill/3",5,2,"okx","main","b-1","sha256:aa#7",9,["XBTUSD","net",""],-3,[236333,4],'
    b'null,[-12,"USDT/6"],null,null]'
)
KINDS = get_args(MarginEvent)


def everything(value):
    """*value* with what equality does not look at."""
    return attrs.astuple(value), attrs.astuple(value.stamp), type(value)


def refused(text, error=MalformedRecordError):
    with pytest.raises(error) as caught:
        decode(text, "line 7")
    assert isinstance(caught.value, CodecError)
    assert "line 7" in str(caught.value)
    return str(caught.value)


def test_a_record_is_this_text():
    assert encode(FILL) == TEXT
    assert everything(decode(TEXT)) == everything(FILL)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_comes_back_field_by_field(kind):
    @given(strategies.events(kind))
    def law(event):
        text = encode(event)
        assert everything(decode(text)) == everything(event)
        assert encode(decode(text)) == text
        assert b"\n" not in text
        [quick] = decode_lines(text, 1)
        assert everything(quick) == everything(event)
        assert key_of(text) == (event.stamp.venue, event.stamp.account, event.stamp.id)

    law()


@given(st.lists(strategies.events(), max_size=8))
def test_many_lines_are_the_same_as_one_by_one(events):
    lines = [encode(event) for event in events]
    together = decode_lines(b"\n".join(lines), len(lines)) if lines else []
    assert list(map(everything, together)) == list(map(everything, events))


@given(st.binary(max_size=60))
@example(b"")
@example(b"null")
def test_any_bytes_are_an_event_or_a_typed_error(data):
    for read in (decode, lambda raw: decode_lines(raw, 1), key_of):
        try:
            read(data)
        except CodecError:
            continue


@given(strategies.events(), st.data())
def test_one_flipped_byte_is_another_event_or_a_typed_error(event, data):
    text = bytearray(encode(event))
    text[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        other = decode(bytes(text))
    except CodecError:
        return
    assert encode(other) == bytes(text)


def test_an_event_learned_now_is_stamped_and_one_learned_before_is_not():
    unknown = attrs.evolve(FILL, stamp=attrs.evolve(STAMP, known_ns=0))
    assert encode(unknown, known_ns=77) == TEXT.replace(b'#7",9,', b'#7",77,')
    assert encode(FILL, known_ns=77) == TEXT


def test_the_layout_is_the_one_of_this_version():
    """A change here is a new SCHEMA_VERSION, an upcaster and a fixture of the old one."""
    assert schema() == (FIXTURES / "schema.txt").read_text(encoding="utf-8")


def test_assets_positions_and_names_are_kept_once():
    two = decode_lines(TEXT + b"\n" + TEXT, 2)
    assert two[0].fee.asset is two[1].fee.asset
    assert two[0].position is two[1].position
    assert two[0].price is two[1].price
    assert two[0].stamp.venue is two[1].stamp.venue


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace(b",5,", b", 5,"),
        TEXT + b" ",
        TEXT + b"\n",
        TEXT.replace(b"main", b"m\\u0061in"),
        TEXT.replace(b"-3", b"-0"),
    ],
)
def test_the_same_event_in_other_bytes_is_refused(text):
    assert "not canonical" in refused(text, NotCanonicalError)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "not a record"),
        (b"\xff", "not a record"),
        (b"[" * 5000 + b"]" * 5000, "not a record"),
        (b"[NaN]", "not a record"),
        (b"{}", "not a record: {} is not an array"),
        (b"[]", "does not begin with a tag"),
        (b"[1]", "does not begin with a tag"),
        (TEXT.replace(b",null]", b"]"), "6 elements, expected 7"),
        (TEXT.replace(b",null]", b",null,null]"), "elements"),
        (TEXT.replace(b",5,", b",5.0,"), "time_ns: 5.0 is not int"),
        (TEXT.replace(b",5,", b",1e3,"), "time_ns: 1000.0 is not int"),
        (TEXT.replace(b",5,", b",true,"), "time_ns: True is not int"),
        (TEXT.replace(b",5,", b',"5",'), "time_ns: '5' is not int"),
        (TEXT.replace(b",5,", b",null,"), "time_ns: None is not int"),
        (TEXT.replace(b",5,", b"," + b"9" * 121 + b","), "more than 120 digits"),
        (TEXT.replace(b",5,", b"," + b"9" * 5000 + b","), "not a record"),
        (TEXT.replace(b"-3,", b'{"a":1,"a":2},'), "size: {'a': 2} is not int"),
        (TEXT.replace(b'"okx"', b"7"), "venue: 7 is not str"),
        (TEXT.replace(b'"net"', b'"both"'), "position: 'both' is not one of net, long, short"),
        (TEXT.replace(b'"net",""', b'"net"'), "position: 2 elements, expected 3"),
        (TEXT.replace(b'["XBTUSD","net",""]', b'"XBTUSD"'), "is not an array"),
        (TEXT.replace(b"[236333,4]", b"[236330,4]"), "has a shorter form"),
        (TEXT.replace(b"[236333,4]", b"[-236333,4]"), "a price is above zero"),
        (TEXT.replace(b"[236333,4]", b"[0,0]"), "a price is above zero"),
        (TEXT.replace(b"[236333,4]", b"[236333,101]"), "scale 101 is not in 0..100"),
        (TEXT.replace(b"[236333,4]", b"[236333,-1]"), "scale -1"),
        (TEXT.replace(b"[236333,4]", b"[236333]"), "1 elements, expected 2"),
        (TEXT.replace(b"USDT/6", b"USDT/37"), "fee.asset: asset USDT: decimals 37"),
        (TEXT.replace(b"USDT/6", b"USDT/06"), "fee.asset: 'USDT/06' is not an asset"),
        (TEXT.replace(b"USDT/6", b"USDT"), "is not an asset"),
        (TEXT.replace(b"USDT/6", b"USDT/" + b"6" * 5000), "is not an asset"),
        (TEXT.replace(b"USDT/6", b"USDT/x"), "is not an asset"),
        (TEXT.replace(b"[-12,", b"[12.5,"), "fee.units: 12.5 is not int"),
        (b'["fill/3",' + b'"' + b"x" * (1 << 20) + b'"]', "longer than 1048576 bytes"),
    ],
)
def test_what_is_no_event_is_refused_with_its_place(text, says):
    assert says in refused(text)


@pytest.mark.parametrize("tag", ["fill", "fill/", "/3", "Fill/3", "fill/3.0", "fill/-1", "fi ll/3"])
def test_what_is_no_tag_is_refused(tag):
    refused(TEXT.replace(b"fill/3", tag.encode()), UnknownTagError)


def test_an_unknown_kind_is_refused():
    assert "no event called 'fall'" in refused(TEXT.replace(b"fill/3", b"fall/3"), UnknownTagError)


@pytest.mark.parametrize("version", [0, 4, 99])
def test_an_unknown_version_is_refused(version):
    says = refused(TEXT.replace(b"fill/3", f"fill/{version}".encode()), UnknownVersionError)
    assert f"version '{version}' is not known, the newest known is 3" in says


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (attrs.evolve(FILL, size=True), "fill/3 b-1, size: True is not int"),
        (attrs.evolve(FILL, size=1.5), "1.5 is not int"),
        (attrs.evolve(FILL, size=10**120), "more than 120 digits"),
        (attrs.evolve(FILL, fee=Money(10**120, USDT)), "fee.units: a whole number"),
        (attrs.evolve(FILL, price=Price(1, 101)), "price: scale 101"),
        (attrs.evolve(FILL, position=("XBTUSD", "net", "")), "is not PositionId"),
        (attrs.evolve(FILL, position=PositionId("XBTUSD", "both")), "'both' is not one of"),
        (attrs.evolve(FILL, stamp=attrs.evolve(STAMP, account="\ud800")), "half a surrogate"),
        (attrs.evolve(FILL, stamp=attrs.evolve(STAMP, account="x" * (1 << 20))), "longer than"),
        ("a text", "str: is no event"),
    ],
)
def test_an_event_that_is_not_what_it_says_is_not_written(event, says):
    with pytest.raises(UnencodableError, match=says):
        encode(event)


def test_a_whole_multiplier_is_a_fraction_too():
    terms = attrs.evolve(strategies_instrument(), multiplier=2)
    listing = Listing(stamp=STAMP, instrument=terms)
    assert decode(encode(listing)) == listing


def strategies_instrument():
    from isoledger.core.instrument import Instrument, Payoff

    return Instrument(
        symbol="A",
        base="A",
        quote="USDT",
        settle=USDT,
        payoff=Payoff.LINEAR,
        multiplier=Fraction(1),
        tick=Fraction(1, 2),
    )


def test_lines_that_do_not_add_up_are_refused():
    with pytest.raises(MalformedRecordError, match="event 4: 1 records where 2 were written"):
        decode_lines(TEXT, 2, first=4)
    with pytest.raises(MalformedRecordError, match="event 5"):
        decode_lines(TEXT + b"\n[]", 2, first=4)


def test_a_key_needs_a_stamp():
    with pytest.raises(MalformedRecordError, match="no venue, account and id"):
        key_of(b'["fill/3",1,2,3]')


def test_the_collector_runs_again_after_reading():
    import gc

    assert gc.isenabled()
    decode_lines(TEXT, 1)
    assert gc.isenabled()
    gc.disable()
    try:
        decode_lines(TEXT, 1)
        assert not gc.isenabled()
    finally:
        gc.enable()
