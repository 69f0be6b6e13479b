"""The window of the package: every kind, every recorded file, and nothing but typed errors."""

import pytest
from hypothesis import given, strategies as st

from isoledger.core.errors import IsoledgerError
from isoledger.venues import bitmex
from isoledger.venues.bitmex import VENUE
from isoledger.venues.translation import Given
from tests.real import real
from tests.venues.bitmex.samples import BWJOKE, KINDS, OWENFFF

ONLY = {
    f"{BWJOKE}/api-v1-user-walletHistory.csv": "wallet-history",
    f"{BWJOKE}/api-v1-instrument.all.csv": "instruments",
    f"{BWJOKE}/api-v1-wallet-assets.csv": "wallet-assets",
    f"{BWJOKE}/api-v1-position.snapshot.csv": "positions",
    f"{BWJOKE}/api-v1-user-margin.snapshot-all.csv": "margin",
    f"{BWJOKE}/api-v1-user-wallet.snapshot-all.csv": "wallet",
    f"{OWENFFF}/quanto-executions.csv": "quanto-executions",
    f"{OWENFFF}/quant__reports__settlement_events.csv": "settlements",
    f"{OWENFFF}/quant__config__historical_instrument_specs.json": "instrument-history",
    "bitmex/rotki__rotki/rotkehlchen__tests__data__bitmex_wallet_history.csv": "wallet-history-web",
    "bitmex/everytrade-io__everytrade-plugins/bitmex_v001_M.csv": "executions-web",
    "bitmex/nautechsystems__nautilus_trader/http_get_executions.json": "executions",
}


def test_the_venue_names_itself_and_no_kind_twice():
    assert (VENUE.name, VENUE.title) == ("bitmex", "BitMEX")
    assert len({kind.name for kind in VENUE.kinds}) == len(VENUE.kinds) == 12
    assert bitmex.__all__ == ["VENUE"]


@pytest.mark.parametrize(("path", "kind"), ONLY.items())
def test_a_recorded_file_is_recognised_as_one_kind(path, kind):
    head = real(path).read_bytes()[:65536]
    assert [k.name for k in VENUE.kinds if k.recognises(head)] == [kind]


def test_tellings_of_one_history_have_two_names_and_parts_of_one_telling_share_one():
    money = {name: kind.money for name, kind in KINDS.items() if kind.money}
    assert money["executions"] == money["quanto-executions"] == money["settlements"]
    assert len(set(money.values())) == 4


def test_kinds_with_local_times_or_openings_can_be_told():
    told = {name for name, kind in KINDS.items() if kind.given}
    assert told == {
        "wallet-history",
        "wallet-history-web",
        "executions-web",
        "executions",
        "quanto-executions",
        "settlements",
    }


def test_every_recorded_file_is_translated_whole_or_refused_with_a_reason():
    """All of them by every kind, also where it makes no sense."""
    files = [path for path in real("bitmex").rglob("*.*") if path.is_file()]
    small = [path.read_bytes() for path in files if path.stat().st_size < 100_000]
    assert len(small) > 50
    for data in small:
        for kind in VENUE.kinds:
            whole_or_refused(kind, data)


def whole_or_refused(kind, data):
    for said in (Given(), Given(opening=True)):
        refused = ""
        try:
            records = kind.records(data, "file")
            found = kind.given(records, "a", said) if kind.given else kind.translate(records, "a")
        except IsoledgerError as error:
            refused = str(error)
        if refused:
            assert refused.startswith("file")
        else:
            assert found.is_whole
            assert all(parked.reason for parked in found.untranslated)


@given(st.binary(max_size=60), st.sampled_from(VENUE.kinds))
def test_no_bytes_raise_anything_but_a_typed_error(data, kind):
    kind.recognises(data)
    whole_or_refused(kind, data)


@given(st.text(alphabet='{}[]":,\n ab1', max_size=40), st.sampled_from(VENUE.kinds))
def test_no_text_that_nearly_is_json_or_csv_raises_anything_but_a_typed_error(text, kind):
    whole_or_refused(kind, text.encode())
