"""Bybit: positions of linear and inverse contracts, before and after 2025-09-02."""
