import pickle

import pytest

from isoledger.core.errors import IsoledgerError
from isoledger.feeds import errors

EXAMPLES = [
    (
        errors.AbsentVenueError(venue="x", why="gone"),
        "x cannot be pulled from: gone",
    ),
    (
        errors.MissingExtraError(module="ccxt"),
        'pulling from a venue needs ccxt; install it with: python -m pip install "isoledger[ccxt]"',
    ),
    (errors.CredentialsError(venue="x", why="no key"), "credentials of x: no key"),
    (
        errors.ForbiddenRequestError(venue="x", verb="POST", path="/order"),
        "POST /order is not among the requests to x that only read; it was not sent",
    ),
    (errors.ChoiceError(what="x y", choice="symbol", why="is none"), "x y: symbol is none"),
    (
        errors.BusyError(what="x y", why="429"),
        "x y: no answer: 429; pull again, it goes on where it stopped",
    ),
    (errors.RefusedRequestError(what="x y", why="no"), "x y: refused: no"),
    (errors.AnswerError(what="x y", why="odd"), "x y: the answer cannot be read: odd"),
    (
        errors.StuckPagingError(what="x y", cursor="c"),
        "x y: page 'c' leads back to itself; pull again later",
    ),
    (
        errors.TellingsError(account="x/main", kinds=("a", "b")),
        "x/main would be told twice, by a and by b; keep each in an account of its own",
    ),
]


@pytest.mark.parametrize(("error", "said"), EXAMPLES, ids=lambda e: type(e).__name__)
def test_an_error_says_what_and_the_cure(error, said):
    assert str(error) == said
    assert isinstance(error, errors.FeedError)
    assert isinstance(error, IsoledgerError)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (type(error), said)
