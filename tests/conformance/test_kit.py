from collections import Counter

import pytest

from isoledger.conformance import Verdict, run
from isoledger.conformance.files import cases
from isoledger.conformance.kit import kit
from isoledger.conformance.registry import RUNNERS
from isoledger.conformance.strength import Strength
from tests.campaigns import conformance_kit
from tests.real import real

KIT = kit()


def test_the_file_in_the_package_is_what_the_script_writes():
    shipped = conformance_kit.HERE.read_text(encoding="utf-8")
    assert shipped == conformance_kit.text(), "run python -m tests.campaigns.conformance_kit"


def test_every_vector_is_in_it_with_the_same_figures():
    theirs = cases(real("vectors.json").read_bytes(), "vectors.json")
    assert len(theirs) == 255
    assert [case.id for case in KIT] == [case.id for case in theirs]
    for mine, other in zip(KIT, theirs, strict=True):
        assert (mine.venue, mine.kind) == (other.venue, other.kind)
        more = conformance_kit.ADDED.get(mine.id, {})
        assert mine.inputs.plain == {**other.inputs.plain, **more}, mine.id
        assert not more.keys() & other.inputs.plain.keys(), mine.id
        assert (mine.tolerance, mine.strength) == (other.tolerance, other.strength), mine.id
        assert [str(v) for v in mine.expected.values()] == [*map(str, other.expected.values())]
        assert mine.doubt or not other.doubt, mine.id
        assert other.time_ns in {None, mine.time_ns}, mine.id


@pytest.mark.parametrize("case", KIT, ids=lambda case: case.id)
def test_a_case_says_all_that_a_reader_needs(case):
    assert case.source
    assert not case.source.lower().startswith("same")
    assert case.product in {"linear", "inverse", "quanto", ""}
    assert case.strength is not Strength.UNSAID
    assert bool(case.reason) == bool(case.tolerance)
    assert set(case.tolerance) <= {*case.expected, "*"}
    assert set(case.doubtful) <= set(case.expected)


def test_what_the_sources_get_wrong_is_marked_with_the_sum():
    doubtful = [case for case in KIT if case.doubt]
    assert {case.id for case in doubtful} == set(conformance_kit.DOUBTS)
    assert len(doubtful) == 9
    for case in doubtful:
        assert " = " in case.doubt, case.id


def test_it_spans_the_venues():
    assert len({case.venue for case in KIT}) == 18
    assert Counter(case.strength for case in KIT)[Strength.RECORDED] > 100


@pytest.mark.parametrize("case", KIT, ids=lambda case: case.id)
def test_what_has_a_runner_is_computed_and_not_outside(case):
    if (case.venue, case.kind) in RUNNERS:
        found = run(case, RUNNERS)
        assert found.verdict.rank <= Verdict.DOUBTFUL.rank, (found.why, found.compared)
