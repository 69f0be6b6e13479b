"""The command line: it reads files, calls the rooms, and prints."""

from isoledger.cli.app import main

__all__ = ["main"]
