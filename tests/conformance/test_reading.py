from fractions import Fraction

import pytest

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.reading import noted, optional

INPUTS = Inputs("case", {"rate": "0.01 (of that day)", "size": 2, "bad": "one"})


def test_a_remark_in_brackets_is_left_out():
    assert noted(INPUTS, "rate") == Fraction(1, 100)
    assert noted(INPUTS, "size") == 2


def test_what_is_not_there_is_none_and_what_is_no_number_an_error():
    assert optional(INPUTS, "absent") is None
    assert optional(INPUTS, "size") == 2
    for read in (optional, noted):
        with pytest.raises(CaseError, match="case, bad"):
            read(INPUTS, "bad")
