from fractions import Fraction

from isoledger.core.events import BalanceAssertion, Listing, PositionAssertion
from isoledger.venues.deribit.snapshots import INSTRUMENTS, POSITIONS, SUMMARIES, SUMMARY
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.rows import events, told, why_not

AT = Given(taken_ns=5)


def position(**changes: object) -> dict:
    return {
        "instrument_name": "BTC-PERPETUAL",
        "size": -50,
        "direction": "sell",
        "average_price": "7440.18",
        "floating_profit_loss": 0,
        "realized_profit_loss": 0,
        **changes,
    }


def test_a_position_is_asserted_with_its_side_at_the_instant_one_says():
    (held,) = events(POSITIONS, position(), given=AT)
    assert isinstance(held, PositionAssertion)
    assert (held.size, held.stamp.time_ns) == (-50, 5)
    (bought,) = events(POSITIONS, position(size=50, direction="buy"), given=AT)
    assert bought.size == 50
    assert "say when it was taken" in why_not(POSITIONS, position())
    assert "'long' is none of" in why_not(POSITIONS, position(direction="long"), given=AT)


def test_equity_is_cash_the_session_of_futures_and_what_options_are_worth():
    folder = real("statements/deribit")
    data = (folder / "nautilus_http_get_account_summaries.json").read_bytes()
    done = SUMMARIES.translate(SUMMARIES.records(data, "f"), "A", AT)
    assert done.is_whole
    assert not done.untranslated
    assert all(isinstance(event, BalanceAssertion) for event in done.events)
    assert [said.record.fields["currency"] for said in done.remarks] == ["BTC"]


def test_equity_that_misses_its_parts_is_parked():
    row = {"currency": "BTC", "balance": 1, "equity": "1.1", "margin_balance": 1}
    assert "equity = balance" in why_not(SUMMARY, row, given=AT)


def test_contracts_are_listed_with_their_tick_and_combinations_are_not():
    data = real("deribit/nautechsystems__nautilus_trader/http_get_instruments.json").read_bytes()
    done = INSTRUMENTS.translate(INSTRUMENTS.records(data, "f"), "A")
    listed = {e.instrument.symbol: e.instrument for e in done.events if isinstance(e, Listing)}
    assert listed["BTC-PERPETUAL"].tick == Fraction(1, 2)
    assert listed["BTC-27DEC24-100000-C"].tick == Fraction(1, 2000)
    assert len(done.skipped) == 1


def test_the_terms_of_the_venue_replace_those_that_names_tell():
    row = position()
    by_name = told(POSITIONS, row, given=AT).events[0]
    listing = told(
        INSTRUMENTS,
        {"instrument_name": "BTC-PERPETUAL", "kind": "future", "tick_size": "0.5"},
    ).events[0]
    assert by_name.stamp.order < listing.stamp.order
