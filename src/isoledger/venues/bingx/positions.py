"""The positions that BingX states."""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.venues.bingx.rules import RULES
from isoledger.venues.fields import Fields
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*, a row of ``user/positions``.

    ``initialMargin`` of it moves with the mark: it is the margin with the unrealised profit.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "bingx position")
    told, entry = Printed.of(fields, "liquidationPrice"), fields.exact("avgPrice")
    size, profit = fields.exact("positionAmt"), fields.exact("unrealizedProfit")
    side = -1 if fields.text("positionSide") == "SHORT" else 1
    cross = raw.get("isolated") is not True
    margin = besides.margin
    if margin is None and not cross:
        margin = fields.exact("initialMargin") - profit
    mark = besides.mark
    if mark is None and size:
        mark = entry + side * profit / abs(size)
    outline = Outline(
        symbol=fields.optional("symbol") or "unnamed",
        quantity=side * abs(size),
        entry=entry,
        maintenance=besides.maintenance,
        leverage=fields.exact("leverage"),
        margin=margin,
        mark=mark,
        tick=besides.tick or Fraction(1, 100),
        cross=cross,
    )
    time_ns = besides.when(fields.time_ns("updateTime"))
    return outline.stated(
        told,
        RULES.at(time_ns),
        time_ns,
        assumed=("the rate contains the taker fee, if there is one",),
    )
