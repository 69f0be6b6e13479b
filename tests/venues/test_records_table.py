"""The page of records is what the command makes now."""

from tests.campaigns.records_table import HERE, page


def test_the_page_is_what_the_venues_and_the_recorded_payloads_say():
    assert HERE.read_text(encoding="utf-8") == page(), "python -m tests.campaigns.records_table"
