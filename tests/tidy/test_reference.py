"""The reference has a place for every folder of public modules."""

import re
from pathlib import Path

from tests.tidy import source

PAGES = source.ROOT / "docs" / "reference"
# The shop window shows what the rooms define; the command line is documented as commands.
BY_HAND = frozenset({".", "cli"})


def shown(text: str) -> set[str]:
    """The folders whose modules a page lists; docs/conf.py puts them there."""
    return set(re.findall(r"^<!-- modules: (\S+) -->$", text, re.MULTILINE))


def folders(paths: list[Path]) -> set[str]:
    """The folders under the package that hold public modules, of those at *paths*."""
    public = [path.parent for path in paths if not path.name.startswith("_")]
    return {path.as_posix() for path in public if "/_" not in f"/{path.as_posix()}"} - BY_HAND


def test_every_public_module_has_its_place():
    pages = "\n".join(path.read_text(encoding="utf-8") for path in PAGES.rglob("*.md"))
    due = folders([path.relative_to(source.SRC) for path in source.FILES])
    assert shown(pages) == due, "<!-- modules: FOLDER --> in docs/reference, once a folder"


def test_a_folder_is_found_where_it_is_shown():
    assert shown("# core\n\n<!-- modules: core -->\n") == {"core"}
    assert shown("see modules: core") == set()
    tree = [Path("__init__.py"), Path("core/money.py"), Path("venues/bitmex/rules.py")]
    assert folders([*tree, Path("core/_fields.py"), Path("cli/app.py")]) == {
        "core",
        "venues/bitmex",
    }
