"""What Hyperliquid takes, keeps and gives back: fees, margin, funding, the isolated sub-ledger.

Amounts are coins of the collateral, sizes coins of the base, signed long above zero.
"""

from fractions import Fraction

from attrs import frozen

from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.numbers import Rounding, on_grid
from isoledger.venues.hyperliquid.rules import UNIT

BACKSTOP = Fraction(2, 3)
"""Below this share of its maintenance margin a position goes to the liquidator vault, margin and
all (hyperliquid-docs, trading/liquidations)."""

FLOOR_NS = 1_767_225_600 * 10**9
"""2026-01-01T00:00Z: since when a share of all value stays behind. Assumed: a live account of 2026
keeps it, two samples without a date that are older do not."""

TRANSFER_FLOORS = Dated(((BEGINNING_NS, Fraction(0)), (FLOOR_NS, Fraction(1, 10))))
"""Share of all value that must stay behind when money leaves (hyperliquid-docs, trading/margining;
recorded: one live account of 2026)."""

_CLAMP = Fraction(5, 10_000)


def cut(amount: Fraction) -> Fraction:
    """*amount* as the books keep it: cut to six decimals, toward zero."""
    return on_grid(amount, UNIT, Rounding.TOWARD_ZERO)


def fee(value: Fraction, rate: Fraction) -> Fraction:
    """The fee of a trade of an absolute *value*.

    Recorded: two maker fills, both cut; a taker's is assumed to be. So is a rebate.
    """
    return cut(value * rate)


def taken(size: Fraction, reference: Fraction, leverage: Fraction) -> Fraction:
    """The margin that opening *size* moves into an isolated position.

    Args:
        size: What is opened.
        reference: The mark of the moment, or the order's own price where that is worse. No fill
            states it. Recorded: 5 openings close to the last unit with such a price.
        leverage: As set.
    """
    return cut(abs(size) * reference / leverage)


@frozen(kw_only=True)
class Moved:
    """An isolated sub-ledger after a trade, and what went between it and the cross account.

    Attributes:
        after: The sub-ledger.
        released: What the cross account got.
        taken: What it gave.
    """

    after: "Bucket"
    released: Fraction
    taken: Fraction


@frozen(kw_only=True)
class Bucket:
    """The sub-ledger of one isolated position.

    Attributes:
        cash: ``rawUsd``: all that was paid in, less all that was paid for the position.
        size: What is held.
    """

    cash: Fraction
    size: Fraction

    def equity(self, mark: Fraction) -> Fraction:
        """What it is worth at *mark*: the venue's ``marginUsed``."""
        return self.cash + self.size * mark

    def collateral(self, entry: Fraction) -> Fraction:
        """Its margin without unrealised profit."""
        return self.equity(entry)

    def added(self, amount: Fraction) -> "Bucket":
        """After *amount* was added by hand, below zero removed: the cash moves, nothing else.

        Recorded: one position before and after.
        """
        return Bucket(cash=self.cash + amount, size=self.size)

    def traded(self, size: Fraction, price: Fraction, leverage: Fraction) -> Moved:
        """After *size* was traded at *price*, the fee left aside.

        A decrease gives back equity pro rata, an increase brings the margin of what is added,
        a flip does both (hyperliquid-dex/ts-examples, the venue's own front-end code). What is
        added counts at *price* there, at a reference price in the books (see `taken`).
        """
        closed = _closed(self.size, size)
        opened = size - closed
        released = self.equity(price) * -closed / self.size if closed else Fraction(0)
        brought = abs(opened) * price / leverage
        cash = self.cash - size * price - released + brought
        after = Bucket(cash=cash, size=self.size + size)
        return Moved(after=after, released=released, taken=brought)


def _closed(held: Fraction, traded: Fraction) -> Fraction:
    """The part of *traded* that closes what is *held*."""
    if held * traded >= 0:
        return Fraction(0)
    return traded if abs(traded) <= abs(held) else -held


def withdrawable(
    equity: Fraction, used: Fraction, value: Fraction, time_ns: int = FLOOR_NS
) -> Fraction:
    """What may leave an account: its *equity* less the margin *used* or a share of all *value*.

    Initial margin of resting orders is to be part of *used*. The share is that of *time_ns*.
    """
    return max(Fraction(0), equity - max(used, value * TRANSFER_FLOORS.at(time_ns)))


def premium(bid: Fraction, ask: Fraction, oracle: Fraction) -> Fraction:
    """The premium of the impact prices over the oracle (hyperliquid-docs, trading/funding)."""
    over, under = max(Fraction(0), bid - oracle), max(Fraction(0), oracle - ask)
    return (over - under) / oracle


def funding_rate(premium: Fraction, interest: Fraction) -> Fraction:
    """The rate of eight hours; an eighth of it is paid every hour, counted at the oracle price."""
    return premium + max(-_CLAMP, min(_CLAMP, interest - premium))


def funding(size: Fraction, oracle: Fraction, rate: Fraction) -> Fraction:
    """What funding at *rate* pays a position, below zero what it costs it."""
    return -size * oracle * rate
