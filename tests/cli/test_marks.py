from fractions import Fraction

import pytest

from isoledger.cli.errors import OptionError
from isoledger.cli.marks import marks_in


def read(folder, text):
    file = folder / "marks.json"
    file.write_text(text, encoding="utf-8")
    return marks_in(file)


def test_marks_are_exact_whether_text_or_digits(tmp_path):
    marks = read(tmp_path, '{"marks": {"A": "0.1", "B": 0.1, "C": 7}, "worths": {"USDT": 1}}')
    assert marks.prices == {"A": Fraction(1, 10), "B": Fraction(1, 10), "C": Fraction(7)}
    assert marks.worths == {"USDT": Fraction(1)}
    assert read(tmp_path, "{}").prices == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no JSON"),
        ("[]", "expected"),
        ('{"mark": {}}', "expected"),
        ('{"marks": []}', "marks is no object"),
        ('{"marks": {"A": null}}', "A is null"),
        ('{"marks": {"A": true}}', "A is true"),
        ('{"marks": {"A": "x"}}', "A: 'x' is not a number"),
        ('{"marks": {"A": "1_000"}}', "not a number"),
        ('{"marks": {"A": -1}}', "above zero"),
        ('{"marks": {"A": 0}}', "above zero"),
        ('{"marks": {"A": NaN}}', "NaN is no number"),
        ('{"marks": {"A": 1e999}}', "not a number"),
        ('{"marks": {"A": 1, "A": 2}}', "A is there twice"),
        ("[" * 100_000, "no JSON"),
    ],
    ids=range(14),
)
def test_what_is_no_file_of_marks_is_refused(tmp_path, text, why):
    with pytest.raises(OptionError, match=why):
        read(tmp_path, text)


def test_a_file_of_marks_gives_a_position_its_profit(run):
    run.imported()
    file = run.folder / "marks.json"
    file.write_text('{"marks": {"XBTUSD": "60000"}}')
    assert run.on_store("show", "--marks", file).code == 0
    missing = run.on_store("show", "--marks", run.folder / "no.json")
    assert (missing.code, "no.json" in missing.err) == (2, True)
