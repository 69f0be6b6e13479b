"""The positions of many venues, read by one table."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import TypeAlias

from attrs import evolve

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.errors import UnknownKindError
from isoledger.venues.fields import Fields
from isoledger.venues.others.rules import RATES, RULES
from isoledger.venues.others.shapes import SHAPES, Shape
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed, last_digit
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

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
    fields = Fields.of(raw, f"{venue} position")
    told = Printed.of(fields, shape.price, floor=shape.floor)
    outline = _outline(fields, besides, shape, told, RATES.get(venue))
    faults = _faults(fields, outline, shape)
    time_ns = besides.when(fields.time_ns(shape.time, unit_ns=shape.unit_ns))
    rules = RULES[venue].at(time_ns)
    evidence = f"{rules.evidence.value}: {rules.source}"
    return outline.stated(told, rules, time_ns, assumed=(evidence,), faults=faults)


def _outline(
    fields: Fields, besides: Besides, shape: Shape, told: Printed, rate: Fraction | None
) -> Outline:
    """What the fields of *shape* say, then what follows; what the caller knows comes first."""
    size, symbol = fields.maybe(shape.size), fields.optional(shape.symbol) or "unnamed"
    long = not shape.side or fields.text(shape.side).lower() in shape.longs
    first = Outline(
        symbol=symbol,
        quantity=size if size is None or long else -size,
        entry=fields.maybe(shape.entry),
        maintenance=besides.maintenance or fields.maybe(shape.rate) or rate,
        deduction=besides.deduction,
        leverage=besides.leverage or fields.maybe(shape.leverage),
        margin=fields.maybe(shape.margin),
        mark=fields.maybe(shape.mark),
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
    profit = fields.maybe(shape.profit)
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
