"""BitMEX: its wallet history, executions, instruments and snapshots."""

from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.bitmex.executions import (
    COLUMNS as EXECUTION_COLUMNS,
    TYPES as EXECUTION_TYPES,
    WEB_COLUMNS as EXECUTION_WEB_COLUMNS,
    executions,
    executions_web,
)
from isoledger.venues.bitmex.instruments import (
    ASSET_COLUMNS,
    COLUMNS as INSTRUMENT_COLUMNS,
    history_records,
    instrument_history,
    instruments,
    wallet_assets,
)
from isoledger.venues.bitmex.records import read
from isoledger.venues.bitmex.rules import RULES, VENUE_NAME
from isoledger.venues.bitmex.snapshots import (
    MARGIN_COLUMNS,
    POSITION_COLUMNS,
    WALLET_COLUMNS,
    margin as margin_rows,
    positions as position_rows,
    wallet,
)
from isoledger.venues.bitmex.statements import COLUMNS as WALLET_HISTORY_COLUMNS, wallet_history
from isoledger.venues.bitmex.web import (
    COLUMNS as WALLET_HISTORY_WEB_COLUMNS,
    wallet_history_web,
    web_records,
)
from isoledger.venues.heads import looks_like
from isoledger.venues.translation import Kind, Venue

_WALLET_TYPES: FrozenMap[str, str] = FrozenMap(
    {
        "Deposit": "Transfer",
        "Withdrawal": "Transfer",
        "Transfer": "Transfer",
        "RealisedPNL": "RealisedProfit",
        "Funding": "FundingTotal",
        "SpotTrade": "Conversion, or Adjustment for a lone leg",
        "Conversion": "Conversion, or Adjustment for a lone leg",
        "AffiliatePayout": "Bonus",
        "UnrealisedPNL": "no history: an estimate of open profit",
    }
)
_HELD: FrozenMap[str, str] = FrozenMap({"": "PositionAssertion"})
_HAS: FrozenMap[str, str] = FrozenMap({"": "BalanceAssertion"})
_TERMS: FrozenMap[str, str] = FrozenMap({"": "Listing"})
_SCALES: FrozenMap[str, str] = FrozenMap({"": "no history: its scale is checked against ours"})
_SETTLED: FrozenMap[str, str] = FrozenMap({"Settlement": "PositionAssertion + Settlement"})
_FILLED: FrozenMap[str, str] = FrozenMap({"": "Fill"})

_WALLET_HISTORY = Kind(
    name="wallet-history",
    title="Wallet history from the API, all currencies (CSV or JSON)",
    recognises=looks_like("transactType", "transactID", "walletBalance"),
    records=read(*WALLET_HISTORY_COLUMNS),
    translate=wallet_history,
    money="wallet history",
    given=wallet_history,
    endpoints=("/api/v1/user/walletHistory",),
    types=_WALLET_TYPES,
)
_WALLET_HISTORY_WEB = Kind(
    name="wallet-history-web",
    title="Wallet history saved from the web page (CSV, local times: say the time zone)",
    recognises=looks_like(*WALLET_HISTORY_WEB_COLUMNS, without=("transactID",)),
    records=web_records,
    translate=wallet_history_web,
    money="wallet history of the web",
    given=wallet_history_web,
    types=_WALLET_TYPES,
)
_EXECUTIONS = Kind(
    name="executions",
    title="Executions from the API: fills, funding, settlements (CSV or JSON)",
    recognises=looks_like("execID", "transactTime", without=("settled_position_effect",)),
    records=read(*EXECUTION_COLUMNS),
    translate=executions,
    money="executions",
    given=executions,
    endpoints=("/api/v1/execution/tradeHistory", "/api/v1/execution", "execution"),
    types=EXECUTION_TYPES,
)
_QUANTO_EXECUTIONS = Kind(
    name="quanto-executions",
    title="Executions of quanto contracts in a derived table (CSV with spec_id)",
    recognises=looks_like("execID", "spec_id", "signed_contract_qty", "lastPx"),
    records=read(*EXECUTION_COLUMNS, "event_time", "spec_id", "signed_contract_qty"),
    translate=executions,
    money="executions",
    given=executions,
    types=_FILLED,
)
_SETTLEMENTS = Kind(
    name="settlements",
    title="Settlement executions in a derived report (CSV)",
    recognises=looks_like("execID", "settled_position_effect", "settlCurrency"),
    records=read(*EXECUTION_COLUMNS, "execType", "settlCurrency", "transactTime"),
    translate=executions,
    money="executions",
    given=executions,
    types=_SETTLED,
)
_EXECUTIONS_WEB = Kind(
    name="executions-web",
    title="Trade history saved from the web page (CSV, local times: say the time zone)",
    recognises=looks_like(*EXECUTION_WEB_COLUMNS, without=("execID",)),
    records=read(*EXECUTION_WEB_COLUMNS),
    translate=executions_web,
    money="executions of the web",
    given=executions_web,
    types=EXECUTION_TYPES,
)
_INSTRUMENTS = Kind(
    name="instruments",
    title="Instruments from the API (CSV or JSON)",
    recognises=looks_like("symbol", "typ", "tickSize", "lotSize"),
    records=read(*INSTRUMENT_COLUMNS),
    translate=instruments,
    money="",
    endpoints=("/api/v1/instrument", "/api/v1/instrument/active"),
    types=_TERMS,
)
_INSTRUMENT_HISTORY = Kind(
    name="instrument-history",
    title="Terms of past contracts, dated (JSON with specs)",
    recognises=looks_like("specs", "spec_id"),
    records=history_records,
    translate=instrument_history,
    money="",
    types=_TERMS,
)
_WALLET_ASSETS = Kind(
    name="wallet-assets",
    title="Currencies and their scales from the API, checked against ours (CSV or JSON)",
    recognises=looks_like("currency", "majorCurrency", "scale"),
    records=read(*ASSET_COLUMNS),
    translate=wallet_assets,
    money="",
    endpoints=("/api/v1/wallet/assets",),
    types=_SCALES,
)
_POSITIONS = Kind(
    name="positions",
    title="Position snapshot from the API (CSV or JSON)",
    recognises=looks_like("symbol", "timestamp", "isOpen"),
    records=read(*POSITION_COLUMNS),
    translate=position_rows,
    money="",
    endpoints=("/api/v1/position", "position"),
    types=_HELD,
)
_MARGIN = Kind(
    name="margin",
    title="Margin snapshot from the API (CSV or JSON)",
    recognises=looks_like("currency", "marginBalance", "availableMargin"),
    records=read(*MARGIN_COLUMNS),
    translate=margin_rows,
    money="",
    endpoints=("/api/v1/user/margin", "margin"),
    types=_HAS,
)
_WALLET = Kind(
    name="wallet",
    title="Wallet snapshot from the API (CSV or JSON)",
    recognises=looks_like("currency", "deposited", "withdrawn", "pendingCredit"),
    records=read(*WALLET_COLUMNS),
    translate=wallet,
    money="",
    endpoints=("/api/v1/user/wallet", "wallet"),
    types=_HAS,
)

VENUE = Venue(
    name=VENUE_NAME,
    title="BitMEX",
    rules=RULES,
    kinds=(
        _WALLET_HISTORY,
        _WALLET_HISTORY_WEB,
        _EXECUTIONS,
        _QUANTO_EXECUTIONS,
        _SETTLEMENTS,
        _EXECUTIONS_WEB,
        _INSTRUMENTS,
        _INSTRUMENT_HISTORY,
        _WALLET_ASSETS,
        _POSITIONS,
        _MARGIN,
        _WALLET,
    ),
    unseen=(
        "whether a position is isolated: say it with the import, or read position snapshots",
        "isolated margin added or taken: a lock inside the wallet; posCross of a snapshot shows it",
        "fees and funding inside daily realised profit, until 2024",
        "profit of cross positions that is realised every ten minutes, since 2023-04",
    ),
)
"""All that isoledger knows about BitMEX."""

__all__ = ["VENUE"]
