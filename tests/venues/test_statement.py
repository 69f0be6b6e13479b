"""What a declared statement makes of rows: events, remarks, parked rows, openings and chains."""

import json
from datetime import timedelta, timezone
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from isoledger.core.books import WALLET
from isoledger.core.events import (
    BalanceAssertion,
    Bonus,
    Fill,
    Listing,
    PositionAssertion,
    Transfer,
)
from isoledger.core.findings import findings
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.errors import DeclarationError, FieldError, UnreadableFileError
from isoledger.venues.instants import local
from isoledger.venues.meaning import Meaning
from isoledger.venues.statement import Order
from isoledger.venues.sums import Running
from isoledger.venues.translation import Given
from tests.laws.shop import BOOK, HOME, MONEY, PLAIN, TYPES, read, row, running

USD = Asset("USD", 8)
TERMS = Instrument(
    symbol="X",
    base="X",
    quote="USD",
    settle=USD,
    payoff=Payoff.LINEAR,
    multiplier=Fraction(1),
    lot=Fraction(1),
    tick=Fraction(1),
)


def told(*rows, its=PLAIN, **given_more):
    return its.translate(read(*rows, its=its), "a", Given(**given_more))


def ids(translation):
    return [event.stamp.id for event in translation.events]


def parked(translation):
    return [(one.record.row, one.reason) for one in translation.untranslated]


def opened(translation):
    return [(e.amount, e.book) for e in translation.events if getattr(e, "kind", "") == "opening"]


# How it is read


def test_rows_stand_under_dotted_keys_in_a_list_or_alone():
    wrapped = json.dumps({"code": 0, "data": {"next": [1], "rows": [row(1), row(2)]}}).encode()
    assert [r.fields["id"] for r in BOOK.records(wrapped, "f")] == ["r1", "r2"]
    assert [r.fields["id"] for r in BOOK.records(json.dumps([row(3)]).encode(), "f")] == ["r3"]
    assert [r.fields["id"] for r in BOOK.records(json.dumps(row(4)).encode(), "f")] == ["r4"]
    one = json.dumps({"data": {"rows": row(5)}}).encode()
    assert [(r.fields["id"], r.raw) for r in BOOK.records(one, "f")] == [
        ("r5", json.dumps(row(5)).encode())
    ]


def test_a_refusal_of_the_venue_is_no_row_but_an_unreadable_file():
    said = b'\xef\xbb\xbf {"code": 10001, "msg": "no key", "data": {}} '
    with pytest.raises(UnreadableFileError, match=r"f: no rows under data\.rows; it says .*no key"):
        BOOK.records(said, "f")
    with pytest.raises(UnreadableFileError, match=r"no rows under data\.rows"):
        BOOK.records(b'{"code": 1, "data": "none"}', "f")


def test_null_where_rows_would_stand_is_no_rows_and_a_word_there_is_refused():
    assert BOOK.records(b'{"data": {"rows": null}}', "f") == []
    assert BOOK.records(b'{"data": {"rows": []}}', "f") == []
    with pytest.raises(UnreadableFileError, match=r"under data\.rows is no row and no list"):
        BOOK.records(b'{"data": {"rows": "many"}}', "f")


def test_one_row_of_a_list_is_a_row_whatever_it_lacks():
    (only,) = BOOK.records(b'[{"code": 1}]', "f")
    assert only.fields == {"code": "1"}
    flat = evolve(BOOK, under="")
    assert len(flat.records(b'{"code": 1}', "f")) == 1


def test_a_table_is_read_under_its_head():
    table = b"\xef\xbb\xbfts,id,type,coin,change,fee,balance\r\n1,a,in,USD,5,--,5\r\n"
    assert BOOK.recognises(table)
    (one,) = BOOK.records(table, "f.csv")
    assert one.raw == b"1,a,in,USD,5,--,5\r\n"
    done = PLAIN.translate([one], "a")
    assert isinstance(done.events[0], Transfer)
    assert done.events[0].fee is None


def test_json_is_recognised_by_its_keys_and_by_those_it_lacks():
    assert BOOK.recognises(json.dumps([row(1)]).encode())
    assert not BOOK.recognises(b'[{"ts": 1}]')
    assert not BOOK.recognises(json.dumps([row(1, ticker="x")]).encode())
    assert not evolve(BOOK, fields=()).recognises(json.dumps([row(1)]).encode())
    assert not evolve(BOOK, headers=()).recognises(b"ts,id\n1,2\n")


def test_a_statement_that_is_only_a_table_or_only_json_says_so():
    with pytest.raises(UnreadableFileError, match="no header that is known"):
        evolve(BOOK, fields=()).records(b'[{"ts": 1}]', "f")
    with pytest.raises(UnreadableFileError, match="it is no JSON, and no table of this kind"):
        evolve(BOOK, headers=()).records(b"a,b\n", "f")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"fields": (), "headers": ()}, "neither fields nor headers"),
        ({"key": ()}, "no field is its key"),
        ({"running": ()}, "more balances are asserted than run"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(change, why):
    with pytest.raises(DeclarationError, match=f"statement shop book: .*{why}"):
        evolve(BOOK, **change)


def test_the_kind_says_what_each_type_becomes():
    guess = evolve(TYPES["gift"], evidence=Evidence.ASSUMED)
    its = evolve(BOOK, types={**TYPES, "guess": guess})
    kind = its.kind
    assert (kind.name, kind.title, kind.endpoints, kind.money) == (
        *("book", "The book of the shop"),
        *(("/book",), "book"),
    )
    assert kind.types["trade"] == "Fill"
    assert kind.types["note"] == "no history: it is only a note"
    assert kind.types["guess"] == "Bonus (assumed)"
    assert kind.given == its.translate


# What a row becomes


def test_a_row_becomes_events_and_the_balance_after_them():
    done = told(row(1, "5", balance="5"))
    gift, after = done.events
    assert (gift.amount, gift.stamp.id, gift.stamp.time_ns) == (USD.exactly("5"), "book:r1", 10**6)
    assert isinstance(after, BalanceAssertion)
    assert after.stamp.id == "book:r1/15"
    assert gift.stamp.order < after.stamp.order
    assert (gift.stamp.venue, gift.stamp.account) == ("shop", "a")
    assert gift.stamp.source == read(row(1, "5", balance="5"))[0].source


def test_words_for_nothing_are_nothing():
    done = told(row(1, "5", fee="--", balance="--"))
    assert ids(done) == ["book:r1"]


def test_a_type_nobody_knows_is_parked_with_its_place():
    done = told(row(1, type="novel"), row(2))
    assert parked(done) == [(1, "f.json, row 1: field 'type': 'novel' is no type that is known")]
    assert done.is_whole


def test_what_is_no_history_or_moved_nothing_is_skipped_with_the_reason():
    done = told(row(1, type="note"), row(2, type="blank"))
    assert [one.reason for one in done.skipped] == ["it is only a note", "it moved nothing"]
    assert told(row(2, type="blank", balance="3")).translated == 1


def test_a_type_of_several_fields_may_leave_its_last_part_open():
    its = evolve(
        PLAIN, typed_by=("type", "sub"), types={"gift/*": TYPES["in"], "gift/7": TYPES["gift"]}
    )
    done = told(row(1, sub="7"), row(2, sub="8"), row(3), row(4, type="in"), its=its)
    assert [type(event) for event in done.events] == [Bonus, Transfer, Transfer]
    assert parked(done) == [(4, "f.json, row 4: field 'type/sub': 'in/' is no type that is known")]


def test_a_statement_of_one_type_needs_no_field_for_it():
    its = evolve(PLAIN, typed_by=(), types={"": TYPES["gift"]})
    assert told(row(1), its=its).translated == 1
    (reason,) = [why for _, why in parked(told(row(1), its=evolve(its, types={})))]
    assert "'' is no type that is known" in reason


def test_a_row_that_misses_its_own_sum_is_parked_with_file_and_row():
    done = told(row(1, "5", cash="6", fee="0.5"), row(2, "2", cash="2.5", fee="0.5"), its=BOOK)
    ((place, why),) = parked(done)
    assert place == 1
    assert why == ("f.json, row 1: change = cash - fee does not hold: change 5, cash 6, fee 0.5")
    assert ids(done) == ["book:r2"]


def test_a_sum_within_what_its_venue_leaves_is_a_remark():
    done = told(row(1, "2.00000001", cash="2"), its=BOOK)
    (remark,) = done.remarks
    assert remark.text == "change = cash - fee misses by 1/100000000, as its venue is known to"
    assert (remark.record.row, done.translated) == (1, 1)


def test_a_remark_is_made_of_what_was_translated_only():
    one = row(1, "2.00000001", cash="2")
    both = [*read(one, its=BOOK), *read(one, row(2, "1", cash="1"), its=BOOK, file="g")]
    assert [said.record.file for said in BOOK.translate(both, "a").remarks] == ["f.json"]
    late = row(1, "2.00000001", cash="2", type="trade")
    assert told(late, its=BOOK).remarks == ()


def test_a_row_may_not_be_two_events_under_one_id():
    def twice(it):
        return (*TYPES["gift"].tell(it), *TYPES["gift"].tell(it))

    its = evolve(PLAIN, types={"gift": Meaning(becomes=("Bonus",), tell=twice)})
    (reason,) = [why for _, why in parked(told(row(1), its=its))]
    assert "'gift' is told as two events under one id" in reason


def test_each_balance_of_a_row_has_an_id_of_its_own():
    its = evolve(
        PLAIN,
        running=(*PLAIN.running, Running(balance="held", change="change")),
        asserts=(*PLAIN.asserts, MONEY.states("held")),
    )
    done = told(row(1, "5", balance="5", held="5"), its=its)
    assert ids(done) == ["book:r1", "book:r1/14", "book:r1/15"]
    assert [event.book for event in done.events[1:]] == [HOME, "all"]


def test_a_balance_that_asserts_nothing_is_only_followed():
    its = evolve(PLAIN, asserts=())
    assert ids(told(row(1, "5", balance="5"), its=its)) == ["book:r1"]


# Who a row is


def test_a_row_with_none_of_its_key_is_parked():
    its = evolve(PLAIN, key=("id", "ref"))
    done = told(row(1, id=""), row(2, id="--", ref="7"), its=its)
    ((place, why),) = parked(done)
    assert place == 1
    assert "field 'id, ref': nothing tells this row from others" in why
    assert ids(done) == ["book::7"]


def test_equal_rows_of_one_file_are_two_facts_and_of_two_files_one():
    twice = [row(1), row(1)]
    assert ids(told(*twice)) == ["book:r1", "book:r1#2"]
    both = [*read(*twice), *read(*twice, row(2), file="g")]
    done = PLAIN.translate(both, "a")
    assert ids(done) == ["book:r1", "book:r1#2", "book:r2"]
    assert [one.record.file for one in done.skipped] == ["g", "g"]


def test_where_ids_are_unique_a_row_that_comes_twice_is_one_fact():
    its = evolve(PLAIN, unique=True)
    done = told(row(1), row(1), row(1, "2"), its=its)
    assert ids(done) == ["book:r1"]
    assert [one.reason for one in done.skipped] == ["f.json, row 1 once more, under the same id"]
    assert parked(done) == [(3, "f.json, row 1 has the same id and says otherwise")]


def test_one_file_given_twice_is_told_once():
    records = read(row(1), row(1))
    done = PLAIN.translate([*records, *records], "a")
    assert (ids(done), len(done.skipped)) == (["book:r1", "book:r1#2"], 2)


def test_a_record_of_two_files_with_one_other_field_is_parked():
    both = [*read(row(1, "5")), *read(row(1, "6"), file="g")]
    (aside,) = PLAIN.translate(both, "a").untranslated
    assert aside.record.file == "g"
    assert aside.reason == "f.json, row 1 has the same id and says otherwise"


def test_a_row_that_is_refused_is_no_occurrence():
    done = told(row(1, "5", cash="9"), row(1, "5", cash="5"), its=BOOK)
    assert ids(done) == ["book:r1"]


def test_two_statements_may_tell_the_same_facts():
    assert ids(told(row(1), its=evolve(PLAIN, keyed="log"))) == ["log:r1"]


# In which order


ROWS = [row(1, id="a"), row(2, id="b"), row(2, id="c"), row(2, id="d"), row(3, id="e")]


@pytest.mark.parametrize(
    ("order", "rows"),
    [
        (Order.OLDEST, ROWS),
        (Order.NEWEST, ROWS[::-1]),
        (Order.EITHER, ROWS),
        (Order.EITHER, ROWS[::-1]),
    ],
)
def test_equals_in_time_keep_the_order_their_file_lists_them_in(order, rows):
    done = told(*rows, its=evolve(PLAIN, order=order))
    assert ids(done) == [f"book:{name}" for name in "abcde"]


def test_the_place_in_an_instant_is_the_same_in_an_overlapping_file():
    whole, later = told(*ROWS), told(*ROWS[1:])
    orders = {event.stamp.id: event.stamp.order for event in whole.events}
    assert [event.stamp.order for event in later.events] == [
        orders[event.stamp.id] for event in later.events
    ]


def test_each_file_is_listed_in_its_own_order():
    newest = read(*ROWS[:3][::-1])
    oldest = read(*ROWS[3:], file="g")
    assert ids(PLAIN.translate([*newest, *oldest], "a")) == [
        f"book:{name}" for name in ("a", "b", "d", "c", "e")
    ]


def test_a_row_whose_time_is_none_is_parked_and_no_other_is():
    done = told(row(1, balance="1"), row(2, ts="soon"), row(3))
    assert [place for place, _ in parked(done)] == [2]
    assert ids(done) == ["book:r1", "book:r1/15", "book:r3"]


# What was there before


def test_an_opening_is_what_the_first_row_of_each_coin_began_with():
    rows = running(row(1, "5"), row(2, "-3"), begin=10)
    rows.append(row(3, "1", coin="EUR", balance="1"))
    rows.append(row(4, "1", coin="JPY", balance="0.5"))
    done = told(*rows, opening=True)
    assert opened(done) == [
        (USD.exactly("10"), HOME),
        (Asset("JPY", 8).exactly("-0.5"), HOME),
    ]
    assert list(findings(Ledger.replay(done.events))) == []
    assert opened(told(*rows)) == []


def test_an_opening_comes_before_its_row_and_is_called_after_its_balance():
    first = told(*running(row(1, "5"), begin=1), opening=True).events[0]
    assert isinstance(first, Transfer)
    assert (first.stamp.id, first.stamp.time_ns) == ("opening:0:USD", 10**6)


def test_an_opening_of_a_book_goes_to_that_book():
    its = evolve(PLAIN, asserts=(evolve(MONEY, book=WALLET).states("balance"),))
    assert opened(told(*running(row(1), begin=3), its=its, opening=True)) == [
        (USD.exactly("3"), WALLET)
    ]


def test_the_opening_is_the_same_from_either_end():
    rows = running(row(1, "5"), row(2, "-3"), row(2, "1", id="x"), row(3, "7"), begin=4)
    assert opened(told(*rows, opening=True)) == opened(told(*rows[::-1], opening=True))


def test_a_row_that_cannot_be_read_opens_nothing_and_the_next_one_does():
    rows = running(row(1), row(2), row(3), begin=2)
    late, bad = {**rows[0], "ts": "never"}, {**rows[1], "balance": "much"}
    done = told(late, bad, rows[2], opening=True)
    assert opened(done) == [(USD.exactly("4"), HOME)]
    assert [place for place, _ in parked(done)] == [1, 2]


def test_a_parked_row_still_says_what_was_there_before_it():
    rows = running(row(1, type="novel"), row(2), begin=2)
    assert opened(told(*rows, opening=True)) == [(USD.exactly("2"), HOME)]


def test_a_balance_of_all_opens_nothing_where_a_book_of_it_states_its_own():
    its = evolve(
        PLAIN,
        running=(*PLAIN.running, *(Running(balance=n, change="change") for n in ("held", "again"))),
        asserts=(*PLAIN.asserts, MONEY.states("held"), MONEY.states("again")),
    )
    one = row(1, "5", balance="12", held="8", again="9")
    assert opened(told(one, its=its, opening=True)) == [(USD.exactly("3"), HOME)]
    assert opened(told(row(1, "5", balance="12", held="5"), its=its, opening=True)) == []
    assert opened(told(row(1, "5", balance="12"), its=its, opening=True)) == [
        (USD.exactly("7"), HOME)
    ]


def test_what_is_asserted_of_a_position_opens_no_balance():
    def held(it):
        return PositionAssertion(stamp=it.stamp(15), position=PositionId("X"), size=1)

    its = evolve(PLAIN, asserts=(held,))
    assert opened(told(*running(row(1), begin=2), its=its, opening=True)) == []


# Terms


def test_terms_that_rows_give_are_listed_once_and_from_the_beginning():
    its = evolve(PLAIN, terms=lambda it: TERMS if it.type == "trade" else None)
    trade = {"type": "trade", "symbol": "X", "size": "2", "price": "3"}
    done = told(row(5, **trade), row(6, **trade), row(7), its=its)
    listing, *rest = done.events
    assert isinstance(listing, Listing)
    assert (listing.stamp.id, listing.stamp.time_ns) == ("terms:X", 0)
    assert [type(event) for event in rest] == [Fill, Fill, Bonus]


def test_terms_that_contradict_each_other_are_parked():
    def terms(it):
        return evolve(TERMS, tick=Fraction(it.record.text("tick")))

    done = told(row(1, tick="1"), row(2, tick="2"), its=evolve(PLAIN, terms=terms))
    ((place, why),) = parked(done)
    assert (place, "other terms of X" in why) == (2, True)


# Chains


def test_a_chain_follows_every_balance_and_shows_where_it_breaks():
    rows = running(row(1, "5"), row(2, "-3"), row(4, "1"), begin=10)
    whole = PLAIN.chain(read(*rows, row(3, coin="EUR", balance="1")))
    assert (whole.links, whole.gaps) == (2, ())
    broken = PLAIN.chain(read(rows[0], rows[2]))
    (gap,) = broken.gaps
    assert (broken.links, gap.missing, gap.stated, gap.left) == (1, -3, 12, 15)
    assert (gap.earlier.row, gap.later.row, gap.balance) == (1, 2, "balance")


def test_a_chain_is_the_same_from_either_end_and_over_files_that_overlap():
    rows = running(row(1, "5"), row(2, "-3"), row(2, "4", id="x"), row(3, "1"), begin=10)
    assert PLAIN.chain(read(*rows[::-1])).links == 3
    both = [*read(*rows[:3]), *read(*rows[1:], file="g")]
    done = PLAIN.chain(both)
    assert (done.links, done.gaps) == (3, ())


def test_a_row_without_a_time_is_in_no_chain():
    rows = running(row(1, "5"), row(2, "-3"), row(3, "1"))
    done = PLAIN.chain(read(rows[0], {**rows[1], "ts": "x"}, rows[2]))
    assert (done.links, len(done.gaps)) == (1, 1)


def test_a_balance_that_is_no_number_ends_the_chain():
    with pytest.raises(FieldError, match="field 'balance'"):
        PLAIN.chain(read(row(1, balance="1"), row(2, balance="x")))


# What the user says


def test_local_times_are_in_the_zone_that_was_given():
    its = evolve(PLAIN, clock=local("ts", zone=None))
    noon = row(0, ts="1970-01-01 02:00:00")
    (event,) = told(noon, its=its, zone=timezone(timedelta(hours=2))).events
    assert event.stamp.time_ns == 0
    ((_, why),) = parked(told(noon, its=its))
    assert "say the time zone" in why


# Laws


AMOUNTS = st.integers(-(10**12), 10**12).map(str)
KINDS = st.sampled_from(["gift", "in", "note", "novel", "blank", "trade"])
ROW = st.builds(
    lambda at, change, kind, name: row(at, change, type=kind, id=name),
    st.integers(0, 5),
    AMOUNTS,
    KINDS,
    st.sampled_from(["", "a", "b", "c", "d"]),
)


@given(st.lists(ROW))
def test_every_row_is_accounted_for_and_every_id_is_told_once(rows):
    done = told(*rows)
    assert done.is_whole
    assert done.records == len(rows)
    assert len(set(ids(done))) == len(done.events)


@given(st.lists(ROW))
def test_a_second_reading_gives_the_same_events(rows):
    one, other = told(*rows), told(*rows)
    assert one.events == other.events


@given(st.lists(AMOUNTS, min_size=1), st.integers(1, 3), st.data())
def test_files_that_overlap_give_the_events_of_the_whole(amounts, spread, data):
    rows = [row(at // spread, amount, id=f"r{at}") for at, amount in enumerate(amounts)]
    cut = data.draw(st.integers(0, len(rows)))
    back = data.draw(st.integers(0, cut))
    parts = [*read(*rows[:cut], its=PLAIN), *read(*rows[back:], file="g")]
    assert set(ids(PLAIN.translate(parts, "a"))) == set(ids(told(*rows)))
