"""How values are written for people: exactly where that is possible, harmlessly always."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from isoledger.core.money import Money
from isoledger.core.numbers import Rounding, plain
from isoledger.reports.errors import UnshowableTimeError

PLACES_MAX = 36
"""A number that ends within so many places is written to its end."""
PLACES = 18
"""Any other is rounded, half to even, to so many."""

_SECOND_NS = 10**9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def shown(text: str) -> str:
    r"""*text* with everything that is not plainly visible written out.

    Controls, line ends, reading-direction marks and half surrogate pairs become escapes, so that a
    venue's text can neither move a cursor nor end a line.

    >>> shown("XBT\x1b[31m")
    'XBT\\x1b[31m'
    """
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    plainly = character.isprintable() and character != "\\"
    return character if plainly else character.encode("unicode_escape").decode("ascii")


def date_of(time_ns: int) -> datetime:
    """The second of *time_ns*, UTC; what is finer is left to `instant`.

    Raises:
        UnshowableTimeError: It lies outside the years 1 to 9999.
    """
    try:
        return _EPOCH + timedelta(seconds=time_ns // _SECOND_NS)
    except OverflowError:
        raise UnshowableTimeError(time_ns=time_ns) from None


def instant(time_ns: int) -> str:
    """*time_ns* in ISO 8601, UTC, with as many decimals as it needs in threes.

    >>> instant(1_623_126_600_000_000_000), instant(1_500_000)
    ('2021-06-08T04:30:00Z', '1970-01-01T00:00:00.001500Z')
    """
    rest = time_ns % _SECOND_NS
    text = f"{rest:09d}" if rest else ""
    while text.endswith("000"):
        text = text[:-3]
    second = date_of(time_ns).replace(tzinfo=None).isoformat()
    return f"{second}.{text}Z" if text else f"{second}Z"


def decimal(value: Fraction | int, places: int = PLACES) -> str:
    """*value* as a decimal: to its end if it has one, otherwise rounded half to even to *places*.

    >>> decimal(Fraction(106613, 2)), decimal(Fraction(2, 3), 4)
    ('53306.5', '0.6667')
    """
    ratio = Fraction(value)
    scale = _ends_after(ratio.denominator)
    scale = places if scale is None or scale > PLACES_MAX else scale
    return trimmed(plain(Rounding.HALF_EVEN(ratio * 10**scale), scale))


def _ends_after(denominator: int) -> int | None:
    """After how many places 1/*denominator* ends; ``None``: never."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def trimmed(text: str) -> str:
    """A plain decimal without zeros at its end.

    >>> trimmed("1.500"), trimmed("100")
    ('1.5', '100')
    """
    return text.rstrip("0").rstrip(".") if "." in text else text


def rounded(value: Fraction | int, places: int) -> str:
    """*value* to *places* at most, half to even: for a person, where `decimal` would run on.

    >>> rounded(Fraction(1, 8), 2)
    '0.12'
    """
    return trimmed(plain(Rounding.HALF_EVEN(Fraction(value) * 10**places), places))


def amount(money: Money) -> str:
    """The amount of *money* in whole coins, all decimals its books keep, without the asset.

    >>> from isoledger.core.money import Asset
    >>> amount(Money(-1250, Asset("USDT", 3)))
    '-1.250'
    """
    return plain(money.units, money.asset.decimals)


def grouped(text: str) -> str:
    """A plain decimal, its whole part in groups of three.

    >>> grouped("-1234567.50")
    '-1,234,567.50'
    """
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole not in {"-0", ""} else text
