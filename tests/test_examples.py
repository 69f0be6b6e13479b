"""Every example we print is run: README, docs, and the docstrings of the source."""

import sys
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.example import SybilFailure
from sybil.parsers.myst import (
    DocTestDirectiveParser,
    PythonCodeBlockParser,
    SkipParser as MystSkipParser,
)
from sybil.parsers.rest import (
    DocTestParser,
    PythonCodeBlockParser as RestCodeBlockParser,
    SkipParser as RestSkipParser,
)

ROOT = Path(__file__).resolve().parents[1]

MARKDOWN = Sybil(parsers=[PythonCodeBlockParser(), DocTestDirectiveParser(), MystSkipParser()])
DOCSTRINGS = Sybil(
    parsers=[DocTestParser(), RestCodeBlockParser(), RestSkipParser()],
    document_types={".py": PythonDocStringDocument},
)

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = sorted((ROOT / "src").rglob("*.py"))


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run(sybil: Sybil, path: Path) -> int:
    """Run the examples of *path* in order, in one namespace; how many there were."""
    document = sybil.parse(path)
    examples = list(document.examples())
    for example in examples:
        example.evaluate()
    return len(examples)


@pytest.mark.parametrize(
    "path", [p for p in PAGES if "_build" not in p.parts and "```" in p.read_text("utf-8")], ids=_id
)
def test_the_examples_of_a_page_run(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    run(MARKDOWN, path)


@pytest.mark.parametrize("path", [p for p in MODULES if ">>>" in p.read_text("utf-8")], ids=_id)
def test_the_examples_of_a_module_run(path):
    assert run(DOCSTRINGS, path) > 0


def test_a_wrong_example_on_a_page_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\n>>> 1 + 1\n3\n```\n")
    with pytest.raises(SybilFailure, match="Expected:"):
        run(MARKDOWN, page)
    page.write_text("```python\n1 / 0\n```\n")
    with pytest.raises(ZeroDivisionError):
        run(MARKDOWN, page)


def test_a_wrong_example_in_a_docstring_is_found(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    module = tmp_path / "planted_module.py"
    module.write_text('"""A module.\n\n>>> 1 + 1\n3\n"""\n')
    with pytest.raises(SybilFailure, match="Expected:"):
        run(DOCSTRINGS, module)
