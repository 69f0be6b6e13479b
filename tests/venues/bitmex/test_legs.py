from isoledger.core.events import Adjustment, Conversion
from isoledger.core.money import Money
from isoledger.venues.bitmex.rules import ASSETS
from tests.venues.bitmex.samples import translated, wallet_row

SOLD = Money(441_000_000, ASSETS["BMEx"])
BOUGHT = Money(394_695_000, ASSETS["USDt"])


def leg(name, currency, amount, when="2022-11-12T04:36:03.138Z", **fields):
    return wallet_row(
        transactID=name,
        timestamp=when,
        transactType=fields.pop("transactType", "SpotTrade"),
        currency=currency,
        amount=amount,
        walletBalance=10**10,
        address=fields.pop("address", "BMEX_USDT"),
        **fields,
    )


def exchanges(*rows):
    events = translated("wallet-history", list(rows)).events
    return [e for e in events if isinstance(e, Conversion)], [
        e for e in events if isinstance(e, Adjustment)
    ]


def test_two_legs_of_one_instant_are_one_exchange_under_the_id_of_what_was_sold():
    found, alone = exchanges(leg("b", "USDt", 394_695_000), leg("s", "BMEx", -441_000_000))
    assert alone == []
    assert (found[0].sold, found[0].bought, found[0].fee) == (SOLD, BOUGHT, None)
    assert found[0].stamp.id == "wallet:s"


def test_legs_of_two_orders_are_not_one_exchange():
    found, alone = exchanges(
        leg("s", "BMEx", -441_000_000, orderID="1"), leg("b", "USDt", 394_695_000, orderID="2")
    )
    assert (len(found), len(alone)) == (0, 2)


def test_two_exchanges_of_two_orders_in_one_instant_are_told_apart():
    found, alone = exchanges(
        leg("s1", "BMEx", -1, orderID="1"),
        leg("s2", "BMEx", -2, orderID="2"),
        leg("b2", "USDt", 20, orderID="2"),
        leg("b1", "USDt", 10, orderID="1"),
    )
    assert {(e.sold.units, e.bought.units) for e in found} == {(1, 10), (2, 20)}
    assert alone == []


def test_four_legs_that_nothing_tells_apart_stay_alone_and_nothing_is_lost():
    found, alone = exchanges(
        leg("s1", "BMEx", -1), leg("s2", "BMEx", -2), leg("b2", "USDt", 20), leg("b1", "USDt", 10)
    )
    assert (len(found), len(alone)) == (0, 4)
    assert sum(e.amount.units for e in alone) == 27


def test_two_legs_of_one_direction_or_of_one_currency_are_no_exchange():
    assert len(exchanges(leg("a", "BMEx", -1), leg("b", "USDt", -2))[1]) == 2
    assert len(exchanges(leg("a", "BMEx", -1), leg("b", "BMEx", 2))[1]) == 2


def test_spot_legs_a_millisecond_apart_are_no_exchange():
    late = leg("b", "USDt", 1, when="2022-11-12T04:36:03.139Z")
    assert len(exchanges(leg("s", "BMEx", -1), late)[1]) == 2


def conversion(name, currency, amount, when):
    return leg(name, currency, amount, when, transactType="Conversion", address="XBTUSDT")


def test_a_conversion_books_its_second_leg_a_moment_later_and_is_one_exchange_at_the_first():
    found, alone = exchanges(
        conversion("s", "XBt", -200_000_000, "2022-02-22T12:22:03.571Z"),
        conversion("b", "USDt", 74_983_620_000, "2022-02-22T12:22:03.573Z"),
        conversion("t", "XBt", -200_000_000, "2022-02-22T12:22:24.851Z"),
        conversion("c", "USDt", 74_968_820_000, "2022-02-22T12:22:24.852Z"),
    )
    assert [e.bought.units for e in found] == [74_983_620_000, 74_968_820_000]
    assert found[0].stamp.time_ns == 1_645_532_523_571_000_000
    assert alone == []


def test_a_conversion_that_was_bought_first_is_dated_by_that_leg():
    found, _ = exchanges(
        conversion("b", "USDt", 5, "2022-02-22T12:22:03.571Z"),
        conversion("s", "XBt", -2, "2022-02-22T12:22:03.573Z"),
    )
    assert found[0].stamp.time_ns == 1_645_532_523_571_000_000
    assert found[0].stamp.id == "wallet:s"


def test_a_conversion_whose_legs_are_far_apart_is_not_guessed():
    _, alone = exchanges(
        conversion("s", "XBt", -2, "2022-02-22T12:22:03.571Z"),
        conversion("b", "USDt", 5, "2022-02-22T12:22:04.572Z"),
    )
    assert len(alone) == 2
