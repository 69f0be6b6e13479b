"""Kraken Futures: its dated rules, and the positions it states."""
