import pytest
from hypothesis import given, strategies as st

from isoledger.core.books import WALLET
from isoledger.core.events import (
    Adjustment,
    Bonus,
    Borrow,
    Fee,
    PoolTransfer,
    Repay,
    Transfer,
)
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.venues.hyperliquid.ledger import MARKERS, TELLERS, TYPES, ledger_updates
from isoledger.venues.hyperliquid.rules import CROSS_BOOK, RULES, USDC
from tests.venues.hyperliquid.samples import ME, VAULT, YOU, cassette, records, update

HYPE = Asset("HYPE", 8)
OWNER = "0x2ba553d9f990a3b66b03b2dc0d030dfc1c061036"


def told(*updates, account=ME):
    return ledger_updates(records(*updates), account)


def moved(*updates, account=ME):
    """What the updates leave in the perpetual and in the spot account."""
    account = Ledger.replay(told(*updates, account=account).events, rules=RULES).account
    return account.balance(USDC, CROSS_BOOK), account.balance(USDC)


def lent(operation, **changes):
    whole = {"token": "HYPE", "amount": "2", "interestAmount": "0"} | changes
    return update("borrowLend", operation=operation, **whole)


def usdc(amount):
    return USDC.exactly(amount)


def test_a_deposit_arrives_in_the_perpetual_account():
    (event,) = told(update("deposit", usdc="1099994.98")).events
    assert (event.amount, event.book, event.kind) == (usdc("1099994.98"), CROSS_BOOK, "deposit")
    assert event.stamp.id == "ledger:1700000000000:0xfeed:deposit"


def test_a_withdrawal_leaves_with_its_fee_on_top():
    (event,) = told(update("withdraw", usdc="99.0", nonce=1, fee="1.0")).events
    assert (event.amount, event.fee, event.kind) == (usdc(-100), usdc(1), "withdrawal")
    (free,) = told(update("withdraw", usdc="99.0", nonce=1)).events
    assert (free.amount, free.fee) == (usdc(-99), None)


@pytest.mark.parametrize(("to_perp", "cross", "spot"), [(True, 12, -12), (False, -12, 12)])
def test_a_class_transfer_moves_between_spot_and_perpetual(to_perp, cross, spot):
    assert moved(update("accountClassTransfer", usdc="12.0", toPerp=to_perp)) == (
        usdc(cross),
        usdc(spot),
    )


@pytest.mark.parametrize("kind", ["internalTransfer", "subAccountTransfer"])
def test_between_accounts_the_sender_pays_amount_and_fee(kind):
    sent = update(kind, usdc="10", user=ME, destination=YOU, fee="1")
    assert moved(sent) == (usdc(-11), usdc(0))
    assert moved(sent, account=YOU) == (usdc(10), usdc(0))
    transfer, fee = told(sent).events
    assert (transfer.counterparty, transfer.kind) == (YOU, "internal")
    assert isinstance(fee, Fee)
    assert fee.stamp.order > transfer.stamp.order
    (got,) = told(sent, account=YOU).events
    assert got.counterparty == ME


def test_a_spot_transfer_moves_a_token_and_pays_in_usdc():
    sent = update(
        "spotTransfer",
        token="HYPE",
        amount="10.5",
        user=ME.upper().replace("X", "x"),
        destination=YOU,
        fee="1.0",
        nativeTokenFee="0.0",
        feeToken="",
    )
    transfer, fee = told(sent).events
    assert (transfer.amount, transfer.book) == (-HYPE.exactly("10.5"), WALLET)
    assert (fee.amount, fee.book) == (usdc(1), WALLET)
    (paid,) = [
        e
        for e in told(update("spotTransfer", **sent["delta"] | {"feeToken": "HYPE"})).events
        if isinstance(e, Fee)
    ]
    assert paid.amount == HYPE.exactly(1)


def send(source, target, **changes):
    whole = {"token": "USDC:0x6d1e", "amount": "10", "user": ME, "destination": ME, "fee": "0.0"}
    return update("send", sourceDex=source, destinationDex=target, **(whole | changes))


@pytest.mark.parametrize(
    ("source", "target", "books"),
    [
        ("", "spot", (CROSS_BOOK, WALLET)),
        ("spot", "flx", (WALLET, "pool:flx")),
        ("flx", "", ("pool:flx", CROSS_BOOK)),
    ],
)
def test_a_send_to_oneself_moves_between_books(source, target, books):
    (event,) = told(send(source, target)).events
    assert isinstance(event, PoolTransfer)
    assert (event.source, event.target, event.amount) == (*books, usdc(10))


def test_a_send_to_another_leaves_one_book_and_reaches_his():
    sent = send("", "spot", destination=YOU)
    (left,), (got,) = told(sent).events, told(sent, account=YOU).events
    assert (left.amount, left.book) == (usdc(-10), CROSS_BOOK)
    assert (got.amount, got.book) == (usdc(10), WALLET)


@pytest.mark.parametrize(
    ("kind", "delta", "amount"),
    [
        ("vaultCreate", {"usdc": "100", "fee": "10", "vault": VAULT}, -110),
        ("vaultDeposit", {"usdc": "100", "vault": VAULT}, -100),
        ("vaultDistribution", {"usdc": "5", "vault": VAULT}, 5),
        ("vaultWithdraw", {"netWithdrawnUsd": "90", "vault": VAULT, "user": ME}, 90),
    ],
)
def test_a_vault_is_another_account(kind, delta, amount):
    (event,) = told(update(kind, **delta)).events
    assert isinstance(event, Transfer)
    assert (event.amount, event.book, event.counterparty) == (usdc(amount), CROSS_BOOK, VAULT)


def test_a_nickname_believes_that_a_vault_withdrawal_is_its_own():
    mine = update("vaultWithdraw", netWithdrawnUsd="90", vault=VAULT, user=YOU)
    assert told(mine, account="main").events != ()


def test_commissions_and_the_genesis_of_a_token_are_gains():
    (adjusted,) = told(update("vaultLeaderCommission", user=ME, usdc="7")).events
    (bonus,) = told(update("spotGenesis", token="HYPE", amount="3")).events
    assert isinstance(adjusted, Adjustment)
    assert (adjusted.amount, adjusted.book) == (usdc(7), CROSS_BOOK)
    assert isinstance(bonus, Bonus)
    assert (bonus.amount, bonus.book) == (HYPE.exactly(3), WALLET)


def test_a_liquidation_is_a_marker_for_what_the_fills_tell():
    translation = told(update("liquidation", accountValue="356.952084", leverageType="Isolated"))
    (aside,) = translation.skipped
    assert "the amounts stand in the fills" in aside.reason
    assert translation.is_whole
    assert not MARKERS & set(TELLERS)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (update("gossipPriorityGasAuction", amount="1"), "unknown type 'gossip"),
        (lent("supply", interestAmount="0.1"), "whether it is inside the amount is not known"),
        (lent("liquidate"), "unknown operation 'liquidate'"),
        (update("deposit"), "field 'usdc': is missing"),
        (update("deposit", usdc="-1"), "is below zero"),
        (update("deposit", usdc="0.0000001"), "finer than the venue's books"),
        (update("accountClassTransfer", usdc="1", toPerp="maybe"), "is no true or false"),
        (update("vaultWithdraw", vault=VAULT, user=YOU, netWithdrawnUsd="1"), "somebody else"),
        (send("spot", "spot"), "from a book to itself"),
        (send(None, "spot"), "field 'sourceDex': is missing"),
        (send("", "spot", nativeTokenFee="0.1"), "fee in the native token"),
        (send("", "spot", user=YOU, destination=YOU), "neither end is 0x1111"),
        (send("", "spot", amount="-1"), "is below zero"),
        ({"time": 1, "hash": "0x", "delta": {"type": "deposit"}}, "outside the venue's life"),
        ({"time": 1}, "field 'delta': is missing"),
    ],
)
def test_what_cannot_be_told_is_parked_with_the_reason(row, why):
    translation = told(row)
    (aside,) = translation.untranslated
    assert why in aside.reason
    assert translation.events == ()
    assert translation.is_whole


def test_which_end_of_a_transfer_it_was_only_the_address_tells():
    (aside,) = told(send("", "spot"), account="main").untranslated
    assert "name the account by it" in aside.reason


def test_the_recorded_updates_leave_what_they_say():
    """Five rows, two with the venue's binary noise: 2703997.45 + 1099994.98 - 2684117.01."""
    translation = ledger_updates(
        cassette("ledger-updates", "test_user_non_funding_ledger_updates_without_end_time"), OWNER
    )
    assert (translation.records, translation.translated) == (5, 5)
    account = Ledger.replay(translation.events, rules=RULES).account
    assert account.balance(USDC, CROSS_BOOK) == usdc("1119875.42")
    assert account.balance(USDC) == usdc("2684105.51")


def test_a_recorded_answer_may_be_empty():
    name = "test_user_non_funding_ledger_updates_with_end_time"
    assert ledger_updates(cassette("ledger-updates", name), OWNER).records == 0


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=9),
    st.sampled_from(["1", "-1", "1e40", ME, YOU, "9" * 60]),
    st.lists(st.none(), max_size=1),
)


@given(
    st.sampled_from(sorted(TELLERS)),
    st.dictionaries(
        st.sampled_from(
            "usdc fee amount token user destination sourceDex destinationDex nativeTokenFee "
            "feeToken toPerp vault netWithdrawnUsd".split()
        ),
        JUNK,
    ),
)
def test_whatever_a_delta_holds_it_is_told_or_parked(kind, delta):
    translation = told(update(kind, **delta))
    assert translation.is_whole
    Ledger.replay(translation.events, rules=RULES)


@pytest.mark.parametrize(("into", "moved_by"), [(True, -5), (False, 5)])
def test_what_is_staked_leaves_the_spot_account_and_comes_back(into, moved_by):
    (event,) = told(update("cStakingTransfer", token="HYPE", amount="5", isDeposit=into)).events
    assert isinstance(event, Transfer)
    assert (event.amount, event.book) == (HYPE.exactly(moved_by), WALLET)
    assert event.counterparty == "staking"


def test_rewards_are_claimed_in_a_token_or_as_of_old_in_usdc():
    (new,) = told(update("rewardsClaim", amount="3.5", token="HYPE")).events
    (old,) = told(update("rewardsClaim", amount="3.5", token="")).events
    assert isinstance(new, Bonus)
    assert (new.amount, new.book) == (HYPE.exactly("3.5"), WALLET)
    assert (old.amount, old.book) == (usdc("3.5"), CROSS_BOOK)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("accountActivationGas", "activation gas"),
        ("deployGasAuction", "gas of a deployment"),
        ("activateDexAbstraction", "activation of an exchange"),
    ],
)
def test_gas_is_a_fee_of_the_spot_account(kind, reason):
    (event,) = told(update(kind, token="USDC", amount="1", dex="xyz")).events
    assert isinstance(event, Fee)
    assert (event.amount, event.book, event.reason) == (usdc(1), WALLET, reason)


@pytest.mark.parametrize(("to_perp", "spot"), [(True, -4), (False, 4)])
def test_another_exchange_has_a_pool_that_spot_money_moves_to_and_from(to_perp, spot):
    row = update("perpDexClassTransfer", dex="xyz", token="USDC", amount="4", toPerp=to_perp)
    assert moved(row) == (usdc(0), usdc(spot))
    account = Ledger.replay(told(row).events, rules=RULES).account
    assert account.balance(USDC, "pool:xyz") == usdc(-spot)


@pytest.mark.parametrize(
    ("operation", "kind", "amount"),
    [
        ("supply", Transfer, -2),
        ("withdraw", Transfer, 2),
        ("borrow", Borrow, 2),
        ("repay", Repay, 2),
    ],
)
def test_lending_goes_out_and_borrowing_comes_in(operation, kind, amount):
    (event,) = told(lent(operation)).events
    assert isinstance(event, kind)
    assert (event.amount, event.book) == (HYPE.exactly(amount), WALLET)


def test_every_type_that_is_told_is_in_the_table_of_types():
    assert set(TYPES) == set(TELLERS) | MARKERS
