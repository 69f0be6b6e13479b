"""What Aster says of an account: Binance's statements at addresses of its own.

Official (API documentation, read November 2026): the same fields, versions 1 to 4 of the paths.
"""

from attrs import evolve

from isoledger.venues.aster.rules import NAME
from isoledger.venues.binance import income, instruments, margins, snapshots, stream, trades
from isoledger.venues.instants import stamped
from isoledger.venues.meaning import no_history
from isoledger.venues.statement import Statement


def _here(statement: Statement, title: str, *paths: str) -> Statement:
    """*statement* of Binance as Aster has it, at *paths*."""
    return evolve(statement, venue=NAME, title=f"{title} (API)", endpoints=paths)


INCOME = _here(
    income.INCOME, "Income history: all money, no trades", "/fapi/v1/income", "/fapi/v3/income"
)
INCOME_BESIDE = _here(
    income.INCOME_BESIDE,
    "Income history beside trades: transfers, funding and the like; ask for it",
    "/fapi/v1/income",
    "/fapi/v3/income",
)
USER_TRADES = _here(
    trades.USER_TRADES,
    "Trades with profit and commission",
    "/fapi/v1/userTrades",
    "/fapi/v3/userTrades",
)
MARGIN_HISTORY = _here(
    margins.MARGIN_HISTORY,
    "History of the margin of isolated positions",
    "/fapi/v1/positionMargin/history",
    "/fapi/v3/positionMargin/history",
)
STREAM = _here(stream.STREAM, "User data stream, saved event by event")
POSITIONS = _here(
    snapshots.POSITIONS, "Position snapshot", "/fapi/v2/positionRisk", "/fapi/v3/positionRisk"
)
BALANCES = _here(
    snapshots.BALANCES,
    "Balance snapshot",
    "/fapi/v1/balance",
    "/fapi/v2/balance",
    "/fapi/v3/balance",
)
ACCOUNT = _here(
    snapshots.ACCOUNT,
    "Account snapshot: balances and positions",
    "/fapi/v4/account",
    "/fapi/v3/account",
    "/fapi/v3/accountWithJoinMargin",
)
INSTRUMENTS = _here(
    instruments.INSTRUMENTS,
    "Contracts: exchange information",
    "/fapi/v1/exchangeInfo",
    "/fapi/v3/exchangeInfo",
)
TIERS = _here(
    instruments.TIERS,
    "Margin tiers: leverage brackets",
    "/fapi/v1/leverageBracket",
    "/fapi/v3/leverageBracket",
)

DEPOSITS = Statement(
    venue=NAME,
    name="deposits",
    title="Deposits and withdrawals on chain (API)",
    endpoints=("/fapi/v3/aster/deposit-withdraw-history",),
    fields=("txHash", "state", "accountType", "chainId"),
    clock=stamped("time"),
    key=("id", "type"),
    unique=True,
    typed_by=("accountType",),
    types={
        "spot": no_history("the spot account is not the margin account"),
        "perp": no_history("income tells it as a transfer"),
    },
    money="",
)
"""What came from a chain and went to it."""
