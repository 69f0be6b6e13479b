from isoledger.core.errors import IsoledgerError
from isoledger.testing import BrokenLawError


def test_a_broken_law_says_which_where_and_how():
    error = BrokenLawError(law="money is only moved", where="Fill e3", told="1 unit too many")
    assert str(error) == "money is only moved is broken at Fill e3: 1 unit too many"


def test_a_test_runner_takes_it_for_a_failed_assertion_and_a_program_for_ours():
    assert issubclass(BrokenLawError, AssertionError)
    assert issubclass(BrokenLawError, IsoledgerError)
