"""The public signatures, read from the source as text: the same on every Python.

`python tests/typing/api.py` writes api.txt beside it; tests/tidy/test_public_api.py compares.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src"
SNAPSHOT = Path(__file__).with_name("api.txt")
HEAD = "# The public API: `python tests/typing/api.py` writes it, and a change needs a fragment.\n"

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def snapshot(src: Path = SRC) -> str:
    """Every public name of every shop window, with its signature."""
    windows = sorted(_windows(src), key=lambda path: path.parent.as_posix())
    return HEAD + "".join(_window(path, src) for path in windows)


def _windows(src: Path) -> Iterator[Path]:
    for path in src.rglob("__init__.py"):
        private = any(part.startswith("_") for part in path.relative_to(src).parts[:-1])
        if not private and exported(path):
            yield path


def exported(path: Path) -> list[str]:
    """The literal `__all__` of the module at *path*."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                return [str(name) for name in ast.literal_eval(value)]
    return []


def _window(path: Path, src: Path) -> str:
    module = ".".join(path.parent.relative_to(src).parts)
    lines = [line for name in exported(path) for line in _definition(name, path, src)]
    return "\n".join([f"\n[{module}]", *lines, ""])


def _definition(name: str, path: Path, src: Path) -> list[str]:
    """How *name*, as seen in the module at *path*, is defined; imports are followed."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                for alias in names:
                    if (alias.asname or alias.name) == name and module.startswith("isoledger"):
                        return _imported(alias.name, module, src)
            case ast.ClassDef(name=found) if found == name:
                return list(_class(node))
            case ast.FunctionDef(name=found) | ast.AsyncFunctionDef(name=found) if found == name:
                return [_signature(node)]
            case ast.AnnAssign(target=ast.Name(id=found)) if found == name:
                value = f" = {ast.unparse(node.value)}" if node.value else ""
                return [f"{name}: {ast.unparse(node.annotation)}{value}"]
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                return [f"{name} = {ast.unparse(value)}"]
    return [f"{name}"]


def _imported(name: str, module: str, src: Path) -> list[str]:
    """Where *name* is defined, or the shop window of a room that shows it already."""
    path = _file(module, name, src)
    if path.name == "__init__.py" and name in exported(path):
        return [f"{name} from {module}"]
    return _definition(name, path, src)


def _file(module: str, name: str, src: Path) -> Path:
    """Where the module is; a room that is exported whole is its own file."""
    base = src.joinpath(*module.split("."))
    candidates = (base.with_suffix(".py"), base / "__init__.py", base / f"{name}.py")
    return next(path for path in candidates if path.is_file())


def _class(node: ast.ClassDef) -> Iterator[str]:
    bases = ", ".join(
        ast.unparse(base) for base in [*node.bases, *[k.value for k in node.keywords]]
    )
    decorators = "".join(f"@{ast.unparse(d)} " for d in node.decorator_list)
    yield f"{decorators}class {node.name}({bases})"
    for member in node.body:
        match member:
            case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
                default = " = ..." if member.value else ""
                yield f"    {name}: {ast.unparse(member.annotation)}{default}"
            case ast.Assign(targets=[ast.Name(id=name)]) if not name.startswith("_"):
                yield f"    {name} = {ast.unparse(member.value)}"
            case ast.FunctionDef() | ast.AsyncFunctionDef() if _is_public(member.name):
                yield f"    {_signature(member)}"


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _signature(node: _Function) -> str:
    kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    decorators = "".join(f"@{ast.unparse(d)} " for d in node.decorator_list)
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{decorators}{kind} {node.name}({ast.unparse(node.args)}){returns}"


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), encoding="utf-8")
