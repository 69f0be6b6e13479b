"""Every recorded payload of Bybit is translated, or refused for a reason that is named here."""

from isoledger.venues.bybit import VENUE
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting="Set[A-Z]|Switch|switch|FeeRate|account/info|get_account_info|CollateralInfo|MarginAccount"
    "|AutoRepayMode|StatusAndLeverage|SignAgreement",
    an_answer_to_a_command="AddOrReduceMargin|CancelWithdraw|Confirm|Quote|withdraw/create|Repay"
    "|(Purchase|Redeem)LeverageToken",
    persons_and_keys="ApiKey|AccountTypes|user_|SubAccount|Broker|AddressList",
    what_could_be_done="coin/query-info|BorrowAssetData|ConvertAssets|withdrawable|balance-list"
    "|SpreadMax|BorrowRate|SpotMarginData|InterestRateHistory",
    sums_without_rows="trade-info|Greeks|AssetOverview|OptionAsset",
    public_prices="FundingRate|funding_history|LeverageTokens|LeverageTokenMarket|SpreadSymbols"
    "|trades_recent|Linear__Liquidations|wsTicker",
    orders_move_nothing="Order(s|Update)|OrdersAsync|ws_account_order|order_partially|LeverageTokenOrder"
    "|PlaceOrder|CancelOrder|CancelAll|OpenOrders|ReplaceOrder",
    the_spot_account_of_old="#1: cross",
    the_funding_account="InternalDeposits",
    a_spread_of_two_legs_that_executions_tell="spread/execution",
    an_execution_without_its_fee="execution.fast|execution_fast",
    many_messages_in_one_file="wsAuth",
    a_frame_of_those_who_typed_it="retyped",
)
PARKED = {
    "field 'at': is missing": "a message of a stream without its instant",
    "option: an execution": "an option: the log tells it",
    "combination: an execution": "a spread: its legs are told",
}
REFUSED = {
    "GetConvertStatus": "the state of one conversion; the history tells it",
    "retyped": "a frame of those who typed it; read row by row elsewhere",
}


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked = 0, 0, 0
    for title, data in payloads("bybit"):
        seen += 1
        done = taken(VENUE, data, title)
        if isinstance(done, str) and done in {"nobody", "several"}:
            assert UNREAD.of(title), title
            continue
        if isinstance(done, str):
            assert any(why in done for why in REFUSED), (title, done)
            continue
        for aside in done.untranslated:
            assert any(why in aside.reason for why in PARKED), (title, aside.reason)
        translated += done.translated
        parked += len(done.untranslated)
    assert not UNREAD.stale
    assert (seen, translated, parked) == (220, 131, 4)
