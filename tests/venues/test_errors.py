import pytest

from isoledger.core.errors import IsoledgerError
from isoledger.venues.errors import (
    DeclarationError,
    FieldError,
    IdentityError,
    RecordError,
    UnknownKindError,
    UnreadableFileError,
    ZoneError,
)

SAID = [
    (UnreadableFileError(file="a.csv", row=3, why="too wide"), "a.csv, row 3: too wide"),
    (UnreadableFileError(file="a.csv", row=0, why="empty"), "a.csv: empty"),
    (FieldError(source="a.csv, row 3", field="fee", why="is X"), "a.csv, row 3: field 'fee': is X"),
    (
        IdentityError(source="a.csv, row 3", identity="a = b", found="1, 2"),
        "a.csv, row 3: a = b does not hold: 1, 2",
    ),
    (ZoneError(file="a.csv", row=1, why="say it"), "a.csv, row 1: say it"),
    (ZoneError(file="a.csv", row=0, why="say it"), "a.csv: say it"),
    (UnknownKindError(asked="x", known=("a", "b")), "'x' is not known; there is a, b"),
]


@pytest.mark.parametrize(("error", "text"), SAID)
def test_an_error_says_where_what_and_why(error, text):
    assert str(error) == text


@pytest.mark.parametrize("error", [error for error, _ in SAID])
def test_all_of_them_are_record_errors_and_ours(error):
    assert isinstance(error, RecordError)
    assert isinstance(error, IsoledgerError)
    assert isinstance(error, ValueError)


def test_a_fault_of_ours_is_no_fault_of_a_record():
    error = DeclarationError(what="statement shop book", why="no field is its key")
    assert str(error) == "statement shop book: no field is its key"
    assert isinstance(error, IsoledgerError)
    assert isinstance(error, ValueError)
    assert not isinstance(error, RecordError)
