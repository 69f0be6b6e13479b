"""Writes histories that could have happened: one consistent event after another, by the dice."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from attrs import frozen

from isoledger.core.account import Account
from isoledger.core.books import WALLET, pool_book
from isoledger.core.events import Correction, Listing, MarginEvent
from isoledger.core.holding import Holding
from isoledger.core.identity import Leg, PositionId, Stamp
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Price
from isoledger.core.rules import RuleBook
from isoledger.testing.markets import BNB, MARKETS, OPENING_NS, POOLS, SECOND_NS, Market

LEGS: tuple[Leg, ...] = ("net", "net", "long", "short")
BOOKS = (WALLET, *(pool_book(name) for name in POOLS))
MARKET = {market.terms.symbol: market for market in MARKETS}


class Dice:
    """One number, spent in small throws; a number of nothing throws zeros."""

    def __init__(self, number: int) -> None:
        """Dice that throw what is in *number*."""
        self._left = number

    def below(self, sides: int) -> int:
        """From 0 to *sides* - 1."""
        self._left, thrown = divmod(self._left, sides)
        return thrown

    def one_in(self, sides: int) -> bool:
        """Seldom, and never with nothing left."""
        return self.below(sides) == sides - 1

    def about(self, reach: int) -> int:
        """From -*reach* to *reach*, zero with nothing left."""
        thrown = self.below(2 * reach + 1)
        return -(thrown // 2) if thrown % 2 else thrown // 2


@frozen
class Held:
    """A position as an author sees it.

    Attributes:
        at: Its name.
        holding: What is held.
    """

    at: PositionId
    holding: Holding

    @property
    def market(self) -> Market:
        """Where it is traded."""
        return MARKET[self.at.symbol]


class Author:
    """An account, and what has happened to it so far. Every event it writes can follow the last.

    Attributes:
        rules: The mechanics it writes under.
        account: Where the events so far lead, by the pure rules.
        events: What it wrote.
        time_ns: When the next event happens.
    """

    def __init__(self, rules: RuleBook, events: Iterable[MarginEvent] = ()) -> None:
        """An author who goes on after *events*."""
        self.rules = rules
        self.account = Account()
        self.events: list[MarginEvent] = []
        self.time_ns = OPENING_NS
        for event in events:
            self.tell(event)

    def write(self, writer: "Writer", number: int) -> MarginEvent | None:
        """One more event by *writer*, details by *number*; ``None``: none is possible now."""
        dice = Dice(number)
        self.time_ns += dice.below(3) * SECOND_NS
        event = writer(self, dice)
        if event is not None:
            self.tell(event)
        return event

    def tell(self, event: MarginEvent) -> None:
        """*event* happened."""
        if isinstance(event, Correction):
            self.account = Ledger.replay([*self.events, event], rules=self.rules).account
        else:
            self.account = self.account.apply(event, self.rules).state
        self.events.append(event)
        self.time_ns = event.stamp.time_ns

    def stamp(self, dice: Dice) -> Stamp:
        """The stamp of the next event; some facts are learned late."""
        late = dice.below(3) * 3 * SECOND_NS
        return Stamp(
            time_ns=self.time_ns,
            sequence=len(self.events),
            venue="imaginary",
            account="main",
            id=f"e{len(self.events)}",
            known_ns=self.time_ns + late if late else 0,
        )

    def listed(self, symbol: str) -> None:
        """Make sure that the terms of *symbol* are known."""
        if symbol not in self.account.instruments:
            stamp = self.stamp(Dice(0))
            self.tell(Listing(stamp=stamp, instrument=MARKET[symbol].terms))

    def held(self, *, lone: bool = False, open_: bool = False) -> list[Held]:
        """The positions there are: isolated ones only if *lone*, with a size only if *open_*."""
        found = [Held(p.id, p.holding) for p in self.account.isolated.values()]
        if not lone:
            pools = self.account.pools.values()
            found += [Held(at, h) for pool in pools for at, h in pool.holdings.items()]
        return [one for one in found if one.holding.size or not open_]

    def lone(self, dice: Dice) -> IsolatedPosition | None:
        """One of the isolated positions."""
        found = tuple(self.account.isolated.values())
        return found[dice.below(len(found))] if found else None

    def any(self, dice: Dice) -> Held:
        """A position, known or new."""
        there = self.held()
        if there and not dice.one_in(3):
            return there[dice.below(len(there))]
        market = MARKETS[dice.below(len(MARKETS))]
        pool = ("", "", *POOLS)[dice.below(4)]
        at = PositionId(market.terms.symbol, LEGS[dice.below(4)], pool)
        self.listed(at.symbol)
        return self.known(at)

    def known(self, at: PositionId) -> Held:
        """What is held under *at*, whose terms are known."""
        terms = self.account.instruments[at.symbol]
        return Held(at, self.account.holding(at) or Holding.nothing(terms))

    def price(self, market: Market, dice: Dice) -> Price:
        """Up to a third away from the usual one."""
        return Price.of(f"{market.cents + dice.about(market.cents // 3)}e-2")

    def some(self, asset: Asset, dice: Dice) -> Money:
        """Above zero, of any magnitude."""
        return Money(1 + dice.below(10 ** (2 + dice.below(9))), asset)

    def share(self, whole: Money, dice: Dice) -> Money:
        """Up to about all of *whole*, whatever its sign; at least one unit."""
        return Money(1 + dice.below(abs(whole.units) + 1), whole.asset)

    def fee(self, asset: Asset, dice: Dice) -> Money | None:
        """Often none, mostly paid, now and then a rebate or in a third asset."""
        if dice.below(2):
            return None
        units = dice.below(10 ** (1 + dice.below(8)))
        if dice.one_in(4):
            return Money(-units, asset)
        return Money(units, BNB if dice.one_in(3) else asset)

    def against(self, held: Held, dice: Dice) -> int:
        """A size that closes all or some of what is held."""
        step, lots = held.market.lots, abs(held.holding.size)
        closed = lots - step * dice.below(lots // step)
        return -closed if held.holding.size > 0 else closed


Writer: TypeAlias = Callable[[Author, Dice], MarginEvent | None]
"""Writes one event that an account can now tell, or ``None``."""
