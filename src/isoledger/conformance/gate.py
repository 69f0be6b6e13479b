"""Runners of Gate's cases."""

from fractions import Fraction

from attrs import evolve

from isoledger.conformance.cases import Inputs
from isoledger.conformance.lives import Life
from isoledger.conformance.running import Answer, Answers, Echo, Runners
from isoledger.conformance.solving import (
    exact_price,
    framed,
    is_long,
    risk_at,
    shown_price,
    solved,
)
from isoledger.core.instrument import Payoff
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.rules import Rules
from isoledger.venues.framing import Frame
from isoledger.venues.gate.rules import BOOK_STEP, EXIT_FEE, TIERED_NS, initial_margin, rules_at
from isoledger.venues.printed import last_digit

_FEE = ("exit_fee", "taker", "fee")


def _when(time_ns: int | None) -> int:
    """A case without a date is judged by the rules of today."""
    return TIERED_NS if time_ns is None else time_ns


def _rules(inputs: Inputs, time_ns: int | None) -> Rules:
    return rules_at(_when(time_ns), inputs.maybe(*_FEE))


def _framed(inputs: Inputs) -> Frame:
    """The position of a case; its rate is the tiered average where one is stated."""
    frame = framed(inputs)
    rate = inputs.first("avg_mmr", "mmr", otherwise=Fraction(0))
    inverse = inputs.text("type", "linear") == "inverse"
    return evolve(frame, maintenance=rate, payoff=Payoff.INVERSE if inverse else Payoff.LINEAR)


def _opened(inputs: Inputs) -> Fraction:
    """The margin of a position that was opened and never fed."""
    frame = _framed(inputs)
    return initial_margin(
        frame.value,
        frame.leverage or Fraction(1),
        long=is_long(inputs),
        exit_fee=inputs.first("exit_fee", otherwise=EXIT_FEE),
    )


def _isolated(inputs: Inputs, time_ns: int | None) -> Answers:
    """The price as it is solved, and where the step of prices is known as it is printed."""
    found = solved(_framed(inputs), _rules(inputs, time_ns), _when(time_ns))
    return {"liq": shown_price(found) if "tick" in inputs else exact_price(found)}


def _isolated_fields(inputs: Inputs, time_ns: int | None) -> Answers:
    """Fields of a position that was opened, and fed by hand; a price has the digits of the mark."""
    frame, mark = _framed(inputs), inputs.exact("mark")
    margin = _opened(inputs) + inputs.exact("added_margin", "0")
    step = min(last_digit(inputs.text(name)) for name in ("entry", "mark"))
    found = solved(evolve(frame, margin=margin, tick=step), _rules(inputs, time_ns), _when(time_ns))
    return {
        "margin": margin,
        "liq": shown_price(found),
        "unrealised_pnl": frame.holding.profit(mark),
        "value": frame.value_at(mark),
        "realised_pnl": -inputs.exact("open_fee_rate") * frame.value,
    }


def _funding_pot(inputs: Inputs, time_ns: int | None) -> Answers:
    """Funding is in the margin, the opening fee is not; two fields are counted at the mark."""
    frame, rules = _framed(inputs), _rules(inputs, time_ns)
    names = ("pnl_pnl", "pnl_fee", "pnl_fund")
    paid, mark = {name: inputs.exact(name, "0") for name in names}, inputs.exact("mark")
    opened = evolve(frame, margin=_opened(inputs))
    initial = initial_margin(
        frame.value_at(mark),
        frame.leverage or Fraction(1),
        long=is_long(inputs),
        exit_fee=rules.closing_fee,
    )
    return {
        "margin": Life.of(opened, rules).funded(paid["pnl_fund"]).margin,
        "initial_margin": initial,
        "maintenance_margin": risk_at(opened, mark, rules, _when(time_ns)).maintenance,
        "realised_pnl": sum(paid.values(), Fraction(0)),
        "pnl_fee": Echo(paid["pnl_fee"]),
    }


def _cross_margin(inputs: Inputs, _: int | None) -> Answers:
    fee = _booked(inputs.exact("fee_rate") * _framed(inputs).value)
    return {"realised_pnl": -fee, "margin": inputs.exact("wallet_before") - fee}


def _fee(inputs: Inputs, _: int | None) -> Answers:
    frame = _framed(inputs)
    fee = _booked(inputs.exact("fee_rate") * frame.value)
    mark = inputs.maybe("mark")
    value = frame.value if mark is None else frame.value_at(mark)
    return {"realised_pnl": -fee, "value": value}


def _booked(amount: Fraction) -> Fraction:
    return on_grid(amount, BOOK_STEP, Rounding.HALF_AWAY)


def _initial(inputs: Inputs, _: int | None) -> Answers:
    fee = inputs.first("fee", "exit_fee", otherwise=EXIT_FEE)
    value, leverage = inputs.exact("order_value"), inputs.exact("leverage")
    return {"im": initial_margin(value, leverage, long=is_long(inputs), exit_fee=fee)}


def _realised(inputs: Inputs, _: int | None) -> Answers:
    """The sum of the parts, and the first part from the prices a close states."""
    parts = (inputs.exact(name, "0") for name in ("pnl_pnl", "pnl_fee", "pnl_fund"))
    rise = inputs.exact("short_price") - inputs.exact("long_price")
    size = inputs.exact("accum_size") * inputs.exact("quanto_multiplier", "1")
    return {"pnl": sum(parts, Fraction(0)), "pnl_pnl": size * rise}


def _rounding(inputs: Inputs, _: int | None) -> Answers:
    """How many printed prices each way of rounding would have printed."""
    count: dict[str, int] = {}
    for row in inputs.rows("rows"):
        long, exact, printed = row.text("0").startswith("long"), row.exact("1"), row.exact("2")
        ways = {
            "nearest": Rounding.HALF_AWAY,
            "toward_entry": Rounding.CEILING if long else Rounding.FLOOR,
            "away_from_entry": Rounding.FLOOR if long else Rounding.CEILING,
            "truncated": Rounding.TOWARD_ZERO,
        }
        step = last_digit(row.text("2"))
        for way, rounding in ways.items():
            count[way] = count.get(way, 0) + (on_grid(exact, step, rounding) == printed)
    return dict[str, Answer](count)


RUNNERS: Runners = {
    ("gate", "cross_margin_field"): _cross_margin,
    ("gate", "fee"): _fee,
    ("gate", "initial_margin"): _initial,
    ("gate", "isolated_funding_pot"): _funding_pot,
    ("gate", "isolated_liq_price"): _isolated,
    ("gate", "isolated_position_fields"): _isolated_fields,
    ("gate", "realized_pnl"): _realised,
    ("gate", "rounding"): _rounding,
}
"""By venue and kind."""
