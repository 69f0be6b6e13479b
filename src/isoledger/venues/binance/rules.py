"""By which rules Binance keeps its futures, each with its source.

USD-M and COIN-M obey the same equation, one turned upside down. An isolated position owns the
venue's ``isolatedWallet``; all else of ``walletBalance`` is the cross wallet, which is home here.
"""

from fractions import Fraction

from attrs import evolve

from isoledger.core.books import Book, pool_book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.orderrules import OrderRuleBook, OrderRules, PricedAt, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Shown, Surplus

NAME = "binance"

CROSS = "cross"
"""The pool that stands behind all cross positions of one margin asset."""

CROSS_BOOK: Book = pool_book(CROSS)

PRINTED = Fraction(1, 10**8)
"""The step in which derived figures are printed.

Recorded: liquidation price, unrealised profit, notional, margins, all with 8 decimals."""

CUT_NS = 1_640_995_200 * 10**9
"""2022-01-01T00:00Z: since when a liquidation price is cut to 8 decimals, and no longer rounded to
the nearest. Assumed: a record of 2021-05-18 is rounded, one of COIN-M with prices of early 2022 and
all from 2024-03-02 on are cut."""

_ROUNDED = Rules(
    # Recorded (5 openings of 2021 to 2026): the opening fee leaves the isolated wallet, unless
    # it is paid in BNB. Official: a FUNDING_FEE update carries the isolated position's row.
    fee_pot=Pot.POSITION,
    funding_pot=Pot.POSITION,
    # Assumed: no recorded account shows what becomes of the rest.
    surplus=Surplus.INSURANCE,
    home=CROSS_BOOK,
    # Official: maintenance is rate x notional - cum, of the tier of the notional at the
    # liquidation price; no fee is in it.
    basis=Basis.VALUE,
    shown=Shown(long=Rounding.HALF_AWAY, short=Rounding.HALF_AWAY, grid=PRINTED),
    evidence=Evidence.RECORDED,
    source=(
        "price: FAQ b3c689c1f50a44cabb3a84e663b81d93 (USD-M), ceccfcfb4e3a45e3b48b0b1bb1a8ae46 "
        "(COIN-M), recorded positions of 2021 to 2026; fee pot: 5 recorded openings; "
        "funding pot: developers.binance.com, Event-Balance-and-Position-Update; "
        "surplus: assumed"
    ),
)

_CUT = evolve(_ROUNDED, shown=Shown(long=Rounding.FLOOR, short=Rounding.FLOOR, grid=PRINTED))

RULES: RuleBook = Dated(((BEGINNING_NS, _ROUNDED), (CUT_NS, _CUT)))
"""The mechanics of both products by date. No change is known but that of how a price is printed."""

_COIN_ORDERS = OrderRules(
    priced_at=PricedAt.ORDER,
    open_loss=True,
    sides=Sides.AFTER_CLOSING,
    held_at_mark=True,
    evidence=Evidence.OFFICIAL,
    source=(
        "max(abs(position + bids), abs(position - asks)) / leverage, positions at the mark, "
        "orders at the limit, hedge mode leg by leg, worked example 5,950: FAQ "
        "4f83b65d83654b5e933f85ef12bf769d (2022-12-06), both products; open loss: FAQ "
        "87fa7ee33b574f7084d42bd2ce2e463b; assumed: that lots which only close have none"
    ),
)

_ORDERS = evolve(
    _COIN_ORDERS,
    priced_at=PricedAt.LAST,
    last_markup=Fraction("0.0015"),
    source=(
        f"{_COIN_ORDERS.source}; a sale is priced at the highest of its limit, the mark and "
        "1.0015 x last: the same FAQ as of 2026-01 (in 2020 it was the limit; the day between is "
        "not known)"
    ),
)

ORDERS: OrderRuleBook = Dated[OrderRules].always(_ORDERS)
"""What open orders of USD-M reserve."""

COIN_ORDERS: OrderRuleBook = Dated[OrderRules].always(_COIN_ORDERS)
"""What open orders of COIN-M reserve: at the limit, on either side."""

COIN_TICK = Fraction(1, 10)
"""Tick of the BTC contracts of COIN-M, to which the venue's screen cuts a price.

Recorded once (dev.binance.vision, topic 6292: 33599.40 for 33599.4186); assumed to be general."""

SPOT_FEE = Fraction("0.00045")
"""Taker rate of an ordinary USD-M user who pays in BNB: 0.05 % less 10 %. Official fee schedule;
recorded in a break-even price."""

PORTFOLIO_ROUNDING = Rounding.HALF_AWAY
"""How the portfolio-margin endpoints print derived figures. Recorded once: 0.0000036 for
0.00000359719; all other endpoints cut."""


def derived(value: Fraction, rounding: Rounding = Rounding.TOWARD_ZERO) -> Fraction:
    """*value* as the venue prints a figure it derived: cut to 8 decimals, toward zero.

    >>> derived(Fraction("99.623039625"))
    Fraction(4981151981, 50000000)
    """
    return on_grid(value, PRINTED, rounding)


def open_loss(quantity: Fraction, price: Fraction, mark: Fraction) -> Fraction:
    """What a trade loses against the mark at once: set aside for an order, moved in at its fill.

    FAQ 87fa7ee33b574f7084d42bd2ce2e463b (order cost); recorded for fills of isolated positions.

    Args:
        quantity: Signed coins, long above zero.
        price: Of the order or of the fill.
        mark: The mark then.
    """
    return max(Fraction(0), quantity * (price - mark))


def opening_margin(
    quantity: Fraction, price: Fraction, mark: Fraction, leverage: Fraction
) -> Fraction:
    """What a fill moves from the cross to the isolated wallet: its share, and the open loss.

    Recorded, 2021 to 2026. The fee is charged to the isolated wallet afterwards. Arguments as
    `open_loss`; *leverage* as set.
    """
    return abs(quantity) * price / leverage + open_loss(quantity, price, mark)


def implied_mark(quantity: Fraction, price: Fraction, excess: Fraction) -> Fraction:
    """The mark at which a fill had an open loss of *excess*: `open_loss` turned round.

    Args:
        quantity: Signed coins, long above zero.
        price: Of the fill.
        excess: What the isolated wallet holds beyond the fill's share and its fee.
    """
    return price - excess / quantity


def break_even(quantity: Fraction, entry: Fraction, fee: Fraction) -> Fraction:
    """The ``breakEvenPrice``: the entry, moved by the fee that was paid on the opening leg.

    Recorded; the fee of the closing leg is not in it.

    Args:
        quantity: Signed coins, long above zero.
        entry: Average entry price.
        fee: Fee rate.
    """
    return entry * (1 + fee) if quantity > 0 else entry * (1 - fee)


def closing_price(
    quantity: Fraction, closed: Fraction, entry: Fraction, even: Fraction, fee: Fraction
) -> Fraction:
    """At what price a part was closed, as the ``breakEvenPrice`` of the rest tells.

    Recorded: it holds all fees and all profit so far, to the tick of the closing price.

    Args:
        quantity: Signed coins left, long above zero.
        closed: Coins closed, above zero.
        entry: Average entry price.
        even: The ``breakEvenPrice`` after the close.
        fee: Fee rate of both trades.
    """
    sign = 1 if quantity > 0 else -1
    paid = (abs(quantity) + closed) * entry * (1 + sign * fee)
    return (paid - abs(quantity) * even) / (closed * (1 - sign * fee))
