"""What cannot be shown or exported.

* IsoledgerError
  + ReportError            something that has no sound form in a report
    x UnshowableTimeError  an instant outside the years 1 to 9999
    x TooFineError         an amount with more digits than the reader of an export counts with
"""

from attrs import frozen

from isoledger.core.errors import IsoledgerError


class ReportError(IsoledgerError):
    """Something that has no sound form in a report."""


@frozen(kw_only=True)
class UnshowableTimeError(ReportError):
    """An instant outside the years 1 to 9999.

    Attributes:
        time_ns: The instant, ns since 1970 UTC.
    """

    time_ns: int

    def __str__(self) -> str:
        return f"{self.time_ns} ns lies outside the years 1 to 9999 and has no date"


@frozen(kw_only=True)
class TooFineError(ReportError):
    """An amount with more digits than the reader of an export counts with.

    Attributes:
        asset: The asset whose books need them.
        digits: How many a balance of it needs.
        limit: How many the reader has.
    """

    asset: str
    digits: int
    limit: int

    def __str__(self) -> str:
        return (
            f"{self.asset} needs {self.digits} digits and beancount counts with {self.limit}; "
            "export hledger instead, which has no such limit"
        )
