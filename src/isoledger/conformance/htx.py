"""Cases of HTX, answered by its rules."""

from collections.abc import Mapping

from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Answer, Runners
from isoledger.conformance.solving import exact_price, is_long
from isoledger.core.liquidation import liquidation_price
from isoledger.venues.htx import rules
from isoledger.venues.stating import Outline


def _position(inputs: Inputs, time_ns: int | None) -> Mapping[str, Answer]:
    """All that a position row states of an isolated linear position."""
    leverage, last = inputs.exact("lever"), inputs.exact("last")
    adjustment, at = inputs.exact("adjust_factor"), time_ns or 0
    outline = Outline(
        symbol=inputs.text("symbol", "BTC-USDT"),
        quantity=inputs.exact("volume") * (1 if is_long(inputs) else -1),
        contract=inputs.exact("contract_size"),
        entry=inputs.exact("cost_hold"),
        maintenance=rules.maintenance_rate(adjustment, leverage),
        leverage=leverage,
        margin=inputs.exact("margin_static"),
    )
    position = outline.isolated()
    holding = position.holding
    margin = rules.position_margin(abs(holding.instrument.value(holding.size, last)), leverage)
    equity = position.margin.value + holding.profit(last)
    found = liquidation_price(position, rules.RULES.at(at), time_ns=at)
    return {
        "liquidation_price": exact_price(found),
        "position_margin": margin,
        "margin_balance": equity,
        "risk_rate": rules.risk_rate(equity, margin, adjustment),
    }


RUNNERS: Runners = {(rules.NAME, "liq_price_isolated_linear"): _position}
"""Runners by (venue, kind)."""
