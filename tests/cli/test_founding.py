"""`isoledger venue` writes a package that type-checks and passes its own test, or nothing."""

import json
import subprocess
import sys

import pytest

FILES = ["__init__.py", "rules.py", "statements.py", "sample.json", "test_kiosk.py"]


def test_a_skeleton_is_written_and_said(run, tmp_path):
    ran = run("venue", "kiosk", "--out", str(tmp_path / "new"))
    assert (ran.code, ran.err) == (0, "")
    folder = tmp_path / "new" / "kiosk"
    assert sorted(file.name for file in folder.iterdir()) == sorted(FILES)
    assert "".join(f"python -m pytest {folder}".split()) in "".join(ran.out.split())


def test_it_is_said_as_json(run, tmp_path):
    ran = run("venue", "kiosk", "--out", str(tmp_path), "--package", "a.kiosk", "--json")
    told = json.loads(ran.out)
    assert (told["command"], told["venue"], told["files"]) == ("venue", "kiosk", FILES)
    assert "from a.kiosk.rules import" in (tmp_path / "kiosk" / "statements.py").read_text()


def test_what_is_there_is_never_written_over(run, tmp_path):
    (tmp_path / "kiosk").mkdir()
    ran = run("venue", "kiosk", "--out", str(tmp_path))
    assert ran.code == 2
    assert "kiosk is there already; nothing was written" in ran.err
    assert list((tmp_path / "kiosk").iterdir()) == []


def test_a_name_that_is_none_is_refused(run, tmp_path):
    ran = run("venue", "My Shop", "--out", str(tmp_path))
    assert (ran.code, list(tmp_path.iterdir())) == (2, [])
    assert "venue 'My Shop': a venue is called by lower case letters" in ran.err


@pytest.mark.parametrize(
    "check", [["mypy", "--strict", "kiosk"], ["pytest", "-q", "-p", "no:cacheprovider", "kiosk"]]
)
def test_what_is_written_passes_its_own_checks(run, tmp_path, check):
    assert run("venue", "kiosk", "--out", str(tmp_path)).code == 0
    done = subprocess.run(
        [sys.executable, "-m", *check], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
