"""What would be, if: the rules and the equation, asked about a position that is not yet.

Nothing here solves anything of its own. A hypothetical trade goes through `IsolatedPosition.apply`
and a hypothetical price through `position_risk`; amounts and sizes are whole numbers, found by
halving, so that what is asked for is true of the answer and false of one unit more.
"""

from collections.abc import Callable
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.certificate import Liquidated, NoLiquidationPrice, NoPrice
from isoledger.core.cross import CrossPool
from isoledger.core.errors import TermsError
from isoledger.core.events import Fill, MarginEvent
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.ledger import Ledger
from isoledger.core.liquidation import liquidation_price
from isoledger.core.money import Money
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.risk import Risk, position_risk
from isoledger.core.rules import Basis, RuleBook, Rules

UNITS_MAX = 1 << 256
"""No amount or size that is asked for is larger."""


@frozen(kw_only=True)
class Moment:
    """What a question about a position is asked under.

    Attributes:
        rules: The venue's mechanics.
        time_ns: When, ns UTC, for the tiers in force.
        mark: The price at which the venue values the position.
        funding: The predicted rate, above zero when longs pay; only some venues ask for it.
    """

    rules: Rules
    time_ns: int
    mark: Fraction
    funding: Fraction | None = None

    def at(self, mark: Fraction) -> "Moment":
        """The same, with another mark."""
        return evolve(self, mark=mark)

    def risk(self, position: IsolatedPosition) -> Risk:
        """Equity and requirements of *position* now."""
        return position_risk(
            position, self.mark, self.rules, time_ns=self.time_ns, funding=self.funding
        )

    def is_safe(self, position: IsolatedPosition) -> bool:
        """Whether *position* would not be liquidated now."""
        return not self.risk(position).is_liquidatable

    def is_open(self, position: IsolatedPosition) -> bool:
        """Whether equity covers what opening *position* needs now, and a reserve that is kept."""
        risk = self.risk(position)
        kept = position.reserve.value if self.rules.reserve_required else Fraction(0)
        return risk.equity >= risk.initial + kept and not risk.is_liquidatable

    def survives(self, position: IsolatedPosition, price: Fraction) -> bool:
        """Whether *position* would live at *price*; what is measured on the mark stands still."""
        there = self.at(price).risk(position)
        if self.rules.basis is Basis.MARK:
            there = evolve(there, maintenance=self.risk(position).maintenance)
        return not there.is_liquidatable

    def price(self, position: IsolatedPosition) -> Liquidated:
        """The liquidation price of *position* now."""
        return liquidation_price(
            position, self.rules, time_ns=self.time_ns, mark=self.mark, funding=self.funding
        )


def if_traded(
    position: IsolatedPosition,
    size: int,
    price: Price,
    moment: Moment,
    *,
    margin: Money | None = None,
    fee: Money | None = None,
) -> IsolatedPosition:
    """*position* after a trade.

    Args:
        position: As it is; flat is fine.
        size: Signed lots, above zero bought.
        price: At which.
        moment: The rules say who pays the fee, the time by which rule cost is rounded.
        margin: What is moved to it first; ``None``: nothing.
        fee: What is paid, above zero; ``None``: nothing.

    Raises:
        LimitedLiabilityError: More margin is taken out than there is.
    """
    before = position if margin is None else if_moved(position, margin)
    stamp = Stamp(time_ns=moment.time_ns, venue="", account="", id="what if")
    fill = Fill(stamp=stamp, position=position.id, size=size, price=price, fee=fee)
    return before.apply(fill, moment.rules).state


def if_moved(position: IsolatedPosition, amount: Money) -> IsolatedPosition:
    """*position* with *amount* more margin; less, below zero.

    Raises:
        LimitedLiabilityError: There is not so much.
    """
    return evolve(position, margin=position.margin + amount)


def if_levered(position: IsolatedPosition, leverage: Exact, moment: Moment) -> IsolatedPosition:
    """*position* with the margin its value at the mark needs at *leverage*, as venues set it anew.

    Raises:
        TermsError: *leverage* is not above zero.
    """
    if leverage.units <= 0:
        raise TermsError(what="leverage", why=f"{leverage} is not above zero")
    holding = position.holding
    value = abs(holding.instrument.value(holding.size, moment.mark)) if holding.size else Fraction()
    margin = position.margin.asset.round(value / leverage.value, Rounding.CEILING)
    return evolve(position, margin=margin, leverage=leverage)


def if_pooled(position: IsolatedPosition, pool: CrossPool) -> CrossPool:
    """*pool* with *position* and all that stands behind it.

    What the pool holds under that name already is added to; what the two close is realised.
    """
    at, new = position.id._replace(pool=pool.name), position.holding
    asset = position.margin.asset
    held, realised = pool.holding(at, new.instrument).traded(new.size, new.cost)
    cash = pool.balance(asset) + position.collateral + realised
    return evolve(
        pool,
        balances=pool.balances.set(asset, cash),
        holdings=pool.holdings.set(at, held),
    )


def if_isolated(pool: CrossPool, at: PositionId, margin: Money) -> IsolatedPosition:
    """The position *at* of *pool*, alone with *margin*."""
    holding = pool.holdings[at]
    zero = holding.instrument.settle.zero
    return IsolatedPosition(
        id=at._replace(pool=""), holding=holding, margin=margin + zero, reserve=zero
    )


def top_up(position: IsolatedPosition, moment: Moment) -> Money:
    """The least margin to add so that *position* is not liquidated now; none if it is not."""
    asset = position.margin.asset

    def saves(units: int) -> bool:
        return moment.is_safe(if_moved(position, Money(units, asset)))

    return Money(_least(saves), asset)


def removable(position: IsolatedPosition, moment: Moment) -> Money:
    """The most margin that can be taken out now: what stays still covers opening.

    Unrealised profit cannot be taken out, so it is never more than the margin.
    """
    asset = position.margin.asset

    def breaks(units: int) -> bool:
        if units > position.margin.units:
            return True
        return not moment.is_open(if_moved(position, Money(-units, asset)))

    return Money(max(0, _least(breaks) - 1), asset)


def margin_for(position: IsolatedPosition, price: Fraction, moment: Moment) -> Money | None:
    """The most margin with which *position* would be liquidated at *price*: one unit more saves it.

    With it the liquidation price is *price*, as near as whole units allow. ``None``: it would be
    safe there with no margin at all.
    """
    asset = position.margin.asset

    def saves(units: int) -> bool:
        return moment.survives(evolve(position, margin=Money(units, asset)), price)

    least = _least(saves)
    return Money(least - 1, asset) if least else None


def largest_size(
    position: IsolatedPosition,
    price: Price,
    free: Money,
    moment: Moment,
    *,
    is_long: bool,
    fee_rate: Fraction = Fraction(0),
) -> int:
    """The most lots that can be traded at *price* with *free* moved to the position first.

    After the trade and its fee, equity covers what opening the whole position needs.

    Args:
        position: As it is; flat is fine.
        price: At which is traded.
        free: What may be moved to it.
        moment: The mark and rules by which it is judged.
        is_long: Whether it is bought.
        fee_rate: Share of the traded value that is paid; rounded up.

    Returns:
        How many, signed like the trade. None at all where not even one fits. Closing what is held
        always fits, even at a loss or fee that nothing is left to pay: only what comes after is
        judged.

    Raises:
        TermsError: Every lot gains more at the mark than opening it needs, so that there is no
            largest.
    """
    sign, terms, asset = 1 if is_long else -1, position.holding.instrument, free.asset
    behind = position.collateral + free

    def breaks(lots: int) -> bool:
        value = abs(terms.value(lots, price.value)) if lots else Fraction(0)
        fee = asset.round(value * fee_rate, Rounding.CEILING)
        if fee > behind:
            return True
        after = if_traded(position, sign * lots, price, moment, margin=free, fee=fee)
        return bool(after.holding.size) and not moment.is_open(after)

    held = position.holding.size
    closing = abs(held) if held * sign < 0 else 0  # closing needs nothing; what comes after may
    try:
        least = _least(lambda more: breaks(closing + more))
    except TermsError:
        why = f"a lot at {price} gains more at the mark {moment.mark} than opening it needs"
        raise TermsError(what="largest size", why=f"{why}; ask with {price} as the mark") from None
    return sign * (closing + max(0, least - 1))


def break_even(
    position: IsolatedPosition, paid: Money, *, fee_rate: Fraction = Fraction(0)
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


@frozen(kw_only=True)
class Accrual:
    """How long a position lasts while funding is paid at a mark that stands still.

    Attributes:
        payments: How many payments it takes; the last one liquidates it. None: it is so now.
        time_ns: When that is, ns UTC.
        each: What one payment takes.
    """

    payments: int
    time_ns: int
    each: Money


def time_to_liquidation(
    position: IsolatedPosition, rate: Fraction, moment: Moment, *, every_ns: int, next_ns: int
) -> Accrual | None:
    """When funding at *rate* has eaten the margin, if nothing else happens.

    Args:
        position: The position, whose own margin pays, and then its reserve.
        rate: Of the value at the mark, above zero when longs pay; each payment is rounded up.
        moment: The mark that stands still.
        every_ns: Time between payments.
        next_ns: When the next one is, ns UTC.

    Returns:
        ``None``: it receives funding or pays none, or nothing is held.
    """
    holding, asset = position.holding, position.margin.asset
    against = rate if holding.size > 0 else -rate
    if not holding.size or against <= 0:
        return None
    value = abs(holding.instrument.value(holding.size, moment.mark))
    each = asset.round(value * against, Rounding.CEILING)

    def ends(payments: int) -> bool:
        owed = payments * each.units
        if owed > position.collateral.units:
            return True
        margin = Money(max(0, position.margin.units - owed), asset)
        left = Money(position.collateral.units - owed, asset) - margin
        return not moment.is_safe(evolve(position, margin=margin, reserve=left))

    payments = _least(ends)
    time_ns = next_ns + (payments - 1) * every_ns if payments else moment.time_ns
    return Accrual(payments=payments, time_ns=time_ns, each=each)


@frozen(kw_only=True)
class Moved:
    """What one event did to a liquidation price.

    Attributes:
        event: The event.
        position: The position after it.
        before: The price before it.
        after: The price after it.
    """

    event: MarginEvent
    position: IsolatedPosition
    before: Liquidated
    after: Liquidated


def post_mortem(ledger: Ledger, at: PositionId) -> tuple[Moved, ...]:
    """Every event that changed the isolated position *at*, and where it moved the price.

    Events are judged without a mark; by rules that need one they cannot be.

    Raises:
        TermsError: The tiers of its instrument are not known.
        MissingMarkError: The rules measure on the mark.
    """
    told: list[Moved] = []
    account, known = ledger.opening, _priced(ledger.opening.isolated.get(at), ledger.rules, 0)
    for event in ledger.effective():
        held, account = account.isolated.get(at), account.apply(event, ledger.rules).state
        position = account.isolated.get(at)
        if position is None or position is held:
            continue
        now = _priced(position, ledger.rules, event.stamp.time_ns)
        told.append(Moved(event=event, position=position, before=known, after=now))
        known = now
    return tuple(told)


def _priced(position: IsolatedPosition | None, rules: RuleBook, time_ns: int) -> Liquidated:
    if position is None or not position.holding.size:
        return NoLiquidationPrice(reason=NoPrice.FLAT)
    return liquidation_price(position, rules.at(time_ns), time_ns=time_ns)


def _least(holds: Callable[[int], bool]) -> int:
    """The least whole number from 0 for which *holds*, which stays true once it is.

    Raises:
        TermsError: It does not hold for any number that could be meant.
    """
    if holds(0):
        return 0
    high = 1
    while not holds(high):
        high *= 2
        if high > UNITS_MAX:
            raise TermsError(what="what if", why="no amount is enough")
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle
    return high
