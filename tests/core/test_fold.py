import sys

import pytest

import isoledger as il
from isoledger.core.account import Account
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import (
    Correction,
    Fee,
    Funding,
    InsuranceClear,
    MarginModeChange,
    PositionModeChange,
)
from isoledger.core.fold import Fold, replayed
from isoledger.core.rules import PLAIN_RULES, Pot, Rules, Surplus
from tests.core.kit import (
    BTC,
    CROSS,
    LINEAR,
    OPENED,
    POOLED,
    USDT,
    XBT,
    account,
    deposit,
    fill,
    listing,
    margin,
    stamp,
    terms,
    usdt,
)

COINS = XBT.exactly("0.01")
AT = {"stamp": stamp(20), "position": BTC}
IN_POOL = {"stamp": stamp(20), "position": POOLED}
EXACT = il.Exact.of(5)

HELD = (
    *OPENED,
    il.ReserveMove(stamp=stamp(5), position=BTC, amount=usdt("30")),
    fill(6, 3, "100", position=POOLED),
    il.PoolTransfer(stamp=stamp(7), amount=usdt("50"), source=il.WALLET, target=CROSS),
)

ON_A_POSITION = {
    "a fill": lambda at: fill(20, 1, "999", **at),
    "a fill with a fee": lambda at: fill(20, -1, "999", fee=usdt("1"), **at),
    "a fill with a foreign fee": lambda at: fill(20, -1, "999", fee=COINS, **at),
    "a fill with a foreign fee of nothing": lambda at: fill(20, -1, "999", fee=XBT.zero, **at),
    "a fill with a stated cost and profit": lambda at: fill(
        20, -1, "999", cost=usdt("-998"), realised=usdt("-1"), **at
    ),
    "a flip": lambda at: fill(20, -9, "999", **at),
    "a ruinous fill": lambda at: fill(20, -2, "1", **at),
    "a fill of nothing": lambda at: fill(20, 0, "999", **at),
    "funding": lambda at: Funding(amount=usdt("-7"), **at),
    "funding received": lambda at: Funding(amount=usdt("7"), **at),
    "funding of nothing": lambda at: Funding(amount=USDT.zero, **at),
    "ruinous funding": lambda at: Funding(amount=usdt("-700"), **at),
    "foreign funding": lambda at: Funding(amount=COINS, **at),
    "margin": lambda at: margin(20, "7", **at),
    "margin taken": lambda at: margin(20, "-7", **at),
    "margin of nothing": lambda at: margin(20, "0", book=il.Book("pool:new"), **at),
    "too much margin taken": lambda at: margin(20, "-700", **at),
    "margin out of a pool": lambda at: margin(20, "7", book=CROSS, **at),
    "margin out of its own book": lambda at: margin(20, "7", book=il.Book(str(BTC)), **at),
    "a reserve": lambda at: il.ReserveMove(amount=usdt("7"), **at),
    "a rebase": lambda at: il.EntryRebase(realised=usdt("7"), **at),
    "leverage": lambda at: il.LeverageChange(leverage=EXACT, **at),
    "a liquidation that says nothing": lambda at: il.Liquidation(**at),
    "a liquidation at a price": lambda at: il.Liquidation(price=il.Price.of(990), **at),
    "a part of one": lambda at: il.Liquidation(size=-1, price=il.Price.of(990), **at),
    "a deleveraging": lambda at: il.Deleveraging(size=-1, price=il.Price.of(990), **at),
    "a session": lambda at: il.Settlement(
        kind=il.SettlementKind.SESSION, price=il.Price.of(990), **at
    ),
    "a delivery": lambda at: il.Settlement(
        kind=il.SettlementKind.DELIVERY, price=il.Price.of(990), fee=usdt("1"), **at
    ),
    "an opening": lambda at: il.OpeningPosition(size=1, cost=usdt("5"), **at),
    "an assertion": lambda at: il.PositionAssertion(size=1, **at),
    "a fee of its own": lambda at: Fee(amount=usdt("7"), **at),
    "a foreign fee of its own": lambda at: Fee(amount=COINS, **at),
    "a clearing": lambda at: InsuranceClear(amount=usdt("7"), **at),
}
"""Every event of a position, on one that is held, one in a pool, and one that nobody opened."""

ON_THE_WALLET = {
    "a deposit": deposit(20, "5"),
    "a withdrawal": deposit(20, "-5", fee=usdt("1")),
    "a transfer to a pool that is not there yet": il.PoolTransfer(
        stamp=stamp(20), amount=usdt("1"), source=il.WALLET, target=il.Book("pool:new")
    ),
    "a transfer of nothing": il.PoolTransfer(
        stamp=stamp(20), amount=USDT.zero, source=il.WALLET, target=il.Book("pool:new")
    ),
    "a conversion": il.Conversion(
        stamp=stamp(20), sold=usdt("5"), bought=COINS, fee=usdt("1"), book=CROSS
    ),
    "profit": il.RealisedProfit(stamp=stamp(20), symbol="X", amount=COINS),
    "profit with a fee": il.RealisedProfit(
        stamp=stamp(20), symbol="X", amount=COINS, fee=COINS, book=CROSS
    ),
    "profit that its fee ate up": il.RealisedProfit(
        stamp=stamp(20), symbol="X", amount=XBT.zero, fee=COINS, book=il.Book("pool:new")
    ),
    "funding": il.FundingTotal(stamp=stamp(20), symbol="X", amount=COINS, book=CROSS),
    "interest": il.Interest(stamp=stamp(20), amount=COINS),
    "a loan": il.Borrow(stamp=stamp(20), amount=COINS),
    "a loan paid back": il.Repay(stamp=stamp(20), amount=COINS),
    "a bonus": il.Bonus(stamp=stamp(20), amount=COINS),
    "an adjustment": il.Adjustment(stamp=stamp(20), amount=COINS, reason="found"),
    "an adjustment of the debt": il.Adjustment(
        stamp=stamp(20), amount=COINS, book=il.DEBT, reason="found"
    ),
    "a fee": Fee(stamp=stamp(20), amount=COINS),
    "a clearing": InsuranceClear(stamp=stamp(20), amount=COINS),
    "an assertion": il.BalanceAssertion(stamp=stamp(20), amount=COINS),
    "a correction": Correction(stamp=stamp(20), reverses="e2"),
}

ON_THE_ACCOUNT = {
    "a listing": listing(20, terms("ETHUSDT")),
    "a listing of what is held": listing(20, terms(tick=il.Price.of(1).value)),
    "a way into the pool": MarginModeChange(pool="new", **AT),
    "a way out of it": MarginModeChange(pool="", margin=usdt("5"), **IN_POOL),
    "one-way mode": PositionModeChange(stamp=stamp(20), mode="one-way"),
    "hedge mode": PositionModeChange(stamp=stamp(20), mode="hedge"),
}

RULES = {
    "plain": Rules(),
    "home": Rules(fee_pot=Pot.HOME, funding_pot=Pot.HOME, surplus=Surplus.HOME),
    "home is a pool": Rules(
        fee_pot=Pot.HOME, funding_pot=Pot.HOME, surplus=Surplus.HOME, home=il.Book("pool:home")
    ),
    "home first": Rules(funding_pot=Pot.HOME_FIRST),
    "home first and that is a pool": Rules(funding_pot=Pot.HOME_FIRST, home=CROSS),
}


def outcome(replay):
    """The account, or what kind of error says why there is none."""
    try:
        return replay()
    except IsoledgerError as error:
        return type(error), str(error)


def both(events, rules):
    """What the pure rules and the integer replay make of *events*."""

    def pure():
        held = Account()
        for event in events:
            held = held.apply(event, rules).state
        return held

    return outcome(pure), outcome(lambda: replayed(Account(), events, rules))


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize("event", ON_A_POSITION.values(), ids=ON_A_POSITION)
@pytest.mark.parametrize(
    "position", [BTC, POOLED, BTC._replace(leg="long"), POOLED._replace(leg="long")], ids=str
)
def test_both_ways_of_replaying_agree_on_every_event_of_a_position(position, event, rules):
    said = event({"stamp": stamp(20), "position": position})
    pure, folded = both((*HELD, said), il.Dated.always(rules))
    assert pure == folded


@pytest.mark.parametrize("rules", RULES.values(), ids=RULES)
@pytest.mark.parametrize(
    "event",
    (ON_THE_WALLET | ON_THE_ACCOUNT).values(),
    ids=ON_THE_WALLET | ON_THE_ACCOUNT,
)
def test_both_ways_of_replaying_agree_on_every_other_event(event, rules):
    pure, folded = both((*HELD, event, fill(21, -1, "999")), il.Dated.always(rules))
    assert pure == folded


@pytest.mark.parametrize("event", ON_A_POSITION.values(), ids=ON_A_POSITION)
@pytest.mark.parametrize("position", [BTC, POOLED], ids=str)
def test_both_ways_agree_on_a_position_that_is_flat(position, event):
    said = event({"stamp": stamp(20), "position": position})
    closed = (*HELD, fill(8, -2, "1000"), fill(9, -3, "100", position=POOLED))
    pure, folded = both((*closed, said), PLAIN_RULES)
    assert pure == folded


def test_both_ways_agree_before_and_after_the_rules_changed():
    rules = il.Dated(((15, RULES["plain"]), (25, RULES["home"]), (35, RULES["home first"])))
    events = [listing(1), deposit(2, "5")]
    for time_ns in range(20, 40):
        events += [fill(time_ns, 1, "10", fee=usdt("1"))]
        events += [Funding(stamp=stamp(time_ns), position=BTC, amount=usdt("-1"))]
    pure, folded = both(events, rules)
    assert isinstance(pure, Account)
    assert pure == folded


def test_no_event_of_what_is_there_needs_the_whole_account(monkeypatch):
    ready = account(HELD)
    events = [said(AT) for said in ON_A_POSITION.values()]
    events += [fill(20, 1, "5", position=BTC._replace(leg="long"))]
    events += [
        il.OpeningPosition(
            stamp=stamp(20), position=at._replace(leg="long"), size=1, cost=usdt("5")
        )
        for at in (BTC, POOLED)
    ]
    events += [
        il.LeverageChange(stamp=stamp(20), position=BTC._replace(leg="long"), leverage=EXACT)
    ]
    events += [*ON_THE_WALLET.values(), ON_THE_ACCOUNT["a listing"]]
    pooled = {"a fill", "funding", "a rebase", "leverage", "a session", "an assertion"}
    events += [ON_A_POSITION[name](IN_POOL) for name in pooled]

    def whole(self, event):
        pytest.fail(f"{type(event).__name__} froze the whole account")

    monkeypatch.setattr(Fold, "_whole", whole)
    for rules in RULES.values():
        for event in events:
            outcome(lambda e=event, r=rules: replayed(ready, [e], il.Dated.always(r)))


def calls(account_, events, rules=PLAIN_RULES):
    """How many Python calls the replay of *events* takes, once *account_* is loaded."""
    fold, count = Fold(account_, rules), 0

    def counted(_frame, what, _arg):
        nonlocal count
        count += what in {"call", "c_call"}

    sys.setprofile(counted)
    try:
        fold.run(events)
    finally:
        sys.setprofile(None)
    return count


def test_an_event_costs_the_same_with_one_position_and_with_hundreds():
    small = account(HELD)
    many = [listing(2 + i, terms(f"C{i}")) for i in range(300)]
    many += [fill(500 + i, 1, "5", position=il.PositionId(f"C{i}")) for i in range(300)]
    large = replayed(small, many, PLAIN_RULES)
    events = [*ON_THE_WALLET.values(), listing(20, terms("NEW"))]
    events += [said(AT) for name, said in ON_A_POSITION.items() if name in {"a fill", "funding"}]
    extra = calls(large, events) - calls(small, events)
    assert extra < 10, "a large map makes a new base now and then, and no more"


def test_a_fold_answers_for_balances_and_positions_on_the_way():
    fold = Fold(Account(), PLAIN_RULES)
    fold.run(HELD)
    frozen = account(HELD)
    for book in ("wallet", "debt", "all", "pool:cross", "pool:none", "isolated:BTCUSDT"):
        for asset in (USDT, XBT):
            name = il.Book(book)
            assert fold.balance(asset, name) == frozen.balance(asset, name)
    assert fold.holding(fill(9, 1, "5")) == frozen.holding(BTC)
    assert fold.holding(fill(9, 1, "5", position=BTC._replace(leg="long"))).is_flat
    assert fold.account() == frozen


def test_a_fold_says_what_it_holds_against_what_was_stated():
    fold = Fold(Account(), PLAIN_RULES)
    fold.run(HELD)
    assert fold.stated(il.PositionAssertion(**AT, size=1)) == (2, usdt("2000"), usdt("200"))
    assert fold.stated(il.PositionAssertion(**IN_POOL, size=1)) == (3, usdt("300"), None)
    nobody = {"stamp": stamp(9), "position": BTC._replace(leg="long")}
    assert fold.stated(il.PositionAssertion(**nobody, size=1)) == (0, None, None)
    said = il.PositionAssertion(**nobody, size=1, cost=usdt("5"), margin=COINS)
    assert fold.stated(said) == (0, USDT.zero, XBT.zero)


def test_a_fold_may_go_on_where_it_stopped():
    fold = Fold(Account(), PLAIN_RULES)
    for event in HELD:
        fold.run((event,))
    assert fold.account() == account(HELD)
    assert replayed(account(HELD), [], PLAIN_RULES) == account(HELD)
    assert fold.account().instruments == {"BTCUSDT": LINEAR}
