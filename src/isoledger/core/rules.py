"""The mechanics of a venue that differ from the next one's: dated data, never code."""

import enum
from fractions import Fraction

from attrs import Attribute, field, frozen

from isoledger.core.books import WALLET, Book, is_free
from isoledger.core.dated import Dated
from isoledger.core.errors import TermsError


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


def _at_the_mark(instance: "Rules", _: "Attribute[Fraction | None]", cut: Fraction | None) -> None:
    if cut is not None and (cut <= 0 or instance.basis is not Basis.MARK):
        why = f"cut {cut} is no step, or the requirement is not measured on the mark"
        raise TermsError(what="rules", why=why)


@frozen(kw_only=True)
class Rules:
    """How one venue moves money around isolated positions, at one time.

    Attributes:
        fee_pot: Who pays trading fees of an isolated position; never ``HOME_FIRST``.
        funding_pot: Who pays and receives its funding.
        surplus: Where margin goes that a liquidation leaves.
        home: The book that stands for the account when a flow does not name one.
        basis: What maintenance is measured on.
        closing_fee: Rate of the value that the requirement contains for the fee to close: of the
            value at the solved price, or at the mark where maintenance is measured on that.
        cut: Step to which the sum of all requirements is cut down. Only where it is measured on
            the mark: a requirement that moves would jump at every step. ``None``: not cut.
        evidence: How well these rules are known.
        source: Where they are written.
    """

    fee_pot: Pot = field(default=Pot.POSITION, validator=_whole)
    funding_pot: Pot = Pot.POSITION
    surplus: Surplus = Surplus.INSURANCE
    home: Book = field(default=WALLET, validator=_reachable)
    basis: Basis = Basis.VALUE
    closing_fee: Fraction = Fraction(0)
    cut: Fraction | None = field(default=None, validator=_at_the_mark)
    evidence: Evidence = Evidence.ASSUMED
    source: str = ""


RuleBook = Dated[Rules]
"""A venue's rules by the instant from which each version held."""

PLAIN_RULES: RuleBook = Dated[Rules].always(Rules(source="isoledger: the plain margin model"))
"""Everything out of the position's own margin, maintenance on the current value, no fee."""
