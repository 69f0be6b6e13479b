"""What an author can write about money, and about the account as a whole."""

from attrs import evolve

from isoledger.core.books import Book
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Borrow,
    Conversion,
    Correction,
    Fee,
    FundingTotal,
    InsuranceClear,
    Interest,
    Listing,
    MarginEvent,
    MarginModeChange,
    PoolTransfer,
    PositionModeChange,
    RealisedProfit,
    Repay,
    Transfer,
)
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.testing.author import BOOKS, Author, Dice, Writer
from isoledger.testing.markets import ASSETS, MARKETS, POOLS


def _mode(author: Author, dice: Dice) -> MarginEvent | None:
    held = author.held()
    if not held:
        return None
    one = held[dice.below(len(held))]
    pools = [name for name in ("", *POOLS) if name != one.at.pool]
    pool = pools[dice.below(2)]
    if author.known(one.at._replace(pool=pool)).holding.size:
        return None
    margin = author.share(one.holding.cost, dice) if not one.at.is_isolated else None
    return MarginModeChange(
        stamp=author.stamp(dice), position=one.at, pool=pool, margin=margin if not pool else None
    )


def _position_mode(author: Author, dice: Dice) -> MarginEvent | None:
    if author.held(open_=True):
        return None
    if author.account.mode == "hedge":
        return PositionModeChange(stamp=author.stamp(dice), mode="one-way")
    return PositionModeChange(stamp=author.stamp(dice), mode="hedge")


def _relist(author: Author, dice: Dice) -> MarginEvent:
    market = MARKETS[dice.below(len(MARKETS))]
    terms = author.account.instruments.get(market.terms.symbol, market.terms)
    tick = terms.tick / 2 if dice.below(2) else market.terms.tick
    return Listing(stamp=author.stamp(dice), instrument=evolve(terms, tick=tick))


def _charge(author: Author, dice: Dice) -> MarginEvent:
    held, stamp = author.held(), author.stamp(dice)
    if held and dice.below(2):
        one = held[dice.below(len(held))]
        amount = author.share(one.holding.cost, dice)
        return Fee(stamp=stamp, amount=-amount if dice.one_in(3) else amount, position=one.at)
    return Fee(stamp=stamp, amount=author.some(_asset(dice), dice), book=_book(dice))


def _insure(author: Author, dice: Dice) -> MarginEvent:
    held, stamp = author.held(), author.stamp(dice)
    if held and dice.below(2):
        one = held[dice.below(len(held))]
        amount = author.share(one.holding.cost, dice)
        paid = -amount if dice.below(2) else amount
        return InsuranceClear(stamp=stamp, amount=paid, position=one.at)
    return InsuranceClear(stamp=stamp, amount=author.some(_asset(dice), dice), book=_book(dice))


def _asset(dice: Dice) -> Asset:
    return ASSETS[dice.below(len(ASSETS))]


def _book(dice: Dice) -> Book:
    return BOOKS[dice.below(len(BOOKS))]


def _signed(author: Author, dice: Dice) -> Money:
    amount = author.some(_asset(dice), dice)
    return -amount if dice.below(3) == 1 else amount


def _transfer(author: Author, dice: Dice) -> MarginEvent:
    amount = _signed(author, dice)
    fee = author.some(amount.asset, dice) if dice.one_in(4) else None
    return Transfer(stamp=author.stamp(dice), amount=amount, fee=fee, book=_book(dice))


def _pool_transfer(author: Author, dice: Dice) -> MarginEvent:
    source, amount = dice.below(3), author.some(_asset(dice), dice)
    target = BOOKS[(source + 1 + dice.below(2)) % 3]
    stamp = author.stamp(dice)
    return PoolTransfer(stamp=stamp, amount=amount, source=BOOKS[source], target=target)


def _convert(author: Author, dice: Dice) -> MarginEvent:
    first, other = dice.below(len(ASSETS)), 1 + dice.below(len(ASSETS) - 1)
    return Conversion(
        stamp=author.stamp(dice),
        sold=author.some(ASSETS[first], dice),
        bought=author.some(ASSETS[(first + other) % len(ASSETS)], dice),
        fee=author.some(_asset(dice), dice) if dice.one_in(3) else None,
        book=_book(dice),
    )


def _profit(author: Author, dice: Dice) -> MarginEvent:
    amount = _signed(author, dice)
    fee = author.some(amount.asset, dice) if dice.below(2) else None
    stamp = author.stamp(dice)
    return RealisedProfit(stamp=stamp, symbol="SUM", amount=amount, fee=fee, book=_book(dice))


def _funding_total(author: Author, dice: Dice) -> MarginEvent:
    amount, stamp = _signed(author, dice), author.stamp(dice)
    return FundingTotal(stamp=stamp, symbol="SUM", amount=amount, book=_book(dice))


def _interest(author: Author, dice: Dice) -> MarginEvent:
    return Interest(stamp=author.stamp(dice), amount=_signed(author, dice), book=_book(dice))


def _borrow(author: Author, dice: Dice) -> MarginEvent:
    amount = author.some(_asset(dice), dice)
    return Borrow(stamp=author.stamp(dice), amount=amount, book=_book(dice))


def _repay(author: Author, dice: Dice) -> MarginEvent | None:
    owed = [debt for debt in author.account.debts.values() if debt.units < 0]
    if not owed:
        return None
    debt = owed[dice.below(len(owed))]
    amount = Money(1 + dice.below(-debt.units), debt.asset)
    return Repay(stamp=author.stamp(dice), amount=amount, book=_book(dice))


def _bonus(author: Author, dice: Dice) -> MarginEvent:
    return Bonus(stamp=author.stamp(dice), amount=_signed(author, dice), book=_book(dice))


def _adjust(author: Author, dice: Dice) -> MarginEvent:
    amount, stamp = _signed(author, dice), author.stamp(dice)
    return Adjustment(stamp=stamp, amount=amount, book=_book(dice), reason="imaginary")


def _assert_balance(author: Author, dice: Dice) -> MarginEvent:
    return BalanceAssertion(
        stamp=author.stamp(dice), amount=_signed(author, dice), book=_book(dice)
    )


def _correct(author: Author, dice: Dice) -> MarginEvent | None:
    """Take back an event that nothing later needs."""
    if not author.events:
        return None
    wrong = author.events[-1 - dice.below(len(author.events))]
    event = Correction(stamp=author.stamp(dice), reverses=wrong.stamp.id)
    try:
        Ledger.replay([*author.events, event], rules=author.rules)
    except IsoledgerError:
        return None
    return event


BANKING: dict[str, Writer] = {
    "mode": _mode,
    "position mode": _position_mode,
    "relist": _relist,
    "charge": _charge,
    "insure": _insure,
    "transfer": _transfer,
    "pool transfer": _pool_transfer,
    "convert": _convert,
    "profit": _profit,
    "funding total": _funding_total,
    "interest": _interest,
    "borrow": _borrow,
    "repay": _repay,
    "bonus": _bonus,
    "adjust": _adjust,
    "assert balance": _assert_balance,
    "correct": _correct,
}
"""Events of money and of the whole account, by a short name."""
