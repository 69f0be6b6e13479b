import json
from fractions import Fraction

import pytest

from isoledger.core.events import Listing
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.instrument import Payoff
from isoledger.venues.bybit import VENUE
from isoledger.venues.bybit.instruments import INSTRUMENTS, RISK_LIMITS, risk_limits, risk_records
from isoledger.venues.bybit.statements import LOG
from isoledger.venues.bybit.terms import LOT, contract
from isoledger.venues.translation import NOTHING_GIVEN, Given
from tests.answers import answer
from tests.real import real
from tests.venues.rows import replayed, told, why_not


def symbol(**changes: object) -> dict:
    return {
        "symbol": "BTCUSDT",
        "contractType": "LinearPerpetual",
        "baseCoin": "BTC",
        "quoteCoin": "USDT",
        "settleCoin": "USDT",
        "deliveryTime": "0",
        "priceFilter": {"tickSize": "0.10"},
        **changes,
    }


def listed(row: dict):
    (event,) = told(INSTRUMENTS, row).events
    assert isinstance(event, Listing)
    return event.instrument


def test_a_contract_has_the_lots_that_its_trades_have():
    for row in (
        symbol(),
        symbol(symbol="ETHPERP", baseCoin="ETH", settleCoin="USDC", quoteCoin="USDC"),
        symbol(symbol="BTCUSD", contractType="InversePerpetual", quoteCoin="USD", settleCoin="BTC"),
    ):
        terms, said = listed(row), contract(row["symbol"])
        assert (terms.lot, terms.multiplier, terms.settle, terms.payoff) == (
            said.lot,
            said.multiplier,
            said.settle,
            said.payoff,
        )
        assert terms.tick == Fraction("0.1")


def test_a_dated_contract_has_its_day_and_a_perpetual_none():
    dated = symbol(contractType="LinearFutures", deliveryTime="1740124800000")
    assert listed(dated).expiry_ns == 1_740_124_800 * 10**9
    assert listed(symbol(deliveryTime="1702592000000")).expiry_ns is None
    assert listed(symbol(contractType="LinearFutures", deliveryTime="")).expiry_ns is None


def test_an_inverse_contract_is_settled_in_its_base_whatever_the_answer_says():
    row = symbol(symbol="BTCUSD", contractType="InverseFutures", settleCoin="USD")
    assert (listed(row).settle.code, listed(row).payoff) == ("BTC", Payoff.INVERSE)


def test_spot_and_options_are_no_contracts_on_margin():
    spot, option = symbol(), symbol(optionsType="Call")
    del spot["contractType"], option["contractType"]
    reasons = [told(INSTRUMENTS, row).skipped[0].reason for row in (spot, option)]
    assert reasons == ["a spot pair, not a contract on margin", "an option: told as money alone"]


def test_a_contract_of_another_kind_or_without_a_tick_is_parked():
    assert "no type" in why_not(INSTRUMENTS, symbol(contractType="Swaption"))
    assert "priceFilter" in why_not(INSTRUMENTS, symbol(priceFilter="0.1"))


def limit(value: str, **changes: object) -> dict:
    return {
        "id": 1,
        "symbol": "BTCUSDT",
        "riskLimitValue": value,
        "maintenanceMargin": "0.005",
        "initialMargin": "0.01",
        "isLowestRisk": 1,
        "maxLeverage": "100.00",
        "mmDeduction": "",
        **changes,
    }


SECOND = {
    "maintenanceMargin": "0.01",
    "initialMargin": "0.02",
    "maxLeverage": "50",
    "isLowestRisk": 0,
}


def limits(*rows: dict, time: int | None = 1672054488010, given: Given = NOTHING_GIVEN):
    whole = {"result": {"category": "linear", "list": rows}}
    data = json.dumps(whole if time is None else {**whole, "time": time}).encode()
    assert RISK_LIMITS.recognises(data)
    done = risk_limits(risk_records(data, "f"), "A", given)
    assert done.is_whole
    return done


def test_all_rows_of_a_contract_are_one_table_from_the_answers_day_on():
    done = limits(limit("4000000", mmDeduction="10000", **SECOND), limit("2000000"))
    (event,) = done.events
    assert (done.translated, event.instrument.symbol) == (2, "BTCUSDT")
    since, table = event.instrument.tiers.versions[0]
    assert since == event.stamp.time_ns == 1672054488010 * 10**6
    assert not table.stepped
    assert [(tier.floor, tier.cap) for tier in table.tiers] == [(0, 2000000), (2000000, 4000000)]
    assert table.tiers[1].deduction == 10000


def test_without_deductions_the_requirement_jumps():
    (event,) = limits(limit("2000000"), limit("4000000", **SECOND), time=None).events
    assert event.instrument.tiers.at(0).stepped
    assert event.stamp.time_ns == 0


def test_an_older_answer_is_in_percent_or_under_other_names():
    _, data = answer(
        real("bybit/JKorf__Bybit.Net/Endpoints__V5Api__ExchangeData__GetRiskLimit.txt")
    )
    (event,) = RISK_LIMITS.translate(RISK_LIMITS.records(data, "f"), "A").events
    (tier,) = event.instrument.tiers.at(event.stamp.time_ns).tiers
    assert (tier.maintenance, tier.initial, tier.cap) == (Fraction(5, 1000), Fraction(1, 100), 150)
    older = limit("0", limit="2000000", maintainMargin="0.005")
    del older["riskLimitValue"], older["maintenanceMargin"]
    assert limits(older).translated == 1


def test_a_contract_that_is_known_keeps_its_other_terms():
    known = listed(symbol())
    given = Given(listed=FrozenMap({"BTCUSDT": known}))
    (event,) = limits(limit("2000000"), given=given).events
    assert event.instrument.tick == known.tick != LOT


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([limit("2000000", symbol="HOUSE")], "does not tell its contract"),
        ([limit("2000000", maintenanceMargin="0.5")], "rates must be"),
        ([limit("x")], "riskLimitValue"),
    ],
)
def test_rows_that_are_no_table_are_parked_together(rows, why):
    done = limits(*rows, limit("1", symbol="ETHUSDT"))
    assert why in done.untranslated[0].reason
    assert (len(done.untranslated), done.translated) == (1, 1)


def test_terms_tiers_and_trades_live_together():
    trade = {
        "id": "1",
        "type": "TRADE",
        "currency": "USDT",
        "change": "0",
        "cashFlow": "0",
        "transactionTime": "1672128000000",
        "symbol": "BTCUSDT",
        "category": "linear",
        "side": "Buy",
        "qty": "1",
        "size": "1",
        "tradePrice": "100",
    }
    done = [*told(INSTRUMENTS, symbol()).events, *limits(limit("2000000")).events]
    done += told(LOG, trade).events
    (pool,) = replayed(VENUE, done).account.pools.values()
    (holding,) = pool.holdings.values()
    assert holding.instrument.tiers is not None
