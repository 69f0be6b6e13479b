"""What goes into the journal, and what the user has to say because a file does not."""

import json
from fractions import Fraction

from isoledger.cli.accounts import opened

GATE = {
    "user": 1, "currency": "USDT", "total": "12.5", "unrealised_pnl": "0", "available": "12.5",
    "order_margin": "0", "position_margin": "0",
    "history": {"dnw": "10", "pnl": "3", "fee": "-0.5", "refr": "0", "fund": "0"},
}  # fmt: skip
TRADE = (
    '[{"symbol":"TRXUSDT","id":1,"orderId":9,"side":"BUY","price":"0.1","qty":"100",'
    '"realizedPnl":"0","quoteQty":"10","commission":"0.005","commissionAsset":"USDT",'
    '"time":1700000000000,"positionSide":"BOTH","buyer":true,"maker":false}]'
)


def test_a_snapshot_without_its_time_asks_for_it(run, tmp_path):
    file = tmp_path / "account.json"
    file.write_text(json.dumps(GATE), encoding="utf-8")
    asked = ("import", "gate", str(file), "--account", "a", "--kind", "account", "--json")
    parked = run(*asked)
    assert (parked.code, json.loads(parked.out)["events_added"]) == (1, 0)
    other = ("--store", str(tmp_path / "b.db"), "--taken", "2025-01-01T00:00:00Z")
    told = json.loads(run(*asked, *other).out)
    assert (told["balances_stated"], told["parked"]) == (1, [])


def test_a_file_that_does_not_say_what_is_isolated_is_told(run, tmp_path):
    file = tmp_path / "trades.json"
    file.write_text(TRADE, encoding="utf-8")
    asked = ("import", "binance", str(file), "--account", "a")
    assert run(*asked).code == 0
    assert run(*asked, "--store", str(tmp_path / "b.db"), "--isolated", "TRXUSDT").code == 0
    books = [run("show", "--json", *extra).out for extra in ((), ("--store", "b.db"))]
    assert '"isolated:TRXUSDT"' in books[1]
    assert '"isolated:TRXUSDT"' not in books[0]


TERMS = (
    '{"timezone":"UTC","serverTime":1700000000000,"symbols":[{"symbol":"TRXUSDT",'
    '"pair":"TRXUSDT","contractType":"PERPETUAL","deliveryDate":4133404800000,'
    '"onboardDate":1569398400000,"status":"TRADING","baseAsset":"TRX","quoteAsset":"USDT",'
    '"marginAsset":"USDT","pricePrecision":5,"quantityPrecision":0,"filters":'
    '[{"filterType":"PRICE_FILTER","tickSize":"0.00002"},{"filterType":"LOT_SIZE","stepSize":"1"}]}]}'
)
TIERS = (
    '[{"symbol":"TRXUSDT","brackets":[{"bracket":1,"initialLeverage":75,"notionalCap":50000,'
    '"notionalFloor":0,"maintMarginRatio":0.0065,"cum":0.0}]}]'
)


def test_contracts_of_an_earlier_file_are_known_to_a_later_one(run, tmp_path):
    files = [tmp_path / "terms.json", tmp_path / "tiers.json"]
    for file, text in zip(files, (TERMS, TIERS), strict=True):
        file.write_text(text, encoding="utf-8")
    assert run("import", "binance", *map(str, files), "--account", "a").code == 0
    with opened(tmp_path / "isoledger.db", "read") as store:
        *_, last = store.read(venue="binance", account="a")
    assert last.instrument.tick == Fraction(2, 100_000)
    assert last.instrument.tiers is not None
