"""Single values and events of every kind, as hypothesis draws them: well-formed, and far-fetched.

What is drawn is valid alone, and no two events need go together: for codecs, stores and whatever
else must take any event there is. `journals` has histories that could have happened.
"""

import enum
from collections.abc import Callable
from fractions import Fraction
from types import NoneType, UnionType
from typing import Literal, NewType, TypeVar, Union, cast, get_args, get_origin

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from isoledger.core.dated import Dated
from isoledger.core.events import MarginEvent
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import Instrument
from isoledger.core.money import DECIMALS_MAX, Asset, Money
from isoledger.core.numbers import Exact, Price, plain
from isoledger.core.tiers import MarginTier, TierTable

T = TypeVar("T")
LONG_DIGITS = 10**36
"""Whole numbers are drawn up to here: beyond 64 bits, and beyond any venue's books."""
LAST_NS = 2**62
"""Instants are drawn up to here."""


def texts() -> SearchStrategy[str]:
    """Names and ids: everything UTF-8 can say, most of it nasty."""
    return st.text(st.characters(codec="utf-8"), max_size=12)


def wholes() -> SearchStrategy[int]:
    """Whole numbers, small ones mostly, some beyond 64 bits."""
    return st.integers(-1000, 1000) | st.integers(-LONG_DIGITS, LONG_DIGITS)


def instants() -> SearchStrategy[int]:
    """Times in ns since 1970 UTC."""
    return st.integers(0, LAST_NS)


def fractions() -> SearchStrategy[Fraction]:
    """Rationals above zero."""
    return st.builds(Fraction, st.integers(1, 10**12), st.integers(1, 10**12))


def exacts() -> SearchStrategy[Exact]:
    """Exact decimals of either sign."""
    return st.builds(_exact, st.integers(-(10**18), 10**18), st.integers(0, 18))


def prices() -> SearchStrategy[Price]:
    """Prices: above zero."""
    return st.builds(_price, st.integers(1, 10**18), st.integers(0, 18))


def _exact(units: int, scale: int) -> Exact:
    return Exact.of(plain(units, scale))


def _price(units: int, scale: int) -> Price:
    return Price.of(plain(units, scale))


def assets() -> SearchStrategy[Asset]:
    """Assets of any fineness, with codes that hold anything."""
    known = st.sampled_from([Asset("XBt", 8), Asset("USDt", 6), Asset("a/b", 0)])
    return known | st.builds(Asset, texts(), st.integers(0, DECIMALS_MAX))


def money() -> SearchStrategy[Money]:
    """Amounts of any size and sign."""
    return st.builds(Money, wholes(), assets())


def positions() -> SearchStrategy[PositionId]:
    """Names of positions: isolated and cross, net and hedged."""
    legs = st.sampled_from(["net", "long", "short"])
    return st.builds(PositionId, texts(), legs, st.just("") | texts())


def stamps() -> SearchStrategy[Stamp]:
    """Stamps."""
    return st.builds(
        Stamp,
        time_ns=instants(),
        sequence=st.integers(0, 1000),
        venue=st.sampled_from(["bitmex", "hyperliquid"]) | texts(),
        account=texts(),
        id=texts(),
        source=st.just("") | st.builds("sha256:{:064x}#{}".format, instants(), st.integers(1, 99)),
        known_ns=st.just(0) | instants(),
    )


@st.composite
def tier_tables(draw: st.DrawFn) -> TierTable:
    """Margin tiers without gap, overlap or fall; stepped or continuous; capped or not."""
    stepped = draw(st.booleans())
    floors = [0, *sorted(draw(st.sets(st.integers(1, 10**9), max_size=3)))]
    rates = sorted(draw(st.lists(st.integers(1, 1000), min_size=len(floors), max_size=len(floors))))
    cap = draw(st.none() | st.just(floors[-1] + 1))
    tiers: list[MarginTier] = []
    deduction = Fraction(0)
    for index, (floor, rate) in enumerate(zip(floors, rates, strict=True)):
        if tiers and not stepped:
            deduction += floor * (Fraction(rate, 1000) - tiers[-1].maintenance)
        last = index + 1 == len(floors)
        tiers.append(
            MarginTier(
                floor=Fraction(floor),
                cap=(None if cap is None else Fraction(cap))
                if last
                else Fraction(floors[index + 1]),
                initial=Fraction(rate, 1000),
                maintenance=Fraction(rate, 1000),
                deduction=deduction,
            )
        )
    return TierTable(stepped=stepped, tiers=tuple(tiers))


def dated(values: SearchStrategy[T]) -> SearchStrategy[Dated[T]]:
    """One to three versions of a value, by date."""
    instants_of = st.sets(st.integers(-(2**63), LAST_NS), min_size=1, max_size=3).map(sorted)
    return instants_of.flatmap(
        lambda known: st.tuples(*(st.tuples(st.just(at), values) for at in known)).map(Dated)
    )


def instruments() -> SearchStrategy[Instrument]:
    """Terms of contracts: linear, inverse and quanto, perpetual and dated."""
    return _built(Instrument)


def events(*kinds: type[MarginEvent]) -> SearchStrategy[MarginEvent]:
    """Events of every kind, or of *kinds* only."""
    return st.one_of([_built(kind) for kind in kinds or get_args(MarginEvent)])


_LEAVES: dict[object, Callable[[], SearchStrategy[object]]] = {
    bool: st.booleans,
    int: wholes,
    str: texts,
    Fraction: fractions,
    Exact: exacts,
    Price: prices,
    Asset: assets,
    Money: money,
    PositionId: positions,
    Stamp: stamps,
    TierTable: tier_tables,
}
_ABOVE_ZERO = frozenset({"per", "expiry_ns"})


def _built(kind: Callable[..., T]) -> SearchStrategy[T]:
    """*kind*, an attrs class, of whatever its fields may hold."""
    fields = attrs.fields_dict(cast("type[attrs.AttrsInstance]", kind)).items()
    return st.builds(kind, **{name: _of(field.type, name) for name, field in fields})


def _of(hint: object, name: str) -> SearchStrategy[object]:
    """Values of the type *hint* for the field *name*."""
    if name in _ABOVE_ZERO and hint is int:
        return st.integers(1, LAST_NS)
    if hint in _LEAVES:
        return _LEAVES[hint]()
    if isinstance(hint, NewType):
        return _of(hint.__supertype__, name)
    arguments = get_args(hint)
    match get_origin(hint):
        case origin if origin in {Union, UnionType}:
            return st.one_of([st.none() if a is NoneType else _of(a, name) for a in arguments])
        case origin if origin is Literal:
            return st.sampled_from(arguments)
        case origin if origin is Dated:
            return dated(_of(arguments[0], name))
        case _:
            if isinstance(hint, type) and issubclass(hint, enum.Enum):
                return st.sampled_from(list(hint))
            if isinstance(hint, type) and attrs.has(hint):
                return _built(hint)
            raise TypeError(f"nobody ever drew {hint!r}")
