"""The language of scenarios: what was there (`ante`), happened (`apply`), and is there (`ex`).

One line a fact, in the words of the field; `ex` leaves nothing out: every book with money in it,
every open position, and what each counter-book got on the way.

    ante  = ["wallet 1000 USDT"]
    apply = ["margin isolated:BTCUSDT, amount 100 USDT",
             "fill isolated:BTCUSDT, size 0.5, price 200, fee 0.1 USDT"]
    ex    = ["wallet 900 USDT", "isolated:BTCUSDT 99.9 USDT",
             "isolated:BTCUSDT holds 0.5 for 100 USDT", "fees 0.1 USDT"]
"""

import tomllib
from fractions import Fraction
from pathlib import Path

from attrs import fields_dict, frozen

from isoledger.core import events as kinds
from isoledger.core.account import Account
from isoledger.core.books import OUTSIDE, Book
from isoledger.core.certificate import LiquidationPrice
from isoledger.core.dated import Dated
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.instrument import CostRule, Instrument, Payoff
from isoledger.core.ledger import Ledger
from isoledger.core.liquidation import bankruptcy_price, liquidation_price, pool_liquidation_price
from isoledger.core.money import Asset, Money
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.rules import Basis, Pot, Rules, Surplus
from isoledger.core.tiers import TierTable
from isoledger.testing.markets import tier_table
from isoledger.testing.steps import balances_of, is_own

VERBS = {
    "fill": kinds.Fill,
    "funding": kinds.Funding,
    "margin": kinds.MarginTransfer,
    "reserve": kinds.ReserveMove,
    "rebase": kinds.EntryRebase,
    "leverage": kinds.LeverageChange,
    "liquidation": kinds.Liquidation,
    "deleveraging": kinds.Deleveraging,
    "settlement": kinds.Settlement,
    "opening": kinds.OpeningPosition,
    "position-is": kinds.PositionAssertion,
    "mode": kinds.MarginModeChange,
    "position-mode": kinds.PositionModeChange,
    "correction": kinds.Correction,
    "transfer": kinds.Transfer,
    "pool-transfer": kinds.PoolTransfer,
    "conversion": kinds.Conversion,
    "profit": kinds.RealisedProfit,
    "funding-total": kinds.FundingTotal,
    "interest": kinds.Interest,
    "borrow": kinds.Borrow,
    "repay": kinds.Repay,
    "bonus": kinds.Bonus,
    "adjustment": kinds.Adjustment,
    "insurance": kinds.InsuranceClear,
    "fee": kinds.Fee,
    "balance-is": kinds.BalanceAssertion,
}
MONEY = {"amount", "cost", "fee", "realised", "margin", "sold", "bought"}
BOOKS = {"book", "source", "target"}


def position(text):
    """`isolated:BTCUSDT:long`, or `cross:BTCUSDT` in the pool of that name."""
    pool, symbol, *leg = text.split(":")
    return PositionId(symbol, leg[0] if leg else "net", "" if pool == "isolated" else pool)


def decimal(value):
    """*value* in decimals, if it has an end."""
    for scale in range(40):
        if not (value * 10**scale).denominator - 1:
            return str(Exact.of(f"{(value * 10**scale).numerator}e-{scale}"))
    return str(value)


@frozen(kw_only=True)
class Scenario:
    """One file, read."""

    name: str
    said: dict

    @classmethod
    def read(cls, path: Path):
        return cls(name=path.stem, said=tomllib.loads(path.read_text(encoding="utf-8")))

    @property
    def assets(self):
        return {code: Asset(code, digits) for code, digits in self.said["assets"].items()}

    def money(self, text):
        amount, code = text.split(" ")
        return self.assets[code].exactly(amount)

    def instrument(self, symbol):
        terms = self.said["terms"][symbol]
        tiers, cost = terms.get("tiers"), terms.get("cost", {})
        table = None
        if tiers:
            steps = [(Fraction(str(floor)), i, m) for floor, i, m in tiers]
            table = Dated[TierTable].always(tier_table(*steps, stepped=terms.get("stepped", False)))
        return Instrument(
            symbol=symbol,
            base=terms.get("base", symbol[:3]),
            quote=terms.get("quote", terms["settle"]),
            settle=self.assets[terms["settle"]],
            payoff=Payoff(terms.get("payoff", "linear")),
            multiplier=Fraction(terms.get("multiplier", "1")),
            lot=Fraction(terms.get("lot", "1")),
            tick=Fraction(terms.get("tick", "0.01")),
            tiers=table,
            cost_rule=Dated[CostRule].always(
                CostRule(rounding=Rounding(cost.get("rounding", "half-even")), per=cost.get("per"))
            ),
        )

    @property
    def rules(self):
        said = self.said.get("rules", {})
        return Dated[Rules].always(
            Rules(
                fee_pot=Pot(said.get("fee_pot", "position")),
                funding_pot=Pot(said.get("funding_pot", "position")),
                surplus=Surplus(said.get("surplus", "insurance")),
                home=Book(said.get("home", "wallet")),
                basis=Basis[said.get("basis", "value").upper()],
                closing_fee=Fraction(said.get("closing_fee", "0")),
            )
        )

    # -- ante

    def opening(self):
        """The account that was there, told as events of its own."""
        told = [
            kinds.Listing(
                stamp=_stamp(f"listing {symbol}", 0, n), instrument=self.instrument(symbol)
            )
            for n, symbol in enumerate(self.said.get("terms", {}))
        ]
        for line in self.said.get("ante", []):
            self._open(line, told)
        return Ledger.replay(told, rules=self.rules).account

    def _open(self, line, told):
        def stamp():
            return _stamp(f"ante {len(told)}", 0, len(told))

        if " holds " in line:
            name, rest = line.split(" holds ")
            quantity, paid = rest.split(" for ")
            at = position(name)
            size = self.instrument(at.symbol).size(quantity)
            opened = kinds.OpeningPosition(
                stamp=stamp(), position=at, size=size, cost=self.money(paid)
            )
            told.append(opened)
            return
        book, amount = line.split(" ", 1)
        money = self.money(amount)
        lone = book.startswith("isolated:")
        told.append(
            kinds.Transfer(stamp=stamp(), amount=money, book=Book("wallet" if lone else book))
        )
        if lone:
            at = position(book.removesuffix(":reserve"))
            told.append(kinds.MarginTransfer(stamp=stamp(), position=at, amount=money))
        if book.endswith(":reserve"):
            told.append(kinds.ReserveMove(stamp=stamp(), position=at, amount=money))

    # -- apply

    def event(self, number, line):
        """One line of `apply`."""
        head, *clauses = line.split(", ")
        verb, _, subject = head.partition(" ")
        kind = VERBS[verb]
        said = dict(clause.split(" ", 1) for clause in clauses)
        time_ns = int(said.pop("time", number)) * 10**9
        name = said.pop("id", f"e{number}")
        known_ns = int(said.pop("known", 0)) * 10**9
        stamp = _stamp(name, time_ns, number, known_ns)
        if "position" in fields_dict(kind) and subject:
            said["position"] = subject
        return kind(stamp=stamp, **{k: self._value(k, v, said) for k, v in said.items()})

    def _value(self, name, text, said):
        if name in MONEY:
            return self.money(text)
        if name in BOOKS:
            return Book(text)
        if name == "position":
            return position(text)
        if name in {"size", "held"}:
            return self.instrument(position(said["position"]).symbol).size(text)
        if name == "price":
            return Price.of(text)
        if name in {"leverage", "rate"}:
            return Exact.of(text)
        return kinds.SettlementKind(text) if name == "kind" and text in KINDS else text

    def ledger(self):
        """The ledger after `apply`, told one line at a time."""
        ledger = Ledger(opening=self.opening(), rules=self.rules, account=self.opening())
        for event in self.events():
            ledger = ledger.append(event)
        return ledger

    def events(self):
        return [self.event(n, line) for n, line in enumerate(self.said.get("apply", []), start=1)]

    # -- ex

    def lines(self, ledger: Ledger):
        """All that is there now, sorted, one fact a line."""
        told = [
            f"{book} {decimal(Money(n, asset).value)} {asset}"
            for (book, asset), n in balances_of(ledger.account).items()
        ]
        told += self._positions(ledger.account)
        sums = {}
        for entry in ledger.entries():
            for posting in entry:
                if not is_own(posting.book) and posting.book != OUTSIDE:
                    key = posting.book, posting.amount.asset
                    sums[key] = sums.get(key, 0) + posting.amount.units
        told += [
            f"{book} {decimal(Money(n, asset).value)} {asset}"
            for (book, asset), n in sums.items()
            if n
        ]
        return sorted(told)

    def _positions(self, account: Account):
        held = {at: p.holding for at, p in account.isolated.items()}
        turned = {at: p.leverage for at, p in account.isolated.items()}
        for pool in account.pools.values():
            held |= pool.holdings
            turned |= pool.leverage
        for at, holding in held.items():
            if holding.size:
                quantity = decimal(holding.size * holding.instrument.lot)
                cost = f"{decimal(holding.cost.value)} {holding.cost.asset}"
                yield f"{at} holds {quantity} for {cost}"
        for at, leverage in turned.items():
            if leverage is not None:
                yield f"{at} leverage {leverage}"

    # -- prices

    def solved(self, account: Account, asked):
        """The liquidation price that a `[[price]]` asks for, and the holding it is about."""
        at = position(asked["of"])
        marks = {name: Fraction(mark) for name, mark in asked.get("marks", {}).items()}
        rules = self.rules.at(0)
        if at.is_isolated:
            alone = account.isolated[at]
            found = liquidation_price(alone, rules, time_ns=0, mark=marks.get(at.symbol))
            return found, alone.holding, bankruptcy_price(alone)
        worths = {self.assets[code]: Fraction(w) for code, w in asked.get("worths", {}).items()}
        pool = account.pools[at.pool]
        found = pool_liquidation_price(pool, at, marks, rules, time_ns=0, worths=worths)
        return found, pool.holdings[at], None

    def priced(self, account: Account, asked):
        """What is wrong with the answer to one `[[price]]`; nothing, if nothing is."""
        found, holding, bankrupt = self.solved(account, asked)
        shown = {"entry": holding.entry_price(), "bankrupt": bankrupt}
        if isinstance(found, LiquidationPrice):
            shown |= {"exact": found.exact, "tick": found.tick}
            if "published" in asked:
                shown["published"] = _agreed(asked["published"], found.exact)
        else:
            shown["none"] = found.reason.name.lower()
        told = {name: str(shown.get(name)) for name in asked if name not in ASKS}
        due = {n: v if n == "none" else str(ratio(v)) for n, v in asked.items() if n not in ASKS}
        return [f"{name}: {told[name]}, not {due[name]}" for name in due if told[name] != due[name]]


KINDS = {kind.value for kind in kinds.SettlementKind}
ASKS = {"of", "marks", "worths"}


def ratio(text):
    """A number as one writes it by hand: `510`, `91.5`, or `70.45/0.0010046`."""
    above, _, below = text.partition("/")
    return Fraction(above) / Fraction(below or "1")


def _agreed(published, exact):
    """What was *published*, if *exact* is less than one of its last digits away; else *exact*."""
    digits = len(published.partition(".")[2])
    near = abs(Fraction(published) - exact) < Fraction(1, 10**digits)
    return Fraction(published) if near else exact


def _stamp(name, time_ns, sequence, known_ns=0):
    return Stamp(
        time_ns=time_ns, sequence=sequence, venue="v", account="a", id=name, known_ns=known_ns
    )
