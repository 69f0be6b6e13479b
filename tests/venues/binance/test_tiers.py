"""The tiers of every contract, and the price in the right one: found again without the solver."""

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from math import lcm

import pytest

import isoledger as il
from isoledger.core.tiers import MarginTier
from isoledger.venues import FieldError, UnreadableFileError
from isoledger.venues.binance.rules import CUT_NS, RULES
from isoledger.venues.binance.tiers import deduction, tier_tables
from isoledger.venues.framing import Frame, alone
from tests.real import real

FILE = "binance/freqtrade__freqtrade/freqtrade__exchange__binance_leverage_tiers.json"
ENTRIES = [(Fraction(e), Fraction(t)) for e, t in [("64000", "0.1"), ("0.8123", "0.0001")]]
AT = il.PositionId("X")


@cache
def tables() -> Mapping[str, il.TierTable]:
    return tier_tables(real(FILE).read_bytes(), "tiers.json")


@cache
def steps() -> dict[str, list[tuple[Fraction, Fraction]]]:
    """Floors and rates alone, read apart from the loader: what is deducted follows from them."""
    rows = json.loads(real(FILE).read_bytes(), parse_float=str, parse_int=str)
    return {
        symbol: [
            (Fraction(t["info"]["notionalFloor"]), Fraction(t["info"]["maintMarginRatio"]))
            for t in tiers
        ]
        for symbol, tiers in rows.items()
    }


def test_all_tiers_are_loaded_and_none_jumps():
    assert len(tables()) == 349
    assert sum(len(table.tiers) for table in tables().values()) == 2805
    assert not any(table.stepped or table.part for table in tables().values())


def test_a_tier_that_never_ends_has_no_cap():
    endless = [s for s, table in tables().items() if any(t.cap is None for t in table.tiers)]
    assert endless == ["BTCST/USDT:USDT"]


def test_numbers_are_those_of_the_text():
    tier = tables()["BTC/USDT:USDT"].tiers[2]
    assert (tier.floor, tier.cap, tier.maintenance, tier.initial, tier.deduction) == (
        600_000,
        3_000_000,
        Fraction("0.0065"),
        Fraction(1, 75),
        950,
    )


def positions(symbol: str, entry: Fraction, tick: Fraction) -> Iterator[il.IsolatedPosition]:
    """Five sizes, three leverages, both sides: below, on and above the floors of its tiers."""
    table = tables()[symbol]
    tiers = table.tiers
    first = tiers[0].cap
    assert first is not None
    wanted = [first * 3 / 5, first, tiers[1].floor * 11 / 10, tiers[len(tiers) // 2].floor * 2]
    for value in [*wanted, tiers[-1].floor * 3 / 2]:
        quantity = Fraction(round(value / entry * 1000), 1000) or Fraction(1, 1000)
        highest = 1 / table.at(quantity * entry).initial
        for sign in (1, -1):
            frame = Frame(
                symbol="X",
                quantity=sign * quantity,
                entry=entry,
                tick=tick,
                tiers=il.Dated.always(table),
            )
            for leverage in (highest, highest * 2 / 3, highest / 3):
                yield alone(frame.holding, quantity * entry / leverage, position=AT)


def bisected(position: il.IsolatedPosition, bends: Sequence[tuple[Fraction, Fraction]]):
    """The tick at which equity no longer exceeds the requirement; ``None``: there is none.

    Whole numbers only: everything is counted in units so small that nothing is left over. The
    requirement is summed up tier by tier, each rate on its own stretch of the value.
    """
    terms, size = position.holding.instrument, abs(position.holding.size)
    per_tick = terms.multiplier * size * terms.tick
    rates = lcm(*(rate.denominator for _, rate in bends))
    unit = lcm(per_tick.denominator, *(floor.denominator for floor, _ in bends), 10**30)
    step = int(per_tick * unit)
    floors = [(int(floor * unit), int(rate * rates)) for floor, rate in bends]
    ends = [floor for floor, _ in floors[1:]]
    margin, cost = (int(m.value * unit) for m in (position.margin, position.holding.cost))
    sign = 1 if position.holding.size > 0 else -1

    def safe(tick: int) -> bool:
        value = step * tick
        due = 0
        for (floor, rate), end in zip(floors, [*ends, value], strict=True):
            if value <= floor:
                break
            due += (min(value, max(end, floor)) - floor) * rate
        return (margin + sign * value - cost) * rates > due

    entry = int(abs(position.holding.cost.value) / per_tick)
    assert safe(entry), "nobody opens what is to be liquidated at once"
    if sign > 0:
        low, high = 0, entry
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if safe(middle) else (middle, high)
        return low * terms.tick or None
    low, high = entry, 2 * entry
    while safe(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if safe(middle) else (low, middle)
    return high * terms.tick


@pytest.mark.parametrize(("entry", "tick"), ENTRIES, ids=["dear", "cheap"])
def test_the_price_of_every_contract_lies_in_its_tier_and_is_found_again_by_bisection(entry, tick):
    rules = RULES.at(CUT_NS)
    symbols = sorted(tables())[ENTRIES.index((entry, tick)) :: len(ENTRIES)]
    seen, none, crossed = 0, 0, 0
    for symbol in symbols:
        table = tables()[symbol]
        for position in positions(symbol, entry, tick):
            found = il.liquidation_price(position, rules, time_ns=CUT_NS)
            expected = bisected(position, steps()[symbol])
            seen += 1
            if not isinstance(found, il.LiquidationPrice):
                none += 1
                assert expected is None, (symbol, position)
                continue
            assert found.tick == expected, (symbol, position)
            holding = position.holding
            value = abs(holding.instrument.value(holding.size, found.exact))
            tier = table.tiers[found.certificate.tier]
            beyond = tier is table.tiers[-1] and value > tier.floor  # larger is judged by the last
            assert tier.holds(value) or beyond, (symbol, position)
            crossed += table.at(abs(holding.cost.value)) != tier
    assert seen == 30 * len(symbols)
    assert none < seen / 3
    assert crossed > seen / 10, "the tier at the price is often another than that at the entry"


def test_the_bisection_sees_a_wrong_deduction():
    """Or else it would prove nothing: one cum too high, and the two part."""
    symbol = "BTC/USDT:USDT"
    first, *_ = positions(symbol, *ENTRIES[0])
    good = il.liquidation_price(first, RULES.at(CUT_NS), time_ns=CUT_NS)
    assert isinstance(good, il.LiquidationPrice)
    bent = [(floor, rate + Fraction(1, 1000)) for floor, rate in steps()[symbol]]
    assert good.tick == bisected(first, steps()[symbol]) != bisected(first, bent)


def test_a_maintenance_amount_continues_the_one_below():
    below = MarginTier(
        floor=Fraction(50_000),
        cap=Fraction(600_000),
        initial=Fraction(1, 100),
        maintenance=Fraction("0.005"),
        deduction=Fraction(50),
    )
    assert deduction(below, Fraction(600_000), Fraction("0.0065")) == 950


def bracket(**changes: object) -> dict[str, object]:
    """The first bracket of a USD-M contract."""
    values = {
        "bracket": 1,
        "initialLeverage": 75,
        "notionalCap": 10000,
        "notionalFloor": 0,
        "maintMarginRatio": 0.0065,
        "cum": 0,
    }
    return values | changes


def second(**changes: object) -> dict[str, object]:
    """The bracket after it."""
    more = {"bracket": 2, "notionalFloor": 10000, "notionalCap": 50000, "cum": 35}
    return bracket(**more, maintMarginRatio=0.01) | changes


def answer(*brackets: object, symbol: object = "ETHUSDT") -> bytes:
    return json.dumps([{"symbol": symbol, "notionalCoef": 1.5, "brackets": brackets}]).encode()


def test_the_venues_own_answer_is_read_in_any_order():
    table = tier_tables(answer(second(), bracket()), "brackets.json")["ETHUSDT"]
    assert [tier.deduction for tier in table.tiers] == [0, 35]


@pytest.mark.parametrize("floor", ["qtyFloor", "qtylFloor"])
def test_a_coin_answer_counts_in_coins_and_may_misspell_its_floor(floor):
    row = {floor: 0, "qtyCap": 50} | {
        k: v for k, v in bracket().items() if not k.startswith("notional")
    }
    (tier,) = tier_tables(answer(row, symbol="BTCUSD_PERP"), "b.json")["BTCUSD_PERP"].tiers
    assert (tier.floor, tier.cap) == (0, 50)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (answer(bracket(), second(cum=36)), "margin tier 1: deduction is 36"),
        (answer(bracket(), second(notionalFloor=10001)), "does not meet the cap"),
        (answer(bracket(), second(maintMarginRatio=0.001)), "rates fall"),
        (answer(bracket(cum=1)), "first tier"),
        (answer(), "there is no tier"),
        (answer(bracket(initialLeverage=0)), "0 is below 1"),
        (answer(bracket(initialLeverage=None)), "is missing"),
        (answer(bracket(cum="x")), "'x' is not a number"),
        (answer(bracket(cum=[])), "no text"),
        (answer("x"), "is no bracket"),
        (answer(symbol=None), "lacks symbol or brackets"),
        (b'{"X": 1}', "is no list of brackets"),
        (b"[" + answer(bracket())[1:-1] + b"," + answer(bracket())[1:], "is there twice"),
    ],
)
def test_what_is_wrong_with_brackets_is_said_with_its_place(data, why):
    with pytest.raises(FieldError, match=why) as error:
        tier_tables(data, "b.json")
    assert str(error.value).startswith("b.json")


def test_what_holds_no_brackets_at_all_is_refused():
    with pytest.raises(UnreadableFileError, match="neither array nor object"):
        tier_tables(b'"x"', "b.json")
