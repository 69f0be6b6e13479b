"""The skeleton of a venue is a venue: it imports, and is what its own test says."""

import ast
import importlib
import inspect
import sys

import pytest

from isoledger.venues.errors import DeclarationError
from isoledger.venues.skeleton import skeleton


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Writes a skeleton where it can be imported, and forgets it afterwards."""

    def make(name, package=""):
        place = tmp_path.joinpath(*(package or name).split("."))
        place.mkdir(parents=True)
        for file, text in skeleton(name, package).items():
            (place / file).write_text(text)
        return importlib.import_module(f"{package or name}.test_{name}")

    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield make
    for module in set(sys.modules) - before:
        del sys.modules[module]


@pytest.mark.parametrize("package", ["", "found.ations.kiosk"])
def test_its_own_tests_pass(made, package):
    module = made("kiosk", package)
    tests = [t for name, t in inspect.getmembers(module) if name.startswith("test_")]
    assert len(tests) == 5
    for test in tests:
        test()
    assert (module.VENUE.name, module.VENUE.title) == ("kiosk", "Kiosk")


def test_its_own_tests_can_fail(made, tmp_path):
    module = made("kiosk")
    sample = module.SAMPLE.read_text()
    module.SAMPLE.write_text(sample.replace('"change": "-2"', '"change": "-3"'))
    for test in (
        module.test_every_record_is_told_or_said_to_be_no_history,
        module.test_its_balances_follow_one_another,
    ):
        with pytest.raises(AssertionError):
            test()


def test_a_refusal_of_its_checks_is_a_parked_record(made):
    ledger = made("kiosk").LEDGER
    row = (
        '{"id":"1","time":1,"type":"trade","asset":"USDT","symbol":"XUSDT","change":"0",'
        '"price":"1","balance":"0","side":"%s","size":"%s"}'
    )
    for side, size, why in (
        ("hold", "1", "'hold' is neither buy nor sell"),
        ("buy", "0.0001", "is no whole number of lots"),
    ):
        records = ledger.records((row % (side, size)).encode(), "f")
        (parked,) = ledger.translate(records, "a").untranslated
        assert why in parked.reason


@pytest.mark.parametrize("name", ["", "Shop", "1shop", "my shop", "a-b", "é", "x" * 99 + "!"])
def test_a_name_that_cannot_stand_in_a_stamp_is_refused(name):
    with pytest.raises(DeclarationError, match="a venue is called by lower case letters"):
        skeleton(name)


@pytest.mark.parametrize("package", [".shop", "a..b", "a b", "1a", "a.b."])
def test_a_package_that_cannot_be_imported_is_refused(package):
    with pytest.raises(DeclarationError, match="nothing can be called so"):
        skeleton("shop", package)


def test_every_module_of_it_says_what_it_is():
    for file, text in skeleton("shop").items():
        if file.endswith(".py"):
            assert ast.get_docstring(ast.parse(text)).startswith(("Shop", "What Shop", "By which"))
            assert max(map(len, text.splitlines())) <= 100
