"""The demonstration firm's database: made once a month in each language, whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from crm_desktop.clock import Now, system_now
from crm_desktop.composition import Services, open_services
from crm_desktop.errors import UnwritableFileError
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade
from crm_desktop.storage.sessions import Sessions


def open_demonstration(folder: Path, language: str, now: Now = system_now) -> Services:
    """Return the services on the demonstration of the running month, which ends today.

    What a user changes there stays until the month is over.

    Raises:
        CrmError: the folder cannot be written, or the database not be opened.

    """
    path = folder / f"demonstration-{language}-{now():%Y-%m}.sqlite"
    try:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _make(path, language, now)
    except OSError as error:
        raise UnwritableFileError(path, error) from error
    return open_services(str(path), now, must_exist=True)


def _make(path: Path, language: str, now: Now) -> None:
    # The story is told once a month, and the window is opened every day.
    from crm_desktop.services import demonstration  # noqa: PLC0415

    for old in path.parent.glob(f"demonstration-{language}-*"):
        with suppress(PermissionError):  # open in another window, on Windows
            old.unlink()
    unfinished = path.with_suffix(".part")
    engine = open_engine(str(unfinished))
    try:
        upgrade(engine, now)
        demonstration.create(Sessions(engine), language, now())
    finally:
        engine.dispose()
    unfinished.replace(path)
