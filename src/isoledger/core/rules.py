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
        evidence: How well these rules are known.
        source: Where they are written.
    """

    fee_pot: Pot = field(default=Pot.POSITION, validator=_whole)
    funding_pot: Pot = Pot.POSITION
    surplus: Surplus = Surplus.INSURANCE
    home: Book = field(default=WALLET, validator=_reachable)
    basis: Basis = Basis.VALUE
    closing_fee: Fraction = Fraction(0)
    evidence: Evidence = Evidence.ASSUMED
    source: str = ""


RuleBook = Dated[Rules]
"""A venue's rules by the instant from which each version held."""

PLAIN_RULES: RuleBook = Dated[Rules].always(Rules(source="isoledger: the plain margin model"))
"""Everything out of the position's own margin, maintenance on the current value, no fee."""
