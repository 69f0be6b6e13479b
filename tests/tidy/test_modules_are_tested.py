"""Every module has its test file, in the room of the same name."""

import ast
from pathlib import Path

import pytest

from tests.tidy import source

TESTS = source.ROOT / "tests"

# Modules without a test file of their own, each with the reason. A stale waiver fails.
WAIVED: dict[str, str] = {}


def test_file(module: Path) -> Path:
    """`core/_fields.py` is tested by `tests/core/test_fields.py`."""
    return TESTS / module.parent / f"test_{module.stem.strip('_')}.py"


test_file.__test__ = False


def has_a_test(code: str) -> bool:
    """Whether *code* holds one test at least, and not just the promise of one."""
    return any(f.name.startswith("test_") and f.body for f in source.functions(ast.parse(code)))


MODULES = [
    path for path in source.FILES if path.name != "__init__.py" and source.name(path) not in WAIVED
]


@pytest.mark.parametrize("path", MODULES, ids=source.name)
def test_every_module_is_tested(path):
    expected = test_file(path.relative_to(source.SRC))
    assert expected.is_file(), f"{expected.relative_to(source.ROOT)} is missing"
    assert has_a_test(expected.read_text(encoding="utf-8"))


def test_no_waiver_is_stale():
    for module in WAIVED:
        assert (source.SRC / module).is_file(), module
        assert not test_file(Path(module)).exists(), module


def test_a_file_without_a_test_in_it_does_not_count():
    assert not has_a_test('"""Later."""\nimport pytest\n')
    assert has_a_test("class TestMoney:\n    def test_it(self): assert 1")


def test_a_module_and_its_test_have_one_name():
    assert test_file(Path("core/_fields.py")) == TESTS / "core" / "test_fields.py"
    assert (
        test_file(Path("venues/bitmex/rules.py")) == TESTS / "venues" / "bitmex" / "test_rules.py"
    )
