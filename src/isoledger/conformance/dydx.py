"""What isoledger answers to cases of dYdX v4.

Where a case names no market it is one of the chain's own tests, and their markets are taken: BTC
at 50,000 and ETH at 3,000, initial margin 20 %, maintenance 10 %.
"""

from collections.abc import Mapping

from isoledger.conformance.cases import Inputs
from isoledger.conformance.running import Answers, Runners
from isoledger.conformance.solving import exact_price, solution, whole
from isoledger.core.frozenmap import FrozenMap
from isoledger.venues.dydx.margin import (
    Perpetual,
    Subaccount,
    accrued,
    fill_quote,
    funding_index_delta,
    settlement_ppm,
)
from isoledger.venues.dydx.positions import stated
from isoledger.venues.dydx.rules import PPM, QUOTE_DECIMALS
from isoledger.venues.stated import Besides

_BTC, _ETH = "0", "1"
_CENTS = 100
_ARGUMENTS = 9


def _market(inputs: Inputs, price: str, default: str, resolution: int) -> Perpetual:
    initial = inputs.exact("imf", "0.2")
    share = inputs.exact("mmf", "0.1") / initial
    return Perpetual(
        resolution=resolution,
        price=whole(inputs, price, default, unit=_CENTS),
        exponent=-2,
        initial_ppm=int(initial * PPM),
        fraction_ppm=int(share * PPM),
    )


def _subaccount(inputs: Inputs, sizes: Mapping[str, int]) -> Subaccount:
    markets = {
        _BTC: _market(inputs, "btc_px", "50000", -8),
        _ETH: _market(inputs, "eth_px", "3000", -9),
    }
    held = {name: (markets[name], size) for name, size in sizes.items()}
    usdc = whole(inputs, "usdc", unit=10**QUOTE_DECIMALS)
    return Subaccount(usdc=usdc, positions=FrozenMap(held))


def _lone(inputs: Inputs) -> Subaccount:
    return _subaccount(inputs, {_BTC: whole(inputs, "btc_quantums")})


def _settlement(inputs: Inputs, _: int | None) -> Answers:
    names = ("quantums", "fundingIndex", "positionIndex")
    return {"settlement_ppm": settlement_ppm(*(whole(inputs, name) for name in names))}


def _index_delta(inputs: Inputs, _: int | None) -> Answers:
    market = Perpetual(
        resolution=whole(inputs, "atomicResolution"),
        price=whole(inputs, "price"),
        exponent=whole(inputs, "exponent"),
        initial_ppm=0,
        fraction_ppm=0,
    )
    rate, seconds = whole(inputs, "rate8h_ppm"), whole(inputs, "seconds")
    return {"delta": funding_index_delta(market, rate, seconds)}


def _margins(inputs: Inputs, _: int | None) -> Answers:
    """A row of arguments; the last three, on open interest, may be left out."""
    row = [whole(cell, "0") for cell in inputs.rows("args_ar_price_exp_q_imppm_mfppm_oi_lo_hi")]
    resolution, price, exponent, size, initial, share, interest, lower, upper = [
        *row,
        *[0] * (_ARGUMENTS - len(row)),
    ]
    market = Perpetual(
        resolution=resolution,
        price=price,
        exponent=exponent,
        initial_ppm=initial,
        fraction_ppm=share,
        open_interest=interest,
        lower=lower,
        upper=upper,
    )
    return {"imr": market.initial(size), "mmr": market.maintenance(size)}


def _bankruptcy(inputs: Inputs, _: int | None) -> Answers:
    positions = inputs.inner("positions")
    account = _subaccount(inputs, {name: whole(positions, name) for name in positions})
    quote = account.bankruptcy_quote(inputs.text("perpetual"), whole(inputs, "delta"))
    return {"quote_quantums": quote}


def _fillable(inputs: Inputs, _: int | None) -> Answers:
    ppm = (whole(inputs, name) for name in ("bankruptcyAdjPpm", "spreadToMmrPpm"))
    return {"price_rat": str(_lone(inputs).fillable_price(_BTC, *ppm))}


def _insurance(inputs: Inputs, _: int | None) -> Answers:
    """All of the position is bought back or sold at a price in subticks."""
    size = abs(whole(inputs, "btc_quantums")) * (1 if inputs.plain.get("isBuy") is True else -1)
    subticks = whole(inputs, "subticks")
    quote = fill_quote(size, subticks, whole(inputs, "quantumConversionExponent", "-8"))
    delta = _lone(inputs).insurance_delta(_BTC, quote, whole(inputs, "maxFeePpm"))
    return {"delta": delta}


def _liquidatable(inputs: Inputs, _: int | None) -> Answers:
    return {"liquidatable": _lone(inputs).is_liquidatable}


def _isolated_price(inputs: Inputs, time_ns: int | None) -> Answers:
    """A lone position; its profit so far is inside the equity, so that the price is its entry."""
    raw = {"market": "LONE-USD", "size": inputs.text("size"), "entryPrice": inputs.text("price")}
    besides = Besides(
        margin=inputs.exact("equity"), maintenance=inputs.exact("mmf"), time_ns=time_ns
    )
    return {"liq": exact_price(solution(stated(raw, besides), inputs.place))}


def _payment(inputs: Inputs, _: int | None) -> Answers:
    """One index update; what was held and where the index stood before are nothing, if not said."""
    size = inputs.exact("size_before", "0") + inputs.exact("fills_up_to_and_at_height")
    before = whole(inputs, "fundingIndex_before", "0")
    return {"payment": accrued(size, whole(inputs, "fundingIndex"), before), "size": size}


RUNNERS: Runners = {
    ("dydx", "funding_settlement_ppm"): _settlement,
    ("dydx", "funding_index_delta"): _index_delta,
    ("dydx", "im_mm_oimf"): _margins,
    ("dydx", "bankruptcy_price_quote_quantums"): _bankruptcy,
    ("dydx", "fillable_price"): _fillable,
    ("dydx", "liquidation_fee_insurance_delta"): _insurance,
    ("dydx", "is_liquidatable"): _liquidatable,
    ("dydx", "liq_price_isolated"): _isolated_price,
    ("dydx", "seq_indexer_funding_payment"): _payment,
}
"""By venue and kind."""
