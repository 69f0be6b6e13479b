import pytest

from isoledger.core.events import BalanceAssertion, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.venues.binance.snapshots import ACCOUNT, BALANCES, POSITIONS
from tests.answers import answer
from tests.real import real
from tests.venues.rows import events, one, told, why_not

USDT = Asset("USDT", 8)


def position(**changes: object) -> dict:
    return {
        "symbol": "BTCUSDT",
        "positionAmt": "-0.001",
        "entryPrice": "29670.0",
        "markPrice": "29734.5",
        "isolatedWallet": "4.93323209",
        "positionSide": "BOTH",
        "updateTime": 1654335480477,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "pool"),
    [
        ({"marginType": "isolated"}, ""),
        ({"marginType": "cross", "isolatedWallet": "0"}, "cross"),
        ({"isolated": True}, ""),
        ({"isolated": False, "isolatedWallet": "0"}, "cross"),
        ({}, ""),
        ({"isolatedWallet": "0"}, "cross"),
    ],
)
def test_a_position_stands_alone_as_it_says_or_as_its_wallet_does(changes, pool):
    told_as = one(POSITIONS, position(**changes))
    assert isinstance(told_as, PositionAssertion)
    assert told_as.position == PositionId("BTCUSDT", "net", pool)
    assert told_as.size == -100_000
    assert told_as.margin == (None if pool else USDT.exactly("4.93323209"))


def test_nothing_held_since_never_is_no_history():
    done = told(POSITIONS, position(positionAmt="0", updateTime=0))
    assert [aside.reason for aside in done.skipped] == ["it holds nothing, and nothing says when"]


def test_something_held_at_no_instant_is_parked():
    assert "nobody knows when" in why_not(POSITIONS, position(updateTime=0))


def test_a_balance_is_asserted_of_all_books_and_of_the_pool():
    row = {
        "accountAlias": "SgsR",
        "asset": "USDT",
        "balance": "25.45013785",
        "crossWalletBalance": "20.51690576",
        "updateTime": 1617939110373,
    }
    whole, pool = events(BALANCES, row)
    assert isinstance(whole, BalanceAssertion)
    assert (whole.book, whole.amount) == ("all", USDT.exactly("25.45013785"))
    assert (pool.book, pool.amount) == ("pool:cross", USDT.exactly("20.51690576"))
    del row["crossWalletBalance"]
    assert one(BALANCES, row).book == "all"


def test_an_account_is_its_assets_and_its_positions():
    folder = real("binance/JKorf__Binance.Net")
    _, data = answer(folder / "Endpoints__CoinFutures__Account__GetAccountInfo.txt")
    records = ACCOUNT.records(data, "f")
    assert [record.fields["place"] for record in records] == ["assets"] + ["positions"] * 3
    done = ACCOUNT.translate(records, "A")
    assert done.is_whole
    assert (done.translated, len(done.skipped), len(done.untranslated)) == (2, 2, 0)


def test_an_asset_without_an_instant_is_no_history_if_it_is_empty():
    whole = {
        "assets": [{"asset": "USDT", "walletBalance": "0.00", "crossWalletBalance": "0.00"}],
        "positions": [],
    }
    assert len(told(ACCOUNT, whole).skipped) == 1
