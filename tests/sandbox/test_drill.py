"""Each wall alone against plain Python: what it has to stop, it stops."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from crm_desktop.scripting import worker

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="NO DRILL: the walls of this system are described, not tried"
)

HERE = Path(__file__).resolve().parent
WORKER = Path(worker.__file__).resolve().parent

FILES = {"read", "list", "write", "native open", "sqlite"}
NETWORK = {"tcp", "udp"}
PROCESSES = {"fork", "spawn", "exec"}
OPEN_WITHOUT_WALLS = {"read", "list", "stat", "write", "sqlite", "tcp", "udp", "unix", "fork",
                      "spawn", "native open", "memory", "thread"}  # fmt: skip

STOPS = {
    "landlock": FILES | {"tcp", "exec"},
    "network": NETWORK,
    "rlimits": {"memory", "limits", "sqlite"},
    "seccomp": FILES | NETWORK | PROCESSES | {"stat", "unix", "trace"},
    "audit": FILES | NETWORK | PROCESSES | {"unix", "trace", "limits"},
}
ALL = "privileges,network,landlock,rlimits,seccomp,audit"


@pytest.fixture
def room() -> Iterator[tuple[Path, int]]:
    """Return a folder that anybody may write to, with a socket in it, and a port that answers."""
    with (
        TemporaryDirectory(prefix="drill-", ignore_cleanup_errors=True) as name,
        socket.socket() as listener,
        socket.socket(socket.AF_UNIX) as local,
    ):
        folder = Path(name)
        (folder / "out").mkdir()
        for each in (folder, folder / "out"):
            each.chmod(0o777)
        listener.bind(("127.0.0.1", 0))
        listener.listen(50)
        local.bind(str(folder / "socket"))
        (folder / "socket").chmod(0o777)
        local.listen(50)
        yield folder, listener.getsockname()[1]


def drilled(room: tuple[Path, int], layers: str) -> dict[str, str]:
    """Return what came of each attempt behind ``layers``; skip where one is not to be had."""
    folder, port = room
    said = subprocess.run(
        [sys.executable, "-I", str(HERE / "drill.py"), str(WORKER), str(folder), str(port), layers],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    answer = json.loads(said.stdout)
    missing = [f"{code}: {text}" for code, is_active, text in answer["reports"] if not is_active]
    if missing:
        pytest.skip(f"NO SUCH WALL HERE: {missing}")
    found: dict[str, str] = answer["found"]
    return found


def test_without_walls_the_attempts_succeed(room: tuple[Path, int]) -> None:
    found = drilled(room, "")
    assert dict.fromkeys(OPEN_WITHOUT_WALLS, "allowed").items() <= found.items()


@pytest.mark.parametrize("layer", sorted(STOPS))
def test_a_wall_alone_stops_what_it_is_for(room: tuple[Path, int], layer: str) -> None:
    found = drilled(room, f"privileges,{layer}")  # without which no other can be put up
    assert {name: found[name] for name in STOPS[layer] if found[name] == "allowed"} == {}


def test_all_walls_together_leave_threads_alone(room: tuple[Path, int]) -> None:
    found = drilled(room, ALL)
    assert [name for name, outcome in found.items() if outcome == "allowed"] == ["thread"]
