"""Instruments and wallet currencies: the terms BitMEX states, and since when."""

from collections.abc import Sequence
from fractions import Fraction

from isoledger.core.dated import Dated
from isoledger.core.events import Listing
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.instrument import Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.tiers import TierTable
from isoledger.venues.bitmex.margin import risk_tiers
from isoledger.venues.bitmex.records import asset_of, stamp
from isoledger.venues.bitmex.rules import ASSETS, ASSUMED_TICKS, cost_rule
from isoledger.venues.instants import utc_ns
from isoledger.venues.records import Record, json_records
from isoledger.venues.translation import Skipped, Translation, Verdict, sifted

COLUMNS = (
    "symbol",
    "state",
    "typ",
    "listing",
    "settle",
    "underlying",
    "quoteCurrency",
    "settlCurrency",
    "isInverse",
    "multiplier",
    "lotSize",
    "tickSize",
    "initMargin",
    "maintMargin",
    "riskLimit",
    "riskStep",
    "timestamp",
)
"""What a CSV of ``/instrument`` must have; other columns are welcome."""

ASSET_COLUMNS = ("currency", "scale")
"""What a CSV of ``/wallet/assets`` must have."""

_CONTRACTS = frozenset({"FFWCSX", "FFWCSF", "FFSCSX", "FFCCSX", "FFICSX", "FXXXS"})
_NO_CONTRACTS = {"IFXXXP": "a spot pair", "MR": "an index"}
_BEFORE_ALL = -(1 << 40)
_RATE_MIN = Fraction("0.0005")


def instruments(records: Sequence[Record], account: str) -> Translation:
    """Listings of ``/instrument``: contracts on margin. Spot pairs and indices are no history.

    The answer states the terms of its own day. They are taken to have held since the listing,
    which is so for payoff, settle currency and multiplier; tick, lot and fees have changed.
    Margin tiers hold from the row's ``timestamp`` on, and are unknown before; they are given
    for contracts that are open.

    Args:
        records: All rows of the file.
        account: The name we gave the account.
    """

    def verdict(record: Record) -> Verdict:
        kind = record.text("typ")
        for prefix, what in _NO_CONTRACTS.items():
            if kind.startswith(prefix):
                return Skipped(record=record, reason=f"{what}, not a contract on margin")
        if kind not in _CONTRACTS:
            raise record.fault("typ", f"{kind!r} is a kind of contract that is not modelled")
        return (_listing(record, account),)

    return sifted(records, verdict)


def _listing(record: Record, account: str) -> Listing:
    listed_ns, stated_ns = utc_ns(record, "listing"), utc_ns(record, "timestamp")
    symbol, settle = record.text("symbol"), asset_of(record, "settlCurrency")
    inverse, lot = record.flag("isInverse"), record.whole("lotSize")
    if lot <= 0:
        raise record.fault("lotSize", "is not above zero")
    ends = record.optional("settle")
    # Terms of a later answer come after those of an earlier one, and both before any fill.
    at = stamp(
        record,
        account,
        f"listing:{symbol}:{listed_ns}:{stated_ns}",
        listed_ns,
        _BEFORE_ALL + stated_ns // 1_000_000_000,
    )
    terms = Instrument(
        symbol=symbol,
        base=record.text("underlying"),
        quote=record.text("quoteCurrency"),
        settle=settle,
        payoff=Payoff.INVERSE if inverse else Payoff.LINEAR,
        multiplier=Fraction(abs(record.whole("multiplier")), 10**settle.decimals),
        tick=record.number("tickSize").value,
        expiry_ns=None if ends is None else utc_ns(record, "settle"),
        tiers=_tiers(record, settle, stated_ns),
        cost_rule=cost_rule(inverse=inverse, lot=lot, listed_ns=listed_ns),
    )
    return Listing(stamp=at, instrument=terms)


def _tiers(record: Record, settle: Asset, stated_ns: int) -> Dated[TierTable] | None:
    """The risk steps of a contract that is open."""
    if record.text("state") != "Open" or record.optional("riskLimit") is None:
        return None
    initial, maintenance = record.number("initMargin").value, record.number("maintMargin").value
    if maintenance < _RATE_MIN:
        raise record.fault("maintMargin", f"is below {_RATE_MIN}; no contract is that safe")
    if initial < maintenance:
        raise record.fault("initMargin", f"is below the maintenance rate {maintenance}")
    unit = 10**settle.decimals
    table = risk_tiers(
        initial=initial,
        maintenance=maintenance,
        limit=Fraction(record.whole("riskLimit"), unit),
        step=Fraction(record.whole("riskStep"), unit),
    )
    return Dated(((stated_ns, table),))


def history_records(data: bytes, file: str) -> list[Record]:
    """The specifications in a dated table of past contracts, one record each.

    Raises:
        UnreadableFileError: It is no JSON.
    """
    return json_records(data, file, under="specs")


def instrument_history(records: Sequence[Record], account: str) -> Translation:
    """Listings of a dated table of past contracts: terms that ``/instrument`` forgot.

    BitMEX reuses symbols (AAVEUSDT was a quanto of 100 satoshi until 2021-11-02 and is settled
    in USDt since 2024) and answers for the last one only.

    Args:
        records: One record a specification.
        account: The name we gave the account.
    """

    def verdict(record: Record) -> Verdict:
        return (_past_listing(record, account),)

    return sifted(records, verdict)


def _past_listing(record: Record, account: str) -> Listing:
    symbol, quote = record.text("symbol"), record.text("quote_currency")
    if record.text("settlement_currency") != "XBT" or record.flag("is_inverse"):
        why = "only linear contracts settled in XBT are known from this table"
        raise record.fault("settlement_currency", why)
    tick = ASSUMED_TICKS.get(symbol)
    if record.optional("tick_size") is not None:
        tick = record.number("tick_size").value
    if tick is None:
        raise record.fault("tick_size", "is not stated")
    settle, since_ns = ASSETS["XBt"], utc_ns(record, "valid_from")
    identity = f"listing:{symbol}:{since_ns}:{record.text('spec_id')}"
    terms = Instrument(
        symbol=symbol,
        base=symbol.removesuffix(quote),
        quote=quote,
        settle=settle,
        payoff=Payoff.LINEAR,
        multiplier=Fraction(record.whole("multiplier_raw"), 10**settle.decimals),
        tick=tick,
        cost_rule=cost_rule(inverse=False, lot=1, listed_ns=since_ns),
    )
    return Listing(stamp=stamp(record, account, identity, since_ns, _BEFORE_ALL), instrument=terms)


def wallet_assets(records: Sequence[Record], account: str) -> Translation:  # noqa: ARG001 - a Kind
    """A check of the scales in `ASSETS` against an answer of ``/wallet/assets``. No events.

    A currency that is not in our table, or has another scale there, is parked.

    Args:
        records: One record a currency.
        account: The name we gave the account.
    """

    def verdict(record: Record) -> Skipped:
        known, scale = asset_of(record, "currency"), record.whole("scale")
        if known.decimals != scale:
            raise record.fault(
                "scale", f"is {scale}, and {known.decimals} here: {known} is misread"
            )
        return Skipped(record=record, reason="its scale is the one we know")

    return sifted(records, verdict)


def assets_in(records: Sequence[Record]) -> FrozenMap[str, Asset]:
    """The asset table that an answer of ``/wallet/assets`` states, by code.

    Raises:
        FieldError: A code or scale cannot be read.
        TermsError: A scale is out of range.
    """
    return FrozenMap(
        {r.text("currency"): Asset(r.text("currency"), r.whole("scale")) for r in records}
    )
