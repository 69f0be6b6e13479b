"""Each planted defect has its place in the source: whoever moves a line moves the defect too."""

import pytest

from tests.campaigns.defects import DEFECTS
from tests.tidy.source import ROOT


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_fits_the_source_once(defect):
    for file, old, new in defect.changes:
        text = (ROOT / "src/isoledger" / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, (file, old)
        assert old != new


def test_no_two_defects_have_one_name():
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
