"""Positions as OKX states them: swaps and futures, grids, borrowed coins, and the old API's.

A record of the present API says more than it prints: its unrealised profit gives the mark, `mmr`
over the value there the maintenance rate, and `mgnRatio` the fee rate, or the balance of a cross
position that is alone in its currency. Only the step of prices is nowhere in it.
"""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.instrument import Payoff
from isoledger.core.rules import Shown
from isoledger.venues.fields import Fields
from isoledger.venues.framing import FINEST, Frame, pooled
from isoledger.venues.okx.rules import (
    FUNDING_NS,
    MARGIN_TAKER,
    NAME,
    TAKER,
    borrowed_rules,
    cross_rules,
    isolated_rules,
    tick_of,
)
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, Stated

_PARTS = 10**6
_NEAR = Fraction(1, 10**9)
_LOOSE = Fraction(1, 10**6)
_SMALLEST, _LARGEST = -9, 9


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in one record.

    Args:
        raw: The record: of ``/api/v5/account/positions``, of a grid, or of ``/v3/position``.
        besides: What is known besides.

    Raises:
        FieldError: A field that must be there is missing or unreadable.
    """
    record = Fields.of(raw, f"{NAME} position")
    if "instrument_id" in record:
        return _old(record, besides)
    if record.maybe("liab"):
        return _borrowed(record, besides)
    return _swap(record, besides)


@frozen(kw_only=True)
class _Terms:
    """What a contract is worth, and how that was learned."""

    payoff: Payoff
    contract: Fraction
    assumed: tuple[str, ...]


def _swap(record: Fields, besides: Besides) -> Stated:
    told, time_ns = Printed.of(record, "liqPx"), _time(record, besides)
    cross = record.optional("mgnMode") == "cross"
    rules = (cross_rules if cross else isolated_rules)(time_ns, besides.taker)
    blank = told.stated(_symbol(record, besides), rules, time_ns)
    quantity = _quantity(record)
    if not quantity:
        return evolve(blank, missing=("a position: it is flat",))
    terms = _terms(record, besides, abs(quantity))
    if terms is None:
        return evolve(blank, missing=("what one contract is worth",))
    tick = besides.tick or tick_of(blank.symbol)
    frame = Frame(
        symbol=blank.symbol,
        quantity=quantity,
        contract=terms.contract,
        payoff=terms.payoff,
        entry=record.exact("avgPx"),
        leverage=besides.leverage or record.maybe("lever"),
        settle=record.optional("ccy") or ("USDT" if terms.payoff is Payoff.LINEAR else "coin"),
        tick=tick or FINEST,
    )
    assumed = terms.assumed
    if tick is None and not cross:
        blank = evolve(blank, rules=evolve(rules, shown=Shown()))
        assumed += ("no tick towards the entry: the step of prices is not known",)
    return _framed(record, besides, frame, evolve(blank, assumed=assumed))


def _framed(record: Fields, besides: Besides, frame: Frame, blank: Stated) -> Stated:
    """*blank* with its mark, its rates and what stands behind it."""
    mark = _mark(record, besides, frame)
    if mark is None:
        return evolve(blank, missing=("the mark, or an unrealised profit to tell it",))
    blank, value = evolve(blank, mark=mark), frame.value_at(mark)
    need = record.maybe("mmr")
    rate = besides.maintenance if need is None else _neat(need / value)
    if rate is None:
        return evolve(blank, missing=("the maintenance rate",))
    frame = evolve(frame, maintenance=rate, deduction=besides.deduction or Fraction(0))
    if record.optional("mgnMode") == "cross":
        return _crossed(record, besides, frame, blank, mark)
    stated_margin = record.maybe("margin")
    margin = besides.margin if stated_margin is None else stated_margin
    if margin is None:
        return evolve(blank, missing=("the margin of the position",))
    taker, why = _taker(record, besides, margin, value)
    rules = evolve(blank.rules, closing_fee=taker)
    subject = evolve(frame, margin=margin).isolated()
    return evolve(blank, subject=subject, rules=rules, assumed=blank.assumed + why)


def _crossed(
    record: Fields, besides: Besides, frame: Frame, blank: Stated, mark: Fraction
) -> Stated:
    """A cross position: its ratio tells the balance, if it is alone in its currency."""
    ratio = record.maybe("mgnRatio")
    if ratio:
        due = (frame.maintenance + blank.rules.closing_fee) * frame.value_at(mark)
        balance = ratio * due - frame.holding.profit(mark)
        why = "balance read off mgnRatio: no other position in this currency, the fee of the rules"
        blank = evolve(blank, assumed=(*blank.assumed, why))
    elif besides.margin is not None:
        balance = besides.margin
    else:
        return evolve(blank, missing=("the balance behind the position",))
    return evolve(blank, subject=pooled([frame], balance, {frame.symbol: mark}))


def borrowed(owed: Fraction, assets: Fraction, maintenance: Fraction, *, short: bool) -> Frame:
    """Coins bought with owed money, or coins owed against money, framed at the price of no equity.

    Args:
        owed: What is owed: coins (short) or money (long).
        assets: All that stands against it: money (short) or coins (long).
        maintenance: Maintenance rate of the tier.
        short: Whether coins are owed.
    """
    quantity, entry = (-owed, assets / owed) if short else (assets, owed / assets)
    return Frame(symbol="borrowed", quantity=quantity, entry=entry, maintenance=maintenance)


def _borrowed(record: Fields, besides: Besides) -> Stated:
    told, time_ns = Printed.of(record, "liqPx"), _time(record, besides)
    owed, assets = abs(record.exact("liab")), record.exact("pos")
    short = owes_coins(owed, assets, record.exact("avgPx"))
    rate, taker, mark = besides.maintenance, besides.taker, _stated_mark(record, besides)
    if mark is not None and "mmr" in record:
        worth, held = (owed * mark, assets) if short else (owed, assets * mark)
        due = record.exact("mmr") * (1 if short else mark)
        rate = _neat(due / worth)
        if "mgnRatio" in record:
            fee = (held - worth) / record.exact("mgnRatio") - due
            taker = _neat(fee / (worth + due))
    rules = borrowed_rules(rate or Fraction(0), taker, coins_owed=short)
    return evolve(
        told.stated(_symbol(record, besides), rules, time_ns),
        subject=None if rate is None else borrowed(owed, assets, rate, short=short).isolated(),
        mark=mark,
        missing=() if rate else ("the mark, and with it the maintenance rate",),
        assumed=() if taker is not None else (f"taker rate of a regular user, {MARGIN_TAKER}",),
    )


def owes_coins(owed: Fraction, assets: Fraction, price: Fraction) -> bool:
    """Whether coins are owed and not money: *price* says which of the two amounts is coins."""
    return abs(assets / (owed * price) - 1) < abs(owed / (assets * price) - 1)


def _old(record: Fields, besides: Besides) -> Stated:
    """A record of the API before 2021, which Okcoin kept: no equity, no mode, no contract value."""
    told, time_ns = Printed.of(record, "liquidation_price"), _time(record, besides)
    return evolve(
        told.stated(record.text("instrument_id"), cross_rules(time_ns, besides.taker), time_ns),
        missing=("the equity of the account, which this record leaves out",),
    )


def _symbol(record: Fields, besides: Besides) -> str:
    return record.optional("instId") or besides.symbol or "?"


def _time(record: Fields, besides: Besides) -> int:
    """When the record was so; where it does not say, today's rules are meant."""
    return besides.when(record.time_ns("uTime", "pTime", "cTime"), FUNDING_NS)


def _quantity(record: Fields) -> Fraction:
    """Signed contracts: ``net`` positions carry their sign, the sides of hedge mode do not."""
    count = record.exact("pos")
    match record.optional("posSide"):
        case "short":
            return -abs(count)
        case "long":
            return abs(count)
        case _:
            return count


def _terms(record: Fields, besides: Besides, count: Fraction) -> _Terms | None:
    """Both by the value at entry; where it is not told, by the name and the caller.

    ``uplRatio`` is profit over value at entry by leverage, so that it tells that value; and the
    worth of a contract is a power of ten at this venue, which only one payoff makes of it.
    """
    name = record.optional("instId") or besides.symbol
    payoff = None if not name else Payoff.INVERSE if "-USD-" in name else Payoff.LINEAR
    if not record.maybe("upl") or not record.maybe("uplRatio"):
        if payoff is None or besides.contract is None:
            return None
        return _Terms(payoff=payoff, contract=besides.contract, assumed=())
    value = record.exact("upl") / record.exact("uplRatio") * record.exact("lever")
    entry = record.exact("avgPx")
    guesses = {Payoff.LINEAR: value / (count * entry), Payoff.INVERSE: value * entry / count}
    for kind, guess in guesses.items():
        contract = _power_of_ten(guess)
        if contract is not None and payoff in {None, kind}:
            why = f"{kind.value}, a contract is worth {contract}: read off uplRatio"
            return _Terms(payoff=kind, contract=contract, assumed=(why,))
    return None


def _power_of_ten(guess: Fraction) -> Fraction | None:
    powers = (Fraction(10) ** n for n in range(_SMALLEST, _LARGEST + 1))
    return next((power for power in powers if abs(guess / power - 1) < _LOOSE), None)


def _stated_mark(record: Fields, besides: Besides) -> Fraction | None:
    return record.maybe("markPx") if besides.mark is None else besides.mark


def _mark(record: Fields, besides: Besides, frame: Frame) -> Fraction | None:
    """The mark behind the unrealised profit, which is of one moment with the rest; else as stated.

    ``markPx`` is another moment's in one record, and another instrument's in another.
    """
    profit = record.maybe("upl")
    if not profit:
        return _stated_mark(record, besides)
    held = frame.holding
    return held.instrument.price(held.size, held.cost.value + profit)


def _taker(
    record: Fields, besides: Besides, margin: Fraction, value: Fraction
) -> tuple[Fraction, tuple[str, ...]]:
    """The fee rate that the margin ratio contains, and what was assumed about it."""
    ratio, need = record.maybe("mgnRatio"), record.maybe("mmr")
    if not ratio or need is None:
        if besides.taker is not None:
            return besides.taker, ()
        return TAKER, (f"taker rate of a regular user, {TAKER}",)
    equity = margin + (record.maybe("upl") or Fraction(0))
    return _neat((equity / ratio - need) / value), ()


def _neat(rate: Fraction) -> Fraction:
    """*rate* on the millionth it is nearly on; rates are, and doubles behind them are not."""
    near = Fraction(round(rate * _PARTS), _PARTS)
    return near if abs(near - rate) < _NEAR else rate
