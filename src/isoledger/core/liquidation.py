"""Where a position ends: one equation for every payoff, with a certificate.

Equity meets the requirement. With ``w`` the absolute value at the solved price, ``s`` the sign of
the value, ``funds`` all equity that does not move with this price and ``others`` all requirement
that does not:

    funds + s*w - cost == others + rate*w - deduction + closing_fee*w

That is one root a tier, accepted only inside its tier. The price is whatever the contract says is
worth ``s*w``. Legs of one symbol in one pool (hedge mode) move together: their values and their
requirements are summed on each stretch where none of them changes its tier.
"""

from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.certificate import (
    Certificate,
    Input,
    Liquidated,
    LiquidationPrice,
    NoLiquidationPrice,
    NoPrice,
)
from isoledger.core.cross import CrossPool, Marks
from isoledger.core.dated import Dated
from isoledger.core.errors import MissingMarkError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.pieces import Crossing, Leg, Part, Piece
from isoledger.core.risk import (
    Rates,
    Requirement,
    Worths,
    mark_of,
    needs_of,
    resting,
    standing,
    uncut_pool_risk,
)
from isoledger.core.rules import Basis, Rules, Shown
from isoledger.core.tiers import FREE, TierTable

_PLAIN = Rules()
_FREE = Dated[TierTable].always(FREE)


def liquidation_price(
    position: IsolatedPosition,
    rules: Rules,
    *,
    time_ns: int,
    mark: Fraction | None = None,
    funding: Fraction | None = None,
) -> Liquidated:
    """The mark at which *position* is liquidated.

    Args:
        position: An isolated position.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        mark: The mark now; needed only where maintenance is measured on it. With stepped tiers
            it also says which of several prices comes first.
        funding: The predicted rate, above zero when longs pay; only some venues ask for it.

    Raises:
        TermsError: The tiers are not known.
        MissingMarkError: *mark* is needed and missing.
    """
    if not position.holding.size:
        return NoLiquidationPrice(reason=NoPrice.FLAT)
    return _solved(isolated_leg(position, rules, time_ns=time_ns, mark=mark, funding=funding))


def isolated_leg(
    position: IsolatedPosition,
    rules: Rules,
    *,
    time_ns: int,
    mark: Fraction | None = None,
    funding: Fraction | None = None,
) -> Leg:
    """The lines of *position*, which is not flat; arguments and errors as `liquidation_price`."""
    holding = position.holding
    needs = Requirement.of(
        holding,
        rules,
        time_ns,
        funding=funding,
        standing=standing(position, rules),
        leverage=position.leverage,
    )
    part = Part(holding=holding, needs=needs, frozen_at=_frozen_value(holding, rules, mark))
    rest = resting(position.collateral.value, rules)
    return Leg.of(part, (), rest, rules, now=mark, owner="position")


def pool_liquidation_price(
    pool: CrossPool,
    position: PositionId,
    marks: Marks,
    rules: Rules,
    *,
    time_ns: int,
    worths: Worths | None = None,
    funding: Rates | None = None,
) -> Liquidated:
    """The mark of one leg at which the whole *pool* is liquidated, the others at their marks.

    Another leg of the same symbol (hedge mode) is at the same price, and moves along.

    Args:
        pool: The pool.
        position: The leg whose price moves, to where this leg loses.
        marks: Price of each instrument held, by symbol.
        rules: The venue's mechanics.
        time_ns: When, for the tiers in force.
        worths: What collateral in other assets counts for, in the leg's settle asset.
        funding: Predicted rates by symbol, above zero when longs pay.

    Raises:
        MissingMarkError: A mark or worth is missing.
        TermsError: Tiers are not known.
    """
    holding = pool.holdings.get(position)
    if holding is None or not holding.size:
        return NoLiquidationPrice(reason=NoPrice.FLAT)
    return _solved(
        pool_leg(pool, position, marks, rules, time_ns=time_ns, worths=worths, funding=funding)
    )


def pool_leg(
    pool: CrossPool,
    position: PositionId,
    marks: Marks,
    rules: Rules,
    *,
    time_ns: int,
    worths: Worths | None = None,
    funding: Rates | None = None,
) -> Leg:
    """The lines of one leg, which is not flat; arguments and errors as `pool_liquidation_price`."""
    holding = pool.holdings[position]
    asset, symbol = holding.instrument.settle, holding.instrument.symbol
    moving = {at: h for at, h in pool.holdings.items() if h.size and h.instrument.symbol == symbol}
    still = evolve(
        pool, holdings=FrozenMap({at: h for at, h in pool.holdings.items() if at not in moving})
    )
    rest = uncut_pool_risk(
        still, marks, rules, time_ns=time_ns, asset=asset, worths=worths, funding=funding
    )
    needs = needs_of(pool, rules, time_ns, funding)
    parts = {
        at: Part(
            holding=held,
            needs=needs[at],
            frozen_at=_frozen_value(held, rules, mark_of(held, marks)),
        )
        for at, held in moving.items()
    }
    part, mates = parts.pop(position), tuple(parts.values())
    now = mark_of(holding, marks)
    return Leg.of(part, mates, rest, rules, now=now, owner="pool")


def bankruptcy_price(position: IsolatedPosition, rules: Rules = _PLAIN) -> Fraction | None:
    """The exact mark at which *position* has lost all that stands behind it.

    Args:
        position: An isolated position.
        rules: The venue's mechanics: a reserve that they require pays the fee to close at this
            price, and is not lost.

    Returns:
        ``None`` when it is flat, or when no price can cost it that much.
    """
    holding = position.holding
    behind = position.margin if rules.reserve_required else position.collateral
    value = holding.cost.value - behind.value
    if not holding.size or not value:
        return None
    price = holding.instrument.price(holding.size, value)
    return price if price > 0 else None


def pool_bankruptcy_price(
    pool: CrossPool, position: PositionId, marks: Marks, *, worths: Worths | None = None
) -> Fraction | None:
    """The exact mark of one leg at which the equity of *pool* is nought, the others at theirs.

    Args:
        pool: The pool.
        position: The leg whose price moves, to where this leg loses.
        marks: Price of each instrument held, by symbol.
        worths: What collateral in other assets counts for, in the leg's settle asset.

    Returns:
        ``None`` when it is flat, when no price of it can cost the pool that much, or when the pool
        is past it at every price.

    Raises:
        MissingMarkError: A mark or worth is missing.
    """
    free = {
        at: Holding(evolve(held.instrument, tiers=_FREE), held.size, held.cost)
        for at, held in pool.holdings.items()
        if held.size
    }
    if position not in free:
        return None
    unbound = evolve(pool, holdings=FrozenMap(free))
    leg = pool_leg(unbound, position, marks, _PLAIN, time_ns=0, worths=worths)
    crossings = leg.crossings()
    first = _first(leg, crossings) if crossings else None
    return None if first is None else leg.price(first[0])


def _frozen_value(holding: Holding, rules: Rules, mark: Fraction | None) -> Fraction | None:
    if rules.basis is not Basis.MARK:
        return None
    if mark is None:
        raise MissingMarkError(name=holding.instrument.symbol, why="maintenance at the mark")
    return abs(holding.instrument.value(holding.size, mark))


@frozen(kw_only=True)
class End:
    """Where a leg ends, before it is proved.

    Attributes:
        value: The absolute value there.
        piece: On which stretch.
        exact: The price.
        tick: The tick that is just liquidatable.
        shown: What the venue prints.
    """

    value: Fraction
    piece: Piece
    exact: Fraction
    tick: Fraction
    shown: Fraction


def end_of(leg: Leg) -> End | NoPrice:
    """The first crossing on the way from safety to ruin."""
    crossings = leg.crossings()
    if not crossings:
        if leg.is_dead_at_ruin():
            return NoPrice.SUNK
        return NoPrice.REVIVED if leg.is_dead_now() else NoPrice.COVERED
    first = _first(leg, crossings)
    if first is None:
        return NoPrice.COVERED
    value, piece = first
    exact, holding = leg.price(value), leg.part.holding
    long, step = holding.size > 0, holding.instrument.tick
    tick = on_grid(exact, step, Rounding.FLOOR if long else Rounding.CEILING)
    if tick == exact and leg.lives_at(exact):  # at a jump, or where equality is enough
        tick += -step if long else step
    if tick <= 0:
        return NoPrice.BELOW_TICK
    shown = shown_price(exact, holding, leg.rules.shown)
    if shown is None:
        return NoPrice.UNSHOWN
    return End(value=value, piece=piece, exact=exact, tick=tick, shown=shown)


def _solved(leg: Leg) -> Liquidated:
    """Where *leg* ends, with its proof."""
    end = end_of(leg)
    if isinstance(end, NoPrice):
        return NoLiquidationPrice(reason=end)
    terms = leg.part.holding.instrument
    toward = terms.tick if leg.part.holding.size > 0 else -terms.tick
    certificate = Certificate(
        tier=end.piece.tier,
        equation=_equation(leg, end.piece, end.value),
        at_price=leg.risk(end.exact),
        at_tick=leg.risk(end.tick),
        one_safer=leg.risk(end.tick + toward or end.exact / 2),
        basis=leg.rules.basis,
        evidence=leg.rules.evidence,
        inputs=_inputs(leg, end.piece),
    )
    return LiquidationPrice(
        exact=end.exact, tick=end.tick, shown=end.shown, certificate=certificate
    )


_OPPOSITE = {
    Rounding.FLOOR: Rounding.CEILING,
    Rounding.CEILING: Rounding.FLOOR,
    Rounding.TOWARD_ZERO: Rounding.AWAY_FROM_ZERO,
    Rounding.AWAY_FROM_ZERO: Rounding.TOWARD_ZERO,
}


def shown_price(exact: Fraction, holding: Holding, shown: Shown) -> Fraction | None:
    """What a venue prints for the *exact* price; ``None``: it prints none."""
    terms, long, price = holding.instrument, holding.size > 0, exact
    rounding = shown.long if long else shown.short
    if shown.contract and rounding is not None:
        unit, scale = terms.value(1, exact), 10**terms.settle.decimals
        inverse = terms.payoff is Payoff.INVERSE
        way = _OPPOSITE.get(rounding, rounding) if inverse else rounding
        units = Fraction(way(abs(unit) * scale), scale)
        price = terms.price(1, units if unit > 0 else -units) if units else exact
    price += shown.shift * terms.tick * (1 if long else -1)
    if rounding is not None:
        price = on_grid(price, shown.grid or terms.tick, rounding)
    if price <= (shown.floor or 0) or (shown.ceiling is not None and price >= shown.ceiling):
        return None
    return price


def _inputs(leg: Leg, piece: Piece) -> tuple[Input, ...]:
    """What went into the equation, and who says so."""
    holding, needs, rules = leg.part.holding, leg.part.needs, leg.rules
    tier = needs.table.tiers[piece.tier]
    return (
        Input(name="size", value=Fraction(holding.size), origin="position"),
        Input(name="cost", value=holding.cost.value, origin="position"),
        Input(name="equity that stands", value=leg.rest.equity, origin=leg.owner),
        Input(name="maintenance rate", value=tier.maintenance, origin="instrument"),
        Input(name="deduction", value=tier.deduction, origin="instrument"),
        Input(name="tick", value=holding.instrument.tick, origin="instrument"),
        Input(name="closing fee", value=rules.closing_fee, origin="rules", evidence=rules.evidence),
        Input(name="predicted funding", value=needs.funding, origin="caller"),
        Input(name="mark", value=leg.now, origin="caller"),
    )


def _first(leg: Leg, crossings: list[Crossing]) -> Crossing | None:
    """The crossing met first: from the mark if it is known, else from where the leg is safest.

    There is more than one only where a requirement jumps. What lives at its mark has left those
    behind it; what does not was ended by the last of them. ``None``: it lives, and none is ahead.
    """
    safest, last = (max, min) if leg.sign > 0 else (min, max)
    now = leg.value_now()
    if leg.now is None or now is None:
        return safest(crossings, key=lambda crossing: crossing[0])
    passed = [at for at in crossings if (at[0] - now) * leg.sign >= 0]
    ahead = [at for at in crossings if (now - at[0]) * leg.sign >= 0]
    if leg.lives_at(leg.now):
        return safest(ahead, key=lambda crossing: crossing[0], default=None)
    if passed:
        return last(passed, key=lambda crossing: crossing[0])
    return safest(ahead, key=lambda crossing: crossing[0])


def _equation(leg: Leg, piece: Piece, value: Fraction) -> str:
    """The equation of the head of this file, in numbers."""
    parts = (leg.part, *leg.mates)
    cost = sum((part.holding.cost.value for part in parts), Fraction(0))
    gain = sum((part.slope for part in parts), Fraction(0)) / abs(leg.part.slope)
    funds, others = leg.rest.equity, leg.rest.maintenance
    constant = piece.due - others + funds - cost
    left = f"{funds} + {gain} * w - {cost}"
    return f"{left} == {others} + {gain - piece.rise} * w + {constant} at w = {value}"
