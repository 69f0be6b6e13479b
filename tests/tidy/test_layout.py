"""The top level is the owner's, and no file knows a machine or a registry."""

import re
import subprocess

import pytest

from tests.tidy import source

TOP = frozenset(
    [
        ".ci",
        "LICENSE",
        "README.md",
        "constraints.txt",
        "docs",
        "pyproject.toml",
        "src",
        "tests",
        "typings",
    ]
)

# Spelled in two halves, so that this file may be read by its own test.
HOSTS = [
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "registry.npm" + "js.org",
    "deb.debian" + ".org",
    "index" + "-url",
    "find" + "-links",
]
PATHS = [rf"(?<![\w.]){top}[a-z]" for top in ("/work/", "/tmp/", "/home/", "/Users/", "/root/")]
ADDRESS = re.compile("|".join([re.escape(host) for host in HOSTS] + PATHS))


def strangers(names: list[str]) -> list[str]:
    """Top-level names that do not belong there."""
    tops = {name.partition("/")[0] for name in names}
    return sorted(top for top in tops - TOP if not re.fullmatch(r"\.[a-z-]+(\.yaml)?", top))


def addresses(text: str) -> list[str]:
    """Lines of *text* that name a registry, or a folder of one machine."""
    return [line.strip() for line in text.splitlines() if ADDRESS.search(line)]


def _files() -> list[str]:
    """What git would commit: tracked, or new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=source.ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return [n for n in listed.stdout.decode().split("\0") if n and (source.ROOT / n).is_file()]


FILES = _files()
needs_git = pytest.mark.skipif(not FILES, reason="not a git clone: nobody can say what is ours")


@needs_git
def test_the_top_level_is_the_owners():
    assert strangers(FILES) == []


@needs_git
def test_no_file_names_a_registry_or_a_machine():
    found = {}
    for name in FILES:
        text = (source.ROOT / name).read_bytes().decode("utf-8", errors="replace")
        if lines := addresses(text):
            found[name] = lines[:3]
    assert found == {}


def test_a_stranger_is_found():
    assert strangers(["Makefile", "tests/a.py", ".gitignore", "setup.cfg"]) == [
        "Makefile",
        "setup.cfg",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "https://files.python" + "hosted.org/a.whl",
        "--extra-" + "index" + "-url x",
        "see /wo" + "rk/main",
        "open('/t" + "mp/a')",
        "cd /ho" + "me/someone",
    ],
)
def test_an_address_is_found(line):
    assert addresses(f"fine\n{line}\n") == [line]


def test_a_venues_page_may_be_cited():
    assert addresses("source: https://www.bitmex.com/app/perpetualContractsGuide, 2026-10-01") == []
