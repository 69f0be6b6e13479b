"""What Phemex says an account is at one moment, and the terms of its contracts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.dated import Dated
from isoledger.core.events import BalanceAssertion, Listing, MarginEvent, PositionAssertion
from isoledger.core.instrument import Instrument
from isoledger.core.tiers import TierTable
from isoledger.venues.fields import Fields
from isoledger.venues.instants import taken
from isoledger.venues.meaning import Meaning, Row, no_history
from isoledger.venues.phemex.rules import CROSS_BOOK, NAME, bands
from isoledger.venues.phemex.scaled import (
    TETHER,
    coin,
    contract,
    plain,
    position,
    signed,
    terms,
)
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given


def _holds(row: Row) -> tuple[MarginEvent, ...]:
    """The balance, with the margin of every position in it."""
    amount = row.money("accountBalance", coin(row))
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=ALL),)


def _held(row: Row) -> tuple[MarginEvent, ...]:
    size = signed(row, "size")
    return (PositionAssertion(stamp=row.stamp(), position=position(row), size=size),)


_PLACES = ("data.account", "data.positions")

ACCOUNT = Statement(
    venue=NAME,
    name="account-positions",
    title="Balance and positions of one currency, from the API",
    endpoints=(
        "/accounts/accountPositions",
        "/g-accounts/accountPositions",
        "/g-accounts/positions",
    ),
    under=" ".join(_PLACES),
    reads=plain,
    fields=("account", "positions", "positionStatus", "crossMargin"),
    clock=taken("transactTimeNs", unit_ns=1),
    key=("accountId", "accountID", "symbol", "posSide", "transactTimeNs"),
    keyed="account",
    home=CROSS_BOOK,
    typed_by=("place",),
    types={
        "data.account": Meaning(becomes=("BalanceAssertion",), tell=_holds),
        "data.positions": Meaning(becomes=("PositionAssertion",), tell=_held),
    },
    terms=terms,
    money="",
)
"""What there is and what is held: the balance states no instant, say when it was taken."""

POSITION = evolve(
    ACCOUNT,
    name="position",
    title="One position, or a list of them",
    endpoints=("positions", "positions_p"),
    under="positions positions_p",
    fields=("positionStatus", "crossMargin", "symbol", "size"),
    without=("account",),
    typed_by=(),
    types={"": Meaning(becomes=("PositionAssertion",), tell=_held)},
)
"""The same without the balance."""


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning; these are told after what the names in rows tell of them."""
    return 1


def terms_of(record: Fields) -> Instrument:
    """The contract in *record*: inverse where it is worth dollars, else so many coins.

    Raises:
        FieldError: A field is missing or unreadable.
        TermsError: Its terms contradict one another.
    """
    settle = record.printed("settleCurrency", "settlementCurrency")
    face = record.printed("contractUnderlyingAssets") or "USD"
    symbol = record.text("symbol")
    base = record.optional("baseCurrency") or face
    if settle != TETHER and face == "USD":
        return contract(symbol, settle, settle, Fraction(1), record.exact("tickSize"))
    if settle == TETHER:
        return contract(symbol, base, settle, Fraction(1, 10**8), record.exact("tickSize"))
    return contract(symbol, face, settle, record.exact("contractSize"), record.exact("tickSize"))


def with_tiers(instrument: Instrument, rows: Sequence[Mapping[str, object]]) -> Instrument:
    """*instrument* with the bands of its risk limits, as ``riskLimitsV2`` lists them.

    Args:
        instrument: A dollar-T contract.
        rows: Its limits, lowest first.

    Raises:
        FieldError: A field is missing or no number.
        TierTableError: The rates fall.
    """
    read = [Fields.of(row, f"{instrument.symbol}, risk limit") for row in rows]
    floors = [Fraction(0), *(row.exact("limit") for row in read)]
    found = [
        (floor, row.exact("maintenanceMarginRr")) for floor, row in zip(floors, read, strict=False)
    ]
    return evolve(instrument, tiers=Dated[TierTable].always(bands(found)))


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    return (Listing(stamp=row.stamp(), instrument=terms_of(row.record)),)


_CONTRACT = Meaning(becomes=("Listing",), tell=_listed)
_AROUND = no_history("what is around the products of an answer: currencies, limits, leverages")

PRODUCTS = Statement(
    venue=NAME,
    name="products",
    title="Contracts, from the API",
    endpoints=("/public/products", "/public/products-plus", "/public/cfg/v2/products"),
    under="data.products data.perpProductsV2 data",
    fields=("symbol", "tickSize", "priceScale", "ratioScale"),
    clock=_at_once,
    key=("symbol", "ratioScale"),
    unique=True,
    keyed="product",
    types={
        "Perpetual": _CONTRACT,
        "PerpetualV2": _CONTRACT,
        "PerpetualPilot": _CONTRACT,
        "Spot": no_history("a pair of coins: no position here"),
        "": _AROUND,
    },
    money="",
)
"""Terms of contracts; limits of risk stand in lists of their own: `with_tiers` joins them."""
