"""A second model of an account, in fractions and plain dictionaries: it shares no code with core.

Books are names, money is `Fraction` coins, positions are [size, cost]. Rounding is `decimal`'s.
Where core thinks in flows and steps, this thinks in "who pays": the two agree on every unit, or
one of them is wrong.
"""

from collections import defaultdict
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from fractions import Fraction

_HOW = {
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
    "toward-zero": ROUND_DOWN,
    "away-from-zero": ROUND_UP,
    "half-even": ROUND_HALF_EVEN,
    "half-away": ROUND_HALF_UP,
}


def whole(value: Fraction, how: str) -> int:
    """*value* rounded; first brought to quarters, which is near enough to know about halves."""
    quarters, rest = divmod(value.numerator * 4, value.denominator)
    eighths = quarters * 2 + bool(rest)  # between two quarters: which is enough
    exact = Context(prec=120).divide(Decimal(eighths), Decimal(8))
    return int(exact.quantize(Decimal(1), rounding=_HOW[how], context=Context(prec=120)))


class Oracle:
    """What an account owns, by another road."""

    def __init__(self, rules):
        self.rules = rules
        self.free = defaultdict(Fraction)  # (book, asset) -> coins
        self.margin = {}  # position -> coins
        self.reserve = {}
        self.held = {}  # position -> [size, cost]
        self.terms = {}  # symbol -> instrument

    def rule(self, event):
        return [rules for since, rules in self.rules.versions if since <= event.stamp.time_ns][-1]

    def tell(self, event):
        """Let *event* happen."""
        getattr(self, f"on_{type(event).__name__.lower()}", self.on_nothing)(event)

    def on_nothing(self, event):
        """Assertions, corrections, leverage and modes move nothing."""

    # -- money that names its own book

    def on_plain(self, event):
        self.free[event.book, event.amount.asset] += event.amount.value

    on_transfer = on_bonus = on_adjustment = on_interest = on_fundingtotal = on_plain
    on_realisedprofit = on_plain  # net of the fee inside it

    def on_fee(self, event):
        if event.position is None:
            self.free[event.book, event.amount.asset] -= event.amount.value
        else:
            self.pay_fee(event.position, event.amount, event)

    def on_insuranceclear(self, event):
        at = event.position
        if at is None:
            self.on_plain(event)
        elif at.pool:
            self.free["pool:" + at.pool, event.amount.asset] += event.amount.value
        else:
            self.earn(at, event.amount.value)

    def on_borrow(self, event):
        self.on_plain(event)
        self.free["debt", event.amount.asset] -= event.amount.value

    def on_repay(self, event):
        self.free[event.book, event.amount.asset] -= event.amount.value
        self.free["debt", event.amount.asset] += event.amount.value

    def on_pooltransfer(self, event):
        self.free[event.source, event.amount.asset] -= event.amount.value
        self.free[event.target, event.amount.asset] += event.amount.value

    def on_conversion(self, event):
        self.free[event.book, event.sold.asset] -= event.sold.value
        self.free[event.book, event.bought.asset] += event.bought.value
        if event.fee is not None:
            self.free[event.book, event.fee.asset] -= event.fee.value

    # -- positions

    def on_listing(self, event):
        self.terms[event.instrument.symbol] = event.instrument

    def known(self, at):
        self.held.setdefault(at, [0, Fraction(0)])
        if not at.pool:
            self.margin.setdefault(at, Fraction(0))
            self.reserve.setdefault(at, Fraction(0))
        return self.held[at]

    def earn(self, at, coins):
        """A position gets *coins* (pays them, below zero): margin, then reserve, then nobody."""
        if at.pool:
            self.free["pool:" + at.pool, self.terms[at.symbol].settle] += coins
            return
        self.margin[at] += coins
        if self.margin[at] < 0:
            self.reserve[at] = max(Fraction(0), self.reserve[at] + self.margin[at])
            self.margin[at] = Fraction(0)

    def together(self, at, gain, fee, event):
        """Profit and fee of one event are one sum: the fee may be paid out of the profit."""
        if fee is not None and not self.pays_itself(at, fee, event):
            self.free[self.rule(event).home, fee.asset] -= fee.value
            fee = None
        if at.pool and fee is not None:
            self.free["pool:" + at.pool, fee.asset] -= fee.value
            fee = None
        self.earn(at, gain - (0 if fee is None else fee.value))

    def pays_itself(self, at, fee, event):
        own = fee.asset == self.terms[at.symbol].settle
        return bool(at.pool) or (self.rule(event).fee_pot.name == "POSITION" and own)

    def pay_fee(self, at, fee, event):
        self.together(at, Fraction(0), fee, event)

    def paid(self, at, size, price, event):
        """The rounded signed value of *size* at *price*."""
        terms = self.terms[at.symbol]
        rule = [r for since, r in terms.cost_rule.versions if since <= event.stamp.time_ns][-1]
        count, block = (1, size) if rule.per is None else (size // rule.per, rule.per)
        if terms.payoff.name == "LINEAR":
            exact = block * terms.multiplier * price.value
        else:
            exact = -block * terms.multiplier / price.value
        unit = Fraction(1, 10**terms.settle.decimals)
        return count * whole(exact / unit, rule.rounding.value) * unit

    def trade(self, at, size, paid, told):
        """Change what is held; the profit that makes."""
        held = self.known(at)
        before, after = held[0], held[0] + size
        if before == 0 or after == 0 or before * size > 0 or before * after > 0:
            return self.one_way(at, held, size, paid, told)
        unit = Fraction(1, 10 ** self.terms[at.symbol].settle.decimals)
        closing = whole(paid * Fraction(-before, size) / unit, "half-even") * unit
        profit = self.one_way(at, held, -before, closing, told)
        self.one_way(at, held, after, paid - closing, None)
        return profit

    def one_way(self, at, held, size, paid, told):
        before, after = held[0], held[0] + size
        held[0] = after
        if after == 0:
            profit = -paid - held[1] if told is None else told
            held[1] = Fraction(0)
            return profit
        if before * size >= 0:
            profit = told or Fraction(0)
            held[1] += paid + profit
            return profit
        unit = Fraction(1, 10 ** self.terms[at.symbol].settle.decimals)
        gone = whole(held[1] * Fraction(-size, before) / unit, "half-even") * unit
        profit = -paid - gone if told is None else told
        held[1] += paid + profit
        return profit

    def on_fill(self, event):
        at, told = event.position, None if event.realised is None else event.realised.value
        stated = event.cost is not None
        paid = event.cost.value if stated else self.paid(at, event.size, event.price, event)
        self.known(at)
        self.together(at, self.trade(at, event.size, paid, told), event.fee, event)

    def on_deleveraging(self, event):
        at, told = event.position, None if event.realised is None else event.realised.value
        paid = self.paid(at, event.size, event.price, event)
        self.together(at, self.trade(at, event.size, paid, told), event.fee, event)

    def on_liquidation(self, event):
        at = event.position
        held = self.known(at)
        told = None if event.realised is None else event.realised.value
        if event.price is None and told is None:
            self.together(at, Fraction(0), event.fee, event)
            held[:] = 0, Fraction(0)
            self.margin[at] = self.reserve[at] = Fraction(0)
            return
        size = -held[0] if event.size is None else event.size
        bare = event.price is None
        paid = -held[1] - told if bare else self.paid(at, size, event.price, event)
        self.together(at, self.trade(at, size, paid, told), event.fee, event)
        if held[0] == 0 and not at.pool:
            if self.rule(event).surplus.name == "HOME":
                settle = self.terms[at.symbol].settle
                self.free[self.rule(event).home, settle] += self.margin[at] + self.reserve[at]
            self.margin[at] = self.reserve[at] = Fraction(0)

    def on_settlement(self, event):
        at = event.position
        held = self.known(at)
        told = None if event.amount is None else event.amount.value
        if event.kind.name == "SESSION":
            gain = self.paid(at, held[0], event.price, event) - held[1] if told is None else told
            held[1] += gain if held[0] else 0
        else:
            if event.cost is not None:
                paid = event.cost.value
            elif event.price is not None:
                paid = self.paid(at, -held[0], event.price, event)
            else:
                paid = -held[1] - told
            gain = self.trade(at, -held[0], paid, told)
        self.together(at, gain, event.fee, event)

    def on_entryrebase(self, event):
        held = self.known(event.position)
        held[1] += event.realised.value if held[0] else 0
        self.earn(event.position, event.realised.value)

    def on_funding(self, event):
        at, pot, home = event.position, self.rule(event).funding_pot.name, self.rule(event).home
        coins, asset = event.amount.value, event.amount.asset
        if at.pool or pot == "POSITION":
            self.earn(at, coins)
            return
        if pot == "HOME" or coins >= 0:
            self.free[home, asset] += coins
            return
        from_home = min(-coins, max(Fraction(0), self.free[home, asset]))
        self.free[home, asset] -= from_home
        self.earn(at, coins + from_home)

    def on_openingposition(self, event):
        self.known(event.position)[:] = event.size, event.cost.value

    def on_leveragechange(self, event):
        if not event.position.pool:
            self.known(event.position)

    def on_margintransfer(self, event):
        self.known(event.position)
        self.margin[event.position] += event.amount.value
        self.free[event.book, event.amount.asset] -= event.amount.value

    def on_reservemove(self, event):
        self.margin[event.position] -= event.amount.value
        self.reserve[event.position] += event.amount.value

    def on_marginmodechange(self, event):
        source, target = event.position, event.position._replace(pool=event.pool)
        settle = self.terms[source.symbol].settle
        held = self.held.pop(source)
        if source.pool:
            taken = Fraction(0) if event.margin is None else event.margin.value
            self.free["pool:" + source.pool, settle] -= taken
        else:
            taken = self.margin.pop(source) + self.reserve.pop(source)
        self.known(target)[:] = held
        if target.pool:
            self.free["pool:" + target.pool, settle] += taken
        else:
            self.margin[target] += taken

    # -- what it says

    def coins(self):
        """Every own book and what is in it, nothing left out but nothing."""
        found = {key: coins for key, coins in self.free.items() if coins}
        for at, coins in self.margin.items():
            if coins:
                found[str(at), self.terms[at.symbol].settle] = coins
        for at, coins in self.reserve.items():
            if coins:
                found[f"{at}:reserve", self.terms[at.symbol].settle] = coins
        return found

    def sizes(self):
        """Every open position: its size and its cost in coins."""
        return {at: tuple(held) for at, held in self.held.items() if held[0] or held[1]}
