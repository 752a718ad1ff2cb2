"""Passwords of servers: kept in the safe alone, and none where there is no safe."""

from __future__ import annotations

import logging
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError, PasswordSetError

from crm_desktop import config, credentials
from crm_desktop.config import Config
from tests.memory_safe import Safe

PLACE = "postgresql://crm@server/crm"
PASSWORD = "s3cret: ключ/1"  # noqa: S105 - of nobody


class LockedSafe(Safe):
    """Says no, and quotes what it was asked."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError(password)

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CRM_CONFIG_DIR", str(tmp_path / "home"))
    monkeypatch.delenv("PGPASSWORD", raising=False)
    return tmp_path / "home"


def given(monkeypatch: pytest.MonkeyPatch, safe: KeyringBackend) -> None:
    monkeypatch.setattr(keyring, "get_keyring", lambda: safe)


@pytest.fixture
def safe(monkeypatch: pytest.MonkeyPatch) -> Safe:
    safe = Safe()
    given(monkeypatch, safe)
    return safe


def test_a_password_is_kept_once_for_all_databases_of_a_server(safe: Safe) -> None:
    assert credentials.can_keep()
    assert credentials.keep(PLACE, PASSWORD)

    assert list(safe.kept) == [("crm-desktop", "crm@server:5432")]
    assert credentials.password_of("postgresql://crm@server:5432/trial") == PASSWORD
    assert credentials.password_of("postgresql://anna@server/crm") is None


def test_a_forgotten_password_is_gone(safe: Safe) -> None:
    credentials.keep(PLACE, PASSWORD)

    credentials.forget(PLACE)
    credentials.forget(PLACE)

    assert credentials.password_of(PLACE) is None


def test_an_address_is_completed_by_what_was_kept(safe: Safe) -> None:
    credentials.keep(PLACE, PASSWORD)

    whole = credentials.completed(PLACE)

    assert whole == "postgresql://crm:s3cret%3A%20%D0%BA%D0%BB%D1%8E%D1%87%2F1@server:5432/crm"
    assert credentials.completed("postgresql://crm:other@server/crm").count("other") == 1
    assert credentials.completed("postgresql://anna@server/crm") == "postgresql://anna@server/crm"


def test_what_the_surroundings_say_comes_first(safe: Safe, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials.keep(PLACE, PASSWORD)
    monkeypatch.setenv("PGPASSWORD", "of today")

    assert credentials.completed(PLACE) == PLACE


def test_files_have_no_passwords(safe: Safe) -> None:
    assert not credentials.keep("C:\\firm.sqlite", PASSWORD)
    assert credentials.completed("C:\\firm.sqlite") == "C:\\firm.sqlite"
    assert safe.kept == {}


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_a_system_without_a_safe_keeps_nothing(
    backend: type[KeyringBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, backend())

    assert not credentials.can_keep()
    assert not credentials.keep(PLACE, PASSWORD)
    assert credentials.completed(PLACE) == PLACE


@pytest.mark.expects_log("there is no safe for passwords: RuntimeError")
def test_a_safe_that_breaks_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> KeyringBackend:
        raise RuntimeError(PASSWORD)

    monkeypatch.setattr(keyring, "get_keyring", broken)

    assert not credentials.can_keep()


@pytest.mark.expects_log("the safe for passwords")
def test_a_locked_safe_is_done_without_and_no_log_tells_the_password(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    given(monkeypatch, LockedSafe())

    with caplog.at_level(logging.DEBUG):
        assert not credentials.keep(PLACE, PASSWORD)
        credentials.forget(PLACE)
        assert credentials.completed(PLACE) == PLACE

    assert "PasswordSetError" in caplog.text
    assert PASSWORD not in caplog.text


def test_the_settings_hold_no_password(safe: Safe, home: Path) -> None:
    credentials.keep(PLACE, PASSWORD)

    config.save(Config(database=credentials.completed(PLACE)))

    assert credentials.completed(config.default_database()) == credentials.completed(PLACE)
    assert "s3cret" not in (home / "settings.toml").read_text(encoding="utf-8")
