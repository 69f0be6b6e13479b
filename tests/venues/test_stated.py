"""What a venue states, as values."""

from isoledger.venues.stated import NOTHING_BESIDES, Besides


def test_nothing_besides_says_nothing():
    assert Besides() == NOTHING_BESIDES
    assert all(
        getattr(NOTHING_BESIDES, name) is None for name in Besides.__slots__ if name[0] != "_"
    )
