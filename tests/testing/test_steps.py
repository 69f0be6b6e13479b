import itertools

from isoledger.core.books import WALLET, Book, pool_book
from isoledger.core.events import Fill, Listing, MarginModeChange, MarginTransfer, Transfer
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.money import Money
from isoledger.core.numbers import Price
from isoledger.core.rules import PLAIN_RULES
from isoledger.testing.markets import MARKETS, USDT
from isoledger.testing.steps import (
    added,
    balances_of,
    happenings,
    is_own,
    positions_of,
    renamed,
)

AT = PositionId("BTCUSDT")


def at(n):
    return Stamp(time_ns=n, sequence=n, venue="v", account="a", id=str(n))


STORY = [
    Listing(stamp=at(0), instrument=MARKETS[0].terms),
    Transfer(stamp=at(1), amount=Money(100, USDT)),
    MarginTransfer(stamp=at(2), position=AT, amount=Money(30, USDT)),
    Fill(stamp=at(3), position=AT, size=1, price=Price.of(5)),
]


def test_a_happening_has_both_sides_of_an_event():
    seen = list(happenings(STORY, PLAIN_RULES))
    assert [h.event for h in seen] == STORY
    assert all(a.after is b.before for a, b in itertools.pairwise(seen))
    assert seen[2].moved() == {(WALLET, USDT): -30, (Book("isolated:BTCUSDT"), USDT): 30}


def test_balances_leave_out_what_is_nothing():
    *_, last = happenings(STORY, PLAIN_RULES)
    assert balances_of(last.after) == {(WALLET, USDT): 70, (Book("isolated:BTCUSDT"), USDT): 30}
    sums = {}
    for seen in happenings(STORY, PLAIN_RULES):
        added(sums, seen.entry)
    assert sums == {**balances_of(last.after), (Book("outside"), USDT): -100}


def test_own_books_are_told_from_counter_books():
    own = (WALLET, Book("debt"), pool_book("x"), Book("isolated:A"), Book("isolated:A:reserve"))
    assert all(map(is_own, own))
    assert not any(map(is_own, (Book("outside"), Book("fees"), Book("pnl"), Book("insurance"))))


def test_a_change_of_mode_speaks_of_both_ends():
    change = MarginModeChange(stamp=at(4), position=AT, pool="cross")
    assert positions_of(change) == {AT, AT._replace(pool="cross")}
    assert positions_of(STORY[1]) == set()


def test_a_renamed_event_is_the_same_about_another_symbol():
    swap = {"BTCUSDT": "X"}
    assert renamed(STORY[3], swap).position == PositionId("X")
    assert renamed(STORY[0], swap).instrument.symbol == "X"
    assert renamed(STORY[1], swap) is STORY[1]
