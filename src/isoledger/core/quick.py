"""The liquidation price and nothing else: whole numbers, one bisection, one division.

Where one straight line a tier tells the price, with a rise above zero towards safety, its crossing
is found by comparing what stands with what each line has at its ends: `_Lines.tier`. All numbers of
a table under its rules are made whole once, and kept.
"""

from bisect import bisect_left
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from math import lcm

from attrs import frozen

from isoledger.core.certificate import NoPrice
from isoledger.core.holding import Holding
from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import end_of, isolated_leg, shown_price
from isoledger.core.rules import Basis, FeeOn, Rules, Shown
from isoledger.core.tiers import TierTable

_PLAIN, _NONE = Shown(), Fraction(0)


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
    """Each tier's ``rise * w == level``, in smallest units, times one denominator.

    Attributes:
        scale: The denominator.
        sign: Of the value.
        rises: Of each tier.
        floors: Of each tier.
        cuts: Of each tier, its deduction.
        dues: Of each tier, the share of the cost that is required, where one is.
        counts: Above how many lots, or smallest units of the cost, each further tier begins;
            ``None``: the value chooses.
        gates: Where the value chooses: above which levels, times the sign, the crossing is at the
            next floor, and then in the next tier.
        by_size: Whether lots are counted.
        on_cost: The fee that is a share of the cost.
        on_ruin: The fee that is a share of the value at bankruptcy.
    """

    scale: int
    sign: int
    rises: tuple[int, ...]
    floors: tuple[int, ...]
    cuts: tuple[int, ...]
    dues: tuple[int, ...]
    counts: tuple[int, ...] | None
    gates: tuple[int, ...]
    by_size: bool
    on_cost: int
    on_ruin: int

    def root(self, size: int, cost: int, kept: int, behind: int) -> tuple[int, int, bool]:
        """The absolute value at the crossing: dividend, divisor, and whether it is a jump.

        Args:
            size: Lots, without sign.
            cost: Signed, in smallest units.
            kept: What stands behind it and is not required besides.
            behind: All that stands behind it.
        """
        level, paid = (cost - kept) * self.scale, abs(cost)
        if self.on_cost or self.on_ruin:
            level += self.on_cost * paid + self.on_ruin * abs(cost - behind)
        if self.counts is not None:
            tier = bisect_left(self.counts, size if self.by_size else paid)
            level += self.dues[tier] * paid - self.cuts[tier]
            return level * self.sign, self.rises[tier] * self.sign, False
        tier, is_jump = divmod(bisect_left(self.gates, level * self.sign), 2)
        if is_jump:
            return self.floors[tier + 1], self.scale, True
        return (level - self.cuts[tier]) * self.sign, self.rises[tier] * self.sign, False


def quick_price(
    position: IsolatedPosition,
    rules: Rules,
    *,
    time_ns: int,
    mark: Fraction | None = None,
    funding: Fraction | None = None,
) -> QuickPrice | NoPrice:
    """What `liquidation_price` finds, certificate off; arguments and errors as there."""
    holding, lines = position.holding, None
    terms, size = holding.instrument, holding.size
    sign = 1 if (size > 0) is (terms.payoff is Payoff.LINEAR) else -1
    if size and terms.tiers is not None:
        table = terms.tiers.at(time_ns)
        against = funding if size > 0 or not funding else -funding
        if mark is None or not table.stepped or table.by_size:
            lines = _lines(table, rules, against, sign, terms.settle.decimals)
    if lines is None or not holding.cost:
        return _the_long_way(position, rules, time_ns, mark, funding)
    kept = behind = position.margin.units + position.reserve.units
    if rules.reserve_required:
        kept = position.margin.units
    root = lines.root(abs(size), holding.cost.units, kept, behind)
    if root[0] <= 0:
        return NoPrice.COVERED if sign > 0 else NoPrice.SUNK
    return _priced(holding, root, rules)


def _priced(holding: Holding, root: tuple[int, int, bool], rules: Rules) -> QuickPrice | NoPrice:
    """The price at which *holding* is worth what `_Lines.root` says."""
    (above, below, is_jump), terms, size = root, holding.instrument, holding.size
    moved = is_jump or rules.strict  # at the price itself it lives
    worth, lots = terms.multiplier, abs(size) * 10**terms.settle.decimals
    a, b = above * worth.denominator, below * worth.numerator * lots
    if terms.payoff is Payoff.INVERSE:
        a, b = below * worth.numerator * lots, above * worth.denominator
    ticks, rest = divmod(a * terms.tick.denominator, b * terms.tick.numerator)
    if size < 0:
        ticks += 1 if rest or moved else 0
    elif moved and not rest:
        ticks -= 1
    if ticks <= 0:
        return NoPrice.BELOW_TICK
    exact = Fraction(a, b)
    if rules.shown != _PLAIN and shown_price(exact, holding, rules.shown) is None:
        return NoPrice.UNSHOWN
    return QuickPrice(exact=exact, ticks=ticks)


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
    table: TierTable, rules: Rules, against: Fraction | None, sign: int, decimals: int
) -> _Lines | None:
    """The lines of *table* under *rules*; ``None``: they need more than one line a tier."""
    share = max(_NONE, against or _NONE) if rules.funding_required else _NONE
    fee, unit, tiers = rules.closing_fee, 10**decimals, table.tiers
    at_entry, moving = rules.basis is Basis.ENTRY, fee if rules.fee_on is FeeOn.VALUE else _NONE
    rates = [tier.maintenance + share for tier in tiers]
    rises = [sign - moving - (_NONE if at_entry else rate) for rate in rates]
    odd = table.part or rules.basis is Basis.MARK or rules.requirement_step is not None or fee < 0
    if odd or any(rise * sign <= 0 for rise in rises):
        return None
    floors, cuts = [t.floor * unit for t in tiers], [t.deduction * unit for t in tiers]
    counted = table.by_size or at_entry
    gates = [] if counted else _gates(rises, floors, cuts, sign)
    scale = lcm(*(n.denominator for n in (*rises, *floors, *cuts, *rates, *gates, fee)))

    def whole(numbers: Iterable[Fraction]) -> tuple[int, ...]:
        return tuple((number * scale).numerator for number in numbers)

    none = [_NONE] * len(tiers)
    return _Lines(
        scale=scale,
        sign=sign,
        rises=whole(rises),
        floors=whole(floors),
        cuts=whole(cuts if at_entry or not counted else none),
        dues=whole(rates if at_entry else none),
        counts=tuple(int(t.floor * (1 if table.by_size else unit)) for t in tiers[1:])
        if counted
        else None,
        gates=whole(gates),
        by_size=table.by_size,
        on_cost=whole([fee])[0] if rules.fee_on is FeeOn.ENTRY else 0,
        on_ruin=whole([fee])[0] if rules.fee_on is FeeOn.BANKRUPTCY else 0,
    )


def _gates(
    rises: list[Fraction], floors: list[Fraction], cuts: list[Fraction], sign: int
) -> list[Fraction]:
    """Up to which level, times the sign, the crossing is in a tier, and then at the floor above.

    Where equity falls with the value, the requirement only falls with it, and no floor is crossed
    on; but of several tiers that hold their root the last counts, which is why the least level of
    all tiers above is taken.
    """
    lines = list(zip(rises, floors, cuts, strict=True))
    begins = [(rise * floor + cut) * sign for rise, floor, cut in lines][1:]
    if sign > 0:
        least = list(accumulate(reversed(begins), min))[::-1]
        return [gate for gate in least for _ in range(2)]
    ends = [
        (rise * end + cut) * sign for (rise, _, cut), end in zip(lines, floors[1:], strict=False)
    ]
    return [gate for pair in zip(ends, begins, strict=True) for gate in pair]
