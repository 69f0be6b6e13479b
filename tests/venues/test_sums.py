"""Rows keep their own sums, in one way or another, and their balances meet."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.venues.errors import DeclarationError, FieldError, IdentityError
from isoledger.venues.records import json_records
from isoledger.venues.sums import Identity, Running, chain, number

SUM = Identity(total="t", ways=(("a", "-b"), ("a", "b")))


def made(*rows):
    return json_records(json.dumps(rows).encode(), "f")


def one(**fields):
    return made(fields)[0]


def test_nothing_counts_as_zero_and_a_minus_turns_the_sign():
    assert number(one(a="1.5"), "a") == Fraction(3, 2)
    assert number(one(a="1.5"), "-a") == Fraction(-3, 2)
    assert number(one(a=None), "-a") == 0
    with pytest.raises(FieldError, match="field 'a'"):
        number(one(a="x"), "-a")


def test_a_row_may_satisfy_its_sum_in_either_way():
    assert SUM.check(one(t="3", a="5", b="2")) == 0
    assert SUM.check(one(t="7", a="5", b="2")) == 0
    with pytest.raises(IdentityError) as caught:
        SUM.check(one(t="6", a="5", b="2"))
    assert str(caught.value) == "f, row 1: t = a - b, or a + b does not hold: t 6, a 5, b 2"


def test_what_misses_is_told_by_the_best_way_and_with_its_sign():
    loose = Identity(total="t", ways=SUM.ways, within=Fraction(1))
    assert loose.check(one(t="6", a="5", b="2")) == -1
    assert loose.check(one(t="4", a="5", b="2")) == 1
    with pytest.raises(IdentityError):
        loose.check(one(t="5.999", a="8", b="1"))


def test_a_sum_of_nothing_cannot_be_declared():
    for ways in ((), ((),), (("a",), ())):
        with pytest.raises(DeclarationError, match="sum t: it is the sum of nothing"):
            Identity(total="t", ways=ways)


def test_a_sum_that_holds_by_itself_cannot_be_declared():
    with pytest.raises(DeclarationError, match="sum t: it is a part of itself"):
        Identity(total="t", ways=(("a",), ("t",)))


@given(st.decimals(-1000, 1000, places=6), st.decimals(-1000, 1000, places=6), st.integers(0, 12))
def test_a_changed_digit_is_found(a, b, place):
    total = f"{a - b:.6f}"
    at = [i for i, letter in enumerate(total) if letter.isdigit()][place % 7]
    other = total[:at] + str((int(total[at]) + 1) % 10) + total[at + 1 :]
    identity = Identity(total="t", ways=(("a", "-b"),))
    assert identity.check(one(t=total.lstrip("+"), a=str(a), b=str(b))) == 0
    if other.lstrip("-")[0] != "0" or other.lstrip("-")[1] == ".":
        with pytest.raises(IdentityError):
            identity.check(one(t=other, a=str(a), b=str(b)))


RUN = Running(balance="balance", change="change", by=("coin",))


def followed(*rows):
    return chain(made(*rows), (RUN,), lambda record: (0, record.row))


def test_what_a_balance_was_before_a_row():
    assert RUN.before(one(balance="5", change="-2")) == 7
    assert RUN.of(one(coin="X")) == ("X",)
    assert RUN.of(one(coin=None)) == ("",)


def test_balances_of_two_coins_are_two_chains_and_rows_without_one_are_in_none():
    found = followed(
        {"coin": "X", "change": "1", "balance": "1"},
        {"coin": "Y", "change": "9", "balance": "9"},
        {"coin": "X", "change": "5"},
        {"coin": "X", "change": "2", "balance": "3"},
        {"coin": "Y", "change": "1", "balance": "11"},
    )
    (gap,) = found.gaps
    assert found.links == 2
    assert (gap.earlier.row, gap.later.row, gap.balance) == (2, 5, "balance")
    assert (gap.left, gap.stated, gap.missing) == (9, 10, 1)


def test_no_row_is_no_link():
    assert (followed().links, followed().gaps) == (0, ())
    assert followed({"coin": "X", "change": "1", "balance": "1"}).links == 0


@given(st.lists(st.integers(-100, 100), min_size=2), st.data())
def test_a_row_left_out_is_the_gap_it_leaves(changes, data):
    balances = [sum(changes[: at + 1]) for at in range(len(changes))]
    rows = [{"change": str(c), "balance": str(b)} for c, b in zip(changes, balances, strict=True)]
    assert followed(*rows).gaps == ()
    out = data.draw(st.integers(1, len(rows) - 1))
    found = followed(*rows[:out], *rows[out + 1 :])
    missing = [gap.missing for gap in found.gaps]
    assert missing == ([changes[out]] if changes[out] and out < len(rows) - 1 else [])
