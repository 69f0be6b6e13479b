"""The source as the tidy tests see it: files, rooms and parsed trees; nothing is imported.

Every tidy test is a checker, a function from a text to a list of findings, and two uses of it:
on the source, where it must find nothing, and on a planted fault, where it must find just that.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "isoledger"
FILES = tuple(sorted(SRC.rglob("*.py")))

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    """How *path* is called in a report: `core/money.py`."""
    return path.relative_to(SRC).as_posix()


def room(path: Path) -> str:
    """The room *path* stands in; the shop window has none, and `python -m` is a door of cli."""
    parts = path.relative_to(SRC).parts
    if parts == ("__main__.py",):
        return "cli"
    return parts[0] if len(parts) > 1 else ""


def rooms() -> set[str]:
    """The rooms there are: folders of the package that hold source."""
    return {room(path) for path in FILES} - {""}


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every imported dotted name, and its line; `from a import b` is `a.b`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names, lineno=line):
                yield from ((alias.name, line) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level, lineno=line):
                base = "." * level + (module or "")
                yield from ((f"{base}.{alias.name}", line) for alias in names)


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    yield from (node for node in ast.walk(tree) if isinstance(node, Function))


def docstring_lines(node: Documented) -> int:
    """How many lines the docstring of *node* takes."""
    match node.body:
        case [ast.Expr(value=ast.Constant(value=str())) as doc, *_]:
            return (doc.end_lineno or doc.lineno) - doc.lineno + 1
    return 0
