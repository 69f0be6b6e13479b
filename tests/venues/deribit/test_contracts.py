from datetime import UTC, datetime

import pytest

from isoledger.core.instrument import Payoff
from isoledger.venues.deribit.contracts import is_option, terms_of
from isoledger.venues.errors import FieldError
from isoledger.venues.records import Record


def named(symbol: str) -> Record:
    return Record(raw=b"", source="", file="f", row=1, fields={"instrument_name": symbol})


@pytest.mark.parametrize(
    ("symbol", "payoff", "base", "quote", "settle"),
    [
        ("BTC-PERPETUAL", Payoff.INVERSE, "BTC", "USD", "BTC"),
        ("ETH-27DEC24", Payoff.INVERSE, "ETH", "USD", "ETH"),
        ("SOL_USDC-PERPETUAL", Payoff.LINEAR, "SOL", "USDC", "USDC"),
        ("BTC_USDC-3JAN25", Payoff.LINEAR, "BTC", "USDC", "USDC"),
        ("BTC-27DEC24-100000-C", Payoff.LINEAR, "BTC-27DEC24-100000-C", "BTC", "BTC"),
        ("XRP_USDC-30JUN23-0d625-P", Payoff.LINEAR, "XRP_USDC-30JUN23-0d625-P", "USDC", "USDC"),
    ],
)
def test_a_name_tells_the_terms(symbol, payoff, base, quote, settle):
    terms = terms_of(named(symbol))
    assert (terms.payoff, terms.base, terms.quote) == (payoff, base, quote)
    assert terms.settle.code == settle
    assert is_option(symbol) == symbol.endswith(("-C", "-P"))


def test_a_dated_contract_ends_at_eight_in_the_morning():
    ends = int(datetime(2024, 12, 27, 8, tzinfo=UTC).timestamp()) * 10**9
    assert terms_of(named("BTC-27DEC24")).expiry_ns == ends
    assert terms_of(named("BTC-PERPETUAL")).expiry_ns is None


def test_a_combination_is_no_contract():
    with pytest.raises(FieldError, match="is no single contract"):
        terms_of(named("BTC-STRG-19MAY26-74000_79000"))
    assert not is_option("BTC-STRG-19MAY26-74000_79000")
