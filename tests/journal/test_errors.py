"""The tree at the head of the file is the tree there is."""

import re

from isoledger.core.errors import IsoledgerError
from isoledger.journal import errors

BRANCHES = ("CodecError", "StoreError", "BatchError")


def test_the_tree_in_the_docstring_is_the_tree_there_is():
    drawn = re.findall(r"^( *)[*+x] (\w+)", errors.__doc__, re.MULTILINE)
    found, parents = {}, [None, None, None]
    for indent, name in drawn:
        depth = len(indent) // 2
        parents[depth] = name
        found[name] = parents[depth - 1] if depth else None
    real = {
        name: value
        for name, value in vars(errors).items()
        if isinstance(value, type)
        and issubclass(value, IsoledgerError)
        and value.__module__ == errors.__name__
    }
    assert set(found) == set(real)
    for name, parent in found.items():
        expected = IsoledgerError if parent is None else real[parent]
        assert expected in real[name].__bases__


def test_errors_say_their_values_and_the_cure():
    assert str(errors.NewerJournalError(path="a", layout=3, newest=1)).endswith("to open it")
    both = errors.UnfitJournalError(path="a", missing=("x", "y"), foreign=("z",))
    assert str(both) == "a was changed by somebody else: x, y is missing or changed; z is not ours"
    assert "newest known is 2" in str(
        errors.UnknownVersionError(place="line 1", version="3", newest=2)
    )
    busy = errors.StoreBusyError(path="a", who="process 7 on b")
    assert str(busy) == "a is being written by process 7 on b; try again when it is done"
