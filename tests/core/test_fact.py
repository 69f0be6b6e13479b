import copy
import pickle

import pytest
from attrs import evolve, fields

from isoledger.core.events import Bonus, Transfer
from isoledger.core.fact import Fact
from tests.core.kit import deposit, stamp, usdt


def test_two_facts_of_one_kind_that_say_the_same_are_one():
    assert deposit(1) == deposit(1)
    assert hash(deposit(1)) == hash(deposit(1))
    assert len({deposit(1), deposit(1), deposit(2)}) == 2


@pytest.mark.parametrize("name", [field.name for field in fields(Transfer)])
def test_a_difference_in_any_one_field_is_a_difference(name):
    other = {
        "stamp": stamp(9),
        "amount": usdt("9"),
        "fee": usdt("9"),
        "book": "pool:x",
        "kind": "internal",
        "counterparty": "x",
    }[name]
    assert evolve(deposit(1), **{name: other}) != deposit(1)


def test_facts_of_two_kinds_differ_though_they_say_the_same():
    assert Bonus(stamp=stamp(1), amount=usdt("1")) != deposit(1, "1")
    assert deposit(1) != "deposit"


def test_a_fact_shows_all_it_says():
    assert repr(Bonus(stamp=stamp(1), amount=usdt("1"))).startswith("Bonus(stamp=Stamp(time_ns=1, ")
    assert repr(Bonus(stamp=stamp(1), amount=usdt("1"))).endswith("book='wallet', reason='')")


def test_a_fact_cannot_be_changed_and_survives_copies():
    fact = deposit(1)
    with pytest.raises(AttributeError):
        fact.amount = usdt("2")
    with pytest.raises(AttributeError):
        fact.new = 1
    assert pickle.loads(pickle.dumps(fact)) == copy.deepcopy(fact) == fact


def test_a_fact_without_content_is_equal_to_its_like():
    assert Fact() == Fact()
