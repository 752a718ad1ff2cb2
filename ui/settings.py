"""What the window remembers between two runs: places, sizes and choices, never records."""

from __future__ import annotations

import getpass
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSettings

from crm_desktop import config

_AUTHOR = "pay/author"
_FOLDER = "files/folder"


def window_settings() -> QSettings:
    """Return the settings of this user on this machine; keys are ASCII words."""
    return QSettings(str(config.machine_folder() / "window.ini"), QSettings.Format.IniFormat)


def remembered_employee(database: str, user_id: int | None = None) -> int | None:
    """Return the id of the employee whom a user of ``database`` chose last; they may have left."""
    with suppress(ValueError):  # nobody, or a file that someone has edited
        return int(str(window_settings().value(_employee_key(database, user_id), "")))
    return None


def remember_employee(database: str, employee_id: int, user_id: int | None = None) -> None:
    window_settings().setValue(_employee_key(database, user_id), employee_id)


def _employee_key(database: str, user_id: int | None) -> str:
    key = f"employee/{_digest(database)}"
    return key if user_id is None else f"{key}-{user_id}"


def _digest(database: str) -> str:
    from hashlib import sha256  # noqa: PLC0415 - the first window needs no database

    return sha256(database.encode()).hexdigest()[:16]


def remembered_login(database: str) -> str:
    """Return the login used last on ``database``, empty where nobody has signed in yet."""
    return str(window_settings().value(_login_key(database), "") or "")


def remember_login(database: str, login: str) -> None:
    window_settings().setValue(_login_key(database), login)


def _login_key(database: str) -> str:
    return f"login/{_digest(database)}"


def remembered_author() -> str:
    """Return the name under which this user decided last, empty where nobody decided yet."""
    return str(window_settings().value(_AUTHOR, "") or "")


def present_author() -> str:
    """Return whom to note for a change that asks for no name: the remembered, or the system's."""
    name = remembered_author()
    with suppress(OSError, ImportError, KeyError):  # the system has no name for its user
        return name or getpass.getuser()
    return name


def remember_author(name: str) -> None:
    if name.strip():
        window_settings().setValue(_AUTHOR, name.strip())


def remembered_folder() -> str:
    """Return the folder of the file that was saved last, empty where that is gone."""
    folder = str(window_settings().value(_FOLDER, "") or "")
    return folder if folder and Path(folder).is_dir() else ""


def remember_folder(file: Path) -> None:
    """Keep where ``file`` was saved."""
    window_settings().setValue(_FOLDER, str(file.parent))
