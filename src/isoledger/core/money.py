"""Money is counted, never measured.

What is *owned* is an ``int`` count of an asset's smallest unit, so nothing can be lost.
What is *computed* (a price, a rate, a ratio) is a ``Fraction``, so nothing is approximate.
The two meet in one place only, `Asset.round`, under a rounding the venue has named.
"""

from fractions import Fraction

from attrs import Attribute, field, frozen

from isoledger.core.errors import AssetMismatchError, MalformedNumberError, OffGridError, TermsError
from isoledger.core.numbers import Exact, Number, Rounding, plain

DECIMALS_MAX = 36
"""No venue keeps its books finer than this."""


def _bounded(instance: "Asset", _: "Attribute[int]", decimals: int) -> None:
    if type(decimals) is not int or not 0 <= decimals <= DECIMALS_MAX:
        raise TermsError(what=f"asset {instance.code}", why=f"decimals {decimals} not in 0..36")


@frozen(cache_hash=True, repr=False)
class Asset:
    """A currency, and the fineness in which its venue keeps books.

    Attributes:
        code: The venue's own code, for instance ``XBt``.
        decimals: Digits behind the point of one whole coin, for instance 8.
    """

    code: str
    decimals: int = field(validator=_bounded)

    @property
    def zero(self) -> "Money":
        """None of it."""
        return Money(0, self)

    def exactly(self, amount: Number | Fraction | Exact) -> "Money":
        """The money *amount* names, in whole coins; refuses what the books cannot hold.

        Raises:
            OffGridError: *amount* is finer than the smallest unit.
            MalformedNumberError: *amount* is not a plain finite number.

        >>> Asset("USDT", 6).exactly("1.25")
        Money('1.250000 USDT')
        """
        value = amount if isinstance(amount, Fraction) else Exact.of(amount).value
        units = value * 10**self.decimals
        if units.denominator != 1:
            grid = Fraction(1, 10**self.decimals)
            raise OffGridError(amount=str(amount), grid=grid, what=self.code)
        return Money(units.numerator, self)

    def round(self, value: Fraction, rounding: Rounding) -> "Money":
        """The only door from computed to owned; *value* is in whole coins.

        >>> Asset("USDT", 2).round(Fraction(1, 3), Rounding.CEILING)
        Money('0.34 USDT')
        """
        return Money(rounding(value * 10**self.decimals), self)

    def __str__(self) -> str:
        return self.code

    def __repr__(self) -> str:
        return f"Asset('{self.code}', {self.decimals})"


@frozen(order=False, repr=False, init=False)
class Money:
    """A whole number of *asset*'s smallest units.

    Attributes:
        units: How many, signed.
        asset: Of what.
    """

    units: int
    asset: Asset

    def __init__(self, units: int, asset: Asset) -> None:
        """*units* of *asset*. Written out: attrs' own takes twice as long, half of all time here.

        Raises:
            MalformedNumberError: *units* is anything but an ``int``.
        """
        if type(units) is not int:
            text = repr(units)[:40]
            raise MalformedNumberError(text=text, why="money is a whole number of units")
        _set_units(self, units)
        _set_asset(self, asset)

    @property
    def value(self) -> Fraction:
        """The amount in whole coins."""
        return Fraction(self.units, 10**self.asset.decimals)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.units + self._same(other).units, self.asset)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.units - self._same(other).units, self.asset)

    def __neg__(self) -> "Money":
        return Money(-self.units, self.asset)

    def __abs__(self) -> "Money":
        return Money(abs(self.units), self.asset)

    def __lt__(self, other: "Money") -> bool:
        return self.units < self._same(other).units

    def __le__(self, other: "Money") -> bool:
        return self.units <= self._same(other).units

    def __gt__(self, other: "Money") -> bool:
        return self.units > self._same(other).units

    def __ge__(self, other: "Money") -> bool:
        return self.units >= self._same(other).units

    def __bool__(self) -> bool:
        return self.units != 0

    def units_of(self, asset: Asset) -> int:
        """Its units, which may only be of *asset*.

        Raises:
            AssetMismatchError: They are of another one.
        """
        if self.asset is not asset and self.asset != asset:
            raise AssetMismatchError(left=self, right=asset.zero)
        return self.units

    def _same(self, other: "Money") -> "Money":
        if other.__class__ is not Money:
            raise TypeError(f"money does not mix with {type(other).__name__}")
        if other.asset is not self.asset and other.asset != self.asset:
            raise AssetMismatchError(left=self, right=other)
        return other

    def __str__(self) -> str:
        return f"{plain(self.units, self.asset.decimals)} {self.asset.code}"

    def __repr__(self) -> str:
        return f"Money('{self}')"


# Frozen or not, a slot can be set through its descriptor, and there is no quicker way.
_set_units = Money.__dict__["units"].__set__
_set_asset = Money.__dict__["asset"].__set__
