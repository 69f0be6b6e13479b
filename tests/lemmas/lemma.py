"""What a lemma is here: premises, a conclusion, and a false twin that must not be provable.

A lemma is proven when no numbers satisfy the premises and deny the conclusion. Two more questions
keep that from being empty: some numbers must satisfy the premises, and the mutated conclusion,
which differs by a sign, a term or a strictness, must have a counterexample.
"""

from dataclasses import dataclass

import z3

SECONDS_MAX = 10


@dataclass(frozen=True)
class Lemma:
    """A sentence about all numbers."""

    says: str
    given: tuple[z3.BoolRef, ...]
    then: z3.BoolRef
    mutated: z3.BoolRef

    def is_proven(self) -> bool:
        return not found(*self.given, z3.Not(self.then))

    def is_about_something(self) -> bool:
        return found(*self.given)

    def mutant_dies(self) -> bool:
        return found(*self.given, z3.Not(self.mutated))


class UndecidedError(Exception):
    """z3 could not say: that is a failure here, never a pass."""


def found(*claims: z3.BoolRef) -> bool:
    """Whether some numbers satisfy all *claims*."""
    return model(*claims) is not None


def model(*claims: z3.BoolRef) -> z3.ModelRef | None:
    """Numbers that satisfy all *claims*, if there are any."""
    solver = z3.Solver()
    solver.set("timeout", SECONDS_MAX * 1000)
    solver.add(*claims)
    verdict = solver.check()
    if verdict == z3.unknown:
        raise UndecidedError(solver.reason_unknown())
    return solver.model() if verdict == z3.sat else None


def larger(a: z3.ArithRef, b: z3.ArithRef) -> z3.ArithRef:
    return z3.If(a >= b, a, b)


def smaller(a: z3.ArithRef, b: z3.ArithRef) -> z3.ArithRef:
    return z3.If(a <= b, a, b)


def size_of(a: z3.ArithRef) -> z3.ArithRef:
    """Without its sign."""
    return z3.If(a >= 0, a, -a)
