"""By which rules Gate judges contracts, each with the day from which it held and its source.

The requirement is the tier's rate and a fixed exit fee of 0.075 %, whatever the user pays, both of
the value at the solved price. Until 2025-07-29 the rate of the user's risk limit applied to the
whole value; since then each tier's rate applies to its own part (the table deducts).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.instrument import Payoff
from isoledger.core.numbers import Rounding
from isoledger.core.orderrules import ClosingOn, OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, FeeOn, Pot, RuleBook, Rules, Shown, Surplus
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.fields import Fields

NAME = "gate"

CROSS = "cross"
CROSS_BOOK = pool_book(CROSS)
"""The balance of one settle currency. The margin of an isolated position is a lock inside it."""

EXIT_FEE = Fraction("0.00075")
"""The fee to close inside margin and requirement: fixed, not the user's rate.
Official: help page 22148; recorded: 6 prices, 3 margins, 2021 to 2025."""

TIERED_NS = int(datetime(2025, 7, 29, tzinfo=UTC).timestamp()) * 10**9
"""Since when risk limits are automatic and maintenance is summed tier by tier.
Official: announcements 37783 and 39469."""

HEDGED_NS = int(datetime(2024, 9, 1, tzinfo=UTC).timestamp()) * 10**9
"""Since when of two legs of a contract only the larger needs margin. Official: announcements of
July to September 2024; assumed: the day."""

CAP = Fraction(99_999_999)
"""A liquidation price that stands for none (sample of the positions endpoint); 0 does too."""

BOOK_STEP = Fraction(1, 10**12)
"""Amounts are booked to 12 decimals. Recorded: a fee of an entry price of 12 decimals."""

_FIRST = Rules(
    home=CROSS_BOOK,
    fee_pot=Pot.HOME,
    funding_pot=Pot.POSITION,
    surplus=Surplus.INSURANCE,
    basis=Basis.VALUE,
    closing_fee=EXIT_FEE,
    fee_on=FeeOn.VALUE,
    shown=Shown(long=Rounding.CEILING, short=Rounding.FLOOR),
    evidence=Evidence.RECORDED,
    source=(
        "fee: help page 22148 and 6 recorded prices; printed towards the entry: "
        "4 longs and 2 shorts, one of which is not the nearest step; fee pot: 1 "
        "isolated position; funding pot: 1 of 2025-08; surplus: help page 22081"
    ),
)

_HEDGED = evolve(
    _FIRST,
    larger_leg=True,
    source=f"{_FIRST.source}; larger leg: announcements of 2024, the day is assumed, no record",
)

_TIERED = evolve(
    _HEDGED,
    source=(
        "tiers: announcements 37783 and 39469; fee and funding pot: 1 isolated "
        "position of 2025-08-20; printed, larger leg: as before"
    ),
)

RULES: RuleBook = Dated(((BEGINNING_NS, _FIRST), (HEDGED_NS, _HEDGED), (TIERED_NS, _TIERED)))
"""Isolated and cross alike; what changed in 2025 is the table of tiers (`tier_tables`)."""

CONTRACTS: dict[str, tuple[Payoff, Fraction]] = {
    "BTC_USD": (Payoff.INVERSE, Fraction(1)),
    "BTC_USDT": (Payoff.LINEAR, Fraction("0.0001")),
    "ETH_USDT": (Payoff.LINEAR, Fraction("0.01")),
}
"""What a contract is worth, for records that leave out the value to read it off.
Official: ``quanto_multiplier`` of the contracts endpoint; one contract of BTC_USD is 1 USD."""


def rules_at(time_ns: int, exit_fee: Fraction | None = None) -> Rules:
    """The rules of a day; *exit_fee* only for what-ifs: the venue's does not depend on the user."""
    return evolve(RULES.at(time_ns), closing_fee=EXIT_FEE if exit_fee is None else exit_fee)


def initial_margin(
    value: Fraction, leverage: Fraction, *, long: bool, exit_fee: Fraction = EXIT_FEE
) -> Fraction:
    """Margin to open: value by leverage, and the exit fee.

    A short's exit fee is counted at the bankruptcy price, a long's at the entry.
    Official: help page 22148; recorded: 3 longs, and 2 shorts to 12 digits.

    Args:
        value: Absolute value, at the entry price (isolated) or at the mark (cross).
        leverage: As set.
        long: Which side.
        exit_fee: Its rate.
    """
    reach = Fraction(1) if long else 1 + 1 / leverage
    return value * (1 / leverage + exit_fee * reach)


def tier_tables(rows: Iterable[Mapping[str, object]]) -> Dated[TierTable]:
    """The tiers of ``risk_limit_tiers``: stepped before `TIERED_NS`, with deductions since.

    Rows may repeat and stand in any order. Where one states its ``deduction``, that is taken.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The rows fall, or a deduction does not keep the requirement whole.
    """
    read = {row.exact("risk_limit"): row for row in (Fields.of(row, NAME) for row in rows)}
    stepped: list[MarginTier] = []
    whole: list[MarginTier] = []
    for cap in sorted(read):
        row, floor = read[cap], stepped[-1].cap if stepped else None
        tier = MarginTier(
            floor=floor or Fraction(0),
            cap=cap,
            initial=row.exact("initial_rate"),
            maintenance=row.exact("maintenance_rate"),
        )
        before = whole[-1] if whole else tier
        due = before.deduction + tier.floor * (tier.maintenance - before.maintenance)
        stated = row.maybe("deduction")
        stepped.append(tier)
        whole.append(evolve(tier, deduction=due if stated is None else stated))
    return Dated(
        (
            (BEGINNING_NS, TierTable(tiers=tuple(stepped), stepped=True)),
            (TIERED_NS, TierTable(tiers=tuple(whole))),
        )
    )


ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.LARGER,
        opening_fee=Fraction("0.0005"),
        closing_fee=EXIT_FEE,
        closing_on=ClosingOn.VALUE,
        evidence=Evidence.OFFICIAL,
        source=(
            "initial margin with the exit fee, worked example 2.075: help page 22148; order cost "
            "is that and the fee to open: help page 45400 (read 2026); closing needs none: 22143; "
            "assumed: the larger side counts"
        ),
    )
)
"""What open orders reserve, at the taker rate of an ordinary user; held isolated, at entry."""

CROSS_ORDERS: OrderRuleBook = Dated[OrderRules].always(
    evolve(ORDERS.at(BEGINNING_NS), held_at_mark=True)
)
"""The same where what is held is cross: its margin moves with the mark (help page 22148)."""
