"""Fills become events: what each did, what was held before the first, and what is nobody's trade.

A fill's profit is not booked as the venue states it. The venue's cash moves by size x price and
nothing else; its ``closedPnl`` is a display figure from an entry price it cuts short, so booking it
would leave cash behind (docs/specs/hyperliquid.md, 3). The audit compares the two.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import TypeAlias

from attrs import evolve, field, frozen

from isoledger.core.books import WALLET
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import (
    Conversion,
    Deleveraging,
    Fill,
    Liquidation,
    Listing,
    MarginEvent,
    OpeningPosition,
    Settlement,
    SettlementKind,
)
from isoledger.core.identity import Stamp
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Rounding
from isoledger.core.postings import Provenance
from isoledger.venues.hyperliquid.chains import by_coin, direction, gaps, opening_cost, second_sides
from isoledger.venues.hyperliquid.records import FillRow, digits, stamp
from isoledger.venues.hyperliquid.rules import (
    COIN_DECIMALS,
    FIRST_NS,
    LOT,
    USDC,
    dex_of,
    is_spot,
    perpetual,
    position_of,
    spot_pair,
    token,
)
from isoledger.venues.keys import Key
from isoledger.venues.records import Record
from isoledger.venues.telling import Files, again, otherwise
from isoledger.venues.translation import Remark, Skipped, Translation, Untranslated

Reader: TypeAlias = Callable[[Record], FillRow]
"""Reads one record as a fill. Raises a typed error where it is none."""

TRADES = frozenset(
    {"Open Long", "Open Short", "Close Long", "Close Short", "Long > Short", "Short > Long"}
)
"""Directions of ordinary trades of a perpetual."""

TAKE_OVERS = frozenset(
    f"Liquidated {mode} {side}" for mode in ("Cross", "Isolated") for side in ("Long", "Short")
)
"""Directions of the backstop's take-over, on the fills of the account it took over."""


@frozen(kw_only=True)
class Trader:
    """For whom fills are translated.

    Attributes:
        account: The name of the account in events.
        address: Its address, lower case; empty: unknown.
        opening: Whether what was held before the first record is opened, at a cost assumed.
        isolated: Coins whose positions are isolated; every other position is cross.
        instruments: Terms that are known, by coin; others get a lot and nothing else.
    """

    account: str
    address: str = ""
    opening: bool = False
    isolated: frozenset[str] = frozenset()
    instruments: Mapping[str, Instrument] = field(factory=dict[str, Instrument])


def translate_fills(records: Sequence[Record], trader: Trader, reader: Reader) -> Translation:
    """The events of *records*, each read by *reader*.

    A record that cannot be read, or means nothing known, is parked with the reason; one that says
    again what another said is skipped.
    """
    read = _read(records, trader, reader)
    remarks = list(_unordered(read.rows))
    rows = _in_place(sorted(read.rows, key=lambda row: row.time_ns))
    chains = {coin: chain for coin, chain in by_coin(rows).items() if not is_spot(coin)}
    remarks += (remark for chain in chains.values() for remark in _remarks(chain, trader))
    events = sorted(_events(rows, chains, trader), key=lambda event: event.stamp.order)
    return Translation(
        events=tuple(events),
        untranslated=tuple(read.parked),
        skipped=tuple(read.skipped),
        records=len(records),
        translated=len(rows),
        remarks=tuple(remarks),
    )


@frozen
class _Read:
    """Rows that can become events, and what became of all other records."""

    rows: list[FillRow] = field(factory=list[FillRow])
    parked: list[Untranslated] = field(factory=list[Untranslated])
    skipped: list[Skipped] = field(factory=list[Skipped])


def _read(records: Sequence[Record], trader: Trader, reader: Reader) -> _Read:
    read, files, known = _Read(), Files(), dict[str, FillRow]()
    for record in records:
        try:
            row = reader(record)
        except IsoledgerError as error:
            read.parked.append(Untranslated(record=record, reason=str(error)))
            continue
        if row.address and trader.address and row.address != trader.address:
            read.skipped.append(Skipped(record=record, reason=f"a fill of {row.address}"))
            continue
        row = evolve(row, id=files.of(record).id(row.key))
        first = known.setdefault(row.id, row)
        if first is row:
            _sorted_out(read, row, trader)
        elif evolve(row, record=first.record) == first:
            read.skipped.append(again(first.record, record))
        else:
            read.parked.append(otherwise(first.record, record))
    return read


def _sorted_out(read: _Read, row: FillRow, trader: Trader) -> None:
    why = parked(row, trader)
    if why:
        read.parked.append(Untranslated(record=row.record, reason=why))
    else:
        read.rows.append(row)


def _unordered(rows: Sequence[FillRow]) -> Iterator[Remark]:
    """Where a file, first going one way in time, turns: order within an instant is doubtful."""
    for _, told in groupby(rows, key=lambda row: row.record.file):
        ways: set[bool] = set()
        for before, row in pairwise(told):
            if before.time_ns != row.time_ns:
                ways.add(before.time_ns < row.time_ns)
            if len(ways) > 1:
                text = "the file turns in time here: the order within an instant is a guess"
                yield Remark(record=row.record, text=text)
                break


def _in_place(rows: Sequence[FillRow]) -> list[FillRow]:
    """*rows*, numbered within their instant; what was held before one goes before it."""
    return [
        evolve(row, sequence=2 + 2 * place)
        for _, instant in groupby(rows, key=lambda row: row.time_ns)
        for place, row in enumerate(instant)
    ]


def _events(
    rows: Sequence[FillRow], chains: Mapping[str, list[FillRow]], trader: Trader
) -> Iterator[MarginEvent]:
    """Terms, what was held before if that is asked for, and each fill."""
    seconds = {chain[at].id for chain in chains.values() for at in second_sides(chain)}
    for place, chain in enumerate(chains.values()):
        yield _listing(trader, chain[0], place)
        if trader.opening and chain[0].start:
            yield _opening(chain, trader)
    for row in rows:
        yield _event(row, trader, None if row.id in seconds else row.held)


def _remarks(chain: Sequence[FillRow], trader: Trader) -> Iterator[Remark]:
    """What is missing in the fills of one coin."""
    first = chain[0]
    if first.start:
        cost = "assumed" if trader.opening else "not known, so nothing is opened"
        text = f"{digits(first.start)} {first.coin} were held before the first fill; cost is {cost}"
        yield Remark(record=first.record, text=text)
    for before, row in gaps(chain):
        text = (
            f"{row.coin}: {digits(before)} were left, and this fill starts from {digits(row.start)}"
        )
        yield Remark(record=row.record, text=text)


def parked(row: FillRow, trader: Trader) -> str:
    """Why *row* cannot become an event; empty if it can."""
    if is_spot(row.coin):
        return _parked_spot(row)
    if not row.coin or not row.coin.isascii() or row.coin[0] in "#+":
        return f"{row.coin[:20]!r} is neither a perpetual nor a spot pair"
    if dex_of(row.coin) and not row.fee_token and row.coin not in trader.instruments:
        return f"{row.coin} settles in a token of its exchange, which the record does not say"
    if not row.is_on_lots:
        return f"size or start is finer than {LOT}, the finest size of a perpetual"
    match row.direction:
        case "Auto-Deleveraging":
            return ""
        case "Settlement":
            return "" if row.end == 0 else "a settlement that does not close all that was held"
        case "Net Child Vaults":
            return "netting between a vault and its children: what it does to cash is not known"
        case known if known in TAKE_OVERS:
            return ""
        case known if known in TRADES:
            right = direction(row.start, row.quantity)
            told = f"start {digits(row.start)} and size {digits(row.quantity)} make it {right!r}"
            return "" if known == right else f"direction is {known!r}, and {told}"
        case other:
            return f"unknown direction {other[:40]!r}"


def _parked_spot(row: FillRow) -> str:
    pair = spot_pair(row.coin)
    if row.direction not in {"Buy", "Sell"}:
        return f"spot {row.direction[:40]!r}: how the venue rounds its proceeds is not known"
    if pair is None:
        return f"which tokens the spot pair {row.coin[:20]} trades only spotMeta says"
    paid = row.quantity * row.price.value * 10**COIN_DECIMALS
    if paid.denominator != 1 or (row.quantity * 10**COIN_DECIMALS).denominator != 1:
        return "size x price is finer than the spot books; the venue's rounding is not known"
    return ""


def _settle(row: FillRow) -> Asset:
    """What a perpetual settles in: USDC, or the token its exchange takes fees in."""
    return token(row.fee_token) if dex_of(row.coin) else USDC


def _listing(trader: Trader, row: FillRow, place: int) -> Listing:
    """The terms, stamped before everything: the venue does not say since when they hold."""
    known = trader.instruments.get(row.coin)
    terms = perpetual(row.coin, _settle(row)) if known is None else known
    name = str(Key("listing", (row.coin, str(terms.tick), "tiers" if terms.tiers else "bare")))
    return Listing(stamp=stamp(row.record, trader.account, name, FIRST_NS, place), instrument=terms)


def _opening(chain: Sequence[FillRow], trader: Trader) -> OpeningPosition:
    """What was held when the records begin. Its cost is implied, never stated: assumed."""
    row = chain[0]
    name = str(Key("opening", row.key.parts))
    return OpeningPosition(
        stamp=stamp(row.record, trader.account, name, row.time_ns, row.sequence - 1),
        position=position_of(row.coin, trader.isolated),
        size=row.held,
        cost=_settle(row).round(opening_cost(chain), Rounding.HALF_EVEN),
        provenance=Provenance.ASSUMED,
    )


def _event(row: FillRow, trader: Trader, held: int | None) -> MarginEvent:
    when = stamp(row.record, trader.account, row.id, row.time_ns, row.sequence)
    if is_spot(row.coin):
        return _conversion(row, when)
    at, size, fee = position_of(row.coin, trader.isolated), row.size, _fee(row)
    if row.direction == "Settlement":
        early = SettlementKind.EARLY
        return Settlement(stamp=when, position=at, kind=early, price=row.price, fee=fee)
    if row.direction == "Auto-Deleveraging":
        return Deleveraging(stamp=when, position=at, size=size, price=row.price, fee=fee)
    if is_take_over(row, trader):
        return Liquidation(stamp=when, position=at, size=size, price=row.price, fee=fee)
    return Fill(stamp=when, position=at, size=size, price=row.price, fee=fee, held=held)


def is_take_over(row: FillRow, trader: Trader) -> bool:
    """Whether the backstop took the account's own position over.

    A liquidation at market is an ordinary trade whose rest stays with the account, and every
    liquidation stands in the counterparty's fills as well: those are fills.
    """
    own = bool(row.liquidated) and row.liquidated == trader.address
    return row.direction in TAKE_OVERS or (row.method == "backstop" and own)


def _fee(row: FillRow) -> Money | None:
    """The fee, builder's part included; in the settle asset where no other is stated."""
    if row.fee is None:
        return None
    return (token(row.fee_token) if row.fee_token else _settle(row)).exactly(row.fee)


def _conversion(row: FillRow, when: Stamp) -> Conversion:
    """A spot trade. A buyer's fee is taken in what was bought, unless the record says otherwise."""
    base, quote = spot_pair(row.coin) or ("", "")
    coins = token(base).exactly(abs(row.quantity))
    paid = token(quote).exactly(abs(row.quantity) * row.price.value)
    bought = row.quantity > 0
    stated = token(row.fee_token or (base if bought else quote))
    return Conversion(
        stamp=when,
        sold=paid if bought else coins,
        bought=coins if bought else paid,
        fee=None if row.fee is None else stated.exactly(row.fee),
        book=WALLET,
    )
