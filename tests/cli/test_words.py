"""Options that several commands share say the same in each."""

import pytest

from isoledger.cli.commands import app
from isoledger.cli.words import STORE


@pytest.mark.parametrize("command", ["import", "pull", "show", "verify"])
def test_every_command_that_has_a_journal_finds_it_at_one_place(command, capsys):
    app([command, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert f"default: {STORE}" in said.replace("│ │ ", "")
    assert "--json" in said
