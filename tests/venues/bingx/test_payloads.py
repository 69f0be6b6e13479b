"""Every recorded payload of BingX is translated, or refused for a reason that is named here."""

from isoledger.venues.bingx import VENUE
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting=r"Leverage\.txt|MarginMode|MultiAssetMode|PositionMode|TradingFees|MultiAssetRules",
    an_answer_to_a_command="AdjustIsolatedMargin|Vst|VSTAssets|UserStream|Close.*Position",
    public_prices="FundingRate|swap fetchTrades|spot fetchTrades|#[5-7]: ws",
    the_spot_account="spot fetchMyTrades",
)
PARKED = {
    "no instant is stated": "balances, and positions of older answers",
    "bought or sold": "filled orders of older answers",
}


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked, skipped = 0, 0, 0, 0
    for title, data in payloads("bingx"):
        seen += 1
        done = taken(VENUE, data, title)
        if isinstance(done, str):
            assert done == "nobody", (title, done)
            assert UNREAD.of(title), title
            continue
        for aside in done.untranslated:
            assert any(why in aside.reason for why in PARKED), (title, aside.reason)
        translated += done.translated
        parked += len(done.untranslated)
        skipped += len(done.skipped)
    assert not UNREAD.stale
    assert (seen, translated, parked, skipped) == (49, 17, 8, 6)
