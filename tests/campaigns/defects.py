"""Defects to plant: a name that says what is wrong, and the change of text that makes it so."""

# ruff: noqa: E501 - a change of text is found by its text, line breaks and all

from attrs import frozen


@frozen
class Defect:
    """One planted defect.

    Attributes:
        name: What is wrong.
        changes: Triples of (file below src/isoledger, text, its replacement).
    """

    name: str
    changes: tuple[tuple[str, str, str], ...]


def one(name: str, file: str, old: str, new: str) -> Defect:
    """A defect of one change, in core."""
    return Defect(name, ((f"core/{file}", old, new),))


NUMBERS = (
    one(
        "half-even rounds halves up",
        "numbers.py",
        "whole + (2 * rest + (whole & 1) > denominator)",
        "whole + (2 * rest >= denominator)",
    ),
    one(
        "away from zero goes up below zero too",
        "numbers.py",
        "return whole + (numerator > 0)",
        "return whole + 1",
    ),
    one(
        "money may be set",
        "money.py",
        "@frozen(order=False, repr=False, init=False)\nclass Money:",
        "from attrs import define\n@define(order=False, repr=False, init=False)\nclass Money:",
    ),
    one(
        "a purse is frozen in the order of hashes",
        "slots.py",
        "FrozenMap({asset: Money(units, asset) for asset, units in self._units.items()})",
        "FrozenMap({a: Money(self._units[a], a) for a in {x: 0 for x in set(self._units)}})",
    ),
    one(
        "a map that is set changes itself",
        "frozenmap.py",
        "            items = self._flat()\n            items[key] = value",
        "            items = self._base\n            items[key] = value",
    ),
    one(
        "a large map that is set changes itself",
        "frozenmap.py",
        "        changes = self._changes.copy()\n",
        "        changes = self._changes\n",
    ),
)

POSTINGS = (
    Defect(
        "entries may fail to balance, and the insurance forgets its leg",
        (
            ("core/postings.py", "    if total or any(totals.values()):\n", "    if False:\n"),
            (
                "core/postings.py",
                "            postings.append(Posting(flow.target, flow.amount, flow.provenance))",
                "            if flow.target != 'insurance':\n                postings.append(Posting(flow.target, flow.amount, flow.provenance))",
            ),
        ),
    ),
    one(
        "a flow goes the wrong way",
        "postings.py",
        "postings.append(Posting(flow.source, -flow.amount, flow.provenance))\n            postings.append(Posting(flow.target, flow.amount, flow.provenance))",
        "postings.append(Posting(flow.source, flow.amount, flow.provenance))\n            postings.append(Posting(flow.target, -flow.amount, flow.provenance))",
    ),
    one(
        "a conversion forgets what was sold",
        "wallet.py",
        "legs = Flow(event.book, CONVERSION, event.sold), Flow(CONVERSION, event.book, event.bought)",
        "legs = (Flow(CONVERSION, event.book, event.bought),)",
    ),
    one(
        "a fee inside a transfer is taken twice",
        "wallet.py",
        "    net = event.amount + event.fee\n    return Flow(OUTSIDE, event.book, net)",
        "    net = event.amount\n    return Flow(OUTSIDE, event.book, net)",
    ),
    one(
        "a repayment borrows",
        "wallet.py",
        "return (Flow(book, DEBT, amount),)",
        "return (Flow(DEBT, book, amount),)",
    ),
)

HOLDING = (
    one(
        "a flip opens at the old entry",
        "holding.py",
        "return after, paid - closing, -closing - cost if realised is None else realised",
        "return after, RELEASE.divide(cost * after, held), -closing - cost if realised is None else realised".replace(
            "RELEASE.divide(cost * after, held)", "(cost * after) // held"
        ),
    ),
    one(
        "a flip keeps the whole of what was paid",
        "holding.py",
        "return after, paid - closing, -closing",
        "return after, paid, -closing",
    ),
    one(
        "a partial close releases the whole cost",
        "holding.py",
        "RELEASE.divide(cost * -size, held) if held > 0",
        "cost if held > 0",
    ),
    one(
        "a partial close releases a unit too much",
        "holding.py",
        "        realised = -paid - released\n",
        "        realised = -paid - released\n        paid -= 1\n",
    ),
    one(
        "the cost is counted twice when adding",
        "holding.py",
        "return after, cost + paid + profit, profit",
        "return after, cost + 2 * paid + profit, profit",
    ),
    one(
        "a closed position keeps its cost",
        "holding.py",
        "        return 0, 0, -paid - cost if realised is None else realised",
        "        return 0, 0 if held < 0 else 1, -paid - cost if realised is None else realised",
    ),
    one(
        "a short realises the wrong sign",
        "holding.py",
        "    if after == 0:\n        return 0, 0, -paid - cost if",
        "    if after == 0:\n        return 0, 0, (paid + cost if held < 0 else -paid - cost) if",
    ),
    one(
        "a session books its profit and leaves the entry",
        "holding.py",
        "cost = self.cost + realised\n",
        "cost = self.cost + realised - realised\n",
    ),
    one(
        "a rebase of nothing leaves a cost",
        "holding.py",
        "Holding(self.instrument, self.size, cost) if self.size else self",
        "Holding(self.instrument, self.size, cost)",
    ),
    one(
        "an average price is kept, rounded to cents",
        "holding.py",
        "        return after, cost + paid + profit, profit\n",
        "        total = cost + paid + profit\n        return after, total // after * after, profit\n",
    ),
    one(
        "an inverse contract is averaged as if it were linear",
        "instrument.py",
        "                return -size * self.multiplier / price",
        "                return -size * self.multiplier * price",
    ),
    one(
        "per contract, the cost of one is not rounded",
        "instrument.py",
        "block = rule.per or size",
        "block = size",
    ),
    one(
        "the rule of another day rounds the cost",
        "slots.py",
        "rule is None or time_ns >= self._until_ns",
        "rule is None",
    ),
)

ISOLATED = (
    one(
        "a loss beyond the margin is paid by the home book",
        "isolated.py",
        "bailout = Flow(INSURANCE, book,",
        'bailout = Flow(Book("wallet"), book,',
    ),
    one(
        "the insurance pays before the reserve",
        "isolated.py",
        "drawn = min(-margin, self.reserve.units)\n",
        "drawn = 0\n",
    ),
    one(
        "the reserve pays twice what it must",
        "isolated.py",
        "left = Money(self.reserve.units - drawn, asset)",
        "left = Money(max(0, self.reserve.units - 2 * drawn), asset)",
    ),
    one(
        "a position may owe",
        "isolated.py",
        "    if margin.units_of(instance.holding.instrument.settle) < 0:\n",
        "    if margin.units_of(instance.holding.instrument.settle) < -(10**60):\n",
    ),
    one(
        "a take-over leaves the margin",
        "isolated.py",
        "return Step(evolve(self, margin=zero, reserve=zero), entry)",
        "return Step(evolve(self, reserve=zero), entry)",
    ),
    one(
        "a take-over forgets the reserve",
        "isolated.py",
        "            Flow(reserve_book(self.id), target, self.reserve),\n        )\n        return Step(evolve(self, margin=zero, reserve=zero), entry)",
        "        )\n        return Step(evolve(self, margin=zero), entry)",
    ),
    one(
        "the surplus goes home whatever the rule",
        "isolated.py",
        "target = INSURANCE if surplus is Surplus.INSURANCE else rules.home",
        "target = rules.home",
    ),
    one(
        "a take-over at a price keeps the holding",
        "isolated.py",
        "        rest = step.state._swept(event.stamp, surplus, rules)\n",
        "        rest = evolve(step.state, holding=self.holding)._swept(event.stamp, surplus, rules)\n",
    ),
    one(
        "the fee of a whole take-over without a price is lost",
        "isolated.py",
        "            fee = () if event.fee is None else (self._fee(event.fee, rules),)\n            step,",
        "            fee = ()\n            step,",
    ),
    one(
        "fees come from the position whatever the rule",
        "isolated.py",
        "mine = rules.fee_pot is Pot.POSITION and fee.asset",
        "mine = fee.asset",
    ),
    one(
        "a fee in a third asset is taken from the margin, unit for unit",
        "isolated.py",
        "        mine = rules.fee_pot is Pot.POSITION and fee.asset == self.margin.asset\n",
        "        mine = rules.fee_pot is Pot.POSITION\n        fee = Money(fee.units, self.margin.asset)\n",
    ),
    one(
        "funding changes its sign",
        "isolated.py",
        "return self._after(event.stamp, self.holding, Flow(FUNDING, pot, amount))",
        "return self._after(event.stamp, self.holding, Flow(pot, FUNDING, amount))",
    ),
    one(
        "the profit of a fill is booked twice",
        "isolated.py",
        "return self._after(event.stamp, trade.holding, profit, *fee)",
        "return self._after(event.stamp, trade.holding, profit, profit, *fee)",
    ),
    one(
        "an opening position is paid for",
        "isolated.py",
        "return Step(evolve(self, holding=opened(event, self.holding)), move(event.stamp))",
        "held = opened(event, self.holding)\n                return self._after(event.stamp, held, Flow(self.book, PNL, held.cost))",
    ),
    one(
        "margin of another asset is swallowed",
        "isolated.py",
        "        flow.amount.units_of(asset)\n        entry = move",
        "        entry = move",
    ),
)

CROSS = (
    one(
        "a pool forgets the fee",
        "cross.py",
        "return self._held(event, trade.holding, profit, *fee)",
        "return self._held(event, trade.holding, profit)",
    ),
    one(
        "a pool books profit as a loss",
        "cross.py",
        "profit = Flow(PNL, self.book, trade.realised, trade.provenance)",
        "profit = Flow(self.book, PNL, trade.realised, trade.provenance)",
    ),
    one(
        "a pool trades all its holdings at once",
        "cross.py",
        "after = evolve(self, holdings=self.holdings.set(event.position, holding))",
        "after = evolve(self, holdings=FrozenMap({at: holding if at == event.position else Holding(h.instrument, h.size, h.cost) for at, h in {**dict(self.holdings.items()), event.position: holding}.items()}))",
    ),
)

ACCOUNT = (
    one(
        "an event is shown to both legs of a symbol",
        "account.py",
        "        after = self._posted(step.entry, self.isolated.set(at, step.state))\n",
        "        isolated = self.isolated.set(at, step.state)\n"
        "        for twin in self.isolated:\n"
        "            if twin.symbol == at.symbol and twin != at:\n"
        "                isolated = isolated.set(twin, evolve(isolated[twin], holding=step.state.holding))\n"
        "        after = self._posted(step.entry, isolated)\n",
    ),
    one(
        "every position is rebuilt at every event",
        "account.py",
        "        after = self._posted(step.entry, self.isolated.set(at, step.state))\n",
        "        isolated = FrozenMap({k: evolve(p) for k, p in self.isolated.items()})\n"
        "        after = self._posted(step.entry, isolated.set(at, step.state))\n",
    ),
    one(
        "the entry of a position misses the wallet",
        "account.py",
        "            if posting.book == WALLET:\n                wallet = _added(wallet, posting.amount)",
        "            if posting.book == WALLET and isolated is None:\n                wallet = _added(wallet, posting.amount)",
    ),
    one(
        "the wallet adds up assets under one name",
        "account.py",
        "    before = balances.get(amount.asset)\n    return balances.set(amount.asset,",
        "    before = next((m for m in balances.values() if m.asset == amount.asset), None)\n    return balances.set(next(iter(balances), amount.asset) if before is None and len(balances) > 2 else amount.asset,",
    ),
    one(
        "home first takes all from home",
        "account.py",
        "        own = evolve(event, amount=amount - home)\n",
        "        own = evolve(event, amount=amount - amount)\n",
    ),
    one(
        "a change to a pool leaves the reserve behind",
        "account.py",
        "            Flow(reserve_book(source), margin_book(target), position.reserve),\n",
        "",
    ),
    one(
        "a holding is merged away by a change of mode",
        "account.py",
        "        if there is not None and there.size:\n            raise",
        "        if False:\n            raise",
    ),
    one(
        "a take-over of a position is paid by its home pool",
        "account.py",
        "        step = self.position_for(event).apply(event, rules)\n",
        "        step = self.position_for(event).apply(event, rules)\n"
        '        if type(event).__name__ == "Liquidation" and rules.home in {p.book for p in self.pools.values()}:\n'
        '            flow = Flow(rules.home, Book("insurance"), Money(1, step.state.margin.asset))\n'
        "            step = Step(step.state, step.entry.joined(move(event.stamp, flow)))\n",
    ),
    one(
        "the position mode may change at any time",
        "account.py",
        "        if still and event.mode != self.mode:\n",
        "        if False:\n",
    ),
    one(
        "an event takes isolated margin through the book it names",
        "books.py",
        "    return book in {WALLET, DEBT} or bool(pool_of(book))",
        '    return not book.startswith("x")',
    ),
)

FOLD = (
    one(
        "the fold pays fees from the wallet",
        "fold.py",
        "                margin -= fee.units\n",
        "                self._add(WALLET, fee.asset, -fee.units)\n",
    ),
    one(
        "the fold lets margin go below zero unpaid",
        "slots.py",
        "        self.reserve -= min(-margin, self.reserve)\n        return 0",
        "        self.reserve -= min(-margin, self.reserve)\n        return 1",
    ),
    one(
        "the fold works under yesterday's rules",
        "fold.py",
        "        self._rules_until = FOREVER_NS if later is None else later\n",
        "        self._rules_until = FOREVER_NS\n",
    ),
    one(
        "the fold forgets the leverage of a pool",
        "fold.py",
        "        leverage |= {at: s.leverage for at, s in mine.items() if s.leverage is not None}\n",
        "",
    ),
    one(
        "the fold opens a pool for nothing",
        "fold.py",
        "        if units:\n            self._purse(book).add(asset, units)",
        "        self._purse(book).add(asset, units)",
    ),
    one(
        "the fold loses a rare event's wallet legs",
        "fold.py",
        "            if is_free(posting.book):\n                self._add(",
        "            if pool_of(posting.book):\n                self._add(",
    ),
)

LEDGER = (
    one(
        "events are folded as they arrive",
        "ledger.py",
        "        events.sort(key=_order_of)\n",
        "        pass\n",
    ),
    one(
        "equals in time are folded as they arrive",
        "identity.py",
        "return self.time_ns, self.sequence, self.id",
        "return self.time_ns, self.sequence, ''",
    ),
    one(
        "late events are put at the end",
        "ledger.py",
        "            if event.stamp.time_ns <= last.time_ns and event.stamp.order < last.order:\n                return self._refolded(event)\n",
        "",
    ),
    one(
        "duplicates count twice in a replay",
        "ledger.py",
        "        events = _deduplicated(events)\n",
        "        pass\n",
    ),
    one(
        "another content under a known id passes",
        "ledger.py",
        "        if getattr(known, name) != getattr(event, name):\n",
        "        if False:\n",
    ),
    one(
        "the wrong field is blamed",
        "ledger.py",
        "raise ConflictingEventError(event=event, known=known, field=name)",
        'raise ConflictingEventError(event=event, known=known, field="stamp")',
    ),
    one(
        "a correction of a correction counts for nothing",
        "ledger.py",
        "        if correction.stamp.id not in gone:\n",
        "        if True:\n",
    ),
    one(
        "a correction is ignored by the live path",
        "ledger.py",
        "        if isinstance(event, Correction):\n            return self._refolded(event)\n",
        "",
    ),
    one(
        "a correction folds back only to itself",
        "ledger.py",
        "            first = min(first, *(e.stamp.order for e in _reversed_by(event, ordered)))\n",
        "            pass\n",
    ),
    one(
        "a checkpoint counts one event too few",
        "ledger.py",
        "mark = Snapshot(account=account, events=len(log),",
        "mark = Snapshot(account=account, events=len(log) - 1,",
    ),
    one(
        "until leaves out the instant itself",
        "ledger.py",
        "return self._only(lambda event: event.stamp.time_ns <= time_ns)",
        "return self._only(lambda event: event.stamp.time_ns < time_ns)",
    ),
    one(
        "what was known is what had happened",
        "ledger.py",
        "return self._only(lambda event: _known_ns(event.stamp) <= time_ns)",
        "return self._only(lambda event: event.stamp.time_ns <= time_ns)",
    ),
    one(
        "a snapshot is resumed from nothing",
        "ledger.py",
        "return cls.replay(later, rules=rules, opening=snapshot.account)",
        "return cls.replay(later, rules=rules)",
    ),
    one(
        "a log shows events appended to its successor",
        "log.py",
        "        for place in range(self._length):\n            yield self._events[place]",
        "        yield from self._events",
    ),
    one(
        "a refused event stays in the log",
        "ledger.py",
        "        account = self.account.apply(event, self.rules).state\n        return self._grown(self.log.appended(event), account)",
        '        log = self.log.appended(event)\n        object.__setattr__(self, "log", log)\n        account = self.account.apply(event, self.rules).state\n        return self._grown(log, account)',
    ),
    one(
        "events of strangers are taken",
        "ledger.py",
        "    if event.stamp.account != account or event.stamp.venue != venue:\n",
        "    if False:\n",
    ),
)

PRICES = (
    one(
        "deductions are added to the requirement",
        "tiers.py",
        "return self.maintenance, self.deduction",
        "return self.maintenance, -self.deduction",
    ),
    one(
        "deductions are forgotten by the solver",
        "risk.py",
        "self.standing - deduction",
        "self.standing",
    ),
    one(
        "a root counts in any tier",
        "pieces.py",
        "                if piece.floor < root and (piece.end is None or root <= piece.end):\n",
        "                if root > 0:\n",
    ),
    one(
        "a tier ends before its cap",
        "tiers.py",
        "return above and (self.cap is None or value <= self.cap)",
        "return above and (self.cap is None or value < self.cap)",
    ),
    one(
        "the margin is no part of the equity",
        "liquidation.py",
        "    rest = resting(position.collateral.value, rules)\n",
        "    rest = resting(Fraction(0), rules)\n",
    ),
    one(
        "a coin is required besides",
        "pieces.py",
        "rise, due = Fraction(0), self.rest.maintenance - self.rest.equity",
        "rise, due = Fraction(0), 1 + self.rest.maintenance - self.rest.equity",
    ),
    one(
        "the price of an inverse value does not give that value",
        "instrument.py",
        "                return -size * self.multiplier / value",
        "                return -size * self.multiplier**2 / value",
    ),
    one(
        "a leg of a pool counts once more among the others",
        "liquidation.py",
        "    rest = uncut_pool_risk(\n        still, marks,",
        "    rest = uncut_pool_risk(\n        pool, marks,",
    ),
    one(
        "maintenance stands still at the entry",
        "risk.py",
        "        if rules.basis is Basis.ENTRY:\n            rate, stands",
        "        if rules.basis is not Basis.MARK:\n            rate, stands",
    ),
    one(
        "the tier is that of the margin",
        "risk.py",
        "self.tier(holding, value).line(base)",
        "self.table.tiers[0].line(base)",
    ),
    one(
        "the closing fee is left out of the solver",
        "risk.py",
        "return rate + rules.closing_fee, stands",
        "return rate, stands",
    ),
    one(
        "the tick is rounded to the nearest",
        "liquidation.py",
        "Rounding.FLOOR if long else Rounding.CEILING",
        "Rounding.HALF_EVEN",
    ),
    one(
        "the tick is rounded to the safe side",
        "liquidation.py",
        "Rounding.FLOOR if long else Rounding.CEILING",
        "Rounding.CEILING if long else Rounding.FLOOR",
    ),
    one(
        "a requirement that jumps on a tick liquidates at the tick",
        "liquidation.py",
        "        tick += -step if long else step\n",
        "        tick += 0\n",
    ),
    one(
        "the last crossing is taken for the first",
        "liquidation.py",
        "safest, last = (max, min) if leg.sign > 0 else (min, max)",
        "safest, last = (min, max) if leg.sign > 0 else (max, min)",
    ),
    one(
        "a crossing behind the mark is taken for the first",
        "liquidation.py",
        "if (now - at[0]) * leg.sign >= 0]",
        "if (now - at[0]) * leg.sign < 0]",
    ),
    one(
        "a requirement cannot jump over equity",
        "pieces.py",
        "            if jumps and piece.at(piece.floor) <= 0:\n",
        "            if False:\n",
    ),
    one(
        "maintenance is always on the value",
        "risk.py",
        "            rate, stands = Fraction(0), stands + rate * base\n",
        "            pass\n",
    ),
    one(
        "bankruptcy forgets the reserve",
        "liquidation.py",
        "    behind = position.margin if rules.reserve_required else position.collateral\n",
        "    behind = position.margin\n",
    ),
    one(
        "legs of one symbol stand still",
        "liquidation.py",
        "moving = {at: h for at, h in pool.holdings.items() if h.size and h.instrument.symbol == symbol}",
        "moving = {at: h for at, h in pool.holdings.items() if at == position}",
    ),
    one(
        "the other positions of a pool require nothing",
        "pieces.py",
        "rise, due = Fraction(0), self.rest.maintenance - self.rest.equity",
        "rise, due = Fraction(0), -self.rest.equity",
    ),
    one(
        "collateral in another asset counts one for one",
        "risk.py",
        "        return found.price if owed else found.price * (1 - found.haircut)\n    return found\n",
        "        return found.price if owed else found.price * (1 - found.haircut)\n    return Fraction(1)\n",
    ),
    one(
        "a losing short beside it has no sign",
        "risk.py",
        "        equity=holding.profit(mark),\n",
        "        equity=abs(holding.profit(mark)),\n",
    ),
    one(
        "sunk is called covered",
        "liquidation.py",
        "        if leg.is_dead_at_ruin():\n            return NoPrice.SUNK\n",
        "",
    ),
    one(
        "a requirement that the venue cuts is not cut",
        "pieces.py",
        "            rest = rest.less(residue(sum(needed, start=rest.maintenance), rules))\n",
        "            rest = rest.less(Fraction(0))\n",
    ),
    one(
        "a fee at the bankruptcy price is left out",
        "risk.py",
        "    if rules.closing_fee and rules.fee_on is FeeOn.BANKRUPTCY:\n        kept += ",
        "    if rules.closing_fee and rules.fee_on is FeeOn.BANKRUPTCY:\n        kept -= 0 * ",
    ),
    one(
        "a fee on the entry is left out",
        "risk.py",
        "return rate, stands + rules.closing_fee * abs(holding.cost.value)",
        "return rate, stands",
    ),
    one(
        "equality is never enough",
        "risk.py",
        "return self.maintenance > 0 and not self.strict",
        "return self.maintenance > 0",
    ),
    one(
        "a debt with nothing required lives",
        "risk.py",
        "            return self.equity < self.maintenance\n",
        "            return self.equity < self.maintenance > 0\n",
    ),
    one(
        "a dead pool is called covered",
        "liquidation.py",
        "return NoPrice.REVIVED if leg.is_dead_now() else NoPrice.COVERED",
        "return NoPrice.COVERED",
    ),
    one(
        "both legs need margin",
        "risk.py",
        "    if rules.larger_leg:",
        "    if rules.larger_leg and not held:",
    ),
    one(
        "a tick at which it lives is called liquidatable",
        "liquidation.py",
        "if tick == exact and leg.lives_at(exact):",
        "if tick < exact < tick:",
    ),
    one(
        "the quick price takes any of several roots",
        "quick.py",
        "least = list(accumulate(reversed(begins), min))[::-1]",
        "least = begins",
    ),
    one(
        "a reserve that is required is free",
        "risk.py",
        "position.reserve.value if rules.reserve_required else Fraction(0)",
        "Fraction(0)",
    ),
    one(
        "funding that is received is required as well",
        "risk.py",
        "            against = max(against, funding if holding.size > 0 else -funding)\n",
        "            against = abs(funding)\n",
    ),
    one(
        "the tier of a table by size moves with the value",
        "risk.py",
        "self.table.at(Fraction(abs(holding.size)) if by_size else self.base(holding, value))",
        "self.table.at(self.base(holding, value))",
    ),
    one(
        "a haircut is taken off debts too",
        "risk.py",
        "        return found.price if owed else found.price * (1 - found.haircut)\n",
        "        return found.price * (1 - found.haircut)\n",
    ),
    one(
        "ticks are shifted away from the entry",
        "liquidation.py",
        "    price += shown.shift * terms.tick * (1 if long else -1)\n",
        "    price -= shown.shift * terms.tick * (1 if long else -1)\n",
    ),
    one(
        "what is shown is rounded as for the other side",
        "liquidation.py",
        "    rounding = shown.long if long else shown.short\n",
        "    rounding = shown.short if long else shown.long\n",
    ),
    one(
        "equity forgets the reserve",
        "isolated.py",
        "return self.margin + self.reserve",
        "return self.margin",
    ),
    one(
        "a requirement falls where a tier ends",
        "tiers.py",
        "    if tier.deduction != due:\n",
        "    if False:\n",
    ),
)

WHAT_IF = (
    one(
        "what is left need not cover opening",
        "whatif/moment.py",
        "        return risk.equity >= risk.initial + kept and not risk.is_liquidatable\n",
        "        return not risk.is_liquidatable\n",
    ),
    one(
        "halving stops a unit early",
        "whatif/limits.py",
        "    while high - low > 1:\n",
        "    while high - low > 2:\n",
    ),
    one(
        "a payment is forgotten",
        "whatif/accrual.py",
        "(time_ns - self.next_ns) // self.every_ns + 1)",
        "(time_ns - self.next_ns) // self.every_ns)",
    ),
    one(
        "a pool that is bankrupt still keeps its maintenance",
        "liquidation.py",
        "Holding(evolve(held.instrument, tiers=_FREE), held.size, held.cost)",
        "held",
    ),
    one(
        "opening needs no more for less leverage",
        "risk.py",
        "            rate = max(rate, 1 / self.leverage.value)\n",
        "            rate = max(rate, rate / self.leverage.value)\n",
    ),
    one(
        "what leaves a pool leaves its margin there",
        "whatif/changes.py",
        "    left = pooled.moved(-margin).pool\n",
        "    left = pooled.pool\n",
    ),
    one(
        "a wanted price is judged at the mark",
        "whatif/limits.py",
        "        return not moment.risk_when(bare.moved(Money(units, had)), price).is_liquidatable\n",
        "        return moment.is_safe(bare.moved(Money(units, had)))\n",
    ),
    one(
        "an unknown mark is tried at its ends only",
        "bounds.py",
        "        yield [*ends, *_bends(position, moment, symbol, span, straight=straight)]\n",
        "        yield ends\n",
    ),
    one(
        "what is not known is as low as can be",
        "bounds.py",
        "        return (self.low,) if self.low == self.high else (self.low, self.high)\n",
        "        return (self.low,)\n",
    ),
)

STATEMENTS = (
    Defect(
        "a row may miss its sum downwards",
        (
            (
                "venues/sums.py",
                "        if abs(off) > self.within:\n",
                "        if off > self.within:\n",
            ),
        ),
    ),
    Defect(
        "rows of two files are counted as those of one",
        (("venues/telling.py", "self._seen[file_of(record)]", "self._seen['']"),),
    ),
    Defect(
        "a file that may begin at either end is taken to begin with the newest",
        (("venues/placing.py", "rows[0][0] > rows[-1][0]", "True"),),
    ),
    Defect(
        "all that was there before opens in the wallet",
        (
            (
                "venues/statement.py",
                "book = self.statement.home if before.book == ALL else before.book",
                "book = WALLET",
            ),
        ),
    ),
    Defect(
        "two balances of a row have one place",
        (("venues/statement.py", "asserts(row.part(-at))", "asserts(row)"),),
    ),
    Defect(
        "a row that is several things counts its parts anew",
        (("venues/trading.py", "row.part(len(told))", "row.part(meanings.index(meaning))"),),
    ),
    Defect(
        "one id with two contents passes as a repetition",
        (
            (
                "venues/telling.py",
                "    return again(first, record) if events == told else otherwise(first, record)",
                "    return again(first, record)",
            ),
        ),
    ),
    Defect(
        "a balance before its row is counted forward",
        (
            (
                "venues/sums.py",
                "return number(record, self.balance) - number(record, self.change)",
                "return number(record, self.balance) + number(record, self.change)",
            ),
        ),
    ),
    Defect(
        "a charge is received",
        (("venues/meaning.py", "row.stamp(), -self.moved(row)", "row.stamp(), self.moved(row)"),),
    ),
    Defect(
        "cells of a table keep the spaces around them",
        (("venues/heads.py", "[cell.strip(_STRAY) for cell in cells]", "list(cells)"),),
    ),
)

RECONCILE = (
    Defect(
        "a break that balances bear out still counts",
        (
            (
                "reconcile/proofs.py",
                "if found.right is not Right.OURS:",
                "if found.right is not None:",
            ),
        ),
    ),
    Defect(
        "a late row is missing",
        (("reconcile/sides.py", "span[0] - policy.late_ns", "span[0]"),),
    ),
    Defect(
        "a copy is never told from a row of its own",
        (
            (
                "reconcile/refining.py",
                "found.kind is BreakKind.DUPLICATE_OURS and found.right is Right.OURS",
                "found.kind is BreakKind.DUPLICATE_OURS and found.right is Right.VENUE",
            ),
        ),
    ),
    Defect(
        "two ids of one telling are one fact",
        (("reconcile/matching.py", "return line.kin if is_native(line) else", "return"),),
    ),
    Defect(
        "margin within the account counts",
        (
            (
                "reconcile/movements.py",
                "return 0 if self.purpose is Purpose.MARGIN else self.units",
                "return self.units",
            ),
        ),
    ),
    Defect(
        "what mends a row edits it",
        (
            (
                "reconcile/mending.py",
                "events = (*_taken_back(found), *(_again(event, found) for event in found.venue))",
                "events = found.venue",
            ),
        ),
    ),
    Defect(
        "a balance that went along is believed",
        (("reconcile/stated.py", "if _gaps(fewer) < _gaps(best):", "if not fewer:"),),
    ),
)

GATE_KUCOIN_HTX = (
    Defect(
        "points of Gate are money",
        (("venues/gate/book.py", 'kind.startswith(f"{pot}_")', "False"),),
    ),
    Defect(
        "what Gate closes is taken for the other leg",
        (("venues/gate/trades.py", "(size > 0) == (closes == 0)", "(size > 0) != (closes == 0)"),),
    ),
    Defect(
        "a loss in KuCoin's table is a gain",
        (("venues/kucoin/tables.py", 'side == "Withdrawal"', 'side == "Deposit"'),),
    ),
    Defect(
        "what leaves KuCoin's unified ledger arrives",
        (("venues/kucoin/ledger.py", 'fields.get("direction") != "OUT"', "True"),),
    ),
    Defect(
        "a trade at HTX brings its profit since the opening, settlements told twice",
        (("venues/htx/trades.py", 'realised="offset_profitloss"', 'realised="real_profit"'),),
    ),
    Defect(
        "a move between margin accounts of HTX goes to the wallet",
        (("venues/htx/bills.py", "        book=book(record),\n", ""),),
    ),
)

DEFECTS = (
    *NUMBERS,
    *POSTINGS,
    *HOLDING,
    *ISOLATED,
    *CROSS,
    *ACCOUNT,
    *FOLD,
    *LEDGER,
    *PRICES,
    *WHAT_IF,
    *STATEMENTS,
    *RECONCILE,
    *GATE_KUCOIN_HTX,
)
