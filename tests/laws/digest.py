"""One line for a dozen long journals: the same in every process, or something looked outside."""

import hashlib
import random

from isoledger.core.ledger import Ledger
from isoledger.core.rules import PLAIN_RULES
from isoledger.testing.journals import NUMBER_MAX, WRITERS, written


def digest() -> str:
    """The hash of their states, of their entries, and of their replay from back to front."""
    dice, told = random.Random(20260101), hashlib.sha256()
    for _ in range(12):
        script = [(dice.choice(list(WRITERS)), dice.randrange(NUMBER_MAX)) for _ in range(40)]
        ledger = written(script, PLAIN_RULES).ledger()
        told.update(repr(ledger.account).encode())
        told.update(repr(list(ledger.entries())).encode())
        told.update(repr(Ledger.replay(reversed(ledger.log)).account).encode())
    return told.hexdigest()
