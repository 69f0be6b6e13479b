"""By which rules OKX judges swaps, futures and borrowed coins, each with its day and its source.

One requirement holds for all: the tier's rate of the value at the solved price, and the user's own
taker fee on top of it. Tiers are counted in contracts, apply to the whole position, and deduct
nothing, so that they stand still while the price moves.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, FeeOn, Pot, RuleBook, Rules, Shown, Surplus
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.fields import Fields

NAME = "okx"

CROSS = "cross"
"""The pool behind all positions that share the trading account's balance."""

CROSS_BOOK = pool_book(CROSS)
"""The trading account's balance (``bal``, ``cashBal``); isolated margin is not in it. Recorded."""

TAKER = Fraction("0.0005")
"""Taker rate of a regular user (fee page; the rate of 4 recorded positions, 2021 to 2026)."""

MARGIN_TAKER = Fraction("0.001")
"""Taker rate of a regular user on the spot market, on which borrowed coins are sold (fee page)."""

PENALTY = Fraction("0.01")
"""Share of the closing value taken at a liquidation beside the fee (``liqPenalty``).

Recorded: one liquidation of 2026, to the last digit. Assumed: that it is the maintenance rate of
the tier, which was 1 % there."""

ONE_TICK = Shown(shift=1)
"""An isolated swap's price is printed one tick nearer the entry than it is solved, unrounded.

Recorded: 7 of 7 positions, linear and inverse, long and short, 2021 to 2026."""

FUNDING_NS = int(datetime(2024, 7, 1, tzinfo=UTC).timestamp()) * 10**9
"""Since when funding of an isolated position stays in it. The venue moved its users in four batches
from 2024-06-12 to 2024-07-01; the last of them is taken for all."""

_LATER = Rules(
    home=CROSS_BOOK,
    fee_pot=Pot.HOME,
    funding_pot=Pot.POSITION,
    surplus=Surplus.INSURANCE,
    basis=Basis.VALUE,
    closing_fee=TAKER,
    fee_on=FeeOn.VALUE,
    shown=ONE_TICK,
    evidence=Evidence.RECORDED,
    source=(
        "requirement, tick: 7 recorded isolated positions, 2021 to 2026; fee in it: a liquidation "
        "of 2026 between the prices with and without; fee pot: bill of 2026-09-08; funding pot: "
        "bills and a position, 2024-08 and 2026; surplus: copies of the help page"
    ),
)

_EARLIER = evolve(
    _LATER,
    funding_pot=Pot.HOME_FIRST,
    source=f"{_LATER.source}; funding from the account first: copies of the notice of June 2024, "
    "and a bill of 2021",
)

RULES: RuleBook = Dated(((BEGINNING_NS, _EARLIER), (FUNDING_NS, _LATER)))
"""Isolated swaps and futures, linear and inverse."""

BILLED_RULES: RuleBook = Dated[Rules].always(
    evolve(
        _LATER,
        source=f"{_LATER.source}; pots: each bill states both balances, so no day is needed",
    )
)
"""The mechanics under which bills are replayed: what a bill says a position paid, it paid."""

CROSS_RULES: RuleBook = Dated[Rules].always(
    evolve(
        _LATER,
        shown=Shown(),
        source="2 recorded positions (2021): the price as it is solved, without the tick",
    )
)
"""Swaps and futures on the balance of the account, linear and inverse."""

TICKS: dict[str, Fraction] = {
    "BTC-USDT": Fraction("0.1"),
    "ETH-USDT": Fraction("0.01"),
    "BTC-USD": Fraction("0.1"),
    "ETH-USD": Fraction("0.01"),
}
"""Steps of prices (``tickSz``) of the largest families: a position record does not state them.
Recorded: they are the offsets of the 7 positions; that of BTC-USD is assumed."""


def tick_of(symbol: str) -> Fraction | None:
    """The step of prices of a contract by its name; ``None``: not known here.

    >>> tick_of("ETH-USD-210430")
    Fraction(1, 100)
    """
    return TICKS.get("-".join(symbol.split("-")[:2]))


def isolated_rules(time_ns: int, taker: Fraction | None = None) -> Rules:
    """The rules of an isolated swap or future of a user who pays *taker*."""
    return evolve(RULES.at(time_ns), closing_fee=TAKER if taker is None else taker)


def cross_rules(time_ns: int, taker: Fraction | None = None) -> Rules:
    """The rules of a swap or future on the account's balance, of a user who pays *taker*."""
    return evolve(CROSS_RULES.at(time_ns), closing_fee=TAKER if taker is None else taker)


def borrowed_rules(
    maintenance: Fraction, taker: Fraction | None = None, *, coins_owed: bool
) -> Rules:
    """The rules of borrowed coins on isolated margin.

    The fee is taken on what is owed and on its maintenance requirement together. What is owed moves
    with the price when it is coins, and stands still when it is money.

    Official: help page 6997123251341; recorded: 2 positions, to the digits of a double.

    Args:
        maintenance: Maintenance rate of the tier.
        taker: The user's taker rate on the spot market.
        coins_owed: Whether coins were borrowed and sold (short), and not money (long).
    """
    rate = MARGIN_TAKER if taker is None else taker
    return evolve(
        _LATER,
        basis=Basis.VALUE if coins_owed else Basis.ENTRY,
        fee_on=FeeOn.VALUE if coins_owed else FeeOn.ENTRY,
        closing_fee=rate * (1 + maintenance),
        shown=Shown(),
        evidence=Evidence.OFFICIAL,
        source="okx.com/help-center/6997123251341; 2 recorded positions (2023)",
    )


def tier_table(rows: Iterable[Mapping[str, object]], lot: Fraction) -> TierTable:
    """The tiers of ``GET /api/v5/public/position-tiers``, by contracts.

    Args:
        rows: The rows of one instrument family, in any order.
        lot: How many contracts are one lot of the instrument they are for.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The rows leave a gap in their rates, or fall.
    """
    read = sorted((Fields.of(row, NAME) for row in rows), key=lambda row: row.exact("maxSz"))
    caps = [row.exact("maxSz") / lot for row in read]
    tiers = [
        MarginTier(floor=floor, cap=cap, initial=row.exact("imr"), maintenance=row.exact("mmr"))
        for row, floor, cap in zip(read, [Fraction(0), *caps], caps, strict=False)
    ]
    return TierTable(tiers=tuple(tiers), stepped=True, by_size=True)


NETTED_NS = int(datetime(2024, 11, 8, 8, tzinfo=UTC).timestamp()) * 10**9
"""Since when only one side of a net position's orders is charged. The venue moved its users from
2024-10-31T08:00Z to this instant; the last of them is taken for all."""

_BOTH_SIDES = OrderRules(
    sides=Sides.BOTH,
    held_at_mark=True,
    evidence=Evidence.ASSUMED,
    source=(
        "okx.com/help, change of the initial margin requirement (2024-10-24): since then only the "
        "higher side is charged, which is generally less; that both were before is read into it"
    ),
)

_ONE_SIDE = OrderRules(
    sides=Sides.AFTER_CLOSING,
    open_loss=True,
    held_at_mark=True,
    evidence=Evidence.OFFICIAL,
    source=(
        "okx.com/help/okx-to-change-initial-margin-requirement-imr-for-futures-under-one-way-mode "
        "(2024-10-24) and ii-what-is-margin-in-futures-contracts (2024-10-24): net, and hedge mode "
        "leg by leg; assumed: that lots which only close have no order loss, and no fee is held"
    ),
)

ORDERS: OrderRuleBook = Dated(((BEGINNING_NS, _BOTH_SIDES), (NETTED_NS, _ONE_SIDE)))
"""What open orders of cross positions reserve. For isolated ones the venue states only what a
position holds, at entry: assumed to be reserved alike (`ISOLATED_ORDERS`)."""

ISOLATED_ORDERS: OrderRuleBook = Dated(
    tuple(
        (since, evolve(rules, held_at_mark=False, sides=Sides.LARGER, evidence=Evidence.ASSUMED))
        for since, rules in ORDERS
    )
)
"""What open orders of isolated positions reserve: margin of the larger side. Assumed."""
