import pytest

from isoledger.core.events import (
    Adjustment,
    Bonus,
    FundingTotal,
    RealisedProfit,
    Transfer,
)
from isoledger.core.money import Money
from isoledger.venues.bitmex.rows import Movement
from isoledger.venues.bitmex.rules import XBT
from tests.venues.bitmex.samples import reasons, translated, wallet_row


def only_event(**fields):
    """The one event of a row, without the assertion that follows it."""
    translation = translated("wallet-history", [wallet_row(**fields)])
    assert reasons(translation) == []
    return translation.events[0]


def xbt(units):
    return Money(units, XBT)


def test_a_deposit_comes_from_outside():
    event = only_event(amount=132031900, address="3Bit")
    assert isinstance(event, Transfer)
    assert (event.kind, event.amount, event.fee) == ("deposit", xbt(132031900), None)
    assert event.counterparty == "3Bit"


def test_a_withdrawal_contains_its_fee():
    """600,000,000 left for the owner's address; the fee of 100,000 is inside the amount."""
    event = only_event(transactType="Withdrawal", amount=-600100000, fee=100000)
    assert (event.kind, event.amount, event.fee) == ("withdrawal", xbt(-600100000), xbt(100000))


def test_a_withdrawal_without_a_fee_has_none():
    assert only_event(transactType="Withdrawal", amount=-5, fee=0).fee is None


def test_a_transfer_is_between_accounts_of_one_owner():
    event = only_event(transactType="Transfer", amount=-7, address="2275075")
    assert (event.kind, event.amount, event.counterparty) == ("internal", xbt(-7), "2275075")


def test_an_affiliate_payout_is_a_bonus():
    event = only_event(transactType="AffiliatePayout", amount=3)
    assert isinstance(event, Bonus)
    assert event.reason == "affiliate payout"


def test_a_leg_without_its_other_is_an_adjustment_that_names_the_pair():
    event = only_event(transactType="SpotTrade", amount=-7, address="BMEX_USDT")
    assert isinstance(event, Adjustment)
    assert "BMEX_USDT" in event.reason


@pytest.mark.parametrize(
    ("when", "fee", "told"),
    [
        ("2020-05-01T12:00:00.000Z", 0, None),  # a daily row: a zero that says nothing
        ("2024-04-10T03:46:44.972Z", None, None),  # a row an execution, without its fee
        ("2024-09-03T04:00:00.000Z", 9, 9),
        ("2024-09-04T01:04:58.890Z", 14400, 14400),  # with its fee
        ("2024-12-27T12:00:10.289Z", 0, 0),  # a settlement: a zero that is one
    ],
)
def test_the_fee_inside_realised_profit_is_believed_since_it_is_stated(when, fee, told):
    event = only_event(
        transactType="RealisedPNL", timestamp=when, amount=3224425, fee=fee, address="XBTUSD"
    )
    assert isinstance(event, RealisedProfit)
    assert (event.symbol, event.amount) == ("XBTUSD", xbt(3224425))
    assert event.fee == (None if told is None else xbt(told))


def test_funding_since_it_has_a_type_of_its_own():
    event = only_event(transactType="Funding", amount=260059, fee=-260059, address="XBTUSD")
    assert event == FundingTotal(stamp=event.stamp, symbol="XBTUSD", amount=xbt(260059))


def test_every_movement_of_the_wallet_has_an_event():
    for movement in Movement:
        assert only_event(transactType=movement.value, amount=-1, fee=1)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {"transactType": "Funding", "amount": 5, "fee": 5},
            "made.json, row 1: amount = -fee does not hold: amount 5, fee 5",
        ),
        (
            {"transactType": "Withdrawal", "amount": -5, "fee": 6},
            "amount <= -fee <= 0 does not hold: amount -5, fee 6",
        ),
        ({"transactType": "Withdrawal", "amount": -5, "fee": -1}, "amount <= -fee <= 0"),
        ({"transactType": "Airdrop"}, "field 'transactType': 'Airdrop' is no type we know"),
        ({"transactStatus": "Frozen"}, "field 'transactStatus': 'Frozen' is no status we know"),
        (
            {"transactStatus": "Pending", "transactType": "Withdrawal"},
            "is not completed; read the history again once it is",
        ),
        ({"currency": "XBT"}, "'XBT' is no currency whose scale is known"),
        ({"amount": 1.5}, "field 'amount': 1.5 is not whole"),
        ({"amount": None}, "field 'amount': is missing"),
        ({"walletBalance": ""}, "field 'walletBalance'"),
        ({"timestamp": "2021-02-30T00:00:00Z"}, "field 'timestamp'"),
        ({"timestamp": "yesterday"}, "no time like"),
        ({"fee": "1e-3"}, "field 'fee': 0.001 is not whole"),
        ({"address": {}}, "field 'address': is {}, not text"),
    ],
)
def test_a_row_that_cannot_be_believed_is_parked_with_its_place_and_reason(fields, reason):
    translation = translated("wallet-history", [wallet_row(**fields)])
    assert translation.events == ()
    assert translation.is_whole
    assert reason in reasons(translation)[0]
    assert reasons(translation)[0].startswith("made.json, row 1: ")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"transactStatus": "Canceled", "transactType": "Withdrawal"}, "canceled"),
        ({"transactStatus": "Pending", "transactType": "UnrealisedPNL"}, "estimate"),
    ],
)
def test_what_is_no_history_is_skipped_with_its_reason(fields, reason):
    translation = translated("wallet-history", [wallet_row(**fields)])
    assert translation.events == ()
    assert translation.is_whole
    assert reason in translation.skipped[0].reason
