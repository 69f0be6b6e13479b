"""Who can run what: an entry for each venue, and the tables made of them."""

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from isoledger.conformance import (
    binance,
    bitget,
    bitmex,
    bybit,
    deribit,
    dydx,
    gate,
    htx,
    hyperliquid,
    kraken,
    kucoin,
    okx,
    others,
    phemex,
)
from isoledger.conformance.plain import CaseError
from isoledger.conformance.positions import Reader, Readers
from isoledger.conformance.running import Runner, Runners
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.rules import RuleBook
from isoledger.venues.binance import positions as binance_positions, rules as binance_rules
from isoledger.venues.bingx import positions as bingx_positions, rules as bingx_rules
from isoledger.venues.bitget import positions as bitget_positions, rules as bitget_rules
from isoledger.venues.bitmex import rules as bitmex_rules
from isoledger.venues.bitmex.positions import stated as bitmex_stated
from isoledger.venues.bybit import positions as bybit_positions, rules as bybit_rules
from isoledger.venues.coinex import positions as coinex_positions, rules as coinex_rules
from isoledger.venues.delta import positions as delta_positions, rules as delta_rules
from isoledger.venues.deribit import positions as deribit_positions, rules as deribit_rules
from isoledger.venues.dydx import positions as dydx_positions, rules as dydx_rules
from isoledger.venues.gate import positions as gate_positions, rules as gate_rules
from isoledger.venues.htx import positions as htx_positions, rules as htx_rules
from isoledger.venues.hyperliquid import (
    positions as hyperliquid_positions,
    rules as hyperliquid_rules,
)
from isoledger.venues.kraken import positions as kraken_positions, rules as kraken_rules
from isoledger.venues.kucoin import positions as kucoin_positions, rules as kucoin_rules
from isoledger.venues.mexc import positions as mexc_positions, rules as mexc_rules
from isoledger.venues.okx import positions as okx_positions, rules as okx_rules
from isoledger.venues.others import positions as other_positions, rules as other_rules
from isoledger.venues.phemex import positions as phemex_positions, rules as phemex_rules


def _no_runners() -> Runners:
    return FrozenMap()


def _no_books() -> Mapping[str, RuleBook]:
    return FrozenMap()


@frozen(kw_only=True)
class Known:
    """What is known of one venue.

    Attributes:
        name: Its name.
        runners: What runs its cases, by (venue, kind).
        reader: What reads its raw position records; ``None``: nothing yet.
        books: Its dated rules, by the name its cases call the venue or product; those of cross
            pools, where they are others, under that name and ``cross``.
        aliases: Other names under which its records are kept.
    """

    name: str
    runners: Runners = field(factory=_no_runners)
    reader: Reader | None = None
    books: Mapping[str, RuleBook] = field(factory=_no_books)
    aliases: tuple[str, ...] = ()


def _among(runners: Runners, venue: str) -> Runners:
    return FrozenMap({key: runner for key, runner in runners.items() if key[0] == venue})


_KNOWN: tuple[Known, ...] = (
    Known(
        name="binance",
        runners=binance.RUNNERS,
        reader=binance_positions.stated,
        books={"binance_usdm": binance_rules.RULES, "binance_coinm": binance_rules.RULES},
    ),
    Known(
        name="bybit",
        runners=bybit.RUNNERS,
        reader=bybit_positions.stated,
        books={"bybit": bybit_rules.RULES, "bybit cross": bybit_rules.CROSS_RULES},
    ),
    Known(
        name="okx",
        runners=okx.RUNNERS,
        reader=okx_positions.stated,
        books={"okx": okx_rules.RULES, "okx cross": okx_rules.CROSS_RULES},
    ),
    Known(
        name="bitget",
        runners=bitget.RUNNERS,
        reader=bitget_positions.stated,
        books={"bitget": bitget_rules.RULES, "bitget cross": bitget_rules.CROSS_RULES},
        aliases=("coincatch",),
    ),
    Known(
        name="gate",
        runners=gate.RUNNERS,
        reader=gate_positions.stated,
        books={"gate": gate_rules.RULES},
    ),
    Known(
        name="bitmex",
        runners=bitmex.RUNNERS,
        reader=bitmex_stated,
        books={"bitmex": bitmex_rules.RULES},
    ),
    Known(
        name="hyperliquid",
        runners=hyperliquid.RUNNERS,
        reader=hyperliquid_positions.stated,
        books={"hyperliquid": hyperliquid_rules.RULES},
    ),
    Known(
        name="kucoinfutures",
        runners=kucoin.RUNNERS,
        reader=kucoin_positions.stated,
        books={"kucoinfutures": kucoin_rules.RULES},
        aliases=("kucoin",),
    ),
    Known(
        name="dydx",
        runners=dydx.RUNNERS,
        reader=dydx_positions.stated,
        books={"dydx": dydx_rules.RULES},
    ),
    Known(
        name="deribit",
        runners=deribit.RUNNERS,
        reader=deribit_positions.stated,
        books={"deribit": deribit_rules.RULES},
    ),
    Known(
        name="krakenfutures",
        runners=kraken.RUNNERS,
        reader=kraken_positions.stated,
        books={
            "krakenfutures": kraken_rules.RULES,
            "krakenfutures multi-collateral": kraken_rules.MULTI_RULES,
        },
        aliases=("kraken",),
    ),
    Known(
        name="htx",
        runners=htx.RUNNERS,
        reader=htx_positions.stated,
        books={"htx": htx_rules.RULES},
    ),
    Known(
        name="phemex",
        runners=phemex.RUNNERS,
        reader=phemex_positions.stated,
        books={"phemex": phemex_rules.RULES},
    ),
    Known(
        name="mexc",
        runners=_among(others.RUNNERS, "mexc"),
        reader=mexc_positions.stated,
        books={"mexc": mexc_rules.RULES},
    ),
    Known(
        name="bingx",
        runners=_among(others.RUNNERS, "bingx"),
        reader=bingx_positions.stated,
        books={"bingx": bingx_rules.RULES},
    ),
    Known(name="coinex", reader=coinex_positions.stated, books={"coinex": coinex_rules.RULES}),
    Known(name="delta", reader=delta_positions.stated, books={"delta": delta_rules.RULES}),
    Known(name="drift", runners=_among(others.RUNNERS, "drift")),
    Known(name="gmx", runners=_among(others.RUNNERS, "gmx")),
    *(
        Known(name=venue, reader=reader, books={venue: other_rules.RULES[venue]})
        for venue, reader in other_positions.READERS.items()
    ),
)

VENUES: tuple[Known, ...] = tuple(sorted(_KNOWN, key=lambda known: known.name))
"""Every venue, by name."""


def runners_of(venues: Iterable[Known]) -> Runners:
    """All runners of *venues*.

    Raises:
        CaseError: Two venues claim the same venue and kind.
    """
    found: dict[tuple[str, str], Runner] = {}
    for known in venues:
        for key, runner in known.runners.items():
            if key in found:
                raise CaseError(place=known.name, why=f"{' '.join(key)} has a runner already")
            found[key] = runner
    return FrozenMap(found)


def readers_of(venues: Iterable[Known]) -> Readers:
    """All readers of *venues*, by each of its names.

    Raises:
        CaseError: Two venues claim one name.
    """
    found: dict[str, Reader] = {}
    for known in venues:
        for name in (known.name, *known.aliases):
            if name in found:
                raise CaseError(place=known.name, why=f"{name} has a reader already")
            if known.reader is not None:
                found[name] = known.reader
    return FrozenMap(found)


def books_of(venues: Iterable[Known]) -> Mapping[str, RuleBook]:
    """All rule books of *venues*, by the name that cases call them."""
    return FrozenMap({name: book for known in venues for name, book in known.books.items()})


RUNNERS: Runners = runners_of(VENUES)
"""What runs a case, by (venue, kind)."""

READERS: Readers = readers_of(VENUES)
"""What reads a raw position record, by venue."""

BOOKS: Mapping[str, RuleBook] = books_of(VENUES)
"""The dated rules, by the name that cases call their venue."""
