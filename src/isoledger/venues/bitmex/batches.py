"""Which balance a batch of wallet rows ends with, from what the rows say themselves.

Rows of one instant and currency state a balance each, and not always the same one. Nothing here
adds up an account: an answer that used our own sum could not disagree with it.
"""

from collections import Counter
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple


class How(Enum):
    """By which of the three rules the end of a batch is known."""

    SHARED = "all rows state one balance"
    CHAIN = "each row's balance is where another began"
    COUNTER = "the row with the highest id"
    OPEN = "nothing says which row came last"


class Link(NamedTuple):
    """One row of a batch.

    Attributes:
        amount: What it moved, in smallest units.
        balance: The balance it states.
        id: The venue's id of it.
    """

    amount: int
    balance: int
    id: str


class End(NamedTuple):
    """The end of a batch.

    Attributes:
        row: Which row states it; the last such one.
        how: How we know; with `How.OPEN`, *row* is the last one and means nothing.
    """

    row: int
    how: How


def end_of(batch: Sequence[Link]) -> End:
    """Which row of *batch* states the balance after all of it.

    Either all rows state one balance, the one after the batch. Or each states its own, and they
    form a chain: a row begins at its balance less its amount, and exactly one balance is where
    no other row begins. Else the venue's own counter decides, if all ids are of one series. In
    the recorded account that is needed for 1 of 12,352 batches, and of the 1,343 chains whose
    ids are of one series, all end at the highest.
    """
    balances = [link.balance for link in batch]
    last = len(batch) - 1
    if len(set(balances)) == 1:
        return End(last, How.SHARED)
    begins = Counter(link.balance - link.amount for link in batch)
    ends = list((Counter(balances) - begins).elements())
    if len(ends) == 1:
        return End(_last_index(balances, ends[0]), How.CHAIN)
    if len({_series(link.id) for link in batch}) == 1 and _series(batch[0].id):
        highest = max(batch, key=lambda link: link.id)
        return End(batch.index(highest), How.COUNTER)
    return End(last, How.OPEN)


def _last_index(balances: list[int], balance: int) -> int:
    return max(index for index, other in enumerate(balances) if other == balance)


_COUNTED = "00000000-"
_SERIES_LENGTH = len("00000000-0077-1000-")


def _series(identity: str) -> str:
    """The series a counted id belongs to; empty for a random one."""
    return identity[:_SERIES_LENGTH] if identity.startswith(_COUNTED) else ""
