"""Positions as Bitget states them: both APIs, their streams, the unified account; and Coincatch.

The same figures go by other names in each. A margin ratio of 12 digits says more than a margin cut
to 4 decimals, so that margin and balance are read off ratios where these are there.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from isoledger.core.risk import Risk, pool_risk
from isoledger.core.rules import Rules, Shown
from isoledger.venues.bitget.rules import (
    CUT,
    DYNAMIC_NS,
    FIRST_RATE,
    NAME,
    UNIFIED_RULES,
    cross_rules,
    instant_ns,
    isolated_rules,
)
from isoledger.venues.fields import Fields
from isoledger.venues.framing import Frame, pooled
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

_ENTRY = ("openPriceAvg", "averageOpenPrice", "avgPrice", "price")
_SIDE = ("holdSide", "posSide", "positionSide")
_MODE = ("marginMode", "marginType")
_SIZE = ("total", "positionAmount", "size")
_PRICE = ("liquidationPrice", "liqPx", "liqPrice")
_MARK = ("markPrice", "marketPrice")
_PROFIT = ("unrealizedPL", "upl", "unrealisedPnl")
_RATE = ("keepMarginRate", "mmr")
_RATIO = ("marginRatio", "marginRate")
_MARGIN = ("marginSize", "margin")

CLIENT_NS = instant_ns(2022, 10, 20)
"""The first day of the logs of a client of the first API, whose records carry no time."""

_FAR = 100
"""So many times the mark is no price that a position meets. Assumed."""


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in one record.

    Args:
        raw: The record; or under ``this`` the record, and under ``account`` all of its account.
        besides: What is known besides.

    Raises:
        FieldError: A field that must be there is missing or unreadable.
    """
    record = Fields.of(raw, f"{NAME} position")
    if "this" not in record:
        return _stated(record, (), besides)
    this = record.inner("this")
    others = [row for row in record.rows("account") if row.fields != this.fields]
    return _stated(this, tuple(others), besides)


def _stated(record: Fields, others: tuple[Fields, ...], besides: Besides) -> Stated:
    mark, time_ns = _mark(record, besides), _time(record, besides)
    told = _told(record, mark)
    rate, why = _rate(record, besides)
    blank = evolve(
        told.stated(_symbol(record), _rules(record, time_ns, besides), time_ns),
        mark=mark,
        assumed=why,
    )
    if not record.maybe(*_SIZE):
        return evolve(blank, missing=("a position: it is flat",))
    if not record.printed(*_SIDE):
        return evolve(blank, missing=("which side it is",))
    frame = _frame(record, besides, rate)
    if _is_cross(record):
        return _crossed(record, others, besides, frame, blank)
    margin, how = _margin(record, besides, frame, blank)
    subject = evolve(frame, margin=margin).isolated()
    return evolve(blank, subject=subject, assumed=blank.assumed + how)


def _crossed(
    record: Fields, others: tuple[Fields, ...], besides: Besides, frame: Frame, blank: Stated
) -> Stated:
    """A cross position: the account's margin ratio tells what stands behind all of its legs."""
    marks = {_symbol(other): other.exact(*_MARK) for other in others}
    if blank.mark is None:
        return evolve(blank, missing=("the mark", "the equity of the account"))
    marks[frame.symbol] = blank.mark
    frames = [frame, *(_frame(other, NOTHING_BESIDES, other.exact(*_RATE)) for other in others)]
    ratio = record.maybe(*_RATIO)
    bare = _unbacked(frames, marks, blank)
    if ratio:
        balance = bare.maintenance / ratio - bare.equity
        name = next(name for name in _RATIO if name in record)
        how = f"balance read off {name}: no other cross position than stated"
    elif besides.equity is not None:
        balance, how = besides.equity - bare.equity, "no other cross position than stated"
    elif besides.margin is not None:
        balance, how = besides.margin, "no other cross position than stated"
    else:
        return evolve(blank, missing=("the equity of the account",))
    leg = pooled(frames, balance, marks)
    return evolve(blank, subject=leg, assumed=(*blank.assumed, how))


def _unbacked(frames: Sequence[Frame], marks: Mapping[str, Fraction], blank: Stated) -> Risk:
    """Profit and requirement of all legs, with nothing behind them."""
    pool = pooled(frames, Fraction(0), marks).pool
    asset = frames[0].asset
    return pool_risk(pool, marks, blank.rules, time_ns=blank.time_ns, asset=asset)


def _margin(
    record: Fields, besides: Besides, frame: Frame, blank: Stated
) -> tuple[Fraction, tuple[str, ...]]:
    """Margin without profit, and how it was learned."""
    mark, ratio = blank.mark, record.maybe("marginRate")
    if ratio and mark is not None:
        due = (frame.maintenance + blank.rules.closing_fee) * frame.value_at(mark)
        why = "margin read off marginRate: the printed one is cut to 4 decimals"
        return due / ratio - frame.holding.profit(mark), (why,)
    shown = record.maybe(*_MARGIN)
    if shown is None and besides.margin is not None:
        return besides.margin, ()
    if shown is None:
        leverage = frame.leverage or Fraction(1)
        why = "margin is value at entry by leverage: nothing was added, no funding paid"
        return frame.value / leverage, (why,)
    if blank.time_ns >= DYNAMIC_NS and mark is not None:
        why = "margin taken back from the mark to the entry price (counted at the mark since 2025)"
        return shown * frame.entry / mark, (why,)
    return shown, ()


def _frame(record: Fields, besides: Besides, rate: Fraction) -> Frame:
    long = record.printed(*_SIDE).lower() == "long"
    size = record.exact(*_SIZE)
    return Frame(
        symbol=_symbol(record),
        quantity=size if long else -size,
        contract=besides.contract or Fraction(1),
        entry=record.exact(*_ENTRY),
        maintenance=rate,
        deduction=besides.deduction or Fraction(0),
        leverage=besides.leverage or record.maybe("leverage"),
        settle=record.printed("marginCoin", "marginAsset") or "USDT",
        tick=besides.tick or Fraction(1, 10),
    )


def _rules(record: Fields, time_ns: int, besides: Besides) -> Rules:
    """The rules of the day, and how this kind of record prints the price."""
    if "avgPrice" in record:
        taker = besides.taker
        rules = UNIFIED_RULES.at(time_ns)
        return rules if taker is None else evolve(rules, closing_fee=taker)
    rules = (cross_rules if _is_cross(record) else isolated_rules)(time_ns, besides.taker)
    stream = "liqPx" in record or "positionAmount" in record
    return evolve(rules, shown=CUT if stream else rules.shown if _is_today(time_ns) else Shown())


def _is_today(time_ns: int) -> bool:
    return time_ns >= DYNAMIC_NS


def _rate(record: Fields, besides: Besides) -> tuple[Fraction, tuple[str, ...]]:
    found = record.maybe(*_RATE)
    rate = besides.maintenance if found is None else found
    if rate is not None:
        return rate, ()
    return FIRST_RATE, (f"maintenance rate of the smallest bitcoin positions, {FIRST_RATE}",)


def _mark(record: Fields, besides: Besides) -> Fraction | None:
    """The mark as stated, or the one behind the unrealised profit; a profit of 0 tells none."""
    found = record.maybe(*_MARK)
    found = besides.mark if found is None else found
    profit = record.maybe(*_PROFIT)
    held = record.printed(*_SIDE) and record.maybe(*_SIZE)
    if found is not None or not profit or not held:
        return found
    holding = _frame(record, besides, Fraction(0)).holding
    return holding.instrument.price(holding.size, holding.cost.value + profit)


def _told(record: Fields, mark: Fraction | None) -> Printed:
    """What is printed; a price far on the wrong side of the *mark* is none."""
    told = Printed.of(record, *_PRICE)
    if told.price is None or mark is None:
        return told
    if told.price > mark and record.printed(*_SIDE) == "long":
        why = f"{told.text} lies above the mark {mark}: a long is not liquidated by a rise"
        return told.none(why)
    if told.price > _FAR * mark:
        why = f"{told.text} is more than {_FAR} times the mark: another leg is the larger one"
        return told.none(why)
    return told


def _is_cross(record: Fields) -> bool:
    return record.printed(*_MODE).startswith("cross")


def _symbol(record: Fields) -> str:
    """The symbol; a client wrote it in two parts."""
    parts = record.within("symbol")
    if parts is not None:
        return parts.text("baseAsset") + parts.text("quoteAsset")
    return record.printed("symbol", "instId") or "?"


def _time(record: Fields, besides: Besides) -> int:
    """When the record was so; a client's without a time is of the days of its logs."""
    found = record.time_ns("uTime", "updatedTime", "cTime", "createdTime")
    return besides.when(found, CLIENT_NS if "positionAmount" in record else DYNAMIC_NS)
