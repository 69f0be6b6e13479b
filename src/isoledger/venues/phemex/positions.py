"""The positions that Phemex states, in both spellings of its interface."""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.core.instrument import Payoff
from isoledger.core.tiers import TierTable
from isoledger.venues.fields import Fields
from isoledger.venues.outline import Outline
from isoledger.venues.phemex.rules import RULES, TIERS
from isoledger.venues.printed import Printed, last_digit
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*: of USDT contracts (``...Rp``, ``...Rv``), or of older ones.

    The older spelling holds every number twice; the scaled one (``...Ep``, ``...Ev``) is not read.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "phemex position")
    symbol, new = fields.text("symbol"), "avgEntryPriceRp" in raw
    cross = _number(fields, "leverage", "Rr") <= 0
    inverse = not new and symbol == "BTCUSD"
    tiers, assumed = _tiers(fields, besides)
    told = _told(fields)
    long = fields.text("side") == "Buy"
    outline = Outline(
        symbol=symbol,
        settle=fields.optional("currency") or "USDT",
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        quantity=_number(fields, "size", "") * (1 if long else -1),
        contract=besides.contract or (Fraction(1) if new or inverse else None),
        entry=_number(fields, "avgEntryPrice", "Rp"),
        tiers=tiers,
        leverage=abs(_number(fields, "leverage", "Rr")) or None,
        margin=_margin(fields, besides, cross=cross, new=new),
        mark=_number(fields, "markPrice", "Rp"),
        tick=besides.tick or last_digit(told.text),
        cross=cross,
    )
    time_ns = besides.when(fields.time_ns("transactTimeNs", unit_ns=1))
    return outline.stated(told, RULES.at(time_ns), time_ns, assumed=assumed)


def _number(fields: Fields, name: str, unit: str) -> Fraction:
    """The number under *name*, with or without the letters that name its *unit*."""
    found = fields.maybe(f"{name}{unit}", name)
    return fields.exact(name) if found is None else found


def _told(fields: Fields) -> Printed:
    """What is printed: equal to the bankruptcy price, it is the lowest price there is.

    Maintenance margin lies between the two; only where both are off the scale do they meet.
    """
    told = Printed.of(fields, "liquidationPriceRp", "liquidationPrice")
    bankrupt = fields.maybe("bankruptPriceRp", "bankruptPrice")
    if told.price is not None and told.price == bankrupt:
        return told.none("it is the bankruptcy price too: the end of what is printed")
    return told


def _margin(fields: Fields, besides: Besides, *, cross: bool, new: bool) -> Fraction | None:
    """The margin without the fee reserve. In the older spelling a cross position hides its pool."""
    if besides.margin is not None:
        return besides.margin
    return None if cross and not new else _number(fields, "positionMargin", "Rv")


def _tiers(fields: Fields, besides: Besides) -> tuple[TierTable, tuple[str, ...]]:
    """The tiers; the rate a position prints is that of its risk limit, not of its own tier."""
    table = TIERS.get(fields.text("symbol"))
    if table is not None and besides.maintenance is None:
        return table, ()
    rate = besides.maintenance or _number(fields, "maintMarginReq", "Rr")
    word = "the maintenance rate of the risk limit is that of the position as well"
    assumed = (word,) if besides.maintenance is None else ()
    return TierTable.flat(initial=rate, maintenance=rate), assumed
