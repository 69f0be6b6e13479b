"""What an account can ask the venue for, and what each answer becomes."""

from collections.abc import Collection, Sequence

from isoledger.core.events import Funding, FundingTotal
from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.heads import is_json
from isoledger.venues.hyperliquid.fills import TAKE_OVERS, TRADES, Trader, translate_fills
from isoledger.venues.hyperliquid.ledger import TYPES, ledger_updates
from isoledger.venues.hyperliquid.records import (
    CSV_HEADER,
    MS,
    address_of,
    api_fill,
    csv_fill,
    money,
    nested,
    stamp,
    time_ns,
)
from isoledger.venues.hyperliquid.rules import CROSS_BOOK, USDC, dex_of, position_of
from isoledger.venues.keys import Key, Occurrences
from isoledger.venues.records import Record, csv_records, json_records
from isoledger.venues.telling import translated
from isoledger.venues.translation import NOTHING_GIVEN, Given, Kind, Translation, Untranslated

TELLING = "perpetual account"
"""Fills, funding and ledger updates complete one another."""

TABLE_TELLING = "fills table"
"""The table tells the same fills again, under other times: it must not meet the others."""


_HEADER = ",".join(CSV_HEADER).encode()


def user_fills(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The events of ``userFills`` or ``userFillsByTime``.

    Every position is taken for cross, since no fill says otherwise; `translate_fills` can be told.

    Args:
        records: The elements of one or more answers, in any order of files.
        account: The name we gave the account; its address, if liquidations are to be told from
            those of others.
        given: Whether to open what was held before the first fill, at a cost assumed.
    """
    trader = Trader(
        account=account,
        address=address_of(account),
        opening=given.opening,
        isolated=given.isolated,
    )
    return translate_fills(records, trader, api_fill)


def fills_table(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The events of the fills table, for one of the accounts in it.

    Args:
        records: Its rows, each account's in order of time.
        account: The account's address; any name, if the table holds one account only.
        given: As in `user_fills`.
    """
    address = address_of(account)
    owners = {owner for r in records if isinstance(owner := r.fields.get("Account"), str)}
    if not address and len(owners) > 1:
        why = f"the table holds {len(owners)} accounts: name the one you mean by its address"
        parked = tuple(Untranslated(record=record, reason=why) for record in records)
        return Translation(events=(), untranslated=parked, records=len(records), translated=0)
    trader = Trader(
        account=account, address=address, opening=given.opening, isolated=given.isolated
    )
    return translate_fills(records, trader, csv_fill)


def user_funding(
    records: Sequence[Record], account: str, *, held: Collection[str] = ()
) -> Translation:
    """The events of ``userFunding``.

    Args:
        records: Its elements.
        account: The name we gave the account.
        held: Coins whose position the ledger knows at these times. Their funding is booked on
            the position; all other funding on the pool, named by coin.
    """
    return translated(records, lambda record, seen: (_funding(record, account, held, seen),))


def funding_given(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The same; funding of coins that are said to be isolated reaches their positions."""
    alone = given.isolated
    return translated(records, lambda record, seen: (_funding(record, account, alone, seen),))


def _funding(
    record: Record, account: str, held: Collection[str], seen: Occurrences
) -> Funding | FundingTotal:
    delta, at = nested(record, "delta"), time_ns(record)
    coin = delta.text("coin")
    if delta.text("type") != "funding":
        raise delta.fault("type", f"is {delta.text('type')[:40]!r}, expected 'funding'")
    if dex_of(coin):
        raise delta.fault("coin", f"{coin[:40]!r} pays in the collateral of its exchange: unknown")
    name = seen.id(Key("funding", (str(at // MS), coin)))
    when, amount = stamp(record, account, name, at), money(delta, "usdc", USDC)
    rate = delta.number("fundingRate")
    position = position_of(coin, held if isinstance(held, frozenset) else frozenset())
    if coin in held:
        return Funding(stamp=when, position=position, amount=amount, rate=rate)
    return FundingTotal(stamp=when, symbol=coin, amount=amount, book=CROSS_BOOK)


def _table(data: bytes, file: str) -> list[Record]:
    return csv_records(data, file, header=CSV_HEADER)


def _holds(data: bytes, *words: bytes) -> bool:
    """Whether the beginning of a JSON file names all of *words*."""
    head = data[:4096]
    return is_json(head) and all(b'"%b"' % word in head for word in words)


def _fills(data: bytes, file: str) -> list[Record]:
    """Fills: the answer itself, or what a stream or another's file holds them in."""
    return json_records(data, file, under="data.fills fills")


def _updates(data: bytes, file: str) -> list[Record]:
    """Updates: the answer itself, or what a stream holds them in."""
    return json_records(data, file, under="data.nonFundingLedgerUpdates")


def _is_ledger(data: bytes) -> bool:
    return _holds(data, b"delta", b"type") and not _holds(data, b"fundingRate")


FILL_TYPES: FrozenMap[str, str] = FrozenMap(
    {
        **dict.fromkeys(sorted(TRADES), "Fill"),
        **dict.fromkeys(sorted(TAKE_OVERS), "Liquidation"),
        "Auto-Deleveraging": "Deleveraging",
        "Settlement": "Settlement",
        "Buy": "Conversion",
        "Sell": "Conversion",
    }
)
"""What a fill becomes, by its ``dir``; other words are parked."""

FUNDING_TYPES: FrozenMap[str, str] = FrozenMap({"funding": "FundingTotal or Funding"})

KINDS = (
    Kind(
        name="fills",
        title="userFills or userFillsByTime, as the API answers",
        recognises=lambda data: _holds(data, b"startPosition", b"closedPnl"),
        records=_fills,
        translate=user_fills,
        money=TELLING,
        given=user_fills,
        endpoints=("info userFills", "info userFillsByTime", "userFills", "userEvents"),
        types=FILL_TYPES,
    ),
    Kind(
        name="funding",
        title="userFunding, as the API answers",
        recognises=lambda data: _holds(data, b"delta", b"fundingRate", b"usdc"),
        records=json_records,
        translate=user_funding,
        money=TELLING,
        given=funding_given,
        endpoints=("info userFunding",),
        types=FUNDING_TYPES,
    ),
    Kind(
        name="ledger-updates",
        title="userNonFundingLedgerUpdates, as the API answers",
        recognises=_is_ledger,
        records=_updates,
        translate=ledger_updates,
        money=TELLING,
        endpoints=("info userNonFundingLedgerUpdates", "userNonFundingLedgerUpdates"),
        types=TYPES,
    ),
    Kind(
        name="fills-table",
        title="the fills table with a column Timestamp IST (CSV)",
        recognises=lambda data: data.removeprefix(b"\xef\xbb\xbf").startswith(_HEADER),
        records=_table,
        translate=fills_table,
        money=TABLE_TELLING,
        given=fills_table,
        types=FILL_TYPES,
    ),
)
"""All that can be read."""
