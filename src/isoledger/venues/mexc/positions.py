"""The positions that MEXC states."""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.venues.fields import Fields
from isoledger.venues.mexc.rules import CONTRACTS, RATES, RULES, TAKER
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed, last_digit
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

_LONG, _ISOLATED = 1, 1


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*, a row of ``open_positions`` or ``history_positions``.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "mexc position")
    symbol, volume = fields.text("symbol"), fields.exact("holdVol")
    told, entry = Printed.of(fields, "liquidatePrice"), fields.exact("holdAvgPrice")
    if not volume:
        told = told.none("nothing is held: it is the last price of a closed position")
    contract = besides.contract or CONTRACTS.get(symbol)
    cross = fields.exact("openType") != _ISOLATED
    reserve = volume * (contract or 0) * entry * (besides.taker or TAKER)
    margin = besides.margin
    if margin is None and not cross:
        margin = fields.exact("im") - reserve
    known = besides.maintenance is not None
    outline = Outline(
        symbol=symbol,
        quantity=volume * (1 if fields.exact("positionType") == _LONG else -1),
        contract=contract,
        entry=entry,
        maintenance=besides.maintenance or RATES.get(symbol),
        leverage=fields.exact("leverage"),
        margin=margin,
        reserve=Fraction(0) if cross else reserve,
        mark=besides.mark,
        tick=besides.tick or last_digit(told.text),
        cross=cross,
    )
    time_ns = besides.when(fields.time_ns("updateTime"))
    return outline.stated(
        told,
        RULES.at(time_ns),
        time_ns,
        assumed=() if known else ("the maintenance rate of the lowest tier",),
    )
