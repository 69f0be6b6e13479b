"""Venues known from a few records each: one table instead of twenty packages."""
