import pytest

from isoledger.core.instrument import Payoff
from isoledger.venues.meaning import Row
from isoledger.venues.phemex.scaled import moved, plain, signed, terms
from isoledger.venues.records import Record


def record(**fields: object) -> Record:
    return Record(raw=b"", source="", file="f", row=1, fields=fields)


def row(**fields: object) -> Row:
    return Row(
        record=record(**fields), type="", venue="phemex", account="A", time_ns=0, sequence=0, id="x"
    )


@pytest.mark.parametrize(
    ("fields", "name", "text"),
    [
        ({"currency": "BTC", "execValueEv": "9790209"}, "execValue", "0.09790209"),
        ({"currency": "USD", "valueEv": "222237"}, "value", "22.2237"),
        ({"currency": "BTC", "execPriceEp": "71500000"}, "execPrice", "7150.0000"),
        ({"currency": "BTC", "feeRateEr": "-25000"}, "feeRate", "-0.00025000"),
        ({"currency": "USDT", "execQtyRq": "0.01"}, "execQty", "0.01"),
        ({"execFeeEv": "-5"}, "execFee", "-0.00000005"),
        ({"execFeeEv": "x"}, "execFee", "x"),
    ],
)
def test_a_scaled_number_is_read_as_it_is(fields, name, text):
    assert plain(record(**fields)).fields[name] == text


def test_what_is_no_text_stays_as_it_is():
    assert "execFee" not in plain(record(execFeeEv=None)).fields


def test_a_row_of_the_stream_moves_profit_less_fee():
    told = moved(record(currency="BTC", closedPnlEv="100", execFeeEv="-5"))
    assert told.fields["moved"] == "0.00000105"
    assert "moved" not in moved(record(currency="BTC", execFeeEv="-5")).fields
    assert "moved" not in moved(record(closedPnlRv="x", execFeeRv="1")).fields


@pytest.mark.parametrize(
    ("symbol", "currency", "payoff"),
    [
        ("BTCUSD", "BTC", Payoff.INVERSE),
        ("ETHUSDT", "USDT", Payoff.LINEAR),
        ("ETHUSD", "USD", None),
        (None, "BTC", None),
    ],
)
def test_a_name_tells_the_contract_unless_it_settles_in_dollars(symbol, currency, payoff):
    found = terms(row(symbol=symbol, currency=currency))
    assert (found.payoff if found else None) == payoff


def test_a_size_is_of_whole_lots_on_a_side():
    assert signed(row(side="Sell", currency="BTC", execQty="700"), "execQty") == -700
    assert signed(row(side="1", currency="USDT", execQty="0.01"), "execQty") == 1_000_000
    assert signed(row(side="None", currency="BTC", execQty="0"), "execQty") == 0
