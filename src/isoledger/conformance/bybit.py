"""What Bybit printed, computed again: runners for its linear and inverse cases.

A case that names its ``formula`` ("old": before 2025-09-02) is judged by it, else one with a day by
the rules of the day, else by today's. Three kinds have no rate or show fields that the venue gave
up with the old formula; they are judged by that where they say nothing.
"""

from fractions import Fraction
from math import lcm

from attrs import evolve, frozen

from isoledger.conformance.bybit_bills import BILLS
from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import exact_price, is_long, shown_price
from isoledger.core.events import Fill, MarginCause, MarginTransfer
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.orderrules import Footing, Order
from isoledger.core.orders import order_margin
from isoledger.core.rules import Rules
from isoledger.core.whatif import Moment, margin_for
from isoledger.venues.bybit.rules import (
    AT_MARK_NS,
    NAME,
    PRINTED,
    RULES,
    bust_price,
    fee_to_close,
    locked,
    order_rules,
    position_of,
    printed,
    trading_fee,
)
from isoledger.venues.framing import Frame

_AT = PositionId("contract")
_STAMP = Stamp(time_ns=0, venue=NAME, account="", id="what-if")
_ANY_RATE = "0.005"
"""A maintenance rate where none is asked for: the answer does not depend on it."""


@frozen
class _Setting:
    """A case, and the day by whose rules it is judged."""

    case: Inputs
    time_ns: int

    @classmethod
    def of(cls, case: Inputs, time_ns: int | None, *, undated: int = AT_MARK_NS) -> "_Setting":
        match case.text("formula", ""):
            case "old":
                return cls(case, AT_MARK_NS - 1)
            case "new":
                return cls(case, AT_MARK_NS)
            case "":
                return cls(case, undated if time_ns is None else time_ns)
            case other:
                raise CaseError(place=f"{case.place}, formula", why=f"{other!r} is not known")

    @property
    def rules(self) -> Rules:
        return RULES.at(self.time_ns)

    @property
    def tick(self) -> Fraction | None:
        return self.case.maybe("tick")

    @property
    def taker(self) -> Fraction:
        return self.case.exact("taker", "0")

    def frame(self, entry: str = "entry", rate: str | None = None) -> Frame:
        """Dollars of an inverse contract, or coins of a linear one, which may be any number.

        Args:
            entry: Where the case states the price.
            rate: The maintenance rate where the case may leave it out.
        """
        if "usd" not in self.case:
            return self.linear(self.case.exact("qty", "1"), self.case.exact(entry), rate)
        inverse = self.linear(self.case.exact("usd"), self.case.exact(entry), rate)
        return evolve(inverse, payoff=Payoff.INVERSE, settle="COIN")

    def linear(self, quantity: Fraction, entry: Fraction, rate: str | None) -> Frame:
        """So many coins on the side of the case, in its tier."""
        return Frame(
            symbol=_AT.symbol,
            quantity=quantity if is_long(self.case) else -quantity,
            entry=entry,
            maintenance=self.case.exact("mmr", rate),
            deduction=self.case.exact("mm_deduction", "0"),
            tick=self.tick or PRINTED,
        )

    def position(self, rate: str | None = None) -> IsolatedPosition:
        """Opened at the leverage, with what was added."""
        holding = self.frame(rate=rate).holding
        extra = self.case.exact("extra_margin", "0")
        total = locked(holding.cost.value, self.case.exact("leverage"), self.taker, extra)
        return position_of(holding, total, self.taker, position=_AT)

    def price(self, position: IsolatedPosition) -> Fraction | None:
        """Where *position* is liquidated: rounded if the case states a tick."""
        found = liquidation_price(position, self.rules, time_ns=self.time_ns)
        return exact_price(found) if self.tick is None else shown_price(found)

    def bust(self, position: IsolatedPosition) -> Fraction | None:
        """Where *position* has lost its margin: rounded if the case states a tick."""
        exact = bust_price(position)
        return exact if self.tick is None else printed(exact, position, self.rules)


def isolated_price(case: Inputs, time_ns: int | None) -> Answers:
    """Isolated: the liquidation price, and what stands behind the position at its entry."""
    at = _Setting.of(case, time_ns)
    frame = at.frame()
    cost = frame.holding.cost.value
    initial = abs(cost) / case.exact("leverage")
    fee = fee_to_close(cost, initial, at.taker)
    return {
        "liq": at.price(at.position()),
        "bust": at.bust(at.position()),
        "im": initial,
        "fee_to_close": fee,
        "mm": frame.maintenance * frame.value - frame.deduction + fee,
    }


def bankruptcy(case: Inputs, time_ns: int | None) -> Answers:
    """Isolated: the bankruptcy price."""
    at = _Setting.of(case, time_ns)
    return {"bust": at.bust(at.position(_ANY_RATE))}


def isolated_fields(case: Inputs, time_ns: int | None) -> Answers:
    """Isolated: the fields of a position record as they were printed with the old formula."""
    at = _Setting.of(case, time_ns, undated=AT_MARK_NS - 1)
    position = at.position()
    return {
        "positionBalance": position.collateral.value,
        "liq": at.price(position),
        "bust": at.bust(position),
    }


def legacy_cross(case: Inputs, time_ns: int | None) -> Answers:
    """Cross before the unified account: one coin's whole balance behind one contract.

    The fee to close is held back from the balance as it is from an isolated lock. The bankruptcy
    price is a step of the sum, and not rounded to the tick.
    """
    at = _Setting.of(case, time_ns, undated=AT_MARK_NS - 1)
    position = position_of(at.frame().holding, case.exact("balance"), at.taker, position=_AT)
    return {"liq": at.price(position), "bust": bust_price(position)}


def margins(case: Inputs, time_ns: int | None) -> Answers:
    """Isolated: initial and maintenance margin at the entry, fee to close included."""
    found = isolated_price(case, time_ns)
    at = _Setting.of(case, time_ns)
    value = at.frame().value
    return {
        "positionIM": at.position().collateral.value,
        "positionMM": found["mm"],
        "cumRealisedPnl": -trading_fee(value, at.taker),
    }


def inverse_fields(case: Inputs, time_ns: int | None) -> Answers:
    """Inverse: fields of a position record, to 8 decimals."""
    at = _Setting.of(case, time_ns)
    frame = at.frame(rate=_ANY_RATE)
    profit, value = frame.holding.profit(case.exact("mark")), frame.value
    return {
        "positionValue": _near(value),
        "unrealisedPnl": _near(profit),
        "positionIM": _near(value / case.exact("leverage")),
    }


def _near(value: Fraction) -> Fraction:
    return Rounding.HALF_AWAY(value / PRINTED) * PRINTED


def initial_margin(case: Inputs, time_ns: int | None) -> Answers:
    """The initial margin of an order, without fees."""
    frame = _Setting.of(case, time_ns).frame("price", _ANY_RATE)
    return {"im": frame.value / case.exact("leverage")}


def order_cost(case: Inputs, time_ns: int | None) -> Answers:
    """What an order takes: initial margin, fee to open, fee to close at the bankruptcy price."""
    at = _Setting.of(case, time_ns)
    holding = at.frame("price", _ANY_RATE).holding
    order = Order(
        size=holding.size,
        price=Price.of(Exact.of(case.text("price"))),
        leverage=Exact.of(case.text("leverage")),
    )
    due = order_margin(order, holding.instrument, Footing(rules=order_rules(at.taker)))
    return {"cost": due.total, "close_fee": due.fees - at.taker * abs(holding.cost.value)}


def unrealised(case: Inputs, time_ns: int | None) -> Answers:
    """The profit of a position at a price."""
    held = _Setting.of(case, time_ns).frame(rate=_ANY_RATE).holding
    return {"upnl": held.profit(case.exact("price"))}


def added(case: Inputs, time_ns: int | None) -> Answers:
    """The liquidation price after margin was added, from the price before."""
    at = _standing(case, time_ns)
    name = "extra" if "extra" in case else "added"
    quantity = case.exact("qty")
    lot = Fraction(1, quantity.denominator)
    before = _liquidated_at(at, quantity, case.exact("liq_before"), "liq_before", lot=lot)
    return {"liq": at.price(_with(before, case.exact(name)))}


def increased(case: Inputs, time_ns: int | None) -> Answers:
    """The liquidation price after margin was added and the position enlarged at its leverage."""
    at = _standing(case, time_ns)
    base = "base_liq" if "base_liq" in case else "liq0"
    price = "add_price" if "add_price" in case else "entry"
    quantity = case.exact("qty_before")
    added = case.maybe("add_qty")
    more = case.exact("qty_after") - quantity if added is None else added
    lot = Fraction(1, lcm(quantity.denominator, more.denominator))
    before = _liquidated_at(at, quantity, case.exact(base), price, lot=lot)
    extra = case.exact("extra") if "extra" in case else case.exact("added")
    share = before.margin.value * more * case.exact(price) / abs(before.holding.cost.value)
    topped = _with(_with(before, extra), share, MarginCause.ALLOCATION)
    lots = (more / lot).numerator
    fill = Fill(
        stamp=_STAMP,
        position=_AT,
        size=lots if before.holding.size > 0 else -lots,
        price=Price.of(Exact.of(case.text(price))),
    )
    return {"liq": at.price(topped.apply(fill, at.rules).state)}


def _standing(case: Inputs, time_ns: int | None) -> _Setting:
    """Without a rate only the old formula can say how far a price moves."""
    undated = AT_MARK_NS if "mmr" in case else AT_MARK_NS - 1
    return _Setting.of(case, time_ns, undated=undated)


def _liquidated_at(
    at: _Setting, quantity: Fraction, price: Fraction, otherwise: str, *, lot: Fraction
) -> IsolatedPosition:
    """The position whose liquidation price is *price*: its margin is what is missing there."""
    case = at.case
    entry = case.exact("entry") if "entry" in case else case.exact(otherwise)
    bare = evolve(at.linear(quantity, entry, _ANY_RATE), lot=lot).isolated()
    there = Moment(rules=at.rules, time_ns=at.time_ns, marks={bare.id.symbol: price})
    needed = margin_for(bare, price, there)
    if needed is None:
        raise CaseError(place=case.place, why=f"nothing could be liquidated at {price}")
    return evolve(bare, margin=needed)


def _with(
    position: IsolatedPosition, amount: Fraction, cause: MarginCause = MarginCause.USER
) -> IsolatedPosition:
    money = position.margin.asset.round(amount, Rounding.HALF_EVEN)
    moved = MarginTransfer(stamp=_STAMP, position=_AT, amount=money, cause=cause)
    return position.apply(moved, RULES.at(AT_MARK_NS)).state


RUNNERS: Runners = {
    **BILLS,
    ("bybit", "isolated_liq_price"): isolated_price,
    ("bybit", "bankruptcy_price"): bankruptcy,
    ("bybit", "isolated_position_fields"): isolated_fields,
    ("bybit", "cross_liq_price"): legacy_cross,
    ("bybit", "initial_and_maintenance_margin"): margins,
    ("bybit", "inverse_position_fields"): inverse_fields,
    ("bybit", "initial_margin"): initial_margin,
    ("bybit", "order_cost"): order_cost,
    ("bybit", "unrealized_pnl_inverse"): unrealised,
    ("bybit", "add_margin_effect"): added,
    ("bybit", "isolated_add_margin"): added,
    ("bybit", "increase_with_extra_margin"): increased,
    ("bybit", "isolated_increase"): increased,
}
"""Every kind of case."""
