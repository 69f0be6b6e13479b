"""What must not type-check does not, and what must, does.

The other files of this folder are never run. A wrong use carries `# type: ignore[code]`: as long as
it is wrong the comment is used; the day it is accepted, the unused comment is an error.
"""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RUN = {"test_typing.py", "api.py"}
CASES = sorted(path for path in HERE.glob("*.py") if path.name not in RUN)


def complaints(*paths: Path) -> list[str]:
    """What mypy says of *paths*, under the project's own settings."""
    command = [sys.executable, "-m", "mypy", "--no-error-summary", *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    return [*done.stdout.splitlines(), *done.stderr.splitlines()]


@pytest.mark.xdist_group("mypy")
def test_every_wrong_use_is_refused_and_every_right_one_accepted() -> None:
    assert CASES
    assert complaints(*CASES) == []


@pytest.mark.xdist_group("mypy")
def test_a_wrong_use_that_became_acceptable_is_found(tmp_path: Path) -> None:
    case = tmp_path / "planted.py"
    case.write_text('right: int = 1  # type: ignore[assignment]\nwrong: int = "one"\n')
    unused, refused = complaints(case)
    assert "unused-ignore" in unused
    assert "[assignment]" in refused
