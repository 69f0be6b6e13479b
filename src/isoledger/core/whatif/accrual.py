"""What fees and funding do to a position: what it has to win back, and how long it lasts.

Funding is paid at marks that stand still. Each common period of all payments then takes the same,
and what cash counts for is concave in it, so that at one place of the period what has died stays
dead: each place is halved over whole periods, and the earliest death is the answer.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from attrs import Attribute, field, frozen

from isoledger.core.errors import TermsError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.money import Money
from isoledger.core.numbers import Rounding
from isoledger.core.pooled import PooledPosition
from isoledger.core.risk import mark_of
from isoledger.core.whatif.limits import UNITS_MAX, least
from isoledger.core.whatif.moment import Moment, Position

INSTANTS_MAX = 10_000
"""So many payments at most until all intervals have come round."""


def break_even(
    position: Position, paid: Money, *, fee_rate: Fraction = Fraction(0)
) -> Fraction | None:
    """The price at which closing brings back all that was *paid* in fees and funding.

    Args:
        position: The position.
        paid: Fees and funding so far, above zero what was paid.
        fee_rate: Share of the value that closing costs.

    Returns:
        The exact price; ``None``: nothing is held, or no price brings it back.
    """
    holding = position.holding
    if not holding.size:
        return None
    worth = holding.instrument.value(holding.size, Fraction(1))
    rate = fee_rate if worth > 0 else -fee_rate
    value = (holding.cost + paid).value / (1 - rate)
    if value * worth <= 0:
        return None
    return holding.instrument.price(holding.size, value)


def _passing(_: "FundingPlan", __: "Attribute[int]", every_ns: int) -> None:
    if every_ns <= 0:
        raise TermsError(what="funding", why=f"an interval of {every_ns} ns is not above zero")


@frozen(kw_only=True)
class FundingPlan:
    """When and at which rate the funding of one symbol is paid.

    Attributes:
        rate: Of the value at the mark, above zero when longs pay.
        every_ns: Time between payments.
        next_ns: When the next one is, ns UTC.
    """

    rate: Fraction
    every_ns: int = field(validator=_passing)
    next_ns: int

    def payments(self, time_ns: int) -> int:
        """How many there are up to and including *time_ns*."""
        return max(0, (time_ns - self.next_ns) // self.every_ns + 1)

    def instants(self, start_ns: int, end_ns: int) -> range:
        """Those of them from *start_ns* to before *end_ns*."""
        first = self.next_ns + self.payments(start_ns - 1) * self.every_ns
        return range(first, end_ns, self.every_ns)

    def charge(self, holding: Holding, mark: Fraction) -> Money:
        """What one payment takes from *holding*, below zero what it brings; rounded against it."""
        value = abs(holding.instrument.value(holding.size, mark))
        against = self.rate if holding.size > 0 else -self.rate
        return holding.instrument.settle.round(value * against, Rounding.CEILING)


@frozen(kw_only=True)
class Accrual:
    """How long a position lasts while funding is paid at marks that stand still.

    Attributes:
        time_ns: When it is liquidated, ns UTC.
        payments: How many payments there were by then, by symbol.
        each: What each of them took, by symbol; below zero, what it brought.
    """

    time_ns: int
    payments: Mapping[str, int]
    each: Mapping[str, Money]


def time_to_liquidation(
    position: Position, plans: Mapping[str, FundingPlan], moment: Moment
) -> Accrual | None:
    """When funding has eaten what stands behind *position*, if nothing else happens.

    Args:
        position: The position, which pays itself; or whose pool pays and gets for all its legs.
        plans: The funding of each symbol that has any.
        moment: The marks that stand still.

    Returns:
        ``None``: it lasts. With no payment at all it is liquidated now.

    Raises:
        TermsError: The intervals come round together too late to be looked at.
        MissingMarkError: The mark of a symbol that pays is not known.
    """
    course = _Course(position, moment, plans, _charges(position, moment, plans))
    if not moment.is_safe(position):
        return course.ended(moment.time_ns, paid=False)
    return course.end()


def _charges(
    position: Position, moment: Moment, plans: Mapping[str, FundingPlan]
) -> Mapping[str, Money]:
    """What one payment takes, by symbol; both legs of a symbol together."""
    each: dict[str, Money] = {}
    holdings: Iterable[Holding] = (position.holding,)
    if isinstance(position, PooledPosition):
        holdings = position.pool.holdings.values()
    for holding in holdings:
        symbol = holding.instrument.symbol
        if holding.size and symbol in plans:
            charge = plans[symbol].charge(holding, mark_of(holding, moment.marks))
            each[symbol] = each.get(symbol, charge.asset.zero) + charge
    return FrozenMap(each)


@frozen
class _Course:
    """What is paid when, and what that leaves."""

    position: Position
    moment: Moment
    plans: Mapping[str, FundingPlan]
    each: Mapping[str, Money]

    def ended(self, time_ns: int, *, paid: bool = True) -> Accrual:
        """That it is dead at *time_ns*."""
        payments = {s: self.plans[s].payments(time_ns) if paid else 0 for s in self.each}
        return Accrual(time_ns=time_ns, payments=FrozenMap(payments), each=self.each)

    def end(self) -> Accrual | None:
        """The first payment after which it is dead."""
        paying = [self.plans[symbol] for symbol in self.each]
        if not paying:
            return None
        first, regular = (by(plan.next_ns for plan in paying) for by in (min, max))
        period = lcm(*(plan.every_ns for plan in paying))
        for instant in _instants(paying, first, regular):
            if self._is_dead(instant):
                return self.ended(instant)
        found: int | None = None
        for instant in _instants(paying, regular, regular + period):
            most = UNITS_MAX if found is None else (found - 1 - instant) // period
            dead = self._first_dead(instant, period, most) if most >= 0 else None
            found = found if dead is None else dead
        return None if found is None else self.ended(found)

    def _first_dead(self, instant: int, period: int, most: int) -> int | None:
        """The first of the same place in every period at which it is dead."""
        rounds = least(lambda n: self._is_dead(instant + n * period), most)
        return None if rounds is None else instant + rounds * period

    def _is_dead(self, time_ns: int) -> bool:
        left: Position = self.position
        for symbol, each in self.each.items():
            due = Money(each.units * self.plans[symbol].payments(time_ns), each.asset)
            after = left.charged(due)
            if after is None:
                return True
            left = after
        return not self.moment.is_safe(left)


def _instants(paying: list[FundingPlan], start_ns: int, end_ns: int) -> list[int]:
    """Every instant of a payment from *start_ns* to before *end_ns*, in order.

    Raises:
        TermsError: There are too many to look at.
    """
    spans = [plan.instants(start_ns, end_ns) for plan in paying]
    if sum(map(len, spans)) > INSTANTS_MAX:
        why = f"more than {INSTANTS_MAX} payments until all intervals have come round"
        raise TermsError(what="funding", why=why)
    return sorted({instant for span in spans for instant in span})
