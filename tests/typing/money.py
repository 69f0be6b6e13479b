"""Money does not mix with numbers, and its values are not assigned to."""

from fractions import Fraction
from typing import assert_type

from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Price

usd = Asset("USD", 2)
ten = usd.exactly("10.00")

assert_type(ten + ten, Money)
assert_type(-ten, Money)
assert_type(ten.value, Fraction)

ten + 1  # type: ignore[operator]
ten * 1.5  # type: ignore[operator]
ten.units = 11  # type: ignore[misc]
usd.decimals = 3  # type: ignore[misc]
usd.exactly(10.0)  # type: ignore[arg-type]
Price.of(1.5)  # type: ignore[arg-type]
Money("10.00", usd)  # type: ignore[arg-type]
