"""Full size when measuring, a thousandth of it when the benchmarks only run as tests."""

import pytest


@pytest.fixture(scope="session")
def shrink(pytestconfig: pytest.Config) -> int:
    """What to divide the number of events by."""
    return 1 if pytestconfig.getoption("benchmark_enable") else 1000
