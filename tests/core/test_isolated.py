import copy
import inspect
import pickle
import typing

import pytest
from attrs import evolve

import isoledger as il
from isoledger.core.errors import (
    AssetMismatchError,
    IncompleteEventError,
    LimitedLiabilityError,
)
from isoledger.core.events import Fee, InsuranceClear, PositionEvent
from isoledger.core.holding import Holding
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.postings import Provenance, Step
from isoledger.core.rules import Pot, Rules, Surplus
from tests.core.kit import BTC, CROSS, LINEAR, USDT, XBT, fill, margin, stamp, usdt

PLAIN = Rules()
AT = {"stamp": stamp(9), "position": BTC}
LONG = IsolatedPosition(
    id=BTC, holding=Holding(LINEAR, 2, usdt("200")), margin=usdt("20"), reserve=usdt("3")
)


def moved(step):
    """What each book got."""
    books = {}
    for posting in step.entry:
        books[posting.book] = books.get(posting.book, 0) + posting.amount.units
    return {book: units / 100 for book, units in books.items() if units}


def stood(step):
    """Size, cost, margin and reserve after the step."""
    state = step.state
    return state.holding.size, *(
        money.units / 100 for money in (state.holding.cost, state.margin, state.reserve)
    )


def test_nothing_but_the_position_its_event_and_the_rules_is_in_scope():
    signature = inspect.signature(IsolatedPosition.apply)
    assert list(signature.parameters) == ["self", "event", "rules"]


def test_a_flat_position_has_nothing_behind_it():
    flat = IsolatedPosition.flat(BTC, LINEAR)
    assert flat.holding.is_flat
    assert flat.collateral == USDT.zero
    assert (flat.book, flat.leverage) == ("isolated:BTCUSDT", None)


def test_collateral_is_margin_and_reserve():
    assert LONG.collateral == usdt("23")


def test_opening_costs_no_margin_and_closing_realises_into_it():
    step = LONG.apply(fill(9, 1, "100"), PLAIN)
    assert (stood(step), moved(step)) == ((3, 300, 20, 3), {})
    step = LONG.apply(fill(9, -1, "110", fee=usdt("1")), PLAIN)
    assert stood(step) == (1, 100, 29, 3)
    assert moved(step) == {"pnl": -10, "isolated:BTCUSDT": 9, "fees": 1}


def test_a_flip_realises_the_old_side_and_opens_the_new_one():
    step = LONG.apply(fill(9, -3, "95"), PLAIN)
    assert stood(step) == (-1, -95, 10, 3)
    assert moved(step) == {"pnl": 10, "isolated:BTCUSDT": -10}


def test_a_loss_takes_margin_then_reserve_and_insurance_pays_the_rest():
    step = LONG.apply(fill(9, -2, "89"), PLAIN)  # loses 22 of 20
    assert stood(step) == (0, 0, 0, 1)
    assert moved(step) == {"pnl": 22, "isolated:BTCUSDT": -20, "isolated:BTCUSDT:reserve": -2}
    step = LONG.apply(fill(9, -2, "80"), PLAIN)  # loses 40 of 23
    assert stood(step) == (0, 0, 0, 0)
    assert moved(step) == {
        "pnl": 40,
        "isolated:BTCUSDT": -20,
        "isolated:BTCUSDT:reserve": -3,
        "insurance": -17,
    }
    assert {p.provenance for p in step.entry if p.book == "insurance"} == {Provenance.COMPUTED}


@pytest.mark.parametrize(
    ("pot", "fee", "pays"),
    [
        (Pot.POSITION, usdt("1"), "isolated:BTCUSDT"),
        (Pot.HOME, usdt("1"), "pool:cross"),
        (Pot.POSITION, XBT.exactly("0.01"), "pool:cross"),
        (Pot.HOME, XBT.exactly("0.01"), "pool:cross"),
    ],
    ids=range(4),
)
def test_a_fee_comes_out_of_the_pot_the_rule_names_and_a_foreign_one_out_of_home(pot, fee, pays):
    rules = Rules(fee_pot=pot, home=CROSS)
    for event in (fill(9, 1, "100", fee=fee), Fee(**AT, amount=fee)):
        step = LONG.apply(event, rules)
        assert {str(p) for p in step.entry} == {f"fees {fee}", f"{pays} {-fee}"}


@pytest.mark.parametrize(
    ("pot", "gets"), [(Pot.POSITION, "isolated:BTCUSDT"), (Pot.HOME, "wallet")]
)
@pytest.mark.parametrize("amount", ["-2", "2"])
def test_funding_is_paid_and_received_by_the_pot_the_rule_names(pot, gets, amount):
    step = LONG.apply(il.Funding(**AT, amount=usdt(amount)), Rules(funding_pot=pot))
    assert moved(step) == {"funding": -float(amount), gets: float(amount)}
    assert step.state.margin == (LONG.margin + usdt(amount) if gets != "wallet" else LONG.margin)


def test_a_funding_charge_beyond_all_collateral_is_paid_by_insurance():
    step = LONG.apply(il.Funding(**AT, amount=usdt("-30")), PLAIN)
    assert stood(step) == (2, 200, 0, 0)
    assert moved(step)["insurance"] == -7


def test_margin_comes_and_goes_between_position_and_the_named_book():
    step = LONG.apply(margin(9, "5"), PLAIN)
    assert (stood(step), moved(step)) == ((2, 200, 25, 3), {"wallet": -5, "isolated:BTCUSDT": 5})
    step = LONG.apply(margin(9, "-20", book=CROSS, provenance=Provenance.ASSUMED), PLAIN)
    assert stood(step) == (2, 200, 0, 3)
    assert moved(step) == {"pool:cross": 20, "isolated:BTCUSDT": -20}
    assert {p.provenance for p in step.entry} == {Provenance.ASSUMED}


def test_nobody_takes_out_more_margin_than_there_is():
    with pytest.raises(LimitedLiabilityError) as caught:
        LONG.apply(margin(9, "-20.01"), PLAIN)
    assert str(caught.value) == (
        "isolated:BTCUSDT would hold -0.01 USDT; isolated margin cannot be negative"
    )


@pytest.mark.parametrize(
    "book", ["isolated:BTCUSDT", "isolated:BTCUSDT:reserve", "isolated:ETHUSD", "pnl", "all"]
)
def test_margin_comes_from_no_book_of_a_position_and_from_no_counter_book(book):
    with pytest.raises(IncompleteEventError, match="neither wallet, debt nor pool"):
        LONG.apply(margin(9, "5", book=il.Book(book)), PLAIN)


def test_a_reserve_is_filled_from_the_margin_and_given_back():
    step = LONG.apply(il.ReserveMove(**AT, amount=usdt("4")), PLAIN)
    assert stood(step) == (2, 200, 16, 7)
    step = LONG.apply(il.ReserveMove(**AT, amount=usdt("-3")), PLAIN)
    assert stood(step) == (2, 200, 23, 0)
    for amount in ("-3.01", "20.01"):
        with pytest.raises(LimitedLiabilityError):
            LONG.apply(il.ReserveMove(**AT, amount=usdt(amount)), PLAIN)


def test_a_rebase_books_profit_and_equity_stays():
    step = LONG.apply(il.EntryRebase(**AT, realised=usdt("7")), PLAIN)
    assert (stood(step), moved(step)) == ((2, 207, 27, 3), {"pnl": -7, "isolated:BTCUSDT": 7})


def test_insurance_pays_a_deficit_into_the_position():
    step = LONG.apply(InsuranceClear(**AT, amount=usdt("7")), PLAIN)
    assert (stood(step), moved(step)) == (
        (2, 200, 27, 3),
        {"insurance": -7, "isolated:BTCUSDT": 7},
    )


def test_a_take_over_that_states_nothing_costs_all_there_is():
    for surplus in Surplus:
        step = LONG.apply(il.Liquidation(**AT), Rules(surplus=surplus))
        assert stood(step) == (0, 0, 0, 0)
        assert moved(step) == {
            "isolated:BTCUSDT": -20,
            "isolated:BTCUSDT:reserve": -3,
            "insurance": 23,
        }


def test_the_fee_of_a_take_over_is_part_of_what_it_costs():
    step = LONG.apply(il.Liquidation(**AT, size=-2, fee=usdt("2")), PLAIN)
    assert stood(step) == (0, 0, 0, 0)
    assert moved(step)["fees"] == 2
    assert moved(step)["insurance"] == 21


@pytest.mark.parametrize(
    ("surplus", "gets"), [(Surplus.INSURANCE, "insurance"), (Surplus.HOME, "wallet")]
)
def test_what_a_liquidation_at_a_price_leaves_goes_where_the_rule_says(surplus, gets):
    event = il.Liquidation(**AT, price=il.Price.of(95), fee=usdt("1"))
    step = LONG.apply(event, Rules(surplus=surplus))  # 23 - 10 - 1 = 12 left
    assert stood(step) == (0, 0, 0, 0)
    assert moved(step) == {
        "pnl": 10,
        "fees": 1,
        "isolated:BTCUSDT": -20,
        "isolated:BTCUSDT:reserve": -3,
        gets: 12,
    }


def test_a_partial_liquidation_leaves_the_rest_of_the_margin():
    step = LONG.apply(il.Liquidation(**AT, size=-1, price=il.Price.of(95)), PLAIN)
    assert stood(step) == (1, 100, 15, 3)


def test_a_liquidation_with_a_deficit_takes_no_more_than_there_is():
    step = LONG.apply(il.Liquidation(**AT, realised=usdt("-50")), PLAIN)
    assert stood(step) == (0, 0, 0, 0)
    assert moved(step)["insurance"] == -27


def test_a_partial_take_over_without_a_price_is_refused():
    with pytest.raises(IncompleteEventError, match="without a price or a realised profit"):
        LONG.apply(il.Liquidation(**AT, size=-1), PLAIN)


def test_leverage_is_remembered_and_moves_nothing():
    step = LONG.apply(il.LeverageChange(**AT, leverage=il.Exact.of(5)), PLAIN)
    assert step.state == evolve(LONG, leverage=il.Exact.of(5))
    after = step.state.apply(fill(9, -1, "50"), PLAIN).state
    assert after.leverage == il.Exact.of(5)
    assert not step.entry.postings


def test_an_opening_position_and_an_assertion_move_no_money():
    flat = IsolatedPosition.flat(BTC, LINEAR)
    opening = flat.apply(il.OpeningPosition(**AT, size=2, cost=usdt("200")), PLAIN)
    assert opening == Step(evolve(flat, holding=LONG.holding), opening.entry)
    stated = LONG.apply(il.PositionAssertion(**AT, size=7), PLAIN)
    assert stated.state is LONG
    assert opening.entry.postings == stated.entry.postings == ()


COINS = XBT.exactly("0.01")
FOREIGN = [
    fill(9, 1, "100", cost=COINS),
    fill(9, -1, "100", realised=COINS),
    il.Funding(**AT, amount=COINS),
    evolve(margin(9, "1"), amount=COINS),
    il.ReserveMove(**AT, amount=COINS),
    il.EntryRebase(**AT, realised=COINS),
    il.Liquidation(**AT, realised=COINS),
    InsuranceClear(**AT, amount=COINS),
    il.Settlement(**AT, kind=il.SettlementKind.SESSION, amount=COINS),
]


@pytest.mark.parametrize("event", FOREIGN, ids=range(len(FOREIGN)))
@pytest.mark.parametrize("amount", [COINS, XBT.zero], ids=["some", "none"])
def test_money_of_another_asset_never_becomes_margin(event, amount):
    name = next(n for n in ("cost", "realised", "amount") if getattr(event, n, None) is not None)
    with pytest.raises(AssetMismatchError):
        LONG.apply(evolve(event, **{name: amount}), PLAIN)


def test_an_opening_position_costs_settle_money():
    flat = IsolatedPosition.flat(BTC, LINEAR)
    with pytest.raises(AssetMismatchError):
        flat.apply(il.OpeningPosition(**AT, size=2, cost=COINS), PLAIN)


@pytest.mark.parametrize("name", ["margin", "reserve"])
def test_no_position_exists_with_less_than_nothing_or_foreign_money_behind_it(name):
    with pytest.raises(LimitedLiabilityError):
        evolve(LONG, **{name: usdt("-0.01")})
    with pytest.raises(AssetMismatchError):
        evolve(LONG, **{name: XBT.zero})


def test_every_kind_of_event_of_a_position_is_answered():
    tried = {il.Fill, il.Funding, il.MarginTransfer, il.ReserveMove, il.EntryRebase}
    tried |= {il.LeverageChange, il.Liquidation, il.Deleveraging, il.Settlement}
    tried |= {il.OpeningPosition, il.PositionAssertion}
    assert set(typing.get_args(PositionEvent)) == tried
    step = LONG.apply(il.Deleveraging(**AT, size=-1, price=il.Price.of(101)), PLAIN)
    assert stood(step) == (1, 100, 21, 3)
    delivery = il.Settlement(
        **AT, kind=il.SettlementKind.DELIVERY, price=il.Price.of(101), fee=usdt("1")
    )
    assert stood(LONG.apply(delivery, PLAIN)) == (0, 0, 21, 3)


def test_a_position_is_frozen_and_survives_copies():
    with pytest.raises(AttributeError):
        LONG.margin = usdt("0")
    assert pickle.loads(pickle.dumps(LONG)) == copy.deepcopy(LONG) == LONG
    assert hash(copy.copy(LONG)) == hash(LONG)


def test_it_says_what_can_be_taken_out_of_it_and_takes_its_own_asset_only():
    held = LONG
    assert held.cash(USDT) == held.margin
    with pytest.raises(AssetMismatchError):
        held.cash(XBT)
    with pytest.raises(AssetMismatchError):
        held.moved(XBT.zero)


def test_what_it_is_charged_comes_out_of_margin_then_reserve_and_no_further():
    held = evolve(LONG, margin=usdt("100"), reserve=usdt("10"))
    for charge, left in (("-5", ("105", "10")), ("100", ("0", "10")), ("110", ("0", "0"))):
        after = held.charged(usdt(charge))
        assert after == evolve(held, margin=usdt(left[0]), reserve=usdt(left[1]))
    assert held.charged(usdt("110.01")) is None


def test_what_it_is_given_is_margin_and_no_more_goes_than_there_is():
    held = evolve(LONG, margin=usdt("100"), reserve=usdt("10"))
    assert held.moved(usdt("-100")).collateral == usdt("10")
    with pytest.raises(LimitedLiabilityError):
        held.moved(usdt("-100.01"))


def test_filled_is_what_a_fill_makes_of_it():
    held = evolve(LONG, margin=usdt("100"))
    event = fill(9, 1, "900", fee=usdt("1"))
    assert held.filled(event, Rules()) == held.apply(event, Rules()).state
