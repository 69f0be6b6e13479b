"""The table of what open orders reserve, in the reference, says what the rule books say."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from isoledger.core.dated import BEGINNING_NS
from isoledger.core.orderrules import ClosingOn, OrderRuleBook, OrderRules, PricedAt, RatedBy, Sides
from isoledger.venues.binance import rules as binance
from isoledger.venues.bingx import rules as bingx
from isoledger.venues.bitget import rules as bitget
from isoledger.venues.bitmex import rules as bitmex
from isoledger.venues.bybit import rules as bybit
from isoledger.venues.coinex import rules as coinex
from isoledger.venues.deribit import rules as deribit
from isoledger.venues.dydx import rules as dydx
from isoledger.venues.gate import rules as gate
from isoledger.venues.htx import rules as htx
from isoledger.venues.hyperliquid import rules as hyperliquid
from isoledger.venues.kraken import rules as kraken
from isoledger.venues.kucoin import rules as kucoin
from isoledger.venues.mexc import rules as mexc
from isoledger.venues.okx import rules as okx
from isoledger.venues.phemex import rules as phemex
from tests.tidy.source import ROOT

PAGE = ROOT / "docs" / "reference" / "open-orders.md"

BOOKS: dict[str, OrderRuleBook] = {
    "Binance USD-M": binance.ORDERS,
    "Binance COIN-M": binance.COIN_ORDERS,
    "BingX": bingx.ORDERS,
    "Bitget classic": bitget.ORDERS,
    "BitMEX": bitmex.ORDERS,
    "Bybit isolated": bybit.ORDERS,
    "Bybit cross": bybit.CROSS_ORDERS,
    "CoinEx": coinex.ORDERS,
    "Deribit": deribit.ORDERS,
    "dYdX v4": dydx.ORDERS,
    "Gate isolated": gate.ORDERS,
    "Gate cross": gate.CROSS_ORDERS,
    "HTX": htx.ORDERS,
    "HTX multi-asset": htx.MULTI_ASSET_ORDERS,
    "Hyperliquid": hyperliquid.ORDERS,
    "Kraken Futures": kraken.ORDERS,
    "KuCoin isolated": kucoin.ORDERS,
    "KuCoin cross": kucoin.CROSS_ORDERS,
    "MEXC": mexc.ORDERS,
    "OKX cross": okx.ORDERS,
    "OKX isolated": okx.ISOLATED_ORDERS,
    "Phemex": phemex.ORDERS,
}

PRICES = {
    PricedAt.ORDER: "limit",
    PricedAt.MARK: "mark",
    PricedAt.WORSE: "limit; sales the higher of it and the mark",
    PricedAt.LAST: "limit; sales the highest of it, mark and last with {markup}",
}
RATES = {RatedBy.LEVERAGE: "1 / leverage", RatedBy.TIER: "tier", RatedBy.LARGER: "the larger"}
SIDES = {
    Sides.LARGER: "the larger",
    Sides.AFTER_CLOSING: "the larger, after closing",
    Sides.BOTH: "both",
    Sides.NONE: "none",
}
CLOSINGS = {
    ClosingOn.VALUE: "of the value",
    ClosingOn.BANKRUPTCY: "at bankruptcy",
    ClosingOn.MARGIN: "of value and margin",
}


def percent(rate: Fraction) -> str:
    return f"{float(rate * 100):g} %"


def fees(rules: OrderRules) -> str:
    said = [f"{percent(rules.opening_fee)} to open"] * bool(rules.opening_fee)
    if rules.rate_to_close:
        said.append(f"{percent(rules.rate_to_close)} to close, {CLOSINGS[rules.closing_on]}")
    return "; ".join(said) or "none"


def day(time_ns: int) -> str:
    if time_ns == BEGINNING_NS:
        return "always"
    return datetime.fromtimestamp(time_ns // 10**9, UTC).date().isoformat()


def row(venue: str, since_ns: int, rules: OrderRules) -> str:
    """One line of the table."""
    cells = [
        venue,
        day(since_ns),
        PRICES[rules.priced_at].format(markup=percent(rules.last_markup)),
        RATES[rules.rated_by],
        SIDES[rules.sides],
        "yes" if rules.open_loss else "no",
        fees(rules),
        "mark" if rules.held_at_mark else "entry",
        rules.evidence.value,
        rules.source,
    ]
    return f"| {' | '.join(cells)} |"


ROWS = [row(venue, since, rules) for venue, book in BOOKS.items() for since, rules in book]


@pytest.mark.parametrize("line", ROWS)
def test_every_rule_stands_in_the_table(line):
    assert line in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_table_has_no_other_rows():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ") and not line.startswith("| venue ")]
    assert sorted(table) == sorted(ROWS)


def test_every_rule_names_its_source_and_what_is_assumed_is_said():
    for book in BOOKS.values():
        for _, rules in book:
            assert rules.source
