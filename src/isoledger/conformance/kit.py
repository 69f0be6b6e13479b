"""The cases that come with the package."""

from importlib.resources import files

from isoledger.conformance.cases import Case
from isoledger.conformance.files import cases

NAME = "kit.json"
"""The file, in our own schema."""


def kit() -> tuple[Case, ...]:
    """All of them, in the order of the file."""
    return cases(files("isoledger.conformance").joinpath(NAME).read_bytes(), NAME)
