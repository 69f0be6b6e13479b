"""The answer to "at what price am I liquidated": a price with its proof, or none and why."""

import enum
from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import frozen

from isoledger.core.risk import Risk
from isoledger.core.rules import Basis, Evidence


class NoPrice(enum.Enum):
    """Why there is no liquidation price."""

    FLAT = "nothing is held"
    COVERED = "the collateral covers the whole loss at any price"
    BELOW_TICK = "the price lies below the first tick"
    SUNK = "the requirement exceeds equity at every price"
    REVIVED = "it is liquidatable now, and is not where this position loses more"
    UNSHOWN = "the price lies outside what the venue shows"


Origin: TypeAlias = Literal["position", "pool", "instrument", "rules", "caller"]
"""Who says a number."""


@frozen(kw_only=True)
class Input:
    """A number that a liquidation price was solved from.

    Attributes:
        name: Which.
        value: The number; ``None``: it was not given, and taken as none.
        origin: Who says so: the position or pool, the instrument's terms, the venue's rules, or
            the caller.
        evidence: How well it is known, where a rule says it.
    """

    name: str
    value: Fraction | None
    origin: Origin
    evidence: Evidence | None = None


@frozen(kw_only=True)
class Certificate:
    """Proof of a liquidation price: everything needed to check it by hand.

    Attributes:
        tier: Index of the tier the root lies in.
        equation: The equation with its numbers.
        at_price: Equity and requirements at the exact price; equal, or crossing at a jump.
        at_tick: The same at the tick: liquidatable. Only with stepped tiers may the stretch that
            is be narrower than a tick, and the tick lie behind it.
        one_safer: The same one tick to the safe side: not liquidatable. Below the first tick there
            is none: half the exact price stands in.
        basis: What maintenance was measured on.
        evidence: How well the venue's rule is known.
        inputs: What went in, and who says so.
    """

    tier: int
    equation: str
    at_price: Risk
    at_tick: Risk
    one_safer: Risk
    basis: Basis
    evidence: Evidence
    inputs: tuple[Input, ...]


@frozen(kw_only=True)
class LiquidationPrice:
    """The mark at which a position is liquidated.

    Attributes:
        exact: The solved price.
        tick: *exact*, rounded once to the tick that is just liquidatable: down for a long
            position, up for a short one.
        shown: What the venue prints for it, by its own rounding.
        certificate: Its proof.
    """

    exact: Fraction
    tick: Fraction
    shown: Fraction
    certificate: Certificate


@frozen(kw_only=True)
class NoLiquidationPrice:
    """No mark liquidates the position.

    Attributes:
        reason: Why.
    """

    reason: NoPrice


Liquidated: TypeAlias = LiquidationPrice | NoLiquidationPrice
