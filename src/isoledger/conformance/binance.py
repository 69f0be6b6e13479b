"""What Binance printed, computed again: runners for USD-M and COIN-M cases."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve

from isoledger.conformance.binance_flows import FLOWS, Answers, signed
from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.running import Runners
from isoledger.core.certificate import Liquidated, LiquidationPrice
from isoledger.core.cross import CrossPool
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import Leg, PositionId
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.orderrules import Footing, Order
from isoledger.core.orders import OrderMargin, order_margin
from isoledger.core.risk import Risk, position_risk
from isoledger.core.rules import Rules
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.venues.binance.rules import (
    COIN_ORDERS,
    COIN_TICK,
    CROSS,
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
from isoledger.venues.figures import alone, held, one_tier

_BY_LEVERAGE = "entry*qty/leverage"
"""How a case writes that the margin is what opening took, and nothing more."""

_FIRST_RATE = "0.005"
"""Maintenance rate where a case names none: assumed, as in the first tier of large contracts. Most
answers do not depend on it; the liquidation price of what a partial close left does."""


def _rules(time_ns: int | None) -> Rules:
    """The rules of the case's day; of today, where it has none."""
    return RULES.at(CUT_NS if time_ns is None else time_ns)


def _tier(case: Inputs, rate: str | None = None) -> TierTable:
    """The tier of the case; *rate* where it may be left out."""
    leverage = case.exact("leverage") if "leverage" in case else None
    return one_tier(case.exact("mmr", rate), case.exact("cum", "0"), leverage=leverage)


def _linear(case: Inputs, symbol: str = "linear") -> Holding:
    quantity, entry = signed(case, "qty"), case.exact("entry")
    return held(symbol, quantity, entry, settle="USDT", table=_tier(case))


def _inverse(case: Inputs, price: str = "entry", rate: str | None = None) -> Holding:
    """Contracts of a stated size, or dollars, which are contracts of one."""
    contracts = "contracts" in case
    quantity = signed(case, "contracts" if contracts else "usd")
    face = case.exact("contractSize") if contracts else Fraction(1)
    return held(
        "inverse", quantity, case.exact(price), settle="COIN", face=face, table=_tier(case, rate)
    )


def _isolated(holding: Holding, margin: Fraction) -> IsolatedPosition:
    return alone(holding, margin, position=PositionId(holding.instrument.symbol))


def _margin(case: Inputs) -> Fraction:
    """What the case says stands behind the position, or what opening it took."""
    for name in ("wb", "isolatedWallet", "margin"):
        if name in case and case.plain[name] != _BY_LEVERAGE:
            return case.exact(name)
    return case.exact("entry") * case.exact("qty") / case.exact("leverage")


def _price(found: Liquidated) -> Fraction | None:
    return found.shown if isinstance(found, LiquidationPrice) else None


def _alone_price(position: IsolatedPosition, time_ns: int | None) -> Fraction | None:
    when = CUT_NS if time_ns is None else time_ns
    return _price(liquidation_price(position, _rules(time_ns), time_ns=when))


def _risk(holding: Holding, margin: Fraction, mark: Fraction) -> Risk:
    return position_risk(_isolated(holding, margin), mark, _rules(None), time_ns=CUT_NS)


def isolated_price(case: Inputs, time_ns: int | None) -> Answers:
    """USD-M, isolated: the liquidation price, as it is printed."""
    return {"liq": _alone_price(_isolated(_linear(case), _margin(case)), time_ns)}


def isolated_coin_price(case: Inputs, time_ns: int | None) -> Answers:
    """COIN-M, isolated: the liquidation price and, at a mark, what else is printed."""
    holding, margin = _inverse(case), _margin(case)
    liq = _alone_price(_isolated(holding, margin), time_ns)
    if "mark" not in case:
        return {"liq": liq}
    profit = derived(holding.profit(case.exact("mark")))
    return {
        "liq": liq,
        "upnl": profit,
        "isolatedMargin": margin + profit,
        "notionalValue": derived(abs(_value(holding, case.exact("mark")))),
    }


def isolated_fields(case: Inputs, time_ns: int | None) -> Answers:
    """USD-M, isolated: all derived figures of a ``positionRisk`` record."""
    holding, margin, mark = _linear(case), _margin(case), case.exact("mark")
    profit = derived(holding.profit(mark))
    return {
        "liq": _alone_price(_isolated(holding, margin), time_ns),
        "up": profit,
        "isolatedMargin": margin + profit,
        "notional": derived(_value(holding, mark)),
    }


def _value(holding: Holding, price: Fraction) -> Fraction:
    return holding.instrument.value(holding.size, price)


def cross_price(case: Inputs, time_ns: int | None) -> Answers:
    """USD-M, cross: the price of one position, the others at their marks."""
    rows = [case.inner("me"), *(case.rows("others") if "others" in case else [])]
    legs = {_leg(row, n): row for n, row in enumerate(rows)}
    if len(legs) < len(rows):
        raise CaseError(place=case.place, why="two positions of one side in one contract")
    holdings = {leg: _linear(row, leg.symbol) for leg, row in legs.items()}
    marks = {leg.symbol: row.exact("mark", row.text("entry")) for leg, row in legs.items()}
    found = _pool_price(holdings, case.exact("wb"), marks, _rules(time_ns), time_ns)
    return {"liq": found}


def cross_coin_price(case: Inputs, time_ns: int | None) -> Answers:
    """COIN-M, cross, as the screen shows it: cut to the tick, which is 0.1 if none is stated."""
    holding = _inverse(case)
    leg = PositionId(holding.instrument.symbol, pool=CROSS)
    marks = {leg.symbol: case.exact("mark") if "mark" in case else case.exact("entry")}
    grid = case.exact("tick") if "tick" in case else COIN_TICK
    rules = _rules(time_ns)
    screen = evolve(rules, shown=evolve(rules.shown, grid=grid))
    return {"liq": _pool_price({leg: holding}, case.exact("wb"), marks, screen, time_ns)}


def _leg(row: Inputs, place: int) -> PositionId:
    """Both sides of one contract are two legs (hedge mode), and share their price."""
    side: Leg = "long" if signed(row, "qty") > 0 else "short"
    return PositionId(row.text("sym", f"linear {place}"), side, CROSS)


def _pool_price(
    holdings: dict[PositionId, Holding],
    balance: Fraction,
    marks: Mapping[str, Fraction],
    rules: Rules,
    time_ns: int | None,
) -> Fraction | None:
    """The price of the first of *holdings*."""
    leg, first = next(iter(holdings.items()))
    settle = first.instrument.settle
    cash = settle.round(balance, Rounding.HALF_EVEN)
    pool = CrossPool(name=CROSS, balances=FrozenMap({settle: cash}), holdings=FrozenMap(holdings))
    when = CUT_NS if time_ns is None else time_ns
    return _price(pool_liquidation_price(pool, leg, marks, rules, time_ns=when))


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
    holding = _inverse(case, "price", _FIRST_RATE)
    mine = Order(size=holding.size, price=price, leverage=Exact.of(case.text("leverage")))
    footing = Footing(rules=COIN_ORDERS.at(0), mark=price.value)
    return {"im": order_margin(mine, holding.instrument, footing).initial}


def opening_loss(case: Inputs, _: int | None) -> Answers:
    """What an order would lose against the mark at once."""
    return {"open_loss": _reserved(case, case.text("order_price"), "1").open_loss}


def _reserved(case: Inputs, price: str, leverage: str) -> OrderMargin:
    """What an order reserves; where no mark is stated, it is the limit, and the last the mark."""
    limit = Price.of(Exact.of(price))
    holding = held("linear", signed(case, "qty"), limit.value, settle="USDT")
    mine = Order(size=holding.size, price=limit, leverage=Exact.of(leverage))
    mark = case.exact("mark", price)
    last = case.exact("last") if "last" in case else mark
    footing = Footing(rules=ORDERS.at(0), mark=mark, last=last)
    return order_margin(mine, holding.instrument, footing)


def position_fields(case: Inputs, _: int | None) -> Answers:
    """USD-M: derived figures of a cross position, all at the mark."""
    holding, mark = _linear(case), case.exact("mark")
    risk = _risk(holding, Fraction(0), mark)
    fee = case.exact("fee_rate") if "fee_rate" in case else SPOT_FEE
    return {
        "upnl": derived(holding.profit(mark)),
        "notional": derived(_value(holding, mark)),
        "initialMargin": derived(risk.initial),
        "maintMargin": derived(risk.maintenance),
        "breakEven": break_even(signed(case, "qty"), case.exact("entry"), fee),
    }


def position_coin_fields(case: Inputs, _: int | None) -> Answers:
    """COIN-M: derived figures as the portfolio-margin endpoints round them."""
    holding, mark = _inverse(case, rate=_FIRST_RATE), case.exact("mark")
    return {
        "upnl": derived(holding.profit(mark), PORTFOLIO_ROUNDING),
        "notionalValue": derived(abs(_value(holding, mark)), PORTFOLIO_ROUNDING),
    }


def rounding(case: Inputs, _: int | None) -> Answers:
    """How margins are cut."""
    notional = case.exact("notional")
    quantity = Fraction(1) if notional > 0 else Fraction(-1)
    holding = held("linear", quantity, abs(notional), settle="USDT", table=_tier(case))
    risk = _risk(holding, Fraction(0), abs(notional))
    return {"initialMargin": derived(risk.initial), "maintMargin": derived(risk.maintenance)}


def maintenance(case: Inputs, _: int | None) -> Answers:
    """COIN-M: the maintenance margin at a mark."""
    holding, mark = _inverse(case, "mark"), case.exact("mark")
    return {"mm": _risk(holding, Fraction(0), mark).maintenance}


def coin_notional(case: Inputs, _: int | None) -> Answers:
    """COIN-M: what a fill is worth."""
    cost = _inverse(case, "avgPrice", _FIRST_RATE).cost.value
    return {"cumBase": derived(abs(cost))}


def notional(case: Inputs, _: int | None) -> Answers:
    """USD-M: what a fill is worth."""
    price = case.exact("avgPrice")
    holding = held("linear", case.exact("qty"), price, settle="USDT")
    return {"cumQuote": derived(_value(holding, price))}


def partial_close(case: Inputs, time_ns: int | None) -> Answers:
    """At what price a part was closed, and where what is left is liquidated."""
    quantity, entry = signed(case, "qty_after"), case.exact("entry")
    closed = case.exact("closed")
    before = abs(quantity) + closed
    whole = f"entry_times_{before}"  # the entry is printed rounded, what was paid is not
    paid = case.exact(whole) / before if whole in case else entry
    left = held("linear", quantity, entry, settle="USDT", table=_tier(case, _FIRST_RATE))
    rate = case.exact("fee_rate")
    return {
        "close_price": closing_price(quantity, closed, paid, case.exact("bep"), rate),
        "liq": _alone_price(_isolated(left, case.exact("iw_after")), time_ns),
    }


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
