"""Binance futures: USD-M and COIN-M positions and margin tiers, also of portfolio margin."""
