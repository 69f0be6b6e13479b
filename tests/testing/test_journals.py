from typing import get_args

import pytest
from hypothesis import Phase, find, given, settings

from isoledger.core.events import Bonus, Liquidation, MarginEvent
from isoledger.core.rules import PLAIN_RULES, Pot
from isoledger.testing import WRITERS, Journal, journals, written

QUIET = settings(max_examples=2_000, database=None, phases=[Phase.generate], derandomize=True)


@pytest.mark.parametrize("kind", get_args(MarginEvent), ids=lambda kind: kind.__name__)
def test_every_kind_of_event_happens(kind):
    def happens(journal):
        return any(isinstance(event, kind) for event in journal.events)

    assert isinstance(find(journals(), happens, settings=QUIET), Journal)


@given(journals())
def test_every_journal_can_be_replayed(journal):
    assert len(journal.ledger().log) == len(journal.events)


def test_an_isolated_position_is_taken_over_with_nothing_left():
    def ruined(journal):
        ledger = journal.ledger()
        told = zip(ledger.effective(), ledger.entries(), strict=True)
        return any(
            isinstance(event, Liquidation) and any(p.book == "insurance" for p in entry)
            for event, entry in told
        )

    assert find(journals(kinds=("fill", "add margin", "liquidate")), ruined, settings=QUIET)


@given(journals(kinds=("bonus",), size_max=3, pots=(Pot.HOME,)))
def test_one_may_ask_for_some_kinds_a_length_and_some_pots_only(journal):
    assert all(isinstance(event, Bonus) for event in journal.events)
    assert 1 <= len(journal.events) <= 3
    assert {rules.funding_pot for _, rules in journal.rules} == {Pot.HOME}


def test_a_script_writes_the_same_journal_every_time():
    script = [(kind, 10**15 + n) for n, kind in enumerate(WRITERS)]
    assert written(script, PLAIN_RULES) == written(script, PLAIN_RULES)
