"""The answers, as values."""

from isoledger.core.certificate import LiquidationPrice, NoLiquidationPrice, NoPrice
from isoledger.core.liquidation import liquidation_price
from isoledger.core.rules import Rules
from tests.core.test_pieces import long


def test_every_reason_says_itself_in_words():
    assert all(" " in reason.value for reason in NoPrice)
    assert NoLiquidationPrice(reason=NoPrice.FLAT).reason.value == "nothing is held"


def test_equal_questions_have_equal_answers_that_can_be_kept_in_a_set():
    one, two = (liquidation_price(long(), Rules(), time_ns=0) for _ in range(2))
    assert isinstance(one, LiquidationPrice)
    assert len({one, two}) == 1
