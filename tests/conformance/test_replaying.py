"""Recorded lives through the ledger, and lives with a fault planted in them."""

import json
from fractions import Fraction

import pytest

from isoledger.conformance.recorded import lives_of, moments
from isoledger.conformance.registry import READERS
from isoledger.conformance.replaying import plain_text, printed_so, replayed
from isoledger.core.books import FEES, INSURANCE, margin_book
from isoledger.core.events import Funding, Liquidation, MarginTransfer
from isoledger.core.identity import PositionId
from tests.campaigns.lives_table import lives, twins
from tests.real import real

LIQUIDATED = 5
FUNDED = 1


@pytest.fixture(scope="module")
def found():
    return lives()


def planted(at, change):
    """Life *at* with a *change* in its plain steps, replayed."""
    plain = json.loads(real("sequences.json").read_text(encoding="utf-8"))[at]
    change(plain["steps"])
    (life,) = lives_of(json.dumps([plain]).encode(), "f")
    return replayed(life, READERS, twins())


def wrong(life):
    return {check.what for check in life.checks if not check.agrees}


def test_every_number_of_the_twelve_lives_is_what_the_ledger_says(found):
    assert len(found) == 12
    assert [wrong(life) for life in found] == [set()] * 12
    assert sum(len(life.checks) for life in found) == 156
    assert sum(life.count("price")[1] for life in found) == 28
    assert sum(life.count("free")[1] for life in found) == 28


def test_the_recorded_liquidation_sweeps_its_surplus_and_leaves_the_free_balance_alone(found):
    """2022-10-28: 0.7399386 of 1.46682 was left after profit and fee, and did not come back."""
    life = found[LIQUIDATED]
    ledger, position = life.ledgers[-1], PositionId("BTCUSDT_UMCBL")
    (at,) = [n for n, event in enumerate(ledger.log) if isinstance(event, Liquidation)]
    before = life.ledgers[-1].replay(list(ledger.log)[:at], rules=ledger.rules)
    entry = before.account.apply(ledger.log[at], ledger.rules).entry
    settle = ledger.account.isolated[position].margin.asset
    assert entry.total(INSURANCE, settle).value == Fraction("0.7399386")
    assert entry.total(FEES, settle).value == Fraction("0.1103814")
    assert ledger.account.isolated[position].holding.is_flat
    assert ledger.account.balance(settle, margin_book(position)).value == 0
    (last,) = [check for check in life.checks if check.what == "last free"]
    assert (last.ours, last.printed) == (Fraction("0.12587420"), "0.12587420")


def test_the_funding_that_no_record_shows_is_what_the_closing_returned_less(found):
    life = found[FUNDED]
    told = [event for event in life.ledgers[-1].log if isinstance(event, Funding)]
    assert [event.amount.value for event in told] == [Fraction("-0.01159516")]
    assert "told by the closing after it" in life.notes[0]


def test_a_manual_add_and_a_reduction_are_moves_of_the_margin(found):
    moves = [e.amount.value for e in found[8].ledgers[-1].log if isinstance(e, MarginTransfer)]
    assert moves == [Fraction("3.034928"), Fraction("2.1"), Fraction("-1.5")]


def _step(steps, kind, which):
    return [step for step in steps if step.get("kind") == kind][which]


def test_a_wrong_fee_is_found_in_the_free_balance():
    def change(steps):
        _step(steps, "order", 1)["orders"][0]["fillFee"] = "-0.423133"

    assert wrong(planted(2, change)) == {"free", "last free"}


def test_a_wrong_liquidation_price_is_found():
    def change(steps):
        for step in steps:
            for position in step.get("positions", []):
                position["liqPx"] = "19225.68"

    assert wrong(planted(2, change)) == {"price"}


def test_a_wrong_margin_after_a_trade_is_found_in_the_price_or_the_closing():
    def change(steps):
        _step(steps, "order", 1)["orders"][0]["lever"] = "70"

    assert wrong(planted(2, change)) == {"free", "margin", "price"}


def test_a_wrong_move_by_hand_is_found_in_the_price():
    def change(steps):
        steps[1]["op"] = "add 2.2"

    assert wrong(planted(8, change)) == {"margin", "price"}


def test_a_surplus_that_came_back_would_be_found():
    def change(steps):
        steps.append({"data": {"balances": [{"available": "0.86581280"}]}})

    found = planted(LIQUIDATED, change)
    assert any("0.7399386 came or went" in note for note in found.notes)


def test_a_wrong_size_after_a_closing_begins_another_account():
    def change(steps):
        steps[-1]["positions"] = [dict(steps[-7]["positions"][0], total="0.001")]
        steps[-1]["local_time"] = "2022-10-21T17:00:00.000"

    assert any("another position" in note for note in planted(2, change).notes)


def test_a_wallet_that_is_not_the_sum_of_its_parts_is_found():
    def change(steps):
        steps[1]["totalWalletBalance"] = "25.45013786"

    assert wrong(planted(9, change)) == {"total"}


def test_a_margin_whose_parts_do_not_add_up_is_told_as_funding():
    def change(steps):
        steps[1]["posMargin"] = "22.1410912243"

    found = planted(7, change)
    assert any("funding of 0.01," in note for note in found.notes)
    assert "price" in wrong(found)


def test_a_life_of_which_nothing_is_known_is_named_and_compares_nothing():
    def change(steps):
        for step in steps:
            step.pop("markValue", None)

    found = planted(10, change)
    assert found.checks == ()
    assert found.ledgers == ()
    assert "nobody says" in found.notes[0]


def test_a_life_of_balances_alone_compares_nothing():
    def change(steps):
        steps[:] = [step for step in steps if step.get("kind") == "balance"]

    found = planted(0, change)
    assert (found.checks, found.notes) == ((), ())


def test_a_stopped_clock_makes_every_step_a_moment(found):
    steps = found[LIQUIDATED].life.steps
    assert [len(moment) for moment in moments(steps)] == [1] * 16
    assert max(len(moment) for moment in moments(found[0].life.steps)) == 5


@pytest.mark.parametrize(
    ("ours", "text", "is_so"),
    [
        ("1.25", "1.2", True),
        ("1.25", "1.3", True),
        ("-1.29", "-1.2", True),
        ("1.31", "1.2", False),
        ("1", "x", False),
    ],
)
def test_a_number_is_printed_rounded_or_cut(ours, text, is_so):
    assert printed_so(Fraction(ours), text) is is_so


def test_amounts_are_told_without_zeros():
    assert plain_text(Fraction("-0.50")) == "-0.5"
