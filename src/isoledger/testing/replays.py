"""The laws about whole histories, each a function that returns or raises."""

from collections.abc import Callable, Iterable, Sequence

from attrs import evolve

from isoledger.core.account import Account
from isoledger.core.books import is_free
from isoledger.core.errors import ConflictingEventError, IsoledgerError
from isoledger.core.events import (
    Bonus,
    Correction,
    Fee,
    Funding,
    Listing,
    MarginEvent,
    MarginTransfer,
    PositionModeChange,
    Transfer,
)
from isoledger.core.fold import replayed
from isoledger.core.identity import Stamp
from isoledger.core.ledger import Ledger
from isoledger.core.money import Money
from isoledger.core.rules import Pot, RuleBook
from isoledger.testing.laws import Events, Law, broken, same
from isoledger.testing.steps import balances_of, happenings, positions_of, renamed


def the_fold_is_the_pure_rules(events: Events, rules: RuleBook) -> None:
    """The replay in plain integers ends, after every event, where the pure rules end."""
    told: list[MarginEvent] = []
    for seen in happenings(events, rules):
        told.append(seen.event)
        folded = replayed(Account(), told, rules)
        same(the_fold_is_the_pure_rules, seen.event.stamp.id, folded, seen.after)


def one_at_a_time_is_all_at_once(events: Events, rules: RuleBook) -> None:
    """Appending events one by one gives the ledger that replaying them gives."""
    whole = Ledger.replay(events, rules=rules)
    grown = Ledger(rules=rules)
    for event in whole.log:
        grown = grown.append(event)
    _equal(one_at_a_time_is_all_at_once, "the end", grown, whole)


def arrival_does_not_matter(events: Events, rules: RuleBook, order: Sequence[int]) -> None:
    """Events that come in another *order*, some twice, give the same ledger."""
    told = list(events)
    order = order if told else ()
    arrived = [told[i % len(told)] for i in order] + told
    whole = Ledger.replay(told, rules=rules)
    _equal(arrival_does_not_matter, "replay", Ledger.replay(arrived, rules=rules), whole)


def late_events_find_their_place(events: Events, rules: RuleBook, late: Iterable[int]) -> None:
    """Events that arrive *late*, one by one, give the ledger of their own time.

    One that another still waits for is refused, leaves no trace, and is told again.
    """
    told = list(Ledger.replay(events, rules=rules).log)
    kept = {index % (len(told) or 1) for index in late}
    waiting = [e for i, e in enumerate(told) if i not in kept]
    waiting += [e for i, e in enumerate(told) if i in kept]
    ledger = Ledger(rules=rules)
    for _ in told:
        waiting, ledger = _told(waiting, ledger)
    if waiting:  # each can only follow the others: they come together, or not at all
        ledger = Ledger.replay([*ledger.log, *waiting], rules=rules)
    whole = Ledger.replay(told, rules=rules)
    _equal(late_events_find_their_place, "the end", ledger, whole)


def _told(waiting: list[MarginEvent], ledger: Ledger) -> tuple[list[MarginEvent], Ledger]:
    refused: list[MarginEvent] = []
    for event in waiting:
        before, count = ledger.account, len(ledger.log)
        try:
            ledger = ledger.append(event)
        except IsoledgerError:
            refused.append(event)
            if ledger.account is not before or len(ledger.log) != count:
                raise broken(late_events_find_their_place, event.stamp.id, "a trace") from None
    return refused, ledger


def repeats_count_once(events: Events, rules: RuleBook) -> None:
    """The same fact again, wherever read, changes nothing; another under its id is refused."""
    ledger = Ledger.replay(events, rules=rules)
    for event in ledger.log:
        again = evolve(event, stamp=evolve(event.stamp, source="another file"))
        if ledger.append(again) is not ledger:
            raise broken(repeats_count_once, event.stamp.id, "the repeat changed the ledger")
        other = evolve(event, stamp=evolve(event.stamp, time_ns=event.stamp.time_ns + 1))
        _refused(ledger, other, "stamp")
        for name in ("amount", "size", "position"):
            value = getattr(event, name, None)
            if value is not None and not isinstance(value, tuple):
                changed = -value if value else None
                if changed is not None:
                    _refused(ledger, evolve(event, **{name: changed}), name)


def _refused(ledger: Ledger, event: MarginEvent, field: str) -> None:
    try:
        ledger.append(event)
    except ConflictingEventError as error:
        if error.field != field:
            where = f"{event.stamp.id}: {field}"
            raise broken(repeats_count_once, where, f"blamed {error.field}") from None
    else:
        raise broken(repeats_count_once, event.stamp.id, f"another {field} was taken")


def a_snapshot_can_be_resumed(events: Events, rules: RuleBook) -> None:
    """A snapshot after any number of events, and the rest of them, are all of them."""
    told = _plain(Ledger.replay(events, rules=rules))
    whole = Ledger.replay(told, rules=rules).account
    for count in range(len(told) + 1):
        shot = Ledger.replay(told[:count], rules=rules).snapshot()
        resumed = Ledger.resume(shot, told[count:], rules=rules)
        same(a_snapshot_can_be_resumed, f"event {count}", resumed.account, whole)


def _plain(ledger: Ledger) -> list[MarginEvent]:
    """The events that count, and that take nothing back."""
    return [event for event in ledger.effective() if not isinstance(event, Correction)]


def a_past_is_a_prefix(events: Events, rules: RuleBook) -> None:
    """The ledger until an instant, as known at one, or of the first few is the replay of those."""
    ledger = Ledger.replay(events, rules=rules)
    told = list(ledger.log)
    for count, event in enumerate(told):
        now = event.stamp.time_ns
        _past(ledger.first(count), told[:count], rules)
        _past(ledger.until(now), [e for e in told if e.stamp.time_ns <= now], rules)
        known = [e for e in told if (e.stamp.known_ns or e.stamp.time_ns) <= now]
        try:
            expected = Ledger.replay(known, rules=rules)
        except IsoledgerError:
            continue  # what was known then does not add up without what was learned later
        _equal(a_past_is_a_prefix, f"known at {now}", ledger.known_at(now), expected)


def _past(found: Ledger, events: list[MarginEvent], rules: RuleBook) -> None:
    expected = Ledger.replay(events, rules=rules)
    _equal(a_past_is_a_prefix, f"after {len(events)}", found, expected)


def a_correction_undoes(events: Events, rules: RuleBook) -> None:
    """A corrected journal ends where the journal without the wrong event ends."""
    ledger = Ledger.replay(events, rules=rules)
    gone = _taken_back(list(ledger.log))
    clean = [e for e in ledger.log if e.stamp.id not in gone and not isinstance(e, Correction)]
    if _plain(ledger) != clean:
        raise broken(a_correction_undoes, "the end", "other events count")
    same(a_correction_undoes, "the end", ledger.account, replayed(Account(), clean, rules))


def _taken_back(told: list[MarginEvent]) -> set[str]:
    """Judged backwards: here every correction comes after what it takes back."""
    gone = set[str]()
    for event in reversed(told):
        if isinstance(event, Correction) and event.stamp.id not in gone:
            gone.add(event.reverses)
    return gone


def every_event_can_be_taken_back(events: Events, rules: RuleBook) -> None:
    """Correcting the last event, and then the correction, ends where it was and as it was."""
    ledger = Ledger.replay(events, rules=rules)
    if not ledger.log or isinstance(ledger.log[-1], Correction):
        return
    last = ledger.log[-1].stamp
    undo = Correction(stamp=_after(last, "undo", 1), reverses=last.id)
    redo = Correction(stamp=_after(last, "redo", 2), reverses="undo")
    undone = ledger.append(undo)
    before = ledger.first(len(ledger.log) - 1)
    same(every_event_can_be_taken_back, "undone", undone.account, before.account)
    redone = undone.append(redo)
    same(every_event_can_be_taken_back, "redone", redone.account, ledger.account)


def _after(stamp: Stamp, name: str, steps: int) -> Stamp:
    return evolve(stamp, id=name, time_ns=stamp.time_ns + steps, known_ns=0)


def a_position_is_its_own_past(events: Events, rules: RuleBook) -> None:
    """The events of one position alone give the same position as all events.

    Where a rule asks the free balance first, the wallet is part of the past: those are left out.
    """
    if any(version.funding_pot is Pot.HOME_FIRST for _, version in rules):
        return
    ledger = Ledger.replay(events, rules=rules)
    told, account = ledger.effective(), ledger.account
    families = {(at.symbol, at.leg) for event in told for at in positions_of(event)}
    for family in families:
        mine = [event for event in told if _concerns(event, *family)]
        alone = replayed(Account(), mine, rules)
        for at in {at for event in mine for at in positions_of(event)}:
            one, other = account.isolated.get(at), alone.isolated.get(at)
            if one != other or account.holding(at) != alone.holding(at):
                raise broken(a_position_is_its_own_past, str(at), f"{one!r} != {other!r}")


def _concerns(event: MarginEvent, symbol: str, leg: str) -> bool:
    if isinstance(event, Listing):
        return event.instrument.symbol == symbol
    return any((at.symbol, at.leg) == (symbol, leg) for at in positions_of(event))


def names_do_not_matter(events: Events, rules: RuleBook) -> None:
    """Swapping the names of instruments swaps the positions, and changes nothing else."""
    told = Ledger.replay(events, rules=rules).effective()
    symbols = sorted({e.instrument.symbol for e in told if isinstance(e, Listing)})
    swap = dict(zip(symbols, reversed(symbols), strict=True))
    one = replayed(Account(), told, rules)
    other = replayed(Account(), [renamed(event, swap) for event in told], rules)
    for at, position in one.isolated.items():
        twin = other.isolated[at._replace(symbol=swap.get(at.symbol, at.symbol))]
        pairs = (position.margin, position.reserve, position.holding.size, position.holding.cost)
        if pairs != (twin.margin, twin.reserve, twin.holding.size, twin.holding.cost):
            raise broken(names_do_not_matter, str(at), f"{position!r} != {twin!r}")
    free = [{k: v for k, v in balances_of(a).items() if is_free(k[0])} for a in (one, other)]
    if free[0] != free[1]:
        raise broken(names_do_not_matter, "the free books", f"{free[0]} != {free[1]}")


def nothing_does_nothing(events: Events, rules: RuleBook) -> None:
    """An event of amount zero changes no balance."""
    ledger = Ledger.replay(events, rules=rules)
    if not ledger.log:
        return
    account, last = ledger.account, ledger.log[-1].stamp
    before = balances_of(account)
    stamp = _after(last, "nothing", 1)
    for asset in account.assets:
        for kind in (Bonus, Transfer, Fee):
            _still(before, account, kind(stamp=stamp, amount=asset.zero), rules)
    for at, position in account.isolated.items():
        zero = position.margin.asset.zero
        _still(before, account, Funding(stamp=stamp, position=at, amount=zero), rules)
        _still(before, account, MarginTransfer(stamp=stamp, position=at, amount=zero), rules)
    if not any(h.size for p in account.pools.values() for h in p.holdings.values()) and not any(
        p.holding.size for p in account.isolated.values()
    ):
        _still(before, account, PositionModeChange(stamp=stamp, mode="hedge"), rules)


def _still(before: object, account: Account, event: MarginEvent, rules: RuleBook) -> None:
    step = account.apply(event, rules)
    if step.entry.postings or balances_of(step.state) != before:
        raise broken(nothing_does_nothing, type(event).__name__, str(step.entry))


def margin_comes_and_goes(events: Events, rules: RuleBook) -> None:
    """Adding margin takes as much from the wallet, and taking it back is as if nothing was."""
    ledger = Ledger.replay(events, rules=rules)
    if not ledger.log:
        return
    account, last = ledger.account, ledger.log[-1].stamp
    for at, position in account.isolated.items():
        some = Money(12_345, position.margin.asset)
        add = MarginTransfer(stamp=_after(last, "add", 1), position=at, amount=some)
        after = account.apply(add, rules).state
        back = MarginTransfer(stamp=_after(last, "back", 2), position=at, amount=-some)
        again = after.apply(back, rules).state
        gained = after.isolated[at].margin - position.margin
        paid = account.balance(some.asset) - after.balance(some.asset)
        if not gained == paid == some or balances_of(again) != balances_of(account):
            raise broken(margin_comes_and_goes, str(at), f"gained {gained}, paid {paid}")


def _equal(law: Callable[..., None], where: str, one: Ledger, other: Ledger) -> None:
    same(law, where, one.account, other.account)
    if one.log != other.log:
        raise broken(law, where, "the logs differ")


REPLAY_LAWS: tuple[Law, ...] = (
    the_fold_is_the_pure_rules,
    one_at_a_time_is_all_at_once,
    repeats_count_once,
    a_snapshot_can_be_resumed,
    a_past_is_a_prefix,
    a_correction_undoes,
    every_event_can_be_taken_back,
    a_position_is_its_own_past,
    names_do_not_matter,
    nothing_does_nothing,
    margin_comes_and_goes,
)
"""Laws about whole histories."""
