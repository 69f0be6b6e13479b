"""The positions that Delta Exchange states."""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.venues.delta.rules import RATES, RULES
from isoledger.venues.fields import Fields
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*, a row of ``positions/margined``.

    What a contract is worth follows from the bankruptcy price, at which the margin is gone.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "delta position")
    told, symbol = (
        Printed.of(fields, "liquidation_price"),
        fields.optional("product_symbol") or "unnamed",
    )
    size, entry = fields.exact("size"), fields.exact("entry_price")
    margin, mark = fields.exact("margin"), fields.maybe("mark_price")
    fall = entry - fields.exact("bankruptcy_price")
    contract, assumed = besides.contract, tuple[str, ...]()
    if contract is None and size and fall:
        contract = margin / (fall * size)
        assumed = (f"a contract is worth {contract}: margin over the way to the bankruptcy price",)
    outline = Outline(
        symbol=symbol,
        quantity=size,
        contract=contract,
        entry=entry,
        maintenance=besides.maintenance or RATES.get(symbol),
        leverage=besides.leverage,
        margin=margin,
        mark=besides.mark or mark,
        tick=besides.tick or Fraction(1, 2),
        cross=fields.text("margin_mode") != "isolated",
    )
    time_ns = besides.when(fields.time_ns("timestamp"))
    return outline.stated(told, RULES.at(time_ns), time_ns, assumed=assumed)
