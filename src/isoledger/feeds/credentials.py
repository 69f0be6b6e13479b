"""What a venue asks to know who is asking, and where it comes from: never a file, never a log."""

import os
from collections.abc import Callable, Mapping
from typing import NoReturn, TypeAlias

from attrs import field, frozen

from isoledger.feeds.errors import CredentialsError

Keyring: TypeAlias = Callable[[str, str], str | None]
"""A service and a name in, the secret out; as ``keyring.get_password`` is."""

NAMES = ("key", "secret", "passphrase", "address")
"""What a venue may ask for. An address is public; it still says who one is."""

HIDDEN = "(hidden)"
"""What stands where a credential stood."""

SHORTEST = 4
"""A shorter one is not looked for in texts: it would be found everywhere."""


@frozen(kw_only=True, repr=False)
class Credentials:
    """Who is asking. Shows nothing of itself, is not pickled, and can be wiped out of a text.

    Attributes:
        key: The public half of an API key that can only read.
        secret: Its secret half.
        passphrase: What some venues ask for besides.
        address: The address of an account on a chain.
    """

    key: str = field(default="", eq=False)
    secret: str = field(default="", eq=False)
    passphrase: str = field(default="", eq=False)
    address: str = field(default="", eq=False)

    def __repr__(self) -> str:
        there = [name for name in NAMES if getattr(self, name)]
        return f"Credentials({', '.join(there) or 'none'})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are not pickled; read them again where they are needed")

    def wiped(self, text: str) -> str:
        """*text* with every credential taken out of it."""
        for name in NAMES:
            said = str(getattr(self, name))
            if len(said) >= SHORTEST:
                text = text.replace(said, HIDDEN)
        return text

    def need(self, venue: str, *names: str) -> None:
        """Nothing, if all of *names* are there.

        Raises:
            CredentialsError: One is not.
        """
        lacking = [name for name in names if not getattr(self, name)]
        if lacking:
            told = " and ".join(variable(venue, name) for name in lacking)
            why = f"set {told} in the environment; a key that can only read is enough"
            raise CredentialsError(venue=venue, why=why)


NOBODY = Credentials()
"""Enough for what is public."""


def variable(venue: str, name: str) -> str:
    """The environment variable that holds *name* for *venue*.

    >>> variable("bybit", "key")
    'ISOLEDGER_BYBIT_KEY'
    """
    return f"ISOLEDGER_{venue}_{name}".upper()


def from_environment(venue: str, environment: Mapping[str, str] | None = None) -> Credentials:
    """The credentials of *venue* that the environment holds; those that are absent are empty.

    Args:
        venue: Its name in stamps.
        environment: The variables; ``None``: those of this process.
    """
    held = os.environ if environment is None else environment
    return Credentials(**{name: held.get(variable(venue, name), "").strip() for name in NAMES})


def from_keyring(venue: str, ask: Keyring) -> Credentials:
    """The credentials of *venue* that *ask* knows, under the service ``isoledger/VENUE``.

    Args:
        venue: Its name in stamps.
        ask: For instance ``keyring.get_password``.
    """
    return Credentials(**{name: ask(f"isoledger/{venue}", name) or "" for name in NAMES})
