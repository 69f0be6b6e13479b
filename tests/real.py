"""The door to the recorded data: read where it lies, never copied.

`ISOLEDGER_REAL` names the folder; without it, `../shared/real` beside the clone is taken. Where
it is absent a test says so and is skipped; under `CI` a test that did not run has failed.
"""

import os
from pathlib import Path

import pytest

BESIDE_THE_CLONE = Path(__file__).resolve().parents[2] / "shared" / "real"


def real(path: str) -> Path:
    """The recorded file or folder *path*, or a skip that says what is missing.

    Args:
        path: Where it is under the folder of recorded data, as `bitmex/some-account/file.csv`.

    Raises:
        pytest.skip.Exception: It is not here, and nobody promised that it would be.
        pytest.fail.Exception: It is not here, and this is CI.
    """
    found = Path(os.environ.get("ISOLEDGER_REAL") or BESIDE_THE_CLONE) / path
    if not found.exists():
        _absent(f"recorded data absent: {path} (set ISOLEDGER_REAL to the folder that holds it)")
    return found


def _absent(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
