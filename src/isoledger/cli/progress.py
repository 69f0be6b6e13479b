"""A bar on standard error for work of more than a second, if somebody is there to see it."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer
from typing import Protocol

PATIENCE_S = 1
"""How long a person waits without asking what is going on, in seconds."""


class Steps(Protocol):
    """Says how far the work is."""

    def __call__(self, what: str) -> None:
        """Begin the step called *what*; the one before it is done."""
        ...


@contextmanager
def progress(count: int | None) -> Generator[Steps, None, None]:
    """A way to say that one of *count* steps begins; shown on a terminal after a second.

    Args:
        count: How many there will be; ``None``: nobody knows.
    """
    if not sys.stderr.isatty():
        yield lambda what: None  # noqa: ARG005 - the protocol names it
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(file=sys.stderr, markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task("", total=count)
    begun = False

    def step(what: str) -> None:
        nonlocal begun
        bar.update(task, description=what, advance=1 if begun else 0)
        begun = True

    timer = Timer(PATIENCE_S, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield step
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
