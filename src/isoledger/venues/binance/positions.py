"""Positions as Binance states them: ``positionRisk`` of USD-M, COIN-M and portfolio margin."""

import re
from collections.abc import Mapping
from fractions import Fraction

from attrs import frozen

from isoledger.core.cross import CrossPool
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import Leg, PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.numbers import Rounding
from isoledger.core.tiers import TierTable
from isoledger.venues.binance.rules import CROSS, CUT_NS, NAME, RULES
from isoledger.venues.figures import Figures, alone, held, one_tier
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

_COIN = re.compile(r"([A-Z0-9]+)USD_[A-Z0-9]+", re.ASCII)
_QUOTES = ("USDT", "USDC", "BUSD", "FDUSD", "BTC")
_FACES = (Fraction(10), Fraction(100))
"""What one COIN-M contract is worth in USD: 100 (BTC) or 10 (all others). Contract specifications
of the venue."""

_SLACK = Fraction(1, 1000)
_LEGS: dict[str, Leg] = {"LONG": "long", "SHORT": "short"}

NO_PRICE = "0 stands for none: no price above zero liquidates the position"
NO_PRICE_NEGATIVE = "a price below zero stands for none: the margin covers the whole loss"
NO_PRICE_EMPTY = "nothing is printed: there is none"

PORTFOLIO = "equity of the whole portfolio-margin account (uniMMR)"


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """One position as ``positionRisk`` states it, of ``fapi``, ``dapi`` or ``papi``.

    Also read is the table of a whole cross account that the venue's FAQ works through
    (``wallet_balance`` and ``positions``): asked about is its first position.

    Args:
        raw: The record; numbers are text.
        besides: What it leaves out: always the maintenance rate of the tier; the balance behind a
            cross position; the worth of a contract where the record does not tell.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The maintenance rate given is none.
    """
    record = Figures(f"{NAME} position", raw)
    return _account(record, besides) if "positions" in record else _Position.of(record, besides)


@frozen(kw_only=True)
class _Position:
    """What one record says, before anything is made of it."""

    record: Figures
    besides: Besides
    coin: str

    @classmethod
    def of(cls, record: Figures, besides: Besides) -> Stated:
        """The record as it is stated."""
        coin = _COIN.fullmatch(record.text("symbol"))
        return cls(record=record, besides=besides, coin=coin[1] if coin else "").told()

    @property
    def symbol(self) -> str:
        return self.record.text("symbol") or "unnamed"

    @property
    def portfolio(self) -> bool:
        """Only the portfolio-margin endpoints say nothing about the margin mode."""
        return "marginType" not in self.record

    @property
    def isolated(self) -> bool:
        return self.record.text("marginType").lower() == "isolated"

    @property
    def face(self) -> Fraction | None:
        """Worth of one contract in USD; ``None``: neither the caller nor the record tells."""
        if self.besides.contract is not None:
            return self.besides.contract
        value, mark = self.record.known("notionalValue"), self.record.known("markPrice")
        size = self.record.number("positionAmt")
        if not value or not mark or not size:
            return None
        implied = abs(value * mark / size)
        return next((face for face in _FACES if abs(implied / face - 1) < _SLACK), None)

    @property
    def margin(self) -> Fraction | None:
        """What stands behind it, without unrealised profit."""
        if not self.isolated:
            return self.besides.margin
        wallet = self.record.known("isolatedWallet")
        if wallet is not None:
            return wallet
        worth = self.record.known("isolatedMargin")
        if worth is None:
            return self.besides.margin
        return worth - self.record.number("unRealizedProfit")

    def told(self) -> Stated:
        printed = self.record.text("liquidationPrice")
        reported, sentinel = _reported(self.record)
        missing = tuple(self._missing())
        when = _time_ns(self.record, self.besides)
        return Stated(
            symbol=self.symbol,
            subject=None if missing else self._subject(),
            rules=RULES.at(when),
            time_ns=when,
            mark=self.record.first("markPrice") or self.besides.mark,
            reported=reported,
            printed=printed,
            sentinel=sentinel,
            missing=missing,
            assumed=tuple(self._assumed()),
        )

    def _missing(self) -> list[str]:
        missing: list[str] = []
        if self.besides.maintenance is None:
            missing.append("maintenance rate of the tier (leverageBracket)")
        if self.coin and self.face is None:
            missing.append("worth of one contract (exchangeInfo)")
        if self.portfolio:
            missing.append(PORTFOLIO)
        elif self.margin is None:
            missing.append("isolated wallet" if self.isolated else "cross wallet balance")
        return missing

    def _assumed(self) -> list[str]:
        assumed: list[str] = []
        if self.besides.deduction is None and self.besides.maintenance is not None:
            assumed.append("the position is in the first tier: no maintenance amount")
        if self.coin and self.besides.contract is None and self.face is not None:
            assumed.append(f"one contract is {self.face} USD, as notionalValue tells")
        return assumed

    def _subject(self) -> IsolatedPosition | PoolLeg:
        holding = self._holding()
        leg = _LEGS.get(self.record.text("positionSide"), "net")
        margin = self.margin or Fraction(0)
        if self.isolated:
            return alone(holding, margin, position=PositionId(self.symbol, leg))
        mark = self.record.first("markPrice") or self.besides.mark or Fraction(0)
        return _pool(margin, [(PositionId(self.symbol, leg, CROSS), holding)], {self.symbol: mark})

    def _holding(self) -> Holding:
        return held(
            self.symbol,
            self.record.number("positionAmt"),
            self.record.number("entryPrice"),
            settle=self.coin or _quote(self.record),
            face=self.face if self.coin else None,
            tick=self.besides.tick,
            table=_tier(self.besides, self.record.known("leverage")),
        )


def _quote(record: Figures) -> str:
    """The margin asset: stated since v3, else the end of the symbol."""
    symbol = record.text("symbol").partition("_")[0]
    found = next((quote for quote in _QUOTES if symbol.endswith(quote)), "")
    return record.text("marginAsset") or found or "margin"


def _tier(besides: Besides, leverage: Fraction | None) -> TierTable | None:
    rate, deduction = besides.maintenance, besides.deduction or Fraction(0)
    return None if rate is None else one_tier(rate, deduction, leverage=leverage)


def _reported(record: Figures) -> tuple[Fraction | None, str]:
    """The liquidation price printed, or ``None`` and why there is none."""
    price = record.known("liquidationPrice")
    if price is None:
        return None, NO_PRICE_EMPTY
    if price <= 0:
        return None, NO_PRICE_NEGATIVE if price else NO_PRICE
    return price, ""


def _time_ns(record: Figures, besides: Besides) -> int:
    """When it was so: as the caller says, else when the position last changed, else today's."""
    if besides.time_ns is not None:
        return besides.time_ns
    changed = record.known("updateTime")
    return int(changed) * 10**6 if changed else CUT_NS


def _pool(
    balance: Fraction, legs: list[tuple[PositionId, Holding]], marks: Mapping[str, Fraction]
) -> PoolLeg:
    settle = legs[0][1].instrument.settle
    cash = settle.round(balance, Rounding.HALF_EVEN)
    pool = CrossPool(name=CROSS, balances=FrozenMap({settle: cash}), holdings=FrozenMap(dict(legs)))
    return PoolLeg(pool=pool, leg=legs[0][0], marks=marks)


def _account(record: Figures, besides: Besides) -> Stated:
    """The FAQ's table of an account: a balance, and positions with the tiers they are in."""
    rows = record.inner("positions")
    if not rows:
        raise record.fault("positions", "is empty: nothing is asked about")
    balance = record.number("wallet_balance")
    legs = [_row(row) for row in rows]
    symbol, when = legs[0][0].symbol, _time_ns(record, besides)
    subject: IsolatedPosition | PoolLeg
    if besides.isolated:
        subject = alone(legs[0][1], balance, position=PositionId(symbol))
    else:
        marks = {leg[0].symbol: row.number("mark") for leg, row in zip(legs, rows, strict=True)}
        subject = _pool(balance, legs, marks)
    mode = () if besides.isolated is not None else ("the positions are cross",)
    return Stated(
        symbol=symbol,
        subject=subject,
        rules=RULES.at(when),
        time_ns=when,
        mark=rows[0].known("mark"),
        reported=None,
        printed="",
        sentinel="the table prints no price: it is what is asked",
        assumed=mode,
    )


def _row(row: Figures) -> tuple[PositionId, Holding]:
    table = one_tier(row.number("mmr"), row.number("maint_amt"))
    pair = row.text("pair")
    settle = pair.rpartition(":")[2] or "margin"
    holding = held(pair, row.number("amount"), row.number("entry"), settle=settle, table=table)
    return PositionId(pair, pool=CROSS), holding
