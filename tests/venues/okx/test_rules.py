"""OKX's rules: what they say on which day, and tables of tiers by contracts."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from isoledger.core.dated import Dated
from isoledger.core.errors import TierTableError
from isoledger.core.liquidation import liquidation_price
from isoledger.core.rules import Basis, Evidence, FeeOn, Pot
from isoledger.venues.errors import FieldError
from isoledger.venues.framing import Frame
from isoledger.venues.okx import rules, rules as okx
from tests.venues.ordered import due, due_beside, order

TIERS = [
    {"minSz": "0", "maxSz": "1000", "mmr": "0.004", "imr": "0.01", "tier": "1"},
    {"minSz": "2000.01", "maxSz": "4000", "mmr": "0.01", "imr": "0.02", "tier": "3"},
    {"minSz": "1000.01", "maxSz": "2000", "mmr": "0.005", "imr": "0.0133", "tier": "2"},
]


def test_funding_moved_into_the_position_in_2024():
    before, after = (rules.RULES.at(rules.FUNDING_NS + shift) for shift in (-1, 0))
    assert before.funding_pot is Pot.HOME_FIRST
    assert after.funding_pot is Pot.POSITION
    assert before.basis is after.basis is Basis.VALUE


def test_only_an_isolated_price_is_printed_a_tick_nearer_the_entry():
    assert rules.isolated_rules(0).shown.shift == 1
    assert rules.cross_rules(0).shown.shift == 0


@pytest.mark.parametrize("of", [rules.isolated_rules, rules.cross_rules])
def test_the_fee_is_the_users_own_or_a_regular_users(of):
    assert of(0).closing_fee == rules.TAKER
    assert of(0, Fraction("0.0002")).closing_fee == Fraction("0.0002")
    assert of(0, Fraction(0)).closing_fee == 0


def test_borrowed_coins_move_and_borrowed_money_stands():
    coins = rules.borrowed_rules(Fraction("0.05"), coins_owed=True)
    money = rules.borrowed_rules(Fraction("0.05"), Fraction("0.002"), coins_owed=False)
    assert (coins.basis, coins.fee_on) == (Basis.VALUE, FeeOn.VALUE)
    assert (money.basis, money.fee_on) == (Basis.ENTRY, FeeOn.ENTRY)
    assert coins.closing_fee == Fraction("0.00105")
    assert money.closing_fee == Fraction("0.0021")
    assert coins.evidence is Evidence.OFFICIAL


def test_every_rule_says_where_it_is_from():
    for _, version in (*rules.RULES, *rules.CROSS_RULES):
        assert version.source


@pytest.mark.parametrize(
    ("symbol", "tick"),
    [
        ("BTC-USDT-SWAP", "0.1"),
        ("ETH-USDT-SWAP", "0.01"),
        ("BTC-USD-SWAP", "0.1"),
        ("ETH-USD-210430", "0.01"),
    ],
)
def test_the_tick_of_a_large_family_is_known_by_name(symbol, tick):
    assert rules.tick_of(symbol) == Fraction(tick)


def test_the_tick_of_another_is_not():
    assert rules.tick_of("SHIB-USDT-SWAP") is None


def test_tiers_are_counted_in_lots_and_sorted():
    table = rules.tier_table(TIERS, Fraction("0.01"))
    assert table.by_size
    assert table.stepped
    assert [tier.cap for tier in table.tiers] == [100_000, 200_000, 400_000]
    assert [tier.floor for tier in table.tiers] == [0, 100_000, 200_000]
    assert [tier.maintenance for tier in table.tiers] == [
        Fraction("0.004"),
        Fraction("0.005"),
        Fraction("0.01"),
    ]


def test_a_tier_by_contracts_stands_still_while_the_price_moves():
    """1,500 contracts are of the second tier at any price; half a contract less changes none."""
    table = rules.tier_table(TIERS, Fraction(1))

    def price(contracts: int) -> Fraction:
        frame = Frame(
            symbol="X",
            quantity=Fraction(contracts),
            contract=Fraction("0.01"),
            entry=Fraction(100),
            margin=Fraction(contracts) / 10,
            tiers=Dated.always(table),
        )
        found = liquidation_price(frame.isolated(), rules.cross_rules(0), time_ns=0)
        return found.exact

    assert price(1000) == Fraction(90) / (1 - Fraction("0.0045"))
    assert price(1001) == price(1500) == Fraction(90) / (1 - Fraction("0.0055"))


def test_a_table_with_falling_rates_is_refused():
    rows = [dict(TIERS[0], mmr="0.009"), TIERS[2]]
    with pytest.raises(TierTableError, match="fall"):
        rules.tier_table(rows, Fraction(1))


def test_a_table_without_a_cap_is_refused():
    with pytest.raises(FieldError, match="maxSz"):
        rules.tier_table([{"minSz": "0", "mmr": "0.01", "imr": "0.1"}], Fraction(1))


def test_orders_of_one_side_are_charged_since_the_change_and_of_both_before():
    """Long 1 at 100, a bid of 1 and an offer of 3, 10x: 10 and 20; then the larger, less 10."""
    book = [order(1, 100), order(-3, 100)]
    before, since = (okx.ORDERS.at(okx.NETTED_NS - step) for step in (1, 0))
    assert due_beside(before, 1, 100, book, leverage="10", mark="100") == 10 + 20
    assert due_beside(since, 1, 100, book, leverage="10", mark="100") == 10
    assert (before.evidence, since.evidence) == (Evidence.ASSUMED, Evidence.OFFICIAL)


def test_an_isolated_order_is_assumed_to_reserve_its_margin_and_its_loss():
    rules = okx.ISOLATED_ORDERS.at(okx.NETTED_NS)
    found = due(rules, order(-1, 95, "10"), mark="100")
    assert (found.initial, found.open_loss, found.fees) == (Fraction("9.5"), 5, 0)
    assert rules.evidence is Evidence.ASSUMED


def test_the_day_is_that_of_the_last_batch_the_notice_names():
    assert datetime(2024, 7, 1, tzinfo=UTC).timestamp() * 10**9 == rules.FUNDING_NS
