import pytest

from isoledger import Transfer
from isoledger.cli.accounts import books_of, chosen, opened
from isoledger.cli.errors import AccountError, MissingStoreError, OptionError
from isoledger.core.errors import ForeignEventError
from isoledger.journal import Batch, JsonLinesStore, MemoryStore, SqliteStore
from tests.reports.kit import USDT, at


def test_a_journal_is_opened_by_its_name(tmp_path):
    with opened(tmp_path / "a.db", "append") as store:
        assert isinstance(store, SqliteStore)
    with opened(tmp_path / "a.jsonl", "append") as store:
        assert isinstance(store, JsonLinesStore)
    with pytest.raises(MissingStoreError):
        opened(tmp_path / "b.db", "read")
    with pytest.raises(OptionError, match="folder"):
        opened(tmp_path, "append")


def test_one_of_many_accounts_is_chosen():
    names = (("bitmex", "main"), ("demo", "main"), ("demo", "other"))
    assert chosen(names, "other") == names[2]
    assert chosen(names, "bitmex/main") == names[0]
    assert chosen(names[:1], None) == names[0]
    for asked in (None, "main", "nobody"):
        with pytest.raises(AccountError):
            chosen(names, asked)
    with pytest.raises(AccountError, match="no events yet"):
        chosen((), None)


def test_accounts_of_one_journal_do_not_see_one_another():
    store = MemoryStore()
    mine = Transfer(stamp=at(1), amount=USDT.exactly(5))
    other = Transfer(stamp=at(1, account="other"), amount=USDT.exactly(7))
    store.append(Batch(events=(mine, other)), known_ns=1)
    books = books_of(store, "other")
    assert books.title == "demo/other"
    assert books.ledger.account.balance(USDT) == USDT.exactly(7)
    assert ForeignEventError
