from isoledger.conformance.strength import WORDS, Strength, strength_of, weakest


def test_the_weakest_is_the_last_of_them():
    assert weakest([Strength.OFFICIAL, Strength.DERIVED, Strength.RECORDED]) is Strength.DERIVED
    assert weakest(()) is Strength.UNSAID
    assert [one.rank for one in Strength] == list(range(7))


def test_other_words_are_understood_and_strange_ones_say_nothing():
    assert strength_of("real_account_data", independent=True) is Strength.RECORDED
    assert strength_of("trust me", independent=True) is Strength.UNSAID
    assert set(WORDS.values()) == set(Strength) - {Strength.UNSAID}


def test_a_figure_that_came_after_the_rule_is_derived_at_best():
    assert strength_of("real_record", independent=False) is Strength.DERIVED
    assert strength_of("circular", independent=False) is Strength.CIRCULAR
