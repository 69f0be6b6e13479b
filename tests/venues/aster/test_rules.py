from isoledger.core.rules import Evidence
from isoledger.venues.aster.rules import RULES
from isoledger.venues.binance.rules import RULES as BINANCE


def test_the_rules_are_binances_of_today_and_assumed():
    ours, theirs = RULES.at(0), BINANCE.at(2 * 10**18)
    assert ours.evidence is Evidence.ASSUMED
    assert (ours.home, ours.fee_pot, ours.funding_pot) == (
        theirs.home,
        theirs.fee_pot,
        theirs.funding_pot,
    )
    assert (ours.basis, ours.shown) == (theirs.basis, theirs.shown)
