"""A position as dYdX's indexer states it, ready to be solved.

Read are elements of ``perpetualPositions`` (of the answers on positions or subaccounts). Nothing
there is a liquidation price: the indexer states none.
"""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.core.dated import Dated
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset
from isoledger.core.numbers import Rounding
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.dydx.rules import RULES
from isoledger.venues.raw import maybe, raw_record
from isoledger.venues.records import Record
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

USDC = Asset("USDC", 30)
"""The collateral, kept fine enough that what is read has no rounding of ours."""

_LOT = Fraction(1, 10**12)
_TICK = Fraction(1, 10**6)
_NO_PRICE = "the indexer states no liquidation price"


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position that *raw* states, alone in its subaccount.

    Args:
        raw: One position; ``equity`` of its subaccount may stand beside its own fields.
        besides: What is known from elsewhere: ``maintenance`` is the market's maintenance margin
            fraction, ``margin`` the equity of the subaccount less unrealised profit.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    record = raw_record(raw, "position")
    size, entry = _size(record), record.number("entryPrice").value
    rate = besides.maintenance or maybe(record, "maintenanceMarginFraction")
    margin = _margin(record, besides)
    missing = [] if rate else ["the maintenance margin fraction of the market"]
    missing += [] if margin is not None else ["the equity of the subaccount"]
    terms = _terms(record.text("market"), rate or Fraction(1), besides)
    subject = None
    if rate and margin is not None:
        subject = IsolatedPosition(
            id=PositionId(terms.symbol),
            holding=Holding(terms, int(size / _LOT), USDC.round(size * entry, Rounding.HALF_EVEN)),
            margin=USDC.round(margin, Rounding.HALF_EVEN),
            reserve=USDC.zero,
        )
    return Stated(
        symbol=terms.symbol,
        subject=subject,
        rules=RULES.at(besides.time_ns or 0),
        time_ns=besides.time_ns or 0,
        mark=besides.mark or maybe(record, "oraclePrice"),
        reported=None,
        printed="",
        sentinel=_NO_PRICE,
        missing=tuple(missing),
        assumed=("it is alone in its subaccount",),
    )


def _size(record: Record) -> Fraction:
    """The signed size; a short one is stated below zero, or above with its side."""
    size = record.number("size").value
    return -abs(size) if record.optional("side") == "SHORT" else size


def _margin(record: Record, besides: Besides) -> Fraction | None:
    equity = maybe(record, "equity")
    if besides.margin is not None or equity is None:
        return besides.margin
    return equity - (maybe(record, "unrealizedPnl") or Fraction(0))


def _terms(market: str, rate: Fraction, besides: Besides) -> Instrument:
    tier = MarginTier(
        floor=Fraction(0),
        cap=None,
        initial=rate,
        maintenance=rate,
        deduction=besides.deduction or Fraction(0),
    )
    return Instrument(
        symbol=market,
        base=market.partition("-")[0],
        quote="USD",
        settle=USDC,
        payoff=Payoff.LINEAR,
        multiplier=_LOT,
        lot=_LOT,
        tick=besides.tick or _TICK,
        tiers=Dated[TierTable].always(TierTable(part=True, tiers=(tier,))),
    )
