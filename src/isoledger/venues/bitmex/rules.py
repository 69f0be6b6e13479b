"""What BitMEX does with money, since when, and how we know."""

from fractions import Fraction

from attrs import evolve

from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.instrument import CostRule, Instrument, Payoff
from isoledger.core.money import Asset
from isoledger.core.numbers import Rounding
from isoledger.core.orderrules import ClosingOn, OrderRuleBook, OrderRules, RatedBy, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Shown, Surplus

VENUE_NAME = "bitmex"
"""The name in stamps."""

_SCALES = {
    5: "BONk FTr KAMa LOt SHIb",
    6: "ATOm BMEx BUSd CRo DAi DOGe MAMUSd RLUSd TRx USDc USDe USDt XAUt XRp fjUSDt",
    8: (
        "AAVe ADa APe AVAx AXs BCh BNb DOt FTm FTt GATa GOAt HYPe LINk LTc MANa MATIc NEAr OKb "
        "SANd STLs SUSHi TAXTRUMp TRUMp UNi WBTc XBt XTz s"
    ),
    9: "Gwei LAMp POl",
}

ASSETS: FrozenMap[str, Asset] = FrozenMap(
    {code: Asset(code, scale) for scale, codes in _SCALES.items() for code in codes.split()}
)
"""Every wallet currency and its scale, by the venue's code.

Official: ``GET /wallet/assets``, field ``scale``, all 52 rows of the answer of 2026-05-03.
"""

XBT = ASSETS["XBt"]
"""Bitcoin in satoshi: what everything was settled in until USDt contracts came in 2021-11."""

LOT_CHANGE_NS = 1_623_126_600_000_000_000
"""2021-06-08T04:30Z: XBTUSD and the XBT futures of that day went from lots of 1 to lots of 100.

Official: site announcement "Lot Size Change on XBTUSD Swap and Futures ... Effective 8 June".
"""

PER_EXECUTION_NS = 1_712_707_200_000_000_000
"""2024-04-10T00:00Z: RealisedPNL was one row per contract and day, and is one per execution.

Recorded: one account's last daily rows are of 2024-04-09T12:00, its first of the new kind of
2024-04-10T03:46. Midnight between them is our choice.
"""

FEES_STATED_NS = 1_725_336_000_000_000_000
"""2024-09-03T04:00Z: the last RealisedPNL rows without their fee.

Recorded: one account's wallet history; the first row that states its fee is of 12:00 that day.
"""

FUNDING_TYPED_NS = 1_727_784_000_000_000_000
"""2024-10-01T12:00Z: the first rows of type Funding; before, funding is inside RealisedPNL.

Recorded: one account's wallet history.
"""

CAPS = frozenset({1_000_000, 100_000_000})
"""Prices that stand for "never liquidated": a cross short that the wallet covers.

Recorded: 100000000 in 2018 and 2019, 1000000 in 2026.
"""

SETTLED_IN: FrozenMap[str, str] = FrozenMap({"XBTUSD": "XBt", "ETHUSD": "XBt"})
"""What contracts settle in whose rows do not say it (the web's trade history).

Official: ``GET /instrument``; listed 2016-05-13 and 2018-08-01 and never relisted.
"""

ASSUMED_TICKS: FrozenMap[str, Fraction] = FrozenMap(
    {
        "AAVEUSDT": Fraction("0.01"),
        "TRXUSDT": Fraction("0.00001"),
        "UNIUSDT": Fraction("0.001"),
        "XLMUSDT": Fraction("0.00001"),
    }
)
"""Assumed: ticks of quanto contracts of 2021 that no page states.

The finest step among the prices that the recorded costs imply. No cost depends on a tick.
"""

TICKS: FrozenMap[str, Dated[Fraction]] = FrozenMap(
    {
        "XBTUSD": Dated(
            ((BEGINNING_NS, Fraction(1, 2)), (1_649_980_800_000_000_000, Fraction(1, 10)))
        ),
        "ETHUSD": Dated[Fraction].always(Fraction(1, 20)),
    }
)
"""Price steps by date, for records that do not state them.

XBTUSD: recorded, prices of 2017-2021 lie on 0.5 and ``/instrument`` of 2026 says 0.1; the day in
between (2022-04-15) is assumed. ETHUSD: official in 2018; 0.01 in 2026.
"""

TAKER = Fraction(75, 100_000)
"""Taker rate of 2017-2021, inside the fee reserve of isolated positions. Recorded: 4 positions."""

CAP_NS = 1_577_836_800_000_000_000
"""2020-01-01T00:00Z, assumed: when the price that stands for none went from 1e8 to 1e6.

Recorded: 100000000 on 2019-03-25, 16666666.5 as a price on 2019-01-15, 1000000 in 2026.
"""

_EARLY = Rules(
    # Recorded (2017-2019, 3 isolated positions): the opening fee leaves the wallet, posMargin
    # stays. Official (staff, 2020-08-19): funding goes into and out of position margin.
    fee_pot=Pot.HOME,
    funding_pot=Pot.POSITION,
    # Official: taken over at the bankruptcy price, what is left goes to the insurance fund.
    surplus=Surplus.INSURANCE,
    # Recorded: posMaint is counted on posCost, the value at entry. The fee to close at
    # bankruptcy is inside posMaint and inside posMargin alike, so that it cancels out.
    basis=Basis.ENTRY,
    closing_fee=Fraction(0),
    reserve_required=True,
    # Recorded: the predicted rate, where it is against the position, adds to the maintenance rate.
    funding_required=True,
    # Recorded: 6 isolated shorts, 20 of 20 fields. Assumed: that longs are the mirror image.
    requirement_rounding=Rounding.CEILING,
    shown=Shown(
        long=Rounding.CEILING,
        short=Rounding.FLOOR,
        contract=True,
        ceiling=Fraction(max(CAPS)),
    ),
    evidence=Evidence.RECORDED,
    source="docs/reference/venues/bitmex.md",
)

RULES: RuleBook = Dated(
    (
        (BEGINNING_NS, _EARLY),
        (CAP_NS, evolve(_EARLY, shown=evolve(_EARLY.shown, ceiling=Fraction(min(CAPS))))),
    )
)
"""How isolated positions are fed and drained, and where they end.

What a contract settles in says how fine its requirement is rounded: ask `rules_of` to solve."""


def rules_of(instrument: Instrument, time_ns: int) -> Rules:
    """The rules by which a position in *instrument* is liquidated at *time_ns*.

    The requirement is rounded up to the smallest unit of what the contract settles in. Of an
    inverse contract the worth of one contract is rounded first, then the price; of others only the
    price (assumed: no record of one is exact enough to tell).

    Args:
        instrument: Its terms, settled in one of `ASSETS`.
        time_ns: When, ns UTC.
    """
    rules = RULES.at(time_ns)
    scale = ASSETS.get(instrument.settle.code, instrument.settle).decimals
    inverse = instrument.payoff is Payoff.INVERSE
    return evolve(
        rules,
        requirement_step=Fraction(1, 10**scale),
        shown=evolve(rules.shown, contract=inverse),
    )


def cost_rule(*, inverse: bool, lot: int, listed_ns: int) -> Dated[CostRule]:
    """How the cost of a contract was rounded, by date.

    An inverse contract's lot is valued to the satoshi first and then counted. Official: support
    article "XBT contracts" and `LOT_CHANGE_NS`; reproduced on 5 published numbers and on mark
    values of 2018-2019 (lot 1) and 2026 (lot 100). Linear and quanto contracts: the whole trade
    is rounded once. Assumed: no recorded trade of theirs had a fraction of a unit to round.
    Assumed too: which way a tie goes.

    Args:
        inverse: Whether the contract is.
        lot: Its lot size as the venue states it today.
        listed_ns: When it was listed, ns UTC.
    """
    if not inverse:
        return Dated[CostRule].always(CostRule(rounding=Rounding.HALF_AWAY))
    now = CostRule(rounding=Rounding.HALF_AWAY, per=lot)
    if lot == 1 or listed_ns >= LOT_CHANGE_NS:
        return Dated[CostRule].always(now)
    before = CostRule(rounding=Rounding.HALF_AWAY, per=1)
    return Dated(((BEGINNING_NS, before), (LOT_CHANGE_NS, now)))


ORDER_TAKER = Fraction(5, 10_000)
"""Taker rate inside ``initMargin``. Recorded: ``commission`` of 2025 and 2026."""

ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        rated_by=RatedBy.LARGER,
        open_loss=True,
        sides=Sides.LARGER,
        opening_fee=ORDER_TAKER,
        closing_fee=None,
        closing_on=ClosingOn.MARGIN,
        rounded_apart=True,
        evidence=Evidence.RECORDED,
        source=(
            "initMargin of 4 records (2025-01-09, 2026-04-17 twice, 2026-05-03), each to the "
            "satoshi from its gross open cost; closing lots reserve nothing: the record of "
            "2026-05-03 and the exchange guide; the difference to a worse mark is funded in full "
            "(gross open premium): exchange guide, staff 2020-05-16; assumed: the larger side "
            "counts, where the guide nets bids against offers lot by lot"
        ),
    )
)
"""What open orders reserve (``initMargin``). What is held needs its maintenance margin besides."""
