"""A position as dYdX's indexer states it, ready to be solved.

Read are elements of ``perpetualPositions`` (of the answers on positions or subaccounts). Nothing
there is a liquidation price: the indexer states none.
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from isoledger.venues.dydx.rules import RULES
from isoledger.venues.fields import Fields
from isoledger.venues.framing import Frame
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

_TICK = Fraction(1, 10**6)
_UNTOLD = Printed(sentinel="the indexer states no liquidation price")


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position that *raw* states, alone in its subaccount.

    Args:
        raw: One position; ``equity`` of its subaccount may stand beside its own fields.
        besides: What is known from elsewhere: ``maintenance`` is the market's maintenance margin
            fraction, ``margin`` the equity of the subaccount less unrealised profit.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    record = Fields.of(raw, "dydx position")
    size, entry = _size(record), record.exact("entryPrice")
    rate = besides.maintenance or record.maybe("maintenanceMarginFraction")
    margin = _margin(record, besides)
    missing = [] if rate else ["the maintenance margin fraction of the market"]
    missing += [] if margin is not None else ["the equity of the subaccount"]
    frame = Frame(
        symbol=record.text("market"),
        quantity=size,
        entry=entry,
        margin=margin or Fraction(0),
        maintenance=rate or Fraction(0),
        deduction=besides.deduction or Fraction(0),
        settle="USDC",
        tick=besides.tick or _TICK,
    )
    time_ns = besides.when(None)
    return evolve(
        _UNTOLD.stated(frame.symbol, RULES.at(time_ns), time_ns),
        subject=None if missing else frame.isolated(),
        mark=besides.mark or record.maybe("oraclePrice"),
        missing=tuple(missing),
        assumed=("it is alone in its subaccount",),
    )


def _size(record: Fields) -> Fraction:
    """The signed size; a short one is stated below zero, or above with its side."""
    size = record.exact("size")
    return -abs(size) if record.optional("side") == "SHORT" else size


def _margin(record: Fields, besides: Besides) -> Fraction | None:
    equity = record.maybe("equity")
    if besides.margin is not None or equity is None:
        return besides.margin
    return equity - (record.maybe("unrealizedPnl") or Fraction(0))
