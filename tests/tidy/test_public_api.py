"""The shop windows: what is listed is what can be had, in order, and nobody changes it unseen."""

import importlib
from types import ModuleType

import pytest

from tests.tidy import source
from tests.typing import api

WINDOWS = sorted({"isoledger", *(f"isoledger.{room}" for room in source.rooms())})


def differences(module: ModuleType) -> list[str]:
    """Where `__all__` and what *module* offers part ways."""
    listed = list(getattr(module, "__all__", ()))
    offered = {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    public = {name for name in listed if not name.startswith("__")}
    found = [f"offered and not listed: {name}" for name in sorted(offered - public)]
    found += [f"listed and not offered: {name}" for name in listed if not hasattr(module, name)]
    found += ["__all__ is not sorted"] * (listed != sorted(set(listed)))
    return found + ["nothing is listed"] * (not listed)


@pytest.mark.parametrize("window", WINDOWS)
def test_all_is_what_is_importable(window):
    assert differences(importlib.import_module(window)) == []


def test_the_public_signatures_are_the_ones_agreed_on():
    agreed = api.SNAPSHOT.read_text(encoding="utf-8")
    assert api.snapshot() == agreed, "if this is meant: python tests/typing/api.py, and a fragment"


def test_a_window_that_does_not_fit_its_list_is_found():
    shop = ModuleType("shop")
    shop.Money, shop.extra = int, str
    shop.__all__ = ["Money", "Gone", "Money"]
    assert differences(shop) == [
        "offered and not listed: extra",
        "listed and not offered: Gone",
        "__all__ is not sorted",
    ]
    assert differences(ModuleType("empty")) == ["nothing is listed"]


def test_a_changed_signature_changes_the_snapshot(tmp_path):
    room = tmp_path / "isoledger"
    room.mkdir()
    (room / "__init__.py").write_text('from isoledger.a import f, C\n__all__ = ["C", "f"]\n')
    before = "def f(x: int) -> int: ...\n@frozen\nclass C:\n    a: int = 1\n    def m(self): ...\n"
    (room / "a.py").write_text(before)
    first = api.snapshot(tmp_path)
    assert "def f(x: int) -> int" in first
    assert "@frozen class C()\n    a: int = ...\n    def m(self)" in first
    (room / "a.py").write_text(before.replace("x: int)", "x: str)"))
    assert api.snapshot(tmp_path) != first
