"""The margin arithmetic of dYdX v4, in whole quantums, as the chain does it.

Source: dydxprotocol/v4-chain at 84d4664b (2026-03-04), lib/margin, x/perpetuals/lib,
x/clob/keeper/liquidations. Amounts are quote quantums, sizes base quantums, both signed.
"""

from fractions import Fraction

from attrs import frozen

from isoledger.core.frozenmap import FrozenMap
from isoledger.core.numbers import Rounding
from isoledger.venues.dydx.rules import FUNDING_SECONDS, PPM, QUOTE_DECIMALS


def _scaled(units: int, exponent: int) -> int:
    """*units* times a power of ten, cut toward zero."""
    return Rounding.TOWARD_ZERO(units * Fraction(10) ** exponent)


def _up(units: int, ppm: int) -> int:
    return Rounding.CEILING.divide(units * ppm, PPM)


@frozen(kw_only=True)
class Perpetual:
    """One market, at one oracle price.

    Attributes:
        resolution: A base quantum is ``10**resolution`` coins.
        price: The oracle price, in units of ``10**exponent``.
        exponent: See there.
        initial_ppm: Base initial margin fraction, in millionths.
        fraction_ppm: What share of that maintenance is, in millionths.
        open_interest: Base quantums held by all.
        lower: Open interest, in quote quantums, from which the initial fraction grows.
        upper: Where it has reached 1; 0: it never grows.
    """

    resolution: int
    price: int
    exponent: int
    initial_ppm: int
    fraction_ppm: int
    open_interest: int = 0
    lower: int = 0
    upper: int = 0

    def notional(self, size: int) -> int:
        """The signed value of *size*."""
        return _scaled(size * self.price, self.exponent + self.resolution + QUOTE_DECIMALS)

    @property
    def scaled_ppm(self) -> int:
        """The initial fraction after scaling by open interest, cut to a millionth."""
        held = self.notional(self.open_interest)
        if self.upper and held >= self.upper:
            return PPM
        if not self.upper or held <= self.lower:
            return self.initial_ppm
        grown = (PPM - self.initial_ppm) * (held - self.lower) // (self.upper - self.lower)
        return self.initial_ppm + grown

    def initial(self, size: int) -> int:
        """What opening *size* needs; scaled by open interest, rounded up."""
        return _up(abs(self.notional(size)), self.scaled_ppm)

    def maintenance(self, size: int) -> int:
        """What keeping *size* needs: a share of the base initial margin, both rounded up."""
        return _up(_up(abs(self.notional(size)), self.initial_ppm), self.fraction_ppm)


@frozen(kw_only=True)
class Subaccount:
    """A purse of USDC and the positions it stands behind.

    Attributes:
        usdc: Quote quantums.
        positions: Market and base quantums, by name.
    """

    usdc: int
    positions: FrozenMap[str, tuple[Perpetual, int]]

    @property
    def net_collateral(self) -> int:
        """The purse and the values of all positions."""
        return self.usdc + sum(market.notional(size) for market, size in self.positions.values())

    @property
    def maintenance(self) -> int:
        """What all positions need."""
        return sum(market.maintenance(size) for market, size in self.positions.values())

    @property
    def is_liquidatable(self) -> bool:
        """Whether it holds less than it needs; at equality it is safe."""
        return self.maintenance > 0 and self.maintenance > self.net_collateral

    def bankruptcy_quote(self, name: str, size: int) -> int:
        """The quote that trading *size* of position *name* brings at its bankruptcy price.

        What the subaccount has, or owes, is shared among its positions by their maintenance.
        """
        market, held = self.positions[name]
        value = market.notional(held + size) - market.notional(held)
        released = abs(market.maintenance(held + size) - market.maintenance(held))
        return -value - self.net_collateral * released // self.maintenance

    def fillable_price(self, name: str, adjustment_ppm: int, spread_ppm: int) -> Fraction:
        """The worst price a liquidation of *name* may be filled at, in quantums a quantum.

        Args:
            name: The position.
            adjustment_ppm: The chain's bankruptcy adjustment.
            spread_ppm: Its spread to maintenance margin ratio.
        """
        market, held = self.positions[name]
        short_of = 1 - Fraction(self.net_collateral, self.maintenance)
        rating = min(Fraction(1), max(Fraction(0), Fraction(adjustment_ppm, PPM) * short_of))
        give = rating * Fraction(spread_ppm, PPM) * market.maintenance(held)
        return (market.notional(held) - give) / held

    def insurance_delta(self, name: str, quote: int, fee_ppm: int) -> int:
        """What a liquidation of all of *name* for *quote* pays the insurance fund.

        Below zero the fund pays, and the subaccount ends at nothing. The fee is cut to a quantum;
        that is assumed.

        Args:
            name: The position.
            quote: What its fill brought, signed.
            fee_ppm: The highest fee, in millionths of the fill.
        """
        _, held = self.positions[name]
        left = quote - self.bankruptcy_quote(name, -held)
        return min(left, abs(quote) * fee_ppm // PPM)


def fill_quote(size: int, subticks: int, conversion: int) -> int:
    """The signed quote of a fill: selling *size* brings it. Cut toward zero.

    Args:
        size: Base quantums traded, bought above zero.
        subticks: The price.
        conversion: ``quantumConversionExponent`` of the market's book.
    """
    return _scaled(-size * subticks, conversion)


def funding_index_delta(market: Perpetual, rate_ppm: int, seconds: int) -> int:
    """How far a funding rate of eight hours moves the index in so many *seconds*. Cut twice."""
    exponent = market.exponent + market.resolution + QUOTE_DECIMALS
    whole = _scaled(seconds * rate_ppm * market.price, exponent)
    return Rounding.TOWARD_ZERO.divide(whole, FUNDING_SECONDS)


def settlement_ppm(size: int, index: int, settled: int) -> int:
    """Funding due on *size* since the index was *settled*, in millionths of a quote quantum."""
    return -(index - settled) * size


def settled(*due_ppm: int) -> int:
    """What all that is due moves the purse by: one sum, rounded down."""
    return sum(due_ppm) // PPM


def accrued(size: Fraction, index: int, before: int) -> Fraction:
    """A payment as the indexer lists it, one an index update; below zero it was paid.

    *size* includes fills of the very height of the update. The chain moves no money then.
    """
    return -size * (index - before)
