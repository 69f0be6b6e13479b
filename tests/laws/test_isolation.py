"""Isolation: what happens to one position happens to that position."""

from fractions import Fraction

from hypothesis import given, strategies as st

from isoledger.core.events import Fill
from isoledger.core.identity import PositionId
from isoledger.core.liquidation import bankruptcy_price, liquidation_price
from isoledger.core.risk import position_risk
from isoledger.core.rules import Pot
from isoledger.testing import laws, replays
from isoledger.testing.journals import journals
from isoledger.testing.markets import OPENING_NS
from isoledger.testing.steps import happenings


@given(journals())
def test_an_event_on_one_position_leaves_every_other_the_same_object(journal):
    laws.others_are_untouched(journal.events, journal.rules)


@given(journals())
def test_a_loss_in_one_position_touches_no_wallet_unless_a_rule_names_it(journal):
    laws.a_loss_stays_in_its_position(journal.events, journal.rules)


@given(journals())
def test_a_position_loses_no_more_than_was_put_into_it(journal):
    laws.a_position_loses_no_more_than_was_put_in(journal.events, journal.rules)


@given(journals())
def test_a_pool_consumes_no_isolated_margin_and_a_position_no_pool(journal):
    laws.pools_and_positions_are_walls(journal.events, journal.rules)


@given(journals())
def test_an_event_in_one_asset_changes_no_balance_in_another(journal):
    laws.assets_are_walls(journal.events, journal.rules)


@given(journals(pots=(Pot.POSITION, Pot.HOME)))
def test_the_events_of_one_position_alone_give_the_same_position(journal):
    replays.a_position_is_its_own_past(journal.events, journal.rules)


@given(journals())
def test_swapping_names_swaps_positions_and_nothing_else(journal):
    replays.names_do_not_matter(journal.events, journal.rules)


@given(journals())
def test_a_position_taken_over_is_gone_and_so_is_its_margin(journal):
    laws.a_position_taken_over_is_gone(journal.events, journal.rules)


@given(journals())
def test_insurance_is_the_last_to_pay(journal):
    laws.insurance_is_the_last_to_pay(journal.events, journal.rules)


@given(journals(kinds=("fill", "fill", "add margin", "funding", "mode")))
def test_long_and_short_legs_of_one_symbol_are_two_positions(journal):
    for seen in happenings(journal.events, journal.rules):
        if not isinstance(seen.event, Fill):
            continue
        at = seen.event.position
        for leg in {"net", "long", "short"} - {at.leg}:
            twin = PositionId(at.symbol, leg, at.pool)
            assert seen.after.holding(twin) is seen.before.holding(twin)
            assert seen.after.isolated.get(twin) is seen.before.isolated.get(twin)


@given(journals(kinds=("fill", "add margin"), pots=(Pot.POSITION,)), st.data())
def test_no_other_events_and_no_other_price_move_a_positions_risk(journal, data):
    """N4: the answers about a position need nothing but the position and its own mark."""
    account = journal.ledger().account
    rules = journal.rules.at(OPENING_NS)
    for at, position in account.isolated.items():
        cents = data.draw(st.integers(1, 10**7))
        mark = Fraction(cents, 100)
        alone = [
            e for e in journal.events if getattr(e, "position", at) == at
        ]  # its own fills and transfers, and all listings
        twin = type(journal)(events=tuple(alone), rules=journal.rules).ledger().account
        other = twin.isolated[at]
        time_ns = OPENING_NS
        assert position_risk(position, mark, rules, time_ns=time_ns) == position_risk(
            other, mark, rules, time_ns=time_ns
        )
        assert liquidation_price(position, rules, time_ns=time_ns) == liquidation_price(
            other, rules, time_ns=time_ns
        )
        assert bankruptcy_price(position) == bankruptcy_price(other)
