"""Positions as Bybit states them: ``position/list`` of v3 and v5, and the ``position`` stream."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property

from attrs import evolve, frozen

from isoledger.core.holding import Holding
from isoledger.core.identity import Leg, PositionId
from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.rules import Rules
from isoledger.venues.bybit.rules import (
    AT_MARK_NS,
    CAPS,
    CROSS_RULES,
    NAME,
    PRINTED,
    RULES,
    TAKER,
    cross_rules,
    fee_to_close,
    locked,
    position_of,
)
from isoledger.venues.fields import Fields
from isoledger.venues.framing import Frame, pooled
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

POOL = "unified"
"""The pool behind all cross positions of a unified account."""

NO_PRICE_FLOOR = "the lowest price of the contract stands for none"
NO_PRICE_CAP = "the highest price of the contract stands for none"

_INVERSE = re.compile(r"([A-Z0-9]+)USD(?:[HMUZ]\d\d)?", re.ASCII)
_LEGS: dict[str, Leg] = {"1": "long", "2": "short"}
_STEPS = tuple(
    Fraction(digit) * Fraction(10) ** power for power in range(1, -9, -1) for digit in (5, 1)
)
_LOW = 100
"""So much below its entry, a price of one step is the lowest there is, and no coincidence."""


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """One position as the venue states it, linear or inverse.

    A record without symbol or side is read all the same: what its own prices tell is taken, and
    said under `Stated.assumed`.

    Args:
        raw: The record; numbers are text.
        besides: What it leaves out: always the maintenance rate of the tier; the taker rate (by
            default an ordinary user's); the tick; whether it is isolated, which in a unified
            account only the account says; its margin without the fee to close, if the record
            does not tell.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The maintenance rate given is none.
    """
    return _Position(record=Fields.of(raw, f"{NAME} position"), besides=besides).told()


@frozen(kw_only=True)
class _Position:
    """What one record says, before anything is made of it."""

    record: Fields
    besides: Besides

    @cached_property
    def symbol(self) -> str:
        return self.record.optional("symbol") or "unnamed"

    @cached_property
    def entry(self) -> Fraction:
        return self.record.exact("avgPrice", "entryPrice")

    @cached_property
    def size(self) -> Fraction:
        """Above zero, whichever the side."""
        return self.record.exact("size")

    @cached_property
    def time_ns(self) -> int:
        """As the caller says, else when the position last changed, else today's."""
        return self.besides.when(self.record.time_ns("updatedTime"), AT_MARK_NS)

    @cached_property
    def long(self) -> bool:
        """By the side; where the record has none, longs are liquidated below their entry."""
        side = self.record.optional("side")
        if side is not None:
            return side == "Buy"
        return (self.record.maybe("liqPrice") or Fraction(0)) < self.entry

    @cached_property
    def coin(self) -> str:
        """What an inverse contract settles in; empty: it is linear."""
        found = _INVERSE.fullmatch(self.symbol)
        if found:
            return found[1]
        inverse = self.record.optional("category") == "inverse"
        if not inverse and "symbol" not in self.record:
            value, size = self.record.exact("positionValue"), self.size
            inverse = abs(value - size / self.entry) < abs(value - size * self.entry)
        return "COIN" if inverse else ""

    @cached_property
    def isolated(self) -> bool:
        if self.besides.isolated is not None:
            return self.besides.isolated
        if "tradeMode" in self.record:
            return self.record.text("tradeMode") == "1"
        return bool(self.record.maybe("bustPrice"))

    @cached_property
    def leverage(self) -> Fraction | None:
        return self.record.maybe("leverage") or self.besides.leverage

    @cached_property
    def taker(self) -> Fraction:
        given = self.besides.taker
        return TAKER.at(self.time_ns) if given is None else given

    @cached_property
    def tick(self) -> Fraction | None:
        """The coarsest step that all prices the venue rounds lie on."""
        if self.besides.tick is not None:
            return self.besides.tick
        prices = [self.record.maybe(name) for name in ("liqPrice", "bustPrice")]
        known = [price for price in prices if price]
        if not known:
            return None
        return next((s for s in _STEPS if all((p / s).denominator == 1 for p in known)), None)

    @cached_property
    def frame(self) -> Frame:
        """What is held, with nothing behind it."""
        return Frame(
            symbol=self.symbol,
            leg=_LEGS.get(self.record.printed("positionIdx"), "net"),
            quantity=self.size if self.long else -self.size,
            contract=self.besides.contract or Fraction(1) if self.coin else Fraction(1),
            payoff=Payoff.INVERSE if self.coin else Payoff.LINEAR,
            entry=self.entry,
            maintenance=self.besides.maintenance or Fraction(0),
            deduction=self.besides.deduction or Fraction(0),
            leverage=self.leverage,
            settle=self.coin or ("USDC" if self.symbol.endswith("PERP") else "USDT"),
            tick=self.tick or PRINTED,
        )

    @cached_property
    def holding(self) -> Holding:
        return self.frame.holding

    @cached_property
    def total(self) -> Fraction | None:
        """What is locked behind an isolated position, its fee to close included.

        The lock is never below the initial margin: a ``positionIM`` that is (the unified account's
        inverse records of 2023 print a hundredth of the value) does not speak of it.
        """
        cost = self.holding.cost.value
        least = abs(cost) / self.leverage if self.leverage else Fraction(0)
        for name in ("positionBalance", "positionIM"):
            found = self.record.maybe(name)
            if found and found >= least * Fraction(99, 100):
                return found
        margin = self.besides.margin
        if margin is not None:
            return margin + fee_to_close(cost, margin, self.taker)
        return locked(cost, self.leverage, self.taker) if self.leverage else None

    def told(self) -> Stated:
        told = self._told()
        missing = tuple(self._missing())
        return evolve(
            told.stated(self.symbol, self._rules(), self.time_ns),
            subject=None if missing else self._subject(),
            mark=self.mark,
            missing=missing,
            assumed=tuple(self._assumed()),
        )

    @cached_property
    def mark(self) -> Fraction | None:
        return self.record.maybe("markPrice") or self.besides.mark

    def _told(self) -> Printed:
        """What is printed; the ends of the contract's range stand for none."""
        told = Printed.of(self.record, "liqPrice")
        if told.price is None:
            return told
        one_step = self.record.number("liqPrice").units in {1, 2, 5}
        if self.long and one_step and told.price * _LOW < self.entry:
            return told.none(NO_PRICE_FLOOR)
        if not self.long and (told.price in CAPS or told.price == self.record.maybe("bustPrice")):
            return told.none(NO_PRICE_CAP)
        return told

    def _rules(self) -> Rules:
        if self.isolated:
            return RULES.at(self.time_ns)
        if self.leverage is None:
            return CROSS_RULES.at(self.time_ns)
        sign = 1 if self.long != bool(self.coin) else -1
        return cross_rules(self.time_ns, self.leverage, self.taker, sign=sign)

    def _missing(self) -> list[str]:
        missing: list[str] = []
        if self.besides.maintenance is None:
            missing.append("maintenance rate of the tier (risk-limit)")
        if self.isolated and self.total is None:
            missing.append("positionBalance, or leverage")
        if not self.isolated and self.besides.margin is None:
            missing.append("equity of the account")
        return missing

    def _assumed(self) -> list[str]:
        record, besides = self.record, self.besides
        notes = {
            "isolated, since a bankruptcy price is printed": self.isolated
            and besides.isolated is None
            and "tradeMode" not in record,
            f"taker rate {self.taker}": besides.taker is None,
            f"tick {self.tick}, on which the printed prices lie": besides.tick is None
            and self.tick is not None,
            "side, by the liquidation price": "side" not in record,
            "linear or inverse, by positionValue": "symbol" not in record,
            "no margin was added: initial margin by leverage": self.isolated
            and besides.margin is None
            and self.leverage is not None
            and self.total == locked(self.holding.cost.value, self.leverage, self.taker),
        }
        return [note for note, so in notes.items() if so]

    def _subject(self) -> IsolatedPosition | PoolLeg:
        if self.isolated:
            at = PositionId(self.symbol, self.frame.leg)
            return position_of(self.holding, self.total or Fraction(0), self.taker, position=at)
        marks = {self.symbol: self.mark or self.entry}
        return pooled([self.frame], self.besides.margin or Fraction(0), marks, POOL)
