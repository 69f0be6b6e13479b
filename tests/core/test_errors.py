import copy
import inspect
import pickle
import re
from fractions import Fraction

import pytest
from attrs import fields

from isoledger.core import errors
from isoledger.core.books import WALLET
from isoledger.core.errors import (
    AssetMismatchError,
    ConflictingEventError,
    DomainError,
    ForeignEventError,
    IncompleteEventError,
    IsoledgerError,
    LimitedLiabilityError,
    MalformedNumberError,
    MissingMarkError,
    NotInForceError,
    NumberError,
    OffGridError,
    PositionModeError,
    ReplayError,
    TermsError,
    TierTableError,
    UnbalancedEntryError,
    UnknownCorrectionError,
    UnknownInstrumentError,
    UnknownPositionError,
)
from isoledger.core.postings import Posting
from tests.core.kit import BTC, USDT, XBT, deposit, stamp, usdt

AT = stamp(7, "e7")

SENTENCES = {
    MalformedNumberError(text="1_0", why="it is not a plain decimal"): (
        "'1_0' is not a number we can keep: it is not a plain decimal"
    ),
    OffGridError(amount="1.5", grid=Fraction(1), what="size of X"): (
        "1.5 is finer than the 1 that size of X can hold"
    ),
    AssetMismatchError(left=USDT.zero, right=XBT.zero): (
        "0.00 USDT and 0.00000000 XBt are different assets; convert one of them first"
    ),
    UnbalancedEntryError(stamp=AT, postings=(Posting(WALLET, usdt("1")),)): (
        "venue/main/e7@7: postings do not balance: wallet 1.00 USDT"
    ),
    LimitedLiabilityError(position=BTC, margin=usdt("-1")): (
        "isolated:BTCUSDT would hold -1.00 USDT; isolated margin cannot be negative"
    ),
    TierTableError(tier=2, why="rates fall with size"): "margin tier 2: rates fall with size",
    TermsError(what="X", why="tick 0 is not above zero"): "X: tick 0 is not above zero",
    NotInForceError(time_ns=1, first_ns=2): (
        "nothing is known before 2 ns, and 1 ns was asked for"
    ),
    MissingMarkError(name="X", why="the risk of a pool"): (
        "the risk of a pool needs the mark of X; pass it in"
    ),
    UnknownInstrumentError(symbol="X", stamp=AT): (
        "venue/main/e7@7: no terms for X; put its Listing before this event"
    ),
    UnknownPositionError(position=BTC, stamp=AT): (
        "venue/main/e7@7: isolated:BTCUSDT was never opened; an event before it is missing"
    ),
    ConflictingEventError(event=deposit(7, "2"), known=deposit(7, "1"), field="amount"): (
        "venue/main/e7@7: exists_with_different_amount: kept 1.00 USDT, refused 2.00 USDT"
    ),
    UnknownCorrectionError(stamp=AT, reverses="e1"): (
        "venue/main/e7@7: there is no event 'e1' to reverse"
    ),
    ForeignEventError(stamp=AT, account="venue/other"): (
        "venue/main/e7@7 belongs to another account than venue/other"
    ),
    PositionModeError(stamp=AT, open=(BTC, BTC._replace(pool="cross"))): (
        "venue/main/e7@7: position mode cannot change while isolated:BTCUSDT, cross:BTCUSDT is open"
    ),
    IncompleteEventError(stamp=AT, needs="a price"): (
        "venue/main/e7@7: cannot be booked without a price"
    ),
}
LEAVES = {
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, IsoledgerError)
    and found not in {IsoledgerError, NumberError, DomainError, ReplayError}
}
NAMES = [type(error).__name__ for error in SENTENCES]


def test_every_error_there_is_has_its_sentence_here():
    assert {type(error) for error in SENTENCES} == LEAVES


@pytest.mark.parametrize(("error", "sentence"), SENTENCES.items(), ids=NAMES)
def test_an_error_says_its_numbers_its_place_and_its_cure_in_one_sentence(error, sentence):
    assert str(error) == sentence
    assert repr(error) == f"{type(error).__name__}({sentence!r})"


@pytest.mark.parametrize("error", SENTENCES, ids=NAMES)
def test_an_error_crosses_a_process_border_with_its_values(error):
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert str(again) == str(error)
        for field in fields(type(error)):
            assert getattr(again, field.name) == getattr(error, field.name)


@pytest.mark.parametrize("error", SENTENCES, ids=NAMES)
def test_an_error_can_be_raised_and_chained_and_its_values_cannot_be_set(error):
    with pytest.raises(IsoledgerError) as caught:
        raise error from ValueError("why")
    assert isinstance(caught.value.__cause__, ValueError)
    with pytest.raises(AttributeError):
        setattr(error, fields(type(error))[0].name, None)


def test_a_bare_base_error_is_pickled_as_python_does():
    assert pickle.loads(pickle.dumps(IsoledgerError("text"))).args == ("text",)


def test_what_the_caller_got_wrong_is_a_value_error_and_a_bad_journal_is_not():
    assert issubclass(NumberError, ValueError)
    assert issubclass(DomainError, ValueError)
    assert not issubclass(ReplayError, ValueError)


def test_the_tree_at_the_head_of_the_file_is_the_tree_of_the_classes():
    drawn, branch = {}, ""
    for mark, name in re.findall(r"^ *([+x*]) (\w+Error)", errors.__doc__, re.MULTILINE):
        if mark == "+":
            branch = name
            drawn[name] = "IsoledgerError"
        elif mark == "x":
            drawn[name] = branch
    for name, parent in drawn.items():
        assert getattr(errors, name).__mro__[1].__name__ == parent
    assert set(drawn) == {leaf.__name__ for leaf in LEAVES} | {
        "NumberError",
        "DomainError",
        "ReplayError",
    }
