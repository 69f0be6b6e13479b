"""What isoledger answers to cases of KuCoin Futures."""

from datetime import UTC, date, datetime
from fractions import Fraction

from attrs import evolve

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.running import Answer, Answers, Runners
from isoledger.conformance.solving import exact_price, is_long, noted, shown_price, solved
from isoledger.core.instrument import Payoff
from isoledger.core.liquidation import bankruptcy_price, shown_price as price_shown
from isoledger.core.numbers import Rounding, on_grid
from isoledger.core.rules import Rules
from isoledger.venues.framing import Frame
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


def _framed(
    inputs: Inputs,
    size: Fraction,
    entry: Fraction,
    total: Fraction = Fraction(0),
    reserve: Fraction = Fraction(0),
) -> Frame:
    """All that is held, as one contract of *size*, and the *reserve* inside what is behind it."""
    return Frame(
        symbol="CONTRACT",
        quantity=Fraction(1 if is_long(inputs) else -1),
        contract=size,
        entry=entry,
        margin=total - reserve,
        reserve=reserve,
        maintenance=inputs.first("mmr", otherwise=Fraction(0)),
        tick=inputs.first("tick", otherwise=CENT),
    )


def _printed(
    frame: Frame, rules: Rules, time_ns: int, funding: Fraction = Fraction(0)
) -> Fraction | None:
    """The price as it is printed; *funding* counts against the position."""
    rate = funding if frame.quantity > 0 else -funding
    return shown_price(solved(frame, rules, time_ns, funding=rate))


def _bankrupt(frame: Frame, time_ns: int) -> Fraction | None:
    """The bankruptcy price as printed, the fee to close set aside."""
    exact = bankruptcy_price(evolve(frame, reserve=Fraction(0)).isolated())
    return exact and price_shown(exact, frame.holding, bankruptcy_shown(time_ns))


def _exact_rules(inputs: Inputs, rules: Rules) -> Rules:
    """*rules*, printing unrounded where the case names no tick."""
    if "tick" in inputs:
        return rules
    return evolve(rules, shown=evolve(rules.shown, long=None, short=None))


def _simple(inputs: Inputs, time_ns: int | None) -> Answers:
    """The page's example of the old regime, which sets no fee aside."""
    size, entry = inputs.exact("qty") * inputs.exact("mult"), inputs.exact("entry")
    when = _day(inputs, time_ns, FINER_NS)
    initial = size * entry / inputs.exact("lev")
    frame = _framed(inputs, size, entry, initial)
    rules = _exact_rules(inputs, RULES.at(when))
    return {
        "im": initial,
        "mm": size * entry * inputs.exact("mmr"),
        "liq": _printed(frame, rules, when),
    }


def _marked(inputs: Inputs, time_ns: int | None) -> Answers:
    """The regime since 2025-05-22, from its formula."""
    size, entry = inputs.exact("qty") * inputs.exact("mult"), inputs.exact("entry")
    when = _day(inputs, time_ns, MARK_NS)
    initial = size * entry / inputs.exact("lev")
    frame = _framed(inputs, size, entry, initial)
    rules = evolve(RULES.at(when), closing_fee=inputs.exact("liqfee"))
    return {"liq": exact_price(solved(frame, rules, when))}


def _bankruptcy(inputs: Inputs, payoff: Payoff) -> Answers:
    entry = inputs.exact("entry")
    frame = evolve(_framed(inputs, Fraction(1), entry), payoff=payoff)
    margin = frame.value_at(entry) / inputs.exact("lev")
    return {"bankrupt": bankruptcy_price(evolve(frame, margin=margin).isolated())}


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
        frame = evolve(_framed(leg, size, leg.exact("mark"), part), quantity=Fraction(sign))
        answers[f"liq_{name}"] = exact_price(solved(frame, rules, when))
    return answers


def _identity(inputs: Inputs, time_ns: int | None) -> Answers:
    """A position at its opening, whose requirement tells the predicted funding rate."""
    when = _day(inputs, time_ns, _written(inputs))
    size, entry = inputs.exact("qty") * inputs.exact("mult"), inputs.exact("entry")
    parts = opened(size * entry, size * entry / inputs.exact("lev"), inputs.exact("taker"), when)
    frame = _framed(inputs, size, entry, parts.margin, parts.reserve)
    profit = frame.holding.profit(inputs.exact("mark"))
    funding = (inputs.exact("posMaint") - parts.reserve) / parts.cost - inputs.exact("mmr")
    return {
        "posCost": parts.cost,
        "posInit": parts.initial,
        "posComm": parts.reserve,
        "posMargin": parts.margin,
        "unrealisedPnl": profit,
        "maintMargin": parts.margin + profit,
        "liquidationPrice": _printed(frame, RULES.at(when), when, funding),
        "bankruptPrice": _bankrupt(frame, when),
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
    frame = _framed(inputs, size, entry, parts.margin, parts.reserve)
    return {
        "posCost": parts.cost,
        "posComm": parts.reserve,
        "posMargin": parts.margin,
        "posMaint": parts.maintenance(rate, funding),
        "liquidationPrice": _printed(frame, RULES.at(when), when, funding),
        "bankruptPrice": _bankrupt(frame, when),
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
    frame = _framed(inputs, size, parts.cost / size, parts.margin, parts.reserve)
    return {
        "posMaint": parts.maintenance(rate),
        "liquidationPrice": _printed(frame, RULES.at(when), when),
        "bankruptPrice": _bankrupt(frame, when),
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
    rate = inputs.exact("mmr")
    fee = noted(inputs, "liqFeeRate") if "liqFeeRate" in inputs else TAKER
    parts = Set(
        cost=size * entry,
        initial=size * entry / inputs.exact("lev"),
        reserve=Fraction(0),
        added=inputs.exact("added", "0"),
        lost=inputs.exact("posLoss", "0"),
    )
    frame = _framed(inputs, size, entry, parts.margin)
    equity = parts.margin + frame.holding.profit(mark)
    fees, funding = inputs.exact("dealComm"), inputs.exact("fundingFee")
    return {
        "posInit": parts.initial,
        "posComm": parts.reserve,
        "posCross": parts.added,
        "posMargin": parts.margin,
        "posMaint": size * mark * (rate + fee),
        "maintMargin": equity,
        "liquidationPrice": _printed(frame, evolve(RULES.at(when), closing_fee=fee), when),
        "bankruptPrice": _bankrupt(frame, when),
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
