"""The reference has a place for every public module."""

import re
from pathlib import Path

from tests.tidy import source

PAGES = source.ROOT / "docs" / "reference"
# The command line is documented as commands, by hand.
BY_HAND = frozenset({"cli"})


def documented(text: str) -> set[str]:
    """The modules that a page shows."""
    return set(re.findall(r"automodule:: (\S+)", text))


def module(path: Path) -> str:
    """The dotted name of the file at *path*."""
    parts = path.relative_to(source.SRC.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def public(path: Path) -> bool:
    """Whether the file at *path* defines something that a reader may use."""
    parts = path.relative_to(source.SRC).parts
    return path.name != "__init__.py" and not any(part.startswith("_") for part in parts)


def test_every_public_module_has_its_place():
    shown = documented("\n".join(p.read_text(encoding="utf-8") for p in PAGES.rglob("*.md")))
    due = {
        module(path) for path in source.FILES if public(path) and source.room(path) not in BY_HAND
    }
    assert due - shown == set(), "missing in docs/reference"


def test_a_module_is_found_where_it_is_shown():
    assert documented("```{eval-rst}\n.. automodule:: isoledger.core.money\n```") == {
        "isoledger.core.money"
    }
    assert module(source.SRC / "venues" / "bitmex" / "rules.py") == "isoledger.venues.bitmex.rules"
    assert not public(source.SRC / "core" / "_fields.py")
