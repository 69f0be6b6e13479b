import pytest

from isoledger.core.errors import TermsError
from isoledger.reconcile.policy import EXACT, Policy


def test_nothing_is_tolerated_unless_it_is_said():
    assert (EXACT.units, EXACT.units_each) == (0, 0)


@pytest.mark.parametrize("wrong", [-1, True, "1"])
def test_a_tolerance_is_a_whole_number_from_nought_up(wrong):
    with pytest.raises(TermsError, match="no whole number from 0 up"):
        Policy(units=wrong)
