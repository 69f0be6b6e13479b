"""What happens when somebody types `isoledger`: one exit code, and one clear line if it fails."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TextIO

from isoledger.core.errors import IsoledgerError
from isoledger.reports.texts import shown

CLEAN, FINDINGS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
"""What the exit codes mean."""

_EXTRA = frozenset({"cyclopts", "rich"})


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: The words behind ``isoledger``; ``None``: those of the process.

    Returns:
        0 clean, 1 findings, 2 unusable input.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        _harmless(stream)
    try:
        return _run(words)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _hush()
        return CLEAN
    except IsoledgerError as error:
        return _refused(str(error))
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _refused(f"{place}{error.strerror or error}")


def _run(words: list[str]) -> int:
    try:
        from isoledger.cli.commands import run
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _EXTRA:
            raise
        cure = 'python -m pip install "isoledger[cli]"'
        return _refused(f"the command line needs {missing}; install it with: {cure}")
    code = run(words)
    sys.stdout.flush()
    return code


def _refused(why: str) -> int:
    sys.stderr.write(f"isoledger: {shown(why)}\n")
    return UNUSABLE


def _harmless(stream: TextIO) -> None:
    """A character the stream cannot write is written out, and stops nothing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _hush() -> None:
    """Whoever read our output has gone: leave nothing behind that would be written at exit."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
