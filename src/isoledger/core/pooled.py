"""One position of a pool, seen together with the whole pool that stands behind it."""

from attrs import Attribute, evolve, field, frozen

from isoledger.core.cross import CrossPool
from isoledger.core.errors import TermsError
from isoledger.core.events import Fill
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument
from isoledger.core.money import Asset, Money
from isoledger.core.rules import Rules


def _its_own(instance: "PooledPosition", _: "Attribute[Instrument]", terms: Instrument) -> None:
    if instance.id != (terms.symbol, instance.id.leg, instance.pool.name):
        why = f"it is no position in {terms.symbol} of the pool {instance.pool.name}"
        raise TermsError(what=str(instance.id), why=why)


@frozen(kw_only=True)
class PooledPosition:
    """A leg of a pool, held or not yet, and the pool.

    Attributes:
        pool: All that stands behind it, and all that it stands behind.
        id: Its name in the account.
        instrument: The terms of what it holds.
    """

    pool: CrossPool
    id: PositionId
    instrument: Instrument = field(validator=_its_own)

    @classmethod
    def of(cls, pool: CrossPool, at: PositionId) -> "PooledPosition":
        """The position *at* of *pool*.

        Raises:
            TermsError: It was never opened; its instrument must be given.
        """
        held = pool.holdings.get(at)
        if held is None:
            raise TermsError(what=str(at), why=f"the pool {pool.name} never held it")
        return cls(pool=pool, id=at, instrument=held.instrument)

    @property
    def holding(self) -> Holding:
        """What the leg holds."""
        return self.pool.holding(self.id, self.instrument)

    def cash(self, asset: Asset) -> Money:
        """What the pool has of *asset*; below zero, what it owes."""
        return self.pool.balance(asset)

    def moved(self, amount: Money) -> "PooledPosition":
        """It with *amount* more in the pool; less, below zero."""
        balances = self.pool.balances
        balances = balances.set(amount.asset, self.pool.balance(amount.asset) + amount)
        return evolve(self, pool=evolve(self.pool, balances=balances))

    def charged(self, amount: Money) -> "PooledPosition":
        """It after the pool paid *amount*; it may come to owe it."""
        return self.moved(-amount)

    def filled(self, fill: Fill, rules: Rules) -> "PooledPosition":  # noqa: ARG002 - as the isolated one
        """It after *fill*; errors as `CrossPool.apply`."""
        return evolve(self, pool=self.pool.apply(fill, self.instrument).state)
