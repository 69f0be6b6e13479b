"""By which rules Bybit keeps its contracts, each with its source and its day.

The wallet is one number: isolated margin is a lock on it, not a transfer. What is locked is the
initial margin, the fee to close at the bankruptcy price, and whatever was added; here the lock is
the position's own book, its fee part the reserve.
"""

from fractions import Fraction

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import bankruptcy_price, shown_price
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, FeeOn, Pot, RuleBook, Rules, Shown, Surplus
from isoledger.venues.framing import alone

NAME = "bybit"

CROSS = "cross"
"""The pool behind all positions of the account: its wallet is one number."""

CROSS_BOOK = pool_book(CROSS)

AT_MARK_NS = 1_756_771_200 * 10**9
"""2025-09-02T00:00Z: since when maintenance of an isolated position moves with the mark.

Official: help page "Understanding the Adjustment ..." for the day; the hour is assumed."""

LESS_FEE_NS = 1_685_577_600 * 10**9
"""2023-06-01T00:00Z: since when an ordinary user's taker rate is 0.055 % and no longer 0.06 %.

Assumed: 0.06 % is in records up to 2023-05-16, 0.055 % in the venue's later samples."""

TAKER: Dated[Fraction] = Dated(
    ((BEGINNING_NS, Fraction("0.0006")), (LESS_FEE_NS, Fraction("0.00055")))
)
"""Taker rate of an ordinary user, where nobody states the user's own."""

PRINTED = Fraction(1, 10**8)
"""The step in which fees are billed. Recorded: a closed position's profit."""

CAPS = frozenset({Fraction(999_999)})
"""Highest prices, printed where a short has no liquidation price. Recorded in 2023."""

_AT_ENTRY = Rules(
    home=CROSS_BOOK,
    # Official (transaction log): the opening and the closing fee leave the wallet.
    fee_pot=Pot.HOME,
    # Official (help 000001391, 2024-03-14): funding is taken from the available balance first, and
    # from the position's margin where that does not reach; what is received goes to the wallet.
    funding_pot=Pot.HOME_FIRST,
    # Official (help 000001381): taken over at the bankruptcy price, the rest to the insurance fund.
    surplus=Surplus.INSURANCE,
    # Official (until 2025-09-02): maintenance on the value at entry.
    basis=Basis.ENTRY,
    # Recorded (ETHUSDT 2022, to 8 digits): the fee to close is in the initial margin and in the
    # maintenance margin alike.
    reserve_required=True,
    # Official (help 360011431853): long up, short down. Recorded for both prices, 2022 and 2023.
    shown=Shown(long=Rounding.CEILING, short=Rounding.FLOOR),
    evidence=Evidence.RECORDED,
    source=(
        "price: help.bybit.com 900000294083, 4 recorded positions of 2022 and 2023; rounding: "
        "help.bybit.com 360011431853; funding: help 000001391; fees: docs/v5/account/"
        "transaction-log; surplus: help 000001381"
    ),
)

_AT_MARK = evolve(
    _AT_ENTRY,
    basis=Basis.VALUE,
    evidence=Evidence.OFFICIAL,
    source=(
        "price: help pages Understanding-the-Adjustment (2025-09-02) and Liquidation Price "
        "Calculation under Isolated Mode (UTA), read 2026; no recorded position; the rest as before"
    ),
)

RULES: RuleBook = Dated(((BEGINNING_NS, _AT_ENTRY), (AT_MARK_NS, _AT_MARK)))
"""The mechanics of isolated positions by date."""

CROSS_RULES: RuleBook = Dated[Rules].always(
    evolve(
        _AT_MARK,
        # Assumed: prices of the unified account are estimates, printed with 8 decimals.
        shown=Shown(long=Rounding.HALF_AWAY, short=Rounding.HALF_AWAY, grid=PRINTED),
        evidence=Evidence.ASSUMED,
        source="docs/v5/position: an estimate; formula of a third-party copy, not recomputed",
    )
)
"""Cross positions of the unified account: maintenance and fee to close are required at any price.
No recorded one states its account's equity, so nothing here is confirmed."""


def cross_rules(time_ns: int, leverage: Fraction, taker: Fraction, *, sign: int) -> Rules:
    """`CROSS_RULES` with the fee to close, which stands: at the bankruptcy price by leverage.

    Args:
        time_ns: When, ns UTC.
        leverage: As set.
        taker: Taker rate.
        sign: Of the value: 1 for a linear long or an inverse short, else -1.
    """
    fee = taker * (1 - sign / leverage)
    return evolve(CROSS_RULES.at(time_ns), closing_fee=fee, fee_on=FeeOn.ENTRY)


_ORDERS = OrderRules(
    sides=Sides.LARGER,
    opening_fee=TAKER.at(LESS_FEE_NS),
    closing_fee=None,
    evidence=Evidence.OFFICIAL,
    source=(
        "help center, order cost (2022-07-25; 2024-10-30), worked examples 5,057 and 214.85; a "
        "limit beyond the book is charged the fee to open of the book, which is left out: help, "
        "why order cost differs; assumed: the larger side counts"
    ),
)

ORDERS: OrderRuleBook = Dated(
    ((BEGINNING_NS, _ORDERS.charging(TAKER.at(BEGINNING_NS))), (LESS_FEE_NS, _ORDERS))
)
"""What open orders reserve at an ordinary user's rate, beside isolated positions, at entry."""

CROSS_ORDERS: OrderRuleBook = Dated((*ORDERS, (AT_MARK_NS, evolve(_ORDERS, held_at_mark=True))))
"""The same beside cross positions, whose margin is at the mark since 2025-09-02."""


def order_rules(taker: Fraction) -> OrderRules:
    """What open orders reserve at a *taker* rate: both fees, the closing one at bankruptcy."""
    return _ORDERS.charging(taker)


def fee_to_close(cost: Fraction, margin: Fraction, taker: Fraction) -> Fraction:
    """The fee to close at the price that loses *margin*, in settle coins; none if no price does.

    Official (order cost) and recorded, linear and inverse.

    Args:
        cost: Signed value at entry, as `Instrument.value`.
        margin: What can be lost.
        taker: Taker rate.
    """
    left = abs(cost) - (margin if cost > 0 else -margin)
    return taker * max(Fraction(0), left)


def locked(
    cost: Fraction, leverage: Fraction, taker: Fraction, extra: Fraction = Fraction(0)
) -> Fraction:
    """What an isolated position locks: initial margin, fee to close, and what was added.

    Arguments as `fee_to_close`; *extra* is what was added, in settle coins.
    """
    initial = abs(cost) / leverage
    return initial + fee_to_close(cost, initial, taker) + extra


def position_of(
    holding: Holding, total: Fraction, taker: Fraction, *, position: PositionId
) -> IsolatedPosition:
    """*holding* with *total* locked behind it: as margin, and as the fee to close at its loss.

    Margin that is added moves the bankruptcy price away, and so changes the fee part: this is
    where the venue's ``extra / (1 - taker)`` comes from (long; ``1 + taker`` short). Recorded
    before 2025-09-02 (ETHUSD 2023), official after.

    Args:
        holding: What is held.
        total: ``positionBalance``, in settle coins.
        taker: Taker rate.
        position: Its name.

    Raises:
        LimitedLiabilityError: *total* does not even pay the fee.
    """
    cost = holding.cost.value
    sign = 1 if cost > 0 else -1
    margin = (total - taker * abs(cost)) / (1 - sign * taker)
    if sign * margin > abs(cost):  # no price loses it all, so none needs a fee
        margin = total
    return alone(holding, margin, reserve=total - margin, position=position)


def bust_price(position: IsolatedPosition) -> Fraction | None:
    """The bankruptcy price, exactly: the reserve is not lost, it pays the fee there."""
    return bankruptcy_price(position, _AT_ENTRY)


def printed(price: Fraction | None, position: IsolatedPosition, rules: Rules) -> Fraction | None:
    """*price*, as the venue rounds it for *position*; ``None`` stays none."""
    return None if price is None else shown_price(price, position.holding, rules.shown)


def trading_fee(value: Fraction, rate: Fraction) -> Fraction:
    """The fee on *value*, to 8 decimals. Recorded on one closed position; ties away from zero.

    >>> trading_fee(Fraction("1.8135"), Fraction("0.00055"))
    Fraction(99743, 100000000)
    """
    return on_grid(value * rate, PRINTED, Rounding.HALF_AWAY)


def funding_of(quantity: Fraction, mark: Fraction, rate: Fraction) -> Fraction:
    """The funding of a linear position: below zero when it pays, as the unified account logs it.

    Args:
        quantity: Signed coins, long above zero.
        mark: The mark at the settlement.
        rate: Above zero when longs pay.
    """
    return -quantity * mark * rate
