import copy
import pickle
from fractions import Fraction

import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.account import Account
from isoledger.core.errors import (
    AssetMismatchError,
    IncompleteEventError,
    LimitedLiabilityError,
    NotInForceError,
    PositionModeError,
    TermsError,
    UnknownInstrumentError,
    UnknownPositionError,
)
from isoledger.core.events import (
    Correction,
    Fee,
    Funding,
    InsuranceClear,
    LeverageChange,
    Liquidation,
    MarginModeChange,
    PositionAssertion,
    PositionModeChange,
    ReserveMove,
)
from isoledger.core.holding import Holding
from isoledger.core.rules import PLAIN_RULES, Pot, Rules
from tests.core.kit import (
    BTC,
    CROSS,
    INVERSE,
    LINEAR,
    OPENED,
    POOLED,
    USDC,
    USDT,
    XBT,
    account,
    deposit,
    fill,
    last_entry,
    listing,
    margin,
    stamp,
    terms,
    usdt,
)

FIVE = il.Exact.of(5)


def to_pool(time_ns, position=BTC, **said):
    return MarginModeChange(stamp=stamp(time_ns), position=position, **({"pool": "cross"} | said))


def test_money_deposited_set_aside_and_lost_is_where_the_books_say():
    after = account([*OPENED, fill(5, -1, "900")])
    assert after.balance(USDT) == usdt("800")
    assert after.balance(USDT, il.Book("isolated:BTCUSDT")) == usdt("100")
    assert after.balance(USDT, il.ALL) == usdt("900")
    assert after.holding(BTC) == Holding(LINEAR, 1, usdt("1000"))


def test_all_is_every_book_of_the_account_debts_included():
    after = account(
        [
            *OPENED,
            ReserveMove(stamp=stamp(5), position=BTC, amount=usdt("30")),
            il.Borrow(stamp=stamp(6), amount=usdt("50")),
            il.PoolTransfer(stamp=stamp(7), amount=usdt("70"), source=il.WALLET, target=CROSS),
            il.Bonus(stamp=stamp(8), amount=XBT.exactly(1)),
        ]
    )
    balances = {
        book: str(after.balance(USDT, il.Book(book)))
        for book in (
            "wallet",
            "debt",
            "pool:cross",
            "pool:other",
            "isolated:BTCUSDT",
            "isolated:BTCUSDT:reserve",
            "isolated:ETHUSD",
            "all",
        )
    }
    assert balances == {
        "wallet": "780.00 USDT",
        "debt": "-50.00 USDT",
        "pool:cross": "70.00 USDT",
        "pool:other": "0.00 USDT",
        "isolated:BTCUSDT": "170.00 USDT",
        "isolated:BTCUSDT:reserve": "30.00 USDT",
        "isolated:ETHUSD": "0.00 USDT",
        "all": "1000.00 USDT",
    }
    assert after.balance(XBT, il.ALL) == XBT.exactly(1)


def test_a_debt_is_paid_back_to_nothing():
    borrowed = il.Borrow(stamp=stamp(1), amount=usdt("50"))
    repaid = il.Repay(stamp=stamp(2), amount=usdt("50"))
    after = account([borrowed, repaid])
    assert after.debts == {USDT: USDT.zero}
    assert after.balance(USDT, il.ALL) == USDT.zero


def test_the_assets_of_an_account_are_all_it_ever_held_in_order():
    after = account(
        [
            *OPENED,
            il.Bonus(stamp=stamp(5), amount=XBT.exactly(1), book=CROSS),
            il.Borrow(stamp=stamp(6), amount=USDC.exactly(1)),
        ]
    )
    assert after.assets == (USDC, USDT, XBT)


def test_nothing_opens_no_book():
    nothing = [
        deposit(1, "0"),
        il.Bonus(stamp=stamp(2), amount=XBT.zero, book=CROSS),
        il.FundingTotal(stamp=stamp(3), symbol="X", amount=XBT.zero, book=CROSS),
        il.RealisedProfit(stamp=stamp(4), symbol="X", amount=XBT.zero, book=CROSS),
        il.Interest(stamp=stamp(5), amount=XBT.zero, book=CROSS),
    ]
    assert account(nothing) == Account()


def test_profit_that_its_fee_ate_up_leaves_a_balance_of_nothing():
    event = il.RealisedProfit(stamp=stamp(1), symbol="X", amount=USDT.zero, fee=usdt("2"))
    assert account([event]).wallet == {USDT: USDT.zero}


def test_terms_come_before_the_first_event_of_a_symbol():
    for event in (
        fill(1, 1, "100"),
        margin(1, "5"),
        fill(1, 1, "100", position=POOLED),
        LeverageChange(stamp=stamp(1), position=BTC, leverage=FIVE),
        LeverageChange(stamp=stamp(1), position=POOLED, leverage=FIVE),
    ):
        with pytest.raises(UnknownInstrumentError) as caught:
            account([event])
        assert str(caught.value) == (
            "venue/main/e1@1: no terms for BTCUSDT; put its Listing before this event"
        )
        with pytest.raises(UnknownInstrumentError):
            il.Ledger.replay([event])


@pytest.mark.parametrize("position", [BTC, POOLED], ids=str)
def test_most_events_need_a_position_that_somebody_opened(position):
    at = {"stamp": stamp(2), "position": position}
    for event in (
        Funding(**at, amount=usdt("1")),
        Liquidation(**at),
        ReserveMove(**at, amount=usdt("1")),
        il.EntryRebase(**at, realised=usdt("1")),
        il.Settlement(**at, kind=il.SettlementKind.SESSION, amount=usdt("1")),
        il.Deleveraging(**at, size=1, price=il.Price.of(1)),
        Fee(**at, amount=usdt("1")),
        InsuranceClear(**at, amount=usdt("1")),
        to_pool(2, position, pool="other"),
    ):
        for replay in (account, il.Ledger.replay):
            with pytest.raises(UnknownPositionError) as caught:
                replay([listing(1), event])
            assert caught.value.position == position


@pytest.mark.parametrize("position", [BTC, POOLED], ids=str)
def test_an_assertion_about_a_position_nobody_opened_changes_nothing(position):
    event = PositionAssertion(stamp=stamp(2), position=position, size=0)
    assert account([listing(1), event]) == account([listing(1)])


def test_a_position_for_an_event_without_one_is_refused():
    with pytest.raises(IncompleteEventError, match="without a position"):
        Account().position_for(Fee(stamp=stamp(1), amount=usdt("1")))


def test_margin_may_come_before_the_first_fill_and_leverage_before_both():
    leverage = LeverageChange(stamp=stamp(2), position=BTC, leverage=FIVE)
    after = account([listing(1), leverage, margin(3, "5"), fill(4, 1, "10")])
    assert after.isolated[BTC].margin == usdt("5")
    assert after.isolated[BTC].leverage == FIVE
    assert after.balance(USDT) == usdt("-5")


def test_the_leverage_of_a_pooled_position_may_be_set_before_it_is_opened():
    leverage = LeverageChange(stamp=stamp(2), position=POOLED, leverage=FIVE)
    pool = account([listing(1), leverage]).pools["cross"]
    assert (dict(pool.holdings), pool.leverage) == ({}, {POOLED: FIVE})
    pool = account([listing(1), leverage, fill(3, 1, "10", position=POOLED)]).pools["cross"]
    assert pool.leverage == {POOLED: FIVE}


def test_a_correction_by_itself_moves_nothing():
    step = Account().apply(Correction(stamp=stamp(1), reverses="e0"), PLAIN_RULES)
    assert (step.state, step.entry.postings) == (Account(), ())


# --- funding out of the free balance first -------------------------------------------------------

HOME_FIRST = il.Dated.always(Rules(funding_pot=Pot.HOME_FIRST))


def funded(free, amount, *, behind="200"):
    """What a funding *amount* moves with *free* in the wallet and *behind* in the position."""
    events = [listing(1), deposit(2, behind), margin(3, behind), fill(4, 2, "1000")]
    events += [deposit(5, free), Funding(stamp=stamp(6), position=BTC, amount=usdt(amount))]
    step = account(events[:-1], rules=HOME_FIRST).apply(events[-1], HOME_FIRST)
    assert step.state == account(events, rules=HOME_FIRST)
    moved = {}
    for posting in step.entry:
        moved[posting.book] = moved.get(posting.book, USDT.zero) + posting.amount
    return {book: str(amount).removesuffix(" USDT") for book, amount in moved.items()}


@pytest.mark.parametrize(
    ("free", "amount", "moved"),
    [
        ("10", "-4", {"funding": "4.00", "wallet": "-4.00"}),
        ("10", "-10", {"funding": "10.00", "wallet": "-10.00"}),
        ("10", "-14", {"funding": "14.00", "wallet": "-10.00", "isolated:BTCUSDT": "-4.00"}),
        ("0", "-4", {"funding": "4.00", "isolated:BTCUSDT": "-4.00"}),
        ("-3", "-4", {"funding": "4.00", "isolated:BTCUSDT": "-4.00"}),
        ("0", "4", {"funding": "-4.00", "wallet": "4.00"}),
        ("-3", "4", {"funding": "-4.00", "wallet": "4.00"}),
        ("10", "0", {}),
    ],
)
def test_funding_is_charged_to_free_money_first_and_then_to_the_position(free, amount, moved):
    assert funded(free, amount) == moved


def test_what_neither_free_money_nor_the_position_can_pay_insurance_does():
    assert funded("10", "-25", behind="12") == {
        "funding": "25.00",
        "wallet": "-10.00",
        "isolated:BTCUSDT": "-12.00",
        "insurance": "-3.00",
    }


def test_the_free_money_of_a_funding_charge_may_be_a_pool():
    rules = il.Dated.always(Rules(funding_pot=Pot.HOME_FIRST, home=CROSS))
    charge = Funding(stamp=stamp(6), position=BTC, amount=usdt("-25"))
    after = account([*OPENED, charge], rules=rules)
    assert after.isolated[BTC].margin == usdt("175")
    assert not after.pools
    filled = il.PoolTransfer(stamp=stamp(5), amount=usdt("10"), source=il.WALLET, target=CROSS)
    after = account([*OPENED, filled, charge], rules=rules)
    assert after.isolated[BTC].margin == usdt("185")
    assert after.balance(USDT, CROSS) == USDT.zero


def test_foreign_funding_is_refused_whoever_would_pay():
    for amount in (XBT.exactly(-1), XBT.zero):
        event = Funding(stamp=stamp(6), position=BTC, amount=amount)
        for replay in (account, il.Ledger.replay):
            with pytest.raises(AssetMismatchError):
                replay([*OPENED, event], rules=HOME_FIRST)


# --- mode changes --------------------------------------------------------------------------------


def test_a_position_goes_into_a_pool_with_all_its_margin_reserve_and_leverage():
    events = [
        *OPENED,
        ReserveMove(stamp=stamp(5), position=BTC, amount=usdt("30")),
        LeverageChange(stamp=stamp(6), position=BTC, leverage=FIVE),
        to_pool(7),
    ]
    after = account(events)
    assert dict(after.isolated) == {}
    assert after.balance(USDT, CROSS) == usdt("200")
    assert after.pools["cross"].holdings == {POOLED: Holding(LINEAR, 2, usdt("2000"))}
    assert after.pools["cross"].leverage == {POOLED: FIVE}
    step = account(events[:-1]).apply(events[-1], PLAIN_RULES)
    assert [str(p) for p in step.entry] == [
        "isolated:BTCUSDT -170.00 USDT",
        "pool:cross 170.00 USDT",
        "isolated:BTCUSDT:reserve -30.00 USDT",
        "pool:cross 30.00 USDT",
    ]


def test_a_position_comes_out_of_a_pool_with_the_stated_margin_and_its_leverage():
    leverage = LeverageChange(stamp=stamp(6), position=POOLED, leverage=FIVE)
    back = to_pool(8, POOLED, pool="", margin=usdt("150"))
    after = account([*OPENED, to_pool(5), leverage, back])
    assert after.isolated[BTC].margin == usdt("150")
    assert after.isolated[BTC].leverage == FIVE
    assert after.balance(USDT, CROSS) == usdt("50")
    assert dict(after.pools["cross"].holdings) == dict(after.pools["cross"].leverage) == {}


def test_a_position_may_go_from_pool_to_pool():
    moved = to_pool(6, POOLED, pool="other", margin=usdt("50"))
    after = account([*OPENED, to_pool(5), moved])
    assert after.balance(USDT, il.Book("pool:other")) == usdt("50")
    assert after.balance(USDT, CROSS) == usdt("150")
    assert after.holding(il.PositionId("BTCUSDT", pool="other")).size == 2
    assert after.holding(POOLED) is None


def test_what_a_flat_position_had_set_aside_stays_when_another_arrives():
    opened_apart = [*OPENED, to_pool(5), margin(6, "20")]
    after = account([*opened_apart, to_pool(7, POOLED, pool="")])
    assert after.isolated[BTC].margin == usdt("20")
    assert after.isolated[BTC].holding.size == 2


def test_two_open_positions_do_not_become_one():
    events = [*OPENED, fill(5, 1, "1000", position=POOLED), to_pool(6)]
    for replay in (account, il.Ledger.replay):
        with pytest.raises(IncompleteEventError) as caught:
            replay(events)
        assert caught.value.needs == "cross:BTCUSDT to be flat"


def test_a_position_does_not_go_where_it_is():
    with pytest.raises(IncompleteEventError) as caught:
        account([*OPENED, to_pool(5, pool="")])
    assert caught.value.needs == "another place than isolated:BTCUSDT"


def test_margin_out_of_a_pool_is_settle_money_and_not_below_zero():
    for amount, error in (
        (XBT.exactly(1), AssetMismatchError),
        (usdt("-1"), LimitedLiabilityError),
    ):
        for replay in (account, il.Ledger.replay):
            with pytest.raises(error):
                replay([*OPENED, to_pool(5), to_pool(6, POOLED, pool="", margin=amount)])


def test_the_position_mode_changes_only_while_all_is_flat():
    hedge = PositionModeChange(stamp=stamp(6), mode="hedge")
    for events, still in (
        (OPENED, BTC),
        ((listing(1), fill(4, 1, "5", position=POOLED)), POOLED),
    ):
        with pytest.raises(PositionModeError) as caught:
            account([*events, hedge])
        assert caught.value.open == (still,)
        same = PositionModeChange(stamp=stamp(6), mode="one-way")
        assert account([*events, same]) == account(events)
    assert account([*OPENED, fill(5, -2, "1000"), hedge]).mode == "hedge"


# --- a listing while something is held -----------------------------------------------------------


@pytest.mark.parametrize("position", [BTC, POOLED], ids=str)
def test_new_terms_stand_for_what_is_held(position):
    finer = evolve(LINEAR, tick=Fraction(1, 100), tiers=None)
    events = [listing(1), fill(2, 2, "1000", position=position), listing(3, finer)]
    held = account(events).holding(position)
    assert held == Holding(finer, 2, usdt("2000"))


@pytest.mark.parametrize("position", [BTC, POOLED], ids=str)
@pytest.mark.parametrize(
    "change",
    [
        {"payoff": il.Payoff.INVERSE},
        {"settle": USDC},
        {"multiplier": Fraction(2)},
        {"lot": Fraction(2)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_terms_that_would_revalue_what_is_held_are_refused(position, change):
    events = [listing(1), fill(2, 2, "1000", position=position)]
    events += [listing(3, evolve(LINEAR, **change))]
    for replay in (account, il.Ledger.replay):
        with pytest.raises(TermsError) as caught:
            replay(events)
        assert str(caught.value) == (
            "BTCUSDT: payoff, settle, multiplier or lot changed while a position is open"
        )


@pytest.mark.parametrize("position", [BTC, POOLED], ids=str)
def test_a_symbol_may_come_back_as_another_contract_when_it_is_flat(position):
    coin = terms(settle=XBT, payoff=il.Payoff.INVERSE)
    events = [listing(1), fill(2, 1, "100", position=position)]
    events += [fill(3, -1, "100", position=position), listing(4, coin)]
    events += [fill(5, 100, "8000", position=position)]
    assert account(events).holding(position) == Holding(coin, 100, XBT.exactly("-0.0125"))


def test_margin_behind_a_flat_position_is_not_turned_into_another_coin():
    events = [*OPENED, fill(5, -2, "1000"), listing(6, terms(settle=USDC))]
    for replay in (account, il.Ledger.replay):
        with pytest.raises(AssetMismatchError):
            replay(events)


def test_a_listing_of_another_symbol_touches_nothing_held():
    before, after = account(OPENED), account([*OPENED, listing(5, INVERSE)])
    assert after.isolated == before.isolated
    assert set(after.instruments) == {"BTCUSDT", "XBTUSD"}


# --- the rest ------------------------------------------------------------------------------------


def test_the_rules_of_the_day_of_the_event_count():
    rules = il.Dated(((0, Rules()), (6, Rules(fee_pot=Pot.HOME))))
    charged = [fill(time_ns, 1, "1000", fee=usdt("1")) for time_ns in (5, 6)]
    after = account([*OPENED, *charged], rules=rules)
    assert after.isolated[BTC].margin == usdt("199")
    assert after.balance(USDT) == usdt("799")


def test_before_the_first_rules_money_may_come_and_no_position_trade():
    rules = il.Dated(((3, Rules()),))
    assert account([listing(1), deposit(2), deposit(4)], rules=rules).balance(USDT) == usdt("2000")
    for replay in (account, il.Ledger.replay):
        with pytest.raises(NotInForceError):
            replay([listing(1), fill(2, 1, "1000")], rules=rules)


def test_a_hand_made_account_needs_no_listing_for_what_it_holds():
    held = account([listing(1), fill(2, 2, "1000", position=POOLED), fill(3, 2, "1000")])
    opening = evolve(held, instruments=il.FrozenMap())
    after = account([fill(5, -1, "1000"), fill(6, -1, "1000", position=POOLED)], opening=opening)
    assert after.holding(BTC).size == after.holding(POOLED).size == 1


def test_an_event_of_one_position_leaves_all_others_untouched():
    ether = terms("ETHUSDT")
    at = il.PositionId("ETHUSDT")
    events = [*OPENED, listing(5, ether), fill(6, 3, "10", position=at)]
    events += [fill(7, 1, "5", position=POOLED)]
    before = account(events)
    step = before.apply(Liquidation(stamp=stamp(8), position=BTC), PLAIN_RULES)
    assert step.state.isolated[at] is before.isolated[at]
    assert step.state.pools is before.pools
    assert step.state.wallet is before.wallet


def test_what_an_event_moved_is_its_entry():
    assert last_entry([*OPENED, fill(5, -1, "900")]) == {
        "pnl": "100.00 USDT",
        "isolated:BTCUSDT": "-100.00 USDT",
    }


def test_an_account_is_frozen_hashable_and_survives_copies():
    held = account([*OPENED, fill(5, 1, "5", position=POOLED)])
    with pytest.raises(AttributeError):
        held.wallet = il.FrozenMap()
    with pytest.raises(TypeError):
        held.wallet[USDT] = usdt("1")
    assert pickle.loads(pickle.dumps(held)) == copy.deepcopy(held) == held
    assert hash(copy.deepcopy(held)) == hash(held)
    assert held != account(OPENED)
