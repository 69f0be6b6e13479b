"""Positions that a record states in part: what is known of them, and what is missing."""

from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.dated import Dated
from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.rules import Rules
from isoledger.core.tiers import TierTable
from isoledger.venues.framing import Frame, pooled
from isoledger.venues.printed import Printed
from isoledger.venues.stated import PoolLeg, Stated


@frozen(kw_only=True)
class Outline:
    """What a `Frame` is made of, as far as it is known.

    Attributes:
        symbol: Its instrument.
        settle: Code of the settle asset.
        payoff: Linear or inverse.
        quantity: Signed contracts, or coins where a contract is one coin; long above zero.
        contract: What one is worth of: coins (linear), quote units (inverse).
        entry: The price at which it was opened.
        maintenance: Maintenance rate of the tier of the answer.
        deduction: Deduction of that tier.
        tiers: All tiers, where they are known; they take the place of the rate.
        leverage: As set.
        margin: Margin of its own, without unrealised profit; of a cross position the balance.
        reserve: Margin set aside for the fee to close.
        mark: The mark then.
        tick: The step of prices.
        cross: Whether it stands in a pool, alone.
    """

    symbol: str
    settle: str = "USDT"
    payoff: Payoff = Payoff.LINEAR
    quantity: Fraction | None
    contract: Fraction | None = Fraction(1)
    entry: Fraction | None
    maintenance: Fraction | None = None
    deduction: Fraction | None = None
    tiers: TierTable | None = None
    leverage: Fraction | None = None
    margin: Fraction | None
    reserve: Fraction = Fraction(0)
    mark: Fraction | None = None
    tick: Fraction = Fraction(1, 100)
    cross: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """What is needed to solve it and not known."""
        if self.quantity == 0:
            return ()
        needs = {
            "its size": self.quantity,
            "what one contract is worth": self.contract,
            "its entry price": self.entry,
            "the maintenance rate of its tier": self.tiers or self.maintenance,
            "the balance of its pool" if self.cross else "the margin behind it": self.margin,
            "its mark": self.mark if self.cross else Fraction(1),
        }
        return tuple(name for name, known in needs.items() if known is None)

    def stated(
        self,
        told: Printed,
        rules: Rules,
        time_ns: int,
        *,
        assumed: tuple[str, ...] = (),
        faults: tuple[str, ...] = (),
    ) -> Stated:
        """The position, with the price its venue printed.

        Args:
            told: What was printed.
            rules: The rules of the day.
            time_ns: When it was so, ns UTC.
            assumed: What was taken for granted.
            faults: Why its figures cannot be solved though none is missing.
        """
        return evolve(
            told.stated(self.symbol, rules, time_ns),
            subject=None if faults else self.subject(),
            mark=self.mark,
            missing=self.missing + faults,
            assumed=assumed,
        )

    def subject(self) -> IsolatedPosition | PoolLeg | None:
        """The position, ready to be solved; ``None``: see `missing`."""
        if self.missing:
            return None
        frame = self.frame()
        if self.cross and self.mark is not None and self.quantity:
            return pooled([frame], frame.margin, {self.symbol: self.mark})
        return frame.isolated()

    def frame(self) -> Frame:
        """Its figures; where nothing is held, what is not known is as good as any."""
        one, none = Fraction(1), Fraction(0)
        return Frame(
            symbol=self.symbol,
            quantity=self.quantity or none,
            contract=one if self.contract is None else self.contract,
            payoff=self.payoff,
            entry=self.entry or none,
            margin=self.margin or none,
            reserve=self.reserve,
            maintenance=self.maintenance or none,
            deduction=self.deduction or none,
            leverage=self.leverage,
            settle=self.settle,
            tick=self.tick,
            tiers=None if self.tiers is None else Dated[TierTable].always(self.tiers),
        )
