"""Every recorded payload of KuCoin is translated, or refused for a reason that is named here."""

import itertools

import pytest

from isoledger.venues.errors import IdentityError
from isoledger.venues.kucoin import VENUE
from isoledger.venues.kucoin.refusals import CLOSED, REFUSED
from tests.answers import commented
from tests.real import real
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting="MarginMode|Leverage|SetRiskLimitLevel|ToggleAuto|AccountMode|SetSub"
    "|SetIsolatedMargin",
    what_could_be_done="MaxWithdraw|OpenOrderValue|MaxOpenPosition|Quotas|CrossMarginConfig",
    rates_of_fees="TradingFee|FeeRate",
    persons_and_keys="ApiKey|DepositAddress",
    an_answer_to_a_command="RemoveMargin|Account__Transfer[.]|Account__Withdraw[.]|add_margin #2"
    "|parse_margin_modification #2",
    public_prices="FundingRate|24HourTransaction|ExchangeData__GetFundingHistory|MarketSnapshot",
    pairs_of_coins="GetCrossMarginSymbols|GetIsolatedMarginSymbols|GetSpotSymbols",
    a_warning_in_one_unit_of_account="LiquidationWarning",
    many_messages_in_one_file="wsHandleData",
)
PARKED = ("say when it was taken", "field 'symbol': is missing")


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked, skipped = 0, 0, 0, 0
    for title, data in itertools.chain(payloads("kucoin"), commented("kucoinfutures")):
        seen += 1
        done = taken(VENUE, data, title)
        if isinstance(done, str):
            assert done in {"nobody", "several"}, (title, done)
            assert UNREAD.of(title), title
            continue
        assert all(aside.reason.endswith(PARKED) for aside in done.untranslated), title
        translated += done.translated
        parked += len(done.untranslated)
        skipped += len(done.skipped)
    assert not UNREAD.stale
    assert (seen, translated, parked, skipped) == (95, 36, 3, 20)


def messages():
    path = "kucoin/thrasher-corp__gocryptotrader/testdata__wsHandleData.json"
    return [line for line in real(path).read_bytes().splitlines() if b'"/contract' in line]


def test_every_recorded_message_of_the_margin_account_is_translated_or_refused():
    told = {}
    for line in messages():
        subject = line.partition(b'"subject"')[2].split(b'"')[1].decode()
        done = taken(VENUE, line, subject)
        if isinstance(done, str) or done.untranslated:
            assert b"/contractMarket/" in line or b"announcement" in line or b"instrument" in line
        else:
            told.setdefault(subject, []).append(done.translated)
    assert told == {
        "position.settlement": [1],
        "position.change": [0, 1],
        "withdrawHold.change": [0],
        "availableBalance.change": [0, 0],
        "orderMargin.change": [0],
    }


def closed():
    path = "kucoin/JKorf__Kucoin.Net/Endpoints__Futures__Account__GetPositionHistory.txt"
    (record,) = CLOSED.records(real(path).read_bytes().partition(b"true\n")[2], "f")
    return record


def test_a_recorded_liquidation_is_profit_less_fees_to_the_last_digit():
    (identity,) = CLOSED.identities
    assert identity.check(closed()) == 0
    from attrs import evolve

    wrong = {**closed().fields, "tradeFee": "0.0006154044"}
    with pytest.raises(IdentityError, match="- realisedGrossCost - tradeFee"):
        identity.check(evolve(closed(), fields=wrong))


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.name)
def test_what_is_refused_moves_nothing_and_says_why(kind):
    assert kind.money == ""
    assert all("no history" in what for what in kind.types.values())
