"""How hard hypothesis looks: `quick` by default, `thorough` when HYPOTHESIS_PROFILE says so.

`quick` is derandomised, in CI and at home: a red run is about the change, and the next run
shows the same. `thorough` rolls new dice every time and remembers what it found: it looks for
trouble. Neither knows a deadline: how long an example takes is a fact about the machine.
"""

import os

from hypothesis import HealthCheck, settings

_SLOW_MACHINE = [HealthCheck.too_slow]

settings.register_profile(
    "quick", max_examples=60, derandomize=True, deadline=None, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile(
    "thorough",
    max_examples=5_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=_SLOW_MACHINE,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
