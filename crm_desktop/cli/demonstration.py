"""The demonstration firm's database: made once a month in each language, whole or not at all."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_desktop import config
from crm_desktop.clock import Now, system_now
from crm_desktop.composition import Services, open_services
from crm_desktop.errors import UnwritableFileError
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade
from crm_desktop.storage.sessions import Sessions

_UNFINISHED = "unfinished-"
_DAY_S = 24 * 60 * 60


def open_demonstration(folder: Path, language: str, now: Now = system_now) -> Services:
    """Return the services on the demonstration of the running month, which ends today.

    What a user changes there stays until the month is over.

    Raises:
        CrmError: the folder cannot be written, or the database not be opened.

    """
    path = folder / f"demonstration-{language}-{now():%Y-%m}.sqlite"
    try:
        if not path.exists():
            config.make_private(folder)
            _forget_earlier(path, language)
            _make(path, language, now)
    except OSError as error:
        raise UnwritableFileError(path, error) from error
    return open_services(str(path), now, must_exist=True, is_demonstration=True)


def _forget_earlier(path: Path, language: str) -> None:
    """Clear away the months before, and what a process that died has not finished."""
    for old in path.parent.glob(f"demonstration-{language}-*"):
        with suppress(PermissionError):  # open in another window, on Windows
            old.unlink()
    yesterday = time.time() - _DAY_S
    for unfinished in path.parent.glob(f"{_UNFINISHED}*"):
        if unfinished.stat().st_mtime < yesterday:
            shutil.rmtree(unfinished, ignore_errors=True)


def _make(path: Path, language: str, now: Now) -> None:
    # The story is told once a month, and the window is opened every day.
    from crm_desktop.services import demonstration  # noqa: PLC0415

    with TemporaryDirectory(
        prefix=_UNFINISHED, dir=path.parent, ignore_cleanup_errors=True
    ) as place:
        unfinished = Path(place, path.name)
        engine = open_engine(str(unfinished))
        try:
            upgrade(engine, now)
            demonstration.create(Sessions(engine), language, now())
        finally:
            engine.dispose()
        if not path.exists():  # else another window was quicker, and works with it
            unfinished.replace(path)
