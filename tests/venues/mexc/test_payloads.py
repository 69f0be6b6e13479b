"""Every recorded payload of MEXC is translated, or refused for a reason that is named here."""

from isoledger.venues.mexc import VENUE
from tests.venues.payloads import Reasons, payloads, taken

UNREAD = Reasons(
    a_setting="DeductionConfig|DiscountTypes|PositionMode|LeverageMode|TradingFees|ZeroFee",
    an_answer_to_a_command="ChangeMargin|SetLeverage|ToggleAuto|CloseAll|Trading__ReversePosition",
    public_prices="Funding[R]ate",
    a_state_of_the_venue="RiskFund|ProfitRate",
    a_note_without_a_figure="Subscriptions.*(Liquidation[.]|ReversePosition)",
    the_spot_account="balance #1: spot",
)
PARKED = {"no instant is stated": "balances, and a documented position without any figure"}
REFUSED = {"not JSON": "a documented answer with a comma too much"}


def test_every_payload_is_translated_or_refused_for_a_reason():
    seen, translated, parked, skipped = 0, 0, 0, 0
    for title, data in payloads("mexc"):
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
        skipped += len(done.skipped)
    assert not UNREAD.stale
    assert (seen, translated, parked, skipped) == (51, 17, 5, 8)
