"""Rows that state a whole trade: what each becomes, and rows that are several things at once."""

import json

import pytest
from attrs import evolve

from isoledger.core.events import (
    Deleveraging,
    Fill,
    Funding,
    Liquidation,
    Settlement,
    SettlementKind,
)
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, Price
from isoledger.core.rules import Evidence
from isoledger.venues.errors import FieldError
from isoledger.venues.meaning import Columns, Row, coin, currency
from isoledger.venues.records import json_records
from isoledger.venues.trading import Trades, joined, unless_nothing

USD, BNB = Asset("USD", 2), Asset("BNB", 8)
ID = PositionId("X")
TRADES = Trades(
    position=lambda row: PositionId(row.record.text("symbol")),
    size=lambda row: int(row.amount("qty")),
    price="price",
    coin=coin("coin", 2),
    fee="-fee",
    fee_coin=currency("BNB", 8),
    realised="profit",
    cost="cost",
    held=lambda row: int(row.amount("held")),
)
BARE = Trades(position=TRADES.position, size=TRADES.size, price="price", coin=TRADES.coin)
SOME = Columns(amount="change", coin=TRADES.coin)
WHOLE = {"fee": "-0.5", "profit": "7", "cost": "-20", "held": "3", "rate": "0.0001", "change": "2"}


def made(**fields):
    told = {"symbol": "X", "coin": "USD", "qty": "2", "price": "10", **fields}
    record = json_records(json.dumps([told]).encode(), "f")[0]
    return Row(record=record, type="t", venue="v", account="a", time_ns=1, sequence=0, id="t:1")


def only(meaning, **fields):
    (event,) = meaning.tell(made(**fields))
    return event


AT = made().stamp()
PARTS = {"stamp": AT, "position": ID}
PAID = {"realised": USD.exactly(7), "fee": BNB.exactly("0.5")}


@pytest.mark.parametrize(
    ("meaning", "event"),
    [
        (
            TRADES.fill(),
            Fill(**PARTS, **PAID, size=2, price=Price.of("10"), cost=USD.exactly(-20), held=3),
        ),
        (TRADES.liquidation(), Liquidation(**PARTS, **PAID, size=2, price=Price.of("10"))),
        (TRADES.deleveraging(), Deleveraging(**PARTS, **PAID, size=2, price=Price.of("10"))),
        (
            TRADES.settlement(SettlementKind.DELIVERY),
            Settlement(
                **PARTS,
                kind=SettlementKind.DELIVERY,
                price=Price.of("10"),
                amount=USD.exactly(7),
                fee=BNB.exactly("0.5"),
            ),
        ),
        (
            TRADES.funding("-profit", "rate"),
            Funding(**PARTS, amount=USD.exactly(-7), rate=Exact.of("0.0001")),
        ),
    ],
)
def test_a_row_that_states_all_becomes_an_event_that_does(meaning, event):
    assert only(meaning, **WHOLE) == event
    assert meaning.becomes == (type(event).__name__,)


def test_what_is_not_stated_is_none():
    fill = only(BARE.fill(), **WHOLE)
    assert (fill.fee, fill.realised, fill.cost, fill.held) == (None, None, None, None)
    assert only(BARE.funding("profit"), **WHOLE).rate is None
    nothing = dict.fromkeys(WHOLE, "")
    bare = only(TRADES.settlement(SettlementKind.SESSION), **{**nothing, "price": ""})
    assert (bare.price, bare.amount, bare.fee) == (None, None, None)
    assert only(TRADES.funding("profit", "rate"), **nothing).rate is None
    assert only(TRADES.fill(), **nothing).cost is None


def test_a_fee_is_in_the_coin_of_the_profit_unless_it_has_its_own():
    assert evolve(TRADES, fee_coin=None).paid(made(fee="-1")) == USD.exactly(1)


def test_a_price_of_nothing_is_no_trade():
    with pytest.raises(FieldError, match="field 'price'"):
        TRADES.fill().tell(made(price="0"))


def test_a_row_that_is_two_things_is_told_as_two_parts():
    both = joined(TRADES.fill(), SOME.bonus("gift"), why="so it is")
    one, two = both.tell(made(**WHOLE))
    assert (one.stamp.id, two.stamp.id) == ("t:1", "t:1/1")
    assert (both.becomes, both.why) == (("Fill", "Bonus"), "so it is")


def test_parts_follow_one_another_whatever_each_of_them_tells():
    two = joined(SOME.bonus("a"), SOME.bonus("b"))
    three = joined(two, unless_nothing(SOME.bonus("c"), "none"), SOME.bonus("d"))
    assert [event.stamp.id for event in three.tell(made(**WHOLE))] == ["t:1", "t:1/1", "t:1/2"]


@pytest.mark.parametrize("known", list(Evidence))
def test_what_is_joined_is_known_as_well_as_the_least_known_of_it(known):
    guess = evolve(SOME.bonus("a"), evidence=known)
    assert joined(TRADES.fill(), guess).evidence is known
    assert joined(guess, TRADES.fill()).evidence is known


def test_a_row_of_nothing_is_told_as_nothing():
    maybe = unless_nothing(evolve(SOME.bonus("a"), evidence=Evidence.ASSUMED), "change")
    assert maybe.tell(made(change="0")) == ()
    assert maybe.tell(made()) == ()
    assert len(maybe.tell(made(change="1"))) == 1
    assert (maybe.becomes, maybe.evidence) == (("Bonus",), Evidence.ASSUMED)
