"""How others test with us: invented markets, whole journals, and the laws as plain functions."""
