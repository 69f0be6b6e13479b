from isoledger.core.events import PositionAssertion
from isoledger.reconcile.breaks import BreakKind
from tests.core.kit import BTC, OPENED, fill, stamp, usdt
from tests.reconcile.kit import asked


def states(**changes):
    values = {"stamp": stamp(9, "position"), "position": BTC, "size": 2} | changes
    return PositionAssertion(**values)


def test_a_position_that_adds_up_is_no_break():
    assert asked(OPENED, [*OPENED, states(margin=usdt("200"))]).is_reconciled


def test_size_and_margin_of_a_position_are_held_against_ours():
    found = asked(OPENED, [*OPENED, states(size=3, margin=usdt("150"))])
    assert [one.kind for one in found.breaks] == [BreakKind.POSITION_MISMATCH] * 2
    assert any("is 3 by the venue, 2 by ours" in one.text for one in found.breaks)
    assert not found.is_reconciled


def test_only_what_is_of_positions_is_told_here():
    wrong = fill(5, 1, "1000", cost=usdt("7"))
    found = asked([*OPENED, wrong], [*OPENED, wrong, states(size=3)])
    assert BreakKind.POSITION_MISMATCH not in [one.kind for one in found.breaks]
