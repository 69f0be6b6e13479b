"""The lines of a journal, torn tails, and writers who meet."""

import errno
import os

import pytest

from isoledger.journal import (
    BrokenChainError,
    JsonLinesStore,
    NewerJournalError,
    NotAJournalError,
    StoreBusyError,
    StoreFailedError,
    TornTailError,
    jsonl,
)
from isoledger.journal.lock import locked
from tests.journal.samples import NOW_NS, batch, fill, mixed, row


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


@pytest.fixture
def store(path):
    with JsonLinesStore(path) as opened:
        yield opened


def test_a_file_is_these_lines(path, store):
    store.append(batch([fill()], [row(1, b"raw")]), known_ns=7)
    first, file, raw, event, head = path.read_bytes().splitlines()
    assert first == b'["isoledger/1"]'
    assert file[19:].startswith(b',["file/1","sha256:')
    assert raw[19:].endswith(b'1,"raw","event",""]]')
    assert event[19:].startswith(b',["fill/3",5,0,"okx","main","e-1",')
    assert head.startswith(b'["batch/1",1,"' + b"0" * 64 + b'",7,1,2,"')
    assert head.endswith(b'","%b"]' % store.receipt().tip.encode())


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        (b"hello\nworld\n", NotAJournalError, "first line"),
        (b'["isoledger/1"]\r\n', NotAJournalError, "first line"),
        (b"SQLite format 3\0", NotAJournalError, "first line"),
        (b'["isoledger/2"]\n', NewerJournalError, "layout 2, the newest known here is 1"),
    ],
)
@pytest.mark.parametrize("mode", ["append", "read"])
def test_another_file_is_refused_and_left_alone(path, data, error, says, mode):
    path.write_bytes(data)
    with pytest.raises(error, match=says):
        JsonLinesStore(path, mode=mode)
    assert path.read_bytes() == data


def test_what_is_to_be_read_must_be_there(path, tmp_path):
    with pytest.raises(NotAJournalError, match="No such file"):
        JsonLinesStore(path, mode="read")
    with pytest.raises(NotAJournalError):
        JsonLinesStore(tmp_path, mode="read")
    with pytest.raises(StoreFailedError, match="directory"):
        JsonLinesStore(tmp_path)
    with pytest.raises(StoreFailedError, match="No such file"):
        JsonLinesStore(tmp_path / "no" / "folder.jsonl")


@pytest.mark.parametrize("size", range(16))
def test_a_first_line_cut_short_is_made_again(path, size):
    path.write_bytes(b'["isoledger/1"]\n'[:size])
    with JsonLinesStore(path) as store:
        assert store.append(batch(mixed(1)), known_ns=NOW_NS).events == 1
        assert store.verify().is_whole


def test_every_torn_tail_is_reported_ignored_and_removed_on_demand(path, store):
    receipt = store.append(batch(mixed(2)), known_ns=NOW_NS).receipt
    whole = path.read_bytes()
    store.append(batch(mixed(3, 2), [row(1)]), known_ns=NOW_NS)
    full = path.read_bytes()
    ends = {len(whole) + 1, len(full) - 1, *range(len(whole) + 1, len(full), 11)}
    for end in sorted(ends):
        path.write_bytes(full[:end])
        with JsonLinesStore(path, mode="read") as torn:
            assert torn.torn == end - len(whole)
            assert len(list(torn.read())) == 2
            report = torn.verify(receipt)
            assert report.is_whole
            assert report.torn == torn.torn
            assert f"{torn.torn} bytes of an unfinished batch follow" in str(report)
    with JsonLinesStore(path) as torn:
        with pytest.raises(TornTailError, match=f"after byte {len(whole)} belong to a batch"):
            torn.append(batch(mixed(1, 9)), known_ns=NOW_NS)
        assert path.read_bytes() == full[:-1], "nothing is removed unasked"
        assert torn.drop_torn_tail() == len(full) - 1 - len(whole)
        assert torn.drop_torn_tail() == 0
        assert path.read_bytes() == whole
        assert torn.append(batch(mixed(1, 9)), known_ns=NOW_NS).events == 1
        assert torn.verify(receipt).is_whole


def test_a_second_writer_is_told_who_is_writing(path, store):
    with locked(path), pytest.raises(StoreBusyError, match=f"process {os.getpid()} on"):
        store.append(batch(mixed(1)), known_ns=NOW_NS)
    other = path.with_name("other.jsonl")
    with locked(other), pytest.raises(StoreBusyError):
        JsonLinesStore(other)


def test_a_file_that_shrank_is_not_written_to(path, store):
    store.append(batch(mixed(3)), known_ns=NOW_NS)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(BrokenChainError, match="shorter than it was"):
        store.append(batch(mixed(1, 9)), known_ns=NOW_NS)


def test_a_full_disk_is_said_and_nothing_is_kept(path, store, monkeypatch):
    store.append(batch(mixed(2)), known_ns=NOW_NS)
    before = path.read_bytes()

    def full(file, data):
        file.write(data[: len(data) // 2])
        file.flush()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(jsonl, "_write", full)
    with pytest.raises(StoreFailedError, match="No space left"):
        store.append(batch(mixed(5)), known_ns=NOW_NS)
    assert path.read_bytes() == before
    monkeypatch.undo()
    assert store.append(batch(mixed(5)), known_ns=NOW_NS).events == 3


def test_what_cannot_be_read_is_for_verify_to_name(path, store):
    store.append(batch(mixed(2), [row(1)]), known_ns=NOW_NS)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = b'["' + b"0" * 16 + b'",["fill/3"]]\n'
    lines[2] = b'["' + b"0" * 16 + b'",["row/1"]]\n'
    path.write_bytes(b"".join(lines))
    with JsonLinesStore(path, mode="read") as broken:
        assert str(broken.verify()) == "row 2: it is not what its mark was made from"
    path.write_bytes(b"".join(lines).replace(b'["batch/1",1,', b'["batch/1",01,'))
    with JsonLinesStore(path, mode="read") as broken:
        assert broken.torn > 0, "a head that is none ends no batch"


def test_a_batch_is_on_the_disk_before_it_is_acknowledged(path, store, monkeypatch):
    synced = []
    monkeypatch.setattr(jsonl.os, "fsync", lambda _: synced.append(path.read_bytes()))
    store.append(batch(mixed(2)), known_ns=NOW_NS)
    assert synced == [path.read_bytes()]


def test_a_raw_record_among_the_events_is_found(path, store):
    store.append(batch(mixed(2), [row(1)]), known_ns=NOW_NS)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2], lines[3] = lines[3], lines[2]
    path.write_bytes(b"".join(lines))
    assert not store.verify().is_whole
