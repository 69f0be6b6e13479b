"""From the inputs of a case to a framed position, and to its price."""

from fractions import Fraction

from attrs import evolve

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.core.certificate import Liquidated, NoLiquidationPrice
from isoledger.core.liquidation import liquidation_price
from isoledger.core.risk import Risk, position_risk
from isoledger.core.rules import Rules
from isoledger.venues.framing import FINEST, Frame

SYMBOL = "case"

_QUANTITY = ("qty", "contracts", "size", "usd")
_UNIT = ("ctVal", "quanto_multiplier", "contract_size")
_ENTRY = ("entry", "fill", "avgPx", "open")
_LEVERAGE = ("leverage", "lever")
_MARGIN_BY_LEVERAGE = "entry*qty/leverage"


def named(inputs: Inputs, names: tuple[str, ...]) -> Fraction | None:
    """The number under the first of *names* that is there; ``None``: none is."""
    return next((inputs.exact(name) for name in names if name in inputs), None)


def stated(inputs: Inputs, names: tuple[str, ...], default: Fraction) -> Fraction:
    """`named`, or *default* where none is there; a stated zero is a zero."""
    found = named(inputs, names)
    return default if found is None else found


def is_long(inputs: Inputs) -> bool:
    """Whether the case is long; one that says no side is."""
    return "side" not in inputs or inputs.is_long


def framed(inputs: Inputs) -> Frame:
    """The position of a case, its margin the value at entry by leverage if it states none.

    Raises:
        CaseError: Its entry price is missing, or one of its numbers is none.
    """
    quantity = stated(inputs, _QUANTITY, Fraction(1))
    entry = named(inputs, _ENTRY)
    frame = Frame(
        symbol=SYMBOL,
        quantity=quantity if is_long(inputs) else -quantity,
        contract=stated(inputs, _UNIT, Fraction(1)),
        entry=inputs.exact("entry") if entry is None else entry,
        maintenance=inputs.exact("mmr", "0"),
        leverage=named(inputs, _LEVERAGE),
        tick=stated(inputs, ("tick",), FINEST),
    )
    return evolve(frame, margin=margin_of(inputs, frame))


def margin_of(inputs: Inputs, frame: Frame) -> Fraction:
    """The margin a case states, or the value at entry by leverage."""
    if "margin" in inputs and inputs.plain["margin"] != _MARGIN_BY_LEVERAGE:
        return inputs.exact("margin")
    return frame.value / (frame.leverage or Fraction(1))


def solved(frame: Frame, rules: Rules, time_ns: int) -> Liquidated:
    """The isolated price of *frame*."""
    return liquidation_price(frame.isolated(), rules, time_ns=time_ns)


def exact_price(found: Liquidated) -> Fraction | None:
    """The price as it is solved; ``None``: there is none."""
    return None if isinstance(found, NoLiquidationPrice) else found.exact


def shown_price(found: Liquidated) -> Fraction | None:
    """The price as the venue prints it; ``None``: there is none."""
    return None if isinstance(found, NoLiquidationPrice) else found.shown


def tick_price(found: Liquidated) -> Fraction | None:
    """The first step of prices at which it is over; ``None``: there is none."""
    return None if isinstance(found, NoLiquidationPrice) else found.tick


def risk_at(frame: Frame, mark: Fraction, rules: Rules, time_ns: int) -> Risk:
    """Equity and requirements of *frame* on its own margin at *mark*."""
    return position_risk(frame.isolated(), mark, rules, time_ns=time_ns)


def whole(inputs: Inputs, name: str, default: str | None = None, *, unit: int = 1) -> int:
    """The whole number under *name*.

    Args:
        inputs: The inputs of a case.
        name: Which.
        default: What it is if nothing is there; ``None``: it must be there.
        unit: How many of what is counted are in one of what is written.

    Raises:
        CaseError: It is missing or not whole.
    """
    found = inputs.exact(name, default) * unit
    if found.denominator != 1:
        finest = "" if unit == 1 else f", counted in parts of 1/{unit}"
        raise CaseError(place=f"{inputs.place}, {name}", why=f"{found} is not whole{finest}")
    return found.numerator
