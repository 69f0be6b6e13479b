"""Conservation: money is only ever moved, and the world outside has given all there is."""

from fractions import Fraction

from hypothesis import given, strategies as st

from isoledger.core.books import ALL, FEES, FUNDING, INSURANCE, PNL
from isoledger.core.events import Fill, Funding, Liquidation, Listing, MarginTransfer, Transfer
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.ledger import Ledger
from isoledger.core.money import Money
from isoledger.core.numbers import Price
from isoledger.testing import laws, replays
from isoledger.testing.journals import journals
from isoledger.testing.markets import MARKETS, OPENING_NS


@given(journals())
def test_money_is_only_ever_moved(journal):
    laws.money_is_only_moved(journal.events, journal.rules)


@given(journals())
def test_state_is_the_sum_of_its_postings(journal):
    laws.state_is_the_sum_of_its_postings(journal.events, journal.rules)


@given(journals())
def test_all_there_is_came_from_outside(journal):
    laws.nothing_is_created(journal.events, journal.rules)


@given(journals())
def test_a_stated_amount_reaches_its_counter_book_whole(journal):
    laws.counter_books_say_why(journal.events, journal.rules)


@given(journals())
def test_a_session_moves_the_entry_by_what_it_books(journal):
    laws.a_session_moves_the_entry_by_what_it_books(journal.events, journal.rules)


@given(journals())
def test_a_position_that_was_there_before_brings_its_cost_and_moves_nothing(journal):
    laws.opening_takes_no_money(journal.events, journal.rules)


@given(journals())
def test_an_event_of_nothing_does_nothing(journal):
    replays.nothing_does_nothing(journal.events, journal.rules)


@given(journals())
def test_margin_added_and_taken_back_is_as_if_nothing_was(journal):
    replays.margin_comes_and_goes(journal.events, journal.rules)


class Venue:
    """A closed venue of three traders: every fill has its other side."""

    def __init__(self, market):
        self.market = market
        self.count = 0
        self.books = {name: [] for name in ("ann", "bob", "cat")}
        for name in self.books:
            terms = market.terms
            self.tell(name, Listing, instrument=terms)
            self.tell(name, Transfer, amount=Money(10**12, terms.settle), kind="deposit")

    def tell(self, name, event, **what):
        self.count += 1
        stamp = Stamp(
            time_ns=OPENING_NS, sequence=self.count, venue="v", account=name, id=str(self.count)
        )
        if event not in {Listing, Transfer}:
            what["position"] = PositionId(self.market.terms.symbol)
        self.books[name].append(event(stamp=stamp, **what))

    def trade(self, buyer, seller, lots, price):
        self.tell(buyer, Fill, size=lots, price=price)
        self.tell(seller, Fill, size=-lots, price=price)

    def held(self, name):
        found = self.account(name).holding(PositionId(self.market.terms.symbol))
        return 0 if found is None else found.size

    def account(self, name):
        return Ledger.replay(self.books[name]).account

    def totals(self):
        """What all accounts together got from each counter-book."""
        sums = {}
        for events in self.books.values():
            for entry in Ledger.replay(events).entries():
                for posting in entry:
                    sums[posting.book] = sums.get(posting.book, 0) - posting.amount.units
        return sums


TRADES = st.lists(
    st.tuples(st.permutations(("ann", "bob", "cat")), st.integers(1, 9), st.integers(-90, 90)),
    min_size=1,
    max_size=8,
)


@given(st.sampled_from(MARKETS), TRADES, st.lists(st.integers(0, 10**10), min_size=3, max_size=3))
def test_in_a_closed_venue_profit_and_loss_and_insurance_sum_to_zero(market, trades, margins):
    """C3: with one take-over at a bad price, whose deficit the insurance pays."""
    venue = Venue(market)
    for name, margin in zip(venue.books, margins, strict=True):
        venue.tell(name, MarginTransfer, amount=Money(margin, market.terms.settle))
    for (buyer, seller, _), lots, percent in trades:
        price = Price.of(f"{market.cents * (100 + percent) // 100}e-2")
        venue.trade(buyer, seller, lots * market.lots, price)
    last = Price.of(f"{market.cents}e-2")
    if venue.held("ann"):
        size = -venue.held("ann")
        venue.tell("ann", Liquidation, size=size, price=last)
        venue.tell("bob", Fill, size=-size, price=last)
    for name in ("bob", "cat"):
        if venue.held(name):
            venue.tell(name, Fill, size=-venue.held(name), price=last)
    sums = venue.totals()
    assert sums.get(PNL, 0) == 0, "all are flat: what one won another lost, to the last unit"
    own = sum(_owned(venue.account(name), market.terms.settle) for name in venue.books)
    assert own == 3 * 10**12 + sums.get(INSURANCE, 0) + sums.get(FEES, 0)


def _owned(account, asset):
    return account.balance(asset, ALL).units


@given(journals())
def test_funding_is_booked_with_the_sign_of_who_was_told_it(journal):
    """P4: so that longs and shorts told the same funding sum to zero."""
    ledger = journal.ledger()
    told = sum(
        (e.amount.value for e in ledger.effective() if isinstance(e, Funding)), start=Fraction(0)
    )
    booked = sum(
        (
            posting.amount.value
            for event, entry in zip(ledger.effective(), ledger.entries(), strict=True)
            for posting in entry
            if isinstance(event, Funding) and posting.book == FUNDING
        ),
        start=Fraction(0),
    )
    assert booked == -told, "received above zero, paid below, whichever book it went through"
