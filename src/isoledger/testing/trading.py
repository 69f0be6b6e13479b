"""What an author can write about positions."""

from attrs import evolve

from isoledger.core.events import (
    Deleveraging,
    EntryRebase,
    Fill,
    Funding,
    LeverageChange,
    Liquidation,
    MarginEvent,
    MarginTransfer,
    OpeningPosition,
    PositionAssertion,
    ReserveMove,
    Settlement,
    SettlementKind,
)
from isoledger.core.money import Money
from isoledger.core.numbers import Exact
from isoledger.testing.author import BOOKS, Author, Dice, Writer


def _fill(author: Author, dice: Dice) -> MarginEvent:
    held = author.any(dice)
    size = held.market.lots * (1 + dice.below(8)) * (-1 if dice.below(2) else 1)
    stamp, price = author.stamp(dice), author.price(held.market, dice)
    paid = held.holding.cost_of(size, price, stamp.time_ns)
    zero = paid.asset.zero
    return Fill(
        stamp=stamp,
        position=held.at,
        size=size,
        price=price,
        cost=Money(paid.units + dice.about(3), paid.asset) if dice.one_in(4) else None,
        fee=author.fee(paid.asset, dice),
        realised=Money(zero.units + dice.about(10**6), paid.asset) if dice.one_in(6) else None,
        held=held.holding.size + dice.below(2) if dice.one_in(3) else None,
    )


def _close(author: Author, dice: Dice) -> MarginEvent | None:
    held = author.held(open_=True)
    if not held:
        return None
    one = held[dice.below(len(held))]
    return Fill(
        stamp=author.stamp(dice),
        position=one.at,
        size=author.against(one, dice),
        price=author.price(one.market, dice),
        fee=author.fee(one.holding.cost.asset, dice),
    )


def _deleverage(author: Author, dice: Dice) -> MarginEvent | None:
    held = author.held(open_=True)
    if not held:
        return None
    one = held[dice.below(len(held))]
    return Deleveraging(
        stamp=author.stamp(dice),
        position=one.at,
        size=author.against(one, dice),
        price=author.price(one.market, dice),
        realised=author.share(one.holding.cost, dice) if dice.one_in(4) else None,
        fee=author.fee(one.holding.cost.asset, dice),
    )


def _liquidate(author: Author, dice: Dice) -> MarginEvent | None:
    held = author.held(open_=True)
    if not held:
        return None
    one = held[dice.below(len(held))]
    asset, stamp = one.holding.cost.asset, author.stamp(dice)
    whole = Liquidation(stamp=stamp, position=one.at, fee=author.fee(asset, dice))
    priced = evolve(whole, price=author.price(one.market, dice))
    loss = -author.share(one.holding.cost, dice)
    match dice.below(5):
        case 0 if one.at.is_isolated:
            return whole
        case 1:
            return evolve(whole, realised=loss)
        case 2:
            return evolve(priced, size=author.against(one, dice))
        case 3:
            return evolve(priced, realised=loss)
        case _:
            return priced


def _settle(author: Author, dice: Dice) -> MarginEvent | None:
    held = author.held()
    if not held:
        return None
    one = held[dice.below(len(held))]
    amount = Money(dice.about(10**8), one.holding.cost.asset)
    paid = one.holding.cost_of(-one.holding.size, author.price(one.market, dice), author.time_ns)
    kind = tuple(SettlementKind)[dice.below(3)]
    bare = Settlement(
        stamp=author.stamp(dice),
        position=one.at,
        kind=kind,
        fee=author.fee(amount.asset, dice),
    )
    priced = evolve(bare, price=author.price(one.market, dice))
    match dice.below(4):
        case 0:
            return priced
        case 1:
            return evolve(bare, amount=amount)
        case 2 if kind is not SettlementKind.SESSION:
            return evolve(bare, cost=paid)
        case _:
            return evolve(priced, amount=amount)


def _funding(author: Author, dice: Dice) -> MarginEvent | None:
    held = author.held()
    if not held:
        return None
    one = held[dice.below(len(held))]
    amount = author.share(one.holding.cost, dice)
    paid = -amount if dice.below(3) else amount
    return Funding(stamp=author.stamp(dice), position=one.at, amount=paid, rate=Exact.of("1e-4"))


def _rebase(author: Author, dice: Dice) -> MarginEvent | None:
    held = author.held()
    if not held:
        return None
    one = held[dice.below(len(held))]
    amount = Money(dice.about(10**7), one.holding.cost.asset)
    return EntryRebase(stamp=author.stamp(dice), position=one.at, realised=amount)


def _leverage(author: Author, dice: Dice) -> MarginEvent:
    at = author.any(dice).at
    leverage = Exact(1 + dice.below(100))
    return LeverageChange(stamp=author.stamp(dice), position=at, leverage=leverage)


def _open(author: Author, dice: Dice) -> MarginEvent | None:
    one = author.any(dice)
    if one.holding.size:
        return None
    size = one.market.lots * (1 + dice.about(5))
    stamp = author.stamp(dice)
    cost = one.holding.cost_of(size, author.price(one.market, dice), stamp.time_ns)
    return OpeningPosition(stamp=stamp, position=one.at, size=size, cost=cost)


def _assert_position(author: Author, dice: Dice) -> MarginEvent:
    one = author.any(dice)
    return PositionAssertion(
        stamp=author.stamp(dice),
        position=one.at,
        size=one.holding.size + dice.below(2),
        cost=one.holding.cost if dice.below(2) else None,
    )


def _add_margin(author: Author, dice: Dice) -> MarginEvent | None:
    one = author.any(dice)
    if not one.at.is_isolated:
        return None
    whole = one.holding.cost or Money(10**8, one.holding.cost.asset)
    return MarginTransfer(
        stamp=author.stamp(dice),
        position=one.at,
        amount=author.share(Money(whole.units // 3, whole.asset), dice),
        book=BOOKS[dice.below(3)],
    )


def _take_margin(author: Author, dice: Dice) -> MarginEvent | None:
    one = author.lone(dice)
    if one is None:
        return None
    amount = Money(-dice.below(one.margin.units + 1), one.margin.asset)
    book = BOOKS[dice.below(3)]
    return MarginTransfer(stamp=author.stamp(dice), position=one.id, amount=amount, book=book)


def _reserve(author: Author, dice: Dice) -> MarginEvent | None:
    one = author.lone(dice)
    if one is None:
        return None
    units = dice.below(one.collateral.units + 1) - one.reserve.units
    amount = Money(units, one.margin.asset)
    return ReserveMove(stamp=author.stamp(dice), position=one.id, amount=amount)


TRADING: dict[str, Writer] = {
    "fill": _fill,
    "close": _close,
    "add margin": _add_margin,
    "take margin": _take_margin,
    "funding": _funding,
    "liquidate": _liquidate,
    "deleverage": _deleverage,
    "settle": _settle,
    "rebase": _rebase,
    "reserve": _reserve,
    "leverage": _leverage,
    "open": _open,
    "assert position": _assert_position,
}
"""Events of one position, by a short name."""
