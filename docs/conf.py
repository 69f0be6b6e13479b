"""How the documentation is built: `sphinx-build -n -W docs docs/_build`, without a network."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "isoledger"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "isoledger"
author = "the isoledger authors"
copyright = f"2026, {author}"
release = version = PROJECT["version"]

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.doctest",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build", "changelog.d"]
html_theme = "furo"
html_title = "isoledger"
suppress_warnings = ["config.cache"]

default_role = "code"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "undoc-members": True, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_attr_annotations = False
napoleon_use_ivar = True

nitpicky = True
# The build asks no other site, so names of other people's libraries have nowhere to point; a type
# variable has no page; and in errors.py types are names in quotes, since the tree imports nobody.
nitpick_ignore_regex = [
    (r"py:.*", rf"(?:{'|'.join(sorted(sys.stdlib_module_names))})(?:\..*)?"),
    (r"py:.*", r"(?:attrs?|msgspec|dateutil|hypothesis|numpy|rich|cyclopts|ccxt)(?:\..*)?"),
    (r"py:class", r"isoledger\.[\w.]+\.[A-Z]"),
    (r"py:class", r"Fraction"),
]


def _unreleased(_: Sphinx, name: str, content: list[str]) -> None:
    """Show the fragments of the next release on the page of the changelog."""
    if name != "changelog":
        return
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "Unreleased"]
    draft = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    mark = "<!-- towncrier release notes start -->\n"
    content[0] = content[0].replace(mark, mark + "\n" + draft)


def _modules(_: Sphinx, __: str, content: list[str]) -> None:
    """Put the modules of a folder where a page says `<!-- modules: FOLDER -->`."""
    mark = r"^<!-- modules: (\S+) -->$"
    content[0] = re.sub(mark, lambda found: _blocks(found[1]), content[0], flags=re.MULTILINE)


def _blocks(folder: str) -> str:
    """Every public module of *folder*, in alphabetical order, the folder itself first."""
    blocks = []
    for path in sorted((SRC / folder).glob("*.py")):
        dotted = ".".join(path.relative_to(SRC.parent).with_suffix("").parts)
        if path.name == "__init__.py":
            dotted = dotted.removesuffix(".__init__")
        elif path.name.startswith("_"):
            continue
        # A room repeats what its modules define; the page shows it once, where it is defined.
        room = "\n   :no-members:" if dotted.count(".") == 1 else ""
        blocks.append(f"## {dotted}\n\n```{{eval-rst}}\n.. automodule:: {dotted}{room}\n```\n")
    return "\n".join(blocks)


def _docstring(_: Sphinx, what: str, name: str, __: object, ___: object, lines: list[str]) -> None:
    """Help two kinds of docstring through the parsers; *lines*, the last argument, is edited."""
    if what in {"attribute", "data", "property"}:
        # On a first line napoleon takes what stands before a colon for a type: here is another.
        lines[:0] = ["..", ""]
    if what == "module" and name.endswith(".errors"):
        # The tree of errors is a drawing.
        first = next(n for n, line in enumerate(lines) if line.startswith("* "))
        last = next((n for n in range(first, len(lines)) if not lines[n]), len(lines))
        lines[first:last] = ["::", "", *(f"    {line}" for line in lines[first:last])]


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _unreleased)
    app.connect("source-read", _modules)
    app.connect("autodoc-process-docstring", _docstring, priority=100)
