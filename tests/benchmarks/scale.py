"""What the benchmarks measure on: fills in memory, and the bare loop under them."""

from fractions import Fraction

import isoledger as il

USDT = il.Asset("USDT", 8)
SIZES = (1, 2, -1, -3, 4, -3)
"""Opens, adds, closes part, flips and flattens: every path of a trade, and flat again."""


def history(fills: int, positions: int, account: str = "bench") -> list[il.MarginEvent]:
    """Listings, margin and *fills* fills spread over *positions* isolated positions."""
    ids = [il.PositionId(f"S{n}USDT") for n in range(positions)]
    events: list[il.MarginEvent] = []
    for n, at in enumerate(ids):
        terms = il.Instrument(
            symbol=at.symbol,
            base=f"S{n}",
            quote="USDT",
            settle=USDT,
            payoff=il.Payoff.LINEAR,
            multiplier=Fraction(1, 1000),
            tick=Fraction(1, 10),
        )
        events.append(il.Listing(stamp=_stamp(n, f"listing-{n}", account), instrument=terms))
        margin = USDT.exactly(100_000_000)
        moved = il.MarginTransfer(
            stamp=_stamp(n, f"margin-{n}", account), position=at, amount=margin
        )
        events.append(moved)
    events.sort(key=lambda event: (event.stamp.time_ns, isinstance(event, il.MarginTransfer)))
    fee = USDT.exactly("0.015")
    events.extend(
        il.Fill(
            stamp=_stamp(positions + n, f"fill-{n}", account),
            position=ids[n // len(SIZES) % positions],
            size=SIZES[n % len(SIZES)],
            price=il.Price.of(f"{30_000 + n * 37 % 1000}.{n % 9 + 1}"),
            fee=fee if n % 2 else USDT.exactly(f"0.0{n % 9 + 1}"),
        )
        for n in range(fills)
    )
    return events


def _stamp(n: int, name: str, account: str) -> il.Stamp:
    sequence = 1 if name.startswith("margin") else 0
    return il.Stamp(
        time_ns=1_700_000_000_000_000_000 + n * 1_000_000,
        sequence=sequence,
        venue="bench",
        account=account,
        id=name,
    )


def bare(events: list[il.MarginEvent]) -> tuple[int, int, int]:
    """The floor: size, cost and cash of one position in plain integers, and nothing else.

    It keeps no identity, checks no order, knows no second position and no venue rule.
    """
    size = cost = cash = 0
    for event in events:
        if isinstance(event, il.Fill):
            traded, price = event.size, event.price
            paid = traded * price.units * 100_000 // 10**price.scale
            if size == 0 or (size > 0) == (traded > 0):
                cost += paid
            else:
                released = cost * -traded // size
                cash -= paid + released
                cost -= released
            size += traded
            cash -= event.fee.units if event.fee else 0
    return size, cost, cash
