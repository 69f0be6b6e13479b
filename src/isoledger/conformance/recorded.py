"""Recorded lives of positions: what each step of one shows, whatever its venue calls it.

A life is a list of steps as somebody logged them: balances, positions, orders, an operation by
hand. Read here is only what stands there; what it means for the books is told by `replaying`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from fractions import Fraction
from typing import TypeAlias

from attrs import field, frozen

from isoledger.conformance.plain import CaseError, Written, parsed, told
from isoledger.conformance.printed import number
from isoledger.core.numbers import plain

_LISTS = ("coin_balances", "balances", "positions", "orders", "data")
_ORDER = frozenset({"ordId", "exchangeId"})
_FILLED = frozenset({"full-fill", "filled"})
_FREE = ("available_balance", "availableBalance")
_TOTAL = ("wallet_balance", "totalWalletBalance")
_SIZE = ("total", "positionAmount", "positionAmt", "szi", "size")
_SIDE = ("holdSide", "positionSide", "posSide", "trade")
_ENTRY = ("averageOpenPrice", "entryPrice", "entryPx", "entry_price", "price")
_PRICE = ("liqPx", "liquidationPrice", "liquidationPx", "liq_price")
_MARGIN = ("margin", "isolatedWallet", "position_margin", "posMargin", "marginUsed")
_RESERVE = ("occ_closing_fee",)
_PROFIT = ("unrealizedPnl",)
_CASH = ("totalRawUsd",)
_MODE = ("marginMode", "marginType", "tdMode")
_LEVERAGE = ("leverage", "lever")
SATOSHI = 8
"""Decimals of a venue that counts in smallest units: its records state ``markValue``."""

BUCKETS = ("posInit", "posComm", "posCross", "posLoss")
"""Parts of a margin that a venue states one by one."""

_TOGETHER_NS = 10**9
"""Steps so near one another are one moment: a log writes a trade and its balance in any order."""

_OPERATION = re.compile(r"(?:(add|reduce)\s+|([+-]))([0-9.]+)\s*$", re.ASCII)


@frozen(kw_only=True)
class Balance:
    """Money of the account, as printed.

    Attributes:
        free: What is free; empty: not said.
        total: All of it, the margin of positions included; empty: not said.
    """

    free: str = ""
    total: str = ""


@frozen(kw_only=True)
class Held:
    """A position, or that there is none.

    Attributes:
        raw: The record.
        quantity: Signed, 0 for none; ``None``: not said.
        entry: Average price, as printed; empty: not said.
        margin: Margin without profit, as printed; empty: not said.
        profit: Profit that *margin* contains; 0 where it contains none; ``None``: not said.
        reserve: Margin set aside for the fee to close.
        cash: Balance less the value of all positions, where a venue counts so; ``None``: not said.
        price: Liquidation price, as printed; empty: not said.
        leverage: As set; ``None``: not said.
        pooled: Whether it shares the account's balance; ``None``: not said.
    """

    raw: Mapping[str, Written]
    quantity: Fraction | None = None
    entry: str = ""
    margin: str = ""
    profit: Fraction | None = Fraction(0)
    reserve: Fraction = Fraction(0)
    cash: Fraction | None = None
    price: str = ""
    leverage: Fraction | None = None
    pooled: bool | None = None


@frozen(kw_only=True)
class Traded:
    """A filled order.

    Attributes:
        quantity: Signed, bought above zero.
        price: Average price.
        fee: Paid above zero.
        realised: Profit before the fee.
        leverage: As set; ``None``: not said.
        taken: Whether the venue took the position over.
    """

    quantity: Fraction
    price: Fraction
    fee: Fraction
    realised: Fraction
    leverage: Fraction | None = None
    taken: bool = False


@frozen(kw_only=True)
class Moved:
    """Margin moved by hand.

    Attributes:
        amount: Into the position above zero.
    """

    amount: Fraction


Seen: TypeAlias = Balance | Held | Traded | Moved
"""One thing that a step shows."""


@frozen(kw_only=True)
class Step:
    """What somebody logged at one moment.

    Attributes:
        place: Where it stands, from 1.
        time_ns: By the clock of the log, ns; ``None``: it says no time.
        seen: What it shows, in its order.
    """

    place: int
    time_ns: int | None
    seen: tuple[Seen, ...]

    def of(self, kind: type) -> list[Seen]:
        """What it shows of one *kind*."""
        return [one for one in self.seen if isinstance(one, kind)]


@frozen(kw_only=True)
class Recorded:
    """A recorded life.

    Attributes:
        venue: Whose.
        symbol: Its contract, as the file says.
        steps: Its steps, in the order of the log.
        what: What it is, in the words of the file.
        source: Where it is from.
    """

    venue: str
    symbol: str
    steps: tuple[Step, ...] = field(repr=False)
    what: str = ""
    source: str = ""


def lives_of(data: bytes, file: str) -> tuple[Recorded, ...]:
    """The lives in a file of them.

    Args:
        data: The file: a JSON list of lives, each with ``venue``, ``symbol`` and ``steps``.
        file: Its name, for messages.

    Raises:
        CaseError: It is no such file.
    """
    plain = parsed(data, file)
    if not isinstance(plain, list):
        raise CaseError(place=file, why=f"{told(plain)} is no list of lives")
    return tuple(_life(one, f"{file}, {n}") for n, one in enumerate(plain, 1))


def moments(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """*steps*, those of one moment together."""
    now: list[Step] = []
    for step in steps:
        last = now[-1].time_ns if now else None
        near = step.time_ns is not None and last is not None and step.time_ns - last <= _TOGETHER_NS
        if now and not near:
            yield now
            now = []
        now.append(step)
    if now:
        yield now


def _life(plain: Written, place: str) -> Recorded:
    if not isinstance(plain, dict) or not isinstance(plain.get("steps"), list):
        raise CaseError(place=place, why=f"{told(plain)} has no steps")
    steps = plain["steps"]
    venue, symbol = _word(plain, "venue"), _word(plain, "symbol")
    if not venue or not symbol or not isinstance(steps, list):
        raise CaseError(place=place, why="it names no venue or no symbol")
    read = tuple(_step(one, f"{place}, step {n}", n) for n, one in enumerate(steps, 1))
    what, source = _word(plain, "what"), _word(plain, "source")
    return Recorded(venue=venue, symbol=symbol, steps=read, what=what, source=source)


def _step(plain: Written, place: str, at: int) -> Step:
    if not isinstance(plain, dict):
        raise CaseError(place=place, why=f"{told(plain)} is no step")
    name = " ".join(_word(plain, key) for key in ("name", "step", "op"))
    seen = [one for part in _parts(plain) for one in _seen(part, name)]
    if plain.get("positions") == []:
        seen.append(Held(raw={}, quantity=Fraction(0)))
    operation = _OPERATION.search(name.strip())
    if operation:
        word, sign, amount = operation.groups()
        value = number(amount)
        if value is None:
            raise CaseError(place=place, why=f"{amount} is no number")
        seen.insert(0, Moved(amount=-value if word == "reduce" or sign == "-" else value))
    return Step(place=at, time_ns=_clock(plain), seen=tuple(seen))


def _parts(plain: Mapping[str, Written]) -> Iterator[Mapping[str, Written]]:
    """The records inside a step; the step itself where it holds none."""
    inner = [plain[name] for name in _LISTS if name in plain]
    if not inner:
        yield plain
    for one in inner:
        for record in one if isinstance(one, list) else [one]:
            if isinstance(record, dict):
                yield from _parts(record)


def _seen(record: Mapping[str, Written], name: str) -> Iterator[Seen]:
    if _ORDER & record.keys():
        if _word(record, "status") in _FILLED:
            yield _traded(record, name)
        return
    position = any(key in record for key in (*_PRICE, *_SIZE, *_MARGIN))
    free = _text(record, *_FREE) or ("" if position else _text(record, "available"))
    total = _text(record, *_TOTAL)
    if position:
        yield _held(record, name)
    if free or total:
        yield Balance(free=free, total=total)


def _held(record: Mapping[str, Written], name: str) -> Held:
    size, mode = _number(record, *_SIZE), _text(record, *_MODE) or name
    short = _text(record, *_SIDE).lower() == "short"
    margin, profit = _text(record, *_MARGIN), _number(record, *_PROFIT)
    if "marginUsed" not in record:
        profit = Fraction(0)
    if "markValue" in record:
        margin, profit = _coins(record, "maintMargin"), number(_coins(record, "unrealisedPnl"))
    pooled = True if "cross" in mode else None
    if "isolated" in mode or "fixed" in mode or record.get("isolated") is True:
        pooled = False
    return Held(
        raw=record,
        quantity=None if size is None else -abs(size) if short else size,
        entry=_text(record, *_ENTRY),
        margin=margin,
        profit=profit,
        reserve=_number(record, *_RESERVE) or Fraction(0),
        cash=_number(record, *_CASH),
        price=_text(record, *_PRICE),
        leverage=_number(record, *_LEVERAGE),
        pooled=pooled,
    )


def _coins(record: Mapping[str, Written], name: str) -> str:
    """A whole number of the smallest units, in coins, as it would be printed."""
    units = _number(record, name)
    return "" if units is None else plain(int(units), SATOSHI)


def _traded(record: Mapping[str, Written], name: str) -> Traded:
    size = _number(record, "accFillSz", "baseQuantity") or Fraction(0)
    return Traded(
        quantity=size if _text(record, "side") == "buy" else -size,
        price=_number(record, "avgPx", "price") or Fraction(0),
        fee=-(_number(record, "fillFee", "commission") or Fraction(0)),
        realised=_number(record, "pnl", "profit") or Fraction(0),
        leverage=_number(record, *_LEVERAGE),
        taken="liquidation" in name,
    )


def _clock(plain: Mapping[str, Written]) -> int | None:
    text = _word(plain, "local_time")
    if not text:
        return None
    try:
        when = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        return None
    return int(when.timestamp() * 1000) * 10**6


def _word(plain: Mapping[str, Written], name: str) -> str:
    found = plain.get(name)
    return found if isinstance(found, str) else ""


def _text(record: Mapping[str, Written], *names: str) -> str:
    """What stands in the first of *names* that is there, as text; empty: in none."""
    found = next((record[name] for name in names if not _blank(record.get(name))), "")
    return str(found) if isinstance(found, str | int) else ""


def _number(record: Mapping[str, Written], *names: str) -> Fraction | None:
    text = _text(record, *names)
    return number(text) if text else None


def _blank(value: Written | None) -> bool:
    return value is None or value == ""
