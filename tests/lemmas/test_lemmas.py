"""The book of lemmas: each is proven, speaks of something, and has a false twin that fails."""

import pytest
import z3

from tests.lemmas import books, liquidation, pools, rounding, tiers
from tests.lemmas.lemma import Lemma, UndecidedError, found

LEMMAS = [
    lemma for chapter in (liquidation, tiers, pools, rounding, books) for lemma in chapter.LEMMAS
]


@pytest.mark.parametrize("lemma", LEMMAS, ids=lambda lemma: lemma.says.replace(" ", "-"))
def test_lemma(lemma):
    assert lemma.is_about_something(), "its premises contradict each other"
    assert lemma.is_proven(), "there is a counterexample"
    assert lemma.mutant_dies(), "its mutated twin is as true as the lemma"


def test_the_book_has_no_sentence_twice():
    assert len({lemma.says for lemma in LEMMAS}) == len(LEMMAS) >= 30


def test_a_false_lemma_an_empty_one_and_a_twin_that_is_true_are_found():
    x = z3.Real("x")
    false = Lemma("all squares exceed one", (x > 0,), x * x > 1, x * x > 2)
    empty = Lemma("nothing is above and below", (x > 0, x < 0), x == 7, x == 8)
    twins = Lemma("a square is no loss", (x > 0,), x * x >= 0, x * x >= -1)
    assert not false.is_proven()
    assert not empty.is_about_something()
    assert not twins.mutant_dies()


def test_what_z3_cannot_decide_is_a_failure(monkeypatch):
    monkeypatch.setattr(z3.Solver, "check", lambda _: z3.unknown)
    monkeypatch.setattr(z3.Solver, "reason_unknown", lambda _: "timeout")
    with pytest.raises(UndecidedError, match="timeout"):
        found(z3.Real("x") > 0)
