"""What Bybit bills for trades and funding, computed again: runners of such cases."""

from fractions import Fraction
from math import lcm

from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Answer, Answers, Runners
from isoledger.conformance.solving import is_long, signed
from isoledger.core.holding import Holding
from isoledger.core.instrument import Payoff
from isoledger.core.money import Asset
from isoledger.core.numbers import Rounding
from isoledger.venues.bybit.rules import funding_of, trading_fee
from isoledger.venues.framing import DECIMALS, Frame


def _average(case: Inputs, payoff: Payoff) -> Answers:
    """The entry price after the fills, each a quantity and a price; negative ones sell."""
    fills = [(row.exact("0"), row.exact("1")) for row in case.rows("fills")]
    lot = Fraction(1, lcm(*(quantity.denominator for quantity, _ in fills)))
    total: Holding | None = None
    for quantity, price in fills:
        one = Frame(
            symbol="contract", quantity=quantity, payoff=payoff, entry=price, lot=lot
        ).holding
        total = one if total is None else total.traded(one.size, one.cost)[0]
    return {"entry": None if total is None else total.entry_price()}


def linear_entry(case: Inputs, _: int | None) -> Answers:
    """Linear: the average entry."""
    return _average(case, Payoff.LINEAR)


def inverse_entry(case: Inputs, _: int | None) -> Answers:
    """Inverse: the average entry, which is harmonic."""
    found = _average(case, Payoff.INVERSE)["entry"]
    return {"entry": _near(found) if isinstance(found, Fraction) else None}


def _near(price: Fraction) -> Fraction:
    """*price* without the dust of a cost that is kept to 30 decimals."""
    return Asset("price", DECIMALS // 2).round(price, Rounding.HALF_EVEN).value


def closed_profit(case: Inputs, _: int | None) -> Answers:
    """What a closed position made: the fees of both legs are in it, each rounded alone."""
    entry, leave = case.exact("cumEntryValue"), case.exact("cumExitValue")
    rate = case.exact("fee_rate")
    gross = leave - entry if is_long(case) else entry - leave
    return {"closedPnl": gross - trading_fee(entry, rate) - trading_fee(leave, rate)}


def funding(case: Inputs, _: int | None) -> Answers:
    """Funding as the unified account's log states it: below zero when it is paid."""
    quantity = signed(case, "size")
    amount = funding_of(quantity, case.exact("mark"), case.exact("rate"))
    return {"funding": amount, "change": amount}


def fee(case: Inputs, _: int | None) -> Answers:
    """A trading fee, and what it changes."""
    if "execValue" in case:
        amount = trading_fee(case.exact("execValue"), case.exact("feeRate"))
    else:
        amount = trading_fee(case.exact("qty") * case.exact("price"), case.exact("rate"))
    return {"fee": amount, "execFee": amount, "change": -amount}


def balances(case: Inputs, _: int | None) -> Answers:
    """The balance after each change; ``cashBalance`` is told after its change."""
    balance = case.exact("cashBalance_0")
    answers: dict[str, Answer] = {}
    for n, row in enumerate(case.rows("changes"), start=1):
        balance += row.exact("0")
        answers[f"b{n}"] = balance
    return answers


def signs(case: Inputs, _: int | None) -> Answers:
    """The change of a bill: funding has one sign in the unified log, the other in the classic."""
    before = case.exact("cashFlow") - case.exact("fee")
    return {
        "change_uta": before + case.exact("funding_uta"),
        "change_classic": before - case.exact("funding_classic"),
    }


BILLS: Runners = {
    ("bybit", "average_entry_linear"): linear_entry,
    ("bybit", "average_entry_inverse"): inverse_entry,
    ("bybit", "realized_pnl"): closed_profit,
    ("bybit", "funding"): funding,
    ("bybit", "fee"): fee,
    ("bybit", "running_balance"): balances,
    ("bybit", "sign_convention"): signs,
}
"""The kinds of cases about bills."""
