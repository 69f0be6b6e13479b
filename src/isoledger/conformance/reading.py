"""Inputs of cases that may be missing, or carry a remark."""

from fractions import Fraction

from isoledger.conformance.cases import Inputs


def optional(inputs: Inputs, name: str) -> Fraction | None:
    """The number under *name*; ``None`` where there is none.

    Raises:
        CaseError: What is there is no number.
    """
    return inputs.exact(name) if name in inputs else None


def noted(inputs: Inputs, name: str) -> Fraction:
    """The number under *name*, which a remark in brackets may follow.

    Raises:
        CaseError: It is missing or no number.
    """
    plain = inputs.plain.get(name)
    head = plain.partition(" (")[0] if isinstance(plain, str) else plain
    return Inputs(inputs.place, {name: head}).exact(name)
