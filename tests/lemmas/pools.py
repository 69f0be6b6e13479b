"""Chapter 3. Positions that answer for one another.

Two legs: values ``v1`` and ``v2`` (signed), costs ``c1`` and ``c2``, rates ``r1`` and ``r2``;
``cash`` the balance of the pool.
"""

from z3 import And, Reals

from tests.lemmas.lemma import Lemma, larger, size_of, smaller

cash, v1, v2, c1, c2, r1, r2, h = Reals("cash v1 v2 c1 c2 r1 r2 h")
q1, q2, p, o, e, m1, m2, k = Reals("q1 q2 p o e m1 m2 k")

RATES = And(r1 > 0, r1 < 1, r2 > 0, r2 < 1)


def health(v1, v2, cash=cash):
    return cash + v1 - c1 + v2 - c2 - r1 * size_of(v1) - r2 * size_of(v2)


def legs(p):
    """A long of q1 and a short of q2 in one symbol, both entered at e."""
    return cash + (q1 - q2) * (p - e) - r1 * (q1 + q2) * p


LEGS = And(RATES, q1 > 0, q2 > 0, e > 0)

LEMMAS = (
    Lemma(
        "a leg ends where its own equation holds with the other's health as cash",
        (RATES, v1 > 0, v1 * (1 - r1) == c1 - (cash + v2 - c2 - r2 * size_of(v2))),
        health(v1, v2) == 0,
        health(v1, -v2) == 0,
    ),
    Lemma(
        "a profit of the other leg moves a long leg's price away",
        (
            RATES,
            v1 > 0,
            k > 0,
            v2 > k,
            q1 > 0,
            health(v1, v2) == 0,
            health(q1, v2 + k) == 0,
        ),
        q1 < v1,
        v1 - q1 > k,
    ),
    Lemma(
        "the health of a pool is that of its legs, when each is given a part of the cash",
        (RATES, m1 + m2 == cash),
        health(v1, v2) == (m1 + v1 - c1 - r1 * size_of(v1)) + (m2 + v2 - c2 - r2 * size_of(v2)),
        health(v1, v2) == (m1 + v1 - c1 - r1 * size_of(v1)) + (m1 + v2 - c2 - r2 * size_of(v2)),
    ),
    Lemma(
        "a pool outlives one of its legs standing alone",
        (
            RATES,
            m1 + m2 == cash,
            m1 + v1 - c1 - r1 * size_of(v1) <= 0,
            m1 + v1 - c1 - r1 * size_of(v1) + m2 + v2 - c2 - r2 * size_of(v2) > 0,
        ),
        m2 + v2 - c2 - r2 * size_of(v2) > 0,
        m2 + v2 - c2 - r2 * size_of(v2) > m1,
    ),
    Lemma(
        "isolated, both legs lose no more than in a pool with the same money",
        (m1 >= 0, m2 >= 0, cash == m1 + m2),
        larger(m1 + v1, 0) + larger(m2 + v2, 0) >= larger(cash + v1 + v2, 0),
        larger(m1 + v1, 0) + larger(m2 + v2, 0) == larger(cash + v1 + v2, 0),
    ),
    Lemma(
        "two legs of one symbol are one line of the net size less the requirement of both",
        (LEGS, p > 0, (q1 - q2 - r1 * (q1 + q2)) * p == (q1 - q2) * e - cash),
        legs(p) == 0,
        cash + (q1 - q2) * (p - e) - r1 * (q1 - q2) * p == 0,
    ),
    Lemma(
        "a full hedge gains nothing from the price and owes more as it rises",
        (LEGS, q1 == q2, p > 0, p < o),
        legs(p) > legs(o),
        legs(p) - legs(o) == q1 * r1 * (o - p),
    ),
    Lemma(
        "a pool net long enough falls with the price, so below its price it is bad throughout",
        (LEGS, q1 - q2 > r1 * (q1 + q2), o > 0, o < p, legs(p) <= 0),
        legs(o) < 0,
        legs(o) <= legs(p) - (q1 - q2) * (p - o),
    ),
    Lemma(
        "a pool net long by less than its requirement ends on the way up",
        (LEGS, q1 > q2, q1 - q2 < r1 * (q1 + q2), p > 0, p < o, legs(p) <= 0),
        legs(o) < 0,
        legs(o) > 0,
    ),
    Lemma(
        "a haircut never makes collateral worth more, nor a debt lighter",
        (h >= 0, h <= 1, p > 0),
        smaller(k * p, k * p * (1 - h)) == k * p - larger(k * p * h, 0),
        k * p * (1 - h) <= k * p,
    ),
    Lemma(
        "under one shock to all prices a pool without debts has one line of health",
        (
            RATES,
            v1 > 0,
            v2 > 0,
            k > 0,
            h > 0,
            health(v1 * k, v2 * k) == 0,
            health(v1 * h, v2 * h) == 0,
        ),
        k == h,
        k == 1,
    ),
)
