"""A journal of an older version leads to the same account as it did then."""

from importlib.resources import files
from pathlib import Path

import pytest

from isoledger.core.events import BalanceAssertion, Fill, Funding, MarginTransfer, Transfer
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.journal.codec import decode, decode_lines, encode, key_of
from isoledger.journal.errors import MalformedRecordError, NotCanonicalError
from isoledger.journal.shapes import ShapeError
from isoledger.journal.upcast import SCHEMA_VERSION, UPCASTERS, from_v1, from_v2

LINES = Path(__file__).with_name("fixtures").joinpath("v1.jsonl").read_bytes().splitlines()
V2 = Path(__file__).with_name("fixtures").joinpath("v2.jsonl").read_bytes().splitlines()
USDT = Asset("USDT", 6)


def test_there_is_a_way_from_every_older_version():
    assert set(UPCASTERS) == set(range(1, SCHEMA_VERSION))


def test_a_journal_of_version_1_replays_to_the_state_it_had():
    """Worked by hand: 1000 in, 100 into margin, 5 BTC/1000 at 20000 (cost 100), fee 0.05 and
    funding 0.02 out of margin; 2 of the 5 sold at 21000 (42 for a cost of 40: profit 2)."""
    events = [decode(line, f"line {n}") for n, line in enumerate(LINES, 1)]
    ledger = Ledger.replay(events)
    position = ledger.account.isolated[PositionId("BTCUSDT")]
    assert ledger.account.balance(USDT) == USDT.exactly(650)
    assert position.holding.size == 3
    assert position.holding.cost == USDT.exactly(60)
    assert position.margin == USDT.exactly("101.93")
    assert [type(event) for event in events[1:]] == [
        Transfer, MarginTransfer, Fill, Funding, Fill, Transfer, BalanceAssertion,
    ]  # fmt: skip


def test_what_version_1_left_out_has_one_meaning():
    deposit, withdrawal = (decode(LINES[n]) for n in (1, 6))
    assert (deposit.kind, withdrawal.kind) == ("deposit", "withdrawal")
    assert {decode(line).stamp.known_ns for line in LINES} == {0}
    hedged = LINES[3].replace(b"isolated:BTCUSDT", b"cross:BTCUSDT:short")
    assert decode(hedged).position == PositionId("BTCUSDT", "short", "cross")


def test_the_lines_of_version_1_have_the_same_keys_and_a_new_text():
    for line in LINES:
        event = decode(line)
        assert key_of(line) == (event.stamp.venue, event.stamp.account, event.stamp.id)
        assert decode(encode(event)) == event
        assert encode(event) != line


def test_versions_may_stand_side_by_side():
    mixed = [LINES[0], encode(decode(LINES[1])), LINES[2], V2[-1]]
    assert decode_lines(b"\n".join(mixed), 4) == [decode(line) for line in mixed]


def test_an_old_record_must_be_canonical_too():
    with pytest.raises(NotCanonicalError):
        decode(LINES[1].replace(b",", b", ", 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b'"isolated:BTCUSDT"', b'"BTCUSDT"', "not a position of version 1"),
        (b'"isolated:BTCUSDT"', b"7", "not a position of version 1"),
        (b'"isolated:BTCUSDT"', b'"a:b:c:d"', "not a position of version 1"),
        (b'"isolated:BTCUSDT"', b'"a:b:both"', "'both' is not one of"),
        (b",5,", b',"5",', "size: '5' is not int"),
    ],
)
def test_a_broken_record_of_version_1_is_refused(old, new, says):
    with pytest.raises(MalformedRecordError, match=says):
        decode(LINES[3].replace(old, new))


def test_a_broken_transfer_of_version_1_is_refused():
    with pytest.raises(MalformedRecordError, match="is not money"):
        decode(LINES[1].replace(b'[1000000000,"USDT/6"]', b"1000"))
    with pytest.raises(ShapeError, match="too few"):
        from_v1("fill", [1, 2, 3])


def test_a_journal_of_version_2_replays_to_the_account_of_today():
    """The story of the demo, as version 2 wrote it."""
    today = files("isoledger.cli").joinpath("demo.jsonl").read_bytes().splitlines()
    then = Ledger.replay(map(decode, V2))
    assert then.account == Ledger.replay(map(decode, today)).account
    assert [encode(decode(line)) for line in V2] == today
    assert not any(line in today for line in V2)
    assert {encode(event) for event in then.log} == set(today)


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (7, "7 is not the terms of version 2"),
        (["A"], "no terms of version 2"),
        ([*"ABCDEFGHI", 7, []], "7 is not the tier tables of version 2"),
        ([*"ABCDEFGHI", [7], []], "7 is not a tier table of version 2"),
        ([*"ABCDEFGHI", [[]], []], "None is not a tier table of version 2"),
        ([*"ABCDEFGHI", [[0, True]], []], "True is not a tier table of version 2"),
    ],
)
def test_a_broken_listing_of_version_2_is_refused(terms, says):
    with pytest.raises(ShapeError, match=says):
        from_v2("listing", [0, 0, "v", "a", "id", "", 0, terms])


def test_what_had_no_tiers_in_version_2_has_none():
    terms = [*"ABCDEFGHI", None, []]
    assert from_v2("listing", [*range(7), terms]) == ("listing", [*range(7), terms])
    assert from_v2("listing", [1]) == ("listing", [1]), "too few: said by whoever reads the fields"
