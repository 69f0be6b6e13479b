"""Rows as plain values for a program: decimals as text, nothing rounded that has an end."""

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias, assert_never

from isoledger.core.certificate import (
    Certificate,
    Liquidated,
    LiquidationPrice,
    NoLiquidationPrice,
)
from isoledger.core.money import Money
from isoledger.core.risk import Risk
from isoledger.reports.balances import BalanceRow, FlowRow
from isoledger.reports.history import FindingRow, JournalRow, ParkedRow, Place
from isoledger.reports.positions import PositionRow
from isoledger.reports.texts import amount, decimal, instant

Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"
"""What JSON can say without a float."""


def plain_balances(rows: Iterable[BalanceRow]) -> list[Plain]:
    """Balances: asset, book and amount; the book ``all`` is the sum."""
    return [
        {
            "asset": row.amount.asset.code,
            "book": str(row.book),
            "amount": amount(row.amount),
            "units": str(row.amount.units),
        }
        for row in rows
    ]


def plain_flows(rows: Iterable[FlowRow]) -> list[Plain]:
    """What came from each counter-book: received above zero."""
    return [
        {"asset": row.amount.asset.code, "book": str(row.book), "received": amount(row.amount)}
        for row in rows
    ]


def plain_positions(rows: Iterable[PositionRow]) -> list[Plain]:
    """Positions with all that `position_rows` knows of them."""
    return [_position(row) for row in rows]


def _position(row: PositionRow) -> Plain:
    terms = row.holding.instrument
    return {
        "position": str(row.id),
        "symbol": row.id.symbol,
        "leg": row.id.leg,
        "pool": row.id.pool or None,
        "payoff": "quanto" if terms.is_quanto else terms.payoff.value,
        "settle": terms.settle.code,
        "size": row.holding.size,
        "quantity": decimal(row.quantity),
        "cost": amount(row.holding.cost),
        "entry_price": _number(row.holding.entry_price()),
        "margin": None if row.margin is None else amount(row.margin),
        "reserve": None if row.reserve is None else amount(row.reserve),
        "leverage": row.leverage,
        "mark": _number(row.mark),
        "unrealised_profit": _number(row.profit),
        "bankruptcy_price": _number(row.bankruptcy),
        "liquidation": _liquidation(row),
    }


def _liquidation(row: PositionRow) -> Plain:
    return _no_price(row.unsolved) if row.ends is None else plain_liquidated(row.ends)


def plain_liquidated(found: Liquidated) -> Plain:
    """A liquidation price with its certificate, or none with the reason."""
    match found:
        case LiquidationPrice(exact=exact, tick=tick, shown=shown, certificate=proof):
            return {
                "price": decimal(tick),
                "shown": decimal(shown),
                "exact": str(exact),
                "reason": None,
                "certificate": _certificate(proof),
            }
        case NoLiquidationPrice(reason=reason):
            return _no_price(reason.value)
        case _:
            assert_never(found)


def _no_price(why: str) -> Plain:
    return {"price": None, "shown": None, "exact": None, "reason": why, "certificate": None}


def _certificate(proof: Certificate) -> Plain:
    return {
        "tier": proof.tier,
        "equation": proof.equation,
        "basis": proof.basis.value,
        "evidence": proof.evidence.value,
        "at_price": _risk(proof.at_price),
        "at_tick": _risk(proof.at_tick),
        "one_safer": _risk(proof.one_safer),
        "inputs": [
            {
                "name": one.name,
                "value": _number(one.value),
                "origin": one.origin,
                "evidence": None if one.evidence is None else one.evidence.value,
            }
            for one in proof.inputs
        ],
    }


def _risk(risk: Risk) -> Plain:
    return {
        "equity": decimal(risk.equity),
        "initial": decimal(risk.initial),
        "maintenance": decimal(risk.maintenance),
    }


def _number(value: Fraction | None) -> Plain:
    return None if value is None else decimal(value)


def plain_journal(rows: Iterable[JournalRow]) -> list[Plain]:
    """Events in words, with identity and place."""
    return [
        {
            "time": instant(row.time_ns),
            "event": row.name,
            "about": row.about,
            "detail": row.detail,
            "id": row.id,
            **_place(row.place),
        }
        for row in rows
    ]


def plain_findings(rows: Iterable[FindingRow]) -> list[Plain]:
    """Findings, each with the time, file and row of the venue's number."""
    return [_finding(row) for row in rows]


def _finding(row: FindingRow) -> Plain:
    finding = row.finding
    return {
        "time": instant(finding.stamp.time_ns),
        "kind": finding.kind.value,
        "about": str(finding.about),
        "reported": _value(finding.reported),
        "computed": _value(finding.computed),
        "difference": _value(row.difference),
        "asset": finding.reported.asset.code if isinstance(finding.reported, Money) else None,
        "implied_price": _number(finding.implied_price),
        "is_gone": row.is_gone,
        "again": row.again,
        "last_time": instant(row.last_ns),
        "id": finding.stamp.id,
        **_place(row.place),
    }


def _value(value: Money | int | None) -> Plain:
    return amount(value) if isinstance(value, Money) else value


def plain_parked(rows: Iterable[ParkedRow]) -> list[Plain]:
    """Parked or skipped records, each with its place and reason."""
    return [{**_place(row.place), "reason": row.reason} for row in rows]


def _place(place: Place) -> dict[str, Plain]:
    return {"file": place.file or None, "row": place.row or None}
