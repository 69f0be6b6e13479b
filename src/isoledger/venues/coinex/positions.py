"""The positions that CoinEx states, in both versions of its interface."""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.venues.coinex.rules import RULES, VERSION_1
from isoledger.venues.fields import SECOND_NS, Fields
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

_LONG = 2


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*, of either version.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "coinex position")
    return _version_1(fields, besides) if "margin_amount" in raw else _version_2(fields, besides)


def _version_1(fields: Fields, besides: Besides) -> Stated:
    outline = Outline(
        symbol=fields.text("market"),
        quantity=fields.exact("amount") * (1 if fields.exact("side") == _LONG else -1),
        entry=fields.exact("open_price"),
        maintenance=fields.exact("mainten_margin"),
        leverage=fields.exact("leverage"),
        margin=fields.exact("margin_amount"),
        mark=besides.mark,
        tick=besides.tick or Fraction(1, 100),
    )
    time_ns = besides.when(fields.time_ns("update_time", unit_ns=SECOND_NS))
    return outline.stated(Printed.of(fields, "liq_price"), VERSION_1.at(time_ns), time_ns)


def _version_2(fields: Fields, besides: Besides) -> Stated:
    size, settle = fields.exact("open_interest"), fields.exact("settle_price")
    sign, assumed = _sign(fields)
    whole = fields.maybe("settle_value", "settle_val") == settle * size
    outline = Outline(
        symbol=fields.text("market").strip(),
        quantity=sign * size,
        entry=settle,
        maintenance=fields.exact("maintenance_margin_rate"),
        leverage=fields.exact("leverage"),
        margin=fields.exact("margin_avbl") - fields.exact("unrealized_pnl"),
        mark=besides.mark,
        tick=besides.tick or Fraction(1, 100),
    )
    told, time_ns = Printed.of(fields, "liq_price"), besides.when(fields.time_ns("updated_at"))
    word = "a cross position's margin is its own, as its record says"
    shared = (word,) if fields.text("margin_mode") == "cross" else ()
    faults = () if whole else ("figures that agree: settle value is not settle price x size",)
    return outline.stated(
        told, RULES.at(time_ns), time_ns, assumed=(*shared, *assumed), faults=faults
    )


def _sign(fields: Fields) -> tuple[int, tuple[str, ...]]:
    """The side; the bankruptcy price of a long position cannot lie above its settle price."""
    sign = 1 if fields.text("side") == "long" else -1
    loss = (fields.exact("settle_price") - fields.exact("bkr_price")) * sign
    if loss < 0:
        word = "short" if sign > 0 else "long"
        return -sign, (f"{word}: its bankruptcy price is on that side of the settle price",)
    return sign, ()
