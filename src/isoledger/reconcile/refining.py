"""Breaks seen together: two that are one, one that is of another kind, several in a row."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise

from attrs import evolve

from isoledger.core.books import Book
from isoledger.core.events import MarginEvent
from isoledger.core.money import Money
from isoledger.reconcile.breaks import Break, BreakKind, Nature, Right
from isoledger.reconcile.matching import Line


def merged(breaks: Iterable[Break]) -> list[Break]:
    """*breaks*, where two equal rows that one side tells as one are one break."""
    single: dict[Hashable, list[Break]] = defaultdict(list)
    rest, short = list[Break](), list[Break]()
    for one in breaks:
        if one.kind in {BreakKind.MISSING_VENUE, BreakKind.MISSING_OURS}:
            single[one.time_ns, _turned(one.effects)].append(one)
        else:
            (short if _may_be_merged(one) else rest).append(one)
    for one in short:
        others = single.get((one.time_ns, one.effects)) if one.effects else None
        rest.append(_with(one, others.pop()) if others else one)
    return rest + [one for others in single.values() for one in others]


def _may_be_merged(one: Break) -> bool:
    return one.kind is BreakKind.AMOUNT_MISMATCH and one.nature is not Nature.SUM


def _turned(its: tuple[tuple[Book, Money], ...]) -> tuple[tuple[Book, Money], ...]:
    return tuple((book, -money) for book, money in its)


def _with(one: Break, other: Break) -> Break:
    return evolve(
        one,
        nature=Nature.MERGED,
        ours=(*one.ours, *other.ours),
        venue=(*one.venue, *other.venue),
        effects=(),
    )


def told_apart(found: Break) -> Break:
    """*found*, where the stated balances say that one of two equal rows is not a copy."""
    if found.kind is BreakKind.DUPLICATE_OURS and found.right is Right.OURS:
        return evolve(found, kind=BreakKind.MISSING_VENUE)
    if found.kind is BreakKind.DUPLICATE_VENUE and found.right is Right.VENUE:
        return evolve(found, kind=BreakKind.MISSING_OURS)
    return found


def paged(breaks: Sequence[Break], ours: Sequence[Line], venue: Sequence[Line]) -> list[Break]:
    """*breaks*, where rows that are missing one after another say so.

    Args:
        breaks: All of them.
        ours: All that we tell, in order.
        venue: All that the venue tells, in order.
    """
    torn = _runs(breaks, BreakKind.MISSING_VENUE, ours)
    torn |= _runs(breaks, BreakKind.MISSING_OURS, venue)
    return [evolve(one, nature=Nature.PAGE) if one.id in torn else one for one in breaks]


def _runs(breaks: Sequence[Break], kind: BreakKind, told: Sequence[Line]) -> set[str]:
    """The ids of breaks of *kind* whose neighbour among what is *told* is missing as well."""
    missing = {
        event.stamp.id: one.id for one in breaks if one.kind is kind for event in _sides(one)
    }
    if not missing:
        return set()
    names = [missing.get(line.event.stamp.id) for line in told if line.moved]
    pairs = ((one, next_) for one, next_ in pairwise(names) if one and next_)
    return {name for pair in pairs for name in pair}


def _sides(one: Break) -> tuple[MarginEvent, ...]:
    return one.ours or one.venue
