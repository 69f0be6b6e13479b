"""A position as KuCoin Futures states it, ready to be solved.

Read are answers of ``/api/v1/position(s)``, whole or as far as an example kept them, pushes of
``position.change``, and rows of the unified account's ``open-list``.
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.rules import Rules
from isoledger.venues.fields import MILLISECOND_NS, Fields
from isoledger.venues.framing import Frame, pooled
from isoledger.venues.kucoin.rules import CENT, CROSS_RULES, MARK_NS, RULES, TICKS
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

_NS_DIGITS = 16


@frozen(kw_only=True)
class _Read:
    """What every shape says, in one form: one lot is all that is held."""

    record: Fields
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
    record = Fields.of(raw, "kucoin position")
    read = _read(record, besides)
    rules, assumed = _rules(read)
    rate, funding = _rates(read)
    margin = _margin(read)
    missing = [] if rate else ["the maintenance rate"]
    missing += [] if margin is not None else ["the margin, or the equity behind a cross position"]
    subject = _subject(read, rate, margin) if rate and margin is not None else None
    told = Printed.of(record, "liquidationPrice")
    return evolve(
        told.stated(_symbol(record), rules, read.time_ns),
        subject=subject,
        mark=read.mark,
        funding=funding,
        missing=tuple(missing),
        assumed=assumed,
    )


def _symbol(record: Fields) -> str:
    return record.printed("symbol") or "UNNAMED"


def _read(record: Fields, besides: Besides) -> _Read:
    unified = "entryPrice" in record.fields
    entry = record.exact("entryPrice" if unified else "avgEntryPrice")
    mark = besides.mark or record.maybe("markPrice")
    cost = _cost(record, entry, mark) if unified else record.exact("posCost")
    side = record.printed("positionSide", "side")
    size = record.maybe("currentQty") or record.maybe("size") or cost
    mode = record.printed("marginMode").upper()
    stamp = record.maybe("currentTimestamp") or record.maybe("creationTime")
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


def _cost(record: Fields, entry: Fraction, mark: Fraction | None) -> Fraction:
    """Value at entry of a row of the unified account, which states the value at the mark."""
    return record.exact("positionValue") * entry / (mark or entry)


def _time(stamp: Fraction | None, besides: Besides) -> int:
    """When: milliseconds in the classic account, nanoseconds in the unified one."""
    unit_ns = 1 if stamp and stamp >= 10**_NS_DIGITS else MILLISECOND_NS
    return besides.when(int(stamp * unit_ns) if stamp else None, MARK_NS)


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


def _is_old(read: _Read) -> bool:
    return not read.cross and read.time_ns < MARK_NS


def _rates(read: _Read) -> tuple[Fraction | None, Fraction | None]:
    """The maintenance rate, and the predicted funding rate that explains the stated requirement.

    Where only the requirement is stated, all of it beside the reserve is taken for the rate.
    """
    rate = read.besides.maintenance or read.record.maybe("maintMarginReq")
    rate, funding = rate or read.record.maybe("mmr"), read.besides.funding
    needs, reserve = read.record.maybe("posMaint"), read.record.maybe("posComm")
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
        return read.record.maybe("posMargin")
    bankrupt = read.record.maybe("bankruptPrice")
    if not bankrupt:
        return None
    terms = _frame(read).instrument
    return terms.value(read.sign, read.entry) - terms.value(read.sign, bankrupt)


def _frame(read: _Read) -> Frame:
    """All that is held as one contract, with nothing behind it."""
    symbol = _symbol(read.record)
    tick = TICKS[symbol].at(read.time_ns) if symbol in TICKS else CENT
    return Frame(
        symbol=symbol,
        quantity=Fraction(read.sign),
        contract=read.cost * read.entry if read.inverse else read.cost / read.entry,
        payoff=Payoff.INVERSE if read.inverse else Payoff.LINEAR,
        entry=read.entry,
        deduction=read.besides.deduction or Fraction(0),
        settle=read.record.optional("settleCurrency") or "USDT",
        tick=read.besides.tick or tick,
    )


def _subject(read: _Read, rate: Fraction, margin: Fraction) -> IsolatedPosition | PoolLeg:
    frame = evolve(_frame(read), maintenance=rate)
    if read.cross:
        return pooled([frame], margin, {frame.symbol: read.mark or read.entry})
    kept = read.record.maybe("posComm") if _is_old(read) else None
    reserve = kept or Fraction(0)
    return evolve(frame, margin=margin - reserve, reserve=reserve).isolated()
