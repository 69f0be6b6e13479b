"""The positions that Deribit states, and the one ratio behind all their liquidation prices."""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.core.instrument import Payoff
from isoledger.core.tiers import TierTable
from isoledger.venues.deribit.rules import GROWTHS, RULES
from isoledger.venues.fields import Fields
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed, last_digit
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*, a row of ``get_positions``; the account's balance comes from outside.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "deribit position")
    name, mark = fields.text("instrument_name"), fields.exact("mark_price")
    told = Printed.of(fields, "estimated_liquidation_price")
    time_ns = besides.when(fields.time_ns("creation_timestamp"))
    linear = "_" in name.partition("-")[0]
    outline = Outline(
        symbol=name,
        settle=name.partition("-")[0].partition("_")[2] if linear else name.partition("-")[0],
        payoff=Payoff.LINEAR if linear else Payoff.INVERSE,
        quantity=fields.exact("size"),
        entry=fields.exact("average_price"),
        tiers=_tiers(fields, besides, time_ns),
        leverage=fields.maybe("leverage"),
        margin=besides.margin,
        mark=mark,
        tick=besides.tick or last_digit(told.text),
        cross=True,
    )
    return outline.stated(
        told,
        RULES.at(time_ns),
        time_ns,
        assumed=("nothing else is held in the account: the price is that of the whole account",),
    )


def _tiers(fields: Fields, besides: Besides, time_ns: int) -> TierTable | None:
    coin = fields.text("instrument_name").partition("-")[0].partition("_")[0]
    if besides.maintenance is not None:
        return TierTable.flat(initial=besides.maintenance, maintenance=besides.maintenance)
    coins = fields.maybe("size_currency", "size")
    if coin not in GROWTHS or coins is None:
        return None
    return GROWTHS[coin].at(time_ns).tiers(coins)


def liquidation_ratio(raw: Mapping[str, object]) -> Fraction:
    """How many times today's mark each of the account's prices is: one number for all of them.

    The venue multiplies the mark of every instrument by it, even of one that is not held.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "deribit position")
    return fields.exact("estimated_liquidation_price") / fields.exact("mark_price")
