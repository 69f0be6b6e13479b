"""A small imaginary venue: three settle assets, every kind of contract, and rules that change."""

from fractions import Fraction

from attrs import frozen
from hypothesis import strategies as st

from isoledger.core.books import WALLET, Book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.instrument import CostRule, Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.numbers import Rounding
from isoledger.core.rules import Evidence, Pot, RuleBook, Rules, Surplus
from isoledger.core.tiers import MarginTier, TierTable

SECOND_NS = 1_000_000_000
OPENING_NS = 1_700_000_000 * SECOND_NS
"""When every imaginary journal begins."""

USDT = Asset("USDT", 6)
USDC = Asset("USDC", 2)
XBT = Asset("XBt", 8)
BNB = Asset("BNB", 8)
"""Nothing settles in it: fees are paid in it, and interest, bonus and conversions."""

POOLS = ("cross", "grid")


@frozen(kw_only=True)
class Market:
    """A contract, and where its price usually is.

    Attributes:
        terms: The contract.
        cents: Its usual price, in hundredths.
        lots: Sizes are whole multiples of this many lots.
    """

    terms: Instrument
    cents: int
    lots: int = 1


def tier_table(*steps: tuple[int, str, str], stepped: bool = False) -> TierTable:
    """A valid table from (floor, initial, maintenance) a tier; deductions follow from them.

    >>> table = tier_table((0, "0.01", "0.005"), (1000, "0.02", "0.01"))
    >>> table.tiers[1].deduction
    Fraction(5, 1)
    """
    tiers: list[MarginTier] = []
    for index, (floor, initial, maintenance) in enumerate(steps):
        cap = Fraction(steps[index + 1][0]) if index + 1 < len(steps) else None
        rate, deduction = Fraction(maintenance), Fraction(0)
        if tiers and not stepped:
            deduction = tiers[-1].deduction + floor * (rate - tiers[-1].maintenance)
        tiers.append(
            MarginTier(
                floor=Fraction(floor),
                cap=cap,
                initial=Fraction(initial),
                maintenance=rate,
                deduction=deduction,
            )
        )
    return TierTable(stepped=stepped, tiers=tuple(tiers))


_TIERS = tier_table((0, "0.02", "0.01"), (5_000, "0.05", "0.025"), (50_000, "0.2", "0.1"))
_STEPS = tier_table((0, "0.02", "0.01"), (2, "0.04", "0.02"), stepped=True)
_PER_CONTRACT = Dated(
    (
        (BEGINNING_NS, CostRule(rounding=Rounding.AWAY_FROM_ZERO, per=1)),
        (OPENING_NS + 6 * SECOND_NS, CostRule(rounding=Rounding.HALF_AWAY, per=100)),
    )
)


def _terms(symbol: str, quote: str, settle: Asset, payoff: Payoff, multiplier: str) -> Instrument:
    return Instrument(
        symbol=symbol,
        base=symbol[:3],
        quote=quote,
        settle=settle,
        payoff=payoff,
        multiplier=Fraction(multiplier),
        lot=Fraction("0.001") if payoff is Payoff.LINEAR else Fraction(1),
        tick=Fraction("0.1"),
        expiry_ns=OPENING_NS + 10**6 * SECOND_NS if symbol.endswith("Z23") else None,
        tiers=Dated[TierTable].always(_STEPS if settle == XBT else _TIERS),
        cost_rule=_PER_CONTRACT if symbol == "XBTZ23" else Dated[CostRule].always(CostRule()),
    )


MARKETS = (
    Market(terms=_terms("BTCUSDT", "USDT", USDT, Payoff.LINEAR, "0.001"), cents=30_000_00),
    Market(terms=_terms("ETHUSDCZ23", "USDC", USDC, Payoff.LINEAR, "0.001"), cents=2_000_37),
    Market(terms=_terms("XBTUSD", "USD", XBT, Payoff.INVERSE, "1"), cents=30_000_50),
    Market(terms=_terms("XBTZ23", "USD", XBT, Payoff.INVERSE, "1"), cents=31_000_00, lots=100),
    Market(terms=_terms("LTCUSD", "USD", XBT, Payoff.LINEAR, "0.000002"), cents=70_15),
)
"""Linear, linear and dated, inverse, inverse and dated with dated cost rules, quanto."""

SETTLES = (USDT, USDC, XBT)
ASSETS = (*SETTLES, BNB)


def rules(
    pots: tuple[Pot, ...] = tuple(Pot), homes: tuple[Book, ...] = (WALLET, Book("pool:cross"))
) -> st.SearchStrategy[Rules]:
    """Any mechanics a venue may have."""
    return st.builds(
        Rules,
        fee_pot=st.sampled_from([pot for pot in pots if pot is not Pot.HOME_FIRST]),
        funding_pot=st.sampled_from(pots),
        surplus=st.sampled_from(Surplus),
        home=st.sampled_from(homes),
        evidence=st.just(Evidence.ASSUMED),
    )


def rule_books(pots: tuple[Pot, ...] = tuple(Pot)) -> st.SearchStrategy[RuleBook]:
    """Mechanics that change up to twice while a journal is written."""
    return st.lists(rules(pots), min_size=1, max_size=3).map(_dated)


def _dated(versions: list[Rules]) -> RuleBook:
    starts = (BEGINNING_NS, OPENING_NS + 5 * SECOND_NS, OPENING_NS + 12 * SECOND_NS)
    return Dated(tuple(zip(starts, versions, strict=False)))
