"""Drift sells what covers a shortage, in integers that are cut at every step."""

import pytest

from isoledger.venues.others.drift import ALL, Shortage


def base(**parts) -> int:
    terms = {"margin": 10_000_000, "ratio": 1000, "oracle": 100_000_000, **parts}
    return Shortage(**terms).base()


def test_what_is_sold_frees_its_share_of_maintenance():
    assert base() == 1_000_000_000
    assert base(quote=1_010_000) == 990_099_009
    assert base(fee=10_000) == 1_111_111_111
    assert base(fee=10_000, insurance_fee=10_000) == 1_250_000_000


@pytest.mark.parametrize(
    "parts", [{"fee": 100_000}, {"oracle": 0}, {"insurance_fee": 100_000}, {"fee": 200_000}]
)
def test_where_selling_frees_nothing_all_is_sold(parts):
    assert base(**parts) == ALL
