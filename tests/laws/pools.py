"""Random pools in plain numbers, and what they need and have, by arithmetic of their own.

Nothing here asks core for a requirement, a profit or a worth: `Plain` counts them from integers and
tax brackets, and `Plain.pool` builds the same pool for core to be asked about.
"""

from fractions import Fraction

import attrs
from hypothesis import strategies as st

import isoledger as il

USDT, USDC, XBT = il.Asset("USDT", 2), il.Asset("USDC", 2), il.Asset("XBT", 8)
ASSETS = (USDT, USDC, XBT)
KINDS = {"A": (1, USDT), "B": (Fraction(1, 10), USDT), "C": (100, XBT)}
"""Multiplier and settle asset; C is inverse."""


@attrs.frozen(kw_only=True)
class Plain:
    """A pool, and when it is asked about, without any type of core's.

    Attributes:
        cash: Units by asset.
        legs: (symbol, side) to (lots, cost in units of the settle asset).
        marks: Prices by symbol.
        worths: (price in USDT, haircut) by asset.
        tiers: (floor, initial, maintenance) by symbol, lowest first.
        stepped: Whether the rate of a tier is that of the whole value.
        basis: "value", "entry" or "mark".
        fee: Closing fee on the value, inside the requirement.
        funding: Predicted rates by symbol.
        leverage: By (symbol, side).
        larger: Whether only the larger leg of a symbol needs margin.
    """

    cash: dict
    legs: dict
    marks: dict
    worths: dict
    tiers: dict
    stepped: bool
    basis: str
    fee: Fraction
    funding: dict
    leverage: dict
    larger: bool = False

    # -- arithmetic of its own

    def counts(self, asset, coins):
        """What *coins* of *asset* count for in USDT: a haircut on what is had."""
        price, cut = (1, 0) if asset == USDT else self.worths[asset]
        return coins * price * (1 - cut if coins > 0 else 1)

    def value(self, symbol, lots, price):
        """Signed worth in coins."""
        worth, settle = KINDS[symbol]
        return -lots * worth / Fraction(price) if settle == XBT else lots * worth * Fraction(price)

    def tax(self, symbol, base):
        """Maintenance of *base*."""
        brackets = self.tiers[symbol]
        if self.stepped:
            return base * [r for floor, _, r in brackets if floor < base or not floor][-1]
        ends = [floor for floor, _, _ in brackets[1:]] + [None]
        return sum(
            (min(base, end) if end is not None else base) * rate - floor * rate
            for (floor, _, rate), end in zip(brackets, ends, strict=True)
            if base > floor
        )

    def state(self, marks=None, *, cash=None, legs=None):
        """Equity, initial and maintenance in USDT with prices at *marks*; MARK stays at its own."""
        marks, legs = {**self.marks, **(marks or {})}, self.legs if legs is None else legs
        cash = {**self.cash, **(cash or {})}
        coins = {a: Fraction(n, 10**a.decimals) for a, n in cash.items()}
        open_, keep = Fraction(0), Fraction(0)
        for (symbol, side), (lots, cost) in legs.items():
            if not lots:
                continue
            settle = KINDS[symbol][1]
            paid = Fraction(cost, 10**settle.decimals)
            now = self.value(symbol, lots, marks[symbol])
            coins[settle] = coins.get(settle, 0) + now - paid
            if self.larger and (symbol, side) != self.larger_leg(symbol, legs):
                continue
            then = abs(self.value(symbol, lots, self.marks[symbol]))
            base = {"value": abs(now), "entry": abs(paid), "mark": then}[self.basis]
            rate = self.funding.get(symbol, 0) * (1 if lots > 0 else -1)
            due = self.tax(symbol, base) + max(rate, 0) * base
            due += self.fee * (then if self.basis == "mark" else abs(now))
            first = [i for floor, i, _ in self.tiers[symbol] if floor < base or not floor][-1]
            if (symbol, side) in self.leverage:
                first = max(first, Fraction(1, self.leverage[symbol, side]))
            price = 1 if settle == USDT else self.worths[settle][0]
            keep, open_ = keep + due * price, open_ + first * base * price
        have = sum(self.counts(asset, n) for asset, n in coins.items())
        return have, open_, keep

    def larger_leg(self, symbol, legs):
        """That of more lots; of two alike the first."""
        each = [(-abs(lots), at, key) for at, (key, (lots, _)) in enumerate(legs.items()) if lots]
        return min(one for one in each if one[2][0] == symbol)[2]

    def is_safe(self, *args, **changes):
        """Whether it is not liquidated."""
        have, _, keep = self.state(*args, **changes)
        return have > keep or have == keep == 0

    def is_open(self, *args, **changes):
        """Whether opening is covered."""
        have, first, _ = self.state(*args, **changes)
        return have >= first and self.is_safe(*args, **changes)

    def with_cash(self, asset, more):
        """The cash after *more* units."""
        return {asset: self.cash.get(asset, 0) + more}

    # -- the same for core

    def terms(self, symbol):
        """The instrument."""
        worth, settle = KINDS[symbol]
        floors = [floor for floor, _, _ in self.tiers[symbol]]
        tiers, deduction, before = [], Fraction(0), Fraction(0)
        ends = [*floors[1:], None]
        for (floor, first, rate), end in zip(self.tiers[symbol], ends, strict=True):
            deduction += 0 if self.stepped else floor * (rate - before)
            tiers.append(
                il.MarginTier(
                    floor=floor, cap=end, initial=first, maintenance=rate, deduction=deduction
                )
            )
            before = rate
        table = il.TierTable(tiers=tuple(tiers), stepped=self.stepped)
        return il.Instrument(
            symbol=symbol,
            base=symbol,
            quote="USD",
            settle=settle,
            payoff=il.Payoff.INVERSE if settle == XBT else il.Payoff.LINEAR,
            multiplier=Fraction(worth),
            tick=Fraction(1, 10),
            tiers=il.Dated.always(table),
        )

    def pool(self):
        """The pool."""
        at = {key: il.PositionId(*key, "cross") for key in self.legs}
        return il.CrossPool(
            name="cross",
            balances=il.FrozenMap({a: il.Money(n, a) for a, n in self.cash.items()}),
            holdings=il.FrozenMap(
                {
                    at[key]: il.Holding(self.terms(key[0]), n, il.Money(cost, KINDS[key[0]][1]))
                    for key, (n, cost) in self.legs.items()
                }
            ),
            leverage=il.FrozenMap({at[k]: il.Exact.of(n) for k, n in self.leverage.items()}),
        )

    def asked(self):
        """Its leg of A that was opened first."""
        side = next(side for symbol, side in self.legs if symbol == "A")
        return il.PooledPosition.of(self.pool(), il.PositionId("A", side, "cross"))

    def moment(self):
        """When."""
        rules = il.Rules(
            basis=il.Basis[self.basis.upper()],
            closing_fee=self.fee,
            funding_required=True,
            larger_leg=self.larger,
        )
        worths = {asset: il.Worth(*pair) for asset, pair in self.worths.items()}
        return il.Moment(
            rules=rules, time_ns=0, marks=self.marks, worths=worths, funding=self.funding
        )


LOTS = st.integers(-9, 9).filter(bool)
PRICES = st.integers(500, 1500).map(Fraction)
HAIRCUTS = st.integers(0, 9).map(lambda tenths: Fraction(tenths, 10))
SIDES = {"net": LOTS, "long": st.integers(1, 9), "short": st.integers(-9, -1)}


@st.composite
def legs(draw, symbol, sides):
    """Legs of one symbol, each with its cost at some entry."""
    worth, settle = KINDS[symbol]
    made = {}
    for side in sides:
        lots, entry = draw(SIDES[side]), draw(PRICES)
        coins = -lots * worth / entry if settle == XBT else lots * worth * entry
        made[symbol, side] = (lots, int(coins * 10**settle.decimals))
    return made


@st.composite
def tiers(draw, symbol):
    """One to three tiers, rates rising."""
    floor = {"A": Fraction(2000), "B": Fraction(400), "C": Fraction(1, 5)}[symbol]
    rates = sorted(draw(st.sets(st.integers(1, 15), min_size=1, max_size=3)))
    return tuple((floor * i, Fraction(2 * n, 100), Fraction(n, 100)) for i, n in enumerate(rates))


@st.composite
def plains(draw, *, may_step=True, sides=(("net",), ("long", "short"), ("short", "long"))):
    """A pool with at least one leg of A."""
    held = draw(st.sampled_from(sides))
    each = draw(legs("A", held))
    for symbol in draw(st.sets(st.sampled_from("BC"))):
        each |= draw(legs(symbol, ("net",)))
    cents = st.integers(-200_000, 900_000)
    cash = {USDT: draw(cents)}
    if draw(st.booleans()):
        cash[USDC] = draw(cents)
    if draw(st.booleans()):
        cash[XBT] = draw(st.integers(-(10**8), 4 * 10**8))
    rates = st.integers(-5, 5).map(lambda n: Fraction(n, 1000))
    return Plain(
        cash=cash,
        legs=each,
        marks={symbol: draw(PRICES) for symbol in KINDS},
        worths={USDC: (Fraction(1), draw(HAIRCUTS)), XBT: (draw(PRICES), draw(HAIRCUTS))},
        tiers={symbol: draw(tiers(symbol)) for symbol in KINDS},
        stepped=may_step and draw(st.booleans()),
        basis=draw(st.sampled_from(["value", "entry", "mark"])),
        fee=draw(st.sampled_from([Fraction(0), Fraction(1, 1000)])),
        funding={symbol: draw(rates) for symbol in draw(st.sets(st.sampled_from("ABC")))},
        leverage={key: draw(st.integers(2, 50)) for key in each if draw(st.booleans())},
        larger=draw(st.booleans()),
    )
