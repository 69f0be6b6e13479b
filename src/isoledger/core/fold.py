"""Replay in plain integers: the same answer as `Account.apply`, without the objects in between.

State lives in mutable slots while the fold runs and is frozen once, at its end. What is frequent
(fills, funding, margin transfers, sums) is done here in integers; everything else is handed to
the pure rules, one position at a time. That both paths agree is a law, not a hope.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from attrs import evolve

from isoledger.core.account import Account, home_part
from isoledger.core.books import ALL, DEBT, WALLET, Book, free_book, is_free, pool_book, pool_of
from isoledger.core.cross import CrossPool
from isoledger.core.errors import LimitedLiabilityError
from isoledger.core.events import (
    BalanceAssertion,
    Correction,
    Deleveraging,
    EitherEvent,
    EntryRebase,
    Fee,
    Fill,
    Funding,
    FundingTotal,
    InsuranceClear,
    LeverageChange,
    Liquidation,
    Listing,
    MarginEvent,
    MarginTransfer,
    OpeningPosition,
    PositionAssertion,
    RealisedProfit,
    ReserveMove,
    Settlement,
    WalletEvent,
)
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding, traded_units
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact
from isoledger.core.postings import Entry, move
from isoledger.core.rules import Pot, RuleBook
from isoledger.core.slots import FOREVER_NS, Purse, Slot
from isoledger.core.wallet import wallet_flows

_LONE: TypeAlias = (
    Deleveraging
    | EntryRebase
    | LeverageChange
    | Liquidation
    | OpeningPosition
    | PositionAssertion
    | ReserveMove
    | Settlement
)
"""Events of one known position, rare enough to be left to the pure rules."""


class Fold:
    """A replay under way."""

    def __init__(self, account: Account, rules: RuleBook) -> None:
        """A replay that begins at *account*, under *rules*."""
        self._book = rules
        self._frozen = account
        self._rules = rules.versions[0][1]
        self._rules_until = -FOREVER_NS
        self._handlers: dict[type, Callable[..., None]] = {
            Fill: self._fill,
            Funding: self._funding,
            MarginTransfer: self._margin,
            Listing: self._listing,
            RealisedProfit: self._profit,
            FundingTotal: self._funding_total,
            BalanceAssertion: self._nothing,
            Correction: self._nothing,
        }
        self._load(account)

    def run(self, events: Iterable[MarginEvent]) -> None:
        """Apply *events*, which come in the order of their stamps."""
        handlers, other, until = self._handlers, self._rare, self._rules_until
        for event in events:
            if event.stamp.time_ns >= until:
                if event.stamp.time_ns < self._book.versions[0][0]:
                    self._whole(event)  # before all rules; the pure rules know whether it needs any
                    continue
                until = self._new_rules(event.stamp.time_ns)
            handlers.get(event.__class__, other)(event)

    def _new_rules(self, time_ns: int) -> int:
        """Make the rules of *time_ns* the current ones; when they end."""
        self._rules = self._book.at(time_ns)
        later = self._book.next_change_ns(time_ns)
        self._rules_until = FOREVER_NS if later is None else later
        self._fee_here = self._rules.fee_pot is Pot.POSITION
        return self._rules_until

    def _fill(self, event: Fill) -> None:
        slot = self._slots.get(event.position) or self._opened(event)
        paid, stated, fee = slot.cost_of(event), event.realised, event.fee
        booked = None if stated is None else slot.units(stated)
        slot.size, slot.cost, profit = traded_units(slot.size, slot.cost, event.size, paid, booked)
        if slot.purse is not None:
            slot.purse.add(slot.settle, profit)
            if fee is not None:
                slot.purse.add(fee.asset, -fee.units)
            return
        margin = slot.margin + profit
        if fee is not None:
            if self._fee_here and (fee.asset is slot.settle or fee.asset == slot.settle):
                margin -= fee.units
            else:
                self._add(self._rules.home, fee.asset, -fee.units)
        slot.margin = margin if margin >= 0 else slot.rescued(margin)

    def _opened(self, event: Fill | MarginTransfer | OpeningPosition | LeverageChange) -> Slot:
        """A flat position where nobody held one."""
        at = event.position
        purse = None if at.is_isolated else self._purse(pool_book(at.pool))
        instrument = self._frozen.instrument(at.symbol, event.stamp)
        slot = self._slots[at] = Slot(at, instrument, purse)
        slot.leverage = self._leverage.get(at)
        self._held.add(at.symbol)
        return slot

    def _listing(self, event: Listing) -> None:
        """New terms; only a symbol that is already held needs the whole account."""
        new = event.instrument
        if new.symbol in self._held:
            return self._whole(event)
        instruments = self._frozen.instruments.set(new.symbol, new)
        self._frozen = evolve(self._frozen, instruments=instruments)
        return None

    def _funding(self, event: Funding) -> None:
        slot = self._slots.get(event.position)
        if slot is None:
            return self._whole(event)
        amount, pot, home = event.amount, self._rules.funding_pot, self._rules.home
        if slot.purse is not None:
            return slot.purse.add(amount.asset, amount.units)
        if pot is Pot.HOME:
            return self._add(home, amount.asset, amount.units)
        margin = slot.margin + slot.units(amount)
        if pot is Pot.HOME_FIRST:
            part = home_part(amount, self.balance(amount.asset, home))
            self._add(home, amount.asset, part.units)
            margin -= part.units
        slot.margin = margin if margin >= 0 else slot.rescued(margin)
        return None

    def _margin(self, event: MarginTransfer) -> None:
        slot = self._slots.get(event.position) or self._opened(event)
        if slot.purse is not None:
            return self._whole(event)
        book = free_book(event.book, event.stamp)
        margin = slot.margin + slot.units(event.amount)
        if margin < 0:
            raise LimitedLiabilityError(position=slot.id, margin=Money(margin, slot.settle))
        slot.margin = margin
        return self._add(book, event.amount.asset, -event.amount.units)

    def _profit(self, event: RealisedProfit) -> None:
        book, fee = free_book(event.book, event.stamp), event.fee
        if fee is None:
            return self._add(book, event.amount.asset, event.amount.units)
        self._add(book, fee.asset, (event.amount + fee).units)
        return self._add(book, fee.asset, -fee.units)

    def _funding_total(self, event: FundingTotal) -> None:
        book = free_book(event.book, event.stamp)
        self._add(book, event.amount.asset, event.amount.units)

    def _nothing(self, event: BalanceAssertion | Correction) -> None:
        """A fact about the venue's books; it moves nothing."""

    def _rare(self, event: MarginEvent) -> None:
        """Whatever is not frequent: the pure rules, on as little state as they need."""
        if isinstance(event, _LONE):
            slot = self._slots.get(event.position)
            if slot is None and isinstance(event, OpeningPosition):
                slot = self._opened(event)
            if slot is None and isinstance(event, LeverageChange) and event.position.is_isolated:
                slot = self._opened(event)
            if slot is not None:
                return self._together(slot, event) if slot.purse else self._alone(slot, event)
        if isinstance(event, Fee | InsuranceClear) and event.position is not None:
            slot = self._slots.get(event.position)
            if slot is not None and slot.purse is None:
                return self._alone(slot, event)
            return self._whole(event)
        if isinstance(event, WalletEvent | EitherEvent):
            return self._post(move(event.stamp, *wallet_flows(event)))
        return self._whole(event)

    def _alone(self, slot: Slot, event: "_LONE | Fee | InsuranceClear") -> None:
        step = slot.position().apply(event, self._rules)
        slot.load(step.state)
        self._post(step.entry)

    def _together(self, slot: Slot, event: _LONE) -> None:
        """A pool of this one position is enough: no event of it looks at the others."""
        alone = CrossPool(name=slot.id.pool, holdings=FrozenMap({slot.id: slot.holding()}))
        step = alone.apply(event, slot.instrument)
        slot.hold(step.state.holdings[slot.id])
        slot.leverage = step.state.leverage.get(slot.id, slot.leverage)
        self._post(step.entry)

    def _whole(self, event: MarginEvent) -> None:
        """The pure rules on the whole account: openings, listings, changes of mode."""
        self._load(self.account().apply(event, self._book).state)

    def _post(self, entry: Entry) -> None:
        for posting in entry.postings:
            if is_free(posting.book):
                self._add(posting.book, posting.amount.asset, posting.amount.units)

    def _add(self, book: Book, asset: Asset, units: int) -> None:
        """Put *units* into *book*; where nothing arrives, no book is opened."""
        if units:
            self._purse(book).add(asset, units)

    def _purse(self, book: Book) -> Purse:
        found = self._purses.get(book)
        if found is None:
            found = self._purses[book] = Purse()
        return found

    def _load(self, account: Account) -> None:
        self._frozen = account
        self._purses = {WALLET: Purse(account.wallet), DEBT: Purse(account.debts)}
        self._slots: dict[PositionId, Slot] = {}
        self._leverage: dict[PositionId, Exact] = {}
        for position in account.isolated.values():
            slot = Slot(position.id, position.holding.instrument, None)
            slot.load(position)
            self._slots[position.id] = slot
        for pool in account.pools.values():
            purse = self._purses[pool.book] = Purse(pool.balances)
            self._leverage.update(pool.leverage)
            for at, holding in pool.holdings.items():
                slot = self._slots[at] = Slot(at, holding.instrument, purse)
                slot.hold(holding)
                slot.leverage = pool.leverage.get(at)
        self._held = {at.symbol for at in self._slots}

    def balance(self, asset: Asset, book: Book) -> Money:
        """What *book* holds of *asset* now; see `Account.balance`."""
        if book in self._purses:
            return Money(self._purses[book].units(asset), asset)
        if book != ALL:
            return self.account().balance(asset, book)
        total = sum(purse.units(asset) for purse in self._purses.values())
        lone = (s for s in self._slots.values() if s.purse is None and s.settle == asset)
        return Money(total + sum(s.margin + s.reserve for s in lone), asset)

    def holding(self, event: Fill) -> Holding:
        """What is held now under the position of *event*."""
        slot = self._slots.get(event.position)
        if slot is None:
            symbol = event.position.symbol
            return Holding.nothing(self._frozen.instrument(symbol, event.stamp))
        return slot.holding()

    def stated(self, event: PositionAssertion) -> tuple[int, Money | None, Money | None]:
        """Size, cost and margin of the position of *event* now; ``None``: it has none."""
        slot = self._slots.get(event.position)
        if slot is None:
            return 0, event.cost and event.cost.asset.zero, event.margin and event.margin.asset.zero
        margin = None if slot.purse is not None else slot.position().collateral
        return slot.size, slot.holding().cost, margin

    def account(self) -> Account:
        """The account as it stands, frozen."""
        isolated = {at: s.position() for at, s in self._slots.items() if s.purse is None}
        purses = {pool_of(book): purse for book, purse in self._purses.items()}
        pools = {name: self._pool(name, p) for name, p in purses.items() if name is not None}
        return Account(
            wallet=self._purses[WALLET].frozen(),
            debts=self._purses[DEBT].frozen(),
            isolated=FrozenMap(isolated),
            pools=FrozenMap(pools),
            instruments=self._frozen.instruments,
            mode=self._frozen.mode,
        )

    def _pool(self, name: str, purse: Purse) -> CrossPool:
        mine = {at: slot for at, slot in self._slots.items() if slot.purse is purse}
        leverage = {at: x for at, x in self._leverage.items() if at.pool == name}
        leverage |= {at: s.leverage for at, s in mine.items() if s.leverage is not None}
        return CrossPool(
            name=name,
            balances=purse.frozen(),
            holdings=FrozenMap({at: slot.holding() for at, slot in mine.items()}),
            leverage=FrozenMap(leverage),
        )


def replayed(account: Account, events: Iterable[MarginEvent], rules: RuleBook) -> Account:
    """*account* after *events*, which come in the order of their stamps."""
    fold = Fold(account, rules)
    fold.run(events)
    return fold.account()
