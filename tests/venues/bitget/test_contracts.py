"""Terms of Bitget's contracts."""

from fractions import Fraction

import pytest

from isoledger.venues.bitget.contracts import CONTRACTS, INSTRUMENTS, LOT
from tests.answers import answer as answered
from tests.real import real
from tests.venues.bitget.told import read

FOLDER = "bitget/JKorf__Bitget.Net/Endpoints__"


def test_the_recorded_contract_of_both_accounts_is_one_but_for_its_tick():
    classic, unified = (
        statement.translate(statement.records(answered(real(FOLDER + name))[1], "f"), "a").events
        for statement, name in (
            (CONTRACTS, "Futures__ExchangeData__GetContracts.txt"),
            (INSTRUMENTS, "Unified__ExchangeData__GetFuturesSymbols.txt"),
        )
    )
    assert classic[0].instrument == unified[0].instrument
    terms = classic[0].instrument
    assert (terms.symbol, terms.settle.code, terms.tick) == ("BTCUSDT", "USDT", Fraction(1, 10))
    assert terms.value(int(1 / LOT), Fraction(60000)) == 60000


ROW = {
    "symbol": "BTCPERP",
    "baseCoin": "BTC",
    "quoteCoin": "USDC",
    "sizeMultiplier": "1",
    "pricePlace": "1",
    "priceEndStep": "5",
}


def test_a_perpetual_of_the_dollar_coin_settles_in_it():
    (event,) = read(CONTRACTS, ROW).events
    assert (event.instrument.settle.code, event.instrument.tick) == ("USDC", Fraction(1, 2))


def test_a_contract_margined_in_coins_is_refused_because_nothing_shows_its_payoff():
    (parked,) = read(CONTRACTS, ROW | {"symbol": "BTCUSD"}).untranslated
    assert "payoff is not known" in parked.reason


def test_pairs_are_no_contracts():
    row = {
        "symbol": "BTCUSDT",
        "category": "SPOT",
        "quantityMultiplier": "1",
        "priceMultiplier": "1",
    }
    assert read(INSTRUMENTS, row).skipped


@pytest.mark.parametrize("wrong", [{"pricePlace": "x"}, {"priceEndStep": "0"}, {"symbol": ""}])
def test_terms_that_cannot_be_are_parked(wrong):
    assert read(CONTRACTS, ROW | wrong).untranslated
