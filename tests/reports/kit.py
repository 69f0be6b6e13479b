"""Short words for the tests of reports, and the two programs that read what we export."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from fractions import Fraction

import pytest
from beancount import loader

from isoledger import Asset, Dated, Instrument, Ledger, MarginTier, Payoff, Stamp, TierTable
from isoledger.reports import beancount_lines, hledger_lines

DAY_NS = 86_400 * 10**9
USDT, XBT = Asset("USDt", 6), Asset("XBt", 8)
TIERS = Dated.always(
    TierTable(
        tiers=(
            MarginTier(
                floor=Fraction(0),
                cap=None,
                initial=Fraction(1, 20),
                maintenance=Fraction(1, 200),
            ),
        )
    )
)
LINEAR = Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    settle=USDT,
    payoff=Payoff.LINEAR,
    multiplier=Fraction(1, 1000),
    lot=Fraction(1, 1000),
    tick=Fraction(1, 10),
    tiers=TIERS,
)


def at(hour: int, event_id: str | None = None, **more) -> Stamp:
    """A stamp so many hours after 1970, in the order of calling if that is the same."""
    known = {"venue": "demo", "account": "main", "source": f"sha256:ab#{hour}", **more}
    return Stamp(time_ns=hour * DAY_NS // 24, id=event_id or f"id {hour}", **known)


def beancount_text(ledger: Ledger) -> str:
    return "".join(f"{line}\n" for line in beancount_lines(ledger))


def hledger_text(ledger: Ledger) -> str:
    return "".join(f"{line}\n" for line in hledger_lines(ledger))


def beancount_read(text: str):
    """What beancount makes of *text*: its entries, and what it complains of."""
    entries, errors, _ = loader.load_string(text)
    return entries, errors


def needs_hledger() -> str:
    """The path of hledger, or a skip; under CI its absence is a failure."""
    found = shutil.which("hledger")
    if found is None:
        reason = "hledger is not installed (Debian has it)"
        if os.environ.get("CI"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return found


def hledger_read(text: str, *words: str) -> subprocess.CompletedProcess:
    """What hledger makes of *text*."""
    return subprocess.run(
        [needs_hledger(), "-f", "-", *words],
        input=text.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


def replay(events: Iterable) -> Ledger:
    return Ledger.replay(events)
