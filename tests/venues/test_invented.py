"""A venue nobody ever traded at is added in under 150 lines, as the how-to page says."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from isoledger.venues.skeleton import skeleton

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "add-a-venue.md"
FILES = ("rules.py", "statements.py", "test_lamplight.py")


def blocks():
    """What the page puts into each file of the skeleton."""
    text = PAGE.read_text(encoding="utf-8")
    found = dict(re.findall(r"```python\n# (\w+\.py)\n(.*?)```", text, re.DOTALL))
    assert tuple(found) == FILES
    return found


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "lamplight"
    folder.mkdir()
    for file, text in skeleton("lamplight").items():
        (folder / file).write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    forgotten()
    yield folder
    forgotten()


def forgotten():
    """The venue as it was imported before, here or by the page itself."""
    for module in [name for name in sys.modules if name.partition(".")[0] == "lamplight"]:
        del sys.modules[module]


def test_declaration_and_sample_are_fewer_than_150_lines():
    lines = [line for text in blocks().values() for line in text.splitlines() if line.strip()]
    assert 100 < len(lines) < 150


def test_what_the_page_says_makes_the_skeleton_a_venue(package):
    for file, text in blocks().items():
        head = "from lamplight import LEDGER\nfrom lamplight.rules import RULES\n"
        head += "from lamplight.statements import USDT\n"
        (package / file).write_text(head + text if file.startswith("test_") else text)
    tested = importlib.import_module("lamplight.test_lamplight")
    venue = importlib.import_module("lamplight").VENUE
    assert [kind.name for kind in venue.kinds if kind.recognises(tested.SAMPLE)] == ["statement"]
    assert len(tested.done.events) == 4 + 4 + 1
    assert tested.price.shown.numerator


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("-0.25,899.25", "-0.25,899.35"),
        ("Buy,500", "Sell,500"),
        ("Trade", "Trick"),
        (",0,-0.5,-0.5,", ",0,-0.6,-0.5,"),
        ("UTC+8", "UTC+99"),
    ],
)
def test_one_wrong_cell_and_the_page_does_not_hold(package, old, new):
    for file, text in blocks().items():
        (package / file).write_text(text)
    spoiled = blocks()["test_lamplight.py"].replace(old, new, 1)
    head = "from lamplight import LEDGER\nfrom lamplight.rules import RULES\n"
    (package / "test_lamplight.py").write_text(
        head + "from lamplight.statements import USDT\n" + spoiled
    )
    with pytest.raises((AssertionError, IndexError)):
        importlib.import_module("lamplight.test_lamplight")
