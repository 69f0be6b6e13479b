"""Positions as Gate states them, as a client rewrote them, and as liquidations record them.

A cross position (leverage 0) prints the account's balance as its margin. The value and the mark
tell what a contract is worth; the finest digit among the record's own prices is taken for the step
to which the liquidation price is printed.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.instrument import Payoff
from isoledger.venues.fields import SECOND_NS, Fields
from isoledger.venues.framing import Frame, pooled
from isoledger.venues.gate.rules import CAP, CONTRACTS, NAME, RULES, TIERED_NS
from isoledger.venues.printed import Printed, last_digit
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

_SYMBOL = ("contract", "symbol")
_SIZE = ("size", "contracts")
_ENTRY = ("entry_price", "entryPrice")
_MARK = ("mark_price", "markPrice")
_PRICE = ("liq_price", "liquidationPrice")
_RATE = ("average_maintenance_rate", "maintenance_rate", "maintenanceMarginPercentage")
_MARGIN = ("margin", "initialMargin(as printed)", "margin_mode(sic: margin)")
_UNIT = ("quanto_multiplier", "contractSize")
_LEVERAGE = ("leverage", "lever")


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in one record.

    Args:
        raw: The record: of ``/futures/{settle}/positions``, of a client, or of ``liquidates``.
        besides: What is known besides.

    Raises:
        FieldError: A field that must be there is missing or unreadable.
    """
    record = Fields.of(raw, f"{NAME} position")
    told, time_ns = Printed.of(record, *_PRICE, cap=CAP), _time(record, besides)
    mark = _either(record.maybe(*_MARK), besides.mark)
    blank = evolve(
        told.stated(record.printed(*_SYMBOL) or "?", RULES.at(time_ns), time_ns),
        mark=mark,
    )
    if not record.maybe(*_SIZE):
        return evolve(blank, missing=("a position: it is flat",))
    rate = _either(record.maybe(*_RATE), besides.maintenance)
    margin = _either(record.maybe(*_MARGIN), besides.margin)
    terms = _terms(record, besides)
    lacks = {
        "what one contract is worth": terms is None,
        "the maintenance rate": rate is None,
        "the margin": margin is None,
        "the mark": mark is None and _is_cross(record),
    }
    missing = tuple(what for what, lacking in lacks.items() if lacking)
    if terms is None or rate is None or margin is None or missing:
        return evolve(blank, missing=missing)
    frame = _frame(record, besides, blank.symbol, terms)
    frame = evolve(frame, maintenance=rate, margin=margin)
    return _subject(record, frame, evolve(blank, assumed=_assumed(record, besides)))


@frozen
class _Terms:
    """What a contract is worth of."""

    payoff: Payoff
    contract: Fraction


def _subject(record: Fields, frame: Frame, blank: Stated) -> Stated:
    if blank.mark is None or not _is_cross(record):
        return evolve(blank, subject=frame.isolated())
    leg = pooled([frame], frame.margin, {frame.symbol: blank.mark})
    why = "no other position on the balance that is printed as margin"
    return evolve(blank, subject=leg, assumed=(*blank.assumed, why))


def _frame(record: Fields, besides: Besides, symbol: str, terms: _Terms) -> Frame:
    return Frame(
        symbol=symbol,
        quantity=record.exact(*_SIZE),
        contract=terms.contract,
        payoff=terms.payoff,
        entry=record.exact(*_ENTRY),
        deduction=besides.deduction or Fraction(0),
        leverage=besides.leverage or record.maybe(*_LEVERAGE),
        settle="BTC" if symbol.endswith("_USD") else "USDT",
        tick=besides.tick or _step(record),
    )


def _either(stated_here: Fraction | None, besides: Fraction | None) -> Fraction | None:
    return besides if stated_here is None else stated_here


def _terms(record: Fields, besides: Besides) -> _Terms | None:
    """Payoff by the name; worth by the record, the caller, the table, or the value at the mark."""
    known = CONTRACTS.get(record.printed(*_SYMBOL))
    payoff = Payoff.LINEAR if known is None else known[0]
    unit = _either(record.maybe(*_UNIT), besides.contract)
    if unit is not None:
        return _Terms(payoff, unit)
    if known is not None:
        return _Terms(*known)
    value, mark = record.maybe("value"), record.maybe(*_MARK)
    if not value or not mark:
        return None
    return _Terms(payoff, value / (abs(record.exact(*_SIZE)) * mark))


def _step(record: Fields) -> Fraction:
    """The finest digit among the prices of the record."""
    names = (*_ENTRY[1:], *_MARK, *_PRICE)
    return min(last_digit(record.printed(name)) for name in names)


def _assumed(record: Fields, besides: Besides) -> tuple[str, ...]:
    if besides.tick is not None:
        return ()
    return (f"prices are printed to {_step(record)}, the finest digit among them",)


def _is_cross(record: Fields) -> bool:
    """Leverage 0 means cross; a client says so in words, or says nothing and prints a balance."""
    leverage = record.maybe(*_LEVERAGE)
    return record.optional("marginType") != "isolated" if leverage is None else not leverage


def _time(record: Fields, besides: Besides) -> int:
    """When the record was so; one without a time is judged by the rules of before tiers."""
    return besides.when(
        record.time_ns("update_time", "time", unit_ns=SECOND_NS) or _written(record)
    )


def _written(record: Fields) -> int:
    text = record.optional("datetime")
    if text is None:
        return TIERED_NS - 1
    try:
        return int(datetime.fromisoformat(text).timestamp()) * SECOND_NS
    except ValueError as error:
        raise record.fault("datetime", str(error)) from None
