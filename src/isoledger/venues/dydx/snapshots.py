"""What dYdX says of a subaccount at one moment, by the indexer or a node; and its markets."""

from collections.abc import Iterable

from attrs import evolve

from isoledger.core.books import pool_book
from isoledger.core.dated import Dated
from isoledger.core.events import BalanceAssertion, Listing, MarginEvent, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.core.tiers import TierTable
from isoledger.venues.dydx.indexer import QUANTUM, SIGNS, USDC, lots, pool_of, terms_of
from isoledger.venues.dydx.rules import NAME
from isoledger.venues.fields import Fields
from isoledger.venues.instants import taken
from isoledger.venues.meaning import Meaning, Row
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given

_HELD = frozenset({"LONG", "SHORT"})


def _stands(row: Row) -> tuple[MarginEvent, ...]:
    """The purse of a subaccount, funding that is not settled yet in it, and its positions."""
    record, told = row.record, list[MarginEvent]()
    pool = pool_of(record.text("subaccountNumber"))
    for code, coin in _inside(record.inner("assetPositions")):
        asset = USDC if code == USDC.code else Asset(code, USDC.decimals)
        amount = asset.exactly(SIGNS[coin.text("side")] * abs(coin.exact("size")))
        stamp = row.stamp(len(told))
        told.append(BalanceAssertion(stamp=stamp, amount=amount, book=pool_book(pool)))
    for market, held in _inside(record.inner("openPerpetualPositions")):
        side = held.text("side")
        if side not in _HELD:
            raise held.fault("side", f"{side[:20]!r} is neither LONG nor SHORT")
        size = SIGNS[side] * abs(lots(held, "size"))
        stamp, where = row.stamp(len(told)), PositionId(market, pool=pool)
        told.append(PositionAssertion(stamp=stamp, position=where, size=size))
    return tuple(told)


def _inside(record: Fields) -> Iterable[tuple[str, Fields]]:
    return ((name, record.inner(name)) for name in record.fields)


SUBACCOUNT = Statement(
    venue=NAME,
    name="subaccount",
    title="A subaccount, from the indexer",
    endpoints=("/v4/addresses/{address}/subaccountNumber/{number}", "v4_subaccounts"),
    under="subaccount result.subaccount contents.subaccount",
    fields=("subaccount", "subaccountNumber", "assetPositions", "openPerpetualPositions"),
    clock=taken(),
    key=("address", "subaccountNumber", "updatedAtHeight", "latestProcessedBlockHeight"),
    keyed="subaccount",
    home=pool_book(pool_of("0")),
    typed_by=(),
    types={"": Meaning(becomes=("BalanceAssertion", "PositionAssertion"), tell=_stands)},
    money="",
)
"""What there is. It says its height, and no instant: say when it was taken."""


def _on_chain(row: Row) -> tuple[MarginEvent, ...]:
    """The purse in whole quantums.

    Raises:
        FieldError: Positions are held: they are named by numbers, and funding is not in the purse.
    """
    record = row.record
    if record.fields.get("perpetual_positions"):
        why = "positions by number, and a purse without their funding: ask the indexer"
        raise record.fault("perpetual_positions", why)
    number = record.inner("id").printed("number") or "0"
    told = list[MarginEvent]()
    for held in record.rows("asset_positions"):
        if held.optional("asset_id") not in {None, "0"}:
            raise held.fault("asset_id", "is not 0, which is USDC")
        amount = USDC.exactly(_whole(held, "quantums") * QUANTUM)
        stamp, book = row.stamp(len(told)), pool_book(pool_of(number))
        told.append(BalanceAssertion(stamp=stamp, amount=amount, book=book))
    return tuple(told)


def _whole(record: Fields, name: str) -> int:
    return record.whole(name)


ON_CHAIN = Statement(
    venue=NAME,
    name="subaccount-on-chain",
    title="A subaccount, from a node: whole quantums",
    endpoints=("/dydxprotocol/subaccounts/subaccount/{owner}/{number}",),
    under="subaccount",
    fields=("subaccount", "asset_positions", "perpetual_positions", "quantums"),
    clock=taken(),
    key=("id_owner",),
    reads=lambda record: evolve(record, fields={**record.fields, "id_owner": _owner(record)}),
    keyed="subaccount-on-chain",
    typed_by=(),
    types={"": Meaning(becomes=("BalanceAssertion",), tell=_on_chain, evidence=Evidence.ASSUMED)},
    money="",
)
"""The purse as the chain keeps it."""


def _owner(record: Record) -> str:
    """Whose subaccount it is; a name for none where it does not say."""
    found = record.fields.get("id")
    return str(sorted(found.items())) if isinstance(found, dict) else "nobody's"


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    """The market of a row, or all that it holds by name."""
    if "ticker" in row.record:
        return (_listing(row, row.record),)
    markets = (row.record.within(name) for name in row.record.fields if name != "listed")
    return tuple(
        _listing(row.part(at), market)
        for at, market in enumerate(market for market in markets if market is not None)
    )


def _listing(row: Row, market: Fields) -> Listing:
    rates = TierTable.flat(
        initial=market.exact("initialMarginFraction"),
        maintenance=market.exact("maintenanceMarginFraction"),
    )
    instrument = terms_of(
        market.text("ticker"),
        tick=market.divisor("tickSize"),
        tiers=Dated[TierTable].always(rates),
    )
    return Listing(stamp=row.stamp(), instrument=instrument)


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning; these are told after what the names in rows tell of them."""
    return 1


def _all_at_once(record: Record) -> Record:
    """*record* with a name for the list it may be."""
    name = record.fields.get("ticker")
    told = {"listed": name if isinstance(name, str) else "markets"}
    return evolve(record, fields={**record.fields, **told})


MARKETS = Statement(
    venue=NAME,
    name="perpetual-markets",
    title="Markets with their margin fractions, from the indexer",
    endpoints=("/v4/perpetualMarkets",),
    under="markets result.markets",
    reads=_all_at_once,
    fields=("ticker", "atomicResolution", "stepSize", "maintenanceMarginFraction"),
    clock=_at_once,
    key=("listed",),
    unique=True,
    keyed="market",
    typed_by=(),
    types={
        "": Meaning(
            becomes=("Listing",),
            tell=_listed,
            why="the initial fraction grows with open interest: see `margin.Perpetual`",
        )
    },
    money="",
)
"""Terms of markets: the fractions that hold while open interest is below its cap."""
