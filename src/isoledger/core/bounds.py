"""A liquidation price where not every input is known: an interval, and what makes it one.

Each unknown is given as a span. Equity less requirement goes one way with each of them, or is
straight between known bends, so that the ends of the interval are found by trying the ends of the
spans and those bends; no such question is more likely than another.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import product
from typing import TypeAlias

from attrs import Attribute, evolve, field, frozen

from isoledger.core.certificate import Liquidated, LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.dated import Dated
from isoledger.core.errors import MissingMarkError, TermsError
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact
from isoledger.core.pooled import PooledPosition
from isoledger.core.risk import Worth
from isoledger.core.rules import Basis
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.core.whatif.moment import Moment, Position


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
    """What is not known of a question; what is not named is, or does not matter.

    Attributes:
        maintenance: By symbol, the maintenance rate of the tier it is in, where its table is
            unknown.
        closing_fee: The rate of the closing fee inside the requirement.
        marks: Marks by symbol: of another leg, or the own one, where something is measured on it.
        funding: Predicted rates by symbol, where they are part of the requirement.
        worths: Prices of collateral by asset; a haircut that the moment names stands.
        haircuts: Haircuts of collateral by asset, whose price is known or spanned.
    """

    maintenance: Mapping[str, Span] = FrozenMap()
    closing_fee: Span | None = None
    marks: Mapping[str, Span] = FrozenMap()
    funding: Mapping[str, Span] = FrozenMap()
    worths: Mapping[Asset, Span] = FrozenMap()
    haircuts: Mapping[Asset, Span] = FrozenMap()

    def reasons(self) -> tuple[str, ...]:
        """Why the answer is an interval, one sentence an unknown."""
        fee = {} if self.closing_fee is None else {"closing fee": self.closing_fee}
        spans = fee | {
            f"{what} of {of}": span
            for what, named in (
                ("maintenance rate", self.maintenance),
                ("mark", self.marks),
                ("predicted funding", self.funding),
                ("worth", self.worths),
                ("haircut", self.haircuts),
            )
            for of, span in named.items()
        }
        return tuple(
            f"{name} between {span.low} and {span.high}: {span.why}" for name, span in spans.items()
        )


@frozen(kw_only=True)
class LiquidationRange:
    """Between which prices a position is liquidated.

    Attributes:
        low: The lowest; ``None``: that end is open, since by some answer there is no price there.
        high: The highest; ``None``: as below.
        answers: What every question that was tried answers.
        reasons: Why it is an interval.
    """

    low: LiquidationPrice | None
    high: LiquidationPrice | None
    answers: tuple[Liquidated, ...]
    reasons: tuple[str, ...]


def liquidation_range(position: Position, moment: Moment, unknowns: Unknowns) -> LiquidationRange:
    """The interval in which the liquidation price of *position* lies.

    Args:
        position: The position, alone or in its pool.
        moment: Rules, marks, worths and rates, as far as they are known.
        unknowns: The rest. Tiers of an instrument that are not known and not named here may lie
            anywhere between no maintenance at all and the initial margin of its leverage.

    Raises:
        TermsError: Tiers are not known, nor the leverage that would bound them.
        MissingMarkError: A mark or worth is needed, and neither it nor a span of it is given.
    """
    unknowns = _completed(position, unknowns)
    answers = tuple(asked.answer() for asked in _questions(position, moment, unknowns))
    prices = [found for found in answers if isinstance(found, LiquidationPrice)]
    prices.sort(key=lambda found: found.exact)
    below, above = _open_ends(answers, is_long=position.holding.size > 0)
    return LiquidationRange(
        low=prices[0] if prices and not below else None,
        high=prices[-1] if prices and not above else None,
        answers=answers,
        reasons=unknowns.reasons(),
    )


def _open_ends(answers: tuple[Liquidated, ...], *, is_long: bool) -> tuple[bool, bool]:
    """Whether the price may lie below all that were found, and above.

    Who is covered would end only further on where he loses, who is sunk only where he gains.
    """
    none = {found.reason for found in answers if isinstance(found, NoLiquidationPrice)}
    unshown = NoPrice.UNSHOWN in none
    further, nearer = bool(none & {NoPrice.COVERED, NoPrice.BELOW_TICK}), NoPrice.SUNK in none
    below, above = (further, nearer) if is_long else (nearer, further)
    return below or unshown, above or unshown


@frozen
class _Question:
    """A position and a moment, with nothing unknown left when all changes are made."""

    position: Position
    moment: Moment

    def answer(self) -> Liquidated:
        return self.moment.price(self.position)

    def with_rate(self, symbol: str, rate: Fraction) -> "_Question":
        """With one maintenance rate for all of *symbol*."""
        position = self.position
        for at, holding in _holdings(position).items():
            if holding.instrument.symbol == symbol:
                position = _held_at_rate(position, at, rate)
        return _Question(position, self.moment)

    def with_fee(self, fee: Fraction) -> "_Question":
        rules = evolve(self.moment.rules, closing_fee=fee)
        return _Question(self.position, evolve(self.moment, rules=rules))

    def with_mark(self, symbol: str, mark: Fraction) -> "_Question":
        return _Question(self.position, self.moment.at({symbol: mark}))

    def with_jumps(
        self, symbol: str, mark: Fraction, rates: Mapping[PositionId, Fraction]
    ) -> "_Question":
        """With each of these legs just behind a floor, where another rate holds."""
        position = self.position
        for at, rate in rates.items():
            position = _held_at_rate(position, at, rate)
        return _Question(position, self.moment).with_mark(symbol, mark)

    def with_funding(self, symbol: str, rate: Fraction) -> "_Question":
        funding = {**(self.moment.funding or {}), symbol: rate}
        return _Question(self.position, evolve(self.moment, funding=funding))

    def with_worth(self, asset: Asset, price: Fraction) -> "_Question":
        found = (self.moment.worths or {}).get(asset)
        worth = evolve(found, price=price) if isinstance(found, Worth) else price
        return self._worth(asset, worth)

    def with_haircut(self, asset: Asset, haircut: Fraction) -> "_Question":
        found = (self.moment.worths or {}).get(asset)
        if found is None:
            raise MissingMarkError(name=asset.code, why="the price that its haircut is taken off")
        price = found.price if isinstance(found, Worth) else found
        return self._worth(asset, Worth(price, haircut))

    def _worth(self, asset: Asset, worth: Fraction | Worth) -> "_Question":
        worths = {**(self.moment.worths or {}), asset: worth}
        return _Question(self.position, evolve(self.moment, worths=worths))


_Change: TypeAlias = Callable[[_Question], _Question]


def _questions(position: Position, moment: Moment, unknowns: Unknowns) -> Iterator[_Question]:
    """Every question with each unknown at one of its ends, or at a bend."""
    for changes in product(*_choices(position, moment, unknowns)):
        asked = _Question(position, moment)
        for change in changes:
            asked = change(asked)
        yield asked


def _choices(position: Position, moment: Moment, unknowns: Unknowns) -> Iterator[list[_Change]]:
    """For each unknown, what it may be. Prices come before the haircuts taken off them."""
    by, fee = _Question, unknowns.closing_fee
    for symbol, span in unknowns.maintenance.items():
        yield [partial(by.with_rate, symbol=symbol, rate=rate) for rate in span.ends]
    if fee is not None:
        yield [partial(by.with_fee, fee=rate) for rate in fee.ends]
    for symbol, span in unknowns.marks.items():
        ends: list[_Change] = [partial(by.with_mark, symbol=symbol, mark=m) for m in span.ends]
        straight = symbol in unknowns.maintenance
        yield [*ends, *_bends(position, moment, symbol, span, straight=straight)]
    for symbol, span in unknowns.funding.items():
        yield [partial(by.with_funding, symbol=symbol, rate=rate) for rate in span.ends]
    for asset, span in unknowns.worths.items():
        yield [partial(by.with_worth, asset=asset, price=price) for price in span.ends]
    for asset, span in unknowns.haircuts.items():
        yield [partial(by.with_haircut, asset=asset, haircut=cut) for cut in span.ends]


def _bends(
    position: Position, moment: Moment, symbol: str, span: Span, *, straight: bool
) -> Iterator[_Change]:
    """The marks inside *span* at which the risk of *symbol* bends or jumps.

    It bends at entries, where profit in another asset begins to suffer a haircut, and at floors of
    tiers. Behind a floor of a stepped table it has jumped: as if each leg that is at one were in
    the next tier.
    """
    turns: dict[Fraction, dict[PositionId, Fraction]] = {}
    for at, holding in _holdings(position).items():
        if symbol == position.id.symbol or at.symbol != symbol or not holding.size:
            continue
        for mark, rate in _turns(holding, moment, straight=straight):
            jumps = turns.setdefault(mark, {})
            if rate is not None:
                jumps[at] = rate
    for mark, jumps in turns.items():
        if span.low <= mark <= span.high:
            yield partial(_Question.with_mark, symbol=symbol, mark=mark)
            if jumps:
                yield partial(_Question.with_jumps, symbol=symbol, mark=mark, rates=jumps)


def _turns(
    holding: Holding, moment: Moment, *, straight: bool
) -> Iterator[tuple[Fraction, Fraction | None]]:
    """Marks at which the risk of *holding* bends, and the rate that it jumps to."""
    terms, entry = holding.instrument, holding.entry_price()
    if entry is not None:
        yield entry, None
    if terms.tiers is None or straight or moment.rules.basis is Basis.ENTRY:
        return
    table = terms.tiers.at(moment.time_ns)
    sign = 1 if terms.value(holding.size, Fraction(1)) > 0 else -1
    for tier in () if table.by_size else table.tiers[1:]:
        mark = terms.price(holding.size, sign * tier.floor)
        yield mark, tier.maintenance if table.stepped else None


def _holdings(position: Position) -> Mapping[PositionId, Holding]:
    if isinstance(position, PooledPosition):
        return position.pool.holdings
    return {position.id: position.holding}


def _leverage(position: Position, at: PositionId) -> Exact | None:
    if isinstance(position, PooledPosition):
        return position.pool.leverage.get(at)
    return position.leverage


_TABLELESS = (
    "the tier table is unknown; maintenance is not above the initial margin of the leverage"
)
_UNBOUND = "neither its margin tiers nor a leverage is known"


def _completed(position: Position, unknowns: Unknowns) -> Unknowns:
    """*unknowns*, and the tiers that are unknown and that nobody said anything about."""
    rates = dict(unknowns.maintenance)
    for at, holding in _holdings(position).items():
        terms = holding.instrument
        if not holding.size or terms.tiers is not None or terms.symbol in unknowns.maintenance:
            continue
        leverage = _leverage(position, at)
        if leverage is None or leverage.units <= 0:
            raise TermsError(what=terms.symbol, why=_UNBOUND)
        most = min(Fraction(1), 1 / leverage.value)
        if terms.symbol in rates:  # its other leg, by the leverage that says less
            most = max(most, rates[terms.symbol].high)
        rates[terms.symbol] = Span(low=Fraction(0), high=most, why=_TABLELESS)
    return evolve(unknowns, maintenance=rates)


def _held_at_rate(position: Position, at: PositionId, rate: Fraction) -> Position:
    """*position* with one maintenance rate for its leg *at*, whatever that is worth."""
    tier = MarginTier(floor=Fraction(0), cap=None, initial=max(rate, Fraction(1)), maintenance=rate)
    table = Dated[TierTable].always(TierTable(tiers=(tier,), part=True))
    holding = _holdings(position)[at]
    terms = evolve(holding.instrument, tiers=table)
    if isinstance(position, IsolatedPosition):
        return evolve(position, holding=evolve(holding, instrument=terms))
    holdings = position.pool.holdings.set(at, evolve(holding, instrument=terms))
    return evolve(position, pool=evolve(position.pool, holdings=holdings))
