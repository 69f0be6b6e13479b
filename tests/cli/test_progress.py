import io
import sys
import time

import pytest

from isoledger.cli import progress as module
from isoledger.cli.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def watched(monkeypatch, patience, terminal):
    monkeypatch.setattr(module, "PATIENCE_S", patience)
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    with progress(2) as step:
        step("reading")
        time.sleep(0.3)
        step("writing")
    return terminal.getvalue()


def test_a_person_who_waits_sees_a_bar(monkeypatch):
    assert "reading" in watched(monkeypatch, 0.01, Terminal())


def test_a_person_who_need_not_wait_sees_nothing(monkeypatch):
    assert "reading" not in watched(monkeypatch, 60, Terminal())


def test_a_pipe_sees_nothing(monkeypatch):
    assert watched(monkeypatch, 0.01, io.StringIO()) == ""


def test_the_bar_goes_when_the_work_fails(monkeypatch):
    terminal = Terminal()

    def fail():
        with progress(1) as step:
            step("x")
            time.sleep(0.1)
            int("no number")

    monkeypatch.setattr(module, "PATIENCE_S", 0.01)
    monkeypatch.setattr(sys, "stderr", terminal)
    with pytest.raises(ValueError, match="no number"):
        fail()
    hidden, shown = "\x1b[?25l", "\x1b[?25h"
    assert terminal.getvalue().count(hidden) == terminal.getvalue().count(shown)
