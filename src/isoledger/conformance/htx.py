"""Cases of HTX, answered by its rules."""

from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import exact_price, signed, solved
from isoledger.venues.framing import Frame
from isoledger.venues.htx import rules


def _position(inputs: Inputs, time_ns: int | None) -> Answers:
    """All that a position row states of an isolated linear position."""
    leverage, last = inputs.exact("lever"), inputs.exact("last")
    adjustment, at = inputs.exact("adjust_factor"), time_ns or 0
    frame = Frame(
        symbol=inputs.text("symbol", "BTC-USDT"),
        quantity=signed(inputs, "volume"),
        contract=inputs.exact("contract_size"),
        entry=inputs.exact("cost_hold"),
        maintenance=rules.maintenance_rate(adjustment, leverage),
        leverage=leverage,
        margin=inputs.exact("margin_static"),
    )
    margin = rules.position_margin(frame.value_at(last), leverage)
    equity = frame.margin + frame.holding.profit(last)
    found = solved(frame, rules.RULES.at(at), at)
    return {
        "liquidation_price": exact_price(found),
        "position_margin": margin,
        "margin_balance": equity,
        "risk_rate": rules.risk_rate(equity, margin, adjustment),
    }


RUNNERS: Runners = {(rules.NAME, "liq_price_isolated_linear"): _position}
"""Runners by (venue, kind)."""
