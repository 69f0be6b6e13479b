import os
import subprocess
import sys

import pytest

from isoledger.cli import app, commands
from isoledger.core.errors import TermsError
from tests.cli.kit import history


def program(folder, *words, **env):
    """The command line as a program of its own."""
    clean = {name: value for name, value in os.environ.items() if name != "FORCE_COLOR"}
    return subprocess.run(
        [sys.executable, "-m", "isoledger", *map(str, words)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        env={**clean, "PYTHONIOENCODING": "utf-8", **env},
    )


def test_a_whole_life_in_a_process_of_its_own(tmp_path):
    file = history(tmp_path / "history.csv")
    ran = program(tmp_path, "import", "bitmex", file, "--account", "main")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (tmp_path / "isoledger.db").exists()
    for words in (["show"], ["verify"], ["export", "hledger"], ["show", "--json"]):
        ran = program(tmp_path, *words)
        assert (ran.returncode, ran.stderr) == (0, ""), words
        assert ran.stdout
        assert "\x1b" not in ran.stdout
    assert program(tmp_path, "show", "--as-of", "now").returncode == 2


def test_without_the_extra_there_is_one_line_with_the_cure(tmp_path):
    for missing in ("cyclopts", "rich"):
        fake = tmp_path / missing / f"{missing}.py"
        fake.parent.mkdir()
        fake.write_text(f"raise ModuleNotFoundError('no {missing}', name='{missing}')\n")
        ran = program(tmp_path, "demo", PYTHONPATH=str(fake.parent))
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr == (
            f"isoledger: the command line needs {missing}; "
            'install it with: python -m pip install "isoledger[cli]"\n'
        )


def test_another_missing_module_is_not_blamed_on_the_extra(monkeypatch):
    def broken(words):
        raise ModuleNotFoundError("no sqlite3", name="sqlite3")

    monkeypatch.setattr(commands, "run", broken)
    with pytest.raises(ModuleNotFoundError):
        app.main([])


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "isoledger", "demo", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=tmp_path,
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) in {0, 2}


def test_a_stream_without_the_letters_gets_them_written_out(tmp_path):
    ran = program(tmp_path, "demo", PYTHONIOENCODING="ascii", COLUMNS="80")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.isascii()


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (TermsError(what="a\nb", why="c"), 2, "isoledger: a\\nb: c\n"),
        (PermissionError(13, "Permission denied", "f"), 2, "isoledger: f: Permission denied\n"),
        (OSError("odd"), 2, "isoledger: odd\n"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_whatever_goes_wrong_is_one_line(monkeypatch, capsys, error, code, said):
    def broken(words):
        raise error

    monkeypatch.setattr(commands, "run", broken)
    assert app.main(["demo"]) == code
    assert capsys.readouterr().err == said
