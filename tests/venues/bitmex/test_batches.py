from collections import Counter

import pytest
from hypothesis import given, strategies as st

from isoledger.venues.bitmex.batches import End, How, Link, end_of
from isoledger.venues.bitmex.statements import wallet_history
from tests.venues.bitmex import samples

COUNTED = "00000000-0077-1000-0000-00000000000{}".format


def test_a_row_alone_is_the_end():
    assert end_of([Link(5, 105, "a")]) == End(0, How.SHARED)


def test_a_balance_that_all_rows_state_is_the_end_even_if_it_is_nobodys_sum():
    assert end_of([Link(5, 99, "a"), Link(7, 99, "b")]) == End(1, How.SHARED)


def test_a_chain_ends_where_no_row_begins_in_whatever_order_it_is_listed():
    chain = [Link(5, 105, "x"), Link(-2, 103, "m"), Link(7, 110, "a")]
    assert end_of(chain) == End(2, How.CHAIN)
    assert end_of([chain[2], chain[0], chain[1]]) == End(0, How.CHAIN)


def test_a_chain_of_counted_ids_of_two_series_is_still_a_chain():
    links = [
        Link(100, 588, "00000000-0075-1000-0000-00017b46cc9d"),
        Link(100, 688, "00000000-0075-1000-0000-00017b46cca0"),
        Link(100, 488, "00000000-0077-1000-0000-00007a5ea07c"),
        Link(100, 788, "00000000-0079-1000-0000-00004919b61d"),
        Link(100, 888, "00000000-0079-1000-0000-00004919b620"),
    ]
    assert end_of(links) == End(4, How.CHAIN)


def test_without_a_chain_the_highest_id_of_one_series_is_the_end():
    links = [Link(-3298, 1359782184, COUNTED(9)), Link(-487198, 1359322474, COUNTED(2))]
    assert end_of(links) == End(0, How.COUNTER)
    assert end_of(links[::-1]) == End(1, How.COUNTER)


@pytest.mark.parametrize(
    "ids", [("a", "b"), (COUNTED(1), "b"), ("", ""), (COUNTED(1), "00000000-0075-1")]
)
def test_without_chain_or_series_nobody_knows_and_nobody_guesses(ids):
    links = [Link(5, 105, ids[0]), Link(5, 205, ids[1])]
    assert end_of(links).how is How.OPEN


def test_a_ring_of_rows_could_end_anywhere_and_is_not_guessed():
    assert end_of([Link(5, 105, "a"), Link(-5, 100, "b")]).how is How.OPEN


@given(st.integers(), st.lists(st.integers(), min_size=1, max_size=8), st.randoms())
def test_a_shuffled_chain_ends_where_it_ended_or_says_that_it_does_not_know(start, amounts, dice):
    links, balance = [], start
    for amount in amounts:
        balance += amount
        links.append(Link(amount, balance, ""))
    dice.shuffle(links)
    end = end_of(links)
    assert end.how is How.OPEN or links[end.row].balance == balance


def test_how_the_12_352_recorded_batches_end():
    """The rule of last resort is needed once, and where it can be checked it is never wrong."""
    records = samples.recorded("wallet-history", f"{samples.BWJOKE}/api-v1-user-walletHistory.csv")
    rows = {}
    for record in records:
        if record.text("transactStatus") == "Completed":
            key = record.text("timestamp"), record.text("currency")
            link = Link(
                record.whole("amount"), record.whole("walletBalance"), record.text("transactID")
            )
            rows.setdefault(key, []).append(link)
    ends = Counter()
    for batch in rows.values():
        end = end_of(batch)
        counted = len({link.id[:19] for link in batch}) == 1 and batch[0].id.startswith("00000000-")
        highest = max(batch, key=lambda link: link.id)
        agrees = counted and highest.balance == batch[end.row].balance
        ends[end.how, len(batch) > 1, agrees] += 1
    assert ends == {
        (How.SHARED, False, True): 9205,  # one row, counted id
        (How.SHARED, False, False): 530,  # one row, random id
        (How.SHARED, True, False): 1272,  # daily rows: random ids, one balance
        (How.CHAIN, True, True): 1343,  # and the highest id is the end of the chain, every time
        (How.CHAIN, True, False): 1,  # ids of three series
        (How.COUNTER, True, True): 1,
    }
    assert wallet_history(records, "main").remarks[0].record.row == 8758
