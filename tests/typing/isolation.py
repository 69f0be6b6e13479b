"""An isolated position is changed by its own event and its rules: nobody can hand it an account."""

from typing import assert_type

from isoledger.core.account import Account
from isoledger.core.events import Fill, Transfer
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.postings import Step
from isoledger.core.rules import Rules


def own(position: IsolatedPosition, fill: Fill, rules: Rules) -> None:
    assert_type(position.apply(fill, rules), Step[IsolatedPosition])


def foreign(position: IsolatedPosition, transfer: Transfer, rules: Rules) -> None:
    position.apply(transfer, rules)  # type: ignore[arg-type]


def reaching(position: IsolatedPosition, fill: Fill, rules: Rules, account: Account) -> None:
    position.apply(fill, rules, account)  # type: ignore[call-arg]
    position.apply(fill, account)  # type: ignore[arg-type]
