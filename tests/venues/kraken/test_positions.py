"""Open positions of Kraken Futures, which state no liquidation price."""

import json
from fractions import Fraction

from isoledger.core.isolated import IsolatedPosition
from isoledger.venues.kraken.positions import stated
from isoledger.venues.stated import Besides, PoolLeg
from tests.real import real
from tests.venues.recorded import exact

KNOWN = Besides(margin=Fraction(1), maintenance=Fraction(1, 100), mark=Fraction(9400))


def rows() -> list[dict]:
    file = real("kraken/JKorf__Kraken.Net/JsonResponses__FuturesTrading__GetOpenPositionsAsync.txt")
    return json.loads(file.read_text(encoding="utf-8"), parse_float=str)["openPositions"]


def test_no_row_states_a_price_or_its_margin():
    for raw in rows():
        found = stated(raw)
        assert (found.reported, found.printed, found.subject) == (None, "", None)
        assert "states no liquidation price" in found.sentinel
        assert "the maintenance rate of its tier" in found.missing


def test_shorts_and_dated_contracts_are_inverse_and_share_an_account():
    short, dated, _ = (stated(raw, KNOWN) for raw in rows())
    assert isinstance(short.subject, PoolLeg)
    held = short.subject.pool.holdings[short.subject.leg]
    assert (held.size, held.instrument.tick, held.instrument.settle.code) == (
        -10000,
        Fraction(1, 2),
        "XBT",
    )
    assert exact(dated) < Fraction("9399.749966754434")


def test_a_fixed_leverage_means_an_isolated_linear_position():
    linear = stated(rows()[2], KNOWN)
    assert isinstance(linear.subject, IsolatedPosition)
    # 570 - 1 = P - 5.7, 1 % of the entry: the wording of the multi-collateral schedule
    assert exact(linear) == Fraction("574.7")
