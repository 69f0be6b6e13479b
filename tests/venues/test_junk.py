"""Whatever stands in a row of Bybit, Binance or Aster, it is not lost, and nothing is raised."""

import json

import pytest
from hypothesis import given, settings, strategies as st

from isoledger.venues import aster, binance, bybit
from isoledger.venues.bybit.instruments import risk_limits
from isoledger.venues.records import json_records
from isoledger.venues.statement import Statement
from isoledger.venues.translation import Given

WORDS = st.sampled_from(
    "0 1 -1 0.1 -7.5 1e3 NaN BTCUSDT BTCUSD_PERP BTCPERP USDT BTC Buy SELL BUY LONG 1672128000000 "
    "linear option spot true -- UNIFIED FUND 2020-01-01 SUCCESS success eb_convert_uta".split()
)
JUNK = st.one_of(
    WORDS,
    st.text(max_size=5),
    st.none(),
    st.booleans(),
    st.integers(-9, 1 << 70),
    st.lists(st.one_of(WORDS, st.dictionaries(WORDS, WORDS, max_size=2)), max_size=2),
    st.dictionaries(st.sampled_from(["x", "B", "P", "s", "S", "c", "l", "T"]), WORDS, max_size=3),
)
NAMES = (
    "symbol side qty size price execPrice execQty tradePrice funding fee change cashFlow amount "
    "fromAccountType toAccountType status brackets filters priceFilter baseAsset quoteAsset "
    "contractType contractSize deliveryDate baseCoin settleCoin e E T o a ac data family account "
    "exchangeStatus accountType ioDirection txnAmt isolatedWallet marginType isolated positionAmt "
    "updateTime time creationTime positionSide positionIdx currency asset coin commission"
).split()
STATEMENTS = [*bybit.STATEMENTS, *binance.STATEMENTS, *aster.STATEMENTS]


def names(statement: Statement) -> list[str]:
    declared = {*statement.key, *statement.fields, *statement.typed_by}
    for head in statement.headers:
        declared |= {*(head.names or head.columns)}
    return sorted({*declared, *NAMES})


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: f"{s.venue}-{s.name}")
@settings(max_examples=60)
@given(data=st.data())
def test_no_row_is_lost_and_nothing_but_our_errors_is_raised(statement, data):
    """Each row has a type that is known, or none, and junk under names that mean something."""
    types = st.sampled_from([*statement.types, "x"])
    rows = data.draw(
        st.lists(
            st.dictionaries(st.sampled_from(names(statement)), JUNK, max_size=25),
            min_size=1,
            max_size=3,
        )
    )
    for row in rows:
        for name, word in zip(statement.typed_by, data.draw(types).split("/"), strict=False):
            row[name] = word
    records = json_records(json.dumps(rows).encode(), "f")
    given_ = Given(isolated=frozenset({"BTCUSDT"}), opening=True)
    done = statement.translate(records, "A", given_)
    assert done.is_whole
    assert done.records == len(rows)
    statement.recognises(json.dumps(rows).encode())


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("symbol riskLimitValue initialMargin maxLeverage mmDeduction".split()),
            JUNK,
        ),
        max_size=4,
    )
)
def test_no_tier_is_lost(rows):
    done = risk_limits(json_records(json.dumps(rows).encode(), "f"), "A")
    assert done.is_whole
