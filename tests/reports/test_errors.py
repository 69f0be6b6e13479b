from isoledger.core.errors import IsoledgerError
from isoledger.reports.errors import ReportError, TooFineError, UnshowableTimeError


def test_every_error_says_its_numbers_and_the_cure():
    assert str(UnshowableTimeError(time_ns=7)).startswith("7 ns lies outside the years 1 to 9999")
    fine = TooFineError(asset="SHIB", digits=31, limit=28)
    assert str(fine) == (
        "SHIB needs 31 digits and beancount counts with 28; "
        "export hledger instead, which has no such limit"
    )


def test_the_tree():
    assert issubclass(TooFineError, ReportError)
    assert issubclass(UnshowableTimeError, ReportError)
    assert issubclass(ReportError, IsoledgerError)
