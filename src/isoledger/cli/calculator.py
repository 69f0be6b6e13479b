"""A liquidation price from what is typed, with its proof and what would change it."""

import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from attrs import frozen

from isoledger.cli.errors import OptionError
from isoledger.cli.output import Screen
from isoledger.core.bounds import LiquidationRange, Unknowns, liquidation_range
from isoledger.core.certificate import Liquidated, LiquidationPrice
from isoledger.core.dated import Dated
from isoledger.core.errors import IsoledgerError
from isoledger.core.holding import Holding
from isoledger.core.identity import PositionId
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.isolated import IsolatedPosition
from isoledger.core.liquidation import bankruptcy_price
from isoledger.core.money import Asset
from isoledger.core.numbers import Exact, Price, Rounding
from isoledger.core.risk import Risk
from isoledger.core.rules import Basis, Evidence, Rules
from isoledger.core.tiers import MarginTier, TierTable
from isoledger.core.whatif import Moment, if_moved, if_traded, removable, top_up
from isoledger.reports import Plain, Table
from isoledger.reports.plain import plain_liquidated
from isoledger.reports.tables import Column
from isoledger.reports.texts import decimal

COIN = Asset("coin", 30)
"""What the answer is counted in: fine enough for the entry of an inverse contract."""

NUMBERS = frozenset(
    {
        "size",
        "entry",
        "margin",
        "leverage",
        "maintenance-rate",
        "deduction",
        "closing-fee",
        "multiplier",
        "tick",
        "mark",
        "funding",
    }
)
WORDS: Mapping[str, frozenset[str]] = {
    "side": frozenset({"long", "short"}),
    "payoff": frozenset({"linear", "inverse"}),
    "basis": frozenset({"value", "entry", "mark"}),
}
_NEEDED = ("side", "size", "entry")
_STEPS = (10, 25, 50, 100)
_SIZE_MAX = 1 << 20

_Json: TypeAlias = "bool | str | list[_Json] | dict[str, _Json] | None"


def from_file(path: Path) -> dict[str, str]:
    """What a JSON file says of a position: the options by name, as text.

    Raises:
        OptionError: It is no such file.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(_SIZE_MAX)
    try:
        found: _Json = json.loads(data, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise OptionError(option="FILE", text=str(path), why=f"no JSON: {error}") from None
    if not isinstance(found, dict):
        raise OptionError(option="FILE", text=str(path), why="no JSON object of options")
    return {name: _text(name, value) for name, value in found.items()}


def _text(name: str, value: _Json) -> str:
    if not isinstance(value, str):
        raise OptionError(option=name, text=repr(value)[:40], why="it is neither text nor number")
    return value


@frozen(kw_only=True)
class Question:
    """A position as it was typed, made into what can be asked.

    Attributes:
        position: The position.
        rules: How its requirement is measured.
        mark: The price now; ``None``: not said.
        funding: The predicted rate; ``None``: not said.
    """

    position: IsolatedPosition
    rules: Rules
    mark: Fraction | None
    funding: Fraction | None

    def moment(self, mark: Fraction | None) -> Moment:
        """When it is asked, at *mark*."""
        symbol = self.position.id.symbol
        return Moment(
            rules=self.rules,
            time_ns=0,
            marks={} if mark is None else {symbol: mark},
            funding={} if self.funding is None else {symbol: self.funding},
        )

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "Question":
        """The question that the options spell.

        Raises:
            OptionError: One is missing, unknown or does not mean anything.
        """
        given = {name: _checked(name, text) for name, text in told.items()}
        for name in _NEEDED:
            if name not in given:
                raise OptionError(option=f"--{name}", text="", why="it is needed")
        if "margin" not in given and "leverage" not in given:
            raise OptionError(option="--margin", text="", why="it or --leverage is needed")
        numbers = {name: Exact.of(given[name]).value for name in NUMBERS & given.keys()}
        rules = Rules(
            basis=Basis[given.get("basis", "value").upper()],
            closing_fee=numbers.get("closing-fee", Fraction(0)),
            funding_required="funding" in numbers,
            evidence=Evidence.ASSUMED,
            source="as asked",
        )
        return cls(
            position=_position(given, numbers),
            rules=rules,
            mark=numbers.get("mark"),
            funding=numbers.get("funding"),
        )


def _checked(name: str, text: str) -> str:
    known = WORDS.get(name)
    if known is not None:
        if text.lower() not in known:
            why = f"expected {' or '.join(sorted(known))}"
            raise OptionError(option=f"--{name}", text=text, why=why)
        return text.lower()
    if name not in NUMBERS:
        raise OptionError(option=f"--{name}", text=text, why="there is no such option")
    try:
        number = Exact.of(text)
    except IsoledgerError as error:
        raise OptionError(option=f"--{name}", text=text[:40], why=str(error)) from None
    if number.units <= 0 and name not in {"funding", "deduction", "closing-fee"}:
        raise OptionError(option=f"--{name}", text=text, why="it is above zero")
    return text


def _position(given: Mapping[str, str], numbers: Mapping[str, Fraction]) -> IsolatedPosition:
    quantity, sign = Exact.of(given["size"]), 1 if given["side"] == "long" else -1
    lot = Fraction(1, 10**quantity.scale)
    terms = Instrument(
        symbol="asked",
        base="base",
        quote="quote",
        settle=COIN,
        payoff=Payoff(given.get("payoff", "linear")),
        multiplier=numbers.get("multiplier", Fraction(1)) * lot,
        lot=lot,
        tick=numbers.get("tick", Fraction(1, 10**8)),
        tiers=_tiers(numbers),
    )
    size = sign * quantity.units
    worth = terms.value(size, numbers["entry"])
    leverage = Exact.of(given["leverage"]) if "leverage" in given else None
    margin = numbers["margin"] if "margin" in numbers else abs(worth) / numbers["leverage"]
    return IsolatedPosition(
        id=PositionId("asked"),
        holding=Holding(terms, size, COIN.round(worth, Rounding.HALF_EVEN)),
        margin=COIN.round(margin, Rounding.HALF_EVEN),
        reserve=COIN.zero,
        leverage=leverage,
    )


def _tiers(numbers: Mapping[str, Fraction]) -> Dated[TierTable] | None:
    rate = numbers.get("maintenance-rate")
    if rate is None:
        return None
    tier = MarginTier(
        floor=Fraction(0),
        cap=None,
        initial=min(Fraction(1), max(rate, 1 / numbers.get("leverage", 1 / rate))),
        maintenance=rate,
        deduction=numbers.get("deduction", Fraction(0)),
    )
    return Dated[TierTable].always(TierTable(tiers=(tier,), part=True))


@frozen(kw_only=True)
class Calculated:
    """The answer to a question.

    Attributes:
        question: The question.
        found: The price, or that there is none, or between which prices it lies.
        changes: What would change it: what is done, and the price then.
    """

    question: Question
    found: Liquidated | LiquidationRange
    changes: tuple[tuple[str, Liquidated], ...] = ()

    @property
    def is_clean(self) -> bool:
        """A question is never wrong."""
        return True

    def plain(self) -> dict[str, Plain]:
        """All of it, for a program."""
        bankrupt = bankruptcy_price(self.question.position, self.question.rules)
        return {
            "command": "liquidation",
            "liquidation": _plain(self.found),
            "bankruptcy_price": None if bankrupt is None else decimal(bankrupt),
            "at_mark": dict[str, Plain](self._now()),
            "what_if": [
                {"change": what, "liquidation": _plain(price)} for what, price in self.changes
            ],
        }

    def tell(self, screen: Screen) -> None:
        """The gist of it, for a person."""
        if isinstance(self.found, LiquidationRange):
            low, high = self.found.low, self.found.high
            ends = [decimal(end.tick) if end else "none" for end in (low, high)]
            screen.line(f"liquidated between {ends[0]} and {ends[1]}", "bold")
            screen.lines("Because it is not known", self.found.reasons)
        elif isinstance(self.found, LiquidationPrice):
            proof = self.found.certificate
            screen.line(f"liquidated at {decimal(self.found.tick)}", "bold")
            screen.line(f"  exactly {decimal(self.found.exact)}, measured on {proof.basis.value}")
            screen.line(f"  {proof.equation}")
            screen.line(f"  at the tick: {_sides(self.found.certificate.at_tick)}")
            screen.line(f"  one tick safer: {_sides(self.found.certificate.one_safer)}")
        else:
            screen.line(f"no liquidation price: {self.found.reason.value}", "bold")
        bankrupt = bankruptcy_price(self.question.position, self.question.rules)
        screen.line(f"bankrupt at {'no price' if bankrupt is None else decimal(bankrupt)}")
        for name, text in self._now().items():
            screen.line(f"  {name.replace('_', ' ')} at the mark: {text}")
        rows = tuple((what, _short(price)) for what, price in self.changes)
        columns = (Column(name="what if"), Column(name="liquidated at", number=True))
        screen.table(Table(title="What if", columns=columns, rows=rows))

    def _now(self) -> dict[str, str]:
        """Where the position stands at the mark."""
        asked, mark = self.question, self.question.mark
        if mark is None or asked.position.holding.instrument.tiers is None:
            return {}
        moment = asked.moment(mark)
        risk = moment.risk(asked.position)
        ratio = risk.margin_ratio
        return {
            "equity": decimal(risk.equity),
            "maintenance": decimal(risk.maintenance),
            "margin_ratio": "none" if ratio is None else decimal(ratio),
            "removable": decimal(removable(asked.position, moment).value),
            "top_up_needed": decimal(top_up(asked.position, moment).value),
        }


def calculated(told: Mapping[str, str]) -> Calculated:
    """The liquidation price that the options ask for.

    Raises:
        OptionError: They do not spell a question.
        IsoledgerError: The question has no answer, for the reason the error says.
    """
    asked = Question.of(told)
    position = asked.position
    if position.holding.instrument.tiers is None:
        found = liquidation_range(position, asked.moment(asked.mark), Unknowns())
        return Calculated(question=asked, found=found)
    at = asked.mark or Exact.of(told["entry"]).value
    moment = asked.moment(at)
    return Calculated(
        question=asked, found=moment.price(position), changes=_changes(asked, moment, told)
    )


def _changes(
    asked: Question, moment: Moment, told: Mapping[str, str]
) -> tuple[tuple[str, Liquidated], ...]:
    """More margin, and more of the same at the mark with its share of margin."""
    position, price = asked.position, Price.of(told.get("mark", told["entry"]))
    changes: list[tuple[str, Liquidated]] = []
    for percent in _STEPS:
        more = COIN.round(position.margin.value * percent / 100, Rounding.FLOOR)
        changes.append((f"{percent} % more margin", moment.price(if_moved(position, more))))
    for percent in _STEPS:
        held = position.holding.size
        lots = abs(held) * percent // 100 * (1 if held > 0 else -1)
        if lots:
            margin = COIN.round(position.margin.value * percent / 100, Rounding.FLOOR)
            after = if_traded(position, lots, price, moment, margin=margin)
            changes.append((f"{percent} % more size and margin", moment.price(after)))
    return tuple(changes)


def _plain(found: Liquidated | LiquidationRange) -> Plain:
    if isinstance(found, LiquidationRange):
        return {
            "low": None if found.low is None else decimal(found.low.tick),
            "high": None if found.high is None else decimal(found.high.tick),
            "reasons": list(found.reasons),
        }
    return plain_liquidated(found)


def _short(found: Liquidated) -> str:
    return decimal(found.tick) if isinstance(found, LiquidationPrice) else found.reason.value


def _sides(risk: Risk) -> str:
    sign = "<=" if risk.is_liquidatable else ">"
    return f"equity {decimal(risk.equity)} {sign} maintenance {decimal(risk.maintenance)}"
