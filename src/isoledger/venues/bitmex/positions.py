"""A position as BitMEX states it, ready to be solved.

Read are rows of ``/position`` (whole, or as far as a stream or a report kept them) with the row of
``/user/margin`` or ``/user/wallet`` of its currency under ``wallet``, for a cross one.
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.cross import CrossPool
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Money
from isoledger.venues.bitmex.margin import parted
from isoledger.venues.bitmex.rules import ASSETS, CAPS, TAKER, TICKS, XBT, rules_of
from isoledger.venues.fields import Fields
from isoledger.venues.framing import one_tier
from isoledger.venues.instants import utc_ns
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

_ONE = Fraction(1)
_TICK = Fraction(1, 100)
_RATE_MIN = Fraction(1, 10_000)


@frozen(kw_only=True)
class _Read:
    """What every shape says, in one form. Amounts are smallest units of the settle currency."""

    record: Fields
    besides: Besides
    size: int
    cost: Money
    mark: Fraction | None
    time_ns: int
    assumed: tuple[str, ...]


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position that *raw* states.

    Args:
        raw: One position.
        besides: What is known from elsewhere. ``margin`` is the wallet balance behind a cross
            position, in coins; ``contract`` the worth of a linear contract, in coins a unit of
            price; ``taker`` the rate in the fee reserve, where the record does not state it.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    record = Fields.of(raw, "bitmex position")
    read = _read(record, besides)
    rate, funding = _rates(read)
    missing: list[str] = [] if rate else ["the maintenance rate"]
    terms = _terms(read, rate or _ONE)
    missing += [] if terms else ["the worth of one contract, or the mark with its value"]
    subject = _subject(read, terms, missing) if terms and rate else None
    told = _told(record)
    rules = rules_of(terms or _inverse_terms(read, _ONE), read.time_ns)
    return evolve(
        told.stated(_symbol(read), rules, read.time_ns),
        subject=subject,
        mark=read.mark,
        funding=funding,
        missing=tuple(missing),
        assumed=read.assumed,
    )


def _read(record: Fields, besides: Besides) -> _Read:
    settle = ASSETS.get(record.printed("currency"), XBT)
    assumed: tuple[str, ...] = () if "currency" in record.fields else ("it settles in XBt",)
    cost = record.maybe("posCost")
    if cost is None:
        cost = record.exact("markValue") - record.exact("unrealisedPnl")
    return _Read(
        record=record,
        besides=besides,
        size=record.whole("currentQty"),
        cost=Money(int(cost), settle),
        mark=besides.mark or record.maybe("markPrice"),
        time_ns=utc_ns(record, "timestamp") if besides.time_ns is None else besides.time_ns,
        assumed=assumed,
    )


def _symbol(read: _Read) -> str:
    return read.record.printed("symbol") or "UNNAMED"


def _told(record: Fields) -> Printed:
    """What is printed; the caps stand for none."""
    told = Printed.of(record, "liquidationPrice")
    if told.price in CAPS:
        cap = f"{told.price} is the cap that stands for none: the wallet covers the whole loss"
        return told.none(cap)
    return told


def _rates(read: _Read) -> tuple[Fraction | None, Fraction | None]:
    """The maintenance rate, and the predicted funding rate that explains the stated requirement.

    What is required beyond rate and fee reserve is the predicted rate, against the position.
    """
    rate = read.besides.maintenance or read.record.maybe("maintMarginReq")
    needs = read.record.maybe("posMaint")
    funding = read.besides.funding
    if funding is None and needs is not None and rate:
        reserve = read.record.maybe("posComm") or Fraction(0)
        against = max(Fraction(0), (needs - reserve) / abs(read.cost.units) - rate)
        funding = against if read.size > 0 else -against
    return rate, funding


def _terms(read: _Read, rate: Fraction) -> Instrument | None:
    """The contract: inverse where a long costs below zero, else linear or quanto."""
    if read.cost.units * read.size <= 0:
        return _inverse_terms(read, rate)
    multiplier = read.besides.contract
    profit = read.record.maybe("unrealisedPnl")
    if multiplier is None and read.mark and profit is not None:
        value = (read.cost.units + profit) / 10**read.cost.asset.decimals
        multiplier = value / (read.size * read.mark)
    return None if multiplier is None else _make(read, Payoff.LINEAR, multiplier, rate)


def _inverse_terms(read: _Read, rate: Fraction) -> Instrument:
    return _make(read, Payoff.INVERSE, _ONE, rate)


def _make(read: _Read, payoff: Payoff, multiplier: Fraction, rate: Fraction) -> Instrument:
    symbol = _symbol(read)
    tick = TICKS[symbol].at(read.time_ns) if symbol in TICKS else _TICK
    return Instrument(
        symbol=symbol,
        base=read.record.printed("underlying") or "XBT",
        quote=read.record.printed("quoteCurrency") or "USD",
        settle=read.cost.asset,
        payoff=payoff,
        multiplier=multiplier,
        tick=read.besides.tick or tick,
        tiers=one_tier(max(rate, _RATE_MIN), initial=read.record.maybe("initMarginReq")),
    )


def _subject(
    read: _Read, terms: Instrument, missing: list[str]
) -> IsolatedPosition | PoolLeg | None:
    """A row that was cut short of ``crossMargin`` says nothing; a streamed one is isolated."""
    held = Holding(terms, read.size, read.cost)
    fields = read.record.fields
    if _is_cross(read.record):
        return _leg(read, held, missing)
    if read.record.maybe("posMaint") == 0:
        missing.append("a requirement: what is paid for in full ends at its bankruptcy price")
        return None
    total = _margin(read) if "crossMargin" in fields or "posCost" not in fields else None
    if total is None:
        missing.append("crossMargin and the margin or the wallet balance that goes with it")
        return None
    reserve = read.record.maybe("posComm")
    parts = (
        parted(read.cost, total, read.besides.taker or TAKER)
        if reserve is None
        else (Money(total.units - int(reserve), total.asset), Money(int(reserve), total.asset))
    )
    return IsolatedPosition(
        id=PositionId(terms.symbol), holding=held, margin=parts[0], reserve=parts[1]
    )


def _margin(read: _Read) -> Money | None:
    """All margin of an isolated position, its fee reserve included, without profit."""
    asset, own = read.cost.asset, read.record.maybe("posMargin")
    equity, profit = read.record.maybe("maintMargin"), read.record.maybe("unrealisedPnl")
    if own is None and (equity is None or profit is None):
        return None
    return Money(int((equity or 0) - (profit or 0) if own is None else own), asset)


def _is_cross(record: Fields) -> bool:
    """Whether the record says so; a remark in place of the word says so too."""
    said = record.fields.get("crossMargin", False)
    return said is True or (isinstance(said, str) and said.lower() not in {"", "false"})


def _leg(read: _Read, held: Holding, missing: list[str]) -> PoolLeg | None:
    wallet, asset = read.record.within("wallet"), read.cost.asset
    if read.besides.margin is not None:
        balance = asset.exactly(read.besides.margin)
    elif wallet is not None:
        name = "walletBalance" if "walletBalance" in wallet.fields else "amount"
        balance = Money(wallet.whole(name), asset)
    else:
        missing.append("the wallet balance behind a cross position")
        return None
    at = PositionId(held.instrument.symbol, "net", asset.code)
    pool = CrossPool(
        name=asset.code,
        balances=FrozenMap({asset: balance}),
        holdings=FrozenMap({at: held}),
    )
    marks = {} if read.mark is None else {held.instrument.symbol: read.mark}
    return PoolLeg(pool=pool, leg=at, marks=marks)
