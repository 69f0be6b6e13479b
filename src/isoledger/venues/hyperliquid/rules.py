"""By which rules Hyperliquid keeps its books, each with the day from which it held.

The venue has one sub-ledger a position: an isolated position owns its own cash leg (``rawUsd``),
and what is left of the account is the cross account. So the home book is the cross pool itself;
the wallet is the spot account beside it.
"""

from datetime import UTC, datetime
from fractions import Fraction

from attrs import evolve

from isoledger.core.books import Book, pool_book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.numbers import Rounding
from isoledger.core.orderrules import OrderRuleBook, OrderRules, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Shown, Surplus
from isoledger.core.tiers import TierTable

NAME = "hyperliquid"

COIN_DECIMALS = 8
"""How fine a token is kept in the spot account (``weiDecimals`` of USDC, HYPE, USDH)."""

PERP_DECIMALS = 6
"""How fine the perpetual books are: fees, funding and size x price all end at 1e-6.

A size has at most ``szDecimals`` decimals and a price at most ``6 - szDecimals``, so that their
product never needs a seventh (tick and lot size page of the venue's documentation)."""

USDC = Asset("USDC", COIN_DECIMALS)
"""One asset for both accounts of a user, so that money can move between them."""

LOT = Fraction(1, 10**PERP_DECIMALS)
"""One size unit of every perpetual. ``szDecimals`` is at most 6, so nothing traded is finer."""

CROSS = "cross"
"""The pool that stands behind all positions of the venue's own exchange."""

CROSS_BOOK: Book = pool_book(CROSS)


def instant_ns(year: int, month: int, day: int) -> int:
    """Midnight UTC of a day, in ns since 1970."""
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 10**9


FIRST_NS = instant_ns(2023, 2, 1)
"""No record is older; terms are stamped here, since the venue does not say since when they hold."""

SOLVED_NS = instant_ns(2024, 1, 1)
"""Since when the requirement moves with the solved price. Assumed: it did not on 2023-03-27, and
did on 2024-05-04; the day in between is not recorded anywhere."""

FROZEN_NS = instant_ns(2023, 3, 27)
"""The one day of 2023 of which there is a record."""

FINER_NS = instant_ns(2025, 1, 1)
"""Since when prices are printed to ten decimals and the requirement is no longer cut. Assumed:
eight decimals and a cut were recorded until the autumn of 2024, ten decimals in the summer of 2025
and no cut on 2025-11-28; the day in between is not recorded anywhere."""

FROZEN_RATE = Fraction(1, 100)
"""Maintenance of every coin in 2023, of the value at the mark. Recorded: 5 prices of 2023-03-27."""

UNIT = Fraction(1, 10**PERP_DECIMALS)
"""The smallest amount of the perpetual books, in coins."""

_EIGHT, _TEN = (
    Shown(long=Rounding.HALF_EVEN, short=Rounding.HALF_EVEN, grid=Fraction(1, 10**decimals))
    for decimals in (8, 10)
)

_FROZEN = Rules(
    fee_pot=Pot.POSITION,
    funding_pot=Pot.POSITION,
    surplus=Surplus.INSURANCE,
    home=CROSS_BOOK,
    basis=Basis.MARK,
    requirement_step=UNIT,
    strict=True,
    shown=_EIGHT,
    evidence=Evidence.ASSUMED,
    source=(
        "basis, cut: 5 prices of an account recorded on 2023-03-27; strict, pots: assumed as later"
    ),
)

_CUT = Rules(
    fee_pot=Pot.POSITION,
    funding_pot=Pot.POSITION,
    surplus=Surplus.INSURANCE,
    home=CROSS_BOOK,
    basis=Basis.VALUE,
    requirement_step=UNIT,
    strict=True,
    shown=_EIGHT,
    evidence=Evidence.ASSUMED,
    source=(
        "cut at the mark: recorded, 6 isolated positions of 2024 whose prices show it; "
        "basis: hyperliquid-docs, trading/liquidations and trading/margin-tiers; "
        "strict: equity below maintenance, by the same page's words; "
        "fee pot: 5 recorded openings; surplus: hyperliquid-docs, backstop liquidation; "
        "funding pot: assumed"
    ),
)

_WHOLE = evolve(
    _CUT,
    requirement_step=None,
    shown=_TEN,
    source=(
        "no cut: recorded, one isolated position of 2025-11-28; ten decimals: recorded, 7; "
        "all else as before: funding pot assumed"
    ),
)

RULES: RuleBook = Dated(((BEGINNING_NS, _FROZEN), (SOLVED_NS, _CUT), (FINER_NS, _WHOLE)))
"""The mechanics by date. The weakest part gives the evidence: the funding pot is assumed."""

SPOT_PAIRS: dict[str, tuple[str, str]] = {"@107": ("HYPE", "USDC")}
"""Spot pairs whose name says nothing, as (base, quote). The venue's page on asset ids names 107
as the pair of HYPE. Others need ``spotMeta``, which is not read here."""


def spot_pair(coin: str) -> tuple[str, str] | None:
    """Base and quote of a spot pair; ``None``: nobody here knows what ``@n`` stands for.

    >>> spot_pair("PURR/USDC")
    ('PURR', 'USDC')
    """
    base, slash, quote = coin.partition("/")
    return (base, quote) if slash and base and quote else SPOT_PAIRS.get(coin)


def is_spot(coin: str) -> bool:
    """Whether *coin* names a spot pair and no perpetual."""
    return coin.startswith("@") or "/" in coin


def dex_of(coin: str) -> str:
    """The exchange a perpetual trades on; empty: the venue's own.

    Others (HIP-3) are written before a colon, and settle in a collateral token of their own.
    """
    return coin.partition(":")[0] if ":" in coin else ""


def position_of(coin: str, isolated: frozenset[str] = frozenset()) -> PositionId:
    """The position that a fill in *coin* changes.

    No record says whether a position is cross or isolated: it is cross unless *isolated* names
    it. Every other exchange has a pool of its own.
    """
    return PositionId(coin, pool="" if coin in isolated else dex_of(coin) or CROSS)


def token(code: str) -> Asset:
    """The asset of a token by its name; all are kept at 8 decimals here."""
    return USDC if code == USDC.code else Asset(code, COIN_DECIMALS)


def perpetual(
    coin: str,
    settle: Asset = USDC,
    *,
    size_decimals: int = 0,
    tiers: TierTable | None = None,
) -> Instrument:
    """The terms of a perpetual.

    The lot is always `LOT`, so that a size means the same whatever else is known of the coin.

    Args:
        coin: Its name at the venue.
        settle: The collateral token of its exchange.
        size_decimals: ``szDecimals``, if known: it gives the price step; 0 the finest there is.
        tiers: Its margin tiers, if known; without them nothing is solved.
    """
    return Instrument(
        symbol=coin,
        base=coin.rpartition(":")[2],
        quote=settle.code,
        settle=settle,
        payoff=Payoff.LINEAR,
        multiplier=LOT,
        lot=LOT,
        tick=price_step(size_decimals),
        tiers=None if tiers is None else Dated[TierTable].always(tiers),
    )


def price_step(size_decimals: int) -> Fraction:
    """The finest price of a perpetual with so many size decimals.

    >>> price_step(2)
    Fraction(1, 10000)
    """
    return Fraction(1, 10 ** (PERP_DECIMALS - size_decimals))


ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        sides=Sides.LARGER,
        held_at_mark=True,
        evidence=Evidence.RECORDED,
        source=(
            "what is withdrawable falls by limit x size / leverage: 3 mainnet accounts "
            "(MarcosACH/tickwright, ADR 0046: 128.40 / 5 and 49,035.6725 / 2, to the last digit; "
            "ccxt issue 23997, 2024-10-16: 32.5 / 2); checked again when matched: order book page; "
            "assumed: the larger side counts, and lots that only close do not"
        ),
    )
)
"""What resting orders reserve."""
