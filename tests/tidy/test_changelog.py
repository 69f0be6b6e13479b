"""Changelog fragments are named so that towncrier finds them, and render."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.tidy import source

CONFIG = tomllib.loads((source.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
KINDS = [kind["directory"] for kind in CONFIG["tool"]["towncrier"]["type"]]
FRAGMENT = re.compile(rf"(\d+|\+[a-z0-9-]+)\.({'|'.join(KINDS)})\.md")
FOLDER = source.ROOT / "docs" / "changelog.d"


def misnamed(names: list[str]) -> list[str]:
    """Fragments that nobody would ever render."""
    return [name for name in names if name != "README.md" and not FRAGMENT.fullmatch(name)]


def render(root: Path) -> str:
    """The next section of the changelog, as it would be printed."""
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True)
    return done.stdout


def test_every_fragment_has_a_name_that_is_found():
    assert misnamed([path.name for path in FOLDER.iterdir()]) == []


def test_every_fragment_is_rendered():
    # Fragments are wrapped on the way, so words are compared, not lines.
    section = render(source.ROOT).split()
    text = " ".join(section)
    for path in FOLDER.glob("*.*.md"):
        assert " ".join(path.read_text(encoding="utf-8").split()) in text, path.name


def test_a_misnamed_fragment_is_found():
    assert misnamed(["12.added.md", "+core.fixed.md", "README.md"]) == []
    assert misnamed(["core.md", "12.feature.md"]) == ["core.md", "12.feature.md"]


def test_a_fragment_comes_out_where_it_belongs(tmp_path):
    shutil.copy(source.ROOT / "pyproject.toml", tmp_path)
    folder = tmp_path / "docs" / "changelog.d"
    folder.mkdir(parents=True)
    (folder / "+planted.fixed.md").write_text("A planted sentence.\n")
    assert re.search(r"### Fixed\s+- A planted sentence\.", render(tmp_path))
