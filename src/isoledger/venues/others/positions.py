"""The positions of many venues, read by one table."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from attrs import evolve

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.errors import UnknownKindError
from isoledger.venues.fields import last_digit
from isoledger.venues.others.rules import RATES, RULES
from isoledger.venues.others.shapes import SHAPES, Shape
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated
from isoledger.venues.stating import Fields, Outline, Printed, instant

Reader: TypeAlias = Callable[[Mapping[str, object], Besides], Stated]
"""From a raw record, and what it leaves out, to the position it states."""


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES, *, venue: str) -> Stated:
    """The position in *raw*, a record of *venue*.

    Raises:
        UnknownKindError: Nothing is known of *venue*.
        FieldError: A field is missing or does not hold what it must.
    """
    shape = SHAPES.get(venue)
    if shape is None:
        raise UnknownKindError(asked=venue, known=tuple(sorted(SHAPES)))
    fields = Fields(f"{venue} position", raw)
    told = Printed.of(fields, shape.price, floor=shape.floor)
    outline = _outline(fields, besides, shape, told, RATES.get(venue))
    faults = _faults(fields, outline, shape)
    time_ns = instant(besides, fields, shape.time, shape.unit_ns)
    rules = RULES[venue].at(time_ns)
    return Stated(
        symbol=outline.symbol,
        subject=None if faults else outline.subject(),
        rules=rules,
        time_ns=time_ns,
        mark=outline.mark,
        reported=told.price,
        printed=told.text,
        sentinel=told.sentinel,
        missing=outline.missing + faults,
        assumed=(f"{rules.evidence.value}: {rules.source}",),
    )


def _outline(
    fields: Fields, besides: Besides, shape: Shape, told: Printed, rate: Fraction | None
) -> Outline:
    """What the fields of *shape* say, then what follows; what the caller knows comes first."""
    size, symbol = fields.optional(shape.size), fields.text(shape.symbol, "unnamed")
    long = not shape.side or fields.required(shape.side).lower() in shape.longs
    first = Outline(
        symbol=symbol,
        quantity=size if size is None or long else -size,
        entry=fields.optional(shape.entry),
        maintenance=besides.maintenance or fields.optional(shape.rate) or rate,
        deduction=besides.deduction,
        leverage=besides.leverage or fields.optional(shape.leverage),
        margin=fields.optional(shape.margin),
        mark=fields.optional(shape.mark),
        tick=besides.tick or shape.ticks.get(symbol) or last_digit(told.text),
        cross=shape.cross,
    )
    found = shape.more(fields, first)
    return evolve(
        found,
        contract=besides.contract or found.contract,
        margin=found.margin if besides.margin is None else besides.margin,
        mark=besides.mark or found.mark,
    )


def _faults(fields: Fields, outline: Outline, shape: Shape) -> tuple[str, ...]:
    """Where the figures of a record contradict one another."""
    profit = fields.optional(shape.profit)
    if profit is None or None in (outline.quantity, outline.mark, outline.entry):
        return ()
    due = (outline.quantity or 0) * ((outline.mark or 0) - (outline.entry or 0))
    if profit == due:
        return ()
    return (f"figures that agree: profit {profit} is stated, size x (mark - entry) is {due}",)


READERS: FrozenMap[str, Reader] = FrozenMap(
    {venue: partial(stated, venue=venue) for venue in SHAPES}
)
"""A reader a venue."""
