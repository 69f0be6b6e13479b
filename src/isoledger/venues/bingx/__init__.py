"""BingX: its dated rules, and the positions it states."""
