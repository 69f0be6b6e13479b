from isoledger.cli.output import LINES_MAX, Screen, json_text
from isoledger.reports import Column, Table


def test_json_has_sorted_keys_and_no_letter_but_ascii():
    text = json_text({"b": "…", "a": [1, None, True]})
    assert text == '{\n  "a": [\n    1,\n    null,\n    true\n  ],\n  "b": "\\u2026"\n}\n'


def test_numbers_are_never_broken_and_text_folds(run, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    table = Table(
        title="T",
        columns=(Column(name="text"), Column(name="number", number=True)),
        rows=(("word " * 20, "1,234,567,890.12345678"),),
    )
    Screen().table(table)
    out = capsys.readouterr().out
    assert "1,234,567,890.12345678" in out
    assert max(map(len, out.splitlines())) <= 40


def test_markup_in_a_cell_is_just_text(run, capsys):
    Screen().line("[red]no[/red] :smile:")
    assert capsys.readouterr().out == "[red]no[/red] :smile:\n"


def test_a_pipe_gets_a_line_whole(run, capsys, monkeypatch):
    monkeypatch.delenv("COLUMNS")
    Screen().line("  " + "word " * 60)
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_folded_line_hangs(run, capsys):
    Screen().line("  " + "word " * 30)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("  word")
    assert lines[1].startswith("    word")


def test_many_lines_are_counted_instead(run, capsys):
    Screen().lines("Findings", [f"line {number}" for number in range(LINES_MAX + 5)])
    out = capsys.readouterr().out
    assert f"line {LINES_MAX - 1}\n" in out
    assert "and 5 more; --json has all" in out
    Screen().lines("Nothing", [])
    Screen().table(Table(title="T", columns=(Column(name="a"),), rows=()))
    assert capsys.readouterr().out == ""


def test_colour_is_for_terminals_that_want_it(run, capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR")
    Screen().line("x", "red")
    assert "\x1b[31m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    Screen().line("x", "red")
    assert "\x1b[31m" not in capsys.readouterr().out
