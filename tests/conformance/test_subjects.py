"""What a step of a recorded life is about."""

from fractions import Fraction

from isoledger.conformance.entries import Entry
from isoledger.conformance.recorded import Held, Recorded, Step
from isoledger.conformance.registry import READERS
from isoledger.conformance.subjects import HOME, Witness
from isoledger.core.instrument import Payoff


def witness(venue, symbol, *held, twins=(), what=""):
    steps = (Step(place=1, time_ns=None, seen=held),)
    life = Recorded(venue=venue, symbol=symbol, steps=steps, what=what)
    return Witness(life=life, readers=READERS, twins=twins)


RAW = {
    "symbol": "BTCUSDT", "holdSide": "long", "total": "2", "openPriceAvg": "100", "leverage": "10",
    "marginMode": "isolated", "marginSize": "20", "markPrice": "110", "keepMarginRate": "0.005",
    "liquidationPrice": "90.5", "uTime": "1700000000000",
}  # fmt: skip


def test_the_reader_of_its_venue_is_asked_first():
    found = witness("bitget", "BTCUSDT (USDT-M)").of(Held(raw=RAW), Fraction(0))
    assert (found.margin, found.mark) == (20, 110)
    assert found.rules.home == HOME
    assert found.holding.instrument.symbol == "BTCUSDT"
    assert found.holding.size * found.holding.instrument.lot == 2


def test_a_position_of_a_pool_has_no_margin_of_its_own():
    raw = RAW | {"marginMode": "crossed", "marginRatio": ""}
    found = witness("bitget", "BTCUSDT").of(Held(raw=raw), Fraction(50))
    assert (found.margin, found.reserve) == (0, 0)


def test_a_twin_with_the_same_printed_price_says_what_the_step_leaves_out():
    held = Held(raw={"margin": "30"}, price="90.5")
    mine = Entry(place="1", venue="bitget", raw=RAW, reported="90.5")
    other = Entry(place="2", venue="gate", raw=RAW, reported="90.5")
    found = witness("bitget", "BTCUSDT", held, twins=(other, mine)).of(held, Fraction(0))
    assert found.holding.size * found.holding.instrument.lot == 2
    assert witness("bitget", "BTCUSDT", held, twins=(other,)).of(held, Fraction(0)) is None


def test_size_and_entry_alone_make_a_position_without_a_price():
    held = Held(raw={}, quantity=Fraction(-1), entry="200")
    linear = witness("bybit", "BTCUSDT").of(held, Fraction(0))
    inverse = witness("bybit", "BTCUSD").of(held, Fraction(0))
    assert linear.holding.cost.value == -200
    assert inverse.holding.instrument.payoff is Payoff.INVERSE
    assert inverse.holding.entry_price() == 200
    assert witness("bybit", "BTCUSD").of(Held(raw={}), Fraction(0)) is None


def test_value_and_profit_at_the_mark_tell_size_and_entry():
    raw = {
        "markValue": 7433000,
        "markPrice": "6726.8",
        "maintMargin": 301200,
        "posMargin": 303200,
        "unrealisedPnl": -2000,
        "liquidationPrice": "6968.5",
    }
    held = Held(raw=raw, profit=Fraction(-2, 10**5))
    found = witness("bitmex", "XBTUSD", what="isolated short").of(held, Fraction(0))
    assert found.holding.size == -500
    assert found.holding.cost.value == Fraction("0.07435")
    assert found.margin == Fraction("0.003032")
    blind = Held(raw=raw, profit=None)
    assert witness("bitmex", "XBTUSD", what="isolated").of(blind, Fraction(0)) is None
