"""By which rules KuCoin Futures liquidates, each with the day from which it held.

Two regimes of isolated margin. Until 2025-05-22 a fee to close at bankruptcy was set aside at the
opening, and maintenance was measured on the value at entry, a predicted funding rate against the
position with it. Since then nothing is set aside, and maintenance and a liquidation fee are
measured on the mark.
"""

from datetime import UTC, datetime
from fractions import Fraction

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.numbers import Rounding
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Shown, Surplus

NAME = "kucoin"

CROSS = "cross"
CROSS_BOOK = pool_book(CROSS)
"""The futures account. The margin of an isolated position is an earmark inside it."""


def instant_ns(year: int, month: int, day: int, hour: int = 0) -> int:
    """An hour UTC of a day, in ns since 1970."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp()) * 10**9


MARK_NS = instant_ns(2025, 5, 22, 4)
"""When isolated positions changed to the new regime: 2025-05-22, 03:00 to 04:00 UTC (announcement
"Update to the Isolated Margin Calculation Formula"). The end of that hour is our choice."""

FINER_NS = instant_ns(2024, 7, 1)
"""Since when prices and amounts are finer. Assumed: a record of 2024-04-08 prints the price on the
tick, one of 2024-10-21 on 0.01; amounts were rounded to 8 decimals until 2023-09 and have 10 cut
ones in 2024-10."""

TAKER = Fraction(6, 10_000)
"""Taker rate of the largest contracts, inside the fee reserve; and the liquidation fee of the new
regime. Recorded: 10 positions of 2021-2026."""

CENT = Fraction(1, 100)

TICKS: FrozenMap[str, Dated[Fraction]] = FrozenMap(
    {
        "ETHUSDTM": Dated(((BEGINNING_NS, Fraction(1, 20)), (instant_ns(2022, 7, 1), CENT))),
        "XBTUSDTM": Dated(((BEGINNING_NS, Fraction(1)), (instant_ns(2023, 7, 1), Fraction(1, 10)))),
    }
)
"""Price steps by date, which no position states. Recorded: XBTUSDTM 1 in 2021 and 2023-05 and 0.1
on 2024-04-08, ETHUSDTM 0.05 in 2021-12. The days in between are assumed."""

_TICK = Shown(long=Rounding.CEILING, short=Rounding.FLOOR)
_HUNDREDTH = evolve(_TICK, grid=CENT)
_SEVEN = Shown(long=Rounding.HALF_EVEN, short=Rounding.HALF_EVEN, grid=Fraction(1, 10**7))

_ENTRY = Rules(
    home=CROSS_BOOK,
    # Recorded: two states of one position of 2024: the opening fee is not in its margin, received
    # funding is (posCross, posComm), paid funding is taken from it (posLoss).
    fee_pot=Pot.HOME,
    funding_pot=Pot.POSITION,
    # Official, support 35084093025049: taken over at bankruptcy, the surplus to the fund.
    surplus=Surplus.INSURANCE,
    # Recorded: 7 isolated positions of 2021-2025. posComm is in margin and requirement alike.
    basis=Basis.ENTRY,
    reserve_required=True,
    funding_required=True,
    # Recorded: 6 of 7, one of 2023 is a tick lower. For shorts: one record.
    shown=_TICK,
    evidence=Evidence.RECORDED,
    source="announcement of 2025-05-22, part Before; recorded positions of 2021 to 2025-01",
)

_MARK = Rules(
    home=CROSS_BOOK,
    fee_pot=Pot.HOME,
    funding_pot=Pot.POSITION,
    surplus=Surplus.INSURANCE,
    # Recorded: one position of 2026-02-19, 11 fields to the last digit: rate 0.0046 of the value
    # at the mark, no funding term although the first announcement names one.
    basis=Basis.VALUE,
    closing_fee=TAKER,
    shown=_SEVEN,
    evidence=Evidence.RECORDED,
    source="announcement of 2025-05-22 with its supplement of 2025-05-29; a position of 2026-02-19",
)

RULES: RuleBook = Dated(
    (
        (BEGINNING_NS, _ENTRY),
        (FINER_NS, evolve(_ENTRY, shown=_HUNDREDTH)),
        (MARK_NS, _MARK),
    )
)
"""Isolated positions."""

CROSS_RULES: RuleBook = Dated[Rules].always(
    Rules(
        home=CROSS_BOOK,
        fee_pot=Pot.HOME,
        funding_pot=Pot.HOME,
        surplus=Surplus.INSURANCE,
        basis=Basis.VALUE,
        closing_fee=TAKER,
        shown=_HUNDREDTH,
        evidence=Evidence.RECORDED,
        source="support 35233217061785 and 35084431335065; one cross position of 2026-01-15",
    )
)
"""Cross positions: maintenance and the fee to close, both on the value at the mark."""


def fineness(time_ns: int) -> tuple[Fraction, Rounding]:
    """The step of amounts inside a position, and the way they are rounded to it.

    Recorded: 8 decimals to the nearest (4 positions of 2021-2023), 10 decimals cut (2 of 2024 and
    2025). Which way a tie goes is assumed.
    """
    if time_ns < FINER_NS:
        return Fraction(1, 10**8), Rounding.HALF_EVEN
    return Fraction(1, 10**10), Rounding.TOWARD_ZERO


BANKRUPT_UP_NS = instant_ns(2024, 1, 1)
"""Since when the bankruptcy price of a long is rounded up. Assumed: down in 2021, 2022 and 2023-09,
up in 2024-10 and 2025-01."""


def bankruptcy_shown(time_ns: int) -> Shown:
    """How the bankruptcy price is printed: away from the entry, later as the liquidation price."""
    shown = RULES.at(time_ns).shown
    if time_ns >= BANKRUPT_UP_NS:
        return shown
    return evolve(shown, long=Rounding.FLOOR, short=Rounding.CEILING)


ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.BOTH,
        opening_fee=TAKER,
        evidence=Evidence.OFFICIAL,
        source=(
            "price x size x (1 / leverage + taker rate): support 48142946141513 (2025-12-31); "
            "both sides: support 35084093025049 (2025-12-30), by contrast with cross"
        ),
    )
)
"""What open orders of isolated positions reserve, at the taker rate of an ordinary user."""

CROSS_ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.LARGER,
        opening_fee=TAKER,
        evidence=Evidence.OFFICIAL,
        source=(
            "max(position and orders of its side, orders of the other side): support "
            "35084093025049 (2025-12-30); assumed: the fee to open counts here too, and closing "
            "lots are those that trade first"
        ),
    )
)
"""What open orders of cross positions reserve: opposite orders only beyond what they close."""
