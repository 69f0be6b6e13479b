from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given

from isoledger.core.books import WALLET, pool_book
from isoledger.core.events import (
    Adjustment,
    Conversion,
    Correction,
    Fill,
    Liquidation,
    Listing,
    MarginEvent,
    MarginModeChange,
    MarginTransfer,
    PoolTransfer,
    PositionAssertion,
    PositionModeChange,
    RealisedProfit,
    Settlement,
    SettlementKind,
    Transfer,
)
from isoledger.core.identity import PositionId
from isoledger.core.numbers import Price
from isoledger.core.rules import PLAIN_RULES
from isoledger.reports.words import about, detail, name_of, symbol_of
from isoledger.testing.journals import WRITERS, journals, written
from tests.reports.kit import LINEAR, USDT, XBT, at

BTC = PositionId("BTCUSDT")


@given(journals())
def test_every_event_has_words_on_one_line(journal):
    for event in journal.events:
        words = [name_of(event), about(event), detail(event)]
        assert all(word.isprintable() for word in words)
        assert name_of(event) == name_of(event).lower()


def test_no_kind_of_event_is_left_without_words():
    script = [(kind, number) for number in (3, 10**9 + 7) for kind in WRITERS] * 3
    told = {type(e) for e in written(script, PLAIN_RULES).events if [about(e), detail(e)]}
    assert told <= set(get_args(MarginEvent))
    assert len(told) > 20


def test_sizes_are_told_in_the_venues_quantity():
    lot = Fraction(1, 1000)
    fill = Fill(stamp=at(0), position=BTC, size=-1500, price=Price.of(7))
    assert detail(fill, lot) == "sell 1.5 at 7"
    held = PositionAssertion(stamp=at(0), position=BTC, size=-1500)
    assert detail(held, lot) == "size -1.5"
    listed = Listing(stamp=at(0), instrument=LINEAR)
    profit = RealisedProfit(stamp=at(0), symbol="X", amount=USDT.exactly(1))
    transfer = Transfer(stamp=at(0), amount=USDT.exactly(1))
    assert [symbol_of(e) for e in (fill, listed, profit, transfer)] == [
        "BTCUSDT",
        "BTCUSDT",
        "X",
        None,
    ]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            Fill(stamp=at(0), position=BTC, size=-5, price=Price.of("0.10"), fee=USDT.exactly(1)),
            ("fill", "isolated:BTCUSDT", "sell 5 at 0.1, fee 1 USDt"),
        ),
        (
            Liquidation(stamp=at(0), position=BTC, size=5, realised=USDT.exactly(-3)),
            ("liquidation", "isolated:BTCUSDT", "buy 5, profit -3 USDt"),
        ),
        (
            Liquidation(stamp=at(0), position=BTC, price=Price.of(7)),
            ("liquidation", "isolated:BTCUSDT", "all at 7"),
        ),
        (
            Settlement(stamp=at(0), position=BTC, kind=SettlementKind.DELIVERY, price=Price.of(7)),
            ("settlement", "isolated:BTCUSDT", "delivery at 7"),
        ),
        (
            Settlement(
                stamp=at(0), position=BTC, kind=SettlementKind.SESSION, amount=USDT.exactly(7)
            ),
            ("settlement", "isolated:BTCUSDT", "session, profit 7 USDt"),
        ),
        (
            MarginTransfer(stamp=at(0), position=BTC, amount=USDT.exactly("0.5")),
            ("margin transfer", "isolated:BTCUSDT", "0.5 USDt, user"),
        ),
        (
            Transfer(stamp=at(0), amount=USDT.exactly(-5), fee=USDT.exactly(1), kind="withdrawal"),
            ("transfer", "wallet", "withdrawal -5 USDt, fee 1 USDt"),
        ),
        (
            PoolTransfer(stamp=at(0), amount=USDT.exactly(5), source=WALLET, target=pool_book("x")),
            ("pool transfer", "wallet to pool:x", "5 USDt"),
        ),
        (
            Conversion(stamp=at(0), sold=USDT.exactly(5), bought=XBT.exactly("0.1")),
            ("conversion", "wallet", "5 USDt into 0.1 XBt"),
        ),
        (
            RealisedProfit(
                stamp=at(0), symbol="XBT\x1bUSD", amount=XBT.exactly(1), fee=XBT.exactly("0.1")
            ),
            ("realised profit", "XBT\\x1bUSD", "1 XBt, fee inside 0.1 XBt"),
        ),
        (
            Adjustment(stamp=at(0), amount=USDT.exactly(1), reason="a\nb"),
            ("adjustment", "wallet", "1 USDt, a\\nb"),
        ),
        (
            Correction(stamp=at(0), reverses="id 7", reason="bust"),
            ("correction", "", "takes back id 7: bust"),
        ),
        (PositionModeChange(stamp=at(0), mode="hedge"), ("position mode change", "", "hedge")),
        (
            MarginModeChange(stamp=at(0), position=BTC, pool="cross"),
            ("margin mode change", "isolated:BTCUSDT", "to cross"),
        ),
        (
            Listing(stamp=at(0), instrument=LINEAR),
            ("listing", "BTCUSDT", "linear, settled in USDt"),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_an_event_says(event, words):
    assert (name_of(event), about(event), detail(event)) == words
