"""Chapter 2. Tables of tiers: continuous ones are a tax, stepped ones jump.

``w`` the value; rates ``r0 <= r1 <= r2`` from floors ``0 < a < b``; deductions ``d1`` and ``d2``.
"""

from z3 import And, If, Implies, Reals

from tests.lemmas.lemma import Lemma, larger, smaller

w, u, r0, r1, r2, a, b, d1, d2, i, level, fee = Reals("w u r0 r1 r2 a b d1 d2 i level fee")

TABLE = And(r0 > 0, r0 <= r1, r1 <= r2, r2 < 1, a > 0, a < b)
DEDUCTIONS = And(d1 == a * (r1 - r0), d2 == d1 + b * (r2 - r1))
CONTINUOUS = And(TABLE, DEDUCTIONS)
STEPS = And(TABLE, r0 < r1, r1 < r2)


def whole(w):
    """Maintenance of a continuous table."""
    return If(w <= a, r0 * w, If(w <= b, r1 * w - d1, r2 * w - d2))


def stepped(w):
    """Maintenance where the rate of the tier is that of the whole value."""
    return If(w <= a, r0 * w, If(w <= b, r1 * w, r2 * w))


def taxed(w):
    """Each part of the value at the rate of its own tier."""
    return r0 * smaller(w, a) + r1 * smaller(larger(w - a, 0), b - a) + r2 * larger(w - b, 0)


LEMMAS = (
    Lemma(
        "deductions make the requirement a tax on each part of the value",
        (CONTINUOUS, w >= 0),
        whole(w) == taxed(w),
        stepped(w) == taxed(w),
    ),
    Lemma(
        "at a floor two tiers of a continuous table ask the same",
        (CONTINUOUS,),
        And(r0 * a == r1 * a - d1, r1 * b - d1 == r2 * b - d2),
        r1 * b == r2 * b - d2,
    ),
    Lemma(
        "a continuous requirement is the largest of all its lines",
        (CONTINUOUS, w >= 0),
        whole(w) == larger(r0 * w, larger(r1 * w - d1, r2 * w - d2)),
        whole(w) == smaller(r0 * w, smaller(r1 * w - d1, r2 * w - d2)),
    ),
    Lemma(
        "a continuous requirement grows with the value",
        (CONTINUOUS, w >= 0, w < u),
        whole(w) < whole(u),
        whole(u) - whole(w) <= r0 * (u - w),
    ),
    Lemma(
        "a continuous requirement grows by no more than the highest rate",
        (CONTINUOUS, w >= 0, w < u),
        whole(u) - whole(w) <= r2 * (u - w),
        whole(u) - whole(w) <= r1 * (u - w),
    ),
    Lemma(
        "a stepped requirement grows with the value too",
        (STEPS, w >= 0, w < u),
        stepped(w) < stepped(u),
        stepped(u) - stepped(w) <= r2 * (u - w),
    ),
    Lemma(
        "a stepped requirement jumps at a floor by the floor times the rise of the rate",
        (STEPS,),
        r1 * a - stepped(a) == a * (r1 - r0),
        r1 * a == stepped(a),
    ),
    Lemma(
        "a stepped requirement is never below the continuous one",
        (CONTINUOUS, w >= 0),
        stepped(w) >= whole(w),
        stepped(w) > whole(w),
    ),
    Lemma(
        "no requirement exceeds an initial one of a rate as high",
        (CONTINUOUS, w >= 0, i >= r2),
        And(whole(w) <= i * w, stepped(w) <= i * w),
        whole(w) <= r0 * w,
    ),
    Lemma(
        "deductions are never below zero",
        (CONTINUOUS,),
        And(d1 >= 0, d2 >= d1),
        And(d1 > 0, d2 > d1),
    ),
    Lemma(
        "over all tiers of a continuous table a falling value has one root",
        (CONTINUOUS, w > 0, u > 0, w - whole(w) == level, u - whole(u) == level),
        w == u,
        Implies(level > 0, w <= a),
    ),
    Lemma(
        "over all tiers of a continuous table a rising value has one root",
        (CONTINUOUS, w > 0, u > 0, w + whole(w) == level, u + whole(u) == level),
        w == u,
        w <= level * (1 - r0),
    ),
    Lemma(
        "with steps a rising value has one root at most",
        (STEPS, w > 0, u > 0, w + stepped(w) == level, u + stepped(u) == level),
        w == u,
        w == level * (1 - r0),
    ),
    Lemma(
        "with steps a falling value has one root a tier, and may have one in the next",
        (STEPS, w > 0, u > 0, w <= a, w - stepped(w) == level, u - stepped(u) == level),
        Implies(u <= a, w == u),
        w == u,
    ),
    Lemma(
        "the root lies beyond a floor exactly where the level exceeds the gate there",
        (CONTINUOUS, w > 0, fee >= 0, r2 + fee < 1, w - whole(w) - fee * w == level),
        (w > a) == (level > a * (1 - r0 - fee)),
        (w > a) == (level > a * (1 - r0)),
    ),
    Lemma(
        "at a bend the line of either tier has the same root",
        (CONTINUOUS, level == a * (1 - r0), w * (1 - r0) == level, u * (1 - r1) == level - d1),
        And(w == u, w == a),
        w == level,
    ),
    Lemma(
        "a jump over equity liquidates a short beyond the floor at once",
        (STEPS, level - a - r0 * a > 0, level - a - r1 * a <= 0, w > a),
        level - w - stepped(w) < 0,
        level - w - stepped(w) < -a,
    ),
    Lemma(
        "the bracket of a smaller value flatters a long: its price looks further away than it is",
        (CONTINUOUS, r0 < r1, w > a, w <= b, w - whole(w) == level, u * (1 - r0) == level),
        u < w,
        u > w,
    ),
    Lemma(
        "the bracket of a smaller value flatters a short too",
        (CONTINUOUS, r0 < r1, w > a, w <= b, w + whole(w) == level, u * (1 + r0) == level),
        u > w,
        u < w,
    ),
    Lemma(
        "a rate without its deduction frightens a long",
        (CONTINUOUS, r0 < r1, w > a, w <= b, w - whole(w) == level, u * (1 - r1) == level),
        u > w,
        u - w <= d1,
    ),
)
