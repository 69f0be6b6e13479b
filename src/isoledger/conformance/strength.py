"""How good the evidence behind a figure is."""

import enum
from collections.abc import Iterable

from isoledger.core.frozenmap import FrozenMap


class Strength(enum.Enum):
    """Where a figure is from, the best first."""

    RECORDED = "recorded"
    """An account saw it."""
    OFFICIAL = "official"
    """The venue's own pages print it."""
    TESTED = "tested"
    """Open-source tests of others assert it."""
    REPORTED = "reported"
    """Others copied it, said it or keep it in their code."""
    DERIVED = "derived"
    """It follows from a formula or from a parameter that was fitted: agreeing proves little."""
    CIRCULAR = "circular"
    """It was computed by the rule it would have to prove."""
    UNSAID = "unsaid"
    """Nobody says."""

    @property
    def rank(self) -> int:
        """0 for the best."""
        return list(Strength).index(self)


WORDS: FrozenMap[str, Strength] = FrozenMap(
    {
        "real_account_data": Strength.RECORDED,
        "real_record": Strength.RECORDED,
        "official_doc": Strength.OFFICIAL,
        "official_example_via_oss_test": Strength.OFFICIAL,
        "oss_test": Strength.TESTED,
        "opensource_test": Strength.TESTED,
        "third_party_copy": Strength.REPORTED,
        "third_party_code": Strength.REPORTED,
        "user_report_of_venue_ui": Strength.REPORTED,
        "adapter_fixture": Strength.REPORTED,
        "derived": Strength.DERIVED,
        "inference": Strength.DERIVED,
        "prose_only": Strength.DERIVED,
        "circular": Strength.CIRCULAR,
        "no_test": Strength.CIRCULAR,
    }
)
"""Other words for it, as files of plain vectors use them."""


def strength_of(word: str, *, independent: bool) -> Strength:
    """The strength that *word* stands for.

    Args:
        word: One of `WORDS`; any other says nothing.
        independent: Whether the figure was there before the rule; where not, it is at best
            derived.
    """
    found = WORDS.get(word, Strength.UNSAID)
    return found if independent else weakest((found, Strength.DERIVED))


def weakest(found: Iterable[Strength]) -> Strength:
    """The weakest of *found*; of none, the one that says nothing."""
    return max(found, key=lambda one: one.rank, default=Strength.UNSAID)
