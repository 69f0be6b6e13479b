from fractions import Fraction

from isoledger.core.books import WALLET, pool_book
from isoledger.core.events import BalanceAssertion, Listing, PositionAssertion
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Payoff
from isoledger.venues.kraken.contracts import asset
from isoledger.venues.kraken.snapshots import ACCOUNTS, INSTRUMENTS, POSITIONS
from tests.answers import answer
from tests.real import real
from tests.venues.rows import told

SAMPLES = "kraken/JKorf__Kraken.Net"


def translated(statement, name):
    _, data = answer(real(SAMPLES) / f"Endpoints__Futures__{name}.txt")
    done = statement.translate(statement.records(data, "f"), "A")
    assert (done.is_whole, done.untranslated) == (True, ())
    return done.events


def test_a_position_with_a_leverage_of_its_own_stands_alone():
    held = {
        event.position: event.size
        for event in translated(POSITIONS, "Trading__GetOpenPositions")
        if isinstance(event, PositionAssertion)
    }
    assert held == {
        PositionId("PI_XBTUSD", pool="f-xbt:usd"): -10_000,
        PositionId("FI_XBTUSD_201225", pool="f-xbt:usd"): 20_000,
        PositionId("PF_DEFIUSD"): 100_000_000,
    }


def test_each_margin_account_is_a_book_and_contracts_in_it_are_positions():
    told_as = translated(ACCOUNTS, "Account__GetBalances")
    balances = {
        (event.book, event.amount.asset.code): event.amount
        for event in told_as
        if isinstance(event, BalanceAssertion)
    }
    single = pool_book("f-xbt:usd")
    assert balances[WALLET, "XRP"] == asset("XRP").exactly("52465.1254")
    assert balances[single, "XBT"] == asset("XBT").exactly("141.31756797")
    assert balances[pool_book("flex"), "EUR"] == asset("EUR").exactly("4540.5837374453")
    held = {e.position.symbol: e.size for e in told_as if isinstance(e, PositionAssertion)}
    assert held == {"FI_XBTUSD_171215": 50_000, "FI_XBTUSD_180615": -15_000}


def test_contracts_are_listed_with_their_levels():
    path = "kraken/nautechsystems__nautilus_trader/http_futures_instruments.json"
    done = INSTRUMENTS.translate(INSTRUMENTS.records(real(path).read_bytes(), "f"), "A")
    listed = {e.instrument.symbol: e.instrument for e in done.events if isinstance(e, Listing)}
    inverse, linear = listed["PI_XBTUSD"], listed["PF_ETHUSD"]
    assert (inverse.payoff, linear.payoff) == (Payoff.INVERSE, Payoff.LINEAR)
    assert inverse.tiers.at(0).by_size
    assert linear.tiers.at(0).at(Fraction(3_000_000)).maintenance == Fraction("0.02")
    assert linear.tick == Fraction("0.1")


def test_an_index_is_none_and_a_contract_without_levels_has_no_tiers():
    rows = [
        {"symbol": "in_xbtusd", "type": "spot index"},
        {"symbol": "pi_xbtusd", "type": "futures_inverse", "tickSize": "0.5", "marginLevels": []},
    ]
    done = told(INSTRUMENTS, *rows)
    assert len(done.skipped) == 1
    assert done.events[0].instrument.tiers is None
