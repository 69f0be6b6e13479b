from fractions import Fraction

import pytest
from attrs import evolve

from isoledger.conformance.entries import Entry
from isoledger.conformance.positions import (
    Outcome,
    Recomputed,
    float_free,
    recomputed,
    result_of,
    solved,
)
from isoledger.conformance.running import Verdict
from isoledger.conformance.strength import Strength
from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice
from isoledger.core.errors import MissingMarkError
from isoledger.core.rules import Basis, Rules
from isoledger.venues.stated import Besides
from tests.conformance.kit import READERS, RULES, stated

RAW = {"size": "1", "entry": "1000", "margin": "100", "liq": "909.1"}
"""(1000 - 100) / (1 - 0.01) = 909.0909..., shown as 909.1."""


def entry(**changes) -> Entry:
    context = {
        name: changes.pop(name) for name in list(changes) if name not in RAW | {"mode": 1, "leg": 1}
    }
    raw = {name: value for name, value in (RAW | changes).items() if value is not None}
    return Entry(place="f, 1", venue="nowhere", raw=raw, **context)


def ran(**changes) -> Recomputed:
    return recomputed(entry(**changes), READERS)


def test_a_price_to_the_printed_digits():
    found = ran()
    assert found.outcome is Outcome.DIGITS
    assert isinstance(found.computed, LiquidationPrice)
    assert found.computed.exact == Fraction(900_00, 99)
    assert (found.printed, found.symbol, found.tick) == ("909.1", "BTCUSDT", Fraction(1, 10))
    assert (found.deviation, found.ticks, found.relative) == (0, 0, 0)
    assert found.assumed == ("maintenance rate 1 %",)
    assert ran(liq="909").outcome is Outcome.DIGITS, "909.1 is printed as 909 in whole coins"


def test_a_price_within_one_tick_and_outside():
    near, far = ran(liq="909.2"), ran(liq="909.3")
    assert (near.outcome, near.ticks) == (Outcome.TICK, -1)
    assert (far.outcome, far.deviation, far.ticks) == (Outcome.OUTSIDE, Fraction("-0.2"), -2)
    assert far.relative == Fraction("-0.2") / Fraction("909.3")


def test_what_the_caller_knows_besides_counts():
    besides = Besides(tick=Fraction(1), maintenance=Fraction(1, 10))
    found = ran(liq="1000", besides=besides)
    assert (found.outcome, found.assumed) == (Outcome.DIGITS, ())


def test_a_pool_is_solved_and_so_is_one_with_funding():
    assert ran(mode="cross").outcome is Outcome.DIGITS
    assert ran(mode="cross", besides=Besides(funding=Fraction(1))).outcome is Outcome.DIGITS


@pytest.mark.parametrize("mode", ["isolated", "cross"])
def test_the_mark_and_the_predicted_rate_reach_the_engine(mode):
    def charged(raw, besides):
        rules = Rules(funding_required=True, shown=RULES.shown)
        return evolve(stated(raw, besides), rules=rules)

    found = recomputed(
        entry(mode=mode, liq="918.4", besides=Besides(funding=Fraction(1, 100))),
        {"nowhere": charged},
    )
    assert found.price.exact == Fraction(900_00, 98)
    assert found.outcome is Outcome.DIGITS

    def frozen(raw, besides):
        return evolve(stated(raw, besides), rules=Rules(basis=Basis.MARK), mark=besides.mark)

    at_mark = {"nowhere": frozen}
    found = recomputed(entry(mode=mode, liq="910", besides=Besides(mark=Fraction(1000))), at_mark)
    assert found.price.exact == 900 + Fraction(1000) / 100


def test_none_and_none_agree():
    found = ran(margin="2000", liq="0")
    assert (found.outcome, found.price, found.deviation) == (Outcome.NONE, None, None)
    assert isinstance(found.computed, NoLiquidationPrice)
    assert "covers" in found.why


def test_none_against_a_price_is_outside():
    assert ran(margin="2000").why.startswith("computed none: the collateral covers")
    assert ran(liq="0").why == "reported none, computed 909.1"
    assert {ran(margin="2000").outcome, ran(liq="0").outcome} == {Outcome.OUTSIDE}
    assert ran(liq="0").relative is None


def test_a_sentinel_is_read_even_where_nothing_can_be_solved():
    found = ran(margin=None, liq="0")
    assert (found.outcome, found.why) == (Outcome.READ, "0 is none")
    mute = {"nowhere": lambda raw, besides: evolve(stated(raw, besides), sentinel="")}
    assert recomputed(entry(margin=None, liq="0"), mute).why == "no price is reported"


def test_what_is_missing_is_named():
    found = ran(margin=None)
    assert (found.outcome, found.why) == (Outcome.UNKNOWN, "missing: margin")
    assert (found.tick, found.deviation, found.ticks) == (None, None, None)
    mute = {"nowhere": lambda raw, besides: evolve(stated(raw, besides), missing=())}
    assert recomputed(entry(margin=None), mute).why == "missing: not said what"


def test_the_margin_of_the_file_is_used_where_the_record_alone_does_not_do():
    found = recomputed(evolve(entry(margin=None), margin=Fraction(100), meaning="wallet"), READERS)
    assert found.outcome is Outcome.DIGITS
    assert found.assumed[-1] == "margin 100 besides the record (wallet)"
    alone = recomputed(evolve(entry(), margin=Fraction(7)), READERS)
    assert (alone.outcome, len(alone.assumed)) == (Outcome.DIGITS, 1)


def test_a_margin_that_does_not_help_changes_nothing():
    never = {"nowhere": lambda raw, besides: evolve(stated(raw, besides), subject=None)}
    found = recomputed(evolve(entry(), margin=Fraction(7)), never)
    assert (found.outcome, found.assumed) == (Outcome.UNKNOWN, ("maintenance rate 1 %",))

    def choosy(raw, besides):
        if besides.margin is None:
            return evolve(stated(raw, besides), subject=None)
        raise KeyError("margin")

    found = recomputed(evolve(entry(), margin=Fraction(7)), {"nowhere": choosy})
    assert found.why.startswith("missing")


def test_a_record_that_cannot_be_read_says_why():
    found = ran(size="many")
    assert (found.outcome, found.symbol, found.printed) == (Outcome.UNKNOWN, "", "")
    assert "many" in found.why
    assert (found.tick, found.deviation, found.relative) == (None, None, None)
    assert ran(liq=None).why == "KeyError: 'liq'"
    assert recomputed(evolve(entry(), venue="else"), READERS).why == "no reader for else"


def test_a_venue_is_known_by_its_first_word():
    assert recomputed(evolve(entry(), venue="nowhere(2023-03)"), READERS).outcome is Outcome.DIGITS


def test_a_record_that_was_read_otherwise_than_the_file_is_not_judged():
    found = ran(reported="908")
    assert (found.outcome, found.why) == (
        Outcome.UNKNOWN,
        "the record was read as 909.1, and the file says 908",
    )
    assert ran(reported="909.10").outcome is Outcome.DIGITS
    assert ran(reported="1000000", margin="2000", liq="0").outcome is Outcome.NONE


def test_what_the_file_reports_counts_where_the_record_prints_nothing():
    def silent(raw, besides):
        return evolve(stated(raw, besides), reported=None, printed="", sentinel="not printed")

    for reported, outcome in (("909.1", Outcome.DIGITS), ("0", Outcome.OUTSIDE)):
        found = recomputed(evolve(entry(), reported=reported), {"nowhere": silent})
        assert found.outcome is outcome
    assert found.printed == ""


def test_what_the_engine_refuses_is_not_computed():
    def markless(raw, besides):
        found = stated(raw, besides)
        return evolve(found, subject=evolve(found.subject, marks={}))

    with pytest.raises(MissingMarkError):
        solved(markless(entry(mode="cross").raw, Besides()))
    found = recomputed(entry(mode="cross"), {"nowhere": markless})
    assert found.outcome is Outcome.UNKNOWN
    assert "BTCUSDT" in found.why


def test_a_leg_that_the_pool_does_not_have_has_no_tick():
    found = ran(mode="cross", leg="gone")
    assert (found.outcome, found.tick, found.ticks) == (Outcome.OUTSIDE, None, None)


@pytest.mark.parametrize(
    ("changes", "verdict", "deviation"),
    [
        ({}, Verdict.EXACT, 0),
        ({"liq": "909"}, Verdict.PRINTED, Fraction("0.1")),
        ({"liq": "909.2"}, Verdict.WITHIN, Fraction("0.1")),
        ({"liq": "909.3"}, Verdict.OUTSIDE, Fraction("0.2")),
        ({"liq": "909.3", "doubt": "a slip"}, Verdict.DOUBTFUL, Fraction("0.2")),
        ({"liq": "0", "margin": "2000"}, Verdict.EXACT, None),
        ({"liq": "0", "margin": None}, Verdict.STATED, None),
    ],
    ids=range(7),
)
def test_a_recomputed_position_is_a_result(changes, verdict, deviation):
    found = result_of(ran(strength=Strength.RECORDED, **changes))
    (one,) = found.compared
    assert (found.verdict, one.deviation, found.case.kind) == (verdict, deviation, "position")
    assert found.case.strength is Strength.RECORDED


def test_a_position_that_was_not_recomputed_is_no_comparison():
    found = result_of(ran(margin=None, symbol="BTCUSDT"))
    assert (found.verdict, found.why) == (Verdict.FAILED, "missing: margin")
    kind = result_of(recomputed(evolve(entry(), mode="cross"), READERS)).case.kind
    assert kind == "cross position"


def test_a_number_is_written_to_its_end_or_as_a_ratio():
    assert float_free(Fraction(-5, 2)) == "-2.5"
    assert float_free(Fraction(7)) == "7"
    assert float_free(Fraction(0)) == "0"
    assert float_free(Fraction(2, 3)) == "2/3"
