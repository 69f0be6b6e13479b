"""By which rules Deribit keeps margin: one account, no isolated positions, daily settlement."""

from datetime import UTC, datetime
from fractions import Fraction

from attrs import frozen

from isoledger.core.books import pool_book
from isoledger.core.dated import BEGINNING_NS, Dated
from isoledger.core.frozenmap import FrozenMap
from isoledger.core.orderrules import OrderRuleBook, OrderRules, RatedBy, Sides
from isoledger.core.rules import Basis, Evidence, Pot, RuleBook, Rules, Surplus
from isoledger.core.tiers import TierTable

NAME = "deribit"

CROSS = "cross"
"""The pool behind all positions of a currency: its balance is one number."""

CROSS_BOOK = pool_book(CROSS)

SESSION_BOOK = pool_book("session")
"""Profit of the session, which is no cash before the settlement of 08:00 UTC."""

REVISED_NS = int(datetime(2022, 1, 11, tzinfo=UTC).timestamp()) * 10**9
"""2022-01-11: initial margin 1 % -> 2 %, maintenance 0.525 % -> 1 % (support 25944826427293)."""

DAMPER = Fraction("0.00025")
"""Premium within which no funding is paid. Official (support 31424939178397), read 2026-11.

Older pages say 0.0005; since when it is half of that is not known."""

RULES: RuleBook = Dated[Rules].always(
    Rules(
        home=CROSS_BOOK,
        # Official: positions share the account; a subaccount is the only isolation there is.
        fee_pot=Pot.HOME,
        funding_pot=Pot.HOME,
        surplus=Surplus.HOME,
        # Official: account equity below maintenance, which is counted at the index.
        basis=Basis.VALUE,
        closing_fee=Fraction(0),
        strict=True,
        evidence=Evidence.OFFICIAL,
        source=(
            "support 25944826427293, 25944738177565: strict by their words, equity below "
            "maintenance; transaction log schema"
        ),
    )
)
"""Liquidation is in steps and what is left stays in the account."""


@frozen
class Growth:
    """Margin rates that rise with the size of a position, and count for all of it.

    Attributes:
        initial: Initial rate of a small position.
        maintenance: Maintenance rate of a small one.
        per_coin: What a coin of size adds to both.
    """

    initial: Fraction
    maintenance: Fraction
    per_coin: Fraction

    def tiers(self, coins: Fraction) -> TierTable:
        """The rates of a position of so many *coins*, as the one tier that it is in.

        Exact for a linear contract, whose coins stand still. Those of an inverse one move with
        the price, and their rate with them: there it is the rate of today's coins.
        """
        rise = self.per_coin * abs(coins)
        return TierTable.flat(initial=self.initial + rise, maintenance=self.maintenance + rise)


def _growth(initial: str, maintenance: str, per_coin: str) -> Growth:
    return Growth(Fraction(initial), Fraction(maintenance), Fraction(per_coin))


def _revised(per_coin: str) -> Dated[Growth]:
    """Rates of a coin whose contracts are older than the revision."""
    before, after = _growth("0.01", "0.00525", per_coin), _growth("0.02", "0.01", per_coin)
    return Dated(((BEGINNING_NS, before), (REVISED_NS, after)))


GROWTHS: FrozenMap[str, Dated[Growth]] = FrozenMap(
    {
        "BTC": _revised("0.00005"),
        "ETH": _revised("0.000004"),
        "SOL": Dated[Growth].always(_growth("0.04", "0.02", "0.000005")),
    }
)
"""Rates by coin, for inverse and linear perpetuals alike.

Official: 25944826427293 (BTC, ETH), 25944738177565 (SOL, and BTC again). Assumed: that only the
base rates were others before 2022-01-11."""


def equity(
    balance: Fraction, session_rpl: Fraction, session_upl: Fraction, options: Fraction
) -> Fraction:
    """Equity of an account: cash, the profit of the session, and the value of options."""
    return balance + session_rpl + session_upl + options


def settled(session_rpl: Fraction, session_upl: Fraction) -> Fraction:
    """What the daily settlement moves into cash. The venue rounds each term to 8 decimals."""
    return session_rpl + session_upl


def funding_rate(premium: Fraction, damper: Fraction = DAMPER) -> Fraction:
    """The rate for eight hours: the premium, less the damper towards zero.

    >>> str(funding_rate(Fraction("-0.001"))), funding_rate(Fraction("0.0002"))
    ('-3/4000', Fraction(0, 1))
    """
    return max(damper, premium) + min(-damper, premium)


ORDERS: OrderRuleBook = Dated[OrderRules].always(
    OrderRules(
        rated_by=RatedBy.TIER,
        sides=Sides.BOTH,
        held_at_mark=True,
        evidence=Evidence.OFFICIAL,
        source=(
            "initial margin is that of positions and that of orders, what is left is equity less "
            "it: deribit.freshdesk.com 1000197257, the rate as it is now; assumed: at the limit, "
            "both sides, closing lots excepted. ``open_orders_margin`` is recorded twice (2019), "
            "without its orders"
        ),
    )
)
"""What open orders need. The rate of a size is `Growth.table`'s."""
