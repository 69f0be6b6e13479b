import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import pool_book
from isoledger.core.events import (
    Deleveraging,
    Fill,
    Funding,
    Liquidation,
    PoolTransfer,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.venues.dydx import VENUE
from isoledger.venues.dydx.indexer import (
    FILLS,
    FUNDING,
    TRANSFERS,
    USDC,
)
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.rows import one, replayed, told, why_not

AT = Given(taken_ns=5)
MAIN, CHILD = pool_book("subaccount-0"), pool_book("subaccount-128")
PARENT = {"address": "dydx1a", "subaccountNumber": 0}
ISOLATED = {"address": "dydx1a", "subaccountNumber": 128}


def fill(**changes: object) -> dict:
    return {
        "id": "fill-1",
        "side": "BUY",
        "liquidity": "TAKER",
        "type": "LIMIT",
        "market": "BTC-USD",
        "marketType": "PERPETUAL",
        "price": "43000.5",
        "size": "0.0000001",
        "fee": "0.0001",
        "createdAt": "2024-01-01T00:00:00.000Z",
        "createdAtHeight": "2",
        "subaccountNumber": 128,
        **changes,
    }


def transfer(**changes: object) -> dict:
    return {
        "id": "transfer-1",
        "sender": PARENT,
        "recipient": ISOLATED,
        "size": "100",
        "symbol": "USDC",
        "type": "TRANSFER_OUT",
        "createdAt": "2023-12-31T00:00:00.000Z",
        "createdAtHeight": "1",
        "transactionHash": "AB",
        **changes,
    }


def payment(**changes: object) -> dict:
    return {
        "createdAt": "2024-01-01T01:00:00.000Z",
        "createdAtHeight": "3",
        "perpetualId": "0",
        "ticker": "BTC-USD",
        "oraclePrice": "43000",
        "size": "0.0000001",
        "side": "LONG",
        "rate": "0.00001",
        "payment": "-0.0000000431",
        "subaccountNumber": 128,
        "fundingIndex": "10050",
        **changes,
    }


def test_a_fill_is_of_the_pool_of_its_subaccount():
    traded = one(FILLS, fill())
    assert isinstance(traded, Fill)
    assert traded.position == PositionId("BTC-USD", pool="subaccount-128")
    assert traded.size == 100_000
    assert one(FILLS, fill(side="SELL")).size == -100_000


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("LIQUIDATED", Liquidation),
        ("LIQUIDATION", Fill),
        ("DELEVERAGED", Deleveraging),
        ("OFFSETTING", Deleveraging),
        ("TWAP_SUBORDER", Fill),
    ],
)
def test_a_fill_says_whether_it_was_by_force(word, kind):
    assert type(one(FILLS, fill(type=word))) is kind
    assert type(one(FILLS, fill(type=word, marketType=None))) is kind


def test_coins_for_coins_are_beside_the_margin():
    assert len(told(FILLS, fill(marketType="SPOT")).skipped) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"size": "0.0000000000001"}, "is finer than"),
        ({"side": "LONG"}, "'LONG' is none of"),
        ({"type": "GIFT"}, "is no type that is known"),
        ({"subaccountNumber": None}, "subaccountNumber"),
    ],
)
def test_what_cannot_be_read_is_parked(changes, why):
    assert why in why_not(FILLS, fill(**changes))


def test_a_streamed_fill_names_its_subaccount_in_its_id():
    path = "dydx/nautechsystems__nautilus_trader/ws_subaccounts_update.json"
    records = FILLS.records(real(path).read_bytes(), "f")
    (traded,) = [e for e in FILLS.translate(records, "A").events if isinstance(e, Fill)]
    assert traded.position.pool == "subaccount-0"
    assert traded.fee == USDC.exactly("10.75")


def test_a_top_up_of_an_isolated_position_stays_inside_whichever_side_tells_it():
    out, into = one(TRANSFERS, transfer()), one(TRANSFERS, transfer(type="TRANSFER_IN"))
    assert isinstance(out, PoolTransfer)
    assert (out.source, out.target, out.amount) == (MAIN, CHILD, USDC.exactly(100))
    assert out == into


@pytest.mark.parametrize(
    ("changes", "amount", "kind"),
    [
        ({"type": "DEPOSIT", "sender": {"address": "x"}, "recipient": PARENT}, 100, "deposit"),
        ({"type": "WITHDRAWAL", "recipient": {"address": "x"}}, -100, "withdrawal"),
        (
            {"recipient": {"address": "x", "subaccountNumber": 0}},
            -100,
            "internal",
        ),
        (
            {
                "type": "TRANSFER_IN",
                "sender": {"address": "x", "subaccountNumber": 0},
                "recipient": PARENT,
            },
            100,
            "internal",
        ),
    ],
)
def test_what_crosses_the_border_says_which_way(changes, amount, kind):
    moved = one(TRANSFERS, transfer(**changes))
    assert isinstance(moved, Transfer)
    assert (moved.amount, moved.kind) == (USDC.exactly(amount), kind)
    assert (moved.book, moved.counterparty) == (MAIN, "x")


def test_another_coin_is_another_asset():
    assert one(TRANSFERS, transfer(symbol="BTC")).amount.asset.code == "BTC"


def test_funding_accrues_finer_than_a_quantum_and_is_below_zero_when_paid():
    paid = one(FUNDING, payment())
    assert isinstance(paid, Funding)
    assert paid.amount == USDC.exactly("-0.0000000431")
    assert not told(FUNDING, payment(payment="0")).events[1:]


def test_an_isolated_life_ends_in_its_purse():
    closed = fill(id="fill-2", side="SELL", createdAt="2024-01-02T00:00:00.000Z")
    deposit = transfer(
        id="deposit",
        type="DEPOSIT",
        sender={"address": "x"},
        recipient=PARENT,
        createdAt="2023-12-30T00:00:00.000Z",
    )
    done = [
        *told(TRANSFERS, transfer(), deposit).events,
        *told(FILLS, closed, fill()).events,
        *told(FUNDING, payment()).events,
    ]
    ledger = replayed(VENUE, sorted(done, key=lambda event: event.stamp.order))
    assert ledger.account.balance(USDC, MAIN) == USDC.zero
    assert ledger.account.balance(USDC, CHILD) == USDC.exactly("99.9997999569")


@given(st.permutations(range(3)))
def test_the_order_of_a_page_does_not_matter_and_rows_told_twice_are_one(order):
    rows = [fill(id=f"fill-{n}", createdAt=f"2024-01-0{n + 1}T00:00:00.000Z") for n in range(3)]
    done = told(FILLS, *[rows[at] for at in order], rows[0])
    assert done.events == told(FILLS, *rows).events
    assert len(done.skipped) == 1
