"""The positions that HTX states: rows of positions, and accounts with one row a contract."""

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, frozen

from isoledger.core.instrument import Payoff
from isoledger.venues.fields import Fields
from isoledger.venues.framing import POOL, pooled
from isoledger.venues.htx.rules import FACES, RULES, maintenance_rate, payoff_of
from isoledger.venues.outline import Outline
from isoledger.venues.printed import Printed
from isoledger.venues.stated import NOTHING_BESIDES, Besides, PoolLeg, Stated

_LEGS = ("contract_detail", "futures_contract_detail")


def stated(raw: Mapping[str, object], besides: Besides = NOTHING_BESIDES) -> Stated:
    """The position in *raw*: a position row, or the last leg of an account.

    Raises:
        FieldError: A field is missing or does not hold what it must.
    """
    fields = Fields.of(raw, "htx position")
    legs = [leg for name in _LEGS if name in fields for leg in fields.rows(name)]
    if legs:
        return _of_account(fields, legs, besides)
    if "open_avg_price" in raw:
        return _of_version_5(fields, besides)
    if "volume" in raw:
        return _of_row(fields, besides)
    return _of_account(fields, [fields], besides)


def _told(fields: Fields) -> Printed:
    return Printed.of(fields, "liquidation_price", "liq_px")


def _of_row(fields: Fields, besides: Besides) -> Stated:
    """A row of ``swap_position_info`` or ``swap_account_position_info``."""
    code, told = fields.text("contract_code"), _told(fields)
    entry, last = fields.exact("cost_hold"), fields.divisor("last_price")
    leverage, adjustment = fields.divisor("lever_rate"), fields.maybe("adjust_factor")
    inverse = payoff_of(code) is Payoff.INVERSE
    rate = None if adjustment is None else maintenance_rate(adjustment, leverage)
    sign, assumed = _sign(fields, told, last)
    contract, how = _contract(fields, besides)
    margin = fields.maybe("margin_static")
    outline = Outline(
        symbol=code,
        settle=code.partition("-")[0] if inverse else "USDT",
        payoff=payoff_of(code),
        quantity=sign * fields.exact("volume"),
        contract=contract,
        entry=entry,
        maintenance=besides.maintenance if rate is None else rate,
        leverage=leverage,
        margin=besides.margin if margin is None else margin,
        mark=last,
        tick=besides.tick or Fraction(1, 100),
    )
    time_ns = besides.when(fields.time_ns("ts"))
    return outline.stated(told, RULES.at(time_ns), time_ns, assumed=assumed + how)


def _sign(fields: Fields, told: Printed, mark: Fraction) -> tuple[int, tuple[str, ...]]:
    """1 for a long position, -1 for a short one, and what was taken for granted in saying so."""
    side = fields.optional("direction")
    if side is not None:
        return (1 if side == "buy" else -1), ()
    above = told.price is not None and told.price > mark
    word, way = ("short", "above") if above else ("long", "below")
    return (-1 if above else 1), (f"{word}: no side is stated, and the price is {way} the mark",)


def _contract(fields: Fields, besides: Besides) -> tuple[Fraction | None, tuple[str, ...]]:
    """What one contract is worth, and how we know."""
    stated_face = besides.contract or fields.maybe("face_value_usd")
    margin, volume = fields.maybe("position_margin"), fields.exact("volume")
    if stated_face is not None or margin is None or not volume:
        return stated_face, ()
    value, price = margin * fields.exact("lever_rate"), fields.exact("last_price")
    if payoff_of(fields.text("contract_code")) is Payoff.INVERSE:
        face = Fraction(round(value * price / volume))  # cut to 18 decimals: whole USD
    else:
        face = value / price / volume
    return face, (f"a contract is worth {face}: position margin x leverage at the last price",)


def _of_version_5(fields: Fields, besides: Besides) -> Stated:
    """A position of the ``v5`` interface; its pool shows in a margin rate of 4 decimals only."""
    told, mark = _told(fields), fields.divisor("mark_price")
    profit, kept = fields.exact("profit_unreal"), fields.exact("maintenance_margin")
    entry, rate = fields.exact("open_avg_price"), fields.maybe("margin_rate")
    sign = -1 if fields.text("direction") in {"sell", "short"} else 1
    coins = sign * profit / (mark - entry) if profit and mark != entry else None
    margin = besides.margin
    how: tuple[str, ...] = ()
    if margin is None and rate:
        margin, how = kept / rate - profit, ("the balance follows from margin_rate, 4 decimals",)
    outline = Outline(
        symbol=fields.text("contract_code"),
        quantity=None if coins is None else sign * coins,
        entry=entry,
        maintenance=None if coins is None else kept / (coins * mark),
        leverage=fields.exact("lever_rate"),
        margin=margin,
        mark=mark,
        tick=besides.tick or Fraction(1, 100),
        cross=fields.text("margin_mode") == POOL,
    )
    time_ns = besides.when(fields.time_ns("updated_time"))
    return outline.stated(told, RULES.at(time_ns), time_ns, assumed=how)


@frozen(kw_only=True)
class _Leg:
    """One contract of a cross account."""

    outline: Outline
    mark: Fraction
    assumed: tuple[str, ...]


def _of_account(account: Fields, rows: list[Fields], besides: Besides) -> Stated:
    """The last of *rows*, each a contract of the cross account; none of them says a size."""
    legs = [_leg(row, besides) for row in rows]
    told, leg = _told(rows[-1]), legs[-1]
    static = account.maybe("margin_static")
    if static is None:
        parts = ("margin_available", "margin_position")
        static = sum((rows[-1].exact(name) for name in parts), Fraction(0))
        static += (rows[-1].maybe("margin_frozen") or 0) - rows[-1].exact("profit_unreal")
    time_ns = besides.when(account.time_ns("ts"))
    missing = tuple(dict.fromkeys(lack for one in legs for lack in one.outline.missing))
    return evolve(
        told.stated(leg.outline.symbol, RULES.at(time_ns), time_ns),
        subject=None if missing else _pool(legs, static),
        mark=leg.mark,
        missing=missing,
        assumed=tuple(dict.fromkeys(word for one in legs for word in one.assumed)),
    )


def _leg(row: Fields, besides: Besides) -> _Leg:
    """A contract's row of an account: its value is position margin x leverage."""
    code, leverage = row.text("contract_code"), row.divisor("lever_rate")
    face = besides.contract or FACES.get("-".join(code.split("-")[:2]))
    value = row.exact("margin_position") * leverage
    mark = value / face if face else Fraction(0)
    sign, side = _sign(row, _told(row), mark)
    profit = sign * row.exact("profit_unreal") / face if face else Fraction(0)
    outline = Outline(
        symbol=code,
        quantity=Fraction(sign),
        contract=face,
        entry=mark - profit,
        maintenance=maintenance_rate(row.exact("adjust_factor"), leverage),
        leverage=leverage,
        margin=Fraction(0),
        tick=besides.tick or Fraction(1, 100),
    )
    volume = "one contract: the rows of an account say no volume"
    return _Leg(outline=outline, mark=mark, assumed=(volume, *side))


def _pool(legs: list[_Leg], static: Fraction) -> PoolLeg:
    """The last of *legs* in the pool of all of them."""
    marks = {leg.outline.symbol: leg.mark for leg in legs}
    return pooled([leg.outline.frame() for leg in reversed(legs)], static, marks)
