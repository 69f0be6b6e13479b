"""Executions: fills, funding and settlements of positions, as BitMEX costed them."""

import re
from collections.abc import Collection, Sequence
from datetime import tzinfo

from attrs import frozen

from isoledger.core.books import pool_book
from isoledger.core.events import (
    Deleveraging,
    Fill,
    Funding,
    InsuranceClear,
    Liquidation,
    PositionAssertion,
    Settlement,
    SettlementKind,
)
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.identity import PositionId, Stamp
from isoledger.core.money import Asset
from isoledger.venues.bitmex.records import (
    LAST,
    asset_of,
    money,
    native_key,
    optional_money,
    places,
    stamp,
)
from isoledger.venues.bitmex.rules import ASSETS, SETTLED_IN
from isoledger.venues.errors import ZoneError
from isoledger.venues.instants import us_local, utc_ns, zoned_ns
from isoledger.venues.keys import Key, Occurrences
from isoledger.venues.records import Record
from isoledger.venues.translation import (
    NOTHING_GIVEN,
    Given,
    Skipped,
    Translation,
    Verdict,
    sifted,
)

COLUMNS = ("execID", "symbol", "side", "lastQty", "lastPx", "execCost")
"""What a CSV of executions must have; other columns are welcome."""

WEB_COLUMNS = (
    "transactTime",
    "symbol",
    "execType",
    "side",
    "lastQty",
    "lastPx",
    "execCost",
    "execComm",
    "orderID",
)
"""What the trade history saved from the web page must have."""

_ORDER_LIFE = frozenset(
    {
        "AmendReject",
        "CancelReject",
        "Canceled",
        "Expired",
        "New",
        "Rejected",
        "Replaced",
        "Restated",
        "Suspended",
        "TriggeredOrActivatedBySystem",
    }
)
_QUANTO = re.compile(r".*-QUANTO-XBT-\d{4}", re.ASCII)
_DATED = re.compile(r".*[FGHJKMNQUVXZ]\d\d(_ETH)?", re.ASCII)
_SIGNS = {"Buy": 1, "Sell": -1}


TYPES: FrozenMap[str, str] = FrozenMap(
    {
        "Trade": "Fill",
        "Funding": "Funding",
        "Settlement": "PositionAssertion + Settlement",
        "Liquidation": "Liquidation (assumed)",
        "Bankruptcy": "Liquidation (assumed)",
        "Deleverage": "Deleveraging (assumed)",
        "Insurance": "InsuranceClear (assumed)",
        "TrialFill": "no history: a trial moves no money (assumed)",
        **dict.fromkeys(sorted(_ORDER_LIFE), "no history: the life of an order moves nothing"),
    }
)
"""What each ``execType`` becomes. Official names; no record shows how the assumed are booked."""


def cross(symbol: str, settle: Asset, isolated: Collection[str] = ()) -> PositionId:
    """The position of *symbol*: alone if it is one of *isolated*, else in the pool behind it.

    No execution says whether its position is isolated or cross. All are taken for cross unless
    the user says otherwise, which is what BitMEX gives a new position; one pool a settle
    currency, because the available balance of that currency is what stands behind it.
    """
    return PositionId(symbol, "net", "" if symbol in isolated else settle.code)


def executions(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The events of executions: API answers, streamed tables, CSV with the same columns.

    The derived table of quanto executions (``event_time``, ``spec_id``, ``signed_contract_qty``)
    is read as well.

    Args:
        records: All rows of the file.
        account: The name we gave the account.
        given: Which positions are isolated.
    """
    place = places(records, _time)

    def verdict(record: Record) -> Verdict:
        kind = record.optional("execType") or ("Trade" if "spec_id" in record.fields else "")
        if kind in _ORDER_LIFE:
            return Skipped(record=record, reason=f"{kind}: the life of an order moves nothing")
        if kind == "TrialFill":
            return Skipped(record=record, reason="a trial moves no money (assumed)")
        key = native_key(record, "execution", "execID")
        if key is None:
            raise record.fault("execID", "is missing; an execution without it cannot be told apart")
        told = _Telling(
            record=record,
            account=account,
            settle=_settle(record),
            stamp=stamp(record, account, str(key), _time(record), place[record.row]),
            isolated=given.isolated,
        )
        return told.events(kind)

    return sifted(records, verdict)


def executions_web(
    records: Sequence[Record], account: str, given: Given = NOTHING_GIVEN
) -> Translation:
    """The events of the trade history as BitMEX's web page saves it.

    It states no id, no currency and, in most versions, local times. Its identity is all it says;
    its currency is known for the contracts in `SETTLED_IN` only.

    Args:
        records: All rows of the file.
        account: The name we gave the account.
        given: The time zone of the page.

    Raises:
        ZoneError: Times are local and no zone was given.
    """
    seen = Occurrences()

    def time_of(record: Record) -> int:
        return _web_time(record, given.zone)

    place = places(records, time_of)

    def verdict(record: Record) -> Verdict:
        settle = SETTLED_IN.get(record.text("symbol"))
        if settle is None:
            raise record.fault("symbol", "the page does not say what it settles in; use the API")
        key = Key("execution-web", tuple(record.printed(name) for name in WEB_COLUMNS))
        told = _Telling(
            record=record,
            account=account,
            settle=ASSETS[settle],
            stamp=stamp(record, account, seen.id(key), time_of(record), place[record.row]),
            isolated=given.isolated,
        )
        return told.events(record.text("execType"))

    if given.zone is None:
        for record in records:
            if not (record.optional("transactTime") or "").endswith("Z"):
                why = "times are local and no row shows the offset; say the time zone"
                raise ZoneError(file=record.file, row=record.row, why=why)
    return sifted(records, verdict)


@frozen(kw_only=True)
class _Telling:
    """One execution, whoever wrote it down.

    Attributes:
        record: Its fields.
        account: Whose it is.
        settle: What its cost and fee are counted in.
        stamp: When, and under what id.
        isolated: Symbols whose positions stand alone.
    """

    record: Record
    account: str
    settle: Asset
    stamp: Stamp
    isolated: frozenset[str]

    def events(self, kind: str) -> Verdict:
        """The events it is, by its type."""
        if self.record.optional("brokerExecComm") not in {None, "0"}:
            raise self.record.fault("brokerExecComm", "is not 0; no record shows how it is booked")
        match kind:
            case "Trade":
                return (self._fill(),)
            case "Funding":
                return (self._funding(),)
            case "Settlement":
                return self._settlement()
            case "Liquidation" | "Bankruptcy":
                return (self._take_over(),)
            case "Deleverage":
                return (self._deleveraging(),)
            case "Insurance":
                return (self._insurance(),)
            case _:
                raise self.record.fault("execType", f"{kind!r}: no record shows how it is booked")

    def _position(self) -> PositionId:
        return cross(self.record.text("symbol"), self.settle, self.isolated)

    def _fill(self) -> Fill:
        return Fill(
            stamp=self.stamp,
            position=self._position(),
            size=_size(self.record),
            price=self.record.price("lastPx"),
            cost=money(self.record, "execCost", self.settle),
            fee=optional_money(self.record, "execComm", self.settle),
        )

    def _take_over(self) -> Liquidation:
        return Liquidation(
            stamp=self.stamp,
            position=self._position(),
            size=_size(self.record),
            price=self.record.price("lastPx"),
            fee=optional_money(self.record, "execComm", self.settle),
        )

    def _deleveraging(self) -> Deleveraging:
        return Deleveraging(
            stamp=self.stamp,
            position=self._position(),
            size=_size(self.record),
            price=self.record.price("lastPx"),
            fee=optional_money(self.record, "execComm", self.settle),
        )

    def _insurance(self) -> InsuranceClear:
        """What the fund took or paid: a commission is paid above zero."""
        at, taken = self._position(), money(self.record, "execComm", self.settle)
        return InsuranceClear(
            stamp=self.stamp,
            amount=-taken,
            position=at if at.is_isolated else None,
            book=pool_book(self.settle.code),
        )

    def _funding(self) -> Funding:
        rate = self.record.optional("commission")
        return Funding(
            stamp=self.stamp,
            position=self._position(),
            amount=-money(self.record, "execComm", self.settle),
            rate=None if rate is None else self.record.number("commission"),
        )

    def _settlement(self) -> tuple[PositionAssertion, Settlement]:
        """What is settled is all that was held: the quantity is a statement about that."""
        record, position = self.record, self._position()
        held_at = stamp(record, self.account, f"held:{self.stamp.id}", self.stamp.time_ns, LAST - 2)
        held = PositionAssertion(stamp=held_at, position=position, size=-_size(record))
        at = stamp(record, self.account, self.stamp.id, self.stamp.time_ns, LAST - 1)
        settled = Settlement(
            stamp=at,
            position=position,
            kind=_settlement_kind(record),
            price=record.price("lastPx") if record.number("lastPx").units else None,
            cost=money(record, "execCost", self.settle),
            fee=optional_money(record, "execComm", self.settle),
        )
        return held, settled


def _size(record: Record) -> int:
    """Signed contracts; where the quantity is stated with a sign too, both must agree."""
    sign = _SIGNS.get(record.text("side"))
    if sign is None:
        raise record.fault("side", f"{record.text('side')!r} is neither Buy nor Sell")
    size = sign * record.whole("lastQty")
    if not size or size * sign < 0:
        raise record.fault("lastQty", "is not above zero")
    if record.optional("signed_contract_qty") is not None:
        signed = record.whole("signed_contract_qty")
        if signed != size:
            raise record.fault("signed_contract_qty", f"{signed} is not {size}, as the side says")
    return size


def _settle(record: Record) -> Asset:
    """What an execution settles in: stated, or named by the quanto table's specification."""
    if record.optional("settlCurrency") is not None:
        return asset_of(record, "settlCurrency")
    if _QUANTO.fullmatch(record.optional("spec_id") or ""):
        return ASSETS["XBt"]
    raise record.fault(
        "settlCurrency", "is missing: a spot trade; its money is in the wallet history"
    )


def _settlement_kind(record: Record) -> SettlementKind:
    dated = _DATED.fullmatch(record.text("symbol"))
    return SettlementKind.DELIVERY if dated else SettlementKind.EARLY


def _time(record: Record) -> int:
    return utc_ns(record, "event_time" if "spec_id" in record.fields else "transactTime")


def _web_time(record: Record, zone: tzinfo | None) -> int:
    if zone is None or record.text("transactTime").endswith("Z"):
        return utc_ns(record, "transactTime")
    return zoned_ns(record, "transactTime", us_local(record, "transactTime"), zone)
