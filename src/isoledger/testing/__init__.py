"""How others test with us: invented markets, whole journals, and the laws as plain functions."""

from isoledger.testing.author import Author, Dice, Writer
from isoledger.testing.errors import BrokenLawError
from isoledger.testing.journals import WRITERS, Journal, journals, written
from isoledger.testing.laws import STEP_LAWS, Law
from isoledger.testing.markets import MARKETS, Market, rule_books, rules, tier_table
from isoledger.testing.replays import (
    REPLAY_LAWS,
    arrival_does_not_matter,
    late_events_find_their_place,
)
from isoledger.testing.strategies import events, instruments, money, positions, stamps

__all__ = [
    "Author",
    "BrokenLawError",
    "Dice",
    "Journal",
    "Law",
    "MARKETS",
    "Market",
    "REPLAY_LAWS",
    "STEP_LAWS",
    "WRITERS",
    "Writer",
    "arrival_does_not_matter",
    "events",
    "instruments",
    "journals",
    "late_events_find_their_place",
    "money",
    "positions",
    "rule_books",
    "rules",
    "stamps",
    "tier_table",
    "written",
]
