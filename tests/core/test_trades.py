import pytest

from isoledger.core.errors import AssetMismatchError, IncompleteEventError
from isoledger.core.events import (
    Deleveraging,
    Liquidation,
    OpeningPosition,
    Settlement,
    SettlementKind,
)
from isoledger.core.holding import Holding
from isoledger.core.numbers import Price
from isoledger.core.postings import Provenance
from isoledger.core.trades import opened, trade_of
from tests.core.kit import BTC, LINEAR, XBT, fill, stamp, usdt

LONG = Holding(LINEAR, 3, usdt("300"))
FLAT = Holding.nothing(LINEAR)


def liquidation(**said):
    return Liquidation(stamp=stamp(9), position=BTC, **said)


def settlement(kind, **said):
    return Settlement(stamp=stamp(9), position=BTC, kind=kind, **said)


def test_a_fill_costs_what_its_price_says():
    trade = trade_of(fill(9, -1, "120"), LONG)
    assert trade.holding == Holding(LINEAR, 2, usdt("200"))
    assert trade.realised == usdt("20")
    assert trade.provenance is Provenance.COMPUTED


def test_a_stated_cost_beats_the_price_and_a_stated_profit_both():
    assert trade_of(fill(9, -1, "120", cost=usdt("-119.99")), LONG).realised == usdt("19.99")
    trade = trade_of(fill(9, -1, "120", cost=usdt("-119.99"), realised=usdt("19")), LONG)
    assert trade.realised == usdt("19")
    assert trade.provenance is Provenance.REPORTED
    assert trade.holding.cost == usdt("199.01")


def test_a_deleveraging_trades_at_its_price():
    event = Deleveraging(stamp=stamp(9), position=BTC, size=-2, price=Price.of(90))
    trade = trade_of(event, LONG)
    assert (trade.holding.size, trade.realised) == (1, usdt("-20"))


def test_a_liquidation_without_a_size_takes_all():
    trade = trade_of(liquidation(price=Price.of(80)), LONG)
    assert trade.holding == FLAT
    assert trade.realised == usdt("-60")


def test_the_size_of_a_liquidation_is_traded_against_the_holding():
    trade = trade_of(liquidation(size=-1, price=Price.of(80)), LONG)
    assert (trade.holding.size, trade.realised) == (2, usdt("-20"))
    short = Holding(LINEAR, -3, usdt("-300"))
    trade = trade_of(liquidation(size=1, price=Price.of(120)), short)
    assert (trade.holding.size, trade.realised) == (-2, usdt("-20"))


def test_a_liquidation_may_state_the_profit_alone_when_it_takes_all():
    for size in (None, -3):
        trade = trade_of(liquidation(size=size, realised=usdt("-55")), LONG)
        assert (trade.holding, trade.realised) == (FLAT, usdt("-55"))


@pytest.mark.parametrize(
    "said", [{}, {"size": -1}, {"size": -1, "realised": usdt("-5")}], ids=range(3)
)
def test_a_liquidation_that_says_too_little_is_refused(said):
    with pytest.raises(IncompleteEventError) as caught:
        trade_of(liquidation(**said), LONG)
    assert str(caught.value) == "venue/main/e9@9: cannot be booked without a price"


def test_a_session_books_the_profit_and_the_entry_follows():
    trade = trade_of(settlement(SettlementKind.SESSION, price=Price.of(110)), LONG)
    assert trade.holding == Holding(LINEAR, 3, usdt("330"))
    assert (trade.realised, trade.provenance) == (usdt("30"), Provenance.COMPUTED)
    trade = trade_of(settlement(SettlementKind.SESSION, amount=usdt("29.99")), LONG)
    assert trade.holding.cost == usdt("329.99")
    assert trade.provenance is Provenance.REPORTED


@pytest.mark.parametrize("kind", [SettlementKind.DELIVERY, SettlementKind.EARLY])
@pytest.mark.parametrize(
    ("said", "profit"),
    [
        ({"price": Price.of(110)}, "30"),
        ({"cost": usdt("-329")}, "29"),
        ({"amount": usdt("28")}, "28"),
        ({"price": Price.of(110), "cost": usdt("-329")}, "29"),
        ({"price": Price.of(110), "amount": usdt("28")}, "28"),
    ],
    ids=range(5),
)
def test_a_delivery_closes_and_books_what_is_stated_first(kind, said, profit):
    trade = trade_of(settlement(kind, **said), LONG)
    assert trade.holding == FLAT
    assert trade.realised == usdt(profit)


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        (SettlementKind.SESSION, "a price or an amount"),
        (SettlementKind.DELIVERY, "a price, a cost or an amount"),
    ],
)
def test_a_settlement_that_says_too_little_is_refused(kind, needs):
    with pytest.raises(IncompleteEventError) as caught:
        trade_of(settlement(kind), LONG)
    assert caught.value.needs == needs


@pytest.mark.parametrize("kind", SettlementKind)
@pytest.mark.parametrize(
    ("said", "profit"),
    [
        ({"price": Price.of(110)}, "0"),
        ({"amount": usdt("5")}, "5"),
        ({"price": Price.of(110), "amount": usdt("5")}, "5"),
    ],
    ids=range(3),
)
def test_a_settlement_of_nothing_books_what_is_stated_and_leaves_no_cost(kind, said, profit):
    trade = trade_of(settlement(kind, **said), FLAT)
    assert trade.holding == FLAT
    assert trade.realised == usdt(profit)


def test_money_of_another_asset_is_no_cost_and_no_profit():
    for event in (
        fill(9, -1, "120", cost=XBT.exactly(1)),
        fill(9, -1, "120", realised=XBT.exactly(1)),
        liquidation(realised=XBT.exactly(1)),
        settlement(SettlementKind.SESSION, amount=XBT.exactly(1)),
        settlement(SettlementKind.DELIVERY, amount=XBT.exactly(1)),
        settlement(SettlementKind.DELIVERY, cost=XBT.exactly(1)),
    ):
        with pytest.raises(AssetMismatchError):
            trade_of(event, LONG)


def test_an_opening_position_is_there_before_all_else():
    event = OpeningPosition(stamp=stamp(9), position=BTC, size=3, cost=usdt("300"))
    assert opened(event, FLAT) == LONG
    with pytest.raises(IncompleteEventError) as caught:
        opened(event, LONG)
    assert caught.value.needs == "isolated:BTCUSDT to be flat before"
