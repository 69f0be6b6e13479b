import pytest

from isoledger.core.instrument import Payoff
from isoledger.venues.errors import FieldError
from isoledger.venues.kraken.contracts import account_of, asset, book_of, is_contract, terms_of
from isoledger.venues.records import Record


def named(symbol: str) -> Record:
    return Record(raw=b"", source="", file="f", row=1, fields={"symbol": symbol})


@pytest.mark.parametrize(
    ("symbol", "payoff", "settle", "account"),
    [
        ("pi_xbtusd", Payoff.INVERSE, "XBT", "f-xbt:usd"),
        ("FI_ETHUSD_180928", Payoff.INVERSE, "ETH", "f-eth:usd"),
        ("pf_dogeusd", Payoff.LINEAR, "USD", "flex"),
        ("FF_XBTUSD_250131", Payoff.LINEAR, "USD", "flex"),
        ("PV_XRPXBT", Payoff.LINEAR, "XBT", "f-xrp:xbt"),
    ],
)
def test_a_name_tells_the_terms_and_the_account(symbol, payoff, settle, account):
    terms = terms_of(named(symbol), "symbol")
    assert (terms.payoff, terms.settle.code) == (payoff, settle)
    assert terms.symbol == symbol.upper()
    assert account_of(named(symbol), "symbol") == account
    assert is_contract(symbol)


def test_a_currency_is_no_contract():
    assert not is_contract("xbt")
    with pytest.raises(FieldError, match="no contract of a kind that is known"):
        terms_of(named("xbt"), "symbol")


def test_bitcoin_has_one_name():
    assert asset("BTC") == asset("xbt")


def test_cash_is_the_wallet_and_every_other_account_a_pool():
    assert (book_of("cash"), book_of("flex")) == ("wallet", "pool:flex")
