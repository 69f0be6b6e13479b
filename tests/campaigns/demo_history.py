"""Writes the history that `isoledger demo` shows: `python tests/campaigns/demo_history.py`.

Everything in it is made up: venue, account, prices and amounts. It is a story written by hand, and
says nothing about any market. Sizes are in lots, and the lots are small enough to be whole.
"""

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from isoledger import (
    Asset,
    BalanceAssertion,
    Dated,
    Fill,
    Funding,
    Instrument,
    LeverageChange,
    Liquidation,
    Listing,
    MarginTier,
    MarginTransfer,
    Payoff,
    PoolTransfer,
    PositionAssertion,
    PositionId,
    Price,
    Stamp,
    TierTable,
    Transfer,
)
from isoledger.core.books import ALL, WALLET, pool_book
from isoledger.core.events import MarginCause, MarginEvent
from isoledger.core.numbers import Exact
from isoledger.journal import encode

HERE = Path(__file__).resolve().parents[2] / "src" / "isoledger" / "cli" / "demo.jsonl"

USDT, XBT = Asset("USDT", 6), Asset("XBT", 8)
POOL = pool_book("cross")


def tiers(cap: int, first: str, second: str) -> Dated[TierTable]:
    """Two tiers that meet at *cap* coins; each opens at twice its maintenance rate."""
    low, high = Fraction(first), Fraction(second)
    return Dated.always(
        TierTable(
            tiers=(
                MarginTier(floor=Fraction(0), cap=Fraction(cap), initial=2 * low, maintenance=low),
                MarginTier(
                    floor=Fraction(cap),
                    cap=None,
                    initial=2 * high,
                    maintenance=high,
                    deduction=cap * (high - low),
                ),
            )
        )
    )


def linear(
    base: str, lot: str, tick: str, rates: tuple[str, str] = ("0.005", "0.01")
) -> Instrument:
    """A perpetual quoted and settled in USDT."""
    return Instrument(
        symbol=f"{base}USDT",
        base=base,
        quote="USDT",
        settle=USDT,
        payoff=Payoff.LINEAR,
        multiplier=Fraction(lot),
        lot=Fraction(lot),
        tick=Fraction(tick),
        tiers=tiers(50_000, *rates),
    )


BTCUSDT = linear("BTC", "0.001", "0.1")
SOLUSDT = linear("SOL", "0.01", "0.01", ("0.01", "0.02"))
ETHUSDT = linear("ETH", "0.001", "0.01", ("0.005", "0.01"))
DOGEUSDT = linear("DOGE", "1", "0.00001", ("0.01", "0.025"))
XBTUSD = Instrument(
    symbol="XBTUSD",
    base="XBT",
    quote="USD",
    settle=XBT,
    payoff=Payoff.INVERSE,
    multiplier=Fraction(1),
    tick=Fraction("0.5"),
    tiers=tiers(200, "0.0035", "0.0085"),
)
ETHUSD = Instrument(
    symbol="ETHUSD",
    base="ETH",
    quote="USD",
    settle=XBT,
    payoff=Payoff.LINEAR,
    multiplier=Fraction(1, 10**6),
    tick=Fraction("0.05"),
    tiers=tiers(50, "0.01", "0.015"),
)

BTC, INVERSE, QUANTO, DOGE = (
    PositionId(terms.symbol) for terms in (BTCUSDT, XBTUSD, ETHUSD, DOGEUSDT)
)
SOL, ETH = PositionId("SOLUSDT", pool="cross"), PositionId("ETHUSDT", pool="cross")


class Story:
    """Stamps in the order of telling."""

    def __init__(self) -> None:
        self.count = 0

    def at(self, when: str) -> Stamp:
        """The next stamp, at *when*, as ``01-05 09:00``."""
        self.count += 1
        instant = datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        return Stamp(
            time_ns=int(instant.timestamp()) * 10**9,
            sequence=self.count,
            venue="demo",
            account="tour",
            id=f"demo:{self.count}",
            source=f"demo#{self.count}",
        )


def usdt(text: str):
    return USDT.exactly(text)


def xbt(text: str):
    return XBT.exactly(text)


def history() -> list[MarginEvent]:
    """The whole story."""
    at = Story().at
    price = Price.of
    return [
        *(
            Listing(stamp=at("01-05 09:00"), instrument=terms)
            for terms in (BTCUSDT, XBTUSD, ETHUSD, SOLUSDT, ETHUSDT, DOGEUSDT)
        ),
        Transfer(stamp=at("01-05 09:10"), amount=usdt("20000"), kind="deposit"),
        Transfer(stamp=at("01-05 09:12"), amount=xbt("1.5"), kind="deposit"),
        BalanceAssertion(stamp=at("01-05 09:12"), amount=usdt("20000"), book=ALL),
        BalanceAssertion(stamp=at("01-05 09:12"), amount=xbt("1.5"), book=ALL),
        # A linear long: funding, a top-up, a partial close.
        LeverageChange(stamp=at("01-06 08:00"), position=BTC, leverage=Exact.of(20)),
        MarginTransfer(
            stamp=at("01-06 08:01"),
            position=BTC,
            amount=usdt("1610"),
            cause=MarginCause.ALLOCATION,
        ),
        Fill(
            stamp=at("01-06 08:01"),
            position=BTC,
            size=500,
            price=price("64210.5"),
            fee=usdt("16.052625"),
        ),
        Funding(
            stamp=at("01-06 16:00"),
            position=BTC,
            amount=usdt("-3.210525"),
            rate=Exact.of("0.0001"),
        ),
        MarginTransfer(
            stamp=at("01-07 10:30"), position=BTC, amount=usdt("400"), cause=MarginCause.USER
        ),
        Fill(
            stamp=at("01-09 14:20"),
            position=BTC,
            size=-200,
            price=price("65480"),
            fee=usdt("6.548"),
            realised=usdt("253.9"),
        ),
        # An inverse short that flips to long in one fill.
        MarginTransfer(stamp=at("01-12 11:00"), position=INVERSE, amount=xbt("0.02")),
        Fill(
            stamp=at("01-12 11:01"),
            position=INVERSE,
            size=-10_000,
            price=price("64000"),
            fee=xbt("0.00007812"),
            held=0,
        ),
        Fill(
            stamp=at("01-15 07:45"),
            position=INVERSE,
            size=16_000,
            price=price("62500"),
            fee=xbt("0.000128"),
            held=-10_000,
        ),
        PositionAssertion(
            stamp=at("01-15 07:46"), position=INVERSE, size=6_000, cost=xbt("-0.096")
        ),
        # A quanto long: quoted in dollars, settled in bitcoin.
        MarginTransfer(stamp=at("01-19 13:00"), position=QUANTO, amount=xbt("0.15")),
        Fill(
            stamp=at("01-19 13:01"),
            position=QUANTO,
            size=400,
            price=price("2251.35"),
            fee=xbt("0.00045027"),
        ),
        Funding(stamp=at("01-19 20:00"), position=QUANTO, amount=xbt("0.00009005")),
        # A cross pool: two positions, two assets behind both.
        PoolTransfer(stamp=at("01-22 09:00"), amount=usdt("4000"), source=WALLET, target=POOL),
        PoolTransfer(stamp=at("01-22 09:00"), amount=xbt("0.1"), source=WALLET, target=POOL),
        Fill(
            stamp=at("01-22 09:05"),
            position=SOL,
            size=30_000,
            price=price("138.42"),
            fee=usdt("20.763"),
        ),
        Fill(
            stamp=at("01-22 09:06"),
            position=ETH,
            size=-12_000,
            price=price("2298.75"),
            fee=usdt("13.7925"),
        ),
        Funding(stamp=at("01-22 16:00"), position=SOL, amount=usdt("-4.1526")),
        Funding(stamp=at("01-22 16:00"), position=ETH, amount=usdt("2.7585")),
        BalanceAssertion(stamp=at("01-22 16:00"), amount=usdt("3964.0504"), book=POOL),
        # A liquidation that costs more than there was.
        MarginTransfer(stamp=at("02-02 18:00"), position=DOGE, amount=usdt("450")),
        Fill(
            stamp=at("02-02 18:01"),
            position=DOGE,
            size=40_000,
            price=price("0.21350"),
            fee=usdt("4.27"),
        ),
        Liquidation(stamp=at("02-03 03:12"), position=DOGE, price=price("0.20150")),
        # The last word of the venue, and the one thing that its records do not tell.
        BalanceAssertion(stamp=at("02-03 04:00"), amount=xbt("1.50318366"), book=ALL),
        BalanceAssertion(stamp=at("02-03 04:00"), amount=usdt("19743.38925"), book=ALL),
    ]


def text() -> str:
    """The history as the package ships it."""
    return "".join(encode(event).decode() + "\n" for event in history())


if __name__ == "__main__":
    HERE.write_text(text(), encoding="utf-8")
