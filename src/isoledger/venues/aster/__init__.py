"""Aster: perpetuals in Binance's shapes."""

from isoledger.venues.aster.rules import NAME, RULES
from isoledger.venues.aster.statements import (
    ACCOUNT,
    BALANCES,
    DEPOSITS,
    INCOME,
    INCOME_BESIDE,
    INSTRUMENTS,
    MARGIN_HISTORY,
    POSITIONS,
    STREAM,
    TIERS,
    USER_TRADES,
)
from isoledger.venues.binance import UNSEEN
from isoledger.venues.binance.margins import margin_kind
from isoledger.venues.translation import Venue

STATEMENTS = (
    INCOME,
    INCOME_BESIDE,
    USER_TRADES,
    MARGIN_HISTORY,
    STREAM,
    POSITIONS,
    BALANCES,
    ACCOUNT,
    INSTRUMENTS,
    TIERS,
    DEPOSITS,
)
"""Every kind of statement, declared."""

VENUE = Venue(
    name=NAME,
    title="Aster",
    rules=RULES,
    kinds=tuple(
        margin_kind(statement) if statement is MARGIN_HISTORY else statement.kind
        for statement in STATEMENTS
    ),
    unseen=UNSEEN,
)
"""All that isoledger knows about Aster."""

__all__ = ["STATEMENTS", "VENUE"]
