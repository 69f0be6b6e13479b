"""Does the venue agree: our ledger against what its venue states, to the last unit."""

from isoledger.reconcile.asides import Aside
from isoledger.reconcile.breaks import Break, BreakKind, Nature, Right, Severity
from isoledger.reconcile.matching import By, Line, Match
from isoledger.reconcile.movements import Movement, Purpose, told
from isoledger.reconcile.policy import EXACT, Policy
from isoledger.reconcile.proofs import Proof, Total
from isoledger.reconcile.reconciliation import Reconciliation, reconcile
from isoledger.reconcile.stated import Gap, Stated

__all__ = [
    "Aside",
    "Break",
    "BreakKind",
    "By",
    "EXACT",
    "Gap",
    "Line",
    "Match",
    "Movement",
    "Nature",
    "Policy",
    "Proof",
    "Purpose",
    "Reconciliation",
    "Right",
    "Severity",
    "Stated",
    "Total",
    "reconcile",
    "told",
]
