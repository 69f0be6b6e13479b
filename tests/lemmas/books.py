"""Chapter 5. Money is only ever moved: entries, closes, flips and averages, in whole units."""

from z3 import And, If, Ints, Or, Reals

from tests.lemmas.lemma import Lemma, larger, size_of, smaller

source, target, amount, paid, cost, closing, released = Ints(
    "source target amount paid cost closing released"
)
margin, reserve, home, loss, charge, told = Ints("margin reserve home loss charge told")
q1, q2, p1, p2, x1, x2, average, mean, equity, gain, c = Reals(
    "q1 q2 p1 p2 x1 x2 average mean equity gain c"
)

FILLS = And(q1 > 0, q2 > 0, p1 > 0, p2 > 0)
INVERSE = And(FILLS, x1 * p1 == 1, x2 * p2 == 1, average * (q1 * x1 + q2 * x2) == q1 + q2)
LINEAR = And(FILLS, mean * (q1 + q2) == q1 * p1 + q2 * p2)


def drawn(loss):
    return smaller(larger(loss - margin, 0), reserve)


def bailout(loss):
    return larger(loss - margin - reserve, 0)


left = cost - released
from_home = smaller(charge, larger(home, 0))

LEMMAS = (
    Lemma(
        "a movement changes no sum",
        (amount != 0,),
        (source - amount) + (target + amount) == source + target,
        (source - amount) + (target - amount) == source + target,
    ),
    Lemma(
        "a close in part loses nothing, and what is left is its share to within half a unit",
        (c > 0, c < 1, 2 * size_of(released - c * cost) <= 1),
        And(released + left == cost, 2 * size_of(left - (1 - c) * cost) <= 1),
        2 * size_of(left - c * cost) <= 1,
    ),
    Lemma(
        "opening more books no profit: cost rises by what is paid",
        (paid != 0,),
        (cost + paid) - cost == paid + 0,
        (cost + paid) - cost == -paid,
    ),
    Lemma(
        "in a close in part the cost moves by what is paid and what is realised",
        (released != 0,),
        (cost - released) - cost == paid + (-paid - released),
        (cost - released) - cost == paid - (-paid - released),
    ),
    Lemma(
        "through a flip the cost moves by what is paid and what is realised",
        (closing != 0, paid != closing),
        (paid - closing) - cost == paid + (-closing - cost),
        (paid - closing) - cost == paid + (-paid - cost),
    ),
    Lemma(
        "a flip is a close and an opening: the entries of both sum to its own",
        (paid != 0,),
        And((-closing - cost) == (-closing - cost) + 0, closing + (paid - closing) == paid),
        closing + (paid + closing) == paid,
    ),
    Lemma(
        "a profit the venue tells otherwise is carried in the cost of what is left",
        (told != -paid - released,),
        (cost + paid + told) - cost == paid + told,
        (cost + paid + told) == cost - released,
    ),
    Lemma(
        "what comes to rest flat has realised all that was paid, with its sign turned",
        (cost == paid,),
        (-amount - cost) == -(paid + amount),
        (-amount - cost) == paid + amount,
    ),
    Lemma(
        "margin, reserve and insurance pay a loss in that order, and exactly",
        (margin >= 0, reserve >= 0, loss >= 0),
        smaller(loss, margin) + drawn(loss) + bailout(loss) == loss,
        smaller(loss, margin) + drawn(loss) == loss,
    ),
    Lemma(
        "no loss takes a margin or a reserve below zero",
        (margin >= 0, reserve >= 0, loss >= 0),
        And(margin - smaller(loss, margin) >= 0, reserve - drawn(loss) >= 0),
        margin - loss >= 0,
    ),
    Lemma(
        "insurance pays only where margin and reserve are spent",
        (margin >= 0, reserve >= 0, loss >= 0, bailout(loss) > 0),
        And(margin == smaller(loss, margin), reserve == drawn(loss)),
        reserve == 0,
    ),
    Lemma(
        "a charge on home first is paid in full, by nobody twice",
        (charge >= 0, margin >= 0),
        And(from_home >= 0, charge - from_home >= 0, from_home + (charge - from_home) == charge),
        home - from_home >= 0,
    ),
    Lemma(
        "home first takes from the position only what home has not",
        (charge >= 0, charge - from_home > 0),
        from_home == larger(home, 0),
        from_home == home,
    ),
    Lemma(
        "a session's settlement moves equity from profit to margin and leaves it whole",
        (gain != 0,),
        (equity + gain) + (c - (c + gain)) == equity,
        (equity + gain) + (c + gain - c) == equity,
    ),
    Lemma(
        "the average of inverse fills is harmonic and lies between them",
        (INVERSE, p1 < p2),
        And(p1 < average, average < p2),
        2 * average < p1 + p2,
    ),
    Lemma(
        "the average of linear fills lies between them",
        (LINEAR, p1 < p2),
        And(p1 < mean, mean < p2),
        2 * mean < p1 + p2,
    ),
    Lemma(
        "the harmonic average is below the arithmetic one",
        (INVERSE, LINEAR, p1 != p2),
        average < mean,
        average < p1,
    ),
    Lemma(
        "two fills at one price average to it, linear or inverse",
        (INVERSE, LINEAR, p1 == p2),
        And(average == p1, mean == p1),
        And(average == q1, mean == p1),
    ),
    Lemma(
        "profit does not depend on how a fill was cut",
        (FILLS,),
        (q1 * p1 - q1 * p2) + (q2 * p1 - q2 * p2) == (q1 + q2) * (p1 - p2),
        (q1 * p1 - q1 * p2) - (q2 * p1 - q2 * p2) == (q1 + q2) * (p1 - p2),
    ),
    Lemma(
        "whatever a liquidation leaves goes to one place only",
        (margin >= 0, reserve >= 0),
        Or(
            If(home > 0, margin + reserve, 0) == 0,
            If(home > 0, 0, margin + reserve) == 0,
        ),
        If(home > 0, margin + reserve, 0) == 0,
    ),
)
