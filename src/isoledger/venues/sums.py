"""What rows of a statement promise: their own sum, and the balance after them."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from attrs import frozen

from isoledger.venues.errors import DeclarationError, IdentityError
from isoledger.venues.records import Record

_MINUS = "-"
_TIMES = "*"


def number(record: Record, name: str) -> Fraction:
    """The number in *name*, which counts as 0 where nothing stands; ``-name`` turns its sign.

    ``one*other`` is the product of two fields.

    Raises:
        FieldError: It is there and no plain number.
    """
    if name.startswith(_MINUS):
        return -number(record, name[1:])
    one, times, other = name.partition(_TIMES)
    if times:
        return number(record, one) * number(record, other)
    return Fraction(0) if record.optional(name) is None else record.number(name).value


@frozen(kw_only=True)
class Identity:
    """A sum that every row must satisfy, or it was read wrongly.

    Attributes:
        total: The field that holds the sum.
        ways: What it is the sum of, in one way or another; ``-name`` is subtracted.
        within: The difference a venue is known to leave; beyond it the row is refused.
        where: Of which rows it is promised: fields, and the words that are in them then.
    """

    total: str
    ways: tuple[tuple[str, ...], ...]
    within: Fraction = Fraction(0)
    where: tuple[tuple[str, frozenset[str]], ...] = ()

    def __attrs_post_init__(self) -> None:
        if not self.ways or not all(self.ways):
            raise DeclarationError(what=f"sum {self.total}", why="it is the sum of nothing")
        if any(self.total in way for way in self.ways):
            raise DeclarationError(what=f"sum {self.total}", why="it is a part of itself")

    def __str__(self) -> str:
        return f"{self.total} = {', or '.join(map(_sum_text, self.ways))}"

    def off(self, record: Record) -> Fraction:
        """By how much *record* misses it, in the best of the ways: what it states less the sum.

        A row of which it is not promised does not miss it.

        Raises:
            FieldError: One of its numbers is none.
        """
        if any((record.optional(name) or "") not in words for name, words in self.where):
            return Fraction(0)
        stated = number(record, self.total)
        return min(
            (stated - sum(number(record, name) for name in way) for way in self.ways), key=abs
        )

    def check(self, record: Record) -> Fraction:
        """The same, for a row that may be believed.

        Raises:
            IdentityError: It misses the sum by more than *within*.
        """
        off = self.off(record)
        if abs(off) > self.within:
            terms = (term.removeprefix(_MINUS) for way in self.ways for term in way)
            names = dict.fromkeys(name for term in terms for name in term.split(_TIMES))
            found = ", ".join(f"{n} {record.fields.get(n)}" for n in (self.total, *names))
            where = f"{record.file}, row {record.row}"
            raise IdentityError(source=where, identity=str(self), found=found)
        return off


def _sum_text(names: Iterable[str]) -> str:
    text = " ".join(f"- {n[1:]}" if n.startswith(_MINUS) else f"+ {n}" for n in names)
    return text.removeprefix("+ ")


@frozen(kw_only=True)
class Running:
    """A balance that every row states as it stood after it.

    Attributes:
        balance: The field that holds it; a row without it states none.
        change: What the row moved of it.
        by: The fields that tell one such balance from another, for instance the currency.
    """

    balance: str
    change: str
    by: tuple[str, ...] = ()

    def of(self, record: Record) -> tuple[str, ...]:
        """Which balance *record* states."""
        return tuple(record.optional(name) or "" for name in self.by)

    def before(self, record: Record) -> Fraction:
        """What the balance was before *record*."""
        return number(record, self.balance) - number(record, self.change)


@frozen(kw_only=True)
class Gap:
    """Two rows that follow one another, and the balance between them does not.

    Attributes:
        earlier: The row before the gap.
        later: The row after it.
        balance: Which balance.
        stated: What the later row began with.
        left: What the earlier row ended with.
    """

    earlier: Record
    later: Record
    balance: str
    stated: Fraction
    left: Fraction

    @property
    def missing(self) -> Fraction:
        """What rows between them would have to move."""
        return self.stated - self.left


@frozen(kw_only=True)
class Chain:
    """All balances of a statement, followed from row to row.

    Attributes:
        links: How many pairs of rows were looked at.
        gaps: Those that do not meet.
    """

    links: int
    gaps: tuple[Gap, ...]


def chain(
    records: Sequence[Record],
    running: Iterable[Running],
    order: Callable[[Record], tuple[int, int]],
) -> Chain:
    """Every balance that *records* run, from each row to the next.

    Args:
        records: The rows, in any order.
        running: The balances that rows state.
        order: What they are sorted by.

    Raises:
        FieldError: One of their numbers is none.
    """
    gaps, links = list[Gap](), 0
    for ran in running:
        stated = [record for record in records if record.optional(ran.balance) is not None]
        stated.sort(key=lambda record: (ran.of(record), order(record)))
        for _, rows in groupby(stated, key=ran.of):
            told = list(rows)
            for earlier, later in pairwise(told):
                links += 1
                left, began = number(earlier, ran.balance), ran.before(later)
                if left != began:
                    gap = Gap(
                        earlier=earlier, later=later, balance=ran.balance, stated=began, left=left
                    )
                    gaps.append(gap)
    return Chain(links=links, gaps=tuple(gaps))
