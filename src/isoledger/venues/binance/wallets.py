"""How the isolated wallet of a position is filled at an opening and emptied at a close.

Recorded on live accounts (2021-06-04, 2022-03-01, 2026-08-08). Everything is booked by the events
of the ledger itself; only the order of the movements is Binance's.
"""

from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.events import Fill, MarginCause, MarginTransfer
from isoledger.core.identity import Stamp
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.venues.binance.rules import CROSS_BOOK, NAME, RULES, opening_margin

_STAMP = Stamp(time_ns=0, venue=NAME, account="", id="what-if")


@frozen(kw_only=True)
class Trade:
    """One trade of an isolated position.

    Attributes:
        size: Signed lots, long above zero.
        price: At which price.
        fee: Paid in the margin asset, in coins; zero if it was paid in another one.
        realised: Profit as the venue booked it, in coins; ``None``: computed.
    """

    size: int
    price: Exact
    fee: Fraction = Fraction(0)
    realised: Fraction | None = None


@frozen(kw_only=True)
class Wallets:
    """An isolated position, and the cross wallet beside it.

    Attributes:
        position: The position; its margin is the venue's ``iw``.
        cross: The venue's ``cw``.
    """

    position: IsolatedPosition
    cross: Money

    @property
    def balance(self) -> Money:
        """The venue's ``wb``, with no other isolated position about."""
        return self.position.margin + self.cross

    def opened(self, trade: Trade, *, leverage: Fraction, mark: Fraction) -> "Wallets":
        """After *trade* opened or enlarged the position at *leverage*, the mark being *mark*.

        The share of the fill and its open loss come from the cross wallet; the fee leaves the
        isolated one.
        """
        quantity = trade.size * self.position.holding.instrument.lot
        needed = opening_margin(quantity, trade.price.value, mark, leverage)
        return self._moved(needed, MarginCause.ALLOCATION)._traded(trade)

    def closed(self, trade: Trade) -> "Wallets":
        """After *trade* closed the position: profit and fee first, then all goes to cross."""
        after = self._traded(trade)
        return after._moved(-after.position.margin.value, MarginCause.RELEASE)

    def turned(self, trade: Trade, *, leverage: Fraction, mark: Fraction) -> "Wallets":
        """After one *trade* closed the position and opened the rest on the other side.

        It has one fee, which is split by quantity: the closing part counts against the old
        isolated wallet, the opening part against the new one.
        """
        held = -self.position.holding.size
        share = Fraction(held, trade.size)
        closing = evolve(trade, size=held, fee=trade.fee * share)
        opening = evolve(trade, size=trade.size - held, fee=trade.fee * (1 - share), realised=None)
        return self.closed(closing).opened(opening, leverage=leverage, mark=mark)

    def _money(self, value: Fraction) -> Money:
        return self.cross.asset.round(value, Rounding.HALF_EVEN)

    def _moved(self, amount: Fraction, cause: MarginCause) -> "Wallets":
        moved = MarginTransfer(
            stamp=_STAMP,
            position=self.position.id,
            amount=self._money(amount),
            book=CROSS_BOOK,
            cause=cause,
        )
        return self._after(moved)

    def _traded(self, trade: Trade) -> "Wallets":
        fill = Fill(
            stamp=_STAMP,
            position=self.position.id,
            size=trade.size,
            price=Price.of(trade.price),
            fee=self._money(trade.fee),
            realised=None if trade.realised is None else self._money(trade.realised),
        )
        return self._after(fill)

    def _after(self, event: MarginTransfer | Fill) -> "Wallets":
        step = self.position.apply(event, RULES.at(event.stamp.time_ns))
        moved = step.entry.total(CROSS_BOOK, self.cross.asset)
        return Wallets(position=step.state, cross=self.cross + moved)
