from isoledger import BalanceAssertion, Fill, Listing, MarginTransfer, PositionId, Price, Transfer
from isoledger.core.events import PositionAssertion
from isoledger.reports.history import Place, agreement, journal_rows
from tests.reports.kit import LINEAR, USDT, XBT, at, replay

FILES = {"sha256:ab": "wallet.csv"}
BTC = PositionId("BTCUSDT")


def found(*events):
    return agreement(replay(events), FILES).rows


def test_a_place_is_a_file_and_a_row():
    assert Place.of("sha256:ab#7", FILES) == Place(file="wallet.csv", row=7)
    assert Place.of("sha256:cd#7", FILES) == Place(file="sha256:cd", row=7)
    assert Place.of("by hand") == Place(file="by hand")
    assert Place.of("") == Place()
    assert Place.of("a#b") == Place(file="a#b")
    assert Place.of("a#\u0663") == Place(file="a#\u0663")
    assert [str(p) for p in (Place(file="a", row=1), Place(file="a"), Place())] == [
        "a, row 1",
        "a",
        "",
    ]


def test_a_difference_is_told_once_however_long_it_lasts():
    stated = [BalanceAssertion(stamp=at(hour), amount=USDT.exactly(6)) for hour in range(2, 6)]
    other = BalanceAssertion(stamp=at(6), amount=USDT.exactly(8))
    foreign = BalanceAssertion(stamp=at(7), amount=XBT.exactly(1))
    rows = found(Transfer(stamp=at(1), amount=USDT.exactly(5)), *stated, other, foreign)
    assert [(row.difference, row.again, row.place.row) for row in rows] == [
        (USDT.exactly(1), 3, 2),
        (USDT.exactly(3), 0, 6),
        (XBT.exactly(1), 0, 7),
    ]
    assert rows[0].last_ns == at(5).time_ns


def test_how_many_agree_and_where_a_difference_is_gone():
    events = [Transfer(stamp=at(1), amount=USDT.exactly(5))]
    events += [
        BalanceAssertion(stamp=at(hour), amount=USDT.exactly(amount))
        for hour, amount in enumerate([5, 6, 6, 5, 5, 7], 2)
    ]
    found = agreement(replay(events))
    assert (found.stated, found.agreed) == (6, 3)
    assert [(row.is_gone, row.again) for row in found.rows] == [(False, 1), (True, 0), (False, 0)]


def test_two_costs_that_differ_alike_are_two_findings():
    fills = [
        Fill(
            stamp=at(hour),
            position=BTC,
            size=1,
            price=Price.of(60000),
            cost=USDT.exactly("60.1"),
        )
        for hour in (3, 4)
    ]
    rows = found(
        Listing(stamp=at(0), instrument=LINEAR),
        Transfer(stamp=at(1), amount=USDT.exactly(100)),
        MarginTransfer(stamp=at(2), position=BTC, amount=USDT.exactly(50)),
        *fills,
    )
    assert [row.difference for row in rows] == [USDT.exactly("0.1")] * 2
    assert rows[0].finding.implied_price == 60100


def test_sizes_differ_in_lots_and_what_is_not_there_has_no_difference():
    rows = found(
        Listing(stamp=at(0), instrument=LINEAR),
        MarginTransfer(stamp=at(1), position=BTC, amount=USDT.exactly(0)),
        PositionAssertion(stamp=at(2), position=BTC, size=3),
        PositionAssertion(
            stamp=at(3), position=PositionId("BTCUSDT", pool="x"), size=0, margin=USDT.exactly(1)
        ),
    )
    assert [row.difference for row in rows if row.finding.reported == 3] == [3]
    assert all(r.difference is None for r in rows if r.finding.computed is None)


def test_a_journal_in_words_keeps_its_order():
    events = [
        Transfer(stamp=at(1), amount=USDT.exactly(5)),
        BalanceAssertion(stamp=at(2), amount=USDT.exactly(5)),
    ]
    rows = journal_rows(reversed(events), FILES)
    assert [(row.name, row.id, str(row.place)) for row in rows] == [
        ("balance assertion", "id 2", "wallet.csv, row 2"),
        ("transfer", "id 1", "wallet.csv, row 1"),
    ]


def test_sizes_are_told_in_quantities_where_the_terms_are_known():
    fill = Fill(stamp=at(1), position=BTC, size=1500, price=Price.of(7))
    assert journal_rows([fill])[0].detail == "buy 1500 at 7"
    assert journal_rows([fill], {}, {"BTCUSDT": LINEAR})[0].detail == "buy 1.5 at 7"
