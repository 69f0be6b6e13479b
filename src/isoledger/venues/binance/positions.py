"""Positions as Binance states them: ``positionRisk`` of USD-M, COIN-M and portfolio margin."""

import re
from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.identity import Leg
from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.venues.binance.rules import CUT_NS, NAME, PRINTED, RULES
from isoledger.venues.fields import Fields
from isoledger.venues.framing import Frame, pooled
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

_COIN = re.compile(r"([A-Z0-9]+)USD_[A-Z0-9]+", re.ASCII)
_QUOTES = ("USDT", "USDC", "BUSD", "FDUSD", "BTC")
_FACES = (Fraction(10), Fraction(100))
"""What one COIN-M contract is worth in USD: 100 (BTC) or 10 (all others). Contract specifications
of the venue."""

_SLACK = Fraction(1, 1000)
_LEGS: dict[str, Leg] = {"LONG": "long", "SHORT": "short"}

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
    record = Fields.of(raw, f"{NAME} position")
    return _account(record, besides) if "positions" in record else _Position.of(record, besides)


@frozen(kw_only=True)
class _Position:
    """What one record says, before anything is made of it."""

    record: Fields
    besides: Besides
    coin: str

    @classmethod
    def of(cls, record: Fields, besides: Besides) -> Stated:
        """The record as it is stated."""
        coin = _COIN.fullmatch(record.printed("symbol"))
        return cls(record=record, besides=besides, coin=coin[1] if coin else "").told()

    @property
    def symbol(self) -> str:
        return self.record.optional("symbol") or "unnamed"

    @property
    def portfolio(self) -> bool:
        """Only the portfolio-margin endpoints say nothing about the margin mode."""
        return "marginType" not in self.record

    @property
    def isolated(self) -> bool:
        return self.record.printed("marginType").lower() == "isolated"

    @property
    def face(self) -> Fraction | None:
        """Worth of one contract in USD; ``None``: neither the caller nor the record tells."""
        if self.besides.contract is not None:
            return self.besides.contract
        value, mark = self.record.maybe("notionalValue"), self.record.maybe("markPrice")
        size = self.record.exact("positionAmt")
        if not value or not mark or not size:
            return None
        implied = abs(value * mark / size)
        return next((face for face in _FACES if abs(implied / face - 1) < _SLACK), None)

    @property
    def margin(self) -> Fraction | None:
        """What stands behind it, without unrealised profit."""
        if not self.isolated:
            return self.besides.margin
        wallet = self.record.maybe("isolatedWallet")
        if wallet is not None:
            return wallet
        worth = self.record.maybe("isolatedMargin")
        if worth is None:
            return self.besides.margin
        return worth - self.record.exact("unRealizedProfit")

    def told(self) -> Stated:
        told = Printed.of(self.record, "liquidationPrice")
        missing = tuple(self._missing())
        when = _time_ns(self.record, self.besides)
        return evolve(
            told.stated(self.symbol, RULES.at(when), when),
            subject=None if missing else self._subject(),
            mark=self.mark,
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
        if self.isolated:
            return self.frame.isolated()
        marks = {self.symbol: self.mark or Fraction(0)}
        return pooled([self.frame], self.frame.margin, marks)

    @property
    def mark(self) -> Fraction | None:
        return self.record.maybe("markPrice") or self.besides.mark

    @property
    def frame(self) -> Frame:
        return Frame(
            symbol=self.symbol,
            leg=_LEGS.get(self.record.printed("positionSide"), "net"),
            quantity=self.record.exact("positionAmt"),
            contract=self.face or Fraction(1) if self.coin else Fraction(1),
            payoff=Payoff.INVERSE if self.coin else Payoff.LINEAR,
            entry=self.record.exact("entryPrice"),
            margin=self.margin or Fraction(0),
            maintenance=self.besides.maintenance or Fraction(0),
            deduction=self.besides.deduction or Fraction(0),
            leverage=self.record.maybe("leverage"),
            settle=self.coin or _quote(self.record),
            tick=self.besides.tick or PRINTED,
        )


def _quote(record: Fields) -> str:
    """The margin asset: stated since v3, else the end of the symbol."""
    symbol = record.printed("symbol").partition("_")[0]
    found = next((quote for quote in _QUOTES if symbol.endswith(quote)), "")
    return record.optional("marginAsset") or found or "margin"


def _time_ns(record: Fields, besides: Besides) -> int:
    """When it was so: as the caller says, else when the position last changed, else today's."""
    return besides.when(record.time_ns("updateTime"), CUT_NS)


def _account(record: Fields, besides: Besides) -> Stated:
    """The FAQ's table of an account: a balance, and positions with the tiers they are in."""
    rows = record.rows("positions")
    if not rows:
        raise record.fault("positions", "is empty: nothing is asked about")
    balance, frames = record.exact("wallet_balance"), [_row(row) for row in rows]
    when = _time_ns(record, besides)
    subject: IsolatedPosition | PoolLeg
    if besides.isolated:
        subject = evolve(frames[0], margin=balance).isolated()
    else:
        marks = {row.text("pair"): row.exact("mark") for row in rows}
        subject = pooled(frames, balance, marks)
    mode = () if besides.isolated is not None else ("the positions are cross",)
    untold = Printed(sentinel="the table prints no price: it is what is asked")
    blank = untold.stated(frames[0].symbol, RULES.at(when), when)
    return evolve(blank, subject=subject, mark=rows[0].maybe("mark"), assumed=mode)


def _row(row: Fields) -> Frame:
    pair = row.text("pair")
    return Frame(
        symbol=pair,
        quantity=row.exact("amount"),
        entry=row.exact("entry"),
        maintenance=row.exact("mmr"),
        deduction=row.exact("maint_amt"),
        settle=pair.rpartition(":")[2] or "margin",
        tick=PRINTED,
    )
