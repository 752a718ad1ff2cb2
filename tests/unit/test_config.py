from __future__ import annotations

import errno
import stat
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest
from platformdirs import windows
from platformdirs.unix import Unix
from platformdirs.windows import Windows

from crm_desktop import config
from crm_desktop.config import Config
from crm_desktop.errors import CrmError, NotChosenError


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CRM_CONFIG_DIR", str(tmp_path / "home"))
    return tmp_path / "home"


def test_choices_are_remembered_to_the_letter() -> None:
    chosen = Config(language="ru", database='C:\\Фирма "Ёлка"\\firm.sqlite', theme="dark")

    config.save(chosen)

    assert config.load() == chosen
    assert config.default_database() == chosen.database


def test_nothing_is_remembered_at_first(home: Path) -> None:
    assert config.load() == Config()
    assert config.default_database() == str(home / "data" / "firm.sqlite")


def test_the_first_database_has_a_folder_to_be_made_in(home: Path) -> None:
    config.default_database()

    assert (home / "data").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has closed them")
def test_nobody_else_may_enter_what_is_made(home: Path) -> None:
    config.save(Config(theme="dark"))
    config.own_database()

    assert rights(home) == rights(home / "data") == 0o700


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has closed them")
def test_older_folders_are_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRM_CONFIG_DIR")
    for kind in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    old = [config.folder(), config.data_folder(), config.log_file().parent]
    for place in old:
        place.mkdir(0o755, parents=True)

    config.shut_out_others()

    assert [rights(place) for place in old] == [0o700] * 3
    assert rights(tmp_path / "DATA") == 0o755


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has closed them")
def test_a_folder_that_was_named_keeps_its_rights(home: Path) -> None:
    home.mkdir(0o750)

    config.shut_out_others()
    config.make_private(config.folder())

    assert rights(home) == 0o750


def rights(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


def test_a_folder_that_the_user_chose_is_not_made_anew(tmp_path: Path) -> None:
    config.save(Config(database=str(tmp_path / "unplugged" / "firm.sqlite")))

    config.default_database()

    assert not (tmp_path / "unplugged").exists()


@pytest.mark.parametrize(
    ("location", "kept"),
    [
        ("postgresql://crm:s3cret@server/crm", "postgresql://crm@server/crm"),
        (
            "postgresql://crm:s3cret@server:5432/crm?password=x&sslmode=require",
            "postgresql://crm@server:5432/crm?sslmode=require",
        ),
        ("postgresql://server/crm", "postgresql://server/crm"),
        ("D:\\firm@home:1.sqlite", "D:\\firm@home:1.sqlite"),
    ],
)
def test_passwords_are_not_written_down(home: Path, location: str, kept: str) -> None:
    config.save(Config(database=location))

    assert config.load().database == kept
    assert "s3cret" not in (home / "settings.toml").read_text(encoding="utf-8")


@pytest.mark.expects_log("settings .* are not used")
def test_settings_that_cannot_be_read_count_as_none(home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("language = ", encoding="utf-8")

    assert config.load() == Config()


@pytest.mark.expects_log("settings .* are not used")
@pytest.mark.expects_log("the old ones are .*settings.toml.broken")
def test_settings_that_cannot_be_read_are_kept_aside_by_the_next_choice(home: Path) -> None:
    home.mkdir()
    written = "theme: 'dark'\ndatabase: firm.sqlite\n"
    (home / "settings.toml").write_text(written, encoding="utf-8")

    config.save(replace(config.load(), theme="dark"))

    assert (home / "settings.toml.broken").read_text(encoding="utf-8") == written
    assert config.load() == Config(theme="dark")
    config.save(Config(theme="light"))
    assert (home / "settings.toml.broken").read_text(encoding="utf-8") == written


def test_what_is_no_setting_is_passed_over(home: Path) -> None:
    home.mkdir()
    (home / "settings.toml").write_text('language = 5\ntheme = "dark"\nx = 1', encoding="utf-8")

    assert config.load() == Config(theme="dark")


def test_settings_that_cannot_be_written_are_an_expected_error(home: Path) -> None:
    home.write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(CrmError):
        config.save(Config(language="ru"))


@pytest.mark.parametrize(
    ("locale", "language", "country"),
    [
        ("ru_RU.UTF-8", "ru", "RU"),
        ("en_US", "en", "US"),
        ("de_DE.UTF-8", "en", "DE"),
        ("C.UTF-8", "en", None),
        ("", "en", None),
    ],
)
def test_the_system_says_language_and_country(
    monkeypatch: pytest.MonkeyPatch, locale: str, language: str, country: str | None
) -> None:
    monkeypatch.setattr(config, "_system_locale", lambda: locale)

    assert config.chosen_language() == language
    assert config.system_country() == country


def test_the_chosen_language_comes_before_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    config.save(Config(language="ru"))

    assert config.chosen_language() == "ru"


def test_there_is_no_shared_folder_before_somebody_made_one(home: Path) -> None:
    assert config.shared_data_folder() is None

    (home / "shared").mkdir(parents=True)

    assert config.shared_data_folder() == home / "shared"
    assert not list((home / "shared").iterdir())


def test_a_shared_folder_that_cannot_be_written_is_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "shared").mkdir(parents=True)

    def refuse(*, dir: Path) -> NoReturn:  # noqa: A002 - the name of the library's argument
        raise PermissionError(errno.EACCES, "denied", str(dir))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)

    assert config.shared_data_folder() is None


def test_windows_takes_choices_along_and_leaves_the_rest_on_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CRM_CONFIG_DIR")
    folders = {
        "CSIDL_APPDATA": "roaming",
        "CSIDL_LOCAL_APPDATA": "local",
        "CSIDL_COMMON_APPDATA": "common",
    }
    monkeypatch.setattr(windows, "get_win_folder", folders.__getitem__)
    monkeypatch.setattr(config, "_ROAMING", Windows("crm-desktop", False, roaming=True))
    monkeypatch.setattr(config, "_ON_MACHINE", Windows("crm-desktop", False))

    assert config.folder() == Path("roaming", "crm-desktop")
    assert config.machine_folder() == Path("local", "crm-desktop")
    assert config.data_folder() == Path("local", "crm-desktop")
    assert config.log_file() == Path("local", "crm-desktop", "Logs", "crm-desktop.log")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no paths as desktops name them")
def test_linux_keeps_to_the_places_of_its_desktops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CRM_CONFIG_DIR")
    for name in ("CONFIG", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.casefold()))
    monkeypatch.setattr(config, "_ROAMING", Unix("crm-desktop", False, roaming=True))
    monkeypatch.setattr(config, "_ON_MACHINE", Unix("crm-desktop", False))

    assert config.folder() == config.machine_folder() == tmp_path / "config" / "crm-desktop"
    assert config.data_folder() == tmp_path / "data" / "crm-desktop"
    assert config.log_file().is_relative_to(tmp_path / "state" / "crm-desktop")


def test_a_place_that_cannot_be_looked_at_has_to_be_chosen(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(home))

    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(NotChosenError):
        config.chosen_database()


def test_a_place_that_nobody_chose_has_to_be_chosen_until_there_is_a_database(home: Path) -> None:
    with pytest.raises(NotChosenError):
        config.chosen_database()

    (home / "data" / "firm.sqlite").touch()
    assert config.chosen_database() == str(home / "data" / "firm.sqlite")

    config.save(Config(database="postgresql://crm@server/crm"))
    assert config.chosen_database() == "postgresql://crm@server/crm"


@pytest.mark.parametrize(
    ("value", "language", "country"),
    [
        ("C", "en", None),
        ("C.UTF-8", "en", None),
        ("ru_RU.UTF-8", "ru", "RU"),
        ("ru.UTF-8", "ru", None),
        ("ru", "ru", None),
        ("kk_KZ", "en", "KZ"),
        ("sr_RS@latin", "en", "RS"),
    ],
)
def test_the_language_of_the_surroundings_is_spoken_if_it_can_be(
    monkeypatch: pytest.MonkeyPatch, value: str, language: str, country: str | None
) -> None:
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.setenv("LC_ALL", value)

    assert config.chosen_language() == language
    assert config.system_country() == country


@pytest.mark.parametrize(
    ("code", "language", "country"),
    [(0x0419, "ru", "RU"), (0x0809, "en", "GB"), (0x043F, "en", "KZ"), (0xFFFF, "en", None)],
)
def test_windows_says_the_language_of_its_own_words(
    monkeypatch: pytest.MonkeyPatch, code: int, language: str, country: str | None
) -> None:
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: code)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=kernel), raising=False)

    assert config.chosen_language() == language
    assert config.system_country() == country
