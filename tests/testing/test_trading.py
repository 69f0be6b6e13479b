import pytest

from isoledger.core.events import (
    Deleveraging,
    EntryRebase,
    Fill,
    Funding,
    LeverageChange,
    Liquidation,
    MarginTransfer,
    OpeningPosition,
    PositionAssertion,
    ReserveMove,
    Settlement,
)
from isoledger.core.rules import PLAIN_RULES
from isoledger.testing import Author
from isoledger.testing.trading import TRADING

KINDS = {
    "fill": Fill,
    "close": Fill,
    "add margin": MarginTransfer,
    "take margin": MarginTransfer,
    "funding": Funding,
    "liquidate": Liquidation,
    "deleverage": Deleveraging,
    "settle": Settlement,
    "rebase": EntryRebase,
    "reserve": ReserveMove,
    "leverage": LeverageChange,
    "open": OpeningPosition,
    "assert position": PositionAssertion,
}


def test_every_event_of_a_position_can_be_written():
    assert set(TRADING) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("number", [0, 7, 10**9 + 7, 123_456_789_012_345])
def test_it_writes_what_its_name_says_or_nothing(kind, number):
    author = Author(PLAIN_RULES)
    for name in ("fill", "add margin", "leverage"):
        author.write(TRADING[name], number)
    written = author.write(TRADING[kind], number)
    assert written is None or type(written) is KINDS[kind]


def test_a_close_never_opens():
    author = Author(PLAIN_RULES)
    author.write(TRADING["fill"], 99)
    held = author.held(open_=True)[0]
    event = author.write(TRADING["close"], 12_345)
    assert isinstance(event, Fill)
    assert event.size * held.holding.size < 0
    assert abs(event.size) <= abs(held.holding.size)
