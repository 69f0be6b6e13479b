"""What every store promises, asked of all three."""

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from isoledger.core.errors import ConflictingEventError
from isoledger.journal import (
    NOTHING,
    Appended,
    Batch,
    BrokenChainError,
    ConflictingRecordError,
    Counts,
    MemoryStore,
    Outcome,
    Receipt,
    StoreClosedError,
    UnencodableError,
    UnfitBatchError,
    UnknownFileError,
)
from isoledger.testing import strategies
from tests.journal.samples import (
    FILE,
    KINDS,
    NOW_NS,
    ON_DISK,
    Shop,
    batch,
    fill,
    interest,
    mixed,
    row,
    source_file,
)


@pytest.fixture(params=KINDS)
def shop(request, tmp_path):
    return Shop(request.param, tmp_path)


@pytest.fixture
def store(shop):
    with shop.open() as opened:
        yield opened


def test_a_new_journal_holds_nothing(store):
    assert list(store.read()) == []
    assert store.receipt() == NOTHING
    assert store.counts() == Counts()
    assert store.files() == ()
    assert list(store.parked()) == []
    report = store.verify()
    assert report.is_whole
    assert report.first_bad is None
    assert report.why == ""
    assert report.receipt == NOTHING


def test_events_come_back_in_the_order_in_which_they_came(store):
    events = mixed(9)
    done = store.append(batch(reversed(events[:5])), known_ns=NOW_NS)
    assert (done.events, done.exists, done.rows, done.files) == (5, 0, 0, 0)
    assert done.receipt.count == 5
    store.append(batch(events[5:]), known_ns=NOW_NS + 1)
    assert tuple(store.read()) == (*reversed(events[:5]), *events[5:])
    known = [event.stamp.known_ns for event in store.read()]
    assert known == [NOW_NS] * 5 + [NOW_NS + 1] * 4
    assert [event.stamp.source for event in store.read()] == [f"{FILE}#1"] * 9


def test_an_event_that_says_when_it_was_learned_keeps_that(store):
    store.append(batch([fill(known_ns=3)]), known_ns=NOW_NS)
    assert [event.stamp.known_ns for event in store.read()] == [3]


def test_one_account_can_be_read(store):
    store.append(batch(mixed(8)), known_ns=NOW_NS)
    assert {event.stamp.account for event in store.read(account="other")} == {"other"}
    assert len(list(store.read(account="other"))) == 2
    assert len(list(store.read(venue="okx", account="main"))) == 6
    assert list(store.read(venue="bitmex")) == []


def test_the_same_again_adds_nothing_and_is_counted(store):
    given = batch(mixed(6), [row(1), row(2)])
    first = store.append(given, known_ns=NOW_NS)
    again = store.append(given, known_ns=NOW_NS + 5)
    assert again == Appended(
        receipt=first.receipt, events=0, exists=6, rows=0, rows_exist=2, files=0
    )
    assert store.counts().batches == 1
    assert len(list(store.read())) == 6


def test_where_an_event_was_read_again_is_no_difference(store):
    store.append(batch([fill()]), known_ns=NOW_NS)
    elsewhere = fill(sequence=9, source="sha256:bb#4", known_ns=8)
    done = store.append(batch([elsewhere, fill("e-2")]), known_ns=NOW_NS)
    assert (done.events, done.exists) == (1, 1)


def test_twice_in_one_batch_counts_once(store):
    done = store.append(batch([fill(), fill(), interest("e-2")]), known_ns=NOW_NS)
    assert (done.events, done.exists) == (2, 1)


def test_one_id_in_another_account_is_another_event(store):
    done = store.append(batch([fill(), fill(account="b"), fill(venue="x")]), known_ns=NOW_NS)
    assert done.events == 3


@pytest.mark.parametrize(
    ("other", "field"),
    [
        (fill(size=4), "size"),
        (fill(time_ns=6), "stamp"),
        (interest(), "__class__"),
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_one_id_with_two_contents_is_refused_and_nothing_is_written(store, other, field, together):
    if not together:
        store.append(batch([fill()]), known_ns=NOW_NS)
    before, counts = store.receipt(), store.counts()
    events = [interest("e-9"), fill(), other]
    with pytest.raises(ConflictingEventError) as caught:
        store.append(batch(events), known_ns=NOW_NS)
    assert caught.value.field == field
    assert f"exists_with_different_{field}" in str(caught.value)
    assert (store.receipt(), store.counts()) == (before, counts)
    assert len(list(store.read())) == (0 if together else 1)
    assert store.append(batch([interest("e-9")]), known_ns=NOW_NS).events == 1


def test_an_event_that_cannot_be_written_leaves_nothing_behind(store):
    with pytest.raises(UnencodableError):
        store.append(batch([fill(), fill("e-2", size=1.5)], [row()]), known_ns=NOW_NS)
    assert store.counts() == Counts()


@pytest.mark.parametrize("known_ns", [-1, 2**63, 1.0, True])
def test_an_instant_that_cannot_be_is_refused(store, known_ns):
    with pytest.raises(UnfitBatchError, match="known_ns"):
        store.append(batch([fill()]), known_ns=known_ns)


def test_raw_records_come_back_byte_for_byte(store):
    raws = [b'a,"b\r\n', b"\x00\xff\xfe", "é€\u2028".encode(), b"", b'"\\u0041"']
    rows = [row(n, raw) for n, raw in enumerate(raws, 1)]
    done = store.append(batch(rows=rows), known_ns=NOW_NS)
    assert (done.rows, done.files, done.receipt.count) == (5, 1, 6)
    assert [store.raw(f"{FILE}#{n}").raw for n in range(1, 6)] == raws
    assert store.raw(f"{FILE}#1") == rows[0]
    assert store.files() == (source_file(),)
    assert store.verify(done.receipt).is_whole


@pytest.mark.parametrize("source", ["", "nowhere", f"{FILE}#9", f"{FILE}#01", FILE])
def test_a_source_that_is_not_here_is_none(store, source):
    store.append(batch(rows=[row(1)]), known_ns=NOW_NS)
    assert store.raw(source) is None


def test_what_nobody_could_translate_is_parked_until_somebody_can(store):
    parked = row(2, outcome=Outcome.UNTRANSLATED, reason="no such type")
    skipped = row(3, outcome=Outcome.SKIPPED, reason="pending")
    store.append(batch(rows=[row(1), parked, skipped]), known_ns=NOW_NS)
    assert list(store.parked()) == [parked]
    counts = store.counts()
    assert (counts.rows, counts.untranslated, counts.skipped, counts.files) == (3, 1, 1, 1)

    done = store.append(batch([fill()], [row(1), row(2), skipped]), known_ns=NOW_NS + 1)
    assert (done.rows, done.rows_exist) == (1, 2)
    assert list(store.parked()) == []
    assert store.raw(f"{FILE}#2").outcome is Outcome.EVENT
    counts = store.counts()
    assert (counts.rows, counts.untranslated, counts.skipped) == (3, 0, 1)


def test_parked_records_come_in_the_order_in_which_they_were_parked(store):
    rows = [row(n, outcome=Outcome.UNTRANSLATED, reason="?") for n in (1, 2, 3)]
    store.append(batch(rows=rows), known_ns=NOW_NS)
    again = attrs.evolve(rows[0], reason="still ?")
    store.append(batch(rows=[again]), known_ns=NOW_NS)
    assert list(store.parked()) == [*rows[1:], again]


def test_one_row_with_two_contents_is_refused(store):
    store.append(batch(rows=[row(1)]), known_ns=NOW_NS)
    with pytest.raises(ConflictingRecordError, match="#1: exists_with_different_raw"):
        store.append(batch(rows=[row(1, b"else")]), known_ns=NOW_NS)
    with pytest.raises(ConflictingRecordError, match="exists_with_different_size"):
        store.append(batch(files=[source_file(size=7)]), known_ns=NOW_NS)


def test_a_row_of_no_file_is_refused(store):
    with pytest.raises(UnknownFileError, match="neither in the batch nor in the journal"):
        store.append(batch(rows=[row(1)], files=()), known_ns=NOW_NS)
    store.append(batch(files=[source_file()]), known_ns=NOW_NS)
    assert store.append(batch(rows=[row(1)], files=()), known_ns=NOW_NS).rows == 1


def test_one_file_under_two_accounts_is_imported_twice(store):
    files = [source_file(), source_file(account="b"), source_file(imported_ns=1)]
    assert store.append(batch(files=files), known_ns=NOW_NS).files == 2


def test_every_receipt_ever_given_is_borne_out(store):
    receipts = [NOTHING]
    for n in range(5):
        done = store.append(batch(mixed(n + 1, 10 * n), [row(n + 1)]), known_ns=NOW_NS + n)
        receipts.append(done.receipt)
    assert len({receipt.tip for receipt in receipts}) == 6
    assert store.receipt() == receipts[-1]
    for receipt in receipts:
        assert store.verify(Receipt.parse(str(receipt))).is_whole
    report = store.verify(receipts[2])
    assert (report.count, report.events, report.batches) == (21, 15, 5)
    assert str(report) == f"15 events in 5 batches are whole; {receipts[-1]}"


def test_a_receipt_of_another_journal_is_not_borne_out(store):
    receipt = store.append(batch(mixed(3)), known_ns=NOW_NS).receipt
    report = store.verify(Receipt(receipt.count + 2, receipt.tip))
    assert not report.is_whole
    assert str(report) == "journal: its end is missing: the receipt has 5 records, 2 are gone"
    report = store.verify(Receipt(receipt.count, "f" * 64))
    assert report.why == "it was rewritten: it has no link ffffffffffff… at 3 records"
    assert report.first_bad == 0


def test_the_batches_appended_elsewhere_give_one_receipt(store):
    store.append(batch(mixed(4), [row(1)]), known_ns=NOW_NS)
    store.append(batch(rows=[row(2, b"\xff", Outcome.SKIPPED, "no")]), known_ns=NOW_NS + 1)
    other = MemoryStore()
    for given_batch, known_ns in store.batches():
        other.append(given_batch, known_ns=known_ns)
    assert other.receipt() == store.receipt()
    assert other.counts() == store.counts()


def test_an_empty_batch_is_nothing(store):
    assert store.append(Batch(), known_ns=NOW_NS).receipt == NOTHING


@pytest.mark.parametrize("kind", ON_DISK)
def test_what_was_appended_is_there_when_opened_again(kind, tmp_path):
    shop = Shop(kind, tmp_path)
    with shop.open() as store:
        receipt = store.append(batch(mixed(5), [row(1)]), known_ns=NOW_NS).receipt
    with shop.open() as store:
        assert store.receipt() == receipt
        assert store.append(batch(mixed(5)), known_ns=NOW_NS).exists == 5
        assert store.append(batch(mixed(2, 5)), known_ns=NOW_NS).events == 2
    with shop.open("read") as store:
        assert tuple(store.read()) == mixed(7)
        assert store.verify(receipt).is_whole
        with pytest.raises(StoreClosedError, match="reading only"):
            store.append(batch(mixed(1)), known_ns=NOW_NS)


@pytest.mark.parametrize("kind", ON_DISK)
def test_a_closed_store_says_so(kind, tmp_path):
    store = Shop(kind, tmp_path).open()
    store.close()
    store.close()
    with pytest.raises(StoreClosedError, match="closed"):
        store.append(batch(mixed(1)), known_ns=NOW_NS)


@pytest.mark.parametrize("kind", ON_DISK)
def test_two_writers_take_turns_and_see_each_other(kind, tmp_path):
    shop = Shop(kind, tmp_path)
    with shop.open() as one, shop.open() as two:
        one.append(batch(mixed(2)), known_ns=NOW_NS)
        done = two.append(batch(mixed(4)), known_ns=NOW_NS)
        assert (done.events, done.exists) == (2, 2)
        last = one.append(batch(mixed(6)), known_ns=NOW_NS)
        assert last.exists == 4
        assert two.verify(last.receipt).is_whole


@settings(max_examples=25)
@given(st.lists(st.lists(strategies.events(), max_size=3), max_size=4), st.booleans())
def test_three_stores_give_one_receipt_for_any_events(tmp_path_factory, batches, raws):
    receipts, folder = set(), tmp_path_factory.mktemp("stores")
    for kind in KINDS:
        with Shop(kind, folder).open() as store:
            taken = {}
            for number, events in enumerate(batches, 1):
                fresh = [e for e in events if taken.setdefault(e.stamp.id, e) == e]
                rows = [row(number, str(events).encode())] if raws else []
                store.append(batch(fresh, rows), known_ns=number)
            receipts.add(store.verify(store.receipt()).receipt)
            ids = [e.stamp.id for e in store.read()]
            assert len(ids) == store.counts().events
    assert len(receipts) == 1


def test_a_head_that_does_not_follow_is_not_read():
    store = MemoryStore()
    for n in range(3):
        store.append(batch(mixed(2, 2 * n), [row(n + 1)]), known_ns=NOW_NS)
    kept = store._batches
    store._batches = [kept[0], kept[2]]
    with pytest.raises(BrokenChainError, match="batch 2: it does not follow the last"):
        list(store.read())
    head = attrs.evolve(kept[1].head, previous="0" * 64)
    store._batches = [kept[0], attrs.evolve(kept[1], head=head, link=head.link), kept[2]]
    with pytest.raises(BrokenChainError, match="batch 2: it does not follow the last"):
        list(store.read())
    store._batches = [*kept[:2], attrs.evolve(kept[2], link="0" * 64)]
    with pytest.raises(BrokenChainError, match="batch 3: its link does not fit"):
        store.receipt()
    store._batches = [attrs.evolve(kept[0], rows=()), *kept[1:]]
    assert len(list(store.read())) == 6, "reading events does not look at raw records"
    with pytest.raises(BrokenChainError, match="its rows do not fit it"):
        list(store.batches())
