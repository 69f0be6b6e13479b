"""Every recorded payload of Aster is translated, or refused for a reason that is named here."""

from isoledger.venues.aster import VENUE
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting="SetLeverage|SetMarginType|MultiAssetMode|PositionMode|CommissionRate",
    an_answer_to_a_command="ModifyIsolatedMargin|Account__Transfer",
    a_state_of_the_venue="AdlQuantile|WithdrawInfo",
    public_prices="FundingInfo|FundingRates",
)


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked = 0, 0, 0
    for title, data in payloads("aster"):
        seen += 1
        done = taken(VENUE, data, title)
        if isinstance(done, str):
            assert done == "nobody"
            assert UNREAD.of(title), title
            continue
        for aside in done.untranslated:
            assert "'updateTime': is 0" in aside.reason, (title, aside.reason)
        translated += done.translated
        parked += len(done.untranslated)
    assert not UNREAD.stale
    assert (seen, translated, parked) == (55, 26, 2)
