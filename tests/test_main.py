import runpy
import sys

import pytest


def test_the_package_is_a_program(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["isoledger", "--version"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("isoledger", run_name="__main__")
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("isoledger ")
