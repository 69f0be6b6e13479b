"""Cases that other software gets wrong, with its number and ours.

Their numbers are measured or transliterated and cited in docs/explanation/wrong-elsewhere.md. Each
test first computes theirs, by their own formula, so that the difference is seen and not believed.
"""

import itertools
from fractions import Fraction

import pytest

from isoledger.core.books import ALL, PNL
from isoledger.core.certificate import LiquidationPrice
from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.events import Fill, Liquidation, Listing, MarginTransfer, Transfer
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.ledger import Ledger
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.core.money import Asset
from isoledger.core.numbers import Price
from isoledger.core.rules import PLAIN_RULES
from isoledger.core.tiers import TierTable
from isoledger.testing.markets import tier_table

USDT = Asset("USDT", 8)
XBT = Asset("XBT", 8)
AT = PositionId("S")


def contract(settle=USDT, payoff=Payoff.LINEAR, multiplier="1", tiers=None):
    return Instrument(
        symbol="S",
        base="A",
        quote="B",
        settle=settle,
        payoff=payoff,
        multiplier=Fraction(multiplier),
        tick=Fraction("0.01"),
        tiers=None if tiers is None else Dated[TierTable].always(tiers),
    )


class Told:
    """A journal, told one event after the other."""

    def __init__(self, terms, margin, deposit=None):
        self.events = []
        self.settle = terms.settle
        self.tell(Listing, instrument=terms)
        self.tell(Transfer, amount=terms.settle.exactly(deposit or margin), kind="deposit")
        self.tell(MarginTransfer, position=AT, amount=terms.settle.exactly(margin))

    def tell(self, event, **what):
        n = len(self.events)
        stamp = Stamp(time_ns=n, sequence=n, venue="v", account="a", id=str(n))
        self.events.append(event(stamp=stamp, **what))

    def fills(self, *trades):
        for size, price in trades:
            self.tell(Fill, position=AT, size=size, price=Price.of(price))
        return self

    @property
    def ledger(self):
        return Ledger.replay(self.events)

    @property
    def realised(self):
        """All profit booked, in coins."""
        units = sum(entry.total(PNL, self.settle).units for entry in self.ledger.entries())
        return Fraction(-units, 10**self.settle.decimals)


def test_an_inverse_average_is_harmonic_not_arithmetic():
    """nautilus_trader 1.221.0 books 0.33333333 BTC; lfest-rs averages alike."""
    arithmetic = (Fraction(10_000) + 20_000) / 2
    theirs = 20_000 * (1 / arithmetic - Fraction(1, 20_000))
    told = Told(contract(XBT, Payoff.INVERSE), "2")
    told.fills((10_000, "10000"), (10_000, "20000"))
    entry = told.ledger.account.isolated[AT].holding.entry_price()
    told.fills((-20_000, "20000"))
    assert round(theirs, 8) == Fraction("0.33333333")
    assert entry == Fraction(40_000, 3)
    assert told.realised == Fraction(1, 2)


def test_a_coin_margined_long_that_doubles_gains():
    """LEAN's coin futures profit, by its code, is -0.05 BTC: 1,000 USD bought at 10,000."""
    theirs = Fraction(1_000, 20_000) - Fraction(1_000, 10_000)
    told = Told(contract(XBT, Payoff.INVERSE), "1").fills((1_000, "10000"), (-1_000, "20000"))
    assert theirs == Fraction("-0.05")
    assert told.realised == Fraction("0.05")


def partial_fills():
    """2,000 buys of 1 to 97 lots of 0.001, around 62,371.5: nothing is round."""
    return [(1 + 31 * n % 97, f"{62_000_00 + 7919 * n % 74_311}e-2") for n in range(2_000)]


def test_two_thousand_partial_fills_do_not_drift():
    """nautilus_trader 1.221.0 drifts by 0.006 on 2,000 fills; so does any running average."""
    told = Told(contract(multiplier="0.001"), "1").fills(*partial_fills())
    held = told.ledger.account.isolated[AT].holding
    cost = sum(size * Fraction(Price.of(price).value) for size, price in partial_fills())
    size = sum(size for size, _ in partial_fills())
    assert held.entry_price() == cost / size == Fraction(306_008_168_731, 4_904_750)
    average, lots = 0.0, 0
    for more, price in partial_fills():  # what others keep: an average price, a float, rounded
        average = round((average * lots + more * float(Price.of(price).value)) / (lots + more), 8)
        lots += more
    assert average != float(cost / size)
    told.fills((-size, "62500"))
    assert told.realised == Fraction(size, 1000) * 62_500 - cost / 1000
    assert told.ledger.account.isolated[AT].holding.cost.units == 0


def test_two_thousand_closes_do_not_drift_either():
    """Closed in 2,000 pieces, the profit is what was got less what was paid, to the last unit."""
    told = Told(contract(multiplier="0.001"), "1000000").fills(*partial_fills())
    sells = [
        (-size, f"{61_900_00 + 104_729 * n % 99_991}e-2")
        for n, (size, _) in enumerate(partial_fills())
    ]
    told.fills(*sells)
    got = -sum(size * Price.of(price).value for size, price in sells) / 1000
    paid = sum(size * Price.of(price).value for size, price in partial_fills()) / 1000
    assert told.realised == got - paid
    assert told.ledger.account.isolated[AT].margin.value == 1_000_000 + got - paid


def test_a_gap_loss_stays_in_the_position():
    """bot-engine's MarginLedger books it against free money: 9,000 free, not 9,500."""
    free, posted, loss = 10_000 - 500, 500, 1_000
    theirs = free + posted - loss
    told = Told(contract(), "500", deposit="10000").fills((1, "41000"))
    told.tell(Liquidation, position=AT, price=Price.of("40000"))
    account = told.ledger.account
    assert theirs == 9_000
    assert account.balance(USDT).value == 9_500
    assert account.balance(USDT, ALL).value == 9_500


@pytest.mark.parametrize(
    ("trades", "theirs", "ours"),
    [
        ([(1, 100), (1, 110), (-2, 120)], 20, 30),
        ([(1, 100), (1, 200), (-1, 150), (-1, 150)], -50, 0),
    ],
)
def test_realised_profit_is_against_the_cost_not_against_the_last_order(trades, theirs, ours):
    """gocryptotrader's CalculatePNL subtracts the previous order's price."""
    told = Told(contract(), "500").fills(*((size, str(price)) for size, price in trades))
    booked = sum(
        -size * (price - before)
        for (_, before), (size, price) in itertools.pairwise(trades)
        if size < 0
    )
    assert booked == theirs
    assert told.realised == ours


def alone(cost, margin, tiers, settle=USDT, size=1):
    held = Holding(contract(settle, tiers=tiers), size, settle.exactly(cost))
    margin = settle.exactly(margin)
    return IsolatedPosition(id=AT, holding=held, margin=margin, reserve=settle.zero)


def solved(position, rules=None):
    rules = rules or PLAIN_RULES.at(0)
    found = liquidation_price(position, rules, time_ns=0)
    assert isinstance(found, LiquidationPrice)
    return found


@pytest.mark.parametrize(
    ("leverage", "theirs", "ours"),
    [(5, "40200", "40160.64"), (10, "45200", "45180.72"), (50, "49200", "49196.79")],
)
def test_maintenance_falls_with_the_price(leverage, theirs, ours):
    """ccxt 4.5.90 safe_position holds it at 200, whatever the price: 45,200.0 at 10x."""
    entry, rate = Fraction(50_000), Fraction("0.004")
    shortcut = entry * (1 - Fraction(1, leverage) + rate)
    tiers = TierTable.flat(initial=Fraction(1, 100), maintenance=rate)
    found = solved(alone(50_000, 50_000 // leverage, tiers))
    assert shortcut == Fraction(theirs)
    assert found.exact == entry * (1 - Fraction(1, leverage)) / (1 - rate)
    assert round(found.exact, 2) == Fraction(ours)


BRACKETS = tier_table(
    (0, "0.008", "0.004"),
    (300_000, "0.01", "0.005"),
    (800_000, "0.013", "0.0065"),
    (3_000_000, "0.02", "0.01"),
)
"""BTC brackets that give both columns of the measurement: amounts 0, 300, 1,500 and 12,000."""


@pytest.mark.parametrize(
    ("leverage", "stake", "theirs", "ours", "tier"),
    [
        (10, 250_000, "90361.45", "90528.43", 2),
        (20, 250_000, "95381.53", "95717.17", 3),
        (50, 20_000, "98393.57", "98490.19", 2),
    ],
)
def test_the_bracket_is_that_of_the_value_not_of_the_stake(leverage, stake, theirs, ours, tier):
    """freqtrade 2026.9 looks the bracket up by stake: always on the unsafe side."""
    notional = stake * leverage
    size = notional // 100_000
    by_stake = BRACKETS.at(Fraction(stake))
    short_cut = (notional - stake - by_stake.deduction) / (size * (1 - by_stake.maintenance))
    found = solved(alone(notional, stake, BRACKETS, size=size))
    assert round(short_cut, 2) == Fraction(theirs)
    assert round(found.exact, 2) == Fraction(ours)
    assert found.certificate.tier == tier
    assert short_cut < found.exact, "a stop placed by theirs comes too late"


def test_a_losing_short_beside_a_long_brings_its_liquidation_nearer():
    """freqtrade 2026.9, cross: the other short's loss has no sign: 75,481.93."""
    flat = TierTable.flat(initial=Fraction(1, 100), maintenance=Fraction("0.004"))
    btc = contract(tiers=flat)
    eth = Instrument(
        symbol="ETH",
        base="E",
        quote="B",
        settle=USDT,
        payoff=Payoff.LINEAR,
        multiplier=Fraction(1),
        tick=Fraction("0.01"),
        tiers=Dated[TierTable].always(flat),
    )
    long, short = PositionId("S", "net", "cross"), PositionId("ETH", "net", "cross")
    pool = CrossPool(
        name="cross",
        balances=FrozenMap({USDT: USDT.exactly(20_000)}),
        holdings=FrozenMap(
            {
                long: Holding(btc, 1, USDT.exactly(100_000)),
                short: Holding(eth, -10, USDT.exactly(-40_000)),
            }
        ),
    )
    marks = {"S": Fraction(100_000), "ETH": Fraction(4_500)}
    loss, needs = 10 * (4_500 - 4_000), 45_000 * Fraction("0.004")
    theirs = (100_000 - 20_000 - loss + needs) / Fraction("0.996")
    found = pool_liquidation_price(pool, long, marks, PLAIN_RULES.at(0), time_ns=0)
    assert round(theirs, 2) == Fraction("75481.93")
    assert isinstance(found, LiquidationPrice)
    assert round(found.exact, 2) == Fraction("85522.09")
