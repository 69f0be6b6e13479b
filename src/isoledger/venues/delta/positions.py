"""The positions that Delta Exchange states."""

from collections.abc import Mapping
from fractions import Fraction

from isoledger.venues.delta.rules import RATES, RULES
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated
from isoledger.venues.stating import Fields, Outline, Printed, instant


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*, a row of ``positions/margined``.

    What a contract is worth follows from the bankruptcy price, at which the margin is gone.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields("delta position", raw)
    told, symbol = Printed.of(fields, "liquidation_price"), fields.text("product_symbol", "unnamed")
    size, entry = fields.exact("size"), fields.exact("entry_price")
    margin, mark = fields.exact("margin"), fields.optional("mark_price")
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
        cross=fields.required("margin_mode") != "isolated",
    )
    time_ns = instant(besides, fields, "timestamp")
    return Stated(
        symbol=symbol,
        subject=outline.subject(),
        rules=RULES.at(time_ns),
        time_ns=time_ns,
        mark=outline.mark,
        reported=told.price,
        printed=told.text,
        sentinel=told.sentinel,
        missing=outline.missing,
        assumed=assumed,
    )
