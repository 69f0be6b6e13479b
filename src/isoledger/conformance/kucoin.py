"""What isoledger answers to cases of KuCoin Futures."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction

from attrs import evolve

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.running import Answer, Runners
from isoledger.conformance.solving import noted
from isoledger.core.certificate import LiquidationPrice
from isoledger.core.dated import Dated
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import bankruptcy_price, liquidation_price, shown_price
from isoledger.core.money import Asset
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.rules import Rules
from isoledger.core.tiers import TierTable
from isoledger.venues.kucoin.margin import (
    Exposure,
    Set,
    cross_risk,
    opened,
    shares,
    topped,
)
from isoledger.venues.kucoin.rules import (
    BANKRUPT_UP_NS,
    CENT,
    CROSS_RULES,
    FINER_NS,
    MARK_NS,
    RULES,
    TAKER,
    bankruptcy_shown,
    fineness,
)

Answers = Mapping[str, Answer]

_FINE = Asset("USDT", 30)
_ONE = Fraction(1)
_OLD_DECIMALS = 8
_SHOWN_LEVERAGE = Fraction(1, 10**10)


def _day(inputs: Inputs, time_ns: int | None, default: int) -> int:
    """When the case is of: said beside it or in it, else *default*."""
    if time_ns is not None:
        return time_ns
    if "time" not in inputs:
        return default
    try:
        day = date.fromisoformat(inputs.text("time"))
    except ValueError as error:
        raise CaseError(place=f"{inputs.place}, time", why=str(error)) from None
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 10**9


def _written(inputs: Inputs) -> int:
    """The era of undated amounts by how they are written: more than 8 decimals came in 2024."""
    texts = (str(inputs.plain.get(name, "")) for name in ("posCost", "posInit", "posComm"))
    finest = max(len(text.partition(".")[2]) for text in texts)
    return FINER_NS if finest > _OLD_DECIMALS else BANKRUPT_UP_NS - 1


def _sign(inputs: Inputs) -> int:
    return -1 if "side" in inputs and not inputs.is_long else 1


def _terms(
    multiplier: Fraction, rate: Fraction | None, tick: Fraction | None, payoff: Payoff
) -> Instrument:
    """A contract of which one lot is all that is held."""
    table = None if rate is None else TierTable.flat(initial=max(rate, _ONE), maintenance=rate)
    return Instrument(
        symbol="CONTRACT",
        base="XBT",
        quote="USDT",
        settle=_FINE,
        payoff=payoff,
        multiplier=multiplier,
        tick=tick or CENT,
        tiers=None if table is None else Dated[TierTable].always(table),
    )


def _position(
    terms: Instrument, sign: int, entry: Fraction, margin: Fraction, reserve: Fraction
) -> IsolatedPosition:
    cost, total, kept = (
        _FINE.round(amount, Rounding.HALF_EVEN)
        for amount in (terms.value(sign, entry), margin, reserve)
    )
    return IsolatedPosition(
        id=PositionId(terms.symbol),
        holding=Holding(terms, sign, cost),
        margin=total - kept,
        reserve=kept,
    )


def _solved(
    position: IsolatedPosition,
    rules: Rules,
    time_ns: int,
    *,
    funding: Fraction = Fraction(0),
    shown: bool = True,
) -> Fraction | None:
    """The price, as printed or exact; *funding* counts against the position."""
    rate = funding if position.holding.size > 0 else -funding
    found = liquidation_price(position, rules, time_ns=time_ns, funding=rate)
    if not isinstance(found, LiquidationPrice):
        return None
    return found.shown if shown else found.exact


def _bankrupt(position: IsolatedPosition, time_ns: int) -> Fraction | None:
    """The bankruptcy price as printed, the fee to close set aside."""
    exact = bankruptcy_price(evolve(position, reserve=_FINE.zero))
    if exact is None:
        return None
    return shown_price(exact, position.holding, bankruptcy_shown(time_ns))


def _exact_rules(inputs: Inputs, rules: Rules) -> Rules:
    """*rules*, printing unrounded where the case names no tick."""
    if "tick" in inputs:
        return rules
    return evolve(rules, shown=evolve(rules.shown, long=None, short=None))


def _simple(inputs: Inputs, time_ns: int | None) -> Answers:
    """The page's example of the old regime, which sets no fee aside."""
    size, entry = inputs.exact("qty") * inputs.exact("mult"), inputs.exact("entry")
    when = _day(inputs, time_ns, FINER_NS)
    terms = _terms(size, inputs.exact("mmr"), inputs.maybe("tick"), Payoff.LINEAR)
    initial = size * entry / inputs.exact("lev")
    position = _position(terms, _sign(inputs), entry, initial, Fraction(0))
    rules = _exact_rules(inputs, RULES.at(when))
    return {
        "im": initial,
        "mm": size * entry * inputs.exact("mmr"),
        "liq": _solved(position, rules, when),
    }


def _marked(inputs: Inputs, time_ns: int | None) -> Answers:
    """The regime since 2025-05-22, from its formula."""
    size, entry = inputs.exact("qty") * inputs.exact("mult"), inputs.exact("entry")
    when = _day(inputs, time_ns, MARK_NS)
    terms = _terms(size, inputs.exact("mmr"), inputs.maybe("tick"), Payoff.LINEAR)
    initial = size * entry / inputs.exact("lev")
    position = _position(terms, _sign(inputs), entry, initial, Fraction(0))
    rules = evolve(RULES.at(when), closing_fee=inputs.exact("liqfee"))
    return {"liq": _solved(position, rules, when, shown=False)}


def _bankruptcy(inputs: Inputs, payoff: Payoff) -> Answers:
    entry = inputs.exact("entry")
    terms = _terms(_ONE, None, None, payoff)
    margin = abs(terms.value(1, entry)) / inputs.exact("lev")
    return {
        "bankrupt": bankruptcy_price(_position(terms, _sign(inputs), entry, margin, Fraction(0)))
    }


def _linear_bankruptcy(inputs: Inputs, _: int | None) -> Answers:
    return _bankruptcy(inputs, Payoff.LINEAR)


def _inverse_bankruptcy(inputs: Inputs, _: int | None) -> Answers:
    return _bankruptcy(inputs, Payoff.INVERSE)


def _exposures(inputs: Inputs) -> dict[str, Inputs]:
    """The positions and orders of a case: those of its inputs that have fields."""
    return {name: inputs.inner(name) for name in inputs if isinstance(inputs.plain[name], dict)}


def _exposure(name: str, leg: Inputs) -> Exposure:
    value = leg.exact("mark") * leg.exact("mult") * abs(leg.exact("qty"))
    return Exposure(value=value, rate=leg.exact("mmr"), is_order=name.endswith("_order"))


def _cross_risk(inputs: Inputs, _: int | None) -> Answers:
    exposures = [_exposure(name, leg) for name, leg in _exposures(inputs).items()]
    ratio = cross_risk(inputs.exact("total"), exposures, inputs.exact("taker"))
    return {"risk_pct": ratio * 100}


def _cross_price(inputs: Inputs, time_ns: int | None) -> Answers:
    """The reference price of each leg: its share of the margin lost from the mark on."""
    legs, when = _exposures(inputs), _day(inputs, time_ns, MARK_NS)
    exposures = [_exposure(name, leg) for name, leg in legs.items()]
    rules = evolve(CROSS_RULES.at(when), closing_fee=inputs.exact("taker"))
    answers: dict[str, Answer] = {}
    parts = shares(inputs.exact("total_margin"), exposures)
    for (name, leg), part in zip(legs.items(), parts, strict=True):
        size, sign = leg.exact("mult") * abs(leg.exact("qty")), 1 if leg.exact("qty") > 0 else -1
        terms = _terms(size, leg.exact("mmr"), None, Payoff.LINEAR)
        position = _position(terms, sign, leg.exact("mark"), part, Fraction(0))
        answers[f"liq_{name}"] = _solved(position, rules, when, shown=False)
    return answers


def _identity(inputs: Inputs, time_ns: int | None) -> Answers:
    """A position at its opening, whose requirement tells the predicted funding rate."""
    when = _day(inputs, time_ns, _written(inputs))
    size, entry = inputs.exact("qty") * inputs.exact("mult"), inputs.exact("entry")
    parts = opened(size * entry, size * entry / inputs.exact("lev"), inputs.exact("taker"), when)
    terms = _terms(size, inputs.exact("mmr"), inputs.maybe("tick"), Payoff.LINEAR)
    position = _position(terms, _sign(inputs), entry, parts.margin, parts.reserve)
    profit = position.holding.profit(inputs.exact("mark"))
    funding = (inputs.exact("posMaint") - parts.reserve) / parts.cost - inputs.exact("mmr")
    return {
        "posCost": parts.cost,
        "posInit": parts.initial,
        "posComm": parts.reserve,
        "posMargin": parts.margin,
        "unrealisedPnl": profit,
        "maintMargin": parts.margin + profit,
        "liquidationPrice": _solved(position, RULES.at(when), when, funding=funding),
        "bankruptPrice": _bankrupt(position, when),
    }


def _old(inputs: Inputs, time_ns: int | None) -> Answers:
    """A position of the old regime: in its stated parts, or as it was opened at a leverage."""
    when = _day(inputs, time_ns, _written(inputs))
    size, entry = inputs.exact("k"), inputs.exact("entry")
    rate, funding = inputs.exact("mmr"), inputs.exact("funding_rate", "0")
    if "posInit" in inputs:
        parts = Set(
            cost=size * entry,
            initial=inputs.exact("posInit"),
            reserve=inputs.exact("posComm"),
            added=inputs.exact("posCross", "0"),
            lost=inputs.exact("posLoss", "0"),
        )
    else:
        initial = size * entry / inputs.exact("lev")
        parts = opened(size * entry, initial, inputs.exact("taker"), when)
    terms = _terms(size, rate, inputs.maybe("tick"), Payoff.LINEAR)
    position = _position(terms, _sign(inputs), entry, parts.margin, parts.reserve)
    return {
        "posCost": parts.cost,
        "posComm": parts.reserve,
        "posMargin": parts.margin,
        "posMaint": parts.maintenance(rate, funding),
        "liquidationPrice": _solved(position, RULES.at(when), when, funding=funding),
        "bankruptPrice": _bankrupt(position, when),
    }


def _added(inputs: Inputs, time_ns: int | None) -> Answers:
    """Margin added by hand to one contract: of 0.001 coins, unless the case says more."""
    when, taker = _day(inputs, time_ns, _written(inputs)), inputs.exact("taker")
    before = opened(inputs.exact("posCost"), inputs.exact("posInit"), taker, when)
    parts = topped(before, inputs.exact("added"), taker, when)
    return {
        "posCross": parts.added,
        "posComm": parts.reserve,
        "posMargin": on_grid(parts.margin, *fineness(when)),
        **_added_prices(inputs, parts, when),
    }


def _added_prices(inputs: Inputs, parts: Set, when: int) -> Answers:
    """What is required, and where it ends; nothing where no maintenance rate is given."""
    rate = inputs.maybe("mmr")
    if rate is None:
        return {}
    size = inputs.exact("k", "0.001")
    terms = _terms(size, rate, inputs.maybe("tick"), Payoff.LINEAR)
    position = _position(terms, _sign(inputs), parts.cost / size, parts.margin, parts.reserve)
    return {
        "posMaint": parts.maintenance(rate),
        "liquidationPrice": _solved(position, RULES.at(when), when),
        "bankruptPrice": _bankrupt(position, when),
    }


def _added_reserve(inputs: Inputs, time_ns: int | None) -> Answers:
    """The reserve after an addition of which only what became margin is known."""
    when, taker = _day(inputs, time_ns, _written(inputs)), inputs.exact("taker")
    before = opened(inputs.exact("posCost"), inputs.exact("posInit"), taker, when)
    amount = inputs.exact("posCross") / (1 - taker)
    return {"posComm": topped(before, amount, taker, when).reserve}


def _initial(inputs: Inputs, _: int | None) -> Answers:
    return {"im": inputs.exact("qty") * inputs.exact("entry") / inputs.exact("lev")}


def _funding_pot(inputs: Inputs, _: int | None) -> Answers:
    """What funding left in a position, the rest of what it realised being the fee to open."""
    reserved = inputs.exact("posComm") - inputs.exact("posCommCommon")
    funding = inputs.exact("posCross") + reserved - inputs.exact("posLoss")
    fee = inputs.exact("posCost") * inputs.exact("taker")
    return {
        "posFunding": funding,
        "realisedPnl": funding - fee,
        "currentComm": fee + funding,  # the venue adds funding with its sign: no cost at all
    }


def _balance(inputs: Inputs, _: int | None) -> Answers:
    """Margin after funding and a withdrawal, which is taken from the initial margin."""
    withdrawn, initial = inputs.exact("withdrawn"), inputs.maybe("posInit_t1")
    after = inputs.exact("margin_t1") + inputs.exact("funding_delta") - withdrawn
    return {"margin_t2": after, "posInit_t2": None if initial is None else initial - withdrawn}


def _closed(inputs: Inputs, _: int | None) -> Answers:
    profit, fees, funding = (
        inputs.exact(f"total_{name}") for name in ("realised_pnl", "trading_fees", "funding_fees")
    )
    return {"realised_pnl": profit - fees + funding}


def _new(inputs: Inputs, time_ns: int | None) -> Answers:
    """A position of the regime since 2025-05-22: nothing is set aside, additions are whole."""
    when = _day(inputs, time_ns, MARK_NS)
    size, entry, mark = (inputs.exact(name) for name in ("k", "entry", "mark"))
    rate, fee = (
        inputs.exact("mmr"),
        (noted(inputs, "liqFeeRate") if "liqFeeRate" in inputs else TAKER),
    )
    parts = Set(
        cost=size * entry,
        initial=size * entry / inputs.exact("lev"),
        reserve=Fraction(0),
        added=inputs.exact("added", "0"),
        lost=inputs.exact("posLoss", "0"),
    )
    terms = _terms(size, rate, inputs.maybe("tick"), Payoff.LINEAR)
    position = _position(terms, _sign(inputs), entry, parts.margin, Fraction(0))
    equity = parts.margin + position.holding.profit(mark)
    fees, funding = inputs.exact("dealComm"), inputs.exact("fundingFee")
    return {
        "posInit": parts.initial,
        "posComm": parts.reserve,
        "posCross": parts.added,
        "posMargin": parts.margin,
        "posMaint": size * mark * (rate + fee),
        "maintMargin": equity,
        "liquidationPrice": _solved(position, evolve(RULES.at(when), closing_fee=fee), when),
        "bankruptPrice": _bankrupt(position, when),
        "realisedPnl": fees + funding,
        "currentComm": funding - fees,
        "realLeverage": on_grid(size * mark / equity, _SHOWN_LEVERAGE, Rounding.HALF_EVEN),
    }


RUNNERS: Runners = {
    ("kucoinfutures", "liq_price_isolated_linear"): _simple,
    ("kucoinfutures", "liq_price_isolated_linear_NEW"): _marked,
    ("kucoinfutures", "bankrupt_linear"): _linear_bankruptcy,
    ("kucoinfutures", "bankrupt_inverse"): _inverse_bankruptcy,
    ("kucoinfutures", "cross_risk_rate"): _cross_risk,
    ("kucoinfutures", "liq_price_cross_linear"): _cross_price,
    ("kucoinfutures", "isolated_position_identity"): _identity,
    ("kucoinfutures", "isolated_position_OLD"): _old,
    ("kucoinfutures", "isolated_position_NEW"): _new,
    ("kucoinfutures", "add_isolated_margin_OLD"): _added,
    ("kucoinfutures", "posComm_with_added_margin"): _added_reserve,
    ("kucoinfutures", "im_linear"): _initial,
    ("kucoinfutures", "isolated_funding_pot_OLD"): _funding_pot,
    ("kucoinfutures", "seq_margin_balance"): _balance,
    ("kucoinfutures", "closed_position_csv"): _closed,
}
"""By venue and kind."""
