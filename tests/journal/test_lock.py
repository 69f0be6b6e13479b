"""One writer at a time."""

import subprocess
import sys

import pytest

from isoledger.journal.errors import StoreBusyError
from isoledger.journal.lock import locked

HOLD = """
import sys
from pathlib import Path
from isoledger.journal.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_holds_it_until_it_dies_however(tmp_path):
    path = tmp_path / "a"
    command = [sys.executable, "-c", HOLD, path]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(StoreBusyError, match=f"process {other.pid} on"), locked(path):
            pass
        other.kill()
        other.wait()
    with locked(path):
        pass


def test_a_lock_without_a_name_is_somebodys(tmp_path):
    path = tmp_path / "a"
    with locked(path):
        (tmp_path / "a.lock").write_bytes(b"")
        with pytest.raises(StoreBusyError, match="another process"), locked(path):
            pass


def test_it_is_let_go_of_when_the_work_fails(tmp_path):
    path = tmp_path / "a"
    with pytest.raises(KeyError), locked(path):
        raise KeyError
    with locked(path):
        pass
