import pytest

from isoledger.core.frozenmap import FrozenMap
from isoledger.feeds import ChoiceError, lanes
from isoledger.feeds.source import Choice, Times, iso_text, written
from isoledger.venues.instants import SECOND_NS
from tests.feeds import kit

TWO = kit.source(
    choices=(Choice(parameter="a", values=("1", "2")), Choice(parameter="b", values=("x",)))
)


def test_a_lane_is_a_source_with_its_choices_made():
    made = lanes(TWO, {"b": ("y", "z"), "other": ("q",)})
    assert [lane.name for lane in made] == [
        "transaction-log a=1 b=y",
        "transaction-log a=1 b=z",
        "transaction-log a=2 b=y",
        "transaction-log a=2 b=z",
    ]
    assert made[0].title == "bybit transaction-log a=1 b=y"
    assert made[0].chosen == FrozenMap({"a": "1", "b": "y"})


def test_without_choices_there_is_one_lane():
    (lane,) = lanes(kit.LOG_SOURCE, {})
    assert (lane.name, lane.source.title) == ("transaction-log", "bybit transaction-log")


def test_a_choice_without_default_must_be_made():
    source = kit.source(choices=(Choice(parameter="symbol"),))
    with pytest.raises(ChoiceError, match="symbol must be chosen: --choose symbol=…, once for"):
        lanes(source, {})


@pytest.mark.parametrize(
    ("time_ns", "times", "text"),
    [
        (1_500_000_000, Times(), "1500"),
        (1_500_000_001, Times(), "1501"),
        (1_500_000_000, Times(unit_ns=SECOND_NS), "2"),
        (2_000_000_000, Times(unit_ns=SECOND_NS), "2"),
        (1_500_000_001, Times(unit_ns=0), "1970-01-01T00:00:01.501Z"),
    ],
)
def test_a_time_is_written_in_the_unit_of_the_venue_never_before_itself(time_ns, times, text):
    assert written(time_ns, times) == text


def test_an_instant_in_words():
    assert iso_text(0) == "1970-01-01T00:00:00.000Z"
    assert iso_text(1_700_000_000_999_999_999) == "2023-11-14T22:13:20.999Z"
