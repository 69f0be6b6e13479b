"""Cases of Deribit, answered by its rules."""

from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.core.dated import Dated
from isoledger.core.risk import Requirement, holding_risk
from isoledger.core.tiers import TierTable
from isoledger.venues.deribit import rules
from isoledger.venues.framing import Frame


def _margins(inputs: Inputs, time_ns: int | None) -> Answers:
    """Initial and maintenance margin of a linear position, at the index."""
    size, index = inputs.exact("size"), inputs.exact("index")
    growth = rules.Growth(inputs.exact("im0"), inputs.exact("mm0"), inputs.exact("k"))
    frame = Frame(
        symbol=f"{inputs.text('base')}_USDC-PERPETUAL",
        settle="USDC",
        quantity=size,
        entry=index,
        tiers=Dated[TierTable].always(growth.tiers(size)),
    )
    holding = frame.holding
    needs = Requirement.of(holding, rules.RULES.at(time_ns or 0), time_ns or 0)
    risk = holding_risk(holding, index, needs)
    return {"im": risk.initial, "mm": risk.maintenance}


def _settlement(inputs: Inputs, _: int | None) -> Answers:
    parts = inputs.exact("session_rpl"), inputs.exact("session_upl")
    return {"change": rules.settled(*parts)}


def _balance(inputs: Inputs, _: int | None) -> Answers:
    return {"balance": inputs.exact("balance_before") + inputs.exact("change")}


def _equity_chain(inputs: Inputs, _: int | None) -> Answers:
    """Equity after a change of cash, if no price had moved."""
    return {"equity": inputs.exact("equity_before") + inputs.exact("change")}


def _equity(inputs: Inputs, _: int | None) -> Answers:
    names = ("balance", "session_rpl", "session_upl", "options_value")
    balance, *rest = (inputs.exact(name, "0") for name in names)
    return {"equity": rules.equity(balance, *rest)}


def _funding(inputs: Inputs, _: int | None) -> Answers:
    damper = inputs.exact("damper", "0.00025")
    return {"rate8h": rules.funding_rate(inputs.exact("premium"), damper)}


RUNNERS: Runners = {
    (rules.NAME, "account_summary_identity"): _equity,
    (rules.NAME, "balance_chain"): _balance,
    (rules.NAME, "equity_chain"): _equity_chain,
    (rules.NAME, "funding_rate"): _funding,
    (rules.NAME, "im_mm_linear"): _margins,
    (rules.NAME, "settlement_cashflow"): _settlement,
}
"""Runners by (venue, kind)."""
