"""What installer.iss says: only Inno Setup under wine reads it otherwise, and not in the gate."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crm_desktop import product, running
from releasing.pictures import MIME_TYPE

FILE = Path(__file__).parents[2] / "installer.iss"
TEXT = FILE.read_text(encoding="utf-8-sig")
INNOS_OWN = {"AdditionalIcons", "CreateDesktopIcon", "LaunchProgram"}
"""Messages that each language of Inno Setup has."""


def section(name: str) -> list[str]:
    """Return the lines of a section that say something."""
    found = re.search(rf"^\[{name}\]\n(.*?)(?=^\[|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None, name
    return [line for line in found[1].splitlines() if line and not line.startswith(";")]


def settings() -> dict[str, str]:
    return dict(line.split("=", 1) for line in section("Setup"))


def defined(name: str) -> str:
    found = re.search(rf'^#define {name} "(.*)"$', TEXT, re.MULTILINE)
    assert found is not None, name
    return found[1]


def messages(language: str) -> dict[str, str]:
    said = (line.partition(".")[::2] for line in section("CustomMessages"))
    return dict(rest.split("=", 1) for code, rest in said if code == language)


def test_it_begins_with_the_mark_by_which_inno_setup_knows_utf_8() -> None:
    assert FILE.read_bytes().startswith(b"\xef\xbb\xbf;")


def test_it_speaks_both_languages_of_the_program() -> None:
    assert [line.split('"')[1] for line in section("Languages")] == ["en", "ru"]
    assert messages("en").keys() == messages("ru").keys()


@pytest.mark.parametrize("name", sorted(messages("en")))
def test_both_languages_fill_in_the_same_places(name: str) -> None:
    english, russian = (re.findall(r"%\d", messages(code)[name]) for code in ("en", "ru"))
    assert sorted(set(english)) == sorted(set(russian))


def test_russian_is_written_in_russian() -> None:
    assert [name for name, text in messages("ru").items() if not re.search("[а-я]", text)] == []


def test_every_message_is_used_and_every_used_one_is_there() -> None:
    used = re.findall(r"\{cm:(\w+)", TEXT) + re.findall(r"CustomMessage\('(\w+)'\)", TEXT)
    assert set(used) - INNOS_OWN == messages("en").keys()


@pytest.mark.parametrize(
    "text", re.findall(r'(?:Description|ValueData): "([^"]+)"', TEXT), ids=lambda text: text[:30]
)
def test_no_words_stand_beside_the_messages(text: str) -> None:
    rest = re.sub(r"\{(#\w+|app|cm:[^{}]*(\{#\w+\})?)\}", "", text)
    assert re.fullmatch(r'application/x--scheme|\\scheme-file\.ico|[\\"%1.ico ex]*', rest)


def test_version_and_folders_come_from_who_compiles_it() -> None:
    for name in ("Version", "Program", "Out"):
        assert re.search(rf"^#ifndef {name}\n  #error ", TEXT, re.MULTILINE)
    assert settings()["AppVersion"] == settings()["VersionInfoVersion"] == "{#Version}"
    assert settings()["OutputBaseFilename"] == "{#Code}-setup-{#Version}"
    assert product.version() not in TEXT


def test_it_names_the_program_as_the_program_does() -> None:
    assert defined("Name") == product.NAME
    assert defined("Code") == product.CODE
    assert defined("Mutex") == running.NAME
    assert f'"Software\\Classes\\{product.SCHEME_SUFFIX}"' in TEXT
    assert MIME_TYPE.replace(product.CODE, "{#Code}") in TEXT


def test_windows_knows_every_version_by_the_same_id() -> None:
    assert defined("Id") == "{6C0B7D3E-9B0F-4E53-9E0B-3C1B6A0F7A21}"
    assert settings()["AppId"] == "{{#Id}"


def test_a_user_installs_it_without_an_administrator() -> None:
    assert settings()["PrivilegesRequired"] == "lowest"
    assert settings()["PrivilegesRequiredOverridesAllowed"] == "dialog commandline"
    assert settings()["ArchitecturesInstallIn64BitMode"] == "x64compatible"
    assert settings()["MinVersion"] == "10.0.17763"


def test_a_running_program_is_closed_before_anything_is_changed() -> None:
    # Inno Setup itself closes programs later, and an exception does not stop it then.
    assert settings()["CloseApplications"] == "no"
    assert not re.search(r"\b(Before|After)Install:|\bAbort\b", TEXT)
    prepared = TEXT[TEXT.index("function PrepareToInstall") :]
    assert prepared.index("not IsClosed") < prepared.index("end;")


def test_no_module_of_an_older_version_stays() -> None:
    deleted = [line for line in section("InstallDelete") if "filesandordirs" in line]
    names = [re.findall(r'Name: "([^"]+)"', line)[0] for line in deleted]
    assert names == [rf"{{app}}\{name}" for name in ("app", "Lib", "python", "licences")]


def test_nothing_outside_the_program_is_removed_with_it_unasked() -> None:
    names = [re.findall(r'Name: "([^"]+)"', line)[0] for line in section("UninstallDelete")]
    assert names == [rf"{{app}}\{name}" for name in ("app", "Lib", "python")]
    assert "uninsneveruninstall" in section("Dirs")[0]


def test_autostart_and_desktop_are_for_who_wants_them() -> None:
    assert [("unchecked" in line, line.split('"')[1]) for line in section("Tasks")] == [
        (True, "desktopicon"),
        (True, "monitor"),
    ]


def test_a_shortcut_has_one_name_in_both_languages() -> None:
    # Under two names the monitor would start twice after an upgrade in the other language.
    assert [
        name
        for name in re.findall(r'Name: "([^"]+)"', "\n".join(section("Icons")))
        if "cm:" in name
    ] == []


def test_no_folder_of_any_machine_stands_in_it() -> None:
    assert re.findall(r"(?i)\b[a-z]:[\\/]|(?<![\w.*])/(?:home|usr|tmp|srv|work)\b", TEXT) == []
