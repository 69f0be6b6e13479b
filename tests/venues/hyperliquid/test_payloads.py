"""Every recorded payload of Hyperliquid is translated, or refused for a reason named here."""

from collections import Counter

import yaml

from isoledger.core.events import Fill
from isoledger.core.ledger import Ledger
from isoledger.venues.hyperliquid import VENUE
from isoledger.venues.hyperliquid.statements import user_fills
from isoledger.venues.records import json_records
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.hyperliquid.samples import ME
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting="SetLeverage|extra_agents|user_role|rate_limit",
    public_prices="all_mids|candles|l2_snapshot|funding_history|FundingRateHistory|recent_trades",
    a_state_of_the_venue="MaxOpenInterest|spot_meta",
    orders_move_nothing="orders|parse_order",
    stakes_and_vaults_are_no_books_here="delegator|vault_equities",
    a_picture_of_the_account_over_time="portfolio",
    an_answer_without_rows="twap_slice|with_end_time.response|with_end_time.yaml",
    a_piece_of_an_answer_without_its_frame="parse_position",
)
PARKED = {
    "name the one you mean by its address": "the fills table holds three accounts",
    "name the account by it": "a transfer: which way, the address tells",
    "only spotMeta says": "a spot pair",
    "rounds its proceeds": "dust",
    "between a vault and its children": "netting",
    "say when it was taken": "states that do not say when",
    "does not hold": "the state of a unified account",
    "another token": "an exchange with another collateral",
}
REFUSED = {"6 cells under 8 columns": "two tables in one file"}


def bodies():
    """The payloads; a cassette is what it answered with."""
    for title, data in payloads("hyperliquid"):
        if title.endswith(".yaml"):
            for heard in yaml.safe_load(data)["interactions"]:
                yield title, heard["response"]["body"]["string"].encode()
        else:
            yield title, data


def test_every_payload_is_translated_or_refused_for_a_reason():
    counts = Counter[str]()
    for title, data in bodies():
        counts["seen"] += 1
        done = taken(VENUE, data, title)
        if done == "nobody":
            assert UNREAD.of(title), title
            continue
        if isinstance(done, str):
            assert any(why in done for why in REFUSED), (title, done)
            counts["refused"] += 1
            continue
        for aside in done.untranslated:
            assert any(why in aside.reason for why in PARKED), (title, aside.reason)
        counts["translated"] += done.translated
        counts["parked"] += len(done.untranslated)
    assert not UNREAD.stale
    assert counts == {"seen": 90, "refused": 1, "translated": 3734, "parked": 2308}


def test_a_cassette_and_its_answer_are_one():
    for name in ("get_user_fills", "get_user_state", "user_funding_history_without_end_time"):
        folder = real("hyperliquid/hyperliquid-dex__hyperliquid-python-sdk")
        tape = yaml.safe_load((folder / f"test_{name}.yaml").read_text())["interactions"]
        told = tape[-1]["response"]["body"]["string"].encode()
        assert told.strip() == (folder / f"test_{name}.response.json").read_bytes().strip()


def test_the_recorded_liquidations_at_market_end_flat():
    """Two positions, opened before the first row; the liquidation is an ordinary closing trade."""
    data = real("hyperliquid/ccxt_static_retyped_fills.json").read_bytes()
    records = json_records(data, "fills.json", under="fills")
    done = user_fills(records, ME, Given(opening=True))
    account = Ledger.replay(done.events, rules=VENUE.rules).account
    pools = [pool.holdings.items() for pool in account.pools.values()]
    sizes = {at.symbol: held.size for pool in pools for at, held in pool if held.size}
    assert sizes == {"HYPE": 730_000}
    closing = [event for event in done.events if isinstance(event, Fill) and event.size < 0]
    assert [event.size for event in closing] == [-1_000_000, -5_200_000, -270_000]
