"""Gate's account books: every change of a balance of futures, delivery or options, and the rest.

A row states its balance and what moved it, but not the currency: a book is of one, that its
contracts settle in. Points and bonuses are pots of their own, outside of ``total``, which is the
sum of transfers, profit, fees, rebates and funding (official: futures account).
"""

from collections.abc import Callable

from attrs import evolve

from isoledger.core.books import ALL
from isoledger.core.money import Asset
from isoledger.core.rules import Evidence
from isoledger.venues.gate.rules import CROSS_BOOK, NAME
from isoledger.venues.gate.terms import DECIMALS, settle
from isoledger.venues.instants import MILLISECOND_NS, SECOND_NS, stamped
from isoledger.venues.meaning import Columns, Meaning, Row, no_history
from isoledger.venues.records import Record
from isoledger.venues.statement import Statement
from isoledger.venues.sums import Running
from isoledger.venues.translation import Kind

_POTS = ("point", "bonus")
_TRADED = "told by my_trades, with the fee and the size"


def plain(record: Record) -> Record:
    """*record* with its pot, and the contract that older rows name in ``text`` only."""
    fields = record.fields
    kind, text = (_word(record, name) for name in ("type", "text"))
    pot = next((pot for pot in _POTS if kind.startswith(f"{pot}_")), "")
    about = text.partition(":")[0] if ":" in text else ""
    told = fields if fields.get("contract") else {**fields, "contract": about}
    return evolve(record, fields={**told, "pot": pot})


def _word(record: Record, name: str) -> str:
    found = record.fields.get(name)
    return found if isinstance(found, str) else ""


def _of(code: str) -> Callable[[Row], Asset]:
    """The currency of a book of *code*, which no contract in it may contradict."""

    def coin(row: Row) -> Asset:
        if row.record.optional("contract") is not None and settle(row.record) != code:
            why = f"{row.record.text('contract')} does not settle in {code}: it is another book's"
            raise row.record.fault("contract", why)
        return Asset(code, DECIMALS)

    return coin


def _types(money: Columns) -> dict[str, Meaning]:
    points = no_history("points: a pot of their own, which is no money")
    bonus = evolve(
        no_history("the bonus: a pot of its own, outside of the balance"),
        evidence=Evidence.ASSUMED,
    )
    return {
        "dnw": money.transfer(),
        "pnl": money.profit("profit of a trade that closes, liquidations as well"),
        "fee": money.charge("trading fee"),
        "refr": money.bonus("referrer rebate"),
        "fund": money.funding(),
        "prem": money.adjustment("option premium"),
        "set": money.profit("an option settled"),
        "point_dnw": points,
        "point_fee": points,
        "point_refr": points,
        "bonus_dnw": bonus,
        "bonus_offset": bonus,
    }


def _book(code: str) -> Statement:
    money = Columns(amount="change", coin=_of(code), symbol="contract", book=CROSS_BOOK)
    return Statement(
        venue=NAME,
        name=f"account-book-{code.lower()}",
        title=f"Account book of futures, delivery or options settled in {code}, from the API",
        endpoints=tuple(
            f"/api/v4/{kind}/{code.lower()}/account_book" for kind in ("futures", "delivery")
        )
        + (("/api/v4/options/account_book",) if code == "USDT" else ()),
        fields=("change", "balance", "text", "type", "time"),
        without=("channel", "currency"),
        reads=plain,
        clock=stamped("time", SECOND_NS),
        key=("id", "time", "type", "text", "trade_id", "change", "balance"),
        keyed=f"book:{code}",
        running=(Running(balance="balance", change="change", by=("pot",)),),
        asserts=(money.states("balance", ALL),),
        home=CROSS_BOOK,
        types=_types(money),
        money="account book",
    )


def _beside(book: Statement) -> Statement:
    """*book* for those who have the trades: its other rows."""
    return evolve(
        book,
        name=f"{book.name}-beside-trades",
        title=f"{book.title}: what my_trades leave out",
        asked=True,
        asserts=(),
        types={**book.types, "pnl": no_history(_TRADED), "fee": no_history(_TRADED)},
        money="trades",
    )


USDT_BOOK, BTC_BOOK = _book("USDT"), _book("BTC")
USDT_REST, BTC_REST = _beside(USDT_BOOK), _beside(BTC_BOOK)


def _streamed_coin(row: Row) -> Asset:
    """The currency that a message names; older ones leave it to their contract."""
    said = row.record.optional("currency")
    return Asset(settle(row.record) if said is None else said.upper(), DECIMALS)


_STREAMED = Columns(amount="change", coin=_streamed_coin, symbol="contract", book=CROSS_BOOK)

BALANCES = Statement(
    venue=NAME,
    name="balances-stream",
    title="Changes of a balance, streamed",
    endpoints=("futures.balances",),
    under="result",
    fields=("channel", "change", "balance", "text", "type"),
    reads=plain,
    clock=stamped("time_ms", MILLISECOND_NS),
    key=("time_ms", "type", "text", "change", "balance"),
    running=(Running(balance="balance", change="change", by=("currency", "pot")),),
    asserts=(_STREAMED.states("balance", ALL),),
    home=CROSS_BOOK,
    types=_types(_STREAMED),
    money="account book of the stream",
)
"""The same, as it happens. Its instants are finer than the book's, so that they are not joined."""


def _in_dollars(head: bytes) -> bool:
    """Whether *head* names a contract that settles in USDT, or none at all."""
    return USDT_BOOK.recognises(head) and (_TETHER in head or _COIN not in head)


def _in_coins(head: bytes) -> bool:
    """Whether *head* names no contract that settles in USDT."""
    return BTC_BOOK.recognises(head) and _TETHER not in head


_TETHER, _COIN = b"_USDT", b"_USD"

BOOKS: tuple[Kind, ...] = (
    evolve(USDT_BOOK.kind, recognises=_in_dollars),
    evolve(BTC_BOOK.kind, recognises=_in_coins),
    USDT_REST.kind,
    BTC_REST.kind,
    BALANCES.kind,
)
"""The currency of a book is told by the contracts it names; of one that names none, by the user."""
