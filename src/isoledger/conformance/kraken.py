"""Cases of Kraken Futures, answered by its rules."""

from fractions import Fraction

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import shown_price as price_shown, signed, solved, whole
from isoledger.core.instrument import Payoff
from isoledger.core.liquidation import bankruptcy_price, shown_price
from isoledger.core.numbers import Rounding
from isoledger.venues.framing import Frame
from isoledger.venues.kraken import rules


def _inverse(inputs: Inputs, entry: str = "entry", quantity: str = "qty") -> Frame:
    """An inverse position of contracts of one dollar."""
    symbol = inputs.text("symbol", "PI_XBTUSD")
    rate = inputs.exact("mmr", "0.01")
    return Frame(
        symbol=symbol,
        settle="XBT",
        payoff=Payoff.INVERSE,
        quantity=signed(inputs, quantity),
        contract=inputs.exact("contract", "1"),
        entry=inputs.exact(entry),
        maintenance=rate,
        leverage=1 / (rules.INITIAL_PER_MAINTENANCE * rate),
        margin=inputs.exact("margin", "0"),
        tick=rules.TICKS.get(symbol, Fraction(1)),
    )


def _prices(inputs: Inputs, time_ns: int | None) -> Answers:
    """Value, requirements at entry, and the two prices as the venue prints them."""
    at, frame = time_ns or 0, _inverse(inputs)
    position, rate = frame.isolated(), inputs.exact("mmr")
    in_force, value = rules.RULES.at(at), frame.value
    bankrupt = bankruptcy_price(position)
    return {
        "position_value": value,
        "im": value * rate * rules.INITIAL_PER_MAINTENANCE,
        "mm_entry": value * rate,
        "liq": price_shown(solved(frame, in_force, at)),
        "bankrupt": bankrupt and shown_price(bankrupt, position.holding, in_force.shown),
    }


def _row(inputs: Inputs, _: int | None) -> Answers:
    """The balance after a row of the account log."""
    new = rules.booked(
        inputs.exact("old"),
        profit=inputs.exact("realized_pnl", "0"),
        funding=inputs.exact("realized_funding", "0"),
        fee=inputs.exact("fee", "0"),
    )
    return {"new": new}


def _funding(inputs: Inputs, _: int | None) -> Answers:
    hours = Inputs(inputs.place, {"n": inputs.text("contracts_x_hours").partition(" ")[0]})
    side = inputs.text("position")
    if side not in {"long", "short"}:
        raise CaseError(place=f"{inputs.place}, position", why=f"{side!r} is no side")
    paid = rules.funding_paid(
        inputs.exact("funding_rate_per_contract_hour"), hours.exact("n"), long=side == "long"
    )
    old, zero = inputs.exact("old_balance"), Fraction(0)
    balance = rules.booked(old, profit=zero, funding=paid, fee=zero)
    return {"realized_funding": paid, "new_balance": balance}


def _average(inputs: Inputs, _: int | None) -> Answers:
    """The entry price after more was bought: harmonic, since the coins paid add up."""
    held = _inverse(inputs, "old_avg", "old_size").holding
    terms, size = held.instrument, whole(inputs, "add")
    paid = terms.settle.round(terms.value(size, inputs.exact("trade_price")), Rounding.HALF_EVEN)
    return {"new_avg": held.traded(size, paid)[0].entry_price()}


def _conversion(inputs: Inputs, _: int | None) -> Answers:
    """What a loss and a fee need, what was taken for it, and the earlier fee at the same price."""
    fee, out = inputs.exact("fee"), inputs.exact("usdt_old") - inputs.exact("usdt_new")
    needed = -rules.booked(Fraction(0), profit=inputs.exact("pnl"), funding=Fraction(0), fee=fee)
    return {"usd_needed": needed, "usdt_out": out, "first_usdt_out": fee * out / needed}


RUNNERS: Runners = {
    (rules.NAME, "account_log_funding"): _row,
    (rules.NAME, "account_log_funding_chain"): _funding,
    (rules.NAME, "account_log_trade"): _row,
    (rules.NAME, "inverse_avg_entry"): _average,
    (rules.NAME, "liq_bankrupt_inverse"): _prices,
    (rules.NAME, "multi_collateral_auto_conversion"): _conversion,
}
"""Runners by (venue, kind)."""
