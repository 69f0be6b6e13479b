"""What an isolated position of Binance moves between the wallets: runners of such cases."""

from fractions import Fraction
from math import lcm

from isoledger.conformance.cases import CaseError, Inputs
from isoledger.conformance.running import Answer, Answers, Runners
from isoledger.conformance.solving import signed
from isoledger.core.errors import IsoledgerError
from isoledger.core.holding import Holding
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.numbers import Exact, Rounding
from isoledger.venues.binance.rules import derived, implied_mark
from isoledger.venues.binance.wallets import Trade, Wallets
from isoledger.venues.framing import Frame, alone


def _linear(quantity: Fraction, price: Fraction, lot: Fraction | None = None) -> Holding:
    return Frame(symbol="linear", quantity=quantity, entry=price, lot=lot).holding


def _flat(lots: Holding, cross: Fraction) -> Wallets:
    """Nothing held of what *lots* are of, and *cross* beside it."""
    nothing = Holding.nothing(lots.instrument)
    return _wallets(alone(nothing, Fraction(0)), cross)


def _wallets(position: IsolatedPosition, cross: Fraction) -> Wallets:
    cash = position.holding.instrument.settle.round(cross, Rounding.HALF_EVEN)
    return Wallets(position=position, cross=cash)


def _told(wallets: Wallets) -> dict[str, Answer]:
    return {
        "iw": wallets.position.margin.value,
        "cw": wallets.cross.value,
        "wb": wallets.balance.value,
    }


def open_wallet(case: Inputs, _: int | None) -> Answers:
    """The wallets after a position was opened; ``wb`` is told after the fill."""
    quantity, mark = signed(case, "qty"), case.exact("mark")
    lots = _linear(quantity, case.exact("fill"))
    fee = case.exact("fee")
    trade = Trade(size=lots.size, price=Exact.of(case.text("fill")), fee=fee)
    before = _flat(lots, case.exact("wb") + fee)
    after = before.opened(trade, leverage=case.exact("leverage"), mark=mark)
    return {**_told(after), "up": derived(after.position.holding.profit(mark))}


def full_close(case: Inputs, _: int | None) -> Answers:
    """The wallets after a position was closed; what it was does not matter, its profit is told."""
    one = _linear(Fraction(1), Fraction(1))
    before = _wallets(alone(one, case.exact("iw")), case.exact("cw"))
    realised, fee = case.exact("realized"), case.exact("fee")
    return _told(before.closed(Trade(size=-1, price=Exact(1), fee=fee, realised=realised)))


def flip(case: Inputs, _: int | None) -> Answers:
    """The wallets after one trade closed a position and opened the other side."""
    before, trade = case.inner("before"), case.inner("trade")
    held_on, traded = before.exact("pos"), signed(trade, "qty")
    lot = Fraction(1, lcm(held_on.denominator, traded.denominator))
    lots = _linear(held_on, before.exact("entry"), lot)
    start = _wallets(alone(lots, before.exact("iw")), before.exact("cw"))
    if held_on * (held_on + traded) >= 0:
        raise CaseError(place=case.place, why="the trade does not turn the position")
    mark = trade.exact("price") + case.exact("up_after") / (held_on + traded)
    done = Trade(
        size=(traded / lot).numerator,
        price=Exact.of(trade.text("price")),
        fee=trade.exact("fee"),
        realised=trade.exact("rp"),
    )
    after = start.turned(done, leverage=case.exact("leverage"), mark=mark)
    return {**_told(after), "entry": after.position.holding.entry_price()}


def chain(case: Inputs, _: int | None) -> Answers:
    """The balance after a position was opened and closed; trades are written 150@0.07597.

    On which side it was does not matter: its profit is told.
    """
    quantity, opened = _trade(case, "open")
    closed_quantity, closed = _trade(case, "close")
    if quantity != closed_quantity:
        raise CaseError(place=case.place, why="what was closed is not what was opened")
    lots = _linear(quantity, opened.value)
    paid = Trade(size=lots.size, price=opened, fee=quantity * opened.value * case.exact("rate"))
    out = Trade(
        size=-lots.size,
        price=closed,
        fee=case.exact("close_fee"),
        realised=case.exact("rp"),
    )
    start = _flat(lots, case.exact("wb_before"))
    held_on = start.opened(paid, leverage=Fraction(1), mark=opened.value)
    return {"wb": held_on.closed(out).balance.value}


def _trade(case: Inputs, name: str) -> tuple[Fraction, Exact]:
    quantity, at, price = case.text(name).partition("@")
    if not at:
        raise CaseError(place=f"{case.place}, {name}", why="is not quantity@price")
    try:
        return Exact.of(quantity).value, Exact.of(price)
    except IsoledgerError as error:
        raise CaseError(place=f"{case.place}, {name}", why=str(error)) from None


def mark_at_fill(case: Inputs, _: int | None) -> Answers:
    """The mark that the isolated wallet after an opening implies."""
    quantity, fill = signed(case, "qty"), case.exact("fill")
    value = abs(quantity) * fill
    paid = case.maybe("fee")
    fee = case.exact("fee_rate") * value if paid is None else paid
    excess = case.exact("iw") + fee - value / case.exact("leverage")
    return {"implied_mark": implied_mark(quantity, fill, excess)}


FLOWS: Runners = {
    ("binance_usdm", "isolated_open_wallet"): open_wallet,
    ("binance_usdm", "isolated_full_close"): full_close,
    ("binance_usdm", "wallet_chain"): chain,
    ("binance_usdm", "isolated_flip"): flip,
    ("binance_usdm", "isolated_open_implied_mark"): mark_at_fill,
}
"""The kinds of cases about wallets."""
