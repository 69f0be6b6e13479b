import pytest

import isoledger as il
from isoledger.core.errors import AssetMismatchError
from isoledger.core.instrument import CostRule
from isoledger.core.numbers import Rounding
from isoledger.core.slots import Purse, Slot
from tests.core.kit import BTC, INVERSE, LINEAR, OPENED, USDT, XBT, account, fill, terms, usdt


def test_a_purse_that_got_nothing_is_empty():
    purse = Purse()
    purse.add(USDT, 0)
    assert dict(purse.frozen()) == {}
    purse.add(USDT, 5)
    purse.add(USDT, -5)
    assert purse.frozen() == {USDT: USDT.zero}
    assert purse.units(XBT) == 0


def test_a_purse_does_not_change_what_it_was_made_of():
    balances = il.FrozenMap({USDT: usdt("1")})
    purse = Purse(balances)
    purse.add(USDT, 100)
    assert purse.frozen() == {USDT: usdt("2")}
    assert balances == {USDT: usdt("1")}


@pytest.mark.parametrize("contract", [LINEAR, INVERSE], ids=lambda i: i.symbol)
@pytest.mark.parametrize("per", [None, 1, 10])
@pytest.mark.parametrize("rounding", Rounding)
def test_a_slot_and_the_contract_agree_on_every_cost(contract, per, rounding):
    fine = CostRule(rounding=rounding, per=per)
    both = terms(
        contract.symbol,
        payoff=contract.payoff,
        settle=contract.settle,
        cost_rule=il.Dated(((0, CostRule()), (5, fine))),
    )
    slot = Slot(BTC, both, None)
    for time_ns in (1, 4, 5, 6):
        for size in (10, -10, 30, 0):
            for price in ("7.125", "3", "0.013"):
                event = fill(time_ns, size, price)
                assert slot.cost_of(event) == both.cost(size, event.price, time_ns).units


def test_a_slot_takes_a_stated_cost_in_its_settle_asset_only():
    slot = Slot(BTC, LINEAR, None)
    assert slot.cost_of(fill(1, 1, "7", cost=usdt("6.99"))) == 699
    with pytest.raises(AssetMismatchError):
        slot.cost_of(fill(1, 1, "7", cost=XBT.zero))


def test_a_slot_freezes_to_what_it_was_loaded_from():
    position = account(OPENED).isolated[BTC]
    slot = Slot(BTC, LINEAR, None)
    slot.load(position)
    assert slot.position() == position
    assert slot.holding() == position.holding


def test_a_deficit_takes_the_reserve_as_far_as_it_reaches():
    slot = Slot(BTC, LINEAR, None)
    slot.reserve = 30
    assert (slot.rescued(-10), slot.reserve) == (0, 20)
    assert (slot.rescued(-50), slot.reserve) == (0, 0)
