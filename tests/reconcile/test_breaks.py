import pytest

import isoledger as il
from isoledger.core.books import ALL, WALLET
from isoledger.reconcile.breaks import Break, BreakKind, Nature, Severity, effects, nature_of
from isoledger.reconcile.movements import Movement, Purpose
from tests.core.kit import USDC, USDT


def of(purpose, units, asset=USDT):
    return Movement(purpose, asset, units, "BTCUSDT", WALLET)


P, FEE, FUND = Purpose.PROFIT, Purpose.FEE, Purpose.FUNDING


@pytest.mark.parametrize(
    ("ours", "venue", "nature"),
    [
        ([of(P, 5)], [of(P, -5)], Nature.SIGN),
        ([of(P, 5), of(FEE, -2)], [of(P, 5), of(FEE, 2)], Nature.FEE_SIGN),
        ([of(FUND, 3)], [of(FUND, -3)], Nature.FUNDING_SIGN),
        ([of(P, 5), of(FUND, 3)], [of(P, -5), of(FUND, -3)], Nature.SIGN),
        ([of(P, 5)], [of(FUND, 5)], Nature.PURPOSE),
        ([of(P, 5), of(FEE, -2)], [of(P, 5)], Nature.FEE_INSIDE),
        ([of(P, 7)], [of(P, 5), of(FEE, -1)], Nature.NONE),
        ([of(P, 7)], [of(P, 7), of(FEE, -1)], Nature.FEE_INSIDE),
        ([of(P, 500)], [of(P, 5)], Nature.SCALE),
        ([of(P, 5)], [of(P, 15)], Nature.MULTIPLIER),
        ([of(P, 5)], [of(P, 6)], Nature.NONE),
        ([of(P, 5)], [], Nature.NONE),
    ],
)
def test_how_two_amounts_differ_has_a_name(ours, venue, nature):
    assert nature_of(tuple(ours), tuple(venue)) is nature


def test_effects_are_what_ours_is_more_by_book_and_in_all():
    told = effects((of(P, 5), of(FEE, -2, USDC)), (of(P, 4),))
    assert told == (
        (WALLET, il.Money(1, USDT)),
        (ALL, il.Money(1, USDT)),
        (WALLET, il.Money(-2, USDC)),
        (ALL, il.Money(-2, USDC)),
    )
    found = Break(kind=BreakKind.AMOUNT_MISMATCH, effects=told, time_ns=0)
    assert found.differences == (il.Money(1, USDT), il.Money(-2, USDC))
    assert found.difference(USDC, WALLET) == il.Money(-2, USDC)


def test_kinds_are_weighed_and_the_id_is_of_what_it_is_about():
    one = Break(kind=BreakKind.ROUNDING, time_ns=1)
    assert one.severity is Severity.NOTE
    assert Break(kind=BreakKind.TIMING, time_ns=1).severity is Severity.MINOR
    assert Break(kind=BreakKind.MISSING_OURS, time_ns=1).severity is Severity.MAJOR
    assert one.id == Break(kind=BreakKind.ROUNDING, time_ns=1, suggested=()).id
    assert one.id != Break(kind=BreakKind.ROUNDING, time_ns=2).id
    assert len(BreakKind) == 16
