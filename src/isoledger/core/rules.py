"""The mechanics of a venue that differ from the next one's: dated data, never code."""

import enum
from fractions import Fraction

from attrs import Attribute, field, frozen

from isoledger.core.books import WALLET, Book, is_free
from isoledger.core.dated import Dated
from isoledger.core.errors import TermsError
from isoledger.core.numbers import Rounding


class Pot(enum.Enum):
    """Which book of the account a flow of an isolated position is taken from or paid to.

    ``HOME_FIRST`` takes a charge from the home book as far as it reaches and the rest from the
    position (Bybit funding); what is received goes home.
    """

    POSITION = "position"
    HOME = "home"
    HOME_FIRST = "home-first"


class Surplus(enum.Enum):
    """Where margin goes that is left after a liquidation."""

    INSURANCE = "insurance"
    HOME = "home"


class Basis(enum.Enum):
    """What the maintenance requirement of a position is measured on."""

    VALUE = "value at the solved price"
    ENTRY = "value at entry"
    MARK = "value at the current mark"


class FeeOn(enum.Enum):
    """What the closing fee inside a requirement is a share of."""

    VALUE = "value at the solved price, or at the mark where maintenance is"
    ENTRY = "value at entry"
    BANKRUPTCY = "value at the bankruptcy price"


class Evidence(enum.Enum):
    """How well a rule is known."""

    OFFICIAL = "official"
    RECORDED = "recorded"
    ASSUMED = "assumed"


def _reachable(_: "Rules", __: "Attribute[Book]", home: Book) -> None:
    if not is_free(home):
        raise TermsError(what="rules", why=f"home {home} is neither wallet nor pool:<name>")


def _whole(_: "Rules", __: "Attribute[Pot]", pot: Pot) -> None:
    if pot is Pot.HOME_FIRST:
        raise TermsError(what="rules", why="no venue is known to split a fee between two books")


def _step(_: "Rules", __: "Attribute[Fraction | None]", step: Fraction | None) -> None:
    if step is not None and step <= 0:
        raise TermsError(what="rules", why=f"requirement step {step} is not above zero")


@frozen(kw_only=True)
class Shown:
    """How a venue prints the liquidation price it solved.

    Attributes:
        long: Rounding for a long position; ``None``: not rounded.
        short: Rounding for a short one.
        grid: The step rounded to; ``None``: the instrument's tick.
        shift: Ticks towards the entry that the venue adds, before rounding.
        contract: The worth of one contract at that price is first rounded to smallest units, to
            the side that moves the price the same way (BitMEX).
        floor: At or below this price there is none to print; ``None``: at or below zero.
        ceiling: At or above this price there is none to print; ``None``: no such price.
    """

    long: Rounding | None = None
    short: Rounding | None = None
    grid: Fraction | None = None
    shift: int = 0
    contract: bool = False
    floor: Fraction | None = None
    ceiling: Fraction | None = None


@frozen(kw_only=True, cache_hash=True)
class Rules:
    """How one venue moves money around isolated positions, at one time.

    Attributes:
        fee_pot: Who pays trading fees of an isolated position; never ``HOME_FIRST``.
        funding_pot: Who pays and receives its funding.
        surplus: Where margin goes that a liquidation leaves.
        home: The book that stands for the account when a flow does not name one.
        basis: What maintenance is measured on.
        closing_fee: Rate of the fee to close that the requirement contains.
        fee_on: What that rate is applied to.
        reserve_required: The reserve for the fee to close is part of the requirement as well, so
            that it does not move the price.
        funding_required: The predicted funding rate is part of the requirement when it is against
            the position; on the same basis.
        requirement_step: Step to which the sum of all requirements is rounded; ``None``: not
            rounded. Where they move with the price, the sum is rounded at the mark, and what that
            took off stands while the price is solved; with no mark given nothing is taken off.
        requirement_rounding: Which way.
        larger_leg: Of a long and a short leg of one symbol in one pool (hedge mode), only the
            larger needs margin.
        strict: Equity that equals the requirement is still enough (dYdX). Elsewhere it is not.
        shown: How the venue prints the price.
        evidence: How well these rules are known.
        source: Where they are written.
    """

    fee_pot: Pot = field(default=Pot.POSITION, validator=_whole)
    funding_pot: Pot = Pot.POSITION
    surplus: Surplus = Surplus.INSURANCE
    home: Book = field(default=WALLET, validator=_reachable)
    basis: Basis = Basis.VALUE
    closing_fee: Fraction = Fraction(0)
    fee_on: FeeOn = FeeOn.VALUE
    reserve_required: bool = False
    funding_required: bool = False
    requirement_step: Fraction | None = field(default=None, validator=_step)
    requirement_rounding: Rounding = Rounding.FLOOR
    larger_leg: bool = False
    strict: bool = False
    shown: Shown = Shown()
    evidence: Evidence = Evidence.ASSUMED
    source: str = ""

    @property
    def requirement_stands(self) -> bool:
        """Whether no part of a requirement moves with the solved price."""
        moving_fee = self.closing_fee and self.fee_on is FeeOn.VALUE
        return self.basis is Basis.MARK or (self.basis is Basis.ENTRY and not moving_fee)


RuleBook = Dated[Rules]
"""A venue's rules by the instant from which each version held."""

PLAIN_RULES: RuleBook = Dated[Rules].always(Rules(source="isoledger: the plain margin model"))
"""Everything out of the position's own margin, maintenance on the current value, no fee."""
