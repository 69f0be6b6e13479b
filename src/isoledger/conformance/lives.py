"""The life of one isolated position, carried by the core, and what it did to the free balance."""

from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.events import (
    Fill,
    Funding,
    LeverageChange,
    Liquidation,
    MarginTransfer,
    PositionEvent,
)
from isoledger.core.identity import Stamp
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price, Rounding, plain
from isoledger.core.rules import Rules
from isoledger.venues.framing import DECIMALS, Frame

_STAMP = Stamp(time_ns=0, venue="case", account="case", id="case")


@frozen(kw_only=True)
class Life:
    """An isolated position under its venue's rules.

    Attributes:
        position: As it stands.
        rules: By which events are booked.
        home: What its events did to the account's free balance so far.
    """

    position: IsolatedPosition
    rules: Rules
    home: Fraction = Fraction(0)

    @classmethod
    def of(cls, frame: Frame, rules: Rules) -> "Life":
        """The position of *frame*, already there."""
        return cls(position=frame.isolated(), rules=rules)

    @property
    def margin(self) -> Fraction:
        """What stands behind it, in coins."""
        return self.position.collateral.value

    def traded(self, frame: Frame, *, margin: Fraction, fee: Fraction) -> "Life":
        """After *frame*'s quantity was traded at its entry price.

        Args:
            frame: What was traded; its own margin is not looked at.
            margin: Allocated from the free balance.
            fee: Paid above zero.

        Raises:
            OffGridError: It is no whole number of the position's lots.
        """
        held = evolve(frame, lot=self.position.holding.instrument.lot).holding
        fill = Fill(
            stamp=_STAMP,
            position=self.position.id,
            size=held.size,
            price=Price.of(decimal(frame.entry)),
            cost=held.cost,
            fee=self._money(fee),
        )
        return self.moved(margin)._after(fill)

    def moved(self, margin: Fraction) -> "Life":
        """After *margin* was moved in from the free balance, out to it below zero."""
        amount, home = self._money(margin), self.rules.home
        return self._after(
            MarginTransfer(stamp=_STAMP, position=self.position.id, amount=amount, book=home)
        )

    def funded(self, amount: Fraction) -> "Life":
        """After funding, received above zero."""
        return self._after(
            Funding(stamp=_STAMP, position=self.position.id, amount=self._money(amount))
        )

    def releveraged(self, leverage: Fraction) -> "Life":
        """After the leverage was set anew."""
        event = LeverageChange(
            stamp=_STAMP, position=self.position.id, leverage=Exact.of(decimal(leverage))
        )
        return self._after(event)

    def closed(self, realised: Fraction, fee: Fraction) -> "Life":
        """After all was closed with that profit, and all margin released."""
        held = self.position.holding
        fill = Fill(
            stamp=_STAMP,
            position=self.position.id,
            size=-held.size,
            price=Price.of(1),
            cost=-held.cost,
            fee=self._money(fee),
            realised=self._money(realised),
        )
        done = self._after(fill)
        return done.moved(-done.position.margin.value)

    def liquidated(self, realised: Fraction) -> "Life":
        """After the venue took all of it, with that profit, fees inside."""
        amount = self._money(realised)
        return self._after(Liquidation(stamp=_STAMP, position=self.position.id, realised=amount))

    def _after(self, event: PositionEvent) -> "Life":
        step = self.position.apply(event, self.rules)
        moved = step.entry.total(self.rules.home, self.position.margin.asset)
        return evolve(self, position=step.state, home=self.home + moved.value)

    def _money(self, amount: Fraction) -> Money:
        return self.position.margin.asset.round(amount, Rounding.HALF_EVEN)


def decimal(value: Fraction) -> str:
    """*value* as a plain decimal, to the fineness of framed money.

    >>> decimal(Fraction(1, 8))
    '0.125000000000000000000000000000'
    """
    return plain(Rounding.HALF_EVEN(value * 10**DECIMALS), DECIMALS)
