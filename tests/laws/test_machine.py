"""A live ledger under random hands: every step is checked against a picture taken before it.

Where the other laws see whole journals, this sees one ledger grow, be told late and twice, be
corrected and be refused, and asks after every step whether anybody else has moved.
"""

from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from isoledger.core.account import Account
from isoledger.core.errors import IsoledgerError
from isoledger.core.events import Correction, Listing, MarginModeChange
from isoledger.core.fold import replayed
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.testing.author import Author
from isoledger.testing.banking import BANKING
from isoledger.testing.journals import NUMBER_MAX
from isoledger.testing.markets import rule_books
from isoledger.testing.steps import added, balances_of, is_own, positions_of
from isoledger.testing.trading import TRADING
from tests.laws.oracle import Oracle

NUMBERS = st.integers(0, NUMBER_MAX)
MONEY = sorted(set(BANKING) - {"correct", "mode", "position mode", "relist"})


class LiveLedger(RuleBasedStateMachine):
    """One account, live."""

    @initialize(rules=rule_books())
    def open(self, rules):
        self.author = Author(rules)
        self.ledger = Ledger(rules=rules)

    def tell(self, kind, number, writers):
        """Write one event, append it, and look around."""
        count = len(self.author.events)
        self.author.write(writers[kind], number)
        for event in self.author.events[count:]:
            before = self.ledger.account
            snapshot = repr(before)
            self.ledger = self.ledger.append(event)
            assert repr(before) == snapshot, "the account that was is as it was"
            if not isinstance(event, Correction):
                self.nobody_else_moved(event, before)

    def nobody_else_moved(self, event, before):
        after, spoken = self.ledger.account, positions_of(event)
        if isinstance(event, Listing):
            spoken |= {at for at in all_of(before) if at.symbol == event.instrument.symbol}
        for at, thing in all_of(before).items():
            if at not in spoken:
                assert all_of(after).get(at) is thing, f"{event} moved {at}"
        for at in all_of(after).keys() - all_of(before).keys():
            assert at in spoken, f"{event} opened {at}"
        if spoken and not isinstance(event, MarginModeChange):
            for name, pool in before.pools.items():
                other = after.pools[name]
                if all(at.pool != name for at in spoken) and other is not pool:
                    assert other.holdings == pool.holdings, f"{event} traded in pool {name}"

    @rule(kind=st.sampled_from(sorted(TRADING)), number=NUMBERS)
    def trade(self, kind, number):
        self.tell(kind, number, TRADING)

    @rule(number=NUMBERS)
    def fill(self, number):
        self.tell("fill", number, TRADING)

    @rule(number=NUMBERS)
    def put_margin_in(self, number):
        self.tell("add margin", number, TRADING)

    @rule(kind=st.sampled_from(MONEY), number=NUMBERS)
    def move_money(self, kind, number):
        self.tell(kind, number, BANKING)

    @rule(kind=st.sampled_from(["mode", "position mode", "relist"]), number=NUMBERS)
    def change_terms(self, kind, number):
        self.tell(kind, number, BANKING)

    @rule(number=NUMBERS)
    def correct(self, number):
        self.tell("correct", number, BANKING)

    @precondition(lambda self: len(self.ledger.log) > 0)
    @rule(number=NUMBERS)
    def repeat(self, number):
        event = self.ledger.log[number % len(self.ledger.log)]
        assert self.ledger.append(event) is self.ledger

    @precondition(lambda self: len(self.ledger.log) > 0)
    @rule(number=NUMBERS)
    def refuse(self, number):
        """An event of another account, or one that cannot follow, leaves no trace."""
        event = self.ledger.log[number % len(self.ledger.log)]
        stamp = evolve(event.stamp, account="another", id="another")
        before, log = repr(self.ledger.account), len(self.ledger.log)
        try:
            self.ledger.append(evolve(event, stamp=stamp))
        except IsoledgerError:
            pass
        else:
            raise AssertionError("the event of a stranger was taken")
        assert (repr(self.ledger.account), len(self.ledger.log)) == (before, log)

    @precondition(lambda self: len(self.ledger.log) > 1)
    @rule(number=NUMBERS)
    def go_back_and_come_again(self, number):
        """A prefix of the ledger, grown again, is the ledger."""
        count = number % len(self.ledger.log)
        past = self.ledger.first(count)
        for event in self.ledger.log[count:]:
            past = past.append(event)
        assert past.account == self.ledger.account
        assert past.log == self.ledger.log

    @invariant()
    def state_is_the_sum_of_its_postings(self):
        if hasattr(self, "ledger"):
            sums = {}
            for entry in self.ledger.entries():
                added(sums, entry)
            own = {key: units for key, units in sums.items() if is_own(key[0])}
            assert own == balances_of(self.ledger.account)

    @invariant()
    def the_author_and_the_ledger_agree(self):
        if hasattr(self, "ledger"):
            assert self.author.account == self.ledger.account

    def teardown(self):
        if hasattr(self, "ledger"):
            told = self.ledger.effective()
            assert replayed(Account(), told, self.ledger.rules) == self.ledger.account
            oracle = Oracle(self.ledger.rules)
            for event in told:
                oracle.tell(event)
            units = {key: coins * 10 ** key[1].decimals for key, coins in oracle.coins().items()}
            assert units == balances_of(self.ledger.account)


def all_of(account: Account) -> dict[PositionId, object]:
    """Every position of *account*, as the objects they are."""
    pools = account.pools.values()
    pooled = {at: holding for pool in pools for at, holding in pool.holdings.items()}
    return {**dict(account.isolated.items()), **pooled}


TestLiveLedger = LiveLedger.TestCase
