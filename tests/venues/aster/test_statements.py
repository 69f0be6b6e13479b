import pytest

from isoledger.core.ledger import Ledger
from isoledger.venues.aster import STATEMENTS, VENUE
from isoledger.venues.aster.statements import DEPOSITS, INCOME, USER_TRADES
from isoledger.venues.binance import STATEMENTS as BINANCE
from tests.answers import answer, answers
from tests.real import real
from tests.venues.rows import events, told


def test_its_statements_are_binances_under_its_own_name():
    theirs = {statement.name: statement for statement in BINANCE}
    for ours in STATEMENTS:
        assert ours.venue == "aster"
        if ours is not DEPOSITS:
            assert ours.types == theirs[ours.name].types
            assert ours.key == theirs[ours.name].key


def test_every_recorded_answer_is_of_the_kind_that_its_path_names():
    named = {path: kind.name for kind in VENUE.kinds for path in kind.endpoints}
    seen = 0
    for file in answers("aster"):
        path, data = answer(file)
        if path in named:
            fits = [kind.name for kind in VENUE.kinds if kind.recognises(data)]
            assert fits == [named[path].removesuffix("-beside-trades")], file.name
            seen += 1
    assert seen == 17


def test_a_recorded_trade_is_told_as_asters():
    _, data = answer(real("aster/JKorf__Aster.Net/Endpoints__Futures__Trading__GetUserTrades.txt"))
    done = USER_TRADES.translate(USER_TRADES.records(data, "f"), "A")
    assert {event.stamp.venue for event in done.events} == {"aster"}
    assert Ledger.replay(done.events, rules=VENUE.rules).account.pools["cross"]


@pytest.mark.parametrize("account", ["spot", "perp"])
def test_what_comes_from_a_chain_is_told_by_income(account):
    row = {
        "id": "1",
        "type": "DEPOSIT",
        "asset": "USDT",
        "amount": "100",
        "state": "SUCCESS",
        "txHash": "0x",
        "time": 1742198400000,
        "chainId": 56,
        "accountType": account,
    }
    assert len(told(DEPOSITS, row).skipped) == 1


def test_income_is_told_as_asters():
    row = {
        "symbol": "",
        "incomeType": "TRANSFER",
        "income": "1",
        "asset": "USDT",
        "time": 1570608000000,
        "tranId": "1",
    }
    (event,) = events(INCOME, row)
    assert event.stamp.venue == "aster"
