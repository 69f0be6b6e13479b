from importlib.metadata import version

import pytest

from isoledger.cli.commands import app


def test_help_and_version_are_clean(run):
    ran = run("--version")
    assert (ran.code, ran.out.strip(), ran.err) == (0, f"isoledger {version('isoledger')}", "")
    for words in (
        [],
        ["--help"],
        ["import", "--help"],
        ["export"],
        ["export", "jsonl", "-h"],
        ["positions", "-h"],
        ["pull", "--help"],
    ):
        ran = run(*words)
        assert (ran.code, ran.err) == (0, ""), words
        assert "Usage:" in ran.out
        assert max(map(len, ran.out.splitlines())) <= 80


def test_the_commands_are_the_ones_agreed_on():
    names = {name for name in app if not name.startswith("-")}
    assert names == {
        "conformance",
        "demo",
        "export",
        "import",
        "liquidation",
        "positions",
        "pull",
        "show",
        "venue",
        "verify",
    }
    assert {name for name in app["export"] if not name.startswith("-")} == {
        "beancount",
        "hledger",
        "jsonl",
    }


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["show", "--nonsense"],
        ["show", "extra"],
        ["show", "--tail", "many"],
        ["import"],
        ["import", "bitmex"],
        ["import", "bitmex", "a.csv"],
        ["export", "nonsense"],
        ["show", "--as-of"],
        ["verify", "--json=perhaps"],
        ["conformance", "a.json", "b.json"],
        ["venue"],
        ["venue", "shop"],
        ["positions", "bitmex"],
        ["show", "\x1b[31m"],
    ],
    ids=" ".join,
)
def test_what_was_typed_wrongly_is_one_line_and_two(run, words):
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("isoledger: ")
    assert ran.err.count("\n") == 1
    assert "\x1b" not in ran.err


def test_every_command_has_its_page_in_the_reference():
    from tests.tidy.source import ROOT

    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    commands = "demo import show verify conformance positions".split()
    for words in (*commands, "export jsonl", "export beancount"):
        assert f"isoledger {words}" in page
