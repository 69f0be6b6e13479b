"""What this room raises.

* IsoledgerError
  x BrokenLawError   a law did not hold for a journal
"""

from attrs import frozen

from isoledger.core.errors import IsoledgerError


@frozen(kw_only=True)
class BrokenLawError(IsoledgerError, AssertionError):
    """A law did not hold for a journal.

    Attributes:
        law: The law, as a sentence.
        where: The event at which it broke, or the question that showed it.
        told: What was found against what had to be.
    """

    law: str
    where: str
    told: str

    def __str__(self) -> str:
        return f"{self.law} is broken at {self.where}: {self.told}"
