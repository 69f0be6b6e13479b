"""By which rules Kraken Futures keeps margin and books funding, and how we know."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import evolve

from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.orderrules import OrderRuleBook, OrderRules, RatedBy, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Shown, Surplus
from isoledger.core.tiers import MarginTier, TierTable

NAME = "krakenfutures"

_RULES = Rules(
    # Official (account log): fees and funding are taken from the margin account.
    fee_pot=Pot.HOME,
    funding_pot=Pot.HOME,
    # Official (equity protection): what is left after a better fill is the client's.
    surplus=Surplus.HOME,
    # Official, by the number of the example: 7481 needs maintenance at the solved price.
    basis=Basis.VALUE,
    closing_fee=Fraction(0),
    # Assumed: the example prints whole dollars, and the lower tick is one of them.
    shown=Shown(long=Rounding.FLOOR, short=Rounding.CEILING),
    evidence=Evidence.OFFICIAL,
    source="support 360022835671, example of the equity protection process",
)

RULES: RuleBook = Dated[Rules].always(_RULES)
"""Single-collateral contracts (``PI_``, ``FI_``), by the one number that is printed of one.

The page contradicts itself: its text measures maintenance at entry, its number does not."""

WORDED = evolve(
    _RULES,
    basis=Basis.ENTRY,
    evidence=Evidence.ASSUMED,
    source="support 360022632452, 15579128794772: text of both schedules, no number agrees with it",
)
"""The rules by the wording of three pages, maintenance at entry."""

MULTI_RULES: RuleBook = Dated[Rules].always(WORDED)
"""Multi-collateral contracts (``PF_``): of them there is only the wording. Assumed: no number of
one is printed or recorded, since positions state no liquidation price."""


def rules_of(symbol: str, time_ns: int) -> Rules:
    """The rules of the contract *symbol* at an instant."""
    single = symbol.upper().startswith(("PI_", "FI_"))
    return (RULES if single else MULTI_RULES).at(time_ns)


INITIAL_PER_MAINTENANCE = 2
"""Initial margin is twice the maintenance margin.

Recorded: every level of every instrument of ``/instruments`` seen."""

FUNDING_GRID = Fraction(1, 10**11)
"""Realised funding is rounded to the nearest 1e-11 coins (3 recorded rows, 2019-07)."""

TICKS: FrozenMap[str, Fraction] = FrozenMap(
    {"PI_XBTUSD": Fraction(1, 2), "PF_ETHUSD": Fraction(1, 10)}
)
"""Price steps. Official: ``/instruments``, field ``tickSize``."""


def levels(rows: Sequence[tuple[Fraction, Fraction, Fraction]], *, by_size: bool) -> TierTable:
    """The margin levels of an instrument, each (floor, initial, maintenance).

    Assumed: the level reached counts for the whole position, since no amount is deducted.

    Args:
        rows: Lowest first, as ``marginLevels`` lists them.
        by_size: Floors are counts of contracts (``contracts``) and not values.
    """
    caps: list[Fraction | None] = [after[0] for _, after in pairwise(rows)]
    tiers = [
        MarginTier(floor=floor, cap=cap, initial=initial, maintenance=maintenance)
        for (floor, initial, maintenance), cap in zip(rows, [*caps, None], strict=True)
    ]
    return TierTable(tiers=tuple(tiers), stepped=True, by_size=by_size)


def booked(old: Fraction, *, profit: Fraction, funding: Fraction, fee: Fraction) -> Fraction:
    """The balance after a row of the account log; *funding* is below zero when paid."""
    return old + profit + funding - fee


def funding_paid(rate: Fraction, contract_hours: Fraction, *, long: bool) -> Fraction:
    """Realised funding, below zero when paid.

    Args:
        rate: Coins a contract pays in an hour, above zero when longs pay.
        contract_hours: Contracts times hours held.
        long: The side.
    """
    exact = rate * contract_hours * (-1 if long else 1)
    return on_grid(exact, FUNDING_GRID, Rounding.HALF_AWAY)


ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        rated_by=RatedBy.TIER,
        sides=Sides.AFTER_CLOSING,
        evidence=Evidence.ASSUMED,
        source=(
            "that open orders count with positions, by the initial rate of the schedule: support "
            "360022835651; at entry: 15579128794772. How is not said: assumed at the limit, the "
            "larger side, after what closing sets free"
        ),
    )
)
"""What open orders need, in the rates of the margin schedule."""
