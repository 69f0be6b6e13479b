"""The laws about what one event may do, each a function that returns or raises.

A law is given the events of a journal, in any order, and its rule book.
"""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from isoledger.core.account import Account
from isoledger.core.books import FEES, FUNDING, INSURANCE, PNL, Book, is_free, margin_book
from isoledger.core.events import (
    Conversion,
    Deleveraging,
    EntryRebase,
    Fee,
    Fill,
    Funding,
    Liquidation,
    Listing,
    MarginEvent,
    MarginModeChange,
    MarginTransfer,
    OpeningPosition,
    Settlement,
    SettlementKind,
)
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.money import Asset, Money
from isoledger.core.rules import Pot, RuleBook, Surplus
from isoledger.testing.errors import BrokenLawError
from isoledger.testing.steps import (
    Balances,
    Happening,
    added,
    balances_of,
    happenings,
    is_own,
    positions_of,
)

Events: TypeAlias = Iterable[MarginEvent]
Law: TypeAlias = Callable[[Events, RuleBook], None]
"""Raises `BrokenLawError`, or returns."""

_CLOSES = Fill | Deleveraging | Liquidation | Settlement


def others_are_untouched(events: Events, rules: RuleBook) -> None:
    """An event on one position leaves every other position the same object, not an equal one."""
    for seen in happenings(events, rules):
        if isinstance(seen.event, Listing):
            continue
        spoken = positions_of(seen.event)
        for at, position in seen.before.isolated.items():
            if at not in spoken and seen.after.isolated.get(at) is not position:
                raise _broken(others_are_untouched, seen, f"{at} changed")
        for name, pool in seen.before.pools.items():
            for at, holding in pool.holdings.items():
                if at not in spoken and seen.after.pools[name].holdings.get(at) is not holding:
                    raise _broken(others_are_untouched, seen, f"{at} changed")


def a_loss_stays_in_its_position(events: Events, rules: RuleBook) -> None:
    """What an isolated position's event takes from the wallet, the debt or a pool, a rule names."""
    for seen in happenings(events, rules):
        spoken = [at for at in positions_of(seen.event) if at.is_isolated]
        if not spoken or isinstance(seen.event, MarginModeChange):
            continue
        free = {key: units for key, units in seen.moved().items() if is_free(key[0])}
        for key, units in _named(seen).items():
            free[key] = free.get(key, 0) - units
        swept = isinstance(seen.event, Liquidation) and seen.rules.surplus is Surplus.HOME
        for (book, asset), units in free.items():
            if units and not (swept and units > 0 and book == seen.rules.home):
                told = f"{book} moved by {Money(units, asset)} that nothing names"
                raise _broken(a_loss_stays_in_its_position, seen, told)


def _named(seen: Happening) -> Balances:
    """What the event itself, with the rules of its day, says of the account's free books."""
    event, home = seen.event, seen.rules.home
    if isinstance(event, MarginTransfer):
        return {(event.book, event.amount.asset): -event.amount.units}
    named: Balances = {}
    if isinstance(event, Funding) and seen.rules.funding_pot is not Pot.POSITION:
        units = event.amount.units
        if seen.rules.funding_pot is Pot.HOME_FIRST and units < 0:
            units = max(units, -max(0, seen.before.balance(event.amount.asset, home).units))
        named[home, event.amount.asset] = units
    fee = event.amount if isinstance(event, Fee) else getattr(event, "fee", None)
    if isinstance(fee, Money):
        settle = seen.after.isolated[next(iter(positions_of(event)))].margin.asset
        if seen.rules.fee_pot is not Pot.POSITION or fee.asset != settle:
            named[home, fee.asset] = -fee.units
    return named


def a_position_loses_no_more_than_was_put_in(events: Events, rules: RuleBook) -> None:
    """All that ever left a position for the world is covered by margin and by the insurance."""
    lost: dict[PositionId, int] = {}
    for seen in happenings(events, rules):
        for position in seen.after.isolated.values():
            moved = seen.entry.total(position.book, position.margin.asset).units
            moved += seen.entry.total(Book(f"{position.book}:reserve"), position.margin.asset).units
            lost[position.id] = lost.get(position.id, 0) + moved
            if position.margin.units < 0 or position.reserve.units < 0 or lost[position.id] < 0:
                raise _broken(a_position_loses_no_more_than_was_put_in, seen, f"{position.id}")


def pools_and_positions_are_walls(events: Events, rules: RuleBook) -> None:
    """A take-over in a pool consumes no isolated margin, an isolated one no pool."""
    for seen in happenings(events, rules):
        if not isinstance(seen.event, Liquidation):
            continue
        at = seen.event.position
        for book, asset in seen.moved():
            mine = book.startswith(str(margin_book(at))) or not is_own(book)
            home = at.is_isolated and book == seen.rules.home and seen.moved()[book, asset] > 0
            fee = seen.event.fee is not None and at.is_isolated and book == seen.rules.home
            if not (mine or home or fee):
                raise _broken(pools_and_positions_are_walls, seen, f"{at} reached {book}")


def assets_are_walls(events: Events, rules: RuleBook) -> None:
    """An event moves only assets that it names, and two of them only with two names."""
    for seen in happenings(events, rules):
        named = _assets_of(seen)
        for book, asset in seen.moved():
            if asset not in named:
                raise _broken(assets_are_walls, seen, f"{book} moved in {asset}")


def _assets_of(seen: Happening) -> set[Asset]:
    event = seen.event
    amounts = [getattr(event, name, None) for name in ("amount", "fee", "margin", "realised")]
    named = {amount.asset for amount in amounts if isinstance(amount, Money)}
    if isinstance(event, Conversion):
        named |= {event.sold.asset, event.bought.asset}
    terms = [seen.after.instruments.get(at.symbol) for at in positions_of(event)]
    return named | {known.settle for known in terms if known is not None}


def money_is_only_moved(events: Events, rules: RuleBook) -> None:
    """The postings of an entry sum to zero in every asset, as integers."""
    for seen in happenings(events, rules):
        sums: dict[Asset, int] = {}
        for posting in seen.entry:
            asset = posting.amount.asset
            sums[asset] = sums.get(asset, 0) + posting.amount.units
        if any(sums.values()):
            raise _broken(money_is_only_moved, seen, str(sums))


def state_is_the_sum_of_its_postings(events: Events, rules: RuleBook) -> None:
    """What the account holds in a book is what the entries put there, after every event."""
    sums: Balances = {}
    for seen in happenings(events, rules):
        added(sums, seen.entry)
        own = {key: units for key, units in sums.items() if is_own(key[0])}
        if own != balances_of(seen.after):
            told = f"entries say {own}, state says {balances_of(seen.after)}"
            raise _broken(state_is_the_sum_of_its_postings, seen, told)


def nothing_is_created(events: Events, rules: RuleBook) -> None:
    """For each asset, all own books together are what the world outside has given, net."""
    world: dict[Asset, int] = {}
    for seen in happenings(events, rules):
        for posting in seen.entry:
            if not is_own(posting.book):
                asset = posting.amount.asset
                world[asset] = world.get(asset, 0) - posting.amount.units
        own: dict[Asset, int] = {}
        for (_, asset), units in balances_of(seen.after).items():
            own[asset] = own.get(asset, 0) + units
        for asset in {*world, *own}:
            if world.get(asset, 0) != own.get(asset, 0):
                raise _broken(nothing_is_created, seen, f"{asset}: {own} from {world}")


def counter_books_say_why(events: Events, rules: RuleBook) -> None:
    """A stated fee, funding or profit reaches its counter-book to the last unit."""
    for seen in happenings(events, rules):
        event = seen.event
        stated = [(FEES, getattr(event, "fee", None), 1)]
        if isinstance(event, Fee):
            stated = [(FEES, event.amount, 1)]
        elif isinstance(event, Funding):
            stated = [(FUNDING, event.amount, -1)]
        elif isinstance(event, Fill | Deleveraging | EntryRebase) and event.realised is not None:
            stated += [(PNL, event.realised, -1)]
        elif isinstance(event, Settlement) and event.amount is not None:
            stated += [(PNL, event.amount, -1)]
        for book, amount, sign in stated:
            if isinstance(amount, Money):
                arrived = seen.entry.total(book, amount.asset).units
                if arrived != sign * amount.units:
                    raise _broken(counter_books_say_why, seen, f"{book} got {arrived} of {amount}")


def nothing_is_lost_to_rounding(events: Events, rules: RuleBook) -> None:
    """Profit booked less the rise of the cost is what the trade was paid, to the last unit."""
    for seen in happenings(events, rules):
        event = seen.event
        if not isinstance(event, Fill | Deleveraging) or _loses_by_statement(seen):
            continue
        before, after = _holdings(seen, event.position)
        booked = -seen.entry.total(PNL, after.cost.asset).units
        stated = event.cost if isinstance(event, Fill) else None
        paid = stated or before.cost_of(event.size, event.price, event.stamp.time_ns)
        if booked - (after.cost.units - before.cost.units) != -paid.units:
            told = f"paid {paid}, booked {booked}, cost {before.cost} to {after.cost}"
            raise _broken(nothing_is_lost_to_rounding, seen, told)


def _loses_by_statement(seen: Happening) -> bool:
    """A venue's own profit on a whole close or a flip leaves no cost to carry the difference."""
    event = seen.event
    if not isinstance(event, Fill | Deleveraging) or event.realised is None:
        return False
    before, after = _holdings(seen, event.position)
    return before.size * after.size <= 0 and before.size != 0


def a_flat_position_has_no_cost(events: Events, rules: RuleBook) -> None:
    """Where nothing is held, nothing was paid for it."""
    for seen in happenings(events, rules):
        for at in positions_of(seen.event):
            held = seen.after.holding(at)
            if held is not None and not held.size and held.cost.units:
                raise _broken(a_flat_position_has_no_cost, seen, f"{at} costs {held.cost}")


def a_session_moves_the_entry_by_what_it_books(events: Events, rules: RuleBook) -> None:
    """A session settlement or a rebase books a profit and moves the cost by as much."""
    for seen in happenings(events, rules):
        event = seen.event
        session = isinstance(event, Settlement) and event.kind is SettlementKind.SESSION
        if not (session or isinstance(event, EntryRebase)):
            continue
        for at in positions_of(event):
            before, after = _holdings(seen, at)
            booked = -seen.entry.total(PNL, after.cost.asset).units
            moved = after.cost.units - before.cost.units
            if before.size != after.size or (before.size and booked != moved):
                told = f"booked {booked}, moved {moved}"
                raise _broken(a_session_moves_the_entry_by_what_it_books, seen, told)


def a_position_taken_over_is_gone(events: Events, rules: RuleBook) -> None:
    """After a whole take-over nothing is held and, of isolated margin, nothing is left."""
    for seen in happenings(events, rules):
        if isinstance(seen.event, Liquidation) and seen.event.size is None:
            at = seen.event.position
            left = seen.after.isolated[at].collateral.units if at.is_isolated else 0
            if _holdings(seen, at)[1].size or left:
                raise _broken(a_position_taken_over_is_gone, seen, f"{at} keeps {left}")


def insurance_is_the_last_to_pay(events: Events, rules: RuleBook) -> None:
    """The insurance pays a trade's deficit only when margin and reserve are gone."""
    for seen in happenings(events, rules):
        event = seen.event
        if not isinstance(event, _CLOSES | Funding) or not event.position.is_isolated:
            continue
        before = seen.before.isolated.get(event.position)
        after = seen.after.isolated[event.position]
        paid = -seen.entry.total(INSURANCE, after.margin.asset).units
        left = after.collateral.units
        spent = 0 if before is None else before.reserve.units - after.reserve.units
        if (paid > 0 and left) or (spent > 0 and after.margin.units):
            told = f"insurance paid {paid}, {left} left, reserve paid {spent}"
            raise _broken(insurance_is_the_last_to_pay, seen, told)


def opening_takes_no_money(events: Events, rules: RuleBook) -> None:
    """A position that was there before the journal comes with its cost, and moves nothing."""
    for seen in happenings(events, rules):
        event = seen.event
        if isinstance(event, OpeningPosition):
            held = _holdings(seen, event.position)[1]
            if (held.size, held.cost) != (event.size, event.cost) or seen.entry.postings:
                raise _broken(opening_takes_no_money, seen, f"{held}")


def _holdings(seen: Happening, at: PositionId) -> tuple[Holding, Holding]:
    nothing = Holding.nothing(seen.after.instruments[at.symbol])
    return seen.before.holding(at) or nothing, seen.after.holding(at) or nothing


def _broken(law: Law, seen: Happening, told: str) -> BrokenLawError:
    return broken(law, f"{type(seen.event).__name__} {seen.event.stamp.id}", told)


def broken(law: Callable[..., None], where: str, told: str) -> BrokenLawError:
    """The error that *law* raises."""
    return BrokenLawError(law=law.__name__.replace("_", " "), where=where, told=told)


def same(law: Callable[..., None], where: str, one: Account, other: Account) -> None:
    """Nothing, if both accounts are equal.

    Raises:
        BrokenLawError: They differ; the error names the parts.
    """
    if one != other:
        parts = ("wallet", "debts", "isolated", "pools", "instruments", "mode")
        differ = [part for part in parts if getattr(one, part) != getattr(other, part)]
        told = "; ".join(f"{p}: {getattr(one, p)!r} != {getattr(other, p)!r}" for p in differ)
        raise broken(law, where, told)


STEP_LAWS: tuple[Law, ...] = (
    others_are_untouched,
    a_loss_stays_in_its_position,
    a_position_loses_no_more_than_was_put_in,
    pools_and_positions_are_walls,
    assets_are_walls,
    money_is_only_moved,
    state_is_the_sum_of_its_postings,
    nothing_is_created,
    counter_books_say_why,
    nothing_is_lost_to_rounding,
    a_flat_position_has_no_cost,
    a_session_moves_the_entry_by_what_it_books,
    a_position_taken_over_is_gone,
    insurance_is_the_last_to_pay,
    opening_takes_no_money,
)
"""Laws about every single event."""
