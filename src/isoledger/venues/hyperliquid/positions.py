"""A position as Hyperliquid states it, ready to be solved.

Read are elements of ``assetPositions`` (with what the state says of the account beside them, for a
cross position), the same with ``rawUsd`` and a bare leverage on top, and positions in the shape of
ccxt, whose ``collateral`` is the venue's ``marginUsed``.
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.tiers import TierTable
from isoledger.venues.fields import Fields
from isoledger.venues.framing import DECIMALS, one_tier
from isoledger.venues.hyperliquid.instruments import leverage_of
from isoledger.venues.hyperliquid.records import MS
from isoledger.venues.hyperliquid.rules import (
    CROSS,
    FINER_NS,
    FROZEN_NS,
    FROZEN_RATE,
    LOT,
    RULES,
    SOLVED_NS,
    USDC,
    perpetual,
    position_of,
)
from isoledger.venues.hyperliquid.snapshots import StatedPosition, isolated_position
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

FINE = Asset("USDC", DECIMALS)
"""The collateral, kept fine enough that what is read off a state has no rounding of ours."""

OTHERS = "others"
"""Stands for all other positions of a cross account: worth what they require, at a rate of 1."""

_DECIMALS_OLD = 8
_ONE = Fraction(1)


@frozen(kw_only=True)
class _Read:
    """What every shape says, in one form."""

    coin: str
    size: Fraction
    entry: Fraction
    mark: Fraction | None
    cash: Fraction | None
    rate: Fraction | None
    time_ns: int
    told: Printed
    leverage: Exact
    assumed: tuple[str, ...]


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position that *raw* states.

    Args:
        raw: One position; for a cross one, the fields of its account are among it or under
            ``account``.
        besides: What is known from elsewhere. ``maintenance`` and ``deduction`` are those of the
            tier of the answer; without them the highest leverage is taken to hold for any size.
            ``margin`` is the equity of a cross account.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    record = Fields.of(raw, "hyperliquid position")
    read = _unified(record, besides) if "contracts" in record.fields else _native(record, besides)
    missing = [] if read.rate else ["the maintenance rate, or the highest leverage"]
    account = _account(record, besides)
    missing += [] if read.cash is not None or account else ["the equity of the cross account"]
    subject = None if missing else _subject(read, account, besides)
    return evolve(
        read.told.stated(read.coin, RULES.at(read.time_ns), read.time_ns),
        subject=subject,
        mark=read.mark,
        missing=tuple(missing),
        assumed=read.assumed,
    )


def _subject(
    read: _Read, account: "_Account | None", besides: Besides
) -> IsolatedPosition | PoolLeg | None:
    if read.cash is not None:
        return _isolated(read, besides)
    return None if account is None else _leg(read, account, besides)


def _native(record: Fields, besides: Besides) -> _Read:
    leverage = record.within("leverage")
    size = record.exact("szi")
    cash = record.maybe("rawUsd") if leverage is None else leverage.maybe("rawUsd")
    rate, assumed = _rate(record, besides)
    time_ns, why = _time(record, besides, "liquidationPx")
    value = record.maybe("positionValue")
    return _Read(
        coin=record.text("coin"),
        size=size,
        entry=record.exact("entryPx"),
        mark=besides.mark if value is None else value / abs(size),
        cash=cash,
        rate=rate,
        time_ns=time_ns,
        told=_told(record, "liquidationPx"),
        leverage=leverage.number("value")
        if leverage
        else Exact.of(record.printed("leverage") or 1),
        assumed=assumed + why,
    )


def _unified(record: Fields, besides: Besides) -> _Read:
    """A position of ccxt. Its collateral includes the profit at the mark of the moment."""
    contracts, entry = record.exact("contracts"), record.exact("entryPrice")
    size = contracts if record.text("side") == "long" else -contracts
    mark = besides.mark or record.maybe("markPrice")
    assumed: tuple[str, ...] = () if mark else ("the mark was the entry",)
    mark = mark or entry
    time_ns, why = _time(record, besides, "liquidationPrice")
    return _Read(
        coin=record.text("symbol").partition("/")[0],
        size=size,
        entry=entry,
        mark=mark,
        cash=record.exact("collateral") - size * mark,
        rate=besides.maintenance or record.maybe("maintenanceMarginPercentage"),
        time_ns=time_ns,
        told=_told(record, "liquidationPrice"),
        leverage=record.number("leverage"),
        assumed=assumed + why,
    )


def _told(record: Fields, name: str) -> Printed:
    told = Printed.of(record, name)
    return told.none("no price is stated: the venue knows of none") if told.sentinel else told


def _rate(record: Fields, besides: Besides) -> tuple[Fraction | None, tuple[str, ...]]:
    """The maintenance rate. No state said the highest leverage in 2023, when there was one rate."""
    if besides.maintenance is not None:
        return besides.maintenance, ()
    if record.maybe("maxLeverage") is None:
        old = "maxTradeSzs" in record.fields
        return (FROZEN_RATE if old else None), ()
    return Fraction(1, 2 * leverage_of(record)), ("the first tier holds for any size",)


def _time(record: Fields, besides: Besides, price: str) -> tuple[int, tuple[str, ...]]:
    """When the record was made; one that does not say is dated by how it is written."""
    account = record.within("account") or record
    time_ms = record.maybe("time") or account.maybe("time") or record.maybe("timestamp")
    if besides.time_ns is not None:
        return besides.time_ns, ()
    if time_ms is not None:
        return int(time_ms) * MS, ()
    if "maxTradeSzs" in record.fields:
        return FROZEN_NS, ("not dated: a state of this form is of 2023",)
    decimals = len(record.printed(price).partition(".")[2])
    if 0 < decimals <= _DECIMALS_OLD:
        return SOLVED_NS, ("not dated: a price of at most 8 decimals is of 2024",)
    return FINER_NS, ("not dated: taken to be of 2025 or later",)


def _table(rate: Fraction, deduction: Fraction) -> Dated[TierTable]:
    return one_tier(rate, deduction, initial=min(_ONE, 2 * rate))


def _terms(read: _Read, besides: Besides, settle: Asset, deduction: Fraction) -> Instrument:
    plain = perpetual(read.coin, settle)
    tiers = _table(read.rate or _ONE, deduction)
    return evolve(plain, tick=besides.tick or plain.tick, tiers=tiers)


def _isolated(read: _Read, besides: Besides) -> IsolatedPosition:
    terms = _terms(read, besides, USDC, besides.deduction or Fraction(0))
    coins = USDC.round(abs(read.size * (read.mark or read.entry)), Rounding.HALF_EVEN)
    cash = USDC.round(read.cash or Fraction(0), Rounding.HALF_EVEN)
    position = StatedPosition(
        coin=read.coin,
        size=int(read.size / LOT),
        entry=Price.of(Exact.of(_decimal(read.entry))),
        value=coins,
        margin=cash + coins,
        cash=cash,
        leverage=read.leverage,
        leverage_max=None,
        liquidation=None,
    )
    return isolated_position(position, terms)


def _decimal(value: Fraction) -> str:
    return str(FINE.exactly(value)).split()[0].rstrip("0").rstrip(".")


@frozen
class _Account:
    """Equity and maintenance of a cross account; ``None``: only the position's own is known."""

    equity: Fraction
    maintenance: Fraction | None


def _account(record: Fields, besides: Besides) -> _Account | None:
    top = record.within("account") or record
    summary = top.within("crossMarginSummary") or top
    equity = besides.margin or summary.maybe("accountValue")
    needs = top.maybe("crossMaintenanceMarginUsed")
    if needs is None and "maxTradeSzs" in record.fields:
        value = summary.maybe("totalNtlPos")
        needs = None if value is None else value * FROZEN_RATE
    return None if equity is None else _Account(equity, needs)


def _leg(read: _Read, account: _Account, besides: Besides) -> PoolLeg:
    """The position in a pool that has the stated equity and needs the stated maintenance."""
    mark, rate = read.mark or read.entry, read.rate or _ONE
    own = abs(read.size) * mark * rate - (besides.deduction or 0)
    rest = Fraction(0) if account.maintenance is None else account.maintenance - own
    deduction = (besides.deduction or Fraction(0)) - min(rest, Fraction(0))
    terms = _terms(read, besides, FINE, deduction)
    cost = FINE.round(read.size * read.entry, Rounding.HALF_EVEN)
    holdings = {position_of(read.coin): Holding(terms, int(read.size / LOT), cost)}
    marks = {read.coin: mark}
    if rest > 0:
        holdings[PositionId(OTHERS, pool=CROSS)] = _others(rest)
        marks[OTHERS] = _ONE
    cash = account.equity - (read.size * mark - cost.value)
    pool = CrossPool(
        name=CROSS,
        balances=FrozenMap({FINE: FINE.round(cash, Rounding.HALF_EVEN)}),
        holdings=FrozenMap(holdings),
    )
    return PoolLeg(pool=pool, leg=position_of(read.coin), marks=marks)


def _others(needs: Fraction) -> Holding:
    """A holding that requires *needs* at a price of 1 and has no profit there."""
    terms = Instrument(
        symbol=OTHERS,
        base=OTHERS,
        quote=FINE.code,
        settle=FINE,
        payoff=Payoff.LINEAR,
        multiplier=needs,
        tick=_ONE,
        tiers=_table(_ONE, Fraction(0)),
    )
    return Holding(terms, 1, FINE.round(needs, Rounding.HALF_EVEN))
