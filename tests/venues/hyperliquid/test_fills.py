from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from isoledger.core.events import (
    Conversion,
    Deleveraging,
    Fill,
    Liquidation,
    Listing,
    OpeningPosition,
    Settlement,
    SettlementKind,
)
from isoledger.core.findings import FindingKind, findings
from isoledger.core.identity import PositionId
from isoledger.core.ledger import Ledger
from isoledger.core.money import Asset
from isoledger.core.numbers import Price
from isoledger.core.postings import Provenance
from isoledger.venues.hyperliquid.fills import TAKE_OVERS, Trader, translate_fills
from isoledger.venues.hyperliquid.records import api_fill
from isoledger.venues.hyperliquid.rules import RULES, USDC, perpetual
from tests.venues.hyperliquid.samples import ME, T0, YOU, chain, fill, recorded, records

BTC = PositionId("BTC", pool="cross")


def told(*fills, **trader):
    return translate_fills(records(*fills), Trader(account="a", **trader), api_fill)


def only(translation, kind):
    """The one event of *kind*."""
    (found,) = [event for event in translation.events if isinstance(event, kind)]
    return found


def replayed(translation):
    return Ledger.replay(translation.events, rules=RULES)


def test_a_fill_becomes_terms_and_a_fill():
    translation = told(fill())
    listing, event = translation.events
    assert isinstance(listing, Listing)
    assert listing.instrument == perpetual("BTC")
    assert event == Fill(
        stamp=event.stamp,
        position=BTC,
        size=2_000_000,
        price=Price.of(100),
        fee=USDC.exactly("0.09"),
        held=0,
    )
    assert event.stamp.id == f"fill:BTC:{T0}:B:11"
    assert event.stamp.source.startswith("sha256:")
    assert translation.is_whole


def test_the_profit_the_venue_shows_is_not_what_its_cash_moves_by():
    """Bought at 100.0000016 on average, which is shown as 100.000001: the cash is exact."""
    translation = told(
        fill(coin="X", sz="3", px="100", fee="0"),
        fill(coin="X", sz="2", px="100.000004", startPosition="3", time=T0 + 1, fee="0"),
        fill(
            coin="X",
            sz="5",
            px="101",
            side="A",
            startPosition="5",
            dir="Close Long",
            closedPnl="4.999995",
            time=T0 + 2,
            fee="0",
        ),
    )
    cash = replayed(translation).account.balance(USDC, "pool:cross")
    assert cash == USDC.exactly("4.999992")


def test_newest_first_is_told_in_order_of_execution():
    """The API lists newest first, and fills of one millisecond in the order they happened."""
    newest = [
        fill(startPosition="2", sz="1", tid=2, time=T0 + 1),
        fill(startPosition="3", sz="1", tid=3, time=T0 + 1),
        fill(startPosition="0", sz="2", tid=1, time=T0),
    ]
    translation = told(*newest)
    fills = [event for event in translation.events if isinstance(event, Fill)]
    assert [event.held for event in fills] == [0, 2_000_000, 3_000_000]
    assert list(findings(replayed(translation))) == []
    assert translation.remarks == ()
    shuffled = Ledger.replay(reversed(translation.events), rules=RULES)
    assert shuffled == replayed(translation), "the stamps know the order, whatever the list does"


def test_terms_come_before_everything_and_say_the_same_in_every_answer():
    first = told(fill(coin="ETH"), fill(), fill(coin="BTC", tid=12))
    second = told(fill(time=T0 + 9), fill(coin="ETH", time=T0 + 9))
    listings = {e for t in (first, second) for e in t.events if isinstance(e, Listing)}
    assert len(listings) == 2
    assert [type(e) for e in first.events[:2]] == [Listing, Listing]


def test_known_terms_are_used_and_have_an_identity_of_their_own():
    terms = perpetual("BTC", size_decimals=5)
    known = only(told(fill(), instruments={"BTC": terms}), Listing)
    assert known.instrument is terms
    assert known.stamp.id != only(told(fill()), Listing).stamp.id


def test_a_flip_is_one_fill():
    translation = told(
        fill(), fill(side="A", sz="5", startPosition="2", dir="Long > Short", time=T0 + 1, tid=12)
    )
    holding = replayed(translation).account.holding(BTC)
    assert (holding.size, holding.cost) == (-3_000_000, USDC.exactly(-300))


def test_two_equal_fills_of_one_answer_are_two():
    """Equal to the last field, as the venue gives them when it gives no trade id."""
    twice = fill(tid=0, dir="Open Long")
    translation = told(twice, twice)
    fills = [event for event in translation.events if isinstance(event, Fill)]
    assert [event.stamp.id.endswith("#2") for event in fills] == [False, True]
    assert replayed(translation).account.holding(BTC).size == 4_000_000


def test_the_same_fill_in_a_second_file_is_the_same_fill():
    one, two = records(fill(tid=0)), records(fill(tid=0), fill(tid=12), file="other.json")
    translation = translate_fills([*one, *two], Trader(account="a"), api_fill)
    assert [aside.reason for aside in translation.skipped] == [
        "answer.json, row 1 once more, under the same id"
    ]
    assert translation.translated == 2
    assert translation.is_whole


def test_the_same_identity_with_other_content_is_parked():
    one, two = records(fill()), records(fill(px="101.0"), file="other.json")
    translation = translate_fills([*one, *two], Trader(account="a"), api_fill)
    (aside,) = translation.untranslated
    assert aside.reason == "answer.json, row 1 has the same id and says otherwise"
    assert aside.record.file == "other.json"


def test_what_was_held_before_is_remarked_and_not_opened_unless_asked():
    held = fill(startPosition="10", side="A", dir="Close Long", px="120", closedPnl="40")
    (remark,) = told(held).remarks
    assert remark.text == (
        "10 BTC were held before the first fill; cost is not known, so nothing is opened"
    )
    (gap,) = findings(replayed(told(held)))
    assert gap.kind is FindingKind.SIZE_GAP


def test_an_opening_that_is_asked_for_says_that_its_cost_is_assumed():
    held = fill(startPosition="10", side="A", dir="Close Long", px="120", closedPnl="40")
    translation = told(held, opening=True)
    opening = only(translation, OpeningPosition)
    assert (opening.size, opening.cost) == (10_000_000, USDC.exactly(1000))
    assert opening.provenance is Provenance.ASSUMED
    assert opening.stamp.order < only(translation, Fill).stamp.order
    assert list(findings(replayed(translation))) == []
    assert "cost is assumed" in translation.remarks[0].text


def test_a_gap_is_remarked_and_stays_a_finding():
    translation = told(fill(), fill(startPosition="5", time=T0 + 1, tid=12))
    (remark,) = translation.remarks
    assert remark.text == "BTC: 2 were left, and this fill starts from 5"
    (gap,) = findings(replayed(translation))
    assert (gap.reported, gap.computed) == (5_000_000, 2_000_000)


def test_the_second_side_of_an_own_trade_states_nothing_about_its_own_start():
    taker = fill(startPosition="0", dir="Open Long", crossed=True)
    maker = fill(startPosition="0", side="A", dir="Open Short", crossed=False, fee="0.01")
    translation = told(taker, maker)
    held = [event.held for event in translation.events if isinstance(event, Fill)]
    assert held == [0, None]
    assert list(findings(replayed(translation))) == []
    assert replayed(translation).account.holding(BTC).size == 0


def test_a_file_that_turns_in_time_is_remarked_once():
    times = [T0, T0 + 2, T0 + 1, T0 + 1, T0 + 3]
    fills = [fill(coin=f"C{at}", time=time, tid=at + 1) for at, time in enumerate(times)]
    (remark,) = told(*fills).remarks
    assert "turns in time" in remark.text
    assert remark.record.row == 3


def test_isolated_coins_are_isolated_when_somebody_says_so():
    event = only(told(fill(), isolated=frozenset({"BTC"})), Fill)
    assert event.position == PositionId("BTC")


def test_another_exchange_settles_in_the_token_it_takes_fees_in():
    translation = told(fill(coin="flx:CRCL", feeToken="USDH"))
    assert only(translation, Listing).instrument.settle == Asset("USDH", 8)
    event = only(translation, Fill)
    assert event.position == PositionId("flx:CRCL", pool="flx")
    assert event.fee.asset == Asset("USDH", 8)


def test_a_fill_without_a_fee_states_none():
    assert only(told(fill(fee=...)), Fill).fee is None
    assert only(told(fill(fee="-0.01")), Fill).fee == USDC.exactly("-0.01")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"dir": "Sideways"}, "unknown direction 'Sideways'"),
        ({"dir": "Buy"}, "unknown direction 'Buy'"),
        ({"dir": "Net Child Vaults"}, "what it does to cash is not known"),
        ({"dir": "Close Short"}, "direction is 'Close Short', and start 0 and size 2 make it"),
        ({"dir": "Settlement"}, "does not close all that was held"),
        ({"coin": "#7501"}, "neither a perpetual nor a spot pair"),
        ({"coin": "+10"}, "neither a perpetual nor a spot pair"),
        ({"coin": ""}, "field 'coin': is empty"),
        ({"coin": "flx:CRCL", "feeToken": ...}, "settles in a token of its exchange"),
        ({"sz": "0.0000001"}, "finer than 1/1000000"),
        ({"startPosition": "0.0000001"}, "finer than 1/1000000"),
        ({"coin": "@1", "dir": "Buy"}, "only spotMeta says"),
        ({"coin": "@107", "dir": "Spot Dust Conversion"}, "how the venue rounds"),
        ({"coin": "@107", "dir": "Buy", "sz": "0.000000001"}, "finer than the spot books"),
        ({"coin": "@107", "dir": "Buy", "px": "0.000000001"}, "finer than the spot books"),
        ({"px": ...}, "field 'px': is missing"),
    ],
)
def test_what_nobody_knows_is_parked_with_the_reason(changes, why):
    translation = told(fill(**changes), fill(coin="ETH", tid=99))
    (aside,) = translation.untranslated
    assert why in aside.reason
    assert aside.record.row == 1
    assert translation.is_whole
    assert translation.translated == 1


def test_the_terms_of_another_exchange_may_be_known_otherwise():
    terms = perpetual("flx:CRCL", Asset("USDH", 8))
    translation = told(fill(coin="flx:CRCL", feeToken=...), instruments={"flx:CRCL": terms})
    assert translation.untranslated == ()


def taken_over(**changes):
    return fill(side="A", startPosition="2", px="90", fee="0") | changes


@pytest.mark.parametrize("word", sorted(TAKE_OVERS))
def test_the_backstops_take_over_is_a_liquidation(word):
    event = only(told(taken_over(dir=word)), Liquidation)
    assert (event.size, event.price) == (-2_000_000, Price.of(90))


@pytest.mark.parametrize(
    ("whom", "method", "kind"),
    [
        (ME, "backstop", Liquidation),
        (ME, "market", Fill),
        (YOU, "backstop", Fill),
        (YOU, "market", Fill),
        (None, "backstop", Fill),
    ],
)
def test_a_liquidation_at_market_or_of_another_is_a_trade(whom, method, kind):
    """It stands in the fills of both sides: only the address tells whose it was."""
    mark = {"markPx": "91", "method": method} | ({"liquidatedUser": whom} if whom else {})
    closing = taken_over(dir="Close Long", liquidation=mark)
    assert only(told(closing, address=ME), kind).size == -2_000_000


def test_without_an_address_no_liquidation_is_ours():
    mark = {"markPx": "91", "method": "backstop", "liquidatedUser": ME}
    assert only(told(taken_over(dir="Close Long", liquidation=mark)), Fill)


def test_a_deleveraging_and_a_settlement_have_events_of_their_own():
    event = only(told(taken_over(dir="Auto-Deleveraging", fee="0.01")), Deleveraging)
    assert (event.size, event.fee) == (-2_000_000, USDC.exactly("0.01"))
    settled = only(told(taken_over(dir="Settlement")), Settlement)
    assert (settled.kind, settled.price) == (SettlementKind.EARLY, Price.of(90))


@pytest.mark.parametrize("word", ["Settlement", "Auto-Deleveraging", "Liquidated Cross Long"])
def test_whoever_closes_a_position_pays_its_price(word):
    closing = taken_over(dir=word, time=T0 + 1, tid=12)
    ledger = replayed(told(fill(fee="0"), closing))
    assert ledger.account.holding(BTC).size == 0
    assert ledger.account.balance(USDC, "pool:cross") == USDC.exactly(-20)


def test_a_spot_purchase_pays_its_fee_in_what_was_bought():
    spot = fill(coin="@107", dir="Buy", px="8.5", sz="2", fee="0.0007", feeToken=...)
    event = only(told(spot), Conversion)
    hype = Asset("HYPE", 8)
    assert (event.sold, event.bought) == (USDC.exactly(17), hype.exactly(2))
    assert (event.fee, event.book) == (hype.exactly("0.0007"), "wallet")
    assert len(told(spot).events) == 1


def test_a_spot_sale_pays_in_what_was_got_and_a_stated_token_wins():
    spot = fill(coin="PURR/USDC", dir="Sell", side="A", px="0.1", sz="20", fee="0.01", feeToken=...)
    event = only(told(spot), Conversion)
    assert (event.sold, event.bought) == (Asset("PURR", 8).exactly(20), USDC.exactly(2))
    assert event.fee == USDC.exactly("0.01")
    assert only(told(spot | {"feeToken": "HYPE"}), Conversion).fee.asset == Asset("HYPE", 8)
    del spot["fee"]
    assert only(told(spot), Conversion).fee is None


@given(
    st.lists(
        st.tuples(st.integers(-999, 999).filter(bool), st.integers(1, 10**6)),
        min_size=1,
        max_size=30,
    )
)
def test_cash_and_holding_are_what_sizes_and_prices_make(trades):
    """Equity at any mark is cash less size x price of every fill: the entry never enters it."""
    made = chain(*((f"{size}e-2", f"{price}e-3") for size, price in trades))
    ledger = replayed(translate_fills(made, Trader(account="a"), api_fill))
    assert list(findings(ledger)) == []
    pool = ledger.account.pools["cross"]
    mark = Fraction(123)
    equity = pool.balance(USDC).value + pool.profit(USDC, {"BTC": mark})
    paid = sum(Fraction(size, 100) * Fraction(price, 1000) for size, price in trades)
    fees = Fraction("0.09") * len(trades)
    assert equity == sum(Fraction(size, 100) for size, _ in trades) * mark - paid - fees


def test_recorded_oddities_are_told_or_parked():
    name = "hyperliquid/nautechsystems__nautilus_trader/http_user_fills_dust_conversion.json"
    translation = translate_fills(recorded("fills", name), Trader(account="a"), api_fill)
    assert [aside.record.row for aside in translation.untranslated] == [3, 4, 5]
    assert [type(event) for event in translation.events] == [Listing, Listing, Fill, Fill]
    assert translation.is_whole


def test_a_websocket_message_holds_fills():
    name = "hyperliquid/nautechsystems__nautilus_trader/ws_user_fill_liquidation.json"
    message = recorded("fills", name)
    done = translate_fills(message, Trader(account="a", address=YOU), api_fill)
    event = only(done, Fill)
    assert (event.held, event.fee) == (-21_300, USDC.exactly("0.009997"))
