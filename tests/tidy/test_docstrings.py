"""Every public name says what it is, and every module opens with its shop sign."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.tidy import source

SENTENCE_ENDS = re.compile(r"[.!?](?:\s|$)")


def undocumented(code: str) -> list[str]:
    """The public names of *code* without a docstring, and what is wrong with its first line."""
    tree = ast.parse(code)
    found = _sign(ast.get_docstring(tree) or "")
    return found + [
        f"{name} has no docstring" for name, node in _public(tree) if not ast.get_docstring(node)
    ]


def _sign(docstring: str) -> list[str]:
    """One sentence, closed by a stop, on the first line."""
    first = docstring.partition("\n")[0]
    if not first:
        return ["the module has no docstring"]
    ends = SENTENCE_ENDS.findall(first)
    return [] if len(ends) == 1 and first[-1] in ".!?" else [f"not one sentence: {first!r}"]


def _public(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, source.Documented]]:
    """Public classes, functions and methods; an overload is documented by what it overloads."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If | ast.Try):
            yield from _public(child, prefix)
        if not isinstance(child, ast.ClassDef | source.Function) or child.name.startswith("_"):
            continue
        if not any("overload" in ast.unparse(d) for d in child.decorator_list):
            yield prefix + child.name, child
        if isinstance(child, ast.ClassDef):
            yield from _public(child, f"{prefix}{child.name}.")


@pytest.mark.parametrize("path", source.FILES, ids=source.name)
def test_every_public_name_is_documented(path):
    assert undocumented(source.text(path)) == []


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("x = 1", "the module has no docstring"),
        ('"""No stop"""', "not one sentence: 'No stop'"),
        ('"""One. Two."""', "not one sentence: 'One. Two.'"),
        ('"""One."""\ndef f(): ...', "f has no docstring"),
        ('"""One."""\nclass C:\n    """C."""\n    def m(self): ...', "C.m has no docstring"),
        ('"""One."""\nclass C: ...', "C has no docstring"),
        ('"""One."""\nasync def f(): ...', "f has no docstring"),
    ],
)
def test_silence_is_found(code, finding):
    assert undocumented(code) == [finding]


def test_what_is_private_or_magic_may_be_silent():
    head = '"""One, as 1.5 is one."""\nclass C:\n    """C."""\n'
    code = head + "    def __add__(self, o): ...\n    def _m(self): ..."
    assert undocumented(code) == []
