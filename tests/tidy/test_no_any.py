"""No way round the types: no `Any`, no `cast` in core, no `assert`, no hidden imports."""

import ast

import pytest

from tests.tidy import source

# Files that must say Any, each with the reason. A stale waiver fails.
ANY: dict[str, str] = {}


def loose(code: str, file: str = "") -> list[str]:
    """Where *code* steps round the checker."""
    tree = ast.parse(code)
    found = [f"line {line}: Any" for line in _any(tree) if file not in ANY]
    for node in ast.walk(tree):
        match node:
            case ast.Assert(lineno=line):
                found.append(f"line {line}: assert, which -O takes away")
            case ast.Name(id="cast", lineno=line) if file.startswith("core/"):
                found.append(f"line {line}: cast")
            case ast.Name(id="TYPE_CHECKING", lineno=line) if not file.endswith("errors.py"):
                found.append(f"line {line}: TYPE_CHECKING")
    return found


def _any(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "Any")
        or (isinstance(node, ast.Attribute) and node.attr == "Any")
    ]


@pytest.mark.parametrize("path", source.FILES, ids=source.name)
def test_nothing_steps_round_the_types(path):
    assert loose(source.text(path), source.name(path)) == []


def test_no_waiver_is_stale():
    for file in ANY:
        assert _any(ast.parse(source.text(source.SRC / file))), file


@pytest.mark.parametrize(
    "code",
    [
        "def f(x: Any): ...",
        "x: dict[str, typing.Any] = {}",
        "y = cast(int, x)",
        "assert x",
        "if TYPE_CHECKING:\n    import a",
    ],
)
def test_a_step_round_is_found(code):
    assert loose(code, "core/money.py") != []


def test_the_error_tree_may_name_what_raises_it():
    assert loose("if TYPE_CHECKING:\n    import a", "core/errors.py") == []
    assert loose("def anything(company): ...", "core/money.py") == []
