"""What a venue prints for a liquidation price: a price, or a word that there is none."""

from fractions import Fraction
from typing import Self

from attrs import evolve, frozen

from isoledger.core.rules import Rules
from isoledger.venues.fields import Fields
from isoledger.venues.stated import Stated

_NOTHING = frozenset({"", "--", "null", "None"})


@frozen(kw_only=True)
class Printed:
    """What is printed, and what that means.

    Attributes:
        text: The very text.
        price: The price; ``None``: it says that there is none.
        sentinel: Why it does; empty: it is a price.
    """

    text: str = ""
    price: Fraction | None = None
    sentinel: str = ""

    @classmethod
    def of(
        cls,
        fields: Fields,
        *names: str,
        floor: Fraction | None = None,
        cap: Fraction | None = None,
    ) -> Self:
        """What stands in the first of *names* that is there.

        Args:
            fields: The record.
            names: Where it may stand.
            floor: The lowest price the venue prints, which stands for none.
            cap: The highest: from here on a number stands for none.

        Raises:
            FieldError: It is there and no plain number.
        """
        text = fields.printed(*names)
        if text in _NOTHING:
            return cls(text=text, sentinel="nothing is printed: there is none")
        price = fields.exact(*names)
        why = _sentinel(text, price, floor, cap)
        return cls(text=text, price=None if why else price, sentinel=why)

    def stated(self, symbol: str, rules: Rules, time_ns: int) -> Stated:
        """A position with this price, of which nothing more is known so far.

        Args:
            symbol: Its instrument.
            rules: The rules of its venue on that day.
            time_ns: When it was so, ns UTC.
        """
        return Stated(
            symbol=symbol,
            subject=None,
            rules=rules,
            time_ns=time_ns,
            reported=self.price,
            printed=self.text,
            sentinel=self.sentinel,
        )

    def none(self, why: str) -> "Printed":
        """The same text, known to stand for no price: *why*."""
        return evolve(self, price=None, sentinel=why)


def _sentinel(text: str, price: Fraction, floor: Fraction | None, cap: Fraction | None) -> str:
    if not price:
        return "0 stands for none"
    if price < 0:
        return f"{text} is below zero: the margin outlasts any price"
    if floor is not None and price <= floor:
        return f"{text} is the lowest price it prints"
    if cap is not None and price >= cap:
        return f"{text} is at or above the venue's cap {cap}, which stands for none"
    return ""


def last_digit(text: str) -> Fraction:
    """What the last digit of *text* counts.

    >>> last_digit("665.69")
    Fraction(1, 100)
    """
    return Fraction(1, 10 ** len(text.partition(".")[2]))
