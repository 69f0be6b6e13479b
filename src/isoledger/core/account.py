"""A wallet, the isolated positions and cross pools beside it, and who is shown which event."""

from typing import Literal

from attrs import evolve, frozen

from isoledger.core.books import (
    ALL,
    DEBT,
    FUNDING,
    WALLET,
    Book,
    margin_book,
    pool_of,
    reserve_book,
)
from isoledger.core.cross import CrossPool
from isoledger.core.errors import (
    IncompleteEventError,
    PositionModeError,
    TermsError,
    UnknownInstrumentError,
    UnknownPositionError,
)
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Borrow,
    Conversion,
    Correction,
    Fee,
    Fill,
    Funding,
    FundingTotal,
    InsuranceClear,
    Interest,
    LeverageChange,
    Listing,
    MarginEvent,
    MarginModeChange,
    MarginTransfer,
    OpeningPosition,
    PoolTransfer,
    PositionAssertion,
    PositionEvent,
    PositionModeChange,
    RealisedProfit,
    Repay,
    Transfer,
)
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import Instrument
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact
from isoledger.core.postings import Entry, Flow, Step, move
from isoledger.core.rules import Pot, RuleBook, Rules
from isoledger.core.wallet import wallet_flows

_OPENS = (Fill, MarginTransfer, LeverageChange, OpeningPosition, PositionAssertion)


@frozen(kw_only=True)
class Account:
    """Everything one account is, at one moment. Only `apply` makes the next one.

    Attributes:
        wallet: Free money, by asset.
        debts: What is owed, by asset, below zero; above it only if more was paid back than the
            journal saw borrowed.
        isolated: Positions that stand alone, by id.
        pools: Cross pools, by name.
        instruments: Terms stated so far, by symbol.
        mode: One-way, or hedge: long and short legs side by side.
    """

    wallet: FrozenMap[Asset, Money] = FrozenMap()
    debts: FrozenMap[Asset, Money] = FrozenMap()
    isolated: FrozenMap[PositionId, IsolatedPosition] = FrozenMap()
    pools: FrozenMap[str, CrossPool] = FrozenMap()
    instruments: FrozenMap[str, Instrument] = FrozenMap()
    mode: Literal["one-way", "hedge"] = "one-way"

    def apply(self, event: MarginEvent, rules: RuleBook) -> Step["Account"]:
        """The account after *event*, and the entry that explains the difference.

        A position's event is shown to that position only.

        Args:
            event: What happened.
            rules: The venue's mechanics by date; those of the event's own day count.

        Raises:
            ReplayError: The event cannot follow what the account is.
            DomainError: The event contradicts itself.
        """
        match event:
            case Fill() | Funding():  # by far the most of any journal: asked for first
                return self._position_event(event, rules.at(event.stamp.time_ns))
            case Fee(position=PositionId() as at) | InsuranceClear(position=PositionId() as at):
                if not at.is_isolated:
                    return self._shared(at, event)
                return self._alone(at, event, rules.at(event.stamp.time_ns))
            case Listing():
                return Step(self._listed(event), move(event.stamp))
            case MarginModeChange():
                return self._mode_changed(event)
            case PositionModeChange():
                return Step(self._position_mode(event), move(event.stamp))
            case Correction():
                return Step(self, move(event.stamp))
            case (
                Fee()
                | InsuranceClear()
                | Transfer()
                | PoolTransfer()
                | Conversion()
                | RealisedProfit()
                | FundingTotal()
                | Interest()
                | Borrow()
                | Repay()
                | Bonus()
                | Adjustment()
                | BalanceAssertion()
            ):
                entry = move(event.stamp, *wallet_flows(event))
                return Step(self._posted(entry), entry)
            case _:
                return self._position_event(event, rules.at(event.stamp.time_ns))

    def balance(self, asset: Asset, book: Book = WALLET) -> Money:
        """What *book* holds of *asset*; `ALL` sums the account's own books.

        >>> Account().balance(Asset("USDT", 6))
        Money('0.000000 USDT')
        """
        if book == WALLET:
            return self.wallet.get(asset, asset.zero)
        if book == ALL:
            return sum(self._balances(asset), start=asset.zero)
        pool = pool_of(book)
        if pool is not None:
            return self.pools[pool].balance(asset) if pool in self.pools else asset.zero
        return sum((m for b, m in self._own(asset) if b == book), start=asset.zero)

    def _balances(self, asset: Asset) -> list[Money]:
        return [money for _, money in self._own(asset)]

    def _own(self, asset: Asset) -> list[tuple[Book, Money]]:
        """Every own book of the account, and what it holds of *asset*."""
        books = [(WALLET, self.wallet.get(asset, asset.zero))]
        books += [(DEBT, self.debts.get(asset, asset.zero))]
        books += [(pool.book, pool.balance(asset)) for pool in self.pools.values()]
        for position in self.isolated.values():
            if position.margin.asset == asset:
                books += [(position.book, position.margin)]
                books += [(reserve_book(position.id), position.reserve)]
        return books

    @property
    def assets(self) -> tuple[Asset, ...]:
        """Every asset any book of the account holds or held, in order of code."""
        held = {*self.wallet, *self.debts, *(p.margin.asset for p in self.isolated.values())}
        held |= {asset for pool in self.pools.values() for asset in pool.balances}
        return tuple(sorted(held, key=lambda asset: (asset.code, asset.decimals)))

    def holding(self, position: PositionId) -> Holding | None:
        """What is held under *position*; ``None`` if it was never opened."""
        if position.is_isolated:
            found = self.isolated.get(position)
            return None if found is None else found.holding
        pool = self.pools.get(position.pool)
        return None if pool is None else pool.holdings.get(position)

    def instrument(self, symbol: str, stamp: Stamp) -> Instrument:
        """The terms of *symbol*, asked for by the event of *stamp*.

        Raises:
            UnknownInstrumentError: No listing came before.
        """
        found = self.instruments.get(symbol)
        if found is None:
            raise UnknownInstrumentError(symbol=symbol, stamp=stamp)
        return found

    def position_for(self, event: PositionEvent | Fee | InsuranceClear) -> IsolatedPosition:
        """The isolated position *event* is about; flat and new, where an event may open one.

        Raises:
            UnknownPositionError: The event needs a position that nobody opened.
        """
        at = event.position
        if at is None:
            raise IncompleteEventError(stamp=event.stamp, needs="a position")
        found = self.isolated.get(at)
        if found is not None:
            return found
        if not isinstance(event, _OPENS):
            raise UnknownPositionError(position=at, stamp=event.stamp)
        return IsolatedPosition.flat(at, self.instrument(at.symbol, event.stamp))

    def _position_event(self, event: PositionEvent, rules: Rules) -> Step["Account"]:
        at = event.position
        if not at.is_isolated:
            return self._together(at, event)
        if isinstance(event, PositionAssertion) and at not in self.isolated:
            return Step(self, move(event.stamp))
        if isinstance(event, Funding) and rules.funding_pot is Pot.HOME_FIRST:
            return self._home_first(event, rules)
        return self._alone(at, event, rules)

    def _alone(
        self, at: PositionId, event: PositionEvent | Fee | InsuranceClear, rules: Rules
    ) -> Step["Account"]:
        step = self.position_for(event).apply(event, rules)
        after = self._posted(step.entry, self.isolated.set(at, step.state))
        return Step(after, step.entry)

    def _together(self, at: PositionId, event: PositionEvent) -> Step["Account"]:
        pool = self.pools.get(at.pool) or CrossPool(name=at.pool)
        if at not in pool.holdings and not isinstance(event, _OPENS):
            raise UnknownPositionError(position=at, stamp=event.stamp)
        if at not in pool.holdings and isinstance(event, PositionAssertion):
            return Step(self, move(event.stamp))
        held = pool.holdings.get(at)
        terms = self.instrument(at.symbol, event.stamp) if held is None else held.instrument
        step = pool.apply(event, terms)
        return Step(evolve(self, pools=self.pools.set(at.pool, step.state)), step.entry)

    def _shared(self, at: PositionId, event: Fee | InsuranceClear) -> Step["Account"]:
        """What a position in a pool pays or gets, its pool does."""
        if self.holding(at) is None:
            raise UnknownPositionError(position=at, stamp=event.stamp)
        entry = move(event.stamp, *wallet_flows(evolve(event, position=None, book=margin_book(at))))
        return Step(self._posted(entry), entry)

    def _home_first(self, event: Funding, rules: Rules) -> Step["Account"]:
        """A funding charge out of free money as far as that reaches; the position pays the rest."""
        amount = event.amount + self.position_for(event).margin.asset.zero
        home = home_part(amount, self.balance(amount.asset, rules.home))
        paid = move(event.stamp, Flow(FUNDING, rules.home, home))
        own = evolve(event, amount=amount - home)
        step = self._posted(paid)._alone(
            event.position, own, evolve(rules, funding_pot=Pot.POSITION)
        )
        return Step(step.state, paid.joined(step.entry))

    def _listed(self, event: Listing) -> "Account":
        """The new terms stand from now on, for what is held as well."""
        new = event.instrument
        isolated, pools = self.isolated, self.pools
        for at, position in self.isolated.items():
            if at.symbol == new.symbol:
                isolated = isolated.set(at, _under(position, new))
        for name, pool in self.pools.items():
            holdings = pool.holdings
            for at, held in pool.holdings.items():
                if at.symbol == new.symbol:
                    holdings = holdings.set(at, _relisted(held, new))
            if holdings is not pool.holdings:
                pools = pools.set(name, evolve(pool, holdings=holdings))
        instruments = self.instruments.set(new.symbol, new)
        return evolve(self, isolated=isolated, pools=pools, instruments=instruments)

    def _position_mode(self, event: PositionModeChange) -> "Account":
        held = [(p.id, p.holding) for p in self.isolated.values()]
        held += [pair for pool in self.pools.values() for pair in pool.holdings.items()]
        still = tuple(at for at, holding in held if holding.size)
        if still and event.mode != self.mode:
            raise PositionModeError(stamp=event.stamp, open=still)
        return evolve(self, mode=event.mode)

    def _mode_changed(self, event: MarginModeChange) -> Step["Account"]:
        """The holding goes over whole; to a pool with all its margin, out of one with *margin*."""
        source, target = event.position, event.position._replace(pool=event.pool)
        moving = self.holding(source)
        if moving is None:
            raise UnknownPositionError(position=source, stamp=event.stamp)
        if source == target:
            raise IncompleteEventError(stamp=event.stamp, needs=f"another place than {target}")
        there = self.holding(target)
        if there is not None and there.size:
            raise IncompleteEventError(stamp=event.stamp, needs=f"{target} to be flat")
        flows, left = self._left(event, moving, target)
        entry = move(event.stamp, *flows)
        arrived = left._arrived(target, moving, self._leverage(source), entry)
        return Step(arrived._posted(entry), entry)

    def _leverage(self, position: PositionId) -> Exact | None:
        if position.is_isolated:
            return self.isolated[position].leverage
        return self.pools[position.pool].leverage.get(position)

    def _left(
        self, event: MarginModeChange, moving: Holding, target: PositionId
    ) -> tuple[tuple[Flow, ...], "Account"]:
        """What goes along, and the account without the position."""
        source = event.position
        if not source.is_isolated:
            pool = self.pools[source.pool]
            gone = evolve(
                pool,
                holdings=pool.holdings.without(source),
                leverage=pool.leverage.without(source),
            )
            zero = moving.instrument.settle.zero
            margin = zero if event.margin is None else event.margin + zero
            taken = Flow(pool.book, margin_book(target), margin)
            return (taken,), evolve(self, pools=self.pools.set(pool.name, gone))
        position = self.isolated[source]
        flows = (
            Flow(position.book, margin_book(target), position.margin),
            Flow(reserve_book(source), margin_book(target), position.reserve),
        )
        return flows, evolve(self, isolated=self.isolated.without(source))

    def _arrived(
        self, target: PositionId, held: Holding, leverage: Exact | None, entry: Entry
    ) -> "Account":
        if not target.is_isolated:
            pool = self.pools.get(target.pool) or CrossPool(name=target.pool)
            pool = evolve(pool, holdings=pool.holdings.set(target, held))
            if leverage is not None:
                pool = evolve(pool, leverage=pool.leverage.set(target, leverage))
            return evolve(self, pools=self.pools.set(pool.name, pool))
        position = self.isolated.get(target) or IsolatedPosition.flat(target, held.instrument)
        margin = position.margin + entry.total(position.book, position.margin.asset)
        position = evolve(
            position, holding=held, margin=margin, leverage=leverage or position.leverage
        )
        return evolve(self, isolated=self.isolated.set(target, position))

    def _posted(
        self, entry: Entry, isolated: FrozenMap[PositionId, IsolatedPosition] | None = None
    ) -> "Account":
        """The part of *entry* that the wallet, the debts and the pools have in it."""
        wallet, debts, pools = self.wallet, self.debts, self.pools
        for posting in entry.postings:
            if posting.book == WALLET:
                wallet = _added(wallet, posting.amount)
            elif posting.book == DEBT:
                debts = _added(debts, posting.amount)
            elif posting.book.startswith("pool:") and (name := pool_of(posting.book)):
                pool = pools.get(name) or CrossPool(name=name)
                pools = pools.set(
                    name, evolve(pool, balances=_added(pool.balances, posting.amount))
                )
        return Account(
            wallet=wallet,
            debts=debts,
            isolated=self.isolated if isolated is None else isolated,
            pools=pools,
            instruments=self.instruments,
            mode=self.mode,
        )


def home_part(amount: Money, free: Money) -> Money:
    """Of a funding *amount*, what the home book gets or, as far as its *free* money goes, pays."""
    if amount.units >= 0:
        return amount
    return max(amount, -free) if free.units > 0 else amount.asset.zero


def _added(balances: FrozenMap[Asset, Money], amount: Money) -> FrozenMap[Asset, Money]:
    before = balances.get(amount.asset)
    return balances.set(amount.asset, amount if before is None else before + amount)


def _under(position: IsolatedPosition, new: Instrument) -> IsolatedPosition:
    """*position* under the terms of *new*; with margin behind it, the settle asset must stay."""
    held, zero = _relisted(position.holding, new), new.settle.zero
    if position.collateral.units:
        return evolve(position, holding=held)
    return evolve(position, holding=held, margin=zero, reserve=zero)


def _relisted(held: Holding, new: Instrument) -> Holding:
    """*held* under the terms of *new*, which may not change what it is worth."""
    old = held.instrument
    before = (old.payoff, old.settle, old.multiplier, old.lot)
    if held.size and before != (new.payoff, new.settle, new.multiplier, new.lot):
        why = "payoff, settle, multiplier or lot changed while a position is open"
        raise TermsError(what=new.symbol, why=why)
    cost = held.cost if held.size else new.settle.zero
    return Holding(new, held.size, cost)
