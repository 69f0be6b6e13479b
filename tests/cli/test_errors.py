import inspect

import pytest

from isoledger.cli import errors
from isoledger.core.errors import IsoledgerError

SAID = [
    (errors.OptionError(option="--x", text="y", why="z"), "--x 'y': z"),
    (errors.MissingStoreError(path="a.db"), "a.db is not there"),
    (errors.UnknownVenueError(venue="v", known=("a", "b")), "there is a, b"),
    (errors.KindError(file="f", fits=(), known=("a", "b")), "--kind may be one of a, b"),
    (errors.AccountError(asked="", known=()), "holds no events yet"),
    (errors.AccountError(asked="x", known=("a/b",)), "there is a/b"),
    (errors.AccountError(asked="", known=("a/b", "c/d")), "choose with --account: a/b, c/d"),
    (
        errors.TwoTellingsError(account="a/b", tellings=(("x", ("k", "l")), ("y", ("m",)))),
        "x (from k, l) and y (from m) speak of the same money",
    ),
    (errors.RefusedImportError(place="f, row 1", why="w"), "f, row 1: w; nothing was written"),
    (errors.RefusedImportError(place="", why="w"), "w; nothing was written"),
]


@pytest.mark.parametrize(("error", "said"), SAID, ids=range(len(SAID)))
def test_every_error_says_what_and_the_cure(error, said):
    assert said in str(error)
    assert "\n" not in str(error)


def test_the_tree():
    kinds = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]
    ours = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert all(issubclass(kind, IsoledgerError) for kind in ours)
    assert {type(error) for error, _ in SAID} | {errors.UsageError} == set(ours)
