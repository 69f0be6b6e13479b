"""What Binance printed, computed again: runners for USD-M and COIN-M cases."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import count

from attrs import evolve

from isoledger.conformance.binance_flows import FLOWS
from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import shown_price, signed, solved
from isoledger.core.holding import Holding
from isoledger.core.identity import Leg
from isoledger.core.instrument import Payoff
from isoledger.core.liquidation import pool_liquidation_price
from isoledger.core.numbers import Exact, Price
from isoledger.core.orderrules import Footing, Order
from isoledger.core.orders import OrderMargin, order_margin
from isoledger.core.risk import Risk, position_risk
from isoledger.core.rules import Rules
from isoledger.core.tiers import MarginTier
from isoledger.venues.binance.rules import (
    COIN_ORDERS,
    COIN_TICK,
    CUT_NS,
    ORDERS,
    PORTFOLIO_ROUNDING,
    RULES,
    SPOT_FEE,
    break_even,
    closing_price,
    derived,
)
from isoledger.venues.binance.tiers import deduction
from isoledger.venues.framing import Frame, pooled

_BY_LEVERAGE = "entry*qty/leverage"
"""How a case writes that the margin is what opening took, and nothing more."""

_FIRST_RATE = "0.005"
"""Maintenance rate where a case names none: assumed, as in the first tier of large contracts. Most
answers do not depend on it; the liquidation price of what a partial close left does."""


def _rules(time_ns: int | None) -> Rules:
    """The rules of the case's day; of today, where it has none."""
    return RULES.at(CUT_NS if time_ns is None else time_ns)


def _held(case: Inputs, quantity: Fraction, price: Fraction, rate: str | None = None) -> Frame:
    """Coins in the tier of the case, nothing behind them; *rate* where it may be left out."""
    return Frame(
        symbol="linear",
        quantity=quantity,
        entry=price,
        maintenance=case.exact("mmr", rate),
        deduction=case.exact("cum", "0"),
        leverage=case.maybe("leverage"),
    )


def _linear(case: Inputs) -> Frame:
    return _held(case, signed(case, "qty"), case.exact("entry"))


def _inverse(case: Inputs, price: str = "entry", rate: str | None = None) -> Frame:
    """Contracts of a stated size, or dollars, which are contracts of one."""
    contracts = "contracts" in case
    quantity = signed(case, "contracts" if contracts else "usd")
    face = case.exact("contractSize") if contracts else Fraction(1)
    held = _held(case, quantity, case.exact(price), rate)
    return evolve(held, symbol="inverse", contract=face, payoff=Payoff.INVERSE, settle="COIN")


def _margin(case: Inputs) -> Fraction:
    """What the case says stands behind the position, or what opening it took."""
    for name in ("wb", "isolatedWallet", "margin"):
        if name in case and case.plain[name] != _BY_LEVERAGE:
            return case.exact(name)
    return case.exact("entry") * case.exact("qty") / case.exact("leverage")


def _price(frame: Frame, margin: Fraction, time_ns: int | None) -> Fraction | None:
    """The price of *frame* on its own *margin*."""
    when = CUT_NS if time_ns is None else time_ns
    return shown_price(solved(evolve(frame, margin=margin), _rules(time_ns), when))


def _risk(frame: Frame, mark: Fraction) -> Risk:
    return position_risk(frame.isolated(), mark, _rules(None), time_ns=CUT_NS)


def isolated_price(case: Inputs, time_ns: int | None) -> Answers:
    """USD-M, isolated: the liquidation price, as it is printed."""
    return {"liq": _price(_linear(case), _margin(case), time_ns)}


def isolated_coin_price(case: Inputs, time_ns: int | None) -> Answers:
    """COIN-M, isolated: the liquidation price and, at a mark, what else is printed."""
    frame, margin = _inverse(case), _margin(case)
    liq, mark = _price(frame, margin, time_ns), case.maybe("mark")
    if mark is None:
        return {"liq": liq}
    profit = derived(frame.holding.profit(mark))
    return {
        "liq": liq,
        "upnl": profit,
        "isolatedMargin": margin + profit,
        "notionalValue": derived(frame.value_at(mark)),
    }


def isolated_fields(case: Inputs, time_ns: int | None) -> Answers:
    """USD-M, isolated: all derived figures of a ``positionRisk`` record."""
    frame, margin, mark = _linear(case), _margin(case), case.exact("mark")
    profit = derived(frame.holding.profit(mark))
    return {
        "liq": _price(frame, margin, time_ns),
        "up": profit,
        "isolatedMargin": margin + profit,
        "notional": derived(_value(frame.holding, mark)),
    }


def _value(holding: Holding, price: Fraction) -> Fraction:
    return holding.instrument.value(holding.size, price)


def cross_price(case: Inputs, time_ns: int | None) -> Answers:
    """USD-M, cross: the price of one position, the others at their marks."""
    rows = [case.inner("me"), *(case.rows("others") if "others" in case else [])]
    legs = {(frame.symbol, frame.leg): frame for frame in map(_leg, rows, count())}
    if len(legs) < len(rows):
        raise CaseError(place=case.place, why="two positions of one side in one contract")
    marks = {
        at[0]: row.exact("mark", row.text("entry")) for at, row in zip(legs, rows, strict=True)
    }
    frames, balance = list(legs.values()), case.exact("wb")
    return {"liq": _pool_price(frames, balance, marks, _rules(time_ns), time_ns)}


def cross_coin_price(case: Inputs, time_ns: int | None) -> Answers:
    """COIN-M, cross, as the screen shows it: cut to the tick, which is 0.1 if none is stated."""
    frame = _inverse(case)
    marks = {frame.symbol: case.first("mark", otherwise=frame.entry)}
    rules, grid = _rules(time_ns), case.first("tick", otherwise=COIN_TICK)
    screen = evolve(rules, shown=evolve(rules.shown, grid=grid))
    return {"liq": _pool_price([frame], case.exact("wb"), marks, screen, time_ns)}


def _leg(row: Inputs, place: int) -> Frame:
    """Both sides of one contract are two legs (hedge mode), and share their price."""
    side: Leg = "long" if signed(row, "qty") > 0 else "short"
    return evolve(_linear(row), symbol=row.text("sym", f"linear {place}"), leg=side)


def _pool_price(
    frames: list[Frame],
    balance: Fraction,
    marks: Mapping[str, Fraction],
    rules: Rules,
    time_ns: int | None,
) -> Fraction | None:
    """The price of the first of *frames*."""
    leg, when = pooled(frames, balance, marks), CUT_NS if time_ns is None else time_ns
    return shown_price(pool_liquidation_price(leg.pool, leg.leg, marks, rules, time_ns=when))


def bracket(case: Inputs, _: int | None) -> Answers:
    """The maintenance amount of a tier, from the tier below."""
    rate = case.exact("prev_mmr")
    below = MarginTier(
        floor=Fraction(0),
        cap=None,
        initial=rate,
        maintenance=rate,
        deduction=case.exact("prev_cum"),
    )
    return {"cum": deduction(below, case.exact("floor"), case.exact("mmr"))}


def order(case: Inputs, _: int | None) -> Answers:
    """USD-M: the initial margin of an order."""
    return {"im": _reserved(case, case.text("price"), case.text("leverage")).initial}


def order_coin(case: Inputs, _: int | None) -> Answers:
    """COIN-M: the initial margin of an order."""
    price = Price.of(Exact.of(case.text("price")))
    holding = _inverse(case, "price", rate=_FIRST_RATE).holding
    mine = Order(size=holding.size, price=price, leverage=Exact.of(case.text("leverage")))
    footing = Footing(rules=COIN_ORDERS.at(0), mark=price.value)
    return {"im": order_margin(mine, holding.instrument, footing).initial}


def opening_loss(case: Inputs, _: int | None) -> Answers:
    """What an order would lose against the mark at once."""
    return {"open_loss": _reserved(case, case.text("order_price"), "1").open_loss}


def _reserved(case: Inputs, price: str, leverage: str) -> OrderMargin:
    """What an order reserves; where no mark is stated, it is the limit, and the last the mark."""
    limit = Price.of(Exact.of(price))
    holding = Frame(symbol="linear", quantity=signed(case, "qty"), entry=limit.value).holding
    mine = Order(size=holding.size, price=limit, leverage=Exact.of(leverage))
    mark = case.exact("mark", price)
    last = case.first("last", otherwise=mark)
    footing = Footing(rules=ORDERS.at(0), mark=mark, last=last)
    return order_margin(mine, holding.instrument, footing)


def position_fields(case: Inputs, _: int | None) -> Answers:
    """USD-M: derived figures of a cross position, all at the mark."""
    frame, mark = _linear(case), case.exact("mark")
    holding, risk = frame.holding, _risk(frame, mark)
    fee = case.first("fee_rate", otherwise=SPOT_FEE)
    return {
        "upnl": derived(holding.profit(mark)),
        "notional": derived(_value(holding, mark)),
        "initialMargin": derived(risk.initial),
        "maintMargin": derived(risk.maintenance),
        "breakEven": break_even(signed(case, "qty"), case.exact("entry"), fee),
    }


def position_coin_fields(case: Inputs, _: int | None) -> Answers:
    """COIN-M: derived figures as the portfolio-margin endpoints round them."""
    frame, mark = _inverse(case, rate=_FIRST_RATE), case.exact("mark")
    return {
        "upnl": derived(frame.holding.profit(mark), PORTFOLIO_ROUNDING),
        "notionalValue": derived(frame.value_at(mark), PORTFOLIO_ROUNDING),
    }


def rounding(case: Inputs, _: int | None) -> Answers:
    """How margins are cut."""
    notional = case.exact("notional")
    held = _held(case, Fraction(1 if notional > 0 else -1), abs(notional))
    risk = _risk(held, abs(notional))
    return {"initialMargin": derived(risk.initial), "maintMargin": derived(risk.maintenance)}


def maintenance(case: Inputs, _: int | None) -> Answers:
    """COIN-M: the maintenance margin at a mark."""
    return {"mm": _risk(_inverse(case, "mark"), case.exact("mark")).maintenance}


def coin_notional(case: Inputs, _: int | None) -> Answers:
    """COIN-M: what a fill is worth."""
    return {"cumBase": derived(_inverse(case, "avgPrice", rate=_FIRST_RATE).value)}


def notional(case: Inputs, _: int | None) -> Answers:
    """USD-M: what a fill is worth."""
    held = Frame(symbol="linear", quantity=case.exact("qty"), entry=case.exact("avgPrice")).holding
    return {"cumQuote": derived(held.cost.value)}


def partial_close(case: Inputs, time_ns: int | None) -> Answers:
    """At what price a part was closed, and where what is left is liquidated."""
    quantity, entry = signed(case, "qty_after"), case.exact("entry")
    closed = case.exact("closed")
    named = next((name for name in case if name.startswith(_PAID)), None)
    paid = entry  # printed rounded; what was paid for all of it is not
    if named is not None:
        times = Inputs(f"{case.place}, {named}", {"n": named.removeprefix(_PAID)}).exact("n")
        paid = case.exact(named) / times
    left = _held(case, quantity, entry, _FIRST_RATE)
    rate = case.exact("fee_rate")
    return {
        "close_price": closing_price(quantity, closed, paid, case.exact("bep"), rate),
        "liq": _price(left, case.exact("iw_after"), time_ns),
    }


_PAID = "entry_times_"
"""What begins the name of the entry price times a quantity, which the name ends with."""

RUNNERS: Runners = {
    **FLOWS,
    ("binance_usdm", "isolated_liq_price"): isolated_price,
    ("binance_usdm", "cross_liq_price"): cross_price,
    ("binance_usdm", "bracket_cum"): bracket,
    ("binance_usdm", "order_initial_margin"): order,
    ("binance_usdm", "open_loss"): opening_loss,
    ("binance_usdm", "position_fields"): position_fields,
    ("binance_usdm", "rounding"): rounding,
    ("binance_usdm", "linear_notional"): notional,
    ("binance_usdm", "isolated_position_fields"): isolated_fields,
    ("binance_usdm", "isolated_partial_close_bounds"): partial_close,
    ("binance_coinm", "isolated_liq_price"): isolated_coin_price,
    ("binance_coinm", "cross_liq_price"): cross_coin_price,
    ("binance_coinm", "bracket_cum"): bracket,
    ("binance_coinm", "maintenance_margin"): maintenance,
    ("binance_coinm", "order_initial_margin"): order_coin,
    ("binance_coinm", "inverse_notional"): coin_notional,
    ("binance_coinm", "position_fields"): position_coin_fields,
}
"""Every kind of case of both products."""
