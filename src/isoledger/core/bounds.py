"""A liquidation price where not every input is known: an interval, and what makes it one.

Each unknown is given as a span. The price moves one way with each of them, so that the ends of the
interval are found at the corners of the spans; no corner is more likely than another.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from attrs import Attribute, evolve, field, frozen

from isoledger.core.certificate import (
    Liquidated,
    LiquidationPrice,
    NoLiquidationPrice,
    NoPrice,
)
from isoledger.core.dated import Dated
from isoledger.core.errors import TermsError
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price
from isoledger.core.rules import Rules
from isoledger.core.tiers import MarginTier, TierTable


def _ordered(span: "Span", _: "Attribute[Fraction]", high: Fraction) -> None:
    if high < span.low:
        raise TermsError(what="span", why=f"{high} is below {span.low}")


@frozen(kw_only=True)
class Span:
    """A number that is not known, but lies between two that are.

    Attributes:
        low: The least it may be.
        high: The most.
        why: Why it is not known.
    """

    low: Fraction
    high: Fraction = field(validator=_ordered)
    why: str

    @property
    def ends(self) -> tuple[Fraction, ...]:
        """Both ends; one, if they are the same."""
        return (self.low,) if self.low == self.high else (self.low, self.high)


@frozen(kw_only=True)
class Unknowns:
    """What is not known of a question; what is ``None`` is, or does not matter.

    Attributes:
        maintenance: The maintenance rate of the tier of the answer, where the table is unknown.
        closing_fee: The rate of the closing fee inside the requirement.
        mark: The mark, where maintenance is measured on it.
        funding: The predicted rate, where it is part of the requirement.
    """

    maintenance: Span | None = None
    closing_fee: Span | None = None
    mark: Span | None = None
    funding: Span | None = None

    def reasons(self) -> tuple[str, ...]:
        """Why the answer is an interval, one sentence an unknown."""
        spans = {
            "maintenance rate": self.maintenance,
            "closing fee": self.closing_fee,
            "mark": self.mark,
            "predicted funding": self.funding,
        }
        return tuple(
            f"{name} between {span.low} and {span.high}: {span.why}"
            for name, span in spans.items()
            if span is not None
        )


@frozen(kw_only=True)
class LiquidationRange:
    """Between which prices a position is liquidated.

    Attributes:
        low: The lowest; ``None``: it may lie at any lower price, or there may be none there.
        high: The highest; ``None``: the same above. Both are ``None`` where no corner has a price.
        answers: What the corners of the unknowns answer.
        reasons: Why it is an interval.
    """

    low: LiquidationPrice | None
    high: LiquidationPrice | None
    answers: tuple[Liquidated, ...]
    reasons: tuple[str, ...]


def liquidation_range(
    position: IsolatedPosition,
    rules: Rules,
    unknowns: Unknowns,
    *,
    time_ns: int,
    mark: Fraction | None = None,
    funding: Fraction | None = None,
) -> LiquidationRange:
    """The interval in which the liquidation price of *position* lies.

    Args:
        position: The position.
        rules: The venue's mechanics, as far as they are known.
        unknowns: The rest. Tiers of the instrument that are not known and not named here may lie
            anywhere between no maintenance at all and the initial margin of its leverage.
        time_ns: When, for the tiers in force.
        mark: The mark, if it is known.
        funding: The predicted rate, if it is known.

    Raises:
        TermsError: The tiers are not known, nor the leverage that would bound them.
        MissingMarkError: The mark is needed, and neither it nor a span of it is given.
    """
    unknowns = _completed(position, unknowns)
    answers = tuple(
        liquidation_price(known, by, time_ns=time_ns, mark=at, funding=rate)
        for known, by, at, rate in _corners(position, rules, unknowns, mark, funding)
    )
    prices = [found for found in answers if isinstance(found, LiquidationPrice)]
    prices.sort(key=lambda found: found.exact)
    open_below, open_above = _open(answers, long=position.holding.size > 0)
    return LiquidationRange(
        low=prices[0] if prices and not open_below else None,
        high=prices[-1] if prices and not open_above else None,
        answers=answers,
        reasons=unknowns.reasons(),
    )


_SAFE = {NoPrice.COVERED, NoPrice.BELOW_TICK, NoPrice.FLAT}


def _open(answers: tuple[Liquidated, ...], *, long: bool) -> tuple[bool, bool]:
    """Whether a corner has no price because it lies beyond all below, or beyond all above.

    What is never liquidated is so beyond the price at which a position loses, what always is on
    the other side; where a price is only not shown, either may be.
    """
    reasons = {found.reason for found in answers if isinstance(found, NoLiquidationPrice)}
    hidden = NoPrice.UNSHOWN in reasons
    outward, inward = bool(reasons & _SAFE) or hidden, NoPrice.SUNK in reasons or hidden
    return (outward, inward) if long else (inward, outward)


def _completed(position: IsolatedPosition, unknowns: Unknowns) -> Unknowns:
    """*unknowns*, and the tiers if nobody said anything about them."""
    terms = position.holding.instrument
    if terms.tiers is not None or unknowns.maintenance is not None:
        return unknowns
    if position.leverage is None or position.leverage.units <= 0:
        raise TermsError(what=terms.symbol, why="neither its margin tiers nor a leverage is known")
    why = "the tier table is unknown; maintenance is not above the initial margin of the leverage"
    most = min(Fraction(1), 1 / position.leverage.value)
    return evolve(unknowns, maintenance=Span(low=Fraction(0), high=most, why=why))


def _corners(
    position: IsolatedPosition,
    rules: Rules,
    unknowns: Unknowns,
    mark: Fraction | None,
    funding: Fraction | None,
) -> Iterator[tuple[IsolatedPosition, Rules, Fraction | None, Fraction | None]]:
    """Every question with each unknown at one of its ends."""
    rates = unknowns.maintenance.ends if unknowns.maintenance else (None,)
    fees = unknowns.closing_fee.ends if unknowns.closing_fee else (rules.closing_fee,)
    marks = unknowns.mark.ends if unknowns.mark else (mark,)
    fundings = unknowns.funding.ends if unknowns.funding else (funding,)
    for rate, fee, at, paid in product(rates, fees, marks, fundings):
        known = position if rate is None else _with_rate(position, rate)
        yield known, evolve(rules, closing_fee=fee), at, paid


def _with_rate(position: IsolatedPosition, rate: Fraction) -> IsolatedPosition:
    tier = MarginTier(floor=Fraction(0), cap=None, initial=max(rate, Fraction(1)), maintenance=rate)
    table = Dated[TierTable].always(TierTable(tiers=(tier,), part=True))
    holding = position.holding
    terms = evolve(holding.instrument, tiers=table)
    return evolve(position, holding=evolve(holding, instrument=terms))
