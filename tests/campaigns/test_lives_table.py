"""The page of recorded lives."""

from tests.campaigns import lives_table


def test_the_page_is_what_the_command_makes_now():
    page = lives_table.HERE.read_text(encoding="utf-8")
    assert page == lives_table.text(lives_table.lives()), (
        "run python -m tests.campaigns.lives_table"
    )
