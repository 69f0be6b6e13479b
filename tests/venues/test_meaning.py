"""The meanings most rows have: which event each is, with which sign, in which book."""

import json
from fractions import Fraction

import pytest

from isoledger.core.books import WALLET
from isoledger.core.errors import OffGridError
from isoledger.core.events import (
    Adjustment,
    BalanceAssertion,
    Bonus,
    Borrow,
    Fee,
    FundingTotal,
    InsuranceClear,
    Interest,
    RealisedProfit,
    Repay,
    Transfer,
)
from isoledger.core.identity import Stamp
from isoledger.core.money import Asset
from isoledger.venues.errors import FieldError
from isoledger.venues.meaning import PARTS, Columns, Row, coin, currency, no_history, text_of
from isoledger.venues.records import json_records
from tests.laws.shop import HOME

USD = Asset("USD", 2)
COLUMNS = Columns(amount="change", coin=coin("coin", 2), fee="fee", book=HOME)
AT = Stamp(time_ns=5, venue="v", account="a", id="x:1")


def made(**fields):

    record = json_records(json.dumps([{"coin": "USD", **fields}]).encode(), "f")[0]
    return Row(record=record, type="gift", venue="v", account="a", time_ns=5, sequence=3, id="x:1")


def only(meaning, **fields):
    (event,) = meaning.tell(made(**fields))
    return event


def usd(amount):
    return USD.exactly(amount)


def test_the_first_part_of_a_row_has_its_bare_identity():
    stamp = made().stamp()
    assert (stamp, stamp.sequence) == (AT, 3 * PARTS)
    third = made().part(1).part(1).stamp(1)
    assert (third.id, third.sequence) == ("x:1/3", 3 * PARTS + 3)
    assert made().stamp().source == made().record.source


@pytest.mark.parametrize("part", [-1, PARTS])
def test_no_row_has_more_parts_than_stand_between_two_rows(part):
    with pytest.raises(FieldError, match="field 'type': 'gift' is more than 16 events"):
        made().stamp(part)


def test_an_amount_that_is_not_there_is_zero_or_nothing():
    assert made().amount("change") == 0
    assert made(change="-2.5").amount("-change") == Fraction(5, 2)
    assert made().money("change", USD) == usd("0")
    assert made().maybe("-fee", USD) is None
    assert made(fee="1").maybe("-fee", USD) == usd("-1")
    with pytest.raises(OffGridError):
        made(change="0.001").money("change", USD)


@pytest.mark.parametrize(
    ("meaning", "event"),
    [
        (COLUMNS.bonus("gift"), Bonus(stamp=AT, amount=usd(-3), book=HOME, reason="gift")),
        (COLUMNS.interest(), Interest(stamp=AT, amount=usd(-3), book=HOME)),
        (COLUMNS.charge("data"), Fee(stamp=AT, amount=usd(3), book=HOME, reason="data")),
        (COLUMNS.insurance(), InsuranceClear(stamp=AT, amount=usd(-3), book=HOME)),
        (COLUMNS.adjustment("odd"), Adjustment(stamp=AT, amount=usd(-3), book=HOME, reason="odd")),
        (COLUMNS.loan(), Repay(stamp=AT, amount=usd(3), book=HOME)),
        (COLUMNS.funding(), FundingTotal(stamp=AT, symbol="XY", amount=usd(-3), book=HOME)),
        (
            COLUMNS.profit("why"),
            RealisedProfit(stamp=AT, symbol="XY", amount=usd(-3), fee=usd(1), book=HOME),
        ),
        (
            COLUMNS.transfer("withdrawal"),
            Transfer(stamp=AT, amount=usd(-3), fee=usd(1), book=HOME, kind="withdrawal"),
        ),
    ],
)
def test_a_row_of_minus_three_with_a_fee_of_one(meaning, event):
    assert only(meaning, change="-3", fee="1", symbol="XY") == event
    assert type(event).__name__ in " ".join(meaning.becomes)


def test_a_loan_above_zero_was_lent():
    assert only(COLUMNS.loan(), change="3") == Borrow(stamp=AT, amount=usd(3), book=HOME)


def test_a_transfer_without_a_fee_or_with_none_of_it_has_none():
    assert only(COLUMNS.transfer(), change="3", fee="0").fee is None
    assert only(COLUMNS.transfer(), change="3").fee is None
    assert only(COLUMNS.transfer(), change="3").kind == "internal"


def test_a_statement_without_a_column_of_fees_states_none():
    bare = Columns(amount="-change", coin=currency("USD", 2))
    found = only(bare.profit(), change="3", fee="1")
    assert (found.fee, found.amount, found.symbol, found.book) == (None, usd(-3), "", WALLET)


def test_a_balance_is_stated_after_all_parts_of_its_row():
    stated = COLUMNS.states("after")(made(after="7"))
    assert isinstance(stated, BalanceAssertion)
    assert (stated.amount, stated.book, stated.stamp.id) == (usd(7), HOME, "x:1/15")
    assert COLUMNS.states("after", WALLET)(made(after="7")).book == WALLET


def test_what_is_no_history_says_why_and_tells_nothing():
    meaning = no_history("a note")
    assert (meaning.becomes, meaning.why, meaning.tell(made())) == ((), "a note", ())


def test_a_coin_is_named_by_a_field_or_by_the_statement():
    assert coin("coin", 2)(made()) == USD
    assert currency("USD", 2)(made(coin="EUR")) == USD
    with pytest.raises(FieldError, match="field 'asset': is missing"):
        coin("asset", 2)(made())


def test_a_text_is_one_of_the_words_it_may_be():
    words = frozenset({"Buy", "Sell"})
    assert text_of(made(side="Buy").record, "side", words) == "Buy"
    with pytest.raises(FieldError, match="'buy' is none of Buy, Sell"):
        text_of(made(side="buy").record, "side", words)
