"""How much, how many, how far: whole numbers found by halving, each true and one more false.

Nothing here solves anything of its own: a hypothetical position is judged as a real one is.
"""

from collections.abc import Callable
from fractions import Fraction

from isoledger.core.errors import TermsError
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Price, Rounding
from isoledger.core.whatif.changes import supposed
from isoledger.core.whatif.moment import Moment, Position

UNITS_MAX = 1 << 256
"""No amount or size that is asked for is larger."""


def top_up(position: Position, moment: Moment, asset: Asset | None = None) -> Money:
    """The least to add so that *position*, or its pool, is not liquidated now; none if it is not.

    Args:
        position: The position.
        moment: Now.
        asset: What is added; ``None``: what it settles in.

    Raises:
        TermsError: No amount is enough: the asset counts for nothing.
        MissingMarkError: A mark, or the worth of *asset*, is missing.
        AssetMismatchError: An isolated position cannot have *asset*.
    """
    added = asset or position.holding.instrument.settle
    return Money(_enough(lambda units: moment.is_safe(position.moved(Money(units, added)))), added)


def removable(position: Position, moment: Moment, asset: Asset | None = None) -> Money:
    """The most that can be taken out now: what stays still covers opening.

    Unrealised profit cannot be taken out, so it is never more than the cash that is there.

    Args:
        position: The position.
        moment: Now.
        asset: What is taken out; ``None``: what it settles in.

    Raises:
        MissingMarkError: A mark or worth is missing.
        AssetMismatchError: An isolated position has no *asset*.
    """
    taken = asset or position.holding.instrument.settle
    there = position.cash(taken).units

    def breaks(units: int) -> bool:
        return units > there or not moment.is_open(position.moved(Money(-units, taken)))

    return Money(max(0, _enough(breaks) - 1), taken)


def margin_for(
    position: Position, price: Fraction, moment: Moment, asset: Asset | None = None
) -> Money | None:
    """The most of *asset* with which *position* is liquidated at *price*: one unit more saves it.

    With it as margin, or as the pool's balance, the liquidation price is *price*, as near as whole
    units allow; all else stays, other prices at their marks.

    Args:
        position: The position.
        price: Where its liquidation price is wanted.
        moment: Now.
        asset: What is had; ``None``: what it settles in.

    Returns:
        ``None``: nothing is held, or it would be safe there with no *asset* at all.

    Raises:
        TermsError: No amount is enough: the asset counts for nothing.
        MissingMarkError: A mark, or the worth of *asset*, is missing.
    """
    if not position.holding.size:
        return None
    had = asset or position.holding.instrument.settle
    bare = position.moved(-position.cash(had))

    def saves(units: int) -> bool:
        return not moment.risk_when(bare.moved(Money(units, had)), price).is_liquidatable

    least = _enough(saves)
    return Money(least - 1, had) if least else None


def largest_size(
    position: Position,
    price: Price,
    free: Money,
    moment: Moment,
    *,
    is_long: bool,
    fee_rate: Fraction = Fraction(0),
) -> int:
    """The most lots that can be traded at *price* with *free* moved to the position first.

    After the trade and its fee, equity covers what opening the whole position, or pool, needs.

    Args:
        position: As it is; flat is fine.
        price: At which is traded.
        free: What may be moved to it, or to its pool, in any asset that it takes.
        moment: The marks and rules by which it is judged.
        is_long: Whether it is bought.
        fee_rate: Share of the traded value that is paid; rounded up.

    Returns:
        How many, signed like the trade. None at all where not even one fits. Closing what is held
        always fits, even at a loss or fee that nothing is left to pay: only what comes after is
        judged.

    Raises:
        TermsError: No size is too large: at *price* each lot brings more than it needs.
    """
    sign, terms, funded = 1 if is_long else -1, position.holding.instrument, position.moved(free)

    def breaks(lots: int) -> bool:
        value = abs(terms.value(lots, price.value)) if lots else Fraction(0)
        fee = terms.settle.round(value * fee_rate, Rounding.CEILING)
        if funded.charged(fee) is None:
            return True
        fill = supposed(position.id, sign * lots, price, moment, fee=fee)
        after = funded.filled(fill, moment.rules)
        return bool(after.holding.size) and not moment.is_open(after)

    held = position.holding.size
    closing = abs(held) if held * sign < 0 else 0  # closing needs nothing; what comes after may
    found = least(lambda more: breaks(closing + more))
    if found is None:
        mark = moment.marks.get(terms.symbol)
        why = f"a lot at {price} gains more at the mark {mark} than opening it needs"
        raise TermsError(what="largest size", why=f"{why}; ask with {price} as the mark")
    return sign * (closing + max(0, found - 1))


def least(holds: Callable[[int], bool], most: int = UNITS_MAX) -> int | None:
    """The least whole number from 0 to *most* for which *holds*, which stays true once it is."""
    low, high = -1, 0
    while not holds(high):
        if high == most:
            return None
        low, high = high, min(2 * high or 1, most)
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high


def _enough(holds: Callable[[int], bool]) -> int:
    found = least(holds)
    if found is None:
        raise TermsError(what="what if", why="no amount is enough")
    return found
