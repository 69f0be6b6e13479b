"""One writer at a time, however it ends: the system lets go of a dead writer's lock."""

import os
import platform
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from isoledger.journal.errors import StoreBusyError

if sys.platform == "win32":  # pragma: no cover - the other half runs where this is tested
    import msvcrt

    _FAR = 1 << 30  # the locked byte lies far behind the text, which others must be able to read

    def _try_lock(file: BinaryIO) -> None:
        file.seek(_FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(path: Path) -> Generator[None]:
    """Be the only writer of *path*, through a file beside it that says who that is.

    Raises:
        StoreBusyError: Somebody else is.
    """
    beside = path.with_name(f"{path.name}.lock")
    with beside.open("a+b") as file:
        try:
            _try_lock(file)
        except OSError:
            file.seek(0)
            who = file.read(200).decode(errors="replace").strip() or "another process"
            raise StoreBusyError(path=str(path), who=who) from None
        file.truncate(0)
        file.write(f"process {os.getpid()} on {platform.node()}\n".encode())
        file.flush()
        yield
        file.truncate(0)
