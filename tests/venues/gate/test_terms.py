"""Names of Gate's contracts, and sizes in lots."""

import pytest

from isoledger.venues.errors import FieldError
from isoledger.venues.gate.terms import lots, settle
from isoledger.venues.records import Record


def record(**fields):
    return Record(raw=b"", source="s#1", file="f", row=1, fields=fields)


@pytest.mark.parametrize(
    ("contract", "currency"),
    [("BTC_USDT", "USDT"), ("BTC_USDT_20230101", "USDT"), ("BTC_USD", "BTC"), ("ETH_USD", "BTC")],
)
def test_a_name_tells_the_currency(contract, currency):
    assert settle(record(contract=contract)) == currency


@pytest.mark.parametrize("contract", ["BTC", "BTC_EUR", "BTC-USDT"])
def test_another_name_is_refused(contract):
    with pytest.raises(FieldError, match="neither of <base>_USDT nor of <base>_USD"):
        settle(record(contract=contract))


def test_contracts_are_counted_in_lots():
    assert lots(record(size="-9440"), "size") == -94_400_000
    assert lots(record(size="0.5"), "size") == 5_000


def test_what_is_finer_than_a_lot_is_refused():
    with pytest.raises(FieldError, match=r"0\.00001 is finer"):
        lots(record(size="0.00001"), "size")
