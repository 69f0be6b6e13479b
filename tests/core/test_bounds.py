"""Answers where something is not known: intervals that hold every answer that could be right."""

from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

import isoledger as il
from isoledger.core.bounds import LiquidationRange, Span, Unknowns, liquidation_range
from isoledger.core.certificate import LiquidationPrice
from isoledger.core.dated import Dated
from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.holding import Holding
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.numbers import Exact
from isoledger.core.rules import Basis, FeeOn, Rules, Shown
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.core.whatif import Moment
from tests.core.kit import BTC, LINEAR, POOLED, USDC, USDT, XBT, terms, usdt
from tests.core.whatif.kit import NOW, beside, pooled

TEN = Exact.of(10)
UNMARKED = Moment(rules=Rules(), time_ns=0)


def held(instrument, margin="100", size=1, leverage=TEN):
    return IsolatedPosition(
        id=BTC,
        holding=Holding(instrument, size, usdt(str(1000 * size))),
        margin=usdt(margin),
        reserve=usdt("0"),
        leverage=leverage,
    )


def between(low, high, why="?"):
    return Span(low=Fraction(low), high=Fraction(high), why=why)


def by(**rules):
    return evolve(UNMARKED, rules=Rules(**rules))


def ends(found):
    return found.low and found.low.exact, found.high and found.high.exact


def test_unknown_tiers_lie_between_none_and_the_initial_margin():
    # bankrupt at 900; with 10 % required 100 + w - 1000 = 0.1 w at 1000
    found = liquidation_range(held(terms(tiers=None)), UNMARKED, Unknowns())
    assert ends(found) == (900, 1000)
    (why,) = found.reasons
    assert why.startswith(
        "maintenance rate of BTCUSDT between 0 and 1/10: the tier table is unknown"
    )


def test_without_tiers_and_leverage_nothing_can_be_said():
    for leverage in (None, Exact.of(0)):
        with pytest.raises(TermsError, match="neither its margin tiers nor a leverage"):
            liquidation_range(held(terms(tiers=None), leverage=leverage), UNMARKED, Unknowns())


def test_an_unknown_fee_makes_an_interval():
    fee = between(0, "0.01", "the fee level is not known")
    found = liquidation_range(held(LINEAR), UNMARKED, Unknowns(closing_fee=fee))
    assert ends(found) == (Fraction(90_000, 95), Fraction(90_000, 94))
    assert found.reasons == ("closing fee between 0 and 1/100: the fee level is not known",)


def test_an_unknown_mark_makes_an_interval_where_it_matters():
    at_mark, mark = by(basis=Basis.MARK), {"BTCUSDT": between(900, 1100, "old")}
    found = liquidation_range(held(LINEAR), at_mark, Unknowns(marks=mark))
    assert ends(found) == (945, 955)
    with pytest.raises(MissingMarkError):
        liquidation_range(held(LINEAR), at_mark, Unknowns())
    known = at_mark.at({"BTCUSDT": Fraction(900)})
    assert ends(liquidation_range(held(LINEAR), known, Unknowns())) == (945, 945)
    assert ends(liquidation_range(held(LINEAR), UNMARKED, Unknowns(marks=mark))) == (
        Fraction(90_000, 95),
        Fraction(90_000, 95),
    )


def test_an_unknown_rate_makes_an_interval():
    rate = {"BTCUSDT": between("-0.01", "0.01", "not published yet")}
    found = liquidation_range(held(LINEAR), by(funding_required=True), Unknowns(funding=rate))
    assert ends(found) == (Fraction(90_000, 95), Fraction(90_000, 94))


def test_where_an_answer_is_none_the_end_on_its_side_is_open():
    # 1050 behind a long that cost 1000: covered without a fee, 50 + w = 50 + f w has no root
    fee = between(0, "0.1")
    covered = liquidation_range(
        held(LINEAR, "1049"), by(basis=Basis.ENTRY), Unknowns(closing_fee=between(0, "0.5"))
    )
    assert ends(covered) == (1, 2), "49 + w = 50, and 49 + w = 50 + w / 2"
    covered = liquidation_range(held(LINEAR, "1050"), UNMARKED, Unknowns(closing_fee=fee))
    assert ends(covered) == (None, None), "at no fee is there a price"
    nothing = liquidation_range(held(LINEAR, "2000"), UNMARKED, Unknowns())
    assert nothing == LiquidationRange(low=None, high=None, answers=nothing.answers, reasons=())
    some = Unknowns(worths={USDC: between(1, 2)})
    rich = pooled("0").moved(USDC.exactly("900"))
    assert ends(liquidation_range(rich, NOW, some)) == (None, Fraction(10_000, 95))
    short = pooled("0", cost="-1000", size=-1).moved(USDC.exactly("-600"))
    sunk = liquidation_range(short, NOW, some)  # 1000 - 600 or 1000 - 1200
    assert ends(sunk) == (None, Fraction(40_000, 105))


def test_a_long_that_may_be_sunk_is_open_above():
    short = POOLED._replace(leg="short")
    pool = pooled("-50").pool
    holdings = pool.holdings.set(short, Holding(LINEAR, -1, usdt("-1100")))
    both = il.PooledPosition.of(evolve(pool, holdings=holdings), POOLED)
    # no price moves 50, but the requirement does: 50 = 0.1 w, or 50 = (0.1 + 2 f) w
    found = liquidation_range(both, NOW, Unknowns(closing_fee=between(0, "0.1")))
    assert {getattr(a, "reason", None) for a in found.answers} <= {None, *il.NoPrice}


def test_what_is_not_shown_may_be_anywhere():
    shown = by(shown=Shown(floor=Fraction(950)))
    fee = Unknowns(closing_fee=between(0, "0.01"))
    assert ends(liquidation_range(held(LINEAR), shown, fee)) == (None, None)


def test_a_known_number_is_a_span_of_one():
    fee = between("0.01", "0.01", "known")
    found = liquidation_range(held(LINEAR), UNMARKED, Unknowns(closing_fee=fee))
    assert len(found.answers) == 1


def test_a_span_has_its_ends_in_order():
    with pytest.raises(TermsError, match="1 is below 2"):
        between(2, 1)


# --- of a pool

COINS = NOW.at({"XBTUSD": Fraction(1000)})


def test_the_mark_of_another_leg_makes_an_interval():
    # short 1000 dollars of coins at 1000, at 800: worth 1.25, 0.25 won; 125 against 5 % of 625
    moment = evolve(COINS, worths={XBT: Fraction(500)})
    spans = Unknowns(marks={"XBTUSD": between(800, 1000)})
    found = liquidation_range(beside(pooled(), -1000, "1"), moment, spans)
    assert [end * Fraction(95, 100) for end in ends(found)] == [
        900 - 125 + Fraction("31.25"),
        900 + 25,
    ]
    (why,) = found.reasons
    assert why == "mark of XBTUSD between 800 and 1000: ?"


def test_between_its_ends_an_unknown_mark_is_tried_at_entries_and_floors():
    # won at 800 and lost at 1250; at its entry of 1000 nothing is
    moment = evolve(COINS, worths={XBT: il.Worth(Fraction(500), Fraction(1))})
    spans = Unknowns(marks={"XBTUSD": between(800, 1250)})
    found = liquidation_range(beside(pooled(), -1000, "1"), moment, spans)
    assert len(found.answers) == 3
    # gains count for nothing: 5 % of 1.25, 1 and 0.8 coins of 500, and 100 lost at 1250
    assert [end * Fraction(95, 100) for end in ends(found)] == [
        900 + 25,
        900 + 20 + 100,
    ]


def stepped(rates=("0.05", "0.1"), **changes):
    tiers = tuple(
        MarginTier(
            floor=Fraction(500) * i,
            cap=None if i == len(rates) - 1 else Fraction(500) * (i + 1),
            initial=Fraction(1),
            maintenance=Fraction(rate),
        )
        for i, rate in enumerate(rates)
    )
    return TierTable(tiers=tiers, stepped=True, **changes)


def with_ether(table, size=1, cost="400"):
    """A coin in a pool, and one or more of ether beside it."""
    at = il.PositionId("ETH", pool="cross")
    pool = pooled().pool
    tiers = None if table is None else Dated.always(table)
    holding = Holding(terms("ETH", tiers=tiers), size, usdt(cost))
    return il.PooledPosition.of(evolve(pool, holdings=pool.holdings.set(at, holding)), POOLED)


ETHER = {"ETH": between(400, 600)}


def test_behind_a_floor_of_a_stepped_table_the_requirement_has_jumped():
    """At 500 the requirement is 25, just behind it 50, though 100 were won: the worst is there."""
    position = with_ether(stepped(("0.05", "0.5")))
    found = liquidation_range(position, NOW, Unknowns(marks=ETHER))
    # at 400: 0 - 20; entry the same; at 500: 100 - 25; behind: 100 - 250; at 600: 200 - 300
    assert [end * Fraction(95, 100) for end in ends(found)] == [900 - 75, 900 + 150]
    assert len(found.answers) == 5
    above = Unknowns(marks={"ETH": between(550, 600)})
    assert len(liquidation_range(position, NOW, above).answers) == 2, "no bend is between these"


def test_legs_that_meet_a_floor_at_one_mark_jump_together():
    """One bought at 400, one sold at 400: nothing is won, and both requirements jump at 500."""
    position = with_ether(stepped(("0.05", "0.5")))
    short = il.PositionId("ETH", "short", "cross")
    ether = next(h for at, h in position.pool.holdings.items() if at.symbol == "ETH")
    holdings = position.pool.holdings.set(short, Holding(ether.instrument, -1, usdt("-400")))
    both = il.PooledPosition.of(evolve(position.pool, holdings=holdings), POOLED)
    found = liquidation_range(both, NOW, Unknowns(marks={"ETH": between(400, 500)}))
    assert [end * Fraction(95, 100) for end in ends(found)] == [900 + 40, 900 + 500]


def test_what_does_not_jump_with_the_mark_is_not_tried():
    entry_only = 3  # both ends and the entry
    for moment, table in (
        (evolve(NOW, rules=Rules(basis=Basis.ENTRY)), stepped()),
        (NOW, stepped(by_size=True)),
    ):
        found = liquidation_range(with_ether(table), moment, Unknowns(marks=ETHER))
        assert len(found.answers) == entry_only
    bends = evolve(stepped(), stepped=False, tiers=_continuous())
    assert len(liquidation_range(with_ether(bends), NOW, Unknowns(marks=ETHER)).answers) == 4
    flat = with_ether(stepped(), size=0, cost="0")
    assert len(liquidation_range(flat, NOW, Unknowns(marks=ETHER)).answers) == 2
    strange = with_ether(stepped(), cost="-5")  # past profits moved its entry to where no price is
    assert len(liquidation_range(strange, NOW, Unknowns(marks=ETHER)).answers) == 4


def _continuous():
    low, high = stepped().tiers
    return low, evolve(high, deduction=Fraction(25))


def test_an_unknown_table_of_another_leg_is_bound_by_its_leverage():
    at = il.PositionId("ETH", pool="cross")
    position = with_ether(None)
    moment = NOW.at({"ETH": Fraction(400)})
    with pytest.raises(TermsError, match="ETH: neither its margin tiers nor a leverage"):
        liquidation_range(position, moment, Unknowns())
    levered = evolve(position.pool, leverage=il.FrozenMap({at: Exact.of(4)}))
    found = liquidation_range(il.PooledPosition.of(levered, POOLED), moment, Unknowns())
    assert [end * Fraction(95, 100) for end in ends(found)] == [900, 900 + 100]
    named = Unknowns(maintenance={"ETH": between("0.1", "0.2")}, marks=ETHER)
    found = liquidation_range(position, moment, named)
    # at 400: 40 or 80; at 600: 60 or 120, and 200 won
    assert [end * Fraction(95, 100) for end in ends(found)] == [900 + 60 - 200, 900 + 80]


def test_of_two_legs_the_leverage_that_says_less_bounds_both():
    ids = [il.PositionId("ETH", leg, "cross") for leg in ("long", "short")]
    unknown = terms("ETH", tiers=None)
    pool = pooled().pool
    for at, size, leverage in zip(ids, (1, -1), (10, 4), strict=True):
        pool = evolve(
            pool,
            holdings=pool.holdings.set(at, Holding(unknown, size, usdt(str(400 * size)))),
            leverage=pool.leverage.set(at, Exact.of(leverage)),
        )
    moment = NOW.at({"ETH": Fraction(400)})
    for first in (
        pool,
        evolve(pool, holdings=il.FrozenMap(dict(reversed(list(pool.holdings.items()))))),
    ):
        found = liquidation_range(il.PooledPosition.of(first, POOLED), moment, Unknowns())
        assert [end * Fraction(95, 100) for end in ends(found)] == [900, 900 + 200]
        assert len(found.reasons) == 1


def test_unknown_worths_and_haircuts_make_an_interval():
    rich = pooled("0").moved(USDC.exactly("100"))
    price, cut = {USDC: between("0.9", "1.1")}, {USDC: between(0, "0.5")}
    found = liquidation_range(rich, NOW, Unknowns(worths=price))
    assert [end * Fraction(95, 100) for end in ends(found)] == [890, 910]
    halved = evolve(NOW, worths={USDC: il.Worth(Fraction(1), Fraction(1, 2))})
    found = liquidation_range(rich, halved, Unknowns(worths=price))
    assert [end * Fraction(95, 100) for end in ends(found)] == [945, 955]
    found = liquidation_range(rich, halved, Unknowns(haircuts=cut))
    assert [end * Fraction(95, 100) for end in ends(found)] == [900, 950]
    plain = evolve(NOW, worths={USDC: Fraction(1)})
    assert ends(liquidation_range(rich, plain, Unknowns(haircuts=cut))) == ends(found)
    found = liquidation_range(rich, NOW, Unknowns(worths=price, haircuts=cut))
    assert [end * Fraction(95, 100) for end in ends(found)] == [890, 955]
    assert len(found.reasons) == 2
    with pytest.raises(MissingMarkError, match="USDC"):
        liquidation_range(rich, NOW, Unknowns(haircuts=cut))
    assert rich.cash(USDT) == USDT.zero


RATE = st.fractions(Fraction(1, 1000), Fraction(1, 10), max_denominator=1000)
SHARE = st.fractions(0, 1, max_denominator=100)


@given(RATE, RATE, SHARE, SHARE, SHARE, st.sampled_from([-1, 1]), st.sampled_from(Basis))
def test_every_answer_that_could_be_right_lies_inside(rate, fee, a, b, c, size, basis):
    position, moment = held(terms(tiers=None), size=size), by(basis=basis)
    spans = Unknowns(
        maintenance={"BTCUSDT": Span(low=Fraction(0), high=rate, why="?")},
        closing_fee=Span(low=Fraction(0), high=fee, why="?"),
        marks={"BTCUSDT": between(900, 1100)},
    )
    found = liquidation_range(position, moment, spans)
    table = TierTable.flat(initial=Fraction(1), maintenance=max(rate * a, Fraction(1, 10**9)))
    known = evolve(
        position,
        holding=evolve(position.holding, instrument=terms(tiers=Dated.always(table))),
    )
    told = evolve(moment, rules=evolve(moment.rules, closing_fee=fee * b))
    truth = told.at({"BTCUSDT": 900 + 200 * c}).price(known)
    if isinstance(truth, LiquidationPrice):
        assert found.high is not None
        assert truth.exact <= found.high.exact
        assert found.low is None or found.low.exact <= truth.exact
    else:
        assert found.low is None


def test_a_fee_at_bankruptcy_may_be_unknown_as_well():
    fee = Unknowns(closing_fee=between(0, "0.01"))
    found = liquidation_range(held(LINEAR), by(fee_on=FeeOn.BANKRUPTCY), fee)
    assert ends(found) == (Fraction(90_000, 95), Fraction(90_900, 95))
