"""What Deribit says an account is at one moment, and the terms of its instruments."""

from fractions import Fraction

from attrs import evolve

from isoledger.core.events import BalanceAssertion, Listing, MarginEvent, PositionAssertion
from isoledger.core.money import Asset
from isoledger.venues.deribit.contracts import DECIMALS, lots, position, terms, terms_of
from isoledger.venues.deribit.rules import CROSS_BOOK, NAME
from isoledger.venues.instants import stamped, taken
from isoledger.venues.meaning import Meaning, Row, no_history, text_of
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Identity
from isoledger.venues.translation import Given

ROUNDING = Fraction(1, 10**6)
"""Equity may miss its parts by so much: each is rounded where it is shown. Recorded."""

_WAYS = frozenset({"buy", "sell", "zero"})


def _held(row: Row) -> tuple[MarginEvent, ...]:
    way = text_of(row.record, "direction", _WAYS)
    count = abs(lots(row.record, "size"))
    signed = -count if way == "sell" else count
    return (PositionAssertion(stamp=row.stamp(), position=position(row), size=signed),)


POSITIONS = Statement(
    venue=NAME,
    name="positions",
    title="Positions, from the API",
    endpoints=("private/get_positions", "private/get_position"),
    under="result",
    fields=("instrument_name", "size", "direction", "average_price", "floating_profit_loss"),
    clock=taken(),
    key=("instrument_name", "size", "realized_profit_loss"),
    keyed="position",
    home=CROSS_BOOK,
    typed_by=(),
    types={"": Meaning(becomes=("PositionAssertion",), tell=_held)},
    terms=terms,
    money="",
)
"""What is held. No instant is stated: say when it was taken."""


def _holds(row: Row) -> tuple[MarginEvent, ...]:
    """Cash: the profit of the session, and what options are worth, are beside it."""
    asset = Asset(row.record.text("currency"), DECIMALS)
    amount = row.money("balance", asset)
    return (BalanceAssertion(stamp=row.stamp(), amount=amount, book=CROSS_BOOK),)


SUMMARIES = Statement(
    venue=NAME,
    name="account-summaries",
    title="Balances of all currencies, from the API",
    endpoints=("private/get_account_summaries",),
    under="result.summaries",
    fields=("summaries", "currency", "balance", "equity", "margin_balance"),
    clock=taken(),
    key=("currency", "balance", "equity"),
    keyed="summary",
    identities=(
        Identity(
            total="equity",
            ways=(
                ("balance", "session_rpl", "session_upl", "options_value"),
                (
                    "balance",
                    "futures_session_rpl",
                    "options_session_rpl",
                    "futures_session_upl",
                    "options_value",
                ),
            ),
            within=ROUNDING,
        ),
    ),
    home=CROSS_BOOK,
    typed_by=(),
    types={"": Meaning(becomes=("BalanceAssertion",), tell=_holds)},
    money="",
)
"""What there is: ``session_upl`` has the options' as well, which are in their value already."""

SUMMARY = evolve(
    SUMMARIES,
    name="account-summary",
    title="Balance of one currency, from the API",
    endpoints=("private/get_account_summary",),
    under="result",
    fields=("currency", "balance", "equity", "margin_balance"),
    without=("summaries",),
)
"""The same of one currency."""


def _at_once(_: Record, __: Given) -> int:
    """Terms hold from the beginning; these are told after what the names in rows tell of them."""
    return 1


def _listed(row: Row) -> tuple[MarginEvent, ...]:
    instrument = terms_of(row.record, row.record.number("tick_size").value)
    return (Listing(stamp=row.stamp(), instrument=instrument),)


_CONTRACT = Meaning(becomes=("Listing",), tell=_listed)
_COMBO = no_history("several contracts at once: its trades are those of its legs")

INSTRUMENTS = Statement(
    venue=NAME,
    name="instruments",
    title="Contracts, from the API",
    endpoints=("public/get_instruments", "public/get_instrument"),
    under="result",
    fields=("instrument_name", "contract_size", "tick_size", "kind"),
    clock=_at_once,
    key=("instrument_name",),
    unique=True,
    keyed="instrument",
    typed_by=("kind",),
    types={
        "future": _CONTRACT,
        "option": _CONTRACT,
        "future_combo": _COMBO,
        "option_combo": _COMBO,
        "spot": no_history("a pair of coins: no position here"),
    },
    money="",
)
"""Terms of contracts. Rates of margin rise with the size: `rules.GROWTHS`."""

BANKRUPTCIES = Statement(
    venue=NAME,
    name="settlement-sums",
    title="No history: sums of a session for everybody",
    endpoints=("public/get_last_settlements_by_currency",),
    under="result.settlements",
    fields=("session_profit_loss", "timestamp", "type"),
    clock=stamped("timestamp"),
    key=("type", "timestamp"),
    typed_by=(),
    types={"": no_history("a session summed up: the transaction log books what it brought")},
    money="",
)
"""Settlements, deliveries and bankruptcies of a session."""
