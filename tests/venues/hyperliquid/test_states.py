import json

import pytest

from isoledger.core.books import WALLET
from isoledger.core.events import BalanceAssertion, Listing, PositionAssertion
from isoledger.core.findings import findings
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.venues.hyperliquid.rules import CROSS_BOOK, RULES, USDC
from isoledger.venues.hyperliquid.statements import user_fills
from isoledger.venues.hyperliquid.states import META, SPOT_STATE, STATE
from isoledger.venues.translation import Given
from tests.answers import answer, answers
from tests.real import real
from tests.venues.hyperliquid.samples import CASSETTES, ME, T0, chain

NAUTILUS = "hyperliquid/nautechsystems__nautilus_trader/"
THEN = Given(taken_ns=1_679_900_000 * 10**9)


def recorded(kind, path, given=None):
    file = real(path)
    found = kind.records(file.read_bytes(), file.name)
    return kind.translate(found, ME) if given is None else kind.given(found, ME, given)


def state(*positions, cash="100", **changes):
    whole = {
        "assetPositions": [{"type": "oneWay", "position": p} for p in positions],
        "crossMarginSummary": {
            "accountValue": cash,
            "totalNtlPos": "0.0",
            "totalRawUsd": cash,
            "totalMarginUsed": "0.0",
        },
        "withdrawable": cash,
        "time": T0 + 9_999,
    }
    data = json.dumps(whole | changes).encode()
    assert STATE.recognises(data)
    return STATE.translate(STATE.records(data, "state.json"), ME)


def test_the_recorded_account_states_its_isolated_position_and_its_cash():
    (path,) = [path for path in answers("hyperliquid") if "GetAccountInfo" in path.name]
    done = STATE.translate(STATE.records(answer(path)[1], "f"), ME)
    position, cash = sorted(done.events, key=lambda event: type(event).__name__, reverse=True)
    assert isinstance(position, PositionAssertion)
    assert (position.position, position.size) == (PositionId("HYPE"), 2_000_000)
    assert isinstance(cash, BalanceAssertion)
    assert (cash.amount, cash.book) == (USDC.exactly("75.781884"), CROSS_BOOK)


def test_the_account_of_2023_states_twelve_sizes_once_it_is_said_when():
    path = CASSETTES + "test_get_user_state.response.json"
    done = recorded(STATE, path, THEN)
    assert [type(event) for event in done.events] == [PositionAssertion] * 12
    assert {event.position.pool for event in done.events} == {"cross"}
    (aside,) = recorded(STATE, path).untranslated
    assert "say when it was taken" in aside.reason


def test_a_size_that_fills_do_not_make_is_a_finding():
    fills = user_fills(chain(("2", "100")), ME).events
    held = {
        "coin": "BTC",
        "szi": "2.0",
        "leverage": {"type": "cross", "value": 5},
        "entryPx": "100.0",
        "positionValue": "200.0",
        "marginUsed": "40.0",
    }
    summary = {
        "accountValue": "100",
        "totalNtlPos": "200.0",
        "totalRawUsd": "-100",
        "totalMarginUsed": "40.0",
    }
    right = state(held, crossMarginSummary=summary).events
    more = {**held, "szi": "3.0", "positionValue": "300.0"}
    wrong = state(more, crossMarginSummary={**summary, "totalRawUsd": "-200"}).events
    assert not list(findings(Ledger.replay([*fills, *right], rules=RULES)))
    assert len(list(findings(Ledger.replay([*fills, *wrong], rules=RULES)))) == 1


def test_an_empty_account_states_its_cash():
    (event,) = state().events
    assert event.amount == USDC.exactly(100)


def test_the_state_of_a_unified_account_is_refused():
    (aside,) = recorded(
        STATE, NAUTILUS + "http_clearinghouse_state_negative_total_raw_usd.json", THEN
    ).untranslated
    assert "does not hold" in aside.reason


def test_the_spot_account_states_each_token_but_outcomes():
    done = recorded(SPOT_STATE, NAUTILUS + "http_spot_clearinghouse_state.json", THEN)
    assert {event.amount for event in done.events} == {
        USDC.exactly("14.625485"),
        Asset("PURR", 8).exactly(2000),
        Asset("HYPE", 8).exactly("5.2"),
    }
    assert {event.book for event in done.events} == {WALLET}
    (aside,) = done.untranslated
    assert "is no token but an outcome" in aside.reason


@pytest.mark.parametrize(
    ("path", "count"),
    [
        (CASSETTES + "test_get_info.response.json", 28),
        (NAUTILUS + "http_meta_perp_sample.json", 3),
    ],
)
def test_meta_lists_every_perpetual_with_its_tiers(path, count):
    done = recorded(META, path)
    assert len({event.stamp.id for event in done.events}) == count
    for event in done.events:
        assert isinstance(event, Listing)
        assert event.instrument.tiers is not None


def test_an_exchange_with_another_collateral_is_parked():
    done = recorded(META, NAUTILUS + "http_all_perp_metas_non_usdc_collateral.json")
    assert (done.records, len(done.events)) == (3, 1)
    assert all("settles in another token" in aside.reason for aside in done.untranslated)
