import pytest

from isoledger.core import events
from isoledger.core.rules import PLAIN_RULES
from isoledger.testing import WRITERS, Author
from isoledger.testing.banking import BANKING

KINDS = {
    "mode": events.MarginModeChange,
    "position mode": events.PositionModeChange,
    "relist": events.Listing,
    "charge": events.Fee,
    "insure": events.InsuranceClear,
    "transfer": events.Transfer,
    "pool transfer": events.PoolTransfer,
    "convert": events.Conversion,
    "profit": events.RealisedProfit,
    "funding total": events.FundingTotal,
    "interest": events.Interest,
    "borrow": events.Borrow,
    "repay": events.Repay,
    "bonus": events.Bonus,
    "adjust": events.Adjustment,
    "assert balance": events.BalanceAssertion,
    "correct": events.Correction,
}


def test_every_event_of_money_and_of_the_account_can_be_written():
    assert set(BANKING) == set(KINDS)


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("number", [0, 7, 10**9 + 7, 123_456_789_012_345])
def test_it_writes_what_its_name_says_or_nothing(kind, number):
    author = Author(PLAIN_RULES)
    for name in ("fill", "add margin", "borrow"):
        author.write(WRITERS[name], number)
    written = author.write(BANKING[kind], number)
    assert written is None or type(written) is KINDS[kind]


def test_no_more_is_repaid_than_is_owed():
    author = Author(PLAIN_RULES)
    assert author.write(BANKING["repay"], 5) is None
    author.write(BANKING["borrow"], 0)
    author.write(BANKING["repay"], 10**20)
    assert all(debt.units <= 0 for debt in author.account.debts.values())


def test_the_position_mode_only_changes_while_all_is_flat():
    author = Author(PLAIN_RULES)
    author.write(WRITERS["fill"], 0)
    assert author.write(BANKING["position mode"], 0) is None
