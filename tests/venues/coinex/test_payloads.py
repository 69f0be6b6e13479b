"""Every recorded payload of CoinEx is translated, or refused for a reason that is named here."""

from isoledger.venues.coinex import VENUE
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting="SetLeverage",
    public_prices="ExchangeData__GetFundingRate",
)
PARKED = {"no instant is stated": "balances"}


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked, skipped = 0, 0, 0, 0
    for title, data in payloads("coinex"):
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
    assert (seen, translated, parked, skipped) == (24, 14, 3, 6)
