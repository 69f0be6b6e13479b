import pytest

from isoledger.core.books import WALLET, Book
from isoledger.core.errors import TermsError
from isoledger.core.rules import PLAIN_RULES, Basis, Evidence, Pot, Rules, Surplus


def test_the_plain_rules_take_everything_from_the_position():
    plain = PLAIN_RULES.at(0)
    assert (plain.fee_pot, plain.funding_pot) == (Pot.POSITION, Pot.POSITION)
    assert (plain.surplus, plain.home) == (Surplus.INSURANCE, WALLET)
    assert (plain.basis, plain.closing_fee) == (Basis.VALUE, 0)


def test_a_rule_nobody_vouches_for_is_assumed():
    assert Rules().evidence is Evidence.ASSUMED


@pytest.mark.parametrize("home", ["wallet", "pool:cross"])
def test_home_is_the_wallet_or_a_pool(home):
    assert Rules(home=Book(home)).home == home


@pytest.mark.parametrize("home", ["", "all", "pool:", "outside", "isolated:X"])
def test_home_is_a_book_that_keeps_money(home):
    with pytest.raises(TermsError) as caught:
        Rules(home=Book(home))
    assert str(caught.value) == f"rules: home {home} is neither wallet nor pool:<name>"


def test_no_rule_splits_a_fee_between_two_books():
    with pytest.raises(TermsError, match="no venue is known to split a fee"):
        Rules(fee_pot=Pot.HOME_FIRST)


def test_rules_are_frozen_and_hashable():
    with pytest.raises(AttributeError):
        Rules().home = WALLET
    assert hash(Rules()) == hash(Rules())
