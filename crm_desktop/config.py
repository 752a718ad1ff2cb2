"""What the program remembers about this user on this machine, and where it keeps things."""

from __future__ import annotations

import contextlib
import locale
import logging
import os
import re
import sys
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path

from platformdirs import PlatformDirs

from crm_desktop import product
from crm_desktop.address import without_password
from crm_desktop.errors import CrmError, NotChosenError, system_reason
from crm_desktop.texts import LANGUAGES, Message

_ON_MACHINE = PlatformDirs(product.CODE, appauthor=False)
_ROAMING = PlatformDirs(product.CODE, appauthor=False, roaming=True)
_HOME = "CRM_CONFIG_DIR"
_PRIVATE = 0o700

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Config:
    """The remembered choices; None where the user made none. It holds no passwords."""

    language: str | None = None
    database: str | None = None
    theme: str | None = None


def folder() -> Path:
    """Return the folder of the settings file, which follows its user from machine to machine.

    The variable CRM_CONFIG_DIR moves it and all else.
    """
    return _moved(".") or _ROAMING.user_config_path


def machine_folder() -> Path:
    """Return the folder of what is remembered about this machine: windows, places, logins."""
    return _moved(".") or _ON_MACHINE.user_config_path


def data_folder() -> Path:
    """Return the folder for databases that the user has not placed elsewhere."""
    return _moved("data") or _ON_MACHINE.user_data_path


def shared_data_folder() -> Path | None:
    """Return the folder for the database of all users of this machine, None where there is none.

    An installation for all users of Windows makes it, and lets them write in it.
    """
    shared = _moved("shared")
    if shared is None and sys.platform == "win32":
        shared = _ON_MACHINE.site_data_path
    return shared if shared is not None and _is_writable(shared) else None


def log_file() -> Path:
    return (_moved("log") or _ON_MACHINE.user_log_path) / "crm-desktop.log"


def default_database() -> str:
    """Return where the firm's database is when nobody said otherwise.

    The folder of a place that the program chose is made; one that cannot be is found missing
    by who opens the database.
    """
    return load().database or own_database()


def chosen_database() -> str:
    """Return where the firm's database is: as chosen, else where the program once placed it.

    Raises:
        NotChosenError: there is no choice, and nothing at that place, or nothing to be seen.

    """
    if chosen := load().database:
        return chosen
    with contextlib.suppress(OSError):  # a folder that the user may not enter
        if Path(own_database()).exists():
            return own_database()
    raise NotChosenError


def own_database() -> str:
    """Return where a database is that the user places nowhere; its folder is made."""
    with contextlib.suppress(OSError):
        make_private(data_folder())
    return str(data_folder() / "firm.sqlite")


def make_private(place: Path) -> None:
    """Make one of these folders, which no other user may enter, if it is not there.

    Raises:
        OSError: it cannot be made.

    """
    place.mkdir(_PRIVATE, parents=True, exist_ok=True)


def shut_out_others() -> None:
    """Close to other users what was made when these folders were open to them.

    What the variable CRM_CONFIG_DIR names stays as its owner wants it. Windows has closed them.
    """
    if sys.platform == "win32" or _moved("."):
        return
    for place in {folder(), machine_folder(), data_folder(), log_file().parent}:
        with contextlib.suppress(OSError):  # it is not there, or another user's
            place.chmod(_PRIVATE)


def load() -> Config:
    """Return the remembered choices; a file that cannot be read counts as none, and is logged."""
    path = _file()
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Config()
    except (OSError, ValueError) as error:
        _log.warning("the settings %s are not used: %s", path, error)
        return Config()
    known = {field.name for field in fields(Config)}
    return Config(**{k: v for k, v in read.items() if k in known and isinstance(v, str)})


def save(config: Config) -> None:
    """Remember ``config``; the password of a database address is left out.

    A file that holds no settings is put aside: somebody may have written it by hand.

    Raises:
        CrmError: the settings file cannot be written.

    """
    if config.database is not None:
        config = replace(config, database=without_password(config.database))
    import tomlkit  # noqa: PLC0415 - the first window is painted before it is needed

    document = tomlkit.document()
    for field in fields(config):
        if (value := getattr(config, field.name)) is not None:
            document[field.name] = value
    path, fresh = _file(), _file().with_suffix(".new")
    try:
        make_private(path.parent)
        fresh.write_text(tomlkit.dumps(document), encoding="utf-8")
        _put_aside_if_broken(path)
        fresh.replace(path)
    except OSError as error:
        raise CrmError(
            Message(
                "The settings {path} cannot be written: {reason}",
                path=path,
                reason=system_reason(error),
            )
        ) from error


def chosen_language() -> str:
    """Return the language that the user chose, else the system's if we speak it, else English."""
    chosen = load().language or _system_place()[0].casefold()
    return chosen if chosen in LANGUAGES else "en"


def system_country() -> str | None:
    """Return the country of the operating system's settings (RU), None where they name none."""
    country = _system_place()[1]
    return country if len(country) == 2 and country.isalpha() else None


def _file() -> Path:
    return folder() / "settings.toml"


def _put_aside_if_broken(path: Path) -> None:
    try:
        tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    except ValueError as error:
        aside = path.with_name(f"{path.name}.broken")
        path.replace(aside)
        _log.warning("the settings %s are begun anew, the old ones are %s: %s", path, aside, error)


def _moved(purpose: str) -> Path | None:
    home = os.environ.get(_HOME)
    return Path(home, purpose) if home else None


def _is_writable(place: Path) -> bool:
    """Try it: what Windows says of a folder tells nothing."""
    from tempfile import TemporaryFile  # noqa: PLC0415 - seldom asked, and slow to load

    try:
        with TemporaryFile(dir=place):
            return True
    except OSError:
        return False


def _system_place() -> tuple[str, str]:
    """Return language and country; ru_RU.UTF-8 also names letters, sr_RS@latin a script."""
    language, _, country = re.split("[.@]", _system_locale())[0].partition("_")
    return language, country


def _system_locale() -> str:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return value
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - of use on Windows alone

        code = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(code, "")
    return ""
