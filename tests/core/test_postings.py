import pytest

from isoledger.core.books import FEES, PNL, WALLET
from isoledger.core.errors import UnbalancedEntryError
from isoledger.core.postings import Entry, Flow, Posting, Provenance, Step, move
from tests.core.kit import USDT, XBT, stamp, usdt


def test_a_flow_leaves_one_book_and_reaches_another():
    entry = move(stamp(1), Flow(PNL, WALLET, usdt("5"), Provenance.COMPUTED))
    assert list(entry) == [
        Posting(PNL, usdt("-5"), Provenance.COMPUTED),
        Posting(WALLET, usdt("5"), Provenance.COMPUTED),
    ]
    assert list(map(str, entry)) == ["pnl -5.00 USDT", "wallet 5.00 USDT"]


def test_a_negative_flow_goes_back():
    entry = move(stamp(1), Flow(PNL, WALLET, usdt("-5")))
    assert entry.total(WALLET, USDT) == usdt("-5")


def test_nothing_leaves_no_posting():
    assert move(stamp(1), Flow(PNL, WALLET, USDT.zero)).postings == ()
    assert move(stamp(1)).postings == ()


def test_the_total_of_a_book_is_net_and_of_one_asset():
    entry = move(
        stamp(1),
        Flow(PNL, WALLET, usdt("5")),
        Flow(WALLET, FEES, usdt("2")),
        Flow(PNL, WALLET, XBT.exactly("1")),
    )
    assert entry.total(WALLET, USDT) == usdt("3")
    assert entry.total(FEES, XBT) == XBT.zero


def test_entries_of_one_event_join():
    entry = move(stamp(1), Flow(PNL, WALLET, usdt("5")))
    both = entry.joined(move(stamp(2), Flow(WALLET, FEES, usdt("5"))))
    assert both.stamp == stamp(1)
    assert both.total(WALLET, USDT) == USDT.zero


@pytest.mark.parametrize(
    "postings",
    [
        (Posting(WALLET, usdt("5")),),
        (Posting(WALLET, usdt("5")), Posting(PNL, usdt("-4.99"))),
        (Posting(WALLET, usdt("5")), Posting(PNL, XBT.exactly("-0.00000500"))),
    ],
)
def test_what_does_not_balance_in_every_asset_does_not_exist(postings):
    with pytest.raises(UnbalancedEntryError) as caught:
        Entry(stamp(1), postings)
    assert str(caught.value).startswith("venue/main/e1@1: postings do not balance: wallet 5.00")
    assert caught.value.postings == postings


def test_a_step_holds_state_and_entry():
    step = Step(1, move(stamp(1)))
    assert (step.state, step.entry.postings) == (1, ())
    with pytest.raises(AttributeError):
        step.state = 2
