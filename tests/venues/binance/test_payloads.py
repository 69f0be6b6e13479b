"""Every recorded payload of Binance is translated, or refused for a reason that is named here."""

from isoledger.venues.binance import VENUE
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting="ChangeInitialLeverage|ChangeMarginType|PositionMode|BnbBurn|MultiAssets|symbol_config"
    "|SymbolConfiguration|AccountConfiguration|position_side_dual|CommissionRate|commission_rate",
    an_answer_to_a_command="ModifyPositionMargin|DownloadId|DownloadLink|UserStream",
    a_state_of_the_venue="AdlQuantile|RateLimit|TradingStatus|InsuranceFund",
    public_prices="Klines|FundingInfo|FundingRates|LongShort",
    orders_move_nothing="account_orders",
    the_spot_account="binance_v00|everytrade|isolated pairs|tokenized|fetch_balance #[1236]",
    portfolio_margin_balances="portfolio margin",
    a_piece_of_an_answer_without_its_frame="parse_account_position",
    a_table_made_by_ccxt="leverage_tiers.json",
)
PARKED = {
    "field 'updateTime'": "no instant: a sample with 0 or without it, and a position or balance",
    "say the time zone": "the table is in the zone that its file's name says",
    "field 'symbol': is missing": "an asset of options",
}
REFUSED = {
    "row 64: 6 cells under 7 columns": "rows of a test's own making, their remark cut off",
    "something follows": "many messages in one file, not in a list",
    "no rows under symbols": "options",
}


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked = 0, 0, 0
    for title, data in payloads("binance"):
        seen += 1
        done = taken(VENUE, data, title)
        if done == "nobody":
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
    assert (seen, translated, parked) == (148, 66, 9)
