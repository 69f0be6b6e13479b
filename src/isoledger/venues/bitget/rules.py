"""By which rules Bitget judges contracts, each with the day from which it held and its source.

The classic account's isolated price never changed its equation: the tier's rate and the user's
taker fee, of the value at the solved price. What changed is how prices are printed, what the margin
that is shown is counted on, and, for cross positions, what maintenance is measured on.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.numbers import Rounding
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, FeeOn, Pot, RuleBook, Rules, Shown, Surplus
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.fields import Fields

NAME = "bitget"

CROSS = "cross"
"""The pool behind all positions that share the account's balance."""

CROSS_BOOK = pool_book(CROSS)
"""The account's free balance (``available``); isolated margin is not in it. Recorded."""


def instant_ns(year: int, month: int, day: int) -> int:
    """Midnight UTC of a day, in ns since 1970."""
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 10**9


UNROUNDED_NS = instant_ns(2023, 8, 7)
"""The day of the first answer of the second API that is recorded: its prices are not rounded."""

SOLVED_NS = instant_ns(2024, 12, 1)
"""Since when a cross requirement moves with the solved price. Assumed: it stood at the mark on
2023-11-24, and moved on 2024-12-28; what lies between is not recorded."""

DYNAMIC_NS = instant_ns(2025, 9, 29)
"""Since when the margin shown is counted at the mark, and tiers deduct an offset.

Official: help page 12560603838731; formula with the offset: page 12560603808759, in its version of
2025-09-18."""

TAKER = Fraction("0.0006")
"""Taker rate of a regular user. Recorded: 50 isolated prices of 2022 and 2023. In August 2025 a
user of 0.04 % had 0.04 % in his: it is the user's own rate."""

BOOK_STEP = Fraction(1, 10**8)
"""Fees and net profits are booked to 8 decimals, half away from zero, each from unrounded parts."""

CUT = Shown(long=Rounding.TOWARD_ZERO, short=Rounding.TOWARD_ZERO, grid=Fraction(1, 100))
"""How the first API's stream printed prices. Recorded: 22 of 22 rows, long and short."""

TOWARD_ENTRY = Shown(long=Rounding.CEILING, short=Rounding.FLOOR)
"""How the help pages print prices: to the tick, up for a long. Official: example of the automatic
margin call. Assumed: down for a short."""

MARGIN_SHOWN = Fraction(1, 10**4)
"""To what the first API's stream cut margins, profits and ratios. Recorded."""

_FIRST = Rules(
    home=CROSS_BOOK,
    fee_pot=Pot.HOME,
    funding_pot=Pot.POSITION,
    surplus=Surplus.INSURANCE,
    basis=Basis.VALUE,
    closing_fee=TAKER,
    fee_on=FeeOn.VALUE,
    shown=CUT,
    evidence=Evidence.RECORDED,
    source=(
        "price: 50 recorded, 2022-10 to 2023-03; pots: 93 of 95 fills to 1e-8, the other two by "
        "funding inside the margin; surplus: a liquidation of 2022-10-28, nothing came back"
    ),
)

RULES: RuleBook = Dated(
    (
        (BEGINNING_NS, _FIRST),
        (
            UNROUNDED_NS,
            evolve(_FIRST, shown=Shown(), source=f"{_FIRST.source}; printed: a sample of 2023-08"),
        ),
        (
            DYNAMIC_NS,
            evolve(
                _FIRST,
                shown=TOWARD_ENTRY,
                evidence=Evidence.ASSUMED,
                source="price: help page 12560603808759; printed: page 12560603797467; "
                "pots: assumed as before",
            ),
        ),
    )
)
"""Isolated positions of the classic account."""

_STOOD = evolve(
    _FIRST,
    basis=Basis.MARK,
    shown=Shown(),
    source="10 recorded cross prices, 2022-10 to 2023-11; Coincatch, 2024-09",
)

CROSS_RULES: RuleBook = Dated(
    (
        (BEGINNING_NS, _STOOD),
        (
            SOLVED_NS,
            evolve(
                _STOOD,
                basis=Basis.VALUE,
                larger_leg=True,
                source="2 recorded cross prices of one account, 2024-12-28; the day is assumed; "
                "larger leg: today's help page, since when is assumed, and no record has two legs",
            ),
        ),
    )
)
"""Cross positions of the classic account."""

UNIFIED_RULES: RuleBook = Dated[Rules].always(
    evolve(
        _FIRST,
        shown=TOWARD_ENTRY,
        evidence=Evidence.ASSUMED,
        source="assumed as the classic account's; printed to the tick in one sample",
    )
)
"""The unified account. No recorded price of it can be recomputed."""


def isolated_rules(time_ns: int, taker: Fraction | None = None) -> Rules:
    """The rules of an isolated position of a user who pays *taker*."""
    return evolve(RULES.at(time_ns), closing_fee=TAKER if taker is None else taker)


def cross_rules(time_ns: int, taker: Fraction | None = None) -> Rules:
    """The rules of a cross position of a user who pays *taker*."""
    return evolve(CROSS_RULES.at(time_ns), closing_fee=TAKER if taker is None else taker)


def margin_counted_on(entry_value: Fraction, mark_value: Fraction, time_ns: int) -> Fraction:
    """What the margin shown is a share of: value at entry, and since `DYNAMIC_NS` at the mark."""
    return entry_value if time_ns < DYNAMIC_NS else mark_value


def unified_margin(mark_value: Fraction, leverage: Fraction, taker: Fraction) -> Fraction:
    """Initial margin of the unified account, with the fee to close. Recorded: one, 2025."""
    return mark_value * (1 / leverage + taker)


def tier_tables(rows: Iterable[Mapping[str, object]]) -> Dated[TierTable]:
    """The tiers of ``query-position-lever``, stepped before `DYNAMIC_NS` and whole since.

    Assumed: that the offset of today keeps the requirement whole; no answer states it.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The rows leave a gap, or their rates fall.
    """
    read = sorted((Fields.of(row, NAME) for row in rows), key=lambda row: row.exact("startUnit"))
    stepped: list[MarginTier] = []
    whole: list[MarginTier] = []
    for row in read:
        tier = MarginTier(
            floor=row.exact("startUnit"),
            cap=row.exact("endUnit"),
            initial=1 / row.exact("leverage"),
            maintenance=row.exact("keepMarginRate"),
        )
        before = whole[-1] if whole else tier
        rise = tier.floor * (tier.maintenance - before.maintenance)
        stepped.append(tier)
        whole.append(evolve(tier, deduction=before.deduction + rise))
    return Dated(
        (
            (BEGINNING_NS, TierTable(tiers=tuple(stepped), stepped=True)),
            (DYNAMIC_NS, TierTable(tiers=tuple(whole))),
        )
    )


BTC_TIERS: Dated[TierTable] = tier_tables(
    [
        {"startUnit": "0", "endUnit": "50000", "leverage": "125", "keepMarginRate": "0.004"},
        {"startUnit": "50000", "endUnit": "200000", "leverage": "100", "keepMarginRate": "0.005"},
    ]
)
"""The first two tiers of BTCUSDT, for a position whose record states no rate.
Official: the sample of ``query-position-lever`` (2023-09)."""

FIRST_RATE = BTC_TIERS.at(0).tiers[0].maintenance
"""Maintenance rate of the smallest positions in bitcoin. Recorded: every isolated price of the
first API's logs, 2022 and 2023."""

OPENING_LOSS_NS = instant_ns(2026, 3, 27)
"""Since when the loss at the mark counts when an order is placed: the day of the announcement
12560603881586, for want of another."""

_WITHOUT_LOSS = OrderRules(
    sides=Sides.LARGER,
    opening_fee=TAKER,
    evidence=Evidence.OFFICIAL,
    source=(
        "margin and fee to open: help page 12560603881482, as it was; assumed: the larger side "
        "counts; left out: the unpublished freeze ratios on price and fee"
    ),
)

_WITH_LOSS = evolve(
    _WITHOUT_LOSS,
    open_loss=True,
    source=(
        "help page 12560603881482 and announcement 12560603881586 (2026-03-27), worked example "
        "14,200 + 500; assumed: the larger side counts; left out: the unpublished freeze ratios"
    ),
)

ORDERS: OrderRuleBook = Dated(((BEGINNING_NS, _WITHOUT_LOSS), (OPENING_LOSS_NS, _WITH_LOSS)))
"""What open orders reserve in the classic account, at the fee of an ordinary user."""
