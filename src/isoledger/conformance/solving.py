"""From the inputs of a case to a framed position, and to its price."""

from fractions import Fraction

from attrs import evolve

from isoledger.conformance import positions
from isoledger.conformance.cases import CaseError, Inputs
from isoledger.core.certificate import Liquidated, NoLiquidationPrice
from isoledger.core.liquidation import liquidation_price
from isoledger.core.risk import Risk, position_risk
from isoledger.core.rules import Rules
from isoledger.venues.framing import FINEST, Frame
from isoledger.venues.stated import Stated

SYMBOL = "case"

_QUANTITY = ("qty", "contracts", "size", "usd")
_UNIT = ("ctVal", "quanto_multiplier", "contract_size")
_ENTRY = ("entry", "fill", "avgPx", "open")
_LEVERAGE = ("leverage", "lever")
_MARGIN_BY_LEVERAGE = "entry*qty/leverage"


def noted(inputs: Inputs, name: str) -> Fraction:
    """The number under *name*, which a remark in brackets may follow.

    Raises:
        CaseError: It is missing or no number.
    """
    plain = inputs.plain.get(name)
    head = plain.partition(" (")[0] if isinstance(plain, str) else plain
    return Inputs(inputs.place, {name: head}).exact(name)


def is_long(inputs: Inputs) -> bool:
    """Whether the case is long; one that says no side is."""
    return "side" not in inputs or inputs.is_long


def signed(inputs: Inputs, name: str) -> Fraction:
    """The number under *name*, long above zero: turned round where the case is short."""
    found = inputs.exact(name)
    return found if is_long(inputs) else -found


def framed(inputs: Inputs) -> Frame:
    """The position of a case, its margin the value at entry by leverage if it states none.

    Raises:
        CaseError: It holds nothing, its entry price is missing, or one of its numbers is none.
    """
    quantity = inputs.first(*_QUANTITY, otherwise=Fraction(1))
    if not quantity:
        raise CaseError(place=inputs.place, why="nothing is held")
    entry = inputs.maybe(*_ENTRY)
    frame = Frame(
        symbol=SYMBOL,
        quantity=quantity if is_long(inputs) else -quantity,
        contract=inputs.first(*_UNIT, otherwise=Fraction(1)),
        entry=inputs.exact("entry") if entry is None else entry,
        maintenance=inputs.exact("mmr", "0"),
        leverage=inputs.maybe(*_LEVERAGE),
        tick=inputs.first("tick", otherwise=FINEST),
    )
    return evolve(frame, margin=margin_of(inputs, frame))


def margin_of(inputs: Inputs, frame: Frame) -> Fraction:
    """The margin a case states, or the value at entry by leverage."""
    if "margin" in inputs and inputs.plain["margin"] != _MARGIN_BY_LEVERAGE:
        return inputs.exact("margin")
    return frame.value / (frame.leverage or Fraction(1))


def solved(
    frame: Frame, rules: Rules, time_ns: int, *, funding: Fraction | None = None
) -> Liquidated:
    """The isolated price of *frame*, with the predicted *funding* rate where one is known."""
    return liquidation_price(frame.isolated(), rules, time_ns=time_ns, funding=funding)


def solution(stated: Stated, place: str) -> Liquidated:
    """Where a position that a record of the case states is liquidated.

    Args:
        stated: As its venue's reader read it.
        place: The case, for errors.

    Raises:
        CaseError: Too little of it is known; it says what is missing.
    """
    found = positions.solved(stated)
    if found is None:
        raise CaseError(place=place, why=f"missing: {', '.join(stated.missing)}")
    return found


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
