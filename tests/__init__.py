"""The tests, room by room; a package only so that `tests.real` has one address."""
