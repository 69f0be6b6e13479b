"""Every worked example in this folder: apply to ante gives ex, to the last unit."""

import difflib
from pathlib import Path

import pytest

from isoledger.core.errors import IsoledgerError
from isoledger.core.findings import findings
from isoledger.core.ledger import Ledger
from tests.scenarios.language import Scenario

SCENARIOS = [Scenario.read(path) for path in sorted(Path(__file__).parent.glob("*.toml"))]
KEYS = {
    "title",
    "source",
    "assets",
    "terms",
    "rules",
    "ante",
    "apply",
    "ex",
    "price",
    "refused",
} | {"findings"}


def difference(scenario, ledger):
    """What is there against what `ex` says, as a diff; empty: nothing."""
    due, told = sorted(scenario.said["ex"]), scenario.lines(ledger)
    return "\n".join(difflib.unified_diff(due, told, "ex, as written", "the ledger", lineterm=""))


def by_name(scenario):
    return scenario.name


@pytest.mark.parametrize("scenario", SCENARIOS, ids=by_name)
def test_it_says_what_it_shows_and_where_that_is_from(scenario):
    assert scenario.said["title"]
    assert scenario.said["source"]
    assert set(scenario.said) <= KEYS
    assert "ex" in scenario.said or "price" in scenario.said


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if "refused" not in s.said], ids=by_name)
def test_what_happened_leads_to_what_is_written(scenario):
    ledger = scenario.ledger()
    if "ex" in scenario.said:
        assert not (told := difference(scenario, ledger)), f"\n{scenario.said['title']}\n{told}"
    due = scenario.said.get("findings", [])
    told = [str(found).partition(": ")[2] for found in findings(ledger)]
    assert told == due


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if "refused" in s.said], ids=by_name)
def test_what_must_be_refused_is_refused_and_leaves_no_trace(scenario):
    *fine, wrong = scenario.events()
    ledger = Ledger(opening=scenario.opening(), rules=scenario.rules, account=scenario.opening())
    for event in fine:
        ledger = ledger.append(event)
    with pytest.raises(IsoledgerError) as refused:
        ledger.append(wrong)
    assert scenario.said["refused"] in str(refused.value)
    assert not (told := difference(scenario, ledger)), f"\n{scenario.said['title']}\n{told}"


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if "refused" not in s.said], ids=by_name)
def test_all_at_once_leads_to_the_same(scenario):
    replayed = Ledger.replay(
        reversed(scenario.events()), rules=scenario.rules, opening=scenario.opening()
    )
    assert replayed.account == scenario.ledger().account


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if "price" in s.said], ids=by_name)
def test_the_prices_are_the_ones_written(scenario):
    account = scenario.ledger().account
    for asked in scenario.said["price"]:
        assert scenario.priced(account, asked) == [], asked["of"]


def test_a_wrong_scenario_shows_what_is_wrong():
    right = next(s for s in SCENARIOS if s.name == "partial-close-keeps-the-residue")
    wrong = Scenario(name="wrong", said={**right.said, "ex": ["wallet 1 USD"]})
    told = difference(wrong, wrong.ledger())
    assert "-wallet 1 USD" in told
    assert any(line.startswith("+isolated:") for line in told.splitlines())
