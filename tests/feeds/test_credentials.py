import pickle

import pytest
from attrs import evolve

from isoledger.feeds import (
    NOBODY,
    Credentials,
    CredentialsError,
    from_environment,
    from_keyring,
)
from isoledger.feeds.credentials import HIDDEN, NAMES, variable
from tests.feeds.kit import KEY, PHRASE, SECRET, WHO


def test_they_come_from_the_environment():
    held = {variable("okx", "key"): f" {KEY}\n", variable("okx", "passphrase"): PHRASE}
    who = from_environment("okx", held)
    assert (who.key, who.secret, who.passphrase, who.address) == (KEY, "", PHRASE, "")


def test_the_environment_is_that_of_the_process_unless_another_is_given(monkeypatch):
    monkeypatch.setenv("ISOLEDGER_KRAKENFUTURES_SECRET", SECRET)
    assert from_environment("krakenfutures").secret == SECRET
    assert from_environment("krakenfutures", {}).secret == ""


def test_or_from_whoever_keeps_them():
    asked = []

    def ask(service, name):
        asked.append((service, name))
        return {"key": KEY, "secret": SECRET}.get(name)

    who = from_keyring("bybit", ask)
    assert (who.key, who.secret, who.passphrase) == (KEY, SECRET, "")
    assert asked == [("isoledger/bybit", name) for name in NAMES]


def test_they_show_nothing_of_themselves():
    said = f"{WHO} {WHO!r} {[WHO]} {evolve(WHO)} {hash(WHO)}"
    assert repr(WHO) == "Credentials(key, secret, passphrase, address)"
    assert repr(NOBODY) == "Credentials(none)"
    for canary in (KEY, SECRET, PHRASE, WHO.address):
        assert canary not in said


def test_they_are_not_pickled():
    with pytest.raises(TypeError, match="credentials are not pickled"):
        pickle.dumps(WHO)


def test_they_are_wiped_out_of_a_text():
    assert WHO.wiped(f"a {KEY} b {SECRET} c") == f"a {HIDDEN} b {HIDDEN} c"
    assert NOBODY.wiped("nothing") == "nothing"
    assert Credentials(key="ab").wiped("cab") == "cab", "too short to be looked for"


def test_what_is_missing_is_named_by_its_variable():
    WHO.need("bybit", "key", "secret")
    with pytest.raises(CredentialsError) as caught:
        Credentials(key="k").need("bybit", "key", "secret", "passphrase")
    assert str(caught.value) == (
        "credentials of bybit: set ISOLEDGER_BYBIT_SECRET and ISOLEDGER_BYBIT_PASSPHRASE in the "
        "environment; a key that can only read is enough"
    )
