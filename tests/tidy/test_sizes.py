"""Everything fits on a screen: files, functions, and the function in the middle."""

import ast
import statistics

import pytest

from tests.tidy import source

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 60
FUNCTION_LINES_MEDIAN = 8


def function_sizes(code: str) -> dict[str, int]:
    """Lines of every function, from `def` to its end, its docstring not counted."""
    return {
        f"{node.name}:{node.lineno}": _lines(node) for node in source.functions(ast.parse(code))
    }


def _lines(node: source.Function) -> int:
    last = node.end_lineno or node.lineno
    return last - node.lineno + 1 - source.docstring_lines(node)


def too_long(code: str) -> list[str]:
    """What in *code* does not fit."""
    lines = code.count("\n")
    found = [f"the file has {lines} lines, {FILE_LINES_MAX} fit"] * (lines > FILE_LINES_MAX)
    for name, size in function_sizes(code).items():
        if size > FUNCTION_LINES_MAX:
            found.append(f"{name} has {size} lines, {FUNCTION_LINES_MAX} fit")
    return found


@pytest.mark.parametrize("path", source.FILES, ids=source.name)
def test_everything_fits_on_a_screen(path):
    assert too_long(source.text(path)) == []


def test_the_function_in_the_middle_is_short():
    sizes = [n for path in source.FILES for n in function_sizes(source.text(path)).values()]
    assert statistics.median(sizes) < FUNCTION_LINES_MEDIAN


def test_a_long_file_and_a_long_function_are_found():
    body = "    x = 1\n" * FUNCTION_LINES_MAX
    assert too_long(f"def f():\n{body}") == ["f:1 has 61 lines, 60 fit"]
    assert too_long("x = 1\n" * (FILE_LINES_MAX + 1)) == ["the file has 401 lines, 400 fit"]


def test_a_docstring_costs_nothing():
    explained = '    """One.\n' + "\n    more" * 80 + '\n    """\n    return 1\n'
    assert function_sizes(f"def f():\n{explained}") == {"f:1": 2}
