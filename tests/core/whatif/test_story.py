"""What happened to a position, and what would have kept it alive."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

import isoledger as il
from tests.core.kit import (
    BTC,
    CROSS,
    INVERSE,
    POOLED,
    USDC,
    USDT,
    XBT,
    deposit,
    fill,
    listing,
    margin,
    stamp,
    usdt,
)
from tests.core.whatif.kit import COIN, exact

FLAT = il.NoLiquidationPrice(reason=il.NoPrice.FLAT)


def marked(**marks):
    """Marks of the coin by time: t3=900."""
    series = [(int(at[1:]), il.FrozenMap({"BTCUSDT": Fraction(m)})) for at, m in marks.items()]
    return il.Dated(tuple(series))


def test_a_post_mortem_says_which_event_moved_the_price_where():
    events = [
        listing(0),
        margin(1, "100"),
        fill(2, 1, "1000"),
        il.Funding(stamp=stamp(3), position=BTC, amount=usdt("-10")),
        margin(4, "20"),
        fill(5, -1, "900"),
        deposit(6),
    ]
    told = il.post_mortem(il.Ledger.replay(events), BTC)
    assert [one.event for one in told] == events[1:-1]
    assert (told[0].before, told[0].after, told[1].before) == (FLAT, FLAT, FLAT)
    assert [exact(one.after) for one in told[1:4]] == [
        Fraction(90_000, 95), Fraction(91_000, 95), Fraction(89_000, 95),
    ]  # fmt: skip
    assert all(b.before == a.after and b.held == a.position for a, b in pairwise(told))
    assert told[-1].after == FLAT
    assert told[0].held is None


def test_what_is_measured_at_the_mark_is_told_with_its_marks():
    rules = il.Dated.always(il.Rules(basis=il.Basis.MARK))
    ledger = il.Ledger.replay(
        [listing(0), margin(1, "100"), fill(2, 1, "1000"), margin(4, "20")], rules=rules
    )
    with pytest.raises(il.MissingMarkError):
        il.post_mortem(ledger, BTC)
    told = il.post_mortem(ledger, BTC, marks=marked(t0=1000, t3=1100))
    assert exact(told[1].after) == 950
    assert (exact(told[2].before), exact(told[2].after)) == (955, 935), "the mark moved it by 5"


def pool_events():
    """A thousand lots of dollars short of coins beside a coin, out of one pool."""
    return [
        listing(0),
        listing(1, INVERSE),
        deposit(2, "500", book=CROSS),
        fill(3, 1, "1000", position=POOLED),
        fill(4, -1000, "1000", position=COIN),
        il.Funding(stamp=stamp(5), position=COIN, amount=XBT.exactly("-0.01")),
        il.Transfer(stamp=stamp(6), amount=usdt("100"), kind="deposit"),
        il.Transfer(stamp=stamp(7), amount=USDC.exactly("40"), kind="deposit", book=CROSS),
    ]


POOL_MARKS = il.Dated.always(il.FrozenMap({"BTCUSDT": Fraction(1000), "XBTUSD": Fraction(1000)}))
POOL_WORTHS = il.Dated(
    (
        (0, il.FrozenMap({XBT: Fraction(500), USDC: Fraction(1)})),
        (6, il.FrozenMap({XBT: Fraction(1000), USDC: Fraction(1, 2)})),
    )
)


def test_an_event_of_any_leg_moves_a_leg_of_a_pool():
    ledger = il.Ledger.replay(pool_events())
    told = il.post_mortem(ledger, POOLED, marks=POOL_MARKS, worths=POOL_WORTHS)
    assert [one.event.stamp.time_ns for one in told] == [3, 4, 5, 7]
    kept = Fraction(95, 100)
    assert [exact(one.after) * kept for one in told] == [
        500, 500 + 25, 500 + 25 + 5, 500 + 50 + 10 - 20,
    ]  # fmt: skip
    assert exact(told[-1].before) * kept == 500 + 50 + 10, "its worth has moved it as well"
    with pytest.raises(il.MissingMarkError):
        il.post_mortem(ledger, POOLED)


def test_the_smallest_top_up_that_would_have_survived():
    """Long 1 at 1000 with 100, gone at 900: 45.01 more and it lives through 900."""
    events = [listing(0), margin(1, "100"), fill(2, 1, "1000")]
    ended = il.Liquidation(stamp=stamp(9), position=BTC, price=il.Price.of(900))
    ledger = il.Ledger.replay([*events, ended])
    assert il.rescue(ledger, BTC, marks=marked(t0=1000, t9=900)) == usdt("45.01")
    deeper = marked(t0=1000, t5=890, t6=1000, t9=900, t10=1)
    assert il.rescue(ledger, BTC, marks=deeper) == usdt("54.51"), "890: 110 + 44.5 - 100"
    before = marked(t0=1000, t3=910, t10=1)
    assert il.rescue(ledger, BTC, marks=before) == usdt("35.51")


def test_who_is_still_alive_is_looked_at_to_the_last_mark():
    ledger = il.Ledger.replay([listing(0), margin(1, "100"), fill(2, 1, "1000")])
    assert il.rescue(ledger, BTC, marks=marked(t0=1, t1=1000)) == usdt("0")
    assert il.rescue(ledger, BTC, marks=marked(t1=1000, t8=900)) == usdt("45.01")


def test_only_the_last_life_counts():
    events = [
        listing(0), margin(1, "100"), fill(2, 1, "1000"), fill(4, -1, "1000"),
        fill(6, 1, "1000"), margin(7, "10"),
    ]  # fmt: skip
    marks = marked(t0=1000, t3=10, t5=1, t6=1000, t8=900)
    assert il.rescue(il.Ledger.replay(events), BTC, marks=marks) == usdt("35.01")
    reborn = [
        *events[:3],
        il.Liquidation(stamp=stamp(4), position=BTC, price=il.Price.of(900)),
        margin(5, "100"),
        fill(6, 1, "1000"),
    ]
    assert il.rescue(il.Ledger.replay(reborn), BTC, marks=marks) == usdt("45.01")


def test_a_liquidation_in_parts_ends_the_story_at_its_first():
    events = [listing(0), margin(1, "200"), fill(2, 2, "1000")]
    parts = [
        il.Liquidation(stamp=stamp(t), position=BTC, size=-1, price=il.Price.of(900))
        for t in (4, 6)
    ]
    ledger = il.Ledger.replay([*events, *parts])
    assert il.rescue(ledger, BTC, marks=marked(t0=1000, t4=900, t5=1)) == usdt("90.01")


def test_a_pool_is_over_with_its_first_liquidation_of_any_leg():
    end = il.Liquidation(stamp=stamp(8), position=COIN, size=1000, price=il.Price.of(1000))
    later = fill(9, 1, "1000", position=POOLED)
    ledger = il.Ledger.replay([*pool_events(), end, later])
    marks = il.Dated(
        (
            (0, il.FrozenMap({"BTCUSDT": Fraction(1000), "XBTUSD": Fraction(1000)})),
            (8, il.FrozenMap({"BTCUSDT": Fraction(500), "XBTUSD": Fraction(1000)})),
            (9, il.FrozenMap({"BTCUSDT": Fraction(1), "XBTUSD": Fraction(1000)})),
        )
    )
    # 500 + 20 - 10 - 500 against 25 + 50
    told = il.rescue(ledger, POOLED, marks=marks, worths=POOL_WORTHS)
    assert told == usdt("65.01")
    coins = il.rescue(ledger, POOLED, marks=marks, worths=POOL_WORTHS, asset=USDC)
    assert coins == USDC.exactly("130.01")


def test_who_was_never_opened_has_no_story_and_no_rescue():
    for at in (BTC, POOLED):
        ledger = il.Ledger.replay([listing(0), deposit(1, book=CROSS)])
        assert il.post_mortem(ledger, at) == ()
        with pytest.raises(il.TermsError, match="it was never opened"):
            il.rescue(ledger, at, marks=POOL_MARKS)


def test_a_position_that_was_there_before_the_journal_is_looked_at_from_its_beginning():
    before = il.Ledger.replay([listing(0), margin(1, "100"), fill(2, 1, "1000")])
    ledger = il.Ledger.replay([margin(9, "50")], opening=before.account)
    assert il.rescue(ledger, BTC, marks=marked(t3=900, t9=900)) == usdt("45.01")


@given(
    st.lists(st.integers(600, 1400), min_size=1, max_size=6),
    st.lists(st.sampled_from([-1, 1, 2]), max_size=4),
    st.booleans(),
)
def test_with_the_rescue_it_lives_through_every_mark_and_with_a_cent_less_it_does_not(
    path, trades, pooled
):
    """The journal again, the top-up in it: judged at every instant by itself."""
    at = POOLED if pooled else BTC
    marks = il.Dated(
        tuple((10 * i, il.FrozenMap({"BTCUSDT": Fraction(m)})) for i, m in enumerate(path))
    )
    fills = [fill(15 + 10 * i, n, "1000", position=at) for i, n in enumerate([5, *trades])]
    ledger = il.Ledger.replay([listing(0), _funds(1, at, "900"), *fills])
    needed = il.rescue(ledger, at, marks=marks)

    def survives(more):
        events = [listing(0), _funds(1, at, "900"), *fills]
        if more:
            events.append(_funds(2, at, str(more).split()[0]))
        after = il.Ledger.replay(events)
        for now in range(15, 200, 5):
            account, moment = (
                after.until(now).account,
                il.Moment(rules=il.Rules(), time_ns=now, marks=marks.at(now)),
            )
            subject = (
                il.PooledPosition.of(account.pools["cross"], at) if pooled else account.isolated[at]
            )
            if not moment.is_safe(subject):
                return False
        return True

    assert survives(needed)
    assert not needed or not survives(needed - il.Money(1, USDT))


def _funds(time, at, amount):
    return deposit(time, amount, book=CROSS) if at.pool else margin(time, amount)
