"""States of an account as assertions, and the terms of contracts as listings."""

from collections.abc import Sequence

from isoledger.core.books import WALLET
from isoledger.core.events import BalanceAssertion, Listing, MarginEvent, PositionAssertion
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import Stamp
from isoledger.venues.heads import looks_like
from isoledger.venues.hyperliquid.instruments import instruments
from isoledger.venues.hyperliquid.records import MS, stamp
from isoledger.venues.hyperliquid.rules import (
    CROSS_BOOK,
    FIRST_NS,
    position_of,
    token,
)
from isoledger.venues.hyperliquid.snapshots import State, clearinghouse_state
from isoledger.venues.instants import taken
from isoledger.venues.keys import Key
from isoledger.venues.records import Record, json_records
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Given,
    Kind,
    Skipped,
    Translation,
    Verdict,
    sifted,
)

LAST = 1 << 40
"""The place of what is stated about an instant, after everything that happened in it."""

_CLOCK = taken("time")


def states(records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN) -> Translation:
    """The assertions of ``clearinghouseState``: every size, and the cash of a cross account.

    The cash of positions is not asserted: the entry price that would split it is rounded. So the
    cross account's cash is, where it holds nothing.

    Args:
        records: Answers.
        account: The name we gave the account.
        given: When they were taken, where they do not say.
    """

    def verdict(record: Record) -> Verdict:
        state, at = clearinghouse_state(record.raw, record.file), _CLOCK(record, given)
        told = tuple(_asserted(record, state, account, at))
        return told or Skipped(record=record, reason="it holds nothing but cash beside positions")

    return sifted(records, verdict)


def _asserted(record: Record, state: State, account: str, at: int) -> list[MarginEvent]:
    told = list[MarginEvent]()
    for held in state.positions:
        alone = frozenset({held.coin}) if held.is_isolated else frozenset[str]()
        told.append(
            PositionAssertion(
                stamp=_stamp(record, account, at, ("state", held.coin)),
                position=position_of(held.coin, alone),
                size=held.size,
            )
        )
    if all(held.is_isolated for held in state.positions):
        stated = _stamp(record, account, at, ("state", "cash"))
        told.append(BalanceAssertion(stamp=stated, amount=state.cross.cash, book=CROSS_BOOK))
    return told


def _stamp(record: Record, account: str, at: int, what: tuple[str, str]) -> Stamp:
    name = str(Key(what[0], (str(at // MS), what[1])))
    return stamp(record, account, name, at, LAST)


def spot_states(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The assertions of ``spotClearinghouseState``: what there is of each token.

    Args:
        records: One record a token.
        account: The name we gave the account.
        given: When it was taken; the answer does not say.
    """

    def verdict(record: Record) -> Verdict:
        coin, at = record.text("coin"), _CLOCK(record, given)
        if not coin[:1].isalpha():
            raise record.fault("coin", f"{coin[:20]!r} is no token but an outcome")
        total = token(coin).exactly(record.exact("total"))
        stated = _stamp(record, account, at, ("spot", coin))
        return (BalanceAssertion(stamp=stated, amount=total, book=WALLET),)

    return sifted(records, verdict)


def listings(records: Sequence[Record], account: str) -> Translation:
    """The listings of ``meta``: one a coin of the venue's own exchange, with its tiers.

    Args:
        records: Answers.
        account: The name we gave the account.
    """

    def verdict(record: Record) -> Verdict:
        collateral = record.optional("collateralToken")
        if collateral not in {None, "0"}:
            why = "the exchange settles in another token, of which meta says the index only"
            raise record.fault("collateralToken", why)
        found = instruments(record.raw, record.file)
        return tuple(
            Listing(
                stamp=stamp(record, account, _listing_id(coin, str(terms.tick)), FIRST_NS, place),
                instrument=terms,
            )
            for place, (coin, terms) in enumerate(found.items())
        )

    return sifted(records, verdict)


def _listing_id(coin: str, tick: str) -> str:
    return str(Key("listing", (coin, tick, "meta")))


def _spot(data: bytes, file: str) -> list[Record]:
    return json_records(data, file, under="balances")


STATE = Kind(
    name="state",
    title="clearinghouseState, as the API answers (older ones do not say when: say it)",
    recognises=looks_like("assetPositions", "crossMarginSummary", "withdrawable"),
    records=json_records,
    translate=states,
    money="",
    given=states,
    endpoints=("info clearinghouseState",),
    types=FrozenMap({"": "PositionAssertion + BalanceAssertion"}),
)
SPOT_STATE = Kind(
    name="spot-state",
    title="spotClearinghouseState, as the API answers (it does not say when: say it)",
    recognises=looks_like("balances", "coin", "token", "total", "hold", "entryNtl"),
    records=_spot,
    translate=spot_states,
    money="",
    given=spot_states,
    endpoints=("info spotClearinghouseState",),
    types=FrozenMap({"": "BalanceAssertion"}),
)
META = Kind(
    name="meta",
    title="meta, as the API answers: the perpetuals of an exchange and their tiers",
    recognises=looks_like("universe", "szDecimals", "maxLeverage", without=("tokens",)),
    records=json_records,
    translate=listings,
    money="",
    endpoints=("info meta",),
    types=FrozenMap({"": "Listing"}),
)
