"""What a process leaves behind for who has to find out what happened; it never stops the work."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import shutil
import time
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

from crm_desktop import config, product

_LOG_BYTES = 1_000_000
_OLD_LOGS = 3
_CRASH_BYTES = 200_000
_LONGEST_ROLLOVER_S = 60
_FORMAT = "%(asctime)s %(process)d %(levelname)s %(name)s %(message)s"

_log = logging.getLogger(__name__)


class SharedLog(RotatingFileHandler):
    """A log that several processes of a user write to at once.

    It is copied and emptied, never renamed: Windows renames no file that another process has
    open, and elsewhere that one would go on in the old file.
    """

    def __init__(self, path: Path, size: int = _LOG_BYTES) -> None:
        super().__init__(path, maxBytes=size, backupCount=_OLD_LOGS, encoding="utf-8")
        self.setFormatter(logging.Formatter(_FORMAT))

    def doRollover(self) -> None:
        """Begin anew; where an old log is in use or the disk is full, go on as it is.

        It is another process that begins anew, where one does so now or just did.
        """
        path, seen = Path(self.baseFilename), self.stream.tell() if self.stream else 0
        with contextlib.suppress(OSError), _held(path.with_name(f"{path.name}.lock")):
            if path.stat().st_size >= seen:
                super().doRollover()
        self.stream = self.stream or self._open()

    def rotate(self, source: str, dest: str) -> None:
        shutil.copyfile(source, dest)
        os.truncate(source, 0)

    def handleError(self, record: logging.LogRecord) -> None:
        """Pass over a line that cannot be written: the user has no use for the reason."""


@contextlib.contextmanager
def _held(lock: Path) -> Iterator[None]:
    """Hold the file ``lock``, which one process alone can make, and remove it afterwards.

    Raises:
        OSError: another process holds it, and has not died of that long ago.

    """
    with contextlib.suppress(FileNotFoundError):
        if lock.stat().st_mtime < time.time() - _LONGEST_ROLLOVER_S:
            lock.unlink()
    lock.touch(exist_ok=False)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def start() -> Path:
    """Write the log of this process to the log file from now on; return its path.

    Where the folder cannot be written, the program works without a log.
    """
    path, root = config.log_file(), logging.getLogger()
    for before in [one for one in root.handlers if isinstance(one, SharedLog)]:
        root.removeHandler(before)
        before.close()
    try:
        config.make_private(path.parent)
        root.addHandler(SharedLog(path))
    except OSError:
        root.addHandler(logging.NullHandler())  # else warnings would go to the terminal
    root.setLevel(logging.INFO)
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # it lists all it has
    return path


def introduce(interface: str) -> None:
    """Note what runs here, and on what; ``interface`` is the window's Qt, or a command."""
    import platform  # noqa: PLC0415 - the first window is painted without it

    _log.info(
        "%s %s, %s, Python %s, %s",
        product.CODE,
        product.version(),
        interface,
        platform.python_version(),
        platform.platform(),
    )


@contextlib.contextmanager
def crash_log() -> Iterator[None]:
    """Keep where each thread was, beside the log, should the process die within.

    Where the folder cannot be written, the program works without.
    """
    path = config.log_file().with_suffix(".crash.log")
    try:
        config.make_private(path.parent)
        _make_room(path)
        stream = path.open("ab")
    except OSError:
        yield
        return
    with stream:
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()  # before its file is closed


def _make_room(path: Path) -> None:
    """Put a long file aside in place of the one before; another process may have it open."""
    with contextlib.suppress(OSError):
        if path.stat().st_size > _CRASH_BYTES:
            path.replace(path.with_suffix(".old.log"))
