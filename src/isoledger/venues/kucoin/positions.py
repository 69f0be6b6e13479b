"""A position as KuCoin Futures states it, ready to be solved.

Read are answers of ``/api/v1/position(s)``, whole or as far as an example kept them, pushes of
``position.change``, and rows of the unified account's ``open-list``.
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
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Rules
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.kucoin.rules import CENT, CROSS_RULES, MARK_NS, RULES, TICKS
from isoledger.venues.raw import maybe, printed, raw_record
from isoledger.venues.records import Record
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

FINE = 30
"""Decimals of the settle asset here: what a record states is held without rounding of ours."""

_ONE = Fraction(1)
_MS, _NS_DIGITS = 10**6, 16


@frozen(kw_only=True)
class _Read:
    """What every shape says, in one form: one lot is all that is held."""

    record: Record
    besides: Besides
    long: bool
    inverse: bool
    cross: bool
    cost: Fraction
    entry: Fraction
    mark: Fraction | None
    time_ns: int
    dated: bool

    @property
    def sign(self) -> int:
        return 1 if self.long else -1


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position that *raw* states.

    Args:
        raw: One position.
        besides: What is known from elsewhere. ``margin`` is the margin of the position with its
            fee reserve, or the equity behind a cross one less its unrealised profit.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    record = raw_record(raw, "position")
    read = _read(record, besides)
    rules, assumed = _rules(read)
    rate, funding = _rates(read)
    margin = _margin(read)
    missing = [] if rate else ["the maintenance rate"]
    missing += [] if margin is not None else ["the margin, or the equity behind a cross position"]
    subject = _subject(read, rate, margin) if rate and margin is not None else None
    price, sentinel = _price(record)
    return Stated(
        symbol=_symbol(record),
        subject=subject,
        rules=rules,
        time_ns=read.time_ns,
        mark=read.mark,
        funding=funding,
        reported=price,
        printed=printed(record, "liquidationPrice"),
        sentinel=sentinel,
        missing=tuple(missing),
        assumed=assumed,
    )


def _symbol(record: Record) -> str:
    return printed(record, "symbol") or "UNNAMED"


def _read(record: Record, besides: Besides) -> _Read:
    unified = "entryPrice" in record.fields
    entry = record.number("entryPrice" if unified else "avgEntryPrice").value
    mark = besides.mark or maybe(record, "markPrice")
    cost = _cost(record, entry, mark) if unified else record.number("posCost").value
    side = printed(record, "positionSide") or printed(record, "side")
    size = maybe(record, "currentQty") or maybe(record, "size") or cost
    mode = printed(record, "marginMode").upper()
    stamp = maybe(record, "currentTimestamp") or maybe(record, "creationTime")
    return _Read(
        record=record,
        besides=besides,
        long=side.upper() != "SHORT" and size >= 0,
        inverse=record.fields.get("isInverse") is True,
        cross=record.fields.get("crossMode") is True or mode == "CROSS",
        cost=abs(cost),
        entry=entry,
        mark=mark,
        time_ns=_time(stamp, besides),
        dated=stamp is not None or besides.time_ns is not None,
    )


def _cost(record: Record, entry: Fraction, mark: Fraction | None) -> Fraction:
    """Value at entry of a row of the unified account, which states the value at the mark."""
    return record.number("positionValue").value * entry / (mark or entry)


def _time(stamp: Fraction | None, besides: Besides) -> int:
    """When: milliseconds in the classic account, nanoseconds in the unified one."""
    if besides.time_ns is not None:
        return besides.time_ns
    if stamp is None:
        return MARK_NS
    return int(stamp) * (1 if stamp >= 10**_NS_DIGITS else _MS)


def _rules(read: _Read) -> tuple[Rules, tuple[str, ...]]:
    undated = ("not dated: taken to be of after 2025-05-22",)
    assumed: tuple[str, ...] = () if read.dated else undated
    if not read.cross:
        return _with_fee(RULES.at(read.time_ns), read.besides), assumed
    if read.besides.margin is None:
        assumed += ("the equity is what the stated bankruptcy price says",)
    return _with_fee(CROSS_RULES.at(read.time_ns), read.besides), assumed


def _with_fee(rules: Rules, besides: Besides) -> Rules:
    """The liquidation fee is the user's taker rate, where there is one."""
    if besides.taker is None or not rules.closing_fee:
        return rules
    return evolve(rules, closing_fee=besides.taker)


def _price(record: Record) -> tuple[Fraction | None, str]:
    found = maybe(record, "liquidationPrice")
    if found is None:
        return None, "no price is stated"
    return (found, "") if found > 0 else (None, f"{found} stands for none")


def _is_old(read: _Read) -> bool:
    return not read.cross and read.time_ns < MARK_NS


def _rates(read: _Read) -> tuple[Fraction | None, Fraction | None]:
    """The maintenance rate, and the predicted funding rate that explains the stated requirement.

    Where only the requirement is stated, all of it beside the reserve is taken for the rate.
    """
    rate = read.besides.maintenance or maybe(read.record, "maintMarginReq")
    rate, funding = rate or maybe(read.record, "mmr"), read.besides.funding
    needs, reserve = maybe(read.record, "posMaint"), maybe(read.record, "posComm")
    if not _is_old(read) or needs is None:
        return rate, funding
    share = (needs - (reserve or 0)) / read.cost
    if rate is None:
        return share, funding
    against = max(Fraction(0), share - rate)
    return rate, (against * read.sign if funding is None else funding)


def _margin(read: _Read) -> Fraction | None:
    """All that stands behind it without profit: stated, or read off the bankruptcy price."""
    if read.besides.margin is not None:
        return read.besides.margin
    if not read.cross:
        return maybe(read.record, "posMargin")
    bankrupt = maybe(read.record, "bankruptPrice")
    if not bankrupt:
        return None
    terms = _terms(read, _ONE)
    return terms.value(read.sign, read.entry) - terms.value(read.sign, bankrupt)


def _terms(read: _Read, rate: Fraction) -> Instrument:
    symbol = _symbol(read.record)
    tick = TICKS[symbol].at(read.time_ns) if symbol in TICKS else CENT
    tier = MarginTier(
        floor=Fraction(0),
        cap=None,
        initial=rate,
        maintenance=rate,
        deduction=read.besides.deduction or Fraction(0),
    )
    worth = read.cost * read.entry if read.inverse else read.cost / read.entry
    return Instrument(
        symbol=symbol,
        base=symbol[:3],
        quote="USD" if read.inverse else "USDT",
        settle=Asset(printed(read.record, "settleCurrency") or "USDT", FINE),
        payoff=Payoff.INVERSE if read.inverse else Payoff.LINEAR,
        multiplier=worth,
        tick=read.besides.tick or tick,
        tiers=Dated[TierTable].always(TierTable(part=True, tiers=(tier,))),
    )


def _subject(read: _Read, rate: Fraction, margin: Fraction) -> IsolatedPosition | PoolLeg:
    terms = _terms(read, rate)
    settle = terms.settle
    cost = settle.round(terms.value(read.sign, read.entry), Rounding.HALF_EVEN)
    held = Holding(terms, read.sign, cost)
    total = settle.round(margin, Rounding.HALF_EVEN)
    if not read.cross:
        kept = maybe(read.record, "posComm") if _is_old(read) else None
        reserve = settle.round(kept or Fraction(0), Rounding.HALF_EVEN)
        at = PositionId(terms.symbol)
        return IsolatedPosition(id=at, holding=held, margin=total - reserve, reserve=reserve)
    at = PositionId(terms.symbol, pool="cross")
    pool = CrossPool(
        name="cross", balances=FrozenMap({settle: total}), holdings=FrozenMap({at: held})
    )
    return PoolLeg(pool=pool, leg=at, marks={terms.symbol: read.mark or read.entry})
