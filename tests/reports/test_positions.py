from fractions import Fraction

from isoledger import (
    Fill,
    Listing,
    MarginTransfer,
    PoolTransfer,
    PositionId,
    Price,
    Transfer,
    bankruptcy_price,
    liquidation_price,
)
from isoledger.core.books import WALLET, pool_book
from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice
from isoledger.core.events import LeverageChange
from isoledger.core.numbers import Exact
from isoledger.core.rules import PLAIN_RULES
from isoledger.reports.positions import Marks, position_rows
from tests.reports.kit import LINEAR, USDT, XBT, at, replay

RULES = PLAIN_RULES.at(0)
ALONE, SHARED = PositionId("BTCUSDT"), PositionId("BTCUSDT", pool="cross")


def isolated():
    return [
        Listing(stamp=at(0), instrument=LINEAR),
        Transfer(stamp=at(1), amount=USDT.exactly(5000)),
        MarginTransfer(stamp=at(2), position=ALONE, amount=USDT.exactly(100)),
        LeverageChange(stamp=at(3), position=ALONE, leverage=Exact.of(12)),
        Fill(stamp=at(4), position=ALONE, size=20, price=Price.of(60000)),
    ]


def crossed():
    pool = pool_book("cross")
    return [
        *isolated(),
        Transfer(stamp=at(5), amount=XBT.exactly(1)),
        PoolTransfer(stamp=at(6), amount=USDT.exactly(100), source=WALLET, target=pool),
        PoolTransfer(stamp=at(7), amount=XBT.exactly("0.001"), source=WALLET, target=pool),
        Fill(stamp=at(8), position=SHARED, size=-10, price=Price.of(60000)),
    ]


def rows(events, **marks):
    return position_rows(replay(events).account, RULES, time_ns=0, marks=Marks(**marks))


def test_an_isolated_position_needs_no_marks():
    account = replay(isolated()).account
    (row,) = rows(isolated())
    position = account.isolated[ALONE]
    assert row.ends == liquidation_price(position, RULES, time_ns=0)
    assert row.bankruptcy == bankruptcy_price(position)
    assert (row.quantity, row.leverage, row.unsolved) == (Fraction(20, 1000), "12", "")
    assert (row.margin, row.mark, row.profit) == (USDT.exactly(100), None, None)


def test_a_mark_gives_the_profit():
    (row,) = rows(isolated(), prices={"BTCUSDT": Fraction(61000)})
    assert row.profit == 20


def test_a_pool_needs_marks_and_says_so():
    alone, shared = rows(crossed())
    assert isinstance(alone.ends, LiquidationPrice)
    assert (shared.ends, shared.margin, shared.bankruptcy) == (None, None, None)
    assert "needs the mark of" in shared.unsolved


def test_worths_are_taken_relative_to_what_the_leg_settles_in():
    prices = {"BTCUSDT": Fraction(60000)}
    one = rows(crossed(), prices=prices, worths={"USDt": Fraction(1), "XBt": Fraction(60000)})
    other = rows(crossed(), prices=prices, worths={"USDt": Fraction(2), "XBt": Fraction(120000)})
    assert one == other
    ends = one[1].ends
    assert isinstance(ends, LiquidationPrice)
    # 160 of collateral behind 600 short: w = (160 + 600) / 1.005, a hundredth of it the price
    assert ends.exact == Fraction(760 * 1000, 1005) * 100
    missing = rows(crossed(), prices=prices, worths={"XBt": Fraction(1)})
    assert missing[1].ends is None


def test_what_is_flat_is_shown_only_while_margin_is_left():
    close = Fill(stamp=at(9), position=ALONE, size=-20, price=Price.of(60000))
    (row,) = rows([*isolated(), close])
    assert isinstance(row.ends, NoLiquidationPrice)
    back = MarginTransfer(stamp=at(10), position=ALONE, amount=USDT.exactly(-100))
    assert rows([*isolated(), close, back]) == ()
