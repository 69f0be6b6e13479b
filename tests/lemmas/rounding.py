"""Chapter 4. The one door: six ways to make a real number whole, as `Rounding` writes them.

``n`` divided by ``k`` is ``w`` with ``rest`` over; ``v`` is any real number.
"""

from z3 import And, BoolVal, If, Implies, Int, Ints, Real, ToInt, ToReal

from tests.lemmas.lemma import Lemma, size_of

v, u, truth = Real("v"), Real("u"), Real("truth")
w, rest, k, half = Ints("w rest k half")
n = Int("n")


def floor(v):
    return ToInt(v)


def ceiling(v):
    return -ToInt(-v)


def toward(v):
    return If(v >= 0, floor(v), ceiling(v))


def away(v):
    return If(v >= 0, ceiling(v), floor(v))


def fraction(v):
    return v - ToReal(floor(v))


def half_even(v):
    tie = And(2 * fraction(v) == 1, floor(v) % 2 == 1)
    return floor(v) + If(2 * fraction(v) > 1, 1, If(tie, 1, 0))


def bump(u):
    """What half to even adds to the whole part, where *u* is over."""
    return real(If(2 * u > 1, 1, If(And(2 * u == 1, w % 2 == 1), 1, 0)))


def half_away(v):
    tie = And(2 * fraction(v) == 1, v > 0)
    return floor(v) + If(2 * fraction(v) > 1, 1, If(tie, 1, 0))


ANY = BoolVal(val=True)
"""Of every number."""

WAYS = (floor, ceiling, toward, away, half_even, half_away)


def real(count):
    return ToReal(count)


def off(way, v):
    """How far *way* moves *v*."""
    return size_of(real(way(v)) - v)


DIVISION = And(k > 0, rest >= 0, rest < k)
"""``n == w * k + rest``: what matters of it is the rest, and whether w is odd."""

LEMMAS = (
    Lemma(
        "floor is at most the number, and within one",
        (ANY,),
        And(real(floor(v)) <= v, v < real(floor(v)) + 1),
        And(real(floor(v)) < v, v < real(floor(v)) + 1),
    ),
    Lemma(
        "ceiling is at least the number, and within one",
        (ANY,),
        And(real(ceiling(v)) >= v, v > real(ceiling(v)) - 1),
        And(real(ceiling(v)) > v, v > real(ceiling(v)) - 1),
    ),
    Lemma(
        "a ceiling is a floor in the mirror",
        (ANY,),
        ceiling(v) == -floor(-v),
        ceiling(v) == floor(v) + 1,
    ),
    Lemma(
        "toward zero never makes a number larger",
        (ANY,),
        size_of(real(toward(v))) <= size_of(v),
        real(toward(v)) <= v,
    ),
    Lemma(
        "away from zero never makes a number smaller",
        (ANY,),
        size_of(real(away(v))) >= size_of(v),
        real(away(v)) >= v,
    ),
    Lemma(
        "half to even and half away are never off by more than a half",
        (ANY,),
        And(2 * off(half_even, v) <= 1, 2 * off(half_away, v) <= 1),
        And(2 * off(half_even, v) < 1, 2 * off(half_away, v) < 1),
    ),
    Lemma(
        "no whole number is nearer than the one half to even finds",
        (u >= 0, u < 1),  # the number is w + u, and any other whole number is w + n
        size_of(bump(u) - u) <= size_of(real(n) - u),
        u <= size_of(real(n) - u),
    ),
    Lemma(
        "a tie goes to the even one",
        (2 * fraction(v) == 1,),
        half_even(v) % 2 == 0,
        half_away(v) % 2 == 0,
    ),
    Lemma(
        "a tie goes away from zero where the rule says so",
        (2 * fraction(v) == 1,),
        half_away(v) == away(v),
        half_even(v) == away(v),
    ),
    Lemma(
        "off a tie both halves are the same number",
        (2 * fraction(v) != 1,),
        half_even(v) == half_away(v),
        half_even(v) == floor(v),
    ),
    Lemma(
        "a whole number is rounded to itself by all six",
        (v == real(n),),
        And(*(way(v) == n for way in WAYS)),
        And(*(way(v + u) == n for way in WAYS)),
    ),
    Lemma(
        "all six keep the order of numbers",
        (v <= u,),
        And(*(way(v) <= way(u) for way in WAYS)),
        And(*(way(v) < way(u) for way in WAYS)),
    ),
    Lemma(
        "four of the six do to a loss what they do to a gain",
        (ANY,),
        And(*(way(-v) == -way(v) for way in (toward, away, half_even, half_away))),
        And(*(way(-v) == -way(v) for way in (floor, ceiling))),
    ),
    Lemma(
        "adding the odd bit to twice the rest rounds half to even in whole numbers",
        (DIVISION, rest > 0, half == w % 2),
        (2 * rest + half > k) == (If(2 * rest == k, w % 2 == 1, 2 * rest > k)),
        (2 * rest > k) == (If(2 * rest == k, w % 2 == 1, 2 * rest > k)),
    ),
    Lemma(
        "adding the sign bit to twice the rest rounds half away in whole numbers",
        (DIVISION, rest > 0, half == If(n > 0, 1, 0)),
        (2 * rest + half > k) == (If(2 * rest == k, n > 0, 2 * rest > k)),
        (2 * rest >= k) == (If(2 * rest == k, n > 0, 2 * rest > k)),
    ),
    Lemma(
        "rounding in two steps is rounding once, for floor",
        (u >= 0, u < 10, real(rest) <= u, u < real(rest) + 1, n == 10 * w + rest),
        And(10 * w <= n, n < 10 * w + 10),
        Implies(2 * u >= 9, n >= 10 * w + 5),
    ),
    Lemma(
        "a count exceeds a floor where it exceeds the whole part of it",
        (v >= 0,),
        (real(n) > v) == (n > floor(v)),
        (real(n) >= v) == (n > floor(v)),
    ),
    Lemma(
        "what floats may get wrong cannot change a floor that both ends of the bound share",
        (u >= 0, real(w) <= v - u, v + u < real(w) + 1, v - u <= truth, truth <= v + u),
        And(real(w) <= truth, truth < real(w) + 1),
        And(real(w) <= truth - u, truth + u < real(w) + 1),
    ),
)
