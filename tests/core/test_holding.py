from fractions import Fraction

import pytest

from isoledger.core.errors import AssetMismatchError, TermsError
from isoledger.core.holding import Holding, traded_units
from isoledger.core.money import Money
from isoledger.core.numbers import Price
from tests.core.kit import INVERSE, LINEAR, QUANTO, USDT, XBT, usdt

LONG = Holding(LINEAR, 3, usdt("100"))
SHORT = Holding(LINEAR, -3, usdt("-100"))


def test_nothing_is_flat_and_costs_nothing():
    nothing = Holding.nothing(LINEAR)
    assert nothing.is_flat
    assert nothing.cost == USDT.zero
    assert nothing.profit(Fraction(1000)) == 0
    assert nothing.entry_price() is None


def test_profit_is_value_less_cost():
    assert LONG.profit(Fraction(40)) == 20
    assert SHORT.profit(Fraction(40)) == -20
    # 100 USD bought at 8000 for 0.0125, worth 0.01 at 10000: 0.0025 gained
    coin = Holding(INVERSE, 100, Money(-1_250_000, XBT))
    assert coin.profit(Fraction(10_000)) == Fraction(25, 10_000)
    # 10 contracts * 100 sat * (210 - 200) = 10,000 sat
    foreign = Holding(QUANTO, 10, QUANTO.cost(10, Price.of(200), 0))
    assert foreign.profit(Fraction(210)) == Fraction(10_000, 10**8)


def test_the_entry_price_is_a_view_of_the_cost():
    assert LONG.entry_price() == Fraction(100, 3)
    assert Holding(LINEAR, 3, usdt("-1")).entry_price() is None


def test_two_inverse_buys_have_the_harmonic_mean_and_not_the_arithmetic_one():
    # 100 USD at 5000 and 100 USD at 10000: 0.02 + 0.01 = 0.03 coins for 200 USD
    first, _ = Holding.nothing(INVERSE).traded(100, INVERSE.cost(100, Price.of(5000), 0))
    both, realised = first.traded(100, INVERSE.cost(100, Price.of(10_000), 0))
    assert both.cost == XBT.exactly("-0.03")
    assert both.entry_price() == Fraction(20_000, 3)
    assert not realised


TRADES = {
    # held, cost, size, paid, stated -> held, cost, realised
    "opening": (0, 0, 3, 100, None, 3, 100, 0),
    "opening short": (0, 0, -3, -100, None, -3, -100, 0),
    "adding": (3, 100, 2, 90, None, 5, 190, 0),
    "adding short": (-3, -100, -2, -90, None, -5, -190, 0),
    "closing one of three, the residue stays": (3, 100, -1, -40, None, 2, 67, 7),
    "closing one of three short": (-3, -100, 1, 40, None, -2, -67, -7),
    "closing all": (3, 100, -3, -120, None, 0, 0, 20),
    "closing all short": (-3, -100, 3, 120, None, 0, 0, -20),
    "a tie goes to the even": (2, 5, -1, -4, None, 1, 3, 2),
    "a tie of a short too": (-2, -5, 1, 4, None, -1, -3, -2),
    "flipping": (3, 100, -5, -200, None, -2, -80, 20),
    "flipping short": (-3, -100, 5, 200, None, 2, 80, -20),
    "flipping, what closes is rounded": (1, 10, -3, -100, None, -2, -67, 23),
    "the venue's profit on a part, what is left carries the rest": (3, 100, -1, -40, 5, 2, 65, 5),
    "the venue's profit on all": (3, 100, -3, -120, 19, 0, 0, 19),
    "the venue's profit on a flip": (3, 100, -5, -200, 19, -2, -80, 19),
    "the venue's profit on an opening": (0, 0, 3, 100, 2, 3, 102, 2),
    "nothing traded": (3, 100, 0, 0, None, 3, 100, 0),
    "nothing traded for something": (3, 100, 0, 5, None, 3, 100, -5),
    "nothing traded short for something": (-3, -100, 0, 5, None, -3, -100, -5),
    "nothing traded where nothing is": (0, 0, 0, 0, None, 0, 0, 0),
    "nothing traded, and a profit stated": (0, 0, 0, 0, 5, 0, 0, 5),
}


@pytest.mark.parametrize("row", TRADES.values(), ids=TRADES)
def test_a_trade_closes_what_it_opposes_and_opens_the_rest(row):
    held, cost, size, paid, stated, *after = row
    assert traded_units(held, cost, size, paid, stated) == tuple(after)


@pytest.mark.parametrize("row", TRADES.values(), ids=TRADES)
def test_a_holding_trades_as_its_integers_do(row):
    held, cost, size, paid, stated, left, left_cost, profit = row
    booked = None if stated is None else Money(stated, USDT)
    after, realised = Holding(LINEAR, held, Money(cost, USDT)).traded(
        size, Money(paid, USDT), booked
    )
    assert after == Holding(LINEAR, left, Money(left_cost, USDT))
    assert realised == Money(profit, USDT)


def test_an_account_that_was_flat_never_keeps_a_cost():
    for size in (-4, 4):
        for paid in (-100, 0, 100):
            for stated in (None, -3, 0, 3):
                held, cost, _ = traded_units(-size, 17, size, paid, stated)
                assert (held, cost) == (0, 0)


def test_two_thousand_partial_fills_leave_no_drift():
    held, total = Holding.nothing(LINEAR), USDT.zero
    for _ in range(2000):
        held, _ = held.traded(1, usdt("33.33"))
    for _ in range(2000):
        held, realised = held.traded(-1, usdt("-33.33"))
        total += realised
    assert held.is_flat
    assert total == USDT.zero


def test_a_rebase_moves_profit_out_of_the_entry_and_equity_stays():
    moved = LONG.rebased(usdt("20"))
    assert moved.cost == usdt("120")
    assert moved.profit(Fraction(40)) + 20 == LONG.profit(Fraction(40))
    assert SHORT.rebased(usdt("-20")).cost == usdt("-120")


def test_nothing_held_has_no_entry_to_rebase():
    assert Holding.nothing(LINEAR).rebased(usdt("20")) == Holding.nothing(LINEAR)


def test_only_the_settle_asset_pays_for_a_holding():
    with pytest.raises(AssetMismatchError):
        Holding(LINEAR, 1, XBT.zero)
    with pytest.raises(AssetMismatchError):
        LONG.traded(1, XBT.exactly("1"))
    with pytest.raises(AssetMismatchError):
        LONG.traded(1, usdt("1"), XBT.zero)
    with pytest.raises(AssetMismatchError):
        LONG.rebased(XBT.exactly("1"))
    with pytest.raises(AssetMismatchError):
        Holding.nothing(LINEAR).rebased(XBT.exactly("1"))


def test_nothing_held_cannot_have_cost_something():
    with pytest.raises(TermsError) as caught:
        Holding(LINEAR, 0, usdt("1"))
    assert str(caught.value) == "BTCUSDT: nothing held cannot cost 1.00 USDT"


def test_a_holding_asks_its_contract_what_a_trade_costs():
    assert LONG.cost_of(2, Price.of("40"), 0) == usdt("80")
