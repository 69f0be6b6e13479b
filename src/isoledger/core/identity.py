"""When it happened, who says so, and which position it is about."""

from typing import Literal, NamedTuple, TypeAlias

from attrs import field, frozen

Leg: TypeAlias = Literal["net", "long", "short"]
"""Which side of hedge mode a position is; ``net`` in one-way mode."""


class PositionId(NamedTuple):
    """The name of one position of an account.

    Attributes:
        symbol: Its instrument.
        leg: ``net``, or its side in hedge mode: long and short are two positions.
        pool: The cross pool it belongs to; empty: it is isolated.

    >>> str(PositionId("XBTUSD")), str(PositionId("XBTUSD", "long", "cross"))
    ('isolated:XBTUSD', 'cross:XBTUSD:long')
    """

    symbol: str
    leg: Leg = "net"
    pool: str = ""

    @property
    def is_isolated(self) -> bool:
        """Whether it stands alone."""
        return not self.pool

    def __str__(self) -> str:
        leg = "" if self.leg == "net" else f":{self.leg}"
        return f"{self.pool or 'isolated'}:{self.symbol}{leg}"


@frozen(kw_only=True)
class Stamp:
    """When something happened, who says so, and under what id.

    Two stamps are equal when they speak of the same fact: where in which file it was read, when
    we learned of it, and its place among its equals in time are not part of the fact.

    Attributes:
        time_ns: When it happened, ns since 1970 UTC.
        sequence: Its place among events of the same instant; lower first.
        venue: The venue that says so.
        account: Whose event it is, by the name we gave the account.
        id: The venue's identity of the event: a typed key of that venue as text, with an
            occurrence counter where the venue has no id.
        source: Where the record lies, for instance ``sha256:…#9000``; empty: nowhere.
        known_ns: When we learned of it, ns UTC; 0: at once.
    """

    time_ns: int
    sequence: int = field(default=0, eq=False)
    venue: str
    account: str
    id: str
    source: str = field(default="", eq=False)
    known_ns: int = field(default=0, eq=False)

    @property
    def order(self) -> tuple[int, int, str]:
        """What events are sorted by. The id decides only where nothing else does.

        So the order in which two events arrived never matters, not even among equals in time.
        """
        return self.time_ns, self.sequence, self.id

    def __str__(self) -> str:
        return f"{self.venue}/{self.account}/{self.id}@{self.time_ns}"
