"""The liquidation price and nothing else: whole numbers, one bisection, one division."""

from bisect import bisect_left
from fractions import Fraction
from functools import lru_cache
from math import lcm

from attrs import frozen

from isoledger.core.certificate import NoPrice
from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import end_of, isolated_leg, shown_price
from isoledger.core.rules import Basis, FeeOn, Rules, Shown
from isoledger.core.tiers import TierTable

_PLAIN = Shown()


@frozen(kw_only=True)
class QuickPrice:
    """A liquidation price without its proof.

    Attributes:
        exact: The solved price.
        ticks: The whole number of ticks at which the position is just liquidatable.
    """

    exact: Fraction
    ticks: int


@frozen(kw_only=True)
class _Lines:
    """Each tier's ``rise * w == level - deduction`` over one denominator, for one sign of value.

    *gates* are the levels, times the sign, at which the root passes to the next tier.
    """

    scale: int
    rises: tuple[int, ...]
    deductions: tuple[int, ...]
    gates: tuple[int, ...]


def quick_price(
    position: IsolatedPosition,
    rules: Rules,
    *,
    time_ns: int,
    mark: Fraction | None = None,
    funding: Fraction | None = None,
) -> QuickPrice | NoPrice:
    """What `liquidation_price` finds, certificate off; arguments and errors as there."""
    terms, size = position.holding.instrument, position.holding.size
    lines, sign = None, 1 if (size > 0) is (terms.payoff is Payoff.LINEAR) else -1
    if size and terms.tiers is not None and _is_plain(rules):
        share = Fraction(0)
        if rules.funding_required and funding:
            share = max(share, funding if size > 0 else -funding)
        table = terms.tiers.at(time_ns)
        lines = _lines(table, rules.closing_fee, share, sign, terms.settle.decimals)
    if lines is None:
        return _the_long_way(position, rules, time_ns, mark, funding)
    kept = position.margin.units + (0 if rules.reserve_required else position.reserve.units)
    level = (position.holding.cost.units - kept) * lines.scale
    if level * sign <= 0:
        return NoPrice.COVERED if sign > 0 else NoPrice.SUNK
    tier = bisect_left(lines.gates, level * sign)
    above, below = level - lines.deductions[tier], lines.rises[tier]  # value: above / below units
    unit, worth = 10**terms.settle.decimals, terms.multiplier
    a, b = above * sign * worth.denominator, below * sign * worth.numerator * abs(size) * unit
    if terms.payoff is Payoff.INVERSE:
        a, b = below * sign * worth.numerator * abs(size) * unit, above * sign * worth.denominator
    ticks, rest = divmod(a * terms.tick.denominator, b * terms.tick.numerator)
    if size < 0 and rest:
        ticks += 1
    if not ticks:
        return NoPrice.BELOW_TICK
    exact = Fraction(a, b)
    if rules.shown != _PLAIN and shown_price(exact, position.holding, rules.shown) is None:
        return NoPrice.UNSHOWN
    return QuickPrice(exact=exact, ticks=ticks)


def _is_plain(rules: Rules) -> bool:
    moving = not rules.closing_fee or rules.fee_on is FeeOn.VALUE
    return rules.basis is Basis.VALUE and moving and rules.requirement_step is None


def _the_long_way(
    position: IsolatedPosition,
    rules: Rules,
    time_ns: int,
    mark: Fraction | None,
    funding: Fraction | None,
) -> QuickPrice | NoPrice:
    if not position.holding.size:
        return NoPrice.FLAT
    end = end_of(isolated_leg(position, rules, time_ns=time_ns, mark=mark, funding=funding))
    if isinstance(end, NoPrice):
        return end
    ticks = end.tick / position.holding.instrument.tick
    return QuickPrice(exact=end.exact, ticks=ticks.numerator)


@lru_cache(maxsize=4096)
def _lines(
    table: TierTable, fee: Fraction, funding: Fraction, sign: int, decimals: int
) -> _Lines | None:
    """The lines of a continuous table; ``None``: it jumps, or asks as much as the value."""
    rises = [sign - fee - funding - tier.maintenance for tier in table.tiers]
    if table.stepped or table.part or any(rise * sign <= 0 for rise in rises):
        return None
    cuts = [tier.deduction * 10**decimals for tier in table.tiers]
    gates = [
        (rise * tier.floor * 10**decimals + cut) * sign
        for rise, tier, cut in zip(rises, table.tiers, cuts, strict=True)
    ][1:]
    scale = lcm(*(number.denominator for number in (*rises, *cuts, *gates)))

    def whole(numbers: list[Fraction]) -> tuple[int, ...]:
        return tuple((number * scale).numerator for number in numbers)

    return _Lines(scale=scale, rises=whole(rises), deductions=whole(cuts), gates=whole(gates))
