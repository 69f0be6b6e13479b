"""The open positions of Kraken Futures, which state no liquidation price."""

from collections.abc import Mapping

from isoledger.core.instrument import Payoff
from isoledger.venues.fields import Fields
from isoledger.venues.kraken.rules import TICKS, rules_of
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed, last_digit
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

_UNTOLD = Printed(sentinel="the interface states no liquidation price")


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*, a row of ``openpositions``; its margin comes from outside.

    A position with a fixed leverage is isolated; the others share their margin account.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "kraken position")
    symbol, long = fields.text("symbol").upper(), fields.text("side") == "long"
    leverage = fields.maybe("maxFixedLeverage")
    inverse = symbol.startswith(("PI_", "FI_"))
    entry = fields.exact("price")
    outline = Outline(
        symbol=symbol,
        settle=symbol.split("_")[1].removesuffix("USD") if inverse else "USD",
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        quantity=fields.exact("size") * (1 if long else -1),
        entry=entry,
        maintenance=besides.maintenance,
        leverage=besides.leverage or leverage,
        margin=besides.margin,
        mark=besides.mark,
        tick=besides.tick or TICKS.get(symbol) or last_digit(""),
        cross=leverage is None,
    )
    time_ns = besides.when(fields.time_ns("serverTime"))
    return outline.stated(_UNTOLD, rules_of(symbol, time_ns), time_ns)
