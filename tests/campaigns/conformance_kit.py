"""Writes the cases that come with the package: `python -m tests.campaigns.conformance_kit`.

Numbers and where they are from are taken from the recorded vectors (`tests/real.py` says where they
lie); every word beside them is ours. A case a line, so that a change of one is a line of a diff.
"""

import json
import re
from pathlib import Path

from isoledger.conformance.cases import Case, Plain
from isoledger.conformance.files import SCHEMA, cases
from isoledger.conformance.plain import parsed
from isoledger.conformance.strength import Strength
from tests.real import real

HERE = Path(__file__).resolve().parents[2] / "src" / "isoledger" / "conformance" / "kit.json"

PAYLOADS = "live BitMEX position payloads in public code"
KUCOIN = (
    "ccxt 4.5.90 kucoin.py, sample of parse_position (position 615ba79f83a3410001cde321, 2021-12)"
)

SOURCES = {
    "same payloads": PAYLOADS,
    "same payloads + 2018-08-27 stream updates stored copy": f"{PAYLOADS}, stream of 2018-08-27",
    "same sample": KUCOIN,
    "same help page": "testnet.bytick.com help, P&L calculations (Inverse Contracts)",
    "same, situation 2 step 4": (
        "cryptoarmy.io copy of a Bybit page on added margin, situation 2, step 4"
    ),
    "ccxt parse_position docstring": "ccxt 4.5.90 hyperliquid.py, sample of parse_position",
    "stored copy": "live OKX or BitMEX payload in public code",
}
"""Citations that lean on the one before them, written out."""

SOFTENED = (
    (r"; expected = float output.*", "; computed with its functions, not printed by BitMEX"),
    (r"\(Swift test, 'Real bill shapes', bills of", "(bills in a public test, of"),
    (r"\(Go test of a nofx fork.*?; positions", "(fills in a public test; positions"),
    (r'\("Test case from user report": live', "(in a public test: live"),
    (r"^rule: (\S+) \(.*\); numbers derived", r"numbers derived from the rule of \1"),
    (r"real/bitmex/owenfff__\*/", "owenfff/BTC-Trading-Since-2020, "),
    (r"GitHub notes file stored documentation", "public notes"),
    (r"GitHub (?:file|copy) stored documentation", "copy in public code"),
    (r"\(stored (?:copy|documentation)\)", "(public copy)"),
    (r"stored (?:copy|documentation)", "public copy"),
    (r"; the author says values were altered, yet.*\)", "; some values altered by the author)"),
)
"""What a reader of a citation does not need, in the words he needs."""

DOUBTS: dict[str, dict[str, str]] = {
    "bybit_inverse_doc_position": {
        "positionIM": "0.01092319 / 10 = 0.00109232; the page prints a tenth of it",
    },
    "bybit_inverse_upnl": {
        "upnl": (
            "1000/5000 - 1000/5500 = 0.0181818...; the page rounds 1/5000 - 1/5500 up to "
            "0.00001819 and multiplies that by 1000"
        ),
    },
    "gate_liquidates_doc": {
        "liq": (
            "600*(1 + 0.005 + 0.00075) / (0.006705256878 + 600/3536.123) = 3421.26; the rate that "
            "was in force is not given, and 0.5 % does not lead to 3421.54"
        ),
    },
    "kucoin-cross-liq-1": {
        "liq_btc": (
            "62000*(1 - 0.2262443)/(1 - 0.005 - 0.0006) = 48243.01, and 48245 with the page's own "
            "22.62 %; it prints 47956"
        ),
    },
    "hl-iso-liq-cashcat": {
        "collateral": (
            "37431.247752 + 16320.205029 = 53751.452781 is what the million cost; the record has "
            "no entry price to say so"
        ),
    },
    "kucoin-pos-short-1b": {
        "posComm": (
            "(7.658 + 7.658 + 1.00016084)*0.0006 = 0.00978970 is the sum in the case; "
            "with the fee on all 1.0007613 that were added it is the sample's 0.00979006"
        ),
    },
    "bitmex-gist-liq-1": {
        "liq": (
            "1e8 / floor(10948.31) = 9134.09; the port prints the nearest tick, we the one toward "
            "the entry, as the mirror of the recorded shorts; no long is recorded"
        ),
    },
    "bitmex-gist-liq-6": {
        "liq": (
            "1e8 / floor(17412.90) = 5743.17; the port prints the nearest tick, we the one toward "
            "the entry, as the mirror of the recorded shorts; no long is recorded"
        ),
    },
    "bitmex-gist-liq-7": {
        "liq": (
            "1e8 / ceil(7584.98) = 13183.92; the port prints the nearest tick, every recorded "
            "short the one below"
        ),
    },
}
"""What the sources get wrong, and the arithmetic that shows it."""

LINEAR = frozenset({"binance_usdm", "drift", "dydx", "hyperliquid"})
"""Venues, or parts of them, where nothing else is traded."""

ADDED: dict[str, dict[str, str]] = {
    "bitget_amr_step1": {"balance": "600"},
    "bitmex-inv-lot100-1": {"fee": "2954"},
    "bg_iso_funding_then_close": {
        "side": "short",
        "qty": "0.006",
        "entry": "19291.5",
        "leverage": "25",
        "mmr": "0.004",
        "funding": "-0.01159516",
    },
    "dydx-idx-funding-3": {"size_before": "10", "fundingIndex_before": "10054"},
    "hl-cross-liq-2023-BTC": {"totalNtlPos": "3434.815334"},
    "hl-cross-liq-2023-APE": {"totalNtlPos": "3434.815334"},
    "hl-cross-liq-2023-OP": {"totalNtlPos": "3434.815334"},
    "hl-iso-collateral-1": {"mark": "64794"},
    "hl-iso-add-1": {"mark": "64794"},
    "hl-iso-leverage-noop-1": {"szi": "0.002", "maxLev": "40"},
    "hl-iso-liq-cashcat": {"mark": "0.04691"},
    "hl-mixed-identity": {"lev": "5", "maxLev": "10"},
    "kucoin-seq-1-withdraw": {"posInit_t1": "22.4769666644"},
}
"""What some vectors do not say and their figures need, from the same record or the one before."""

REASONS = {
    "bybit_linear_eth_rounding": "the entry price is printed rounded",
    "okx_hist_eth_iso": "printed as a binary double",
    "okx_calculator_btc": "the calculator's own inputs are rounded",
    "bitget_cross_liq_2023_1": "the venue counts in doubles",
    "kucoin-inv-bankrupt-1": "the page prints 27450.98 in steps of ten",
    "kucoin-cross-risk-1": "printed in hundredths of a percent",
    "kucoin-cross-liq-1": "the page rounds the ratio to 22.62 % before it goes on",
    "deribit-log-settlement-1": "both summands are rounded to 8 places on their own",
    "deribit-log-equity-1": "unrealised profit moved between the two rows",
    "hl-iso-openfee-1": "the venue cuts at 6 places",
    "hl-cross-identity-1": "each summand is cut at 6 places on its own",
    "hl-funding-sign-1": "the oracle price is not in the record and was read off the payment",
    "hl-tier-deduction-1": "7666.66... is printed cut at 6 places",
    "phemex-usdtm-liq-1": "the page prints 4 places",
    "hl-cross-liq-2023-BTC": "the venue counts in doubles",
    "hl-cross-liq-2023-APE": "the venue counts in doubles",
    "hl-cross-liq-2023-OP": "the venue counts in doubles",
    "kucoin-new-liq-1": "given to 4 places",
    "bn_iso_partial_doge": "the break-even price is printed rounded",
    "bg_iso_close": "summands are printed to 8 places",
    "okx_iso_lp_btc_1x": "the tick the venue adds is known to 8 places of this record only",
    "okx_iso_lp_eth_5x": "the tick the venue adds is known to 8 places of this record only",
    "okx_iso_liquidation_zec": "sums over 14 fills, each printed rounded",
    "hl-iso-open-eth-doc1": "one unit of the sixth place, where the venue cuts",
    "hl-iso-open-eth-3": "one unit of the sixth place, where the venue cuts",
    "hl-iso-open-btc-testnet": "one unit of the sixth place, where the venue cuts",
    "hl-iso-increase-mm": "reported in cents",
    "hl-withdrawable-1": "each summand is cut at 6 places on its own",
    "bitmex-iso-funding-received": "one satoshi between two roundings up",
    "kucoin-iso-2x": "the last of 8 places",
    "kucoin-iso-1x": "one tick: three records disagree on its direction",
    "kraken-log-avgprice-1": "printed as a binary double",
    "deribit-equity-2": "three summands, each printed to 6 places",
}
"""Why an answer may be off, where the reason is not that a double was printed."""

DATES = {"hl-iso-liq-1": "2024-01"}
"""Days that neither case nor citation says: ETH at 2213.9 with a highest leverage of 50."""

DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")

DOUBLE = "printed as a binary double"


def source(text: str) -> str:
    """A citation that stands on its own."""
    text = SOURCES.get(text, text)
    for pattern, words in SOFTENED:
        text = re.sub(pattern, words, text)
    return text.strip(" ,")


def product(case: Case) -> str:
    """What is traded, as far as the case shows it; empty: it shows nothing."""
    words = f"{case.id} {case.kind} {case.venue} {case.inputs.plain.get('type', '')}".lower()
    if "quanto" in words:
        return "quanto"
    if "usd" in case.inputs or any(sign in words for sign in ("inverse", "-inv-", "coinm")):
        return "inverse"
    linear = "linear" in words or case.venue in LINEAR or {"qty", "entry"} <= set(case.inputs)
    return "linear" if linear else ""


def date(case: Case) -> Plain:
    """The day a case is of: the one it says, or the one that its account was recorded on."""
    said = case.inputs.plain.get("time")
    day = DAY.search(case.source) if case.strength is Strength.RECORDED else None
    return said or DATES.get(case.id) or (day[0] if day else None)


def cited(case: Case) -> str:
    """Where a case is from; what was added to it is said."""
    more = ADDED.get(case.id)
    return source(case.source) + (f"; {', '.join(more)} added from beside it" if more else "")


def plain(case: Case, fields: dict[str, Plain]) -> dict[str, Plain]:
    """*case* in our own schema; *fields* is how the vectors have it."""
    written: dict[str, Plain] = {
        "id": case.id,
        "venue": case.venue,
        "product": product(case) or None,
        "date": date(case),
        "kind": case.kind,
        "inputs": {**case.inputs.plain, **ADDED.get(case.id, {})},
        "expected": {name: truth(value) for name, value in case.expected.items()},
        "source": cited(case),
        "evidence": case.strength.value,
    }
    if case.tolerance:
        why = "as near as its own test asks" if "_ft_" in case.id else REASONS.get(case.id, DOUBLE)
        widths = dict(fields["tolerance"])
        written["tolerance"] = {
            name: {"within": width, "reason": why} for name, width in widths.items()
        }
    if case.id in DOUBTS:
        written["doubt"] = dict(DOUBTS[case.id])
    return {name: value for name, value in written.items() if value is not None}


def truth(value: Plain) -> Plain:
    """A yes or no as such, where the vectors have a word."""
    return {"True": True, "False": False}.get(value, value) if isinstance(value, str) else value


def text() -> str:
    """The whole file."""
    data = real("vectors.json").read_bytes()
    rows = parsed(data, "vectors.json")
    pairs = zip(cases(data, "vectors.json"), rows, strict=True)
    lines = [json.dumps(plain(case, row), ensure_ascii=True) for case, row in pairs]
    return '{"schema": "' + SCHEMA + '", "cases": [\n' + ",\n".join(lines) + "\n]}\n"


if __name__ == "__main__":
    HERE.write_text(text(), encoding="utf-8")
