"""What isoledger answers to cases of BitMEX."""

from fractions import Fraction

from attrs import evolve

from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import is_long, shown_price, whole
from isoledger.core.cross import CrossPool
from isoledger.core.dated import Dated
from isoledger.core.events import Liquidation
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.risk import Requirement
from isoledger.core.tiers import TierTable
from isoledger.venues.bitmex.margin import (
    Isolated,
    funding_payment,
    parted,
    received,
    risk_tiers,
    shown_bankruptcy,
)
from isoledger.venues.bitmex.rules import (
    LOT_CHANGE_NS,
    TICKS,
    VENUE_NAME,
    XBT,
    cost_rule,
    rules_of,
)

_ONE = Fraction(1)
_EARLY_NS = 1_514_764_800_000_000_000  # 2018-01-01: cases without a day are of lots of 1
_TETHER = Asset("USDt", 6)


def _flat(initial: Fraction, maintenance: Fraction) -> Dated[TierTable]:
    return Dated[TierTable].always(TierTable.flat(initial=initial, maintenance=maintenance))


def _inverse(
    inputs: Inputs, time_ns: int | None, tiers: Dated[TierTable] | None = None
) -> Instrument:
    """XBTUSD: by the lot the case names, else by the rule of its day, else of lots of 1."""
    when = _EARLY_NS if time_ns is None else time_ns
    lot = next((whole(inputs, n) for n in ("lot", "lot_size") if n in inputs), None)
    rule = (
        cost_rule(inverse=True, lot=100, listed_ns=0)
        if lot is None
        else cost_rule(inverse=True, lot=lot, listed_ns=LOT_CHANGE_NS)
    )
    return Instrument(
        symbol="XBTUSD",
        base="XBT",
        quote="USD",
        settle=XBT,
        payoff=Payoff.INVERSE,
        multiplier=_ONE,
        tick=inputs.first("tick", otherwise=TICKS["XBTUSD"].at(when)),
        tiers=tiers,
        cost_rule=rule,
    )


def _linear(
    multiplier: Fraction, settle: Asset, tick: Fraction, tiers: Dated[TierTable] | None = None
) -> Instrument:
    return Instrument(
        symbol="LINEAR",
        base="XBT",
        quote="USDT",
        settle=settle,
        payoff=Payoff.LINEAR,
        multiplier=multiplier,
        tick=tick,
        tiers=tiers,
    )


def _price(inputs: Inputs, name: str) -> Price:
    return Price.of(Exact.of(inputs.text(name)))


def _satoshi(inputs: Inputs, name: str, default: str | None = None) -> Money:
    return Money(whole(inputs, name, default), XBT)


def _stamp(inputs: Inputs) -> Stamp:
    return Stamp(time_ns=0, venue=VENUE_NAME, account="case", id=inputs.place)


def _sign(inputs: Inputs) -> int:
    return 1 if is_long(inputs) else -1


def _costs(inputs: Inputs, time_ns: int | None) -> Answers:
    """What was bought and sold, at the worth of one contract rounded first."""
    terms, size = _inverse(inputs, time_ns), whole(inputs, "qty")
    when = _EARLY_NS if time_ns is None else time_ns
    entry, exit_price = (_price(inputs, name) for name in ("entry", "exit"))
    bought, sold = (entry, exit_price) if _sign(inputs) > 0 else (exit_price, entry)
    buy, sell = terms.cost(size, bought, when), terms.cost(-size, sold, when)
    return {
        "buy_cost": buy.units,
        "sell_cost": sell.units,
        "gross_pnl": -(buy + sell).units,
    }


def _day(inputs: Inputs, time_ns: int | None) -> Answers:
    """All that one day realised: profit, a rebate, funding received above zero."""
    terms, when = _inverse(inputs, time_ns), _EARLY_NS if time_ns is None else time_ns
    size = whole(inputs, "qty") * _sign(inputs)
    opened = Holding.nothing(terms).traded(size, terms.cost(size, _price(inputs, "entry"), when))
    paid = terms.cost(-size, _price(inputs, "exit"), when)
    _, profit = opened[0].traded(-size, paid)
    fundings = sum(int(row.exact("0")) for row in inputs.rows("fundings"))
    rebate = whole(inputs, "close_rebate", "0")
    return {"gross": profit.units, "wallet_delta": profit.units + rebate + fundings}


def _lots(inputs: Inputs, time_ns: int | None) -> Answers:
    terms, when = _inverse(inputs, time_ns), LOT_CHANGE_NS if time_ns is None else time_ns
    size = int(inputs.exact("lots") * inputs.exact("lot_size"))
    entry, mark = (terms.cost(size, _price(inputs, name), when) for name in ("entry", "exit"))
    profit = (mark - entry).units
    fee = whole(inputs, "fee") if "fee" in inputs else None
    return {"upnl_sat": profit, "rpnl_sat": None if fee is None else profit - fee}


def _mark_value(inputs: Inputs, time_ns: int | None) -> Answers:
    terms, when = _inverse(inputs, time_ns), _EARLY_NS if time_ns is None else time_ns
    value = terms.cost(whole(inputs, "qty"), _price(inputs, "mark"), when)
    return {"markValue": abs(value.units)}


def _cross_linear(inputs: Inputs, time_ns: int | None) -> Answers:
    """One position, and the whole wallet behind it."""
    rate, size = inputs.exact("mm_rate"), whole(inputs, "qty") * _sign(inputs)
    tiers = _flat(1 / inputs.exact("leverage"), rate)
    terms = _linear(_ONE, _TETHER, inputs.exact("tick", "0.5"), tiers)
    wallet = _TETHER.exactly(inputs.exact("wallet"))
    held = Holding(terms, size, _TETHER.exactly(size * inputs.exact("entry")))
    when = _EARLY_NS if time_ns is None else time_ns
    rules, at = rules_of(terms, when), PositionId(terms.symbol, pool="cross")
    pool = CrossPool(
        name="cross",
        balances=FrozenMap({_TETHER: wallet}),
        holdings=FrozenMap({at: held}),
    )
    marks = {terms.symbol: inputs.exact("entry")}
    solved = pool_liquidation_price(pool, at, marks, rules, time_ns=when)
    needs = Requirement.of(held, rules, when)
    alone = IsolatedPosition(id=at, holding=held, margin=wallet, reserve=_TETHER.zero)
    initial = needs.initial(held, abs(held.cost.value))
    return {
        "im": initial,
        "mm": needs.maintenance(held, abs(held.cost.value)),
        "available": wallet.value - initial,
        "liq": shown_price(solved),
        "bankrupt": shown_bankruptcy(alone, rules),
    }


def _loss_cap(inputs: Inputs, time_ns: int | None) -> Answers:
    """A position is taken over beyond where its margin ends: the rest is not its owner's."""
    terms = _inverse(inputs, time_ns)
    entry, margin = inputs.exact("entry_usd"), XBT.exactly(inputs.exact("isolated_margin_xbt"))
    size = int(inputs.exact("position_xbt") * entry)
    cost = XBT.round(terms.value(size, entry), Rounding.HALF_AWAY)
    at = PositionId(terms.symbol)
    before = IsolatedPosition(
        id=at, holding=Holding(terms, size, cost), margin=margin, reserve=XBT.zero
    )
    event = Liquidation(stamp=_stamp(inputs), position=at, price=_price(inputs, "mark_after"))
    after = before.apply(event, rules_of(terms, _EARLY_NS)).state
    return {"max_loss_xbt": (before.collateral - after.collateral).value}


def _quanto(inputs: Inputs, _: int | None) -> Answers:
    tiers = _flat(inputs.exact("im_rate"), inputs.exact("im_rate"))
    terms = _linear(inputs.exact("multiplier"), XBT, inputs.exact("tick", "0.05"), tiers)
    value = terms.value(whole(inputs, "contracts"), inputs.exact("price"))
    return {"xbt_value": value, "im_xbt": tiers.at(0).at(value).initial * value}


def _sizing(inputs: Inputs, _: int | None) -> Answers:
    """How many contracts a sum is worth, and the margin they need."""
    terms = _linear(inputs.exact("multiplier"), _TETHER, inputs.exact("tick", "0.5"))
    value = inputs.exact("usdt")
    contracts = value / terms.value(1, inputs.exact("price"))
    return {"contracts": contracts, "im_usdt": value / inputs.exact("leverage")}


def _identity(inputs: Inputs, _: int | None) -> Answers:
    wallet, profit, initial, maintenance = (
        inputs.exact(name) for name in ("wallet", "upnl", "init", "maint")
    )
    equity = wallet + profit
    return {"marginBalance": equity, "availableMargin": equity - initial - maintenance}


def _inverse_price(inputs: Inputs, time_ns: int | None) -> Answers:
    """A position as opened now; a cross one has the wallet behind it, less the fee to open."""
    size, taker, rate = whole(inputs, "qty"), inputs.exact("taker"), inputs.exact("mm")
    crossed = inputs.plain.get("cross") is True
    initial = 2 * rate if crossed else 1 / inputs.exact("leverage")
    terms = _inverse(inputs, time_ns, _flat(initial, rate))
    when = _EARLY_NS if time_ns is None else time_ns
    cost = terms.cost(size, _price(inputs, "entry"), when)
    parts = Isolated(
        cost=cost,
        initial=XBT.round(abs(cost).value * initial, Rounding.CEILING),
        added=XBT.zero,
        lost=XBT.zero,
        taker=taker,
    )
    position = parts.position(terms, size)
    if crossed:
        fee = XBT.round(abs(cost).value * taker, Rounding.HALF_AWAY)
        margin, reserve = parted(cost, XBT.exactly(inputs.exact("wallet")) - fee, taker)
        position = evolve(position, margin=margin, reserve=reserve)
    solved = liquidation_price(
        position, rules_of(terms, when), time_ns=when, funding=inputs.exact("funding", "0")
    )
    return {"liq": shown_price(solved)}


def _risk_step(inputs: Inputs, _: int | None) -> Answers:
    table = risk_tiers(
        initial=inputs.exact("base_im"),
        maintenance=inputs.exact("base_mm"),
        limit=inputs.exact("base_limit_xbt"),
        step=inputs.exact("step_xbt"),
    )
    tier = table.at(inputs.exact("position_xbt"))
    return {"mm": tier.maintenance, "im": tier.initial}


def _short(inputs: Inputs, time_ns: int | None) -> Answers:
    """An isolated inverse short in its stated parts. Paid for in full, it ends at bankruptcy."""
    rate, initial = inputs.exact("maintMarginReq"), inputs.exact("initMarginReq")
    funding = inputs.exact("funding_in_maint", "0")
    terms = _inverse(inputs, time_ns, _flat(initial, rate))
    cost, size = _satoshi(inputs, "posCost"), -whole(inputs, "qty")
    parts = Isolated(
        cost=cost,
        initial=XBT.round(cost.value * initial, Rounding.CEILING),
        added=_satoshi(inputs, "posCross", "0"),
        lost=_satoshi(inputs, "posLoss", "0"),
        taker=inputs.exact("taker"),
    )
    when = _EARLY_NS if time_ns is None else time_ns
    position, rules = parts.position(terms, size), rules_of(terms, when)
    bankrupt = shown_bankruptcy(position, rules)
    solved = liquidation_price(position, rules, time_ns=when, funding=-funding)
    liquidation = shown_price(solved)
    return {
        "posInit": parts.initial.units,
        "posComm": parts.reserve.units,
        "posMargin": parts.margin.units,
        "posMaint": parts.maintenance(rate, funding).units,
        "liquidationPrice": bankrupt if parts.is_paid else liquidation,
        "bankruptPrice": bankrupt,
        "posCost2": (cost + parts.lost).units,
    }


def _funding_received(inputs: Inputs, _: int | None) -> Answers:
    taker = inputs.exact("taker")
    added = received(_satoshi(inputs, "funding"), taker)
    parts = Isolated(
        cost=_satoshi(inputs, "posCost"),
        initial=_satoshi(inputs, "posInit"),
        added=added,
        lost=XBT.zero,
        taker=taker,
    )
    return {"posCross": added.units, "posMargin": parts.margin.units}


def _funding_tie(inputs: Inputs, time_ns: int | None) -> Answers:
    """Funding on the value at the mark; a short receives what is above zero."""
    terms, when = _inverse(inputs, time_ns), _EARLY_NS if time_ns is None else time_ns
    value = abs(terms.cost(whole(inputs, "qty"), _price(inputs, "price"), when))
    paid = funding_payment(value, inputs.exact("rate"))
    return {"funding": paid.units if inputs.text("position") == "short" else -paid.units}


def _realised(inputs: Inputs, _: int | None) -> Answers:
    return {"realisedPnl": -(inputs.exact("realisedCost") + inputs.exact("currentComm"))}


def _split(inputs: Inputs, _: int | None) -> Answers:
    return {"unrebalanced": inputs.exact("realisedPnl") + inputs.exact("rebalancedPnl")}


def _wallet_row(inputs: Inputs, _: int | None) -> Answers:
    """The amount is net; the fee column says what is inside it."""
    return {"walletBalance": inputs.exact("prev") + inputs.exact("amount")}


RUNNERS: Runners = {
    ("bitmex", "execCost_inverse"): _costs,
    ("bitmex", "realised_pnl_day_inverse"): _day,
    ("bitmex", "pnl_inverse_lot100"): _lots,
    ("bitmex", "mark_value_inverse"): _mark_value,
    ("bitmex", "liq_bankrupt_cross_linear"): _cross_linear,
    ("bitmex", "isolation_loss_cap"): _loss_cap,
    ("bitmex", "im_quanto"): _quanto,
    ("bitmex", "linear_sizing"): _sizing,
    ("bitmex", "margin_identity"): _identity,
    ("bitmex", "liq_price_inverse"): _inverse_price,
    ("bitmex", "risk_limit_step"): _risk_step,
    ("bitmex", "isolated_position_inverse_short"): _short,
    ("bitmex", "isolated_funding_to_margin"): _funding_received,
    ("bitmex", "funding_rounding_tie"): _funding_tie,
    ("bitmex", "realised_pnl_identity"): _realised,
    ("bitmex", "realised_split"): _split,
    ("bitmex", "wallet_row_2024"): _wallet_row,
}
"""By venue and kind."""
