"""What an event trades, and what that does to a holding: one answer for isolated and cross."""

from attrs import frozen

from isoledger.core.errors import IncompleteEventError
from isoledger.core.events import (
    Deleveraging,
    Fill,
    Liquidation,
    OpeningPosition,
    Settlement,
    SettlementKind,
)
from isoledger.core.holding import Holding
from isoledger.core.money import Money
from isoledger.core.postings import Provenance


@frozen
class Trade:
    """A holding after a trade, and the profit the trade realised.

    Attributes:
        holding: What is held now.
        realised: Profit, gross of fees.
        provenance: Whether the venue stated the profit or we computed it.
    """

    holding: Holding
    realised: Money
    provenance: Provenance


def trade_of(event: Fill | Deleveraging | Liquidation | Settlement, held: Holding) -> Trade:
    """What *event* does to *held*.

    Raises:
        IncompleteEventError: A settlement or take-over states neither price, cost nor profit.
    """
    if isinstance(event, Settlement):
        return _settlement(event, held)
    size = -held.size if event.size is None else event.size
    return _trade(held, size, _paid(event, held, size), event.realised)


def opened(event: OpeningPosition, held: Holding) -> Holding:
    """What was already held when the journal begins.

    Raises:
        IncompleteEventError: Something else is held: it cannot have been there all along.
    """
    if held.size:
        raise IncompleteEventError(stamp=event.stamp, needs=f"{event.position} to be flat before")
    return Holding(held.instrument, event.size, event.cost)


def _trade(held: Holding, size: int, paid: Money, realised: Money | None) -> Trade:
    holding, profit = held.traded(size, paid, realised)
    stated = Provenance.COMPUTED if realised is None else Provenance.REPORTED
    return Trade(holding, profit, stated)


def _paid(event: Fill | Deleveraging | Liquidation, held: Holding, size: int) -> Money:
    """The signed value exchanged: stated, or by the price, or (if only a profit is) by that."""
    if isinstance(event, Fill) and event.cost is not None:
        return event.cost
    if event.price is not None:
        return held.cost_of(size, event.price, event.stamp.time_ns)
    if event.realised is None or size != -held.size:
        raise IncompleteEventError(stamp=event.stamp, needs="a price")
    return -held.cost - event.realised


def _settlement(event: Settlement, held: Holding) -> Trade:
    if event.kind is SettlementKind.SESSION:
        profit = _session_profit(event, held)
        stated = Provenance.COMPUTED if event.amount is None else Provenance.REPORTED
        return Trade(held.rebased(profit), profit, stated)
    if event.cost is not None:
        return _trade(held, -held.size, event.cost, event.amount)
    if event.price is not None:
        paid = held.cost_of(-held.size, event.price, event.stamp.time_ns)
        return _trade(held, -held.size, paid, event.amount)
    if event.amount is None:
        raise IncompleteEventError(stamp=event.stamp, needs="a price, a cost or an amount")
    return _trade(held, -held.size, -held.cost - event.amount, event.amount)


def _session_profit(event: Settlement, held: Holding) -> Money:
    if event.amount is not None:
        return event.amount
    if event.price is None:
        raise IncompleteEventError(stamp=event.stamp, needs="a price or an amount")
    worth = held.cost_of(held.size, event.price, event.stamp.time_ns)
    return worth - held.cost
