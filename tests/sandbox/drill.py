"""Plain Python in a confined process: what an attacker could do who got past the language.

Started as ``python -I drill.py WORKER_FOLDER ROOM PORT LAYERS``, it forks a process for each
attempt, confines it behind the layers alone, and prints what came of every attempt as JSON.
"""

from __future__ import annotations

import ctypes
import encodings.ascii
import encodings.idna  # noqa: F401 - used by name when the library's files may be out of reach
import errno
import importlib
import json
import os
import socket
import sqlite3
import sys
import threading
import types
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

if sys.platform != "win32":
    import resource

HOOKED, NOBODY = 97, 65534


def attempts(room: Path, port: int) -> dict[str, Callable[[], Any]]:
    """Return what is tried, each by its name."""
    system = ctypes.CDLL(None, use_errno=True)
    return {
        "read": lambda: Path("/etc/passwd").read_bytes(),
        "list": lambda: list(Path("/").iterdir()),
        "write": lambda: (room / "out" / "drill").write_text("x", encoding="ascii"),
        "stat": lambda: Path("/etc/passwd").stat(),
        "sqlite": lambda: sqlite3.connect(room / "out" / "x.db").execute("create table a(b)"),
        "tcp": lambda: socket.create_connection(("127.0.0.1", port), 1),
        "udp": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port)),
        "unix": lambda: socket.socket(socket.AF_UNIX).connect(str(room / "socket")),
        "fork": lambda: os.fork() or os._exit(0),
        "spawn": lambda: os.posix_spawn("/bin/true", ["true"], {}),
        "exec": lambda: os.execv("/bin/false", ["false"]),  # noqa: S606 - that it fails is the point
        "native open": lambda: _demand(system.open(b"/etc/passwd", 0)),
        "trace": lambda: _demand(system.ptrace(16, os.getppid(), 0, 0)),
        "limits": lambda: resource.setrlimit(resource.RLIMIT_CORE, (1, 1)),
        "memory": lambda: bytearray(300 << 20),
        "thread": lambda: threading.Thread(target=int).start(),
    }


def _demand(answer: int) -> None:
    if answer < 0:
        raise OSError(ctypes.get_errno(), "")


def tried(attempt: Callable[[], Any], confine: Callable[[], Any]) -> str:
    """Return ``allowed``, or what an attempt behind the walls came to."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            confine()
            os.write(writer, _outcome(attempt).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        said = stream.read().decode()
    _, status = os.waitpid(child, 0)
    if said:
        return said
    return "hooked" if os.waitstatus_to_exitcode(status) == HOOKED else f"ended {status}"


def _outcome(attempt: Callable[[], Any]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "OSError")
    except (MemoryError, RuntimeError, ValueError, sqlite3.Error) as error:
        return type(error).__name__
    return "allowed"


def main(folder: str, room: str, port: str, layers: Sequence[str]) -> None:
    """Try everything behind ``layers`` alone, without the rights of an administrator."""
    package = types.ModuleType("script_worker")
    package.__path__ = [folder]
    sys.modules["script_worker"] = package
    confinement = importlib.import_module("script_worker.confinement")
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    reader, writer = os.pipe()
    if os.fork() == 0:
        reports = confinement.confine(layers, 256, 30)
        os.write(writer, json.dumps(reports).encode())
        os._exit(0)
    found = {
        name: tried(attempt, lambda: confinement.confine(layers, 256, 30))
        for name, attempt in attempts(Path(room), int(port)).items()
    }
    sys.stdout.write(json.dumps({"reports": json.loads(os.read(reader, 4096)), "found": found}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4].split(","))
