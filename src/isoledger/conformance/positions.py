"""The liquidation price a venue reports, beside the one we compute for the same position."""

import enum
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias, assert_never

from attrs import evolve, frozen

from isoledger.conformance.cases import Case, Inputs
from isoledger.conformance.entries import Entry
from isoledger.conformance.printed import number, prints_as
from isoledger.conformance.running import SPOILT, Compared, Result, Verdict, reason
from isoledger.core.certificate import Liquidated, LiquidationPrice, NoLiquidationPrice
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import liquidation_price, pool_liquidation_price
from isoledger.venues.stated import Besides, PoolLeg, Stated

Reader: TypeAlias = Callable[[Mapping[str, object], Besides], Stated]
"""From one raw record of a venue, and what is known besides, to a position ready to be solved."""

Readers: TypeAlias = Mapping[str, Reader]
"""Readers by the name of the venue."""


class Outcome(enum.Enum):
    """How our price compares with the reported one, best first."""

    DIGITS = "to the printed digits"
    NONE = "none, as reported"
    TICK = "within one tick"
    READ = "none reported, and too little known to say more"
    OUTSIDE = "outside"
    UNKNOWN = "not recomputable"


@frozen(kw_only=True)
class Recomputed:
    """A recorded position, solved as far as it goes.

    Attributes:
        entry: The record.
        stated: What the reader of its venue made of it; ``None``: nothing.
        computed: Our price, or none and why; ``None``: too little is known.
        outcome: How that compares.
        why: Why it was not computed, or why it is outside though there is no difference to tell.
        assumed: What was taken for granted.
    """

    entry: Entry
    stated: Stated | None
    computed: Liquidated | None
    outcome: Outcome
    why: str = ""
    assumed: tuple[str, ...] = ()

    @property
    def is_clean(self) -> bool:
        """Whether it is as reported, reports none, or is outside and known to be wrong itself."""
        excused = self.outcome is Outcome.OUTSIDE and bool(self.entry.doubt)
        return excused or self.outcome not in {Outcome.OUTSIDE, Outcome.UNKNOWN}

    @property
    def symbol(self) -> str:
        """Its instrument; empty: not known."""
        return self.entry.symbol if self.stated is None else self.stated.symbol

    @property
    def printed(self) -> str:
        """The reported price as the venue wrote it."""
        return self.entry.reported if self.stated is None else self.stated.printed

    @property
    def price(self) -> LiquidationPrice | None:
        """Our price, where there is one."""
        return self.computed if isinstance(self.computed, LiquidationPrice) else None

    @property
    def tick(self) -> Fraction | None:
        """The step of prices that was used."""
        return None if self.stated is None else tick_of(self.stated)

    @property
    def deviation(self) -> Fraction | None:
        """Our price, as the venue would show it, less the reported one."""
        if self.price is None or self.stated is None or self.stated.reported is None:
            return None
        return self.price.shown - self.stated.reported

    @property
    def ticks(self) -> Fraction | None:
        """The deviation in steps of prices."""
        tick, deviation = self.tick, self.deviation
        return None if deviation is None or not tick else deviation / tick

    @property
    def relative(self) -> Fraction | None:
        """The deviation as a share of the reported price."""
        reported = None if self.stated is None else self.stated.reported
        deviation = self.deviation
        return None if deviation is None or not reported else deviation / reported


def tick_of(stated: Stated) -> Fraction | None:
    """The step of prices of what *stated* would have solved; ``None``: it is not ready."""
    match stated.subject:
        case IsolatedPosition(holding=holding):
            return holding.instrument.tick
        case PoolLeg(pool=pool, leg=leg):
            held = pool.holdings.get(leg)
            return None if held is None else held.instrument.tick
        case None:
            return None
        case _:
            assert_never(stated.subject)


def solved(stated: Stated) -> Liquidated | None:
    """Where the position that *stated* describes is liquidated; ``None``: too little is known.

    Raises:
        IsoledgerError: The engine refuses it.
    """
    at, rules = stated.time_ns, stated.rules
    match stated.subject:
        case IsolatedPosition() as position:
            return liquidation_price(
                position, rules, time_ns=at, mark=stated.mark, funding=stated.funding
            )
        case PoolLeg(pool=pool, leg=leg, marks=marks):
            rates = None if stated.funding is None else {stated.symbol: stated.funding}
            return pool_liquidation_price(pool, leg, marks, rules, time_ns=at, funding=rates)
        case None:
            return None
        case _:
            assert_never(stated.subject)


def recomputed(entry: Entry, readers: Readers) -> Recomputed:
    """*entry*, read by the reader of its venue, solved and compared."""
    reader = readers.get(entry.venue) or readers.get(entry.house)
    if reader is None:
        return _unknown(entry, None, f"no reader for {entry.venue}")
    try:
        stated = reader(entry.raw, entry.besides)
    except SPOILT as error:
        stated, why = None, reason(error)
    else:
        why = ""
    if entry.margin is not None and (stated is None or stated.subject is None):
        stated, why = _with_margin(entry, reader, entry.margin) or (stated, why)
    if stated is None:
        return _unknown(entry, None, why)
    return compared(entry, stated)


def _with_margin(entry: Entry, reader: Reader, margin: Fraction) -> tuple[Stated, str] | None:
    """The record, with the margin the file knows; ``None``: that does not do either."""
    try:
        found = reader(entry.raw, evolve(entry.besides, margin=margin))
    except SPOILT:
        return None
    if found.subject is None:
        return None
    said = f"margin {float_free(margin)} besides the record ({entry.meaning or 'not said what'})"
    return evolve(found, assumed=(*found.assumed, said)), ""


def float_free(value: Fraction) -> str:
    """*value* as a decimal if it ends within 40 places, otherwise as a ratio.

    >>> float_free(Fraction(1, 8)), float_free(Fraction(1, 3))
    ('0.125', '1/3')
    """
    scaled = value * 10**40
    if scaled.denominator != 1:
        return str(value)
    digits = f"{abs(scaled.numerator):041d}"
    text = f"{digits[:-40]}.{digits[-40:]}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def compared(entry: Entry, stated: Stated) -> Recomputed:
    """*stated*, solved, beside what its venue reports."""
    claimed = number(entry.reported)
    if claimed is not None and claimed > 0 and stated.reported is None and not stated.printed:
        stated = evolve(stated, reported=claimed, printed=entry.reported, sentinel="")
    if None not in (claimed, stated.reported) and claimed != stated.reported:
        why = f"the record was read as {stated.printed}, and the file says {entry.reported}"
        return _unknown(entry, stated, why)
    try:
        computed = solved(stated)
    except SPOILT as error:
        return _unknown(entry, stated, reason(error))
    outcome, why = _outcome(stated, computed)
    return Recomputed(
        entry=entry,
        stated=stated,
        computed=computed,
        outcome=outcome,
        why=why,
        assumed=stated.assumed,
    )


def _outcome(stated: Stated, computed: Liquidated | None) -> tuple[Outcome, str]:
    reported = stated.reported
    if reported is None:
        return _outcome_of_none(stated, computed)
    match computed:
        case None:
            return Outcome.UNKNOWN, f"missing: {', '.join(stated.missing) or 'not said what'}"
        case NoLiquidationPrice(reason=why):
            return Outcome.OUTSIDE, f"computed none: {why.value}"
        case LiquidationPrice(shown=shown):
            return _distance(stated, shown, reported), ""
        case _:
            assert_never(computed)


def _outcome_of_none(stated: Stated, computed: Liquidated | None) -> tuple[Outcome, str]:
    """The venue says that there is no price."""
    match computed:
        case None:
            return Outcome.READ, stated.sentinel or "no price is reported"
        case NoLiquidationPrice(reason=why):
            return Outcome.NONE, why.value
        case LiquidationPrice(shown=shown):
            return Outcome.OUTSIDE, f"reported none, computed {float_free(shown)}"
        case _:
            assert_never(computed)


def _distance(stated: Stated, shown: Fraction, reported: Fraction) -> Outcome:
    if shown == reported or prints_as(shown, stated.printed):
        return Outcome.DIGITS
    tick = tick_of(stated)
    return Outcome.TICK if tick and abs(shown - reported) <= tick else Outcome.OUTSIDE


def _unknown(entry: Entry, stated: Stated | None, why: str) -> Recomputed:
    assumed = () if stated is None else stated.assumed
    return Recomputed(
        entry=entry, stated=stated, computed=None, outcome=Outcome.UNKNOWN, why=why, assumed=assumed
    )


_VERDICTS = {
    Outcome.DIGITS: Verdict.PRINTED,
    Outcome.NONE: Verdict.EXACT,
    Outcome.TICK: Verdict.WITHIN,
    Outcome.READ: Verdict.STATED,
    Outcome.OUTSIDE: Verdict.OUTSIDE,
    Outcome.UNKNOWN: Verdict.FAILED,
}


def result_of(found: Recomputed) -> Result:
    """*found* as the result of a case of the kind ``isolated position`` or ``cross position``."""
    entry = found.entry
    case = Case(
        id=f"{entry.place} {found.symbol}".strip(),
        venue=entry.venue,
        kind=f"{entry.mode} position".strip(),
        inputs=Inputs(entry.place, entry.raw),
        expected={"liquidation price": found.printed},
        tolerance={} if found.tick is None else {"liquidation price": found.tick},
        reason="one tick",
        source=entry.source,
        strength=entry.strength,
        doubt=entry.doubt,
        time_ns=entry.besides.time_ns,
    )
    if found.outcome is Outcome.UNKNOWN:
        return Result(case=case, compared=(), why=found.why)
    return Result(case=case, compared=(_compared(found, doubtful=bool(entry.doubt)),))


def _compared(found: Recomputed, *, doubtful: bool) -> Compared:
    verdict, deviation = _VERDICTS[found.outcome], found.deviation
    if verdict is Verdict.OUTSIDE and doubtful:
        verdict = Verdict.DOUBTFUL
    if deviation == 0:
        verdict = Verdict.EXACT
    return Compared(
        name="liquidation price",
        expected=found.printed,
        answer=None if found.price is None else found.price.shown,
        deviation=None if deviation is None else abs(deviation),
        verdict=verdict,
    )
