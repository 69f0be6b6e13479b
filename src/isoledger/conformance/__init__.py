"""What we compute, beside what venues print."""

from isoledger.conformance.cases import Case, CaseError, Inputs, Plain
from isoledger.conformance.running import (
    Answer,
    Compared,
    Result,
    Runner,
    Runners,
    Verdict,
    run,
)

__all__ = [
    "Answer",
    "Case",
    "CaseError",
    "Compared",
    "Inputs",
    "Plain",
    "Result",
    "Runner",
    "Runners",
    "Verdict",
    "run",
]
