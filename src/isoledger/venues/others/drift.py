"""What Drift sells of a position in liquidation, in the integers of its program."""

from attrs import frozen

BASE, PRICE, RATIO, FEE = 10**9, 10**6, 10**4, 10**6
"""Units of one coin, of one USD of price (and of quote), of 1 as a margin ratio and as a fee."""

ALL = 2**64 - 1
"""What is answered where no amount is enough: sell everything."""


@frozen(kw_only=True)
class Shortage:
    """A margin shortage, and the terms at which a position covers it.

    Source: drift-labs/protocol-v2, math/liquidation.rs and its tests.

    Attributes:
        margin: What is missing, in quote units.
        ratio: Maintenance ratio.
        fee: What the liquidator gets of the price.
        insurance_fee: What the insurance fund gets of it.
        oracle: Oracle price of the coin.
        quote: Oracle price of the quote asset.
    """

    margin: int
    ratio: int
    fee: int = 0
    insurance_fee: int = 0
    oracle: int
    quote: int = PRICE

    def base(self) -> int:
        """Units of coin whose sale covers it; every division is cut, as in the program.

        Each coin sold frees its share of maintenance less the liquidator's fee, both at the price
        in quote, and costs the insurance fund's fee.
        """
        freed = self.ratio * (FEE // RATIO) - self.fee
        if freed <= 0 or not self.oracle:
            return ALL
        each = self.oracle * self.quote // PRICE * freed // FEE
        each -= self.oracle * self.insurance_fee // FEE
        return self.margin * BASE // each if each > 0 else ALL
