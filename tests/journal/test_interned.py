"""Equal values are kept once, and not without end."""

from isoledger.journal import interned
from isoledger.journal.interned import Interned


def test_a_value_is_made_once():
    made = []
    kept = Interned(lambda key: made.append(key) or [key])
    assert kept["a"] is kept["a"]
    assert made == ["a"]


def test_it_begins_anew_before_it_eats_the_machine(monkeypatch):
    monkeypatch.setattr(interned, "KEPT_MAX", 3)
    kept = Interned(str)
    for key in range(10):
        assert kept[key] == str(key)
        assert len(kept) <= 3


def test_what_cannot_be_made_is_not_kept():
    kept = Interned(lambda key: 1 // key)
    try:
        kept[0]
    except ZeroDivisionError:
        assert len(kept) == 0
    else:
        raise AssertionError
