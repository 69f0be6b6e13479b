"""One position, its own margin, and nothing else within reach."""

from typing import assert_never

from attrs import Attribute, evolve, field, frozen

from isoledger.core.books import (
    FEES,
    FUNDING,
    INSURANCE,
    PNL,
    Book,
    free_book,
    margin_book,
    reserve_book,
)
from isoledger.core.errors import IncompleteEventError, LimitedLiabilityError
from isoledger.core.events import (
    Deleveraging,
    EntryRebase,
    Fee,
    Fill,
    Funding,
    InsuranceClear,
    LeverageChange,
    Liquidation,
    MarginTransfer,
    OpeningPosition,
    PositionAssertion,
    PositionEvent,
    ReserveMove,
    Settlement,
)
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact
from isoledger.core.postings import Flow, Provenance, Step, move
from isoledger.core.rules import Pot, Rules, Surplus
from isoledger.core.trades import opened, trade_of


def _limited(instance: "IsolatedPosition", _: "Attribute[Money]", margin: Money) -> None:
    if margin.units_of(instance.holding.instrument.settle) < 0:
        raise LimitedLiabilityError(position=instance.id, margin=margin)


@frozen(kw_only=True)
class IsolatedPosition:
    """A holding, and the margin that stands behind it alone.

    Attributes:
        id: Its name in the account.
        holding: What is held.
        margin: Balance of its own book. Never below zero.
        reserve: Margin set aside for the fee to close, where a venue does so. Never below zero.
        leverage: As last set; ``None``: never.
    """

    id: PositionId
    holding: Holding
    margin: Money = field(validator=_limited)
    reserve: Money = field(validator=_limited)
    leverage: Exact | None = None

    @classmethod
    def flat(cls, position: PositionId, instrument: Instrument) -> "IsolatedPosition":
        """Nothing held, nothing behind it."""
        zero = instrument.settle.zero
        return cls(id=position, holding=Holding.nothing(instrument), margin=zero, reserve=zero)

    @property
    def book(self) -> Book:
        """The book of its margin."""
        return margin_book(self.id)

    @property
    def collateral(self) -> Money:
        """All that stands behind it: margin and reserve."""
        return self.margin + self.reserve

    def cash(self, asset: Asset) -> Money:
        """What can be taken out of it in *asset*, if no requirement were in the way.

        Raises:
            AssetMismatchError: It settles in another asset.
        """
        return self.margin + asset.zero

    def moved(self, amount: Money) -> "IsolatedPosition":
        """It with *amount* more margin; less, below zero.

        Raises:
            LimitedLiabilityError: There is not so much.
            AssetMismatchError: *amount* is in another asset than it settles in.
        """
        return evolve(self, margin=self.margin + amount)

    def charged(self, amount: Money) -> "IsolatedPosition | None":
        """It after it paid *amount*, out of margin and then reserve; ``None``: it cannot."""
        left = self.margin - amount
        if left.units >= 0:
            return evolve(self, margin=left)
        if -left > self.reserve:
            return None
        return evolve(self, margin=self.margin.asset.zero, reserve=self.reserve + left)

    def filled(self, fill: Fill, rules: Rules) -> "IsolatedPosition":
        """It after *fill*; errors as `apply`."""
        return self.apply(fill, rules).state

    def apply(
        self, event: "PositionEvent | Fee | InsuranceClear", rules: Rules
    ) -> Step["IsolatedPosition"]:
        """The position after *event*, and the entry that explains the difference.

        Neither account nor wallet nor any other position is in scope here: that is the isolation.

        Args:
            event: Something that happened to this position.
            rules: The venue's mechanics on that day.

        Raises:
            LimitedLiabilityError: *event* takes out more margin than there is.
            AssetMismatchError: *event* moves margin in another asset than the position settles in.
            IncompleteEventError: *event* states too little to be booked, or names a book that
                margin cannot come from.
        """
        match event:
            case Fill() | Deleveraging() | Settlement():
                return self._traded(event, rules)
            case Funding(amount=amount):
                pot = self.book if rules.funding_pot is Pot.POSITION else rules.home
                return self._after(event.stamp, self.holding, Flow(FUNDING, pot, amount))
            case MarginTransfer(book=book, amount=amount, provenance=provenance):
                flow = Flow(free_book(book, event.stamp), self.book, amount, provenance)
                return self._moved(event.stamp, flow)
            case ReserveMove(amount=amount):
                flow = Flow(self.book, reserve_book(self.id), amount)
                return self._moved(event.stamp, flow)
            case Liquidation():
                return self._liquidated(event, rules)
            case EntryRebase(realised=realised):
                held = self.holding.rebased(realised)
                return self._after(event.stamp, held, Flow(PNL, self.book, realised))
            case Fee(amount=amount):
                return self._after(event.stamp, self.holding, self._fee(amount, rules))
            case InsuranceClear(amount=amount):
                return self._after(event.stamp, self.holding, Flow(INSURANCE, self.book, amount))
            case LeverageChange(leverage=leverage):
                return Step(evolve(self, leverage=leverage), move(event.stamp))
            case OpeningPosition():
                return Step(evolve(self, holding=opened(event, self.holding)), move(event.stamp))
            case PositionAssertion():
                return Step(self, move(event.stamp))
            case _:
                assert_never(event)

    def _traded(
        self, event: Fill | Deleveraging | Settlement | Liquidation, rules: Rules
    ) -> Step["IsolatedPosition"]:
        trade = trade_of(event, self.holding)
        profit = Flow(PNL, self.book, trade.realised, trade.provenance)
        fee = () if event.fee is None else (self._fee(event.fee, rules),)
        return self._after(event.stamp, trade.holding, profit, *fee)

    def _fee(self, fee: Money, rules: Rules) -> Flow:
        """Out of the pot the rule names; a fee in a foreign asset always out of the home book."""
        mine = rules.fee_pot is Pot.POSITION and fee.asset == self.margin.asset
        return Flow(self.book if mine else rules.home, FEES, fee)

    def _liquidated(self, event: Liquidation, rules: Rules) -> Step["IsolatedPosition"]:
        nothing = Holding.nothing(self.holding.instrument)
        if event.price is None and event.realised is None:
            if event.size is not None and event.size != -self.holding.size:
                raise IncompleteEventError(stamp=event.stamp, needs="a price or a realised profit")
            fee = () if event.fee is None else (self._fee(event.fee, rules),)
            step, surplus = self._after(event.stamp, nothing, *fee), Surplus.INSURANCE
        else:
            step, surplus = self._traded(event, rules), rules.surplus
        if not step.state.holding.is_flat:
            return step
        rest = step.state._swept(event.stamp, surplus, rules)
        return Step(rest.state, step.entry.joined(rest.entry))

    def _swept(self, stamp: Stamp, surplus: Surplus, rules: Rules) -> Step["IsolatedPosition"]:
        """Everything left goes where a liquidation leaves it."""
        target = INSURANCE if surplus is Surplus.INSURANCE else rules.home
        zero = self.margin.asset.zero
        entry = move(
            stamp,
            Flow(self.book, target, self.margin),
            Flow(reserve_book(self.id), target, self.reserve),
        )
        return Step(evolve(self, margin=zero, reserve=zero), entry)

    def _moved(self, stamp: Stamp, flow: Flow) -> Step["IsolatedPosition"]:
        """A movement the account chose: it may not take out more than there is."""
        asset = self.margin.asset
        flow.amount.units_of(asset)
        entry = move(stamp, flow)
        margin = self.margin + entry.total(self.book, asset)
        reserve = self.reserve + entry.total(reserve_book(self.id), asset)
        return Step(evolve(self, margin=margin, reserve=reserve), entry)

    def _after(self, stamp: Stamp, held: Holding, *flows: Flow) -> Step["IsolatedPosition"]:
        """Hold *held* and post *flows*; margin pays, then reserve, then insurance."""
        asset, book, margin = self.margin.asset, self.book, self.margin.units
        for flow in flows:
            if flow.target == book:
                margin += flow.amount.units_of(asset)
            if flow.source == book:
                margin -= flow.amount.units_of(asset)
        if margin >= 0:
            after = self._become(held, Money(margin, asset), self.reserve)
            return Step(after, move(stamp, *flows))
        drawn = min(-margin, self.reserve.units)
        bailout = Flow(INSURANCE, book, Money(-margin - drawn, asset), Provenance.COMPUTED)
        cover = Flow(reserve_book(self.id), book, Money(drawn, asset), Provenance.COMPUTED)
        left = Money(self.reserve.units - drawn, asset)
        return Step(self._become(held, asset.zero, left), move(stamp, *flows, cover, bailout))

    def _become(self, held: Holding, margin: Money, reserve: Money) -> "IsolatedPosition":
        """This position with other contents; what `attrs.evolve` does, in a third of the time."""
        return IsolatedPosition(
            id=self.id, holding=held, margin=margin, reserve=reserve, leverage=self.leverage
        )
