"""Commands on the server that the window chose: its password comes from the system's safe."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest
from sqlalchemy import make_url

from crm_desktop import config, credentials
from crm_desktop.config import Config
from tests.memory_safe import Safe
from tests.storage.command_line import command_line


def test_a_command_takes_the_kept_password_and_tells_it_to_nobody(
    postgresql_database: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    safe, secret = Safe(), str(make_url(postgresql_database).password)
    monkeypatch.setattr(keyring, "get_keyring", lambda: safe)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    with command_line(capsys, tmp_path / "home") as run:
        config.save(Config(database=postgresql_database))
        credentials.keep(postgresql_database, secret)
        told = run.done("upgrade")

        safe.kept.clear()
        refused = run("upgrade")

    written = [path.read_text("utf-8") for path in run.home.rglob("*") if path.is_file()]
    assert "is up to date" in told
    assert refused.code == 1
    assert "The server asks for the password of “postgres”." in refused.err
    assert len(written) >= 2
    assert not any(secret in text for text in (told, refused.err, *written))
