"""The bare figures of a position, read from a record and made into what can be solved."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeGuard

from attrs import frozen

from isoledger.core.dated import Dated
from isoledger.core.errors import IsoledgerError, OffGridError
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, Rounding
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.errors import FieldError

SOLVED_DECIMALS = 30
"""How fine figures are kept that are solved and not booked: far finer than any venue prints, since
the cost of an inverse position is on no grid."""

FINEST = Fraction(1, 10**8)
"""The price step where nobody states one: no venue prints finer."""


@frozen
class Figures:
    """The fields of one raw record, read strictly.

    Attributes:
        source: Whose record it is, for errors.
        raw: Its fields as the venue names them; numbers are text or ``int``, never float.
    """

    source: str
    raw: Mapping[str, object]

    def __contains__(self, name: str) -> bool:
        return self.raw.get(name) is not None and self.raw[name] != ""

    def text(self, name: str) -> str:
        """The text in *name*, a whole number as its digits; empty when it is absent or null.

        Raises:
            FieldError: It is neither.
        """
        value = self.raw.get(name)
        if value is None:
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.fault(name, f"{value!r} is neither text nor a whole number")
        return str(value)

    def known(self, name: str) -> Fraction | None:
        """The number in *name*; ``None`` when it is absent, null or empty.

        Raises:
            FieldError: It is there and no plain number.
        """
        text = self.text(name)
        if not text:
            return None
        try:
            return Exact.of(text).value
        except IsoledgerError as error:
            raise self.fault(name, str(error)) from error

    def number(self, name: str) -> Fraction:
        """The number in *name*, which must be there.

        Raises:
            FieldError: It is missing or no plain number.
        """
        found = self.known(name)
        if found is None:
            raise self.fault(name, "is missing")
        return found

    def first(self, *names: str) -> Fraction | None:
        """The number in the first of *names* that is there; errors as `known`."""
        return next((self.known(name) for name in names if name in self), None)

    def inner(self, name: str) -> list["Figures"]:
        """The records in the list *name*.

        Raises:
            FieldError: It is no list of records.
        """
        found = self.raw.get(name)
        if not _is_list(found):
            raise self.fault(name, "is no list of records")
        rows = [row for row in found if _is_record(row)]
        if len(rows) < len(found):
            raise self.fault(name, "holds something that is no record")
        return [Figures(f"{self.source}, {name} {n}", row) for n, row in enumerate(rows)]

    def fault(self, name: str, why: str) -> FieldError:
        """An error about field *name* of this record."""
        return FieldError(source=self.source, field=name, why=why)


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _is_record(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def one_tier(
    maintenance: Fraction, deduction: Fraction = Fraction(0), *, leverage: Fraction | None = None
) -> TierTable:
    """The only tier that is known, that of the answer.

    Args:
        maintenance: Its maintenance rate.
        deduction: Its deduction, in settle coins.
        leverage: As set: what opening needs is one part in so many; ``None``: not known, and
            what keeping needs stands in.

    Raises:
        TierTableError: A rate is none.
    """
    initial = maintenance if leverage is None else max(maintenance, 1 / leverage)
    tier = MarginTier(
        floor=Fraction(0),
        cap=None,
        initial=initial,
        maintenance=maintenance,
        deduction=deduction,
    )
    return TierTable(part=True, tiers=(tier,))


def held(
    symbol: str,
    quantity: Fraction,
    entry: Fraction,
    *,
    settle: str,
    face: Fraction | None = None,
    lot: Fraction | None = None,
    tick: Fraction | None = None,
    table: TierTable | None = None,
) -> Holding:
    """What *quantity* bought at *entry* is.

    Args:
        symbol: The contract.
        quantity: Signed coins, or contracts of an inverse one; long above zero.
        entry: Average entry price.
        settle: The asset of profit and margin.
        face: Worth of one inverse contract in quote units; ``None``: the contract is linear.
        lot: The quantity that is one size unit; ``None``: the largest that fits.
        tick: The price step; ``None``: `FINEST`.
        table: Its margin tiers, if known.

    Raises:
        OffGridError: *quantity* is no whole number of lots.
    """
    lot = Fraction(1, quantity.denominator) if lot is None else lot
    terms = Instrument(
        symbol=symbol,
        base=symbol,
        quote=settle if face is None else "USD",
        settle=Asset(settle, SOLVED_DECIMALS),
        payoff=Payoff.LINEAR if face is None else Payoff.INVERSE,
        multiplier=lot if face is None else lot * face,
        lot=lot,
        tick=FINEST if tick is None else tick,
        tiers=None if table is None else Dated[TierTable].always(table),
    )
    if not quantity:
        return Holding.nothing(terms)
    size = _lots(symbol, quantity, lot)
    cost = terms.settle.round(terms.value(size, entry), Rounding.HALF_EVEN)
    return Holding(terms, size, cost)


def _lots(symbol: str, quantity: Fraction, lot: Fraction) -> int:
    count = quantity / lot
    if count.denominator != 1:
        raise OffGridError(amount=quantity, grid=lot, what=f"size of {symbol}")
    return count.numerator


def alone(
    holding: Holding, margin: Fraction, *, reserve: Fraction = Fraction(0), position: PositionId
) -> IsolatedPosition:
    """*holding* with *margin* and *reserve* behind it, in settle coins.

    Raises:
        LimitedLiabilityError: One of them is below zero.
    """
    settle = holding.instrument.settle
    return IsolatedPosition(
        id=position,
        holding=holding,
        margin=settle.round(margin, Rounding.HALF_EVEN),
        reserve=settle.round(reserve, Rounding.HALF_EVEN),
    )
