"""Chapter 1. Where one position ends: linear and inverse, long and short.

``q`` size, ``e`` entry, ``p`` price, ``m`` margin, ``r`` maintenance rate, ``f`` closing fee,
``d`` deduction. An inverse contract is worth ``q`` times one over the price: ``x`` is one over
the entry, ``y`` one over the price.
"""

from z3 import And, Implies, Int, Or, Reals, ToInt, ToReal

from tests.lemmas.lemma import Lemma, larger

q, e, p, m, r, f, d = Reals("q e p m r f d")
x, y, p2, m2, k, b, g, v, n, i = Reals("x y p2 m2 k b g v n i")
steps = Int("steps")

RATES = And(r > 0, f >= 0, r + f < 1)
POSITION = And(q > 0, e > 0, m >= 0, d >= 0, RATES)
INVERSE = And(q > 0, x > 0, m >= 0, d >= 0, RATES)


def long_equity(p, m=m):
    return m + q * p - q * e


def short_equity(p, m=m):
    return m - q * p + q * e


def due(p, rate=r + f):
    return rate * q * p - d


def long_health(p, m=m):
    return long_equity(p, m) - due(p)


def short_health(p, m=m):
    return short_equity(p, m) - due(p)


def inverse_long_health(y, m=m):
    return m - q * y + q * x - due(y)


def inverse_short_health(y, m=m):
    return m + q * y - q * x - due(y)


LONG_ROOT = q * p * (1 - r - f) == q * e - m - d
SHORT_ROOT = q * p * (1 + r + f) == q * e + m + d

LEMMAS = (
    Lemma(
        "a linear long ends at cost less margin less deduction, by size and one less rate and fee",
        (POSITION, LONG_ROOT),
        long_health(p) == 0,
        long_equity(p) == r * q * p - d,
    ),
    Lemma(
        "a linear short ends at cost plus margin plus deduction, by size and one plus rate and fee",
        (POSITION, SHORT_ROOT),
        short_health(p) == 0,
        short_equity(p) == due(p) + d,
    ),
    Lemma(
        "an inverse long ends where one over the price is that of a linear short",
        (INVERSE, q * y * (1 + r + f) == q * x + m + d),
        inverse_long_health(y) == 0,
        inverse_short_health(y) == 0,
    ),
    Lemma(
        "an inverse short ends where one over the price is that of a linear long",
        (INVERSE, q * y * (1 - r - f) == q * x - m - d),
        inverse_short_health(y) == 0,
        inverse_long_health(y) == 0,
    ),
    Lemma(
        "with maintenance on the entry the rate is added to the entry",
        (POSITION, q * p == q * e * (1 + r) - m),
        long_equity(p) == r * q * e,
        long_equity(p) == r * q * p,
    ),
    Lemma(
        "with maintenance at the mark the price is where equity is that amount",
        (POSITION, v > 0, q * p == q * e - m + r * v),
        long_equity(p) == r * v,
        short_equity(p) == r * v,
    ),
    Lemma(
        "a fee on the entry stands still",
        (POSITION, q * p * (1 - r) == q * e - m + f * q * e - d),
        long_equity(p) == r * q * p - d + f * q * e,
        long_equity(p) == r * q * p - d + f * q * p,
    ),
    Lemma(
        "a fee at bankruptcy is a share of cost less margin",
        (POSITION, b == q * e - m, q * p * (1 - r) == q * e - m + f * b - d),
        long_equity(p) == r * q * p - d + f * b,
        long_equity(p) == r * q * p - d + f * q * e,
    ),
    Lemma(
        "a fee reserve that is required as well does not move the price",
        (POSITION, k > 0, LONG_ROOT),
        long_health(p, m + k) - k == 0,
        long_health(p, m + k) == 0,
    ),
    Lemma(
        "funding in the requirement brings a long's price nearer",
        (
            POSITION,
            g > 0,
            r + f + g < 1,
            p > 0,
            LONG_ROOT,
            q * p2 * (1 - r - f - g) == q * p * (1 - r - f),
        ),
        p2 > p,
        p2 > e,
    ),
    Lemma(
        "funding in the requirement brings a short's price nearer",
        (POSITION, g > 0, SHORT_ROOT, q * p2 * (1 + r + f + g) == q * e + m + d),
        p2 < p,
        p2 < e,
    ),
    Lemma(
        "a fee to close never moves a long's price away",
        (POSITION, LONG_ROOT, p > 0, q * p2 * (1 - r) == q * e - m - d),
        p2 <= p,
        p2 < p,
    ),
    Lemma(
        "a long's health rises with the price",
        (POSITION, p > 0, p < p2),
        long_health(p) < long_health(p2),
        short_health(p) < short_health(p2),
    ),
    Lemma(
        "a short's health falls as the price rises",
        (POSITION, p > 0, p < p2),
        short_health(p) > short_health(p2),
        long_health(p) > long_health(p2),
    ),
    Lemma(
        "an inverse long's health falls as one over the price rises",
        (INVERSE, y > 0, y < v),
        inverse_long_health(y) > inverse_long_health(v),
        inverse_short_health(y) > inverse_short_health(v),
    ),
    Lemma(
        "an inverse short's health rises with one over the price",
        (INVERSE, y > 0, y < v),
        inverse_short_health(y) < inverse_short_health(v),
        inverse_long_health(y) < inverse_long_health(v),
    ),
    Lemma(
        "in one tier a long has one root",
        (POSITION, long_health(p) == 0, long_health(p2) == 0),
        p == p2,
        Implies(m == 0, p == e),
    ),
    Lemma(
        "in one tier a short has one root",
        (POSITION, short_health(p) == 0, short_health(p2) == 0),
        p == p2,
        Implies(m == 0, p == e),
    ),
    Lemma(
        "a long is bankrupt below where it is liquidated",
        (POSITION, d == 0, p > 0, LONG_ROOT, q * p2 == q * e - m),
        p2 < p,
        p2 * (1 + 2 * r + 2 * f) < p,
    ),
    Lemma(
        "a short is bankrupt above where it is liquidated",
        (POSITION, d == 0, SHORT_ROOT, q * p2 == q * e + m),
        p2 > p,
        p2 > p * (1 + 2 * r + f),
    ),
    Lemma(
        "a top-up moves a long's price down",
        (POSITION, m2 > m, long_health(p) == 0, long_health(p2, m2) == 0),
        p2 < p,
        q * (p - p2) == m2 - m,
    ),
    Lemma(
        "a top-up moves a short's price up",
        (POSITION, m2 > m, short_health(p) == 0, short_health(p2, m2) == 0),
        p2 > p,
        q * (p2 - p) == m2 - m,
    ),
    Lemma(
        "a top-up moves an inverse long's price down",
        (
            INVERSE,
            m2 > m,
            y > 0,
            v > 0,
            p * y == 1,
            p2 * v == 1,
            inverse_long_health(y) == 0,
            inverse_long_health(v, m2) == 0,
        ),
        p2 < p,
        v < y,
    ),
    Lemma(
        "a larger deduction moves a long's price away",
        (POSITION, g > 0, LONG_ROOT, q * p2 * (1 - r - f) == q * e - m - d - g),
        p2 < p,
        q * (p - p2) <= g,
    ),
    Lemma(
        "a long with margin of its whole cost is never liquidated",
        (POSITION, p > 0, m >= q * e),
        long_health(p) > 0,
        long_health(p) > q * p * (1 - r),
    ),
    Lemma(
        "a short always has a price at which it ends",
        (POSITION, SHORT_ROOT),
        p > 0,
        p > e,
    ),
    Lemma(
        "an inverse short with margin of its whole cost is never liquidated",
        (INVERSE, y > 0, m >= q * x),
        inverse_short_health(y) > 0,
        inverse_long_health(y) > 0,
    ),
    Lemma(
        "by leverage a long ends at entry times one less a leverage-th, by one less the rate",
        (q > 0, e > 0, k >= 1, r > 0, r < 1, m * k == q * e, q * p * (1 - r) == q * e - m),
        p * (1 - r) * k == e * (k - 1),
        p * k == e * (k - 1 + r),
    ),
    Lemma(
        "the same position many times over ends at the same price",
        (POSITION, d == 0, k > 0, LONG_ROOT, k * q * p2 * (1 - r - f) == k * q * e - k * m),
        p == p2,
        p * k == p2,
    ),
    Lemma(
        "with maintenance on the entry a short is a long in the mirror",
        (POSITION, q * p == q * e * (1 + r) - m, q * p2 == q * e * (1 - r) + m),
        p + p2 == 2 * e,
        p * p2 == e * e,
    ),
    Lemma(
        "opened with more than maintenance and no fee, a position is safe at its entry",
        (POSITION, f == 0, i > r, m >= i * q * e),
        And(long_health(e) > 0, short_health(e) > 0),
        And(long_health(e) > m, short_health(e) > m),
    ),
    Lemma(
        "at the price, what is left is the requirement, so something is left in the first tier",
        (POSITION, d == 0, p > 0, LONG_ROOT),
        long_equity(p) > 0,
        long_equity(p) > r * q * p,
    ),
    Lemma(
        "a position cannot lose more than its margin",
        (POSITION, p > 0),
        larger(long_equity(p), 0) - m >= -m,
        larger(long_equity(p), 0) - m >= -m / 2,
    ),
    Lemma(
        "the margin that may be taken out puts the price at the mark",
        (POSITION, p > 0, k == long_health(p)),
        long_health(p, m - k) == 0,
        long_health(p, m - k) == d,
    ),
    Lemma(
        "whoever takes out less than that stays safe",
        (POSITION, p > 0, k < long_health(p)),
        long_health(p, m - k) > 0,
        long_health(p, m - k) > f,
    ),
    Lemma(
        "a long's margin for a wanted price is cost less deduction less what is kept of the value",
        (POSITION, p > 0, m2 == q * e - d - q * p * (1 - r - f)),
        long_health(p, m2) == 0,
        long_health(p, m2) == q * p * f,
    ),
    Lemma(
        "a short's margin for a wanted price is what is due of the value less cost and deduction",
        (POSITION, p > 0, m2 == q * p * (1 + r + f) - q * e - d),
        short_health(p, m2) == 0,
        short_health(p, m2) == q * p * f,
    ),
    Lemma(
        "the smallest top-up that survives a price is what health lacks there, and a hair",
        (POSITION, p > 0, long_health(p) <= 0),
        And(long_health(p, m - long_health(p)) == 0, long_health(p, m - long_health(p) + 1) > 0),
        long_health(p, m - long_health(p)) > 0,
    ),
    Lemma(
        "as many fundings as health holds are survived, and one more is not",
        (
            POSITION,
            p > 0,
            g > 0,
            steps >= 0,
            k == g * q * p,
            ToReal(steps) * k < long_health(p),
            (ToReal(steps) + 1) * k >= long_health(p),
        ),
        And(
            long_health(p, m - ToReal(steps) * k) > 0,
            long_health(p, m - (ToReal(steps) + 1) * k) <= 0,
        ),
        long_health(p, m - (ToReal(steps) + 1) * k) < 0,
    ),
    Lemma(
        "the tick below a long's price is liquidatable and the next is not",
        (r > 0, r < 1, e > 0, m >= 0, p > 0, p * (1 - r) == e - m, steps == ToInt(p)),
        And(
            m + ToReal(steps) - e <= r * ToReal(steps),
            m + ToReal(steps) + 1 - e > r * (ToReal(steps) + 1),
        ),
        m + ToReal(steps) - e < r * ToReal(steps),
    ),
    Lemma(
        "break-even with fees both ways is entry times one plus the fee by one less the fee",
        (q > 0, e > 0, f >= 0, f < 1, p * (1 - f) == e * (1 + f)),
        q * p - q * e - f * q * p - f * q * e == 0,
        Or(p == e, p == e * (1 + 2 * f)),
    ),
)
