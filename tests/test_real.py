"""The door to recorded data opens, skips or fails; it never lets a test pass on nothing."""

import pytest

from tests.real import real


def test_a_file_that_is_there_is_given(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOLEDGER_REAL", str(tmp_path))
    (tmp_path / "rows.csv").write_text("a\n")
    assert real("rows.csv") == tmp_path / "rows.csv"


def test_a_file_that_is_absent_is_a_skip_with_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOLEDGER_REAL", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"absent: rows\.csv"):
        real("rows.csv")


def test_in_ci_a_file_that_is_absent_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setenv("ISOLEDGER_REAL", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"absent: rows\.csv"):
        real("rows.csv")
