"""The books of one recorded life."""

from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.conformance.books import Books
from isoledger.conformance.recorded import Traded
from isoledger.conformance.subjects import HOME, Subject
from isoledger.core.rules import Pot, Rules
from isoledger.venues.framing import Frame

FRAME = Frame(
    symbol="X",
    quantity=Fraction(2),
    entry=Fraction(100),
    maintenance=Fraction("0.01"),
    lot=Fraction(1, 100),
)
SUBJECT = Subject(
    holding=FRAME.holding,
    rules=Rules(fee_pot=Pot.HOME, home=HOME),
    time_ns=0,
    mark=None,
    funding=None,
    margin=Fraction(20),
    reserve=Fraction(1),
)


def trade(quantity, price=100, fee=0, realised=0):
    return Traded(
        quantity=Fraction(quantity),
        price=Fraction(price),
        fee=Fraction(fee),
        realised=Fraction(realised),
    )


@pytest.fixture
def books():
    return Books(SUBJECT, "v", Fraction(50))


def test_a_position_that_was_there_before_leaves_the_free_balance_alone(books):
    books.hold(SUBJECT, Fraction(20), pooled=False)
    now = books.standing()
    assert (now.free, now.margin, now.total, now.size, now.entry) == (50, 20, 70, 2, 100)


def test_an_opening_takes_its_margin_and_a_closing_gives_all_back(books):
    books.trade(trade(2, fee=1), Fraction(10), pooled=False)
    assert (books.standing().free, books.standing().margin) == (29, 20)
    books.trade(trade(2, fee=1), Fraction(10), pooled=False)
    assert (books.standing().free, books.standing().margin) == (8, 40)
    books.trade(trade(-4, price=110, fee=1, realised=40), Fraction(10), pooled=False)
    now = books.standing()
    assert (now.free, now.margin, now.size, now.entry) == (87, 0, 0, None)


def test_a_pool_is_the_free_balance(books):
    books.trade(trade(2, fee=1), Fraction(10), pooled=True)
    assert (books.standing().free, books.standing().margin) == (49, 0)
    books.fund(Fraction(-3))
    assert books.standing().free == 46
    assert (
        books.price(Fraction(100), None) == Fraction(77777777777778, 10**12)
        or books.price(Fraction(100), None) > 77
    )
    books.trade(trade(-2, price=90, realised=-20), Fraction(10), pooled=True)
    assert books.standing().free == 26


def test_a_take_over_costs_the_position_alone(books):
    books.hold(SUBJECT, Fraction(20), pooled=False)
    books.take(trade(-2, price=95, fee=1, realised=-10))
    now = books.standing()
    assert (now.free, now.margin, now.size) == (50, 0, 0)


def test_margin_moved_by_hand_comes_from_the_free_balance(books):
    books.hold(SUBJECT, Fraction(20), pooled=False)
    books.move(Fraction(5))
    books.keep(Fraction(2))
    books.keep(Fraction(-1))
    now = books.standing()
    assert (now.free, now.margin) == (44, 26)
    assert books.ledger.account.isolated[books.at].reserve.value == 2


def test_funding_and_leverage_of_an_isolated_position(books):
    books.hold(evolve(SUBJECT, reserve=Fraction(0)), Fraction(20), pooled=False)
    before = books.price(None, None)
    books.lever(Fraction(3))
    assert books.price(None, None) == before
    books.lever(Fraction(3))
    assert len(books.ledger.log) == 6
    books.fund(Fraction(-4))
    assert books.price(None, None) > before
    assert books.standing().margin == 16


def test_money_comes_and_goes(books):
    books.pay(Fraction(-50))
    books.pay(Fraction(0))
    assert books.standing().free == 0
    assert len(books.ledger.log) == 3


def test_what_is_covered_has_no_price(books):
    books.hold(SUBJECT, Fraction(500), pooled=False)
    assert books.price(None, None) is None


def test_margin_is_allocated_to_eight_decimals(books):
    books.trade(trade("0.06", price="19147"), Fraction(7), pooled=False)
    assert books.standing().margin == Fraction("164.11714286")


def test_the_profit_that_is_stated_is_the_one_that_is_booked(books):
    books.trade(trade(2), Fraction(10), pooled=False)
    books.trade(trade(-2, price=110, realised=21), Fraction(10), pooled=False)
    assert books.standing().free == 71
