"""The ground of whole journeys: the real window on the real services of the demonstration."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import pytest
from PySide6.QtWidgets import QApplication
from sqlalchemy import URL, make_url

from crm_desktop import clock
from crm_desktop.composition import open_services
from crm_desktop.services import demonstration
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.sessions import Sessions
from tests.conftest import _database_on as database_on
from ui import theme
from ui.gallery.draw import SIZE
from ui.gallery.stage import Stage
from ui.pages import furniture
from ui.program import Program

MOMENT = datetime(2026, 12, 18, 11, 5, tzinfo=UTC)
NOW = clock.fixed(MOMENT)


class OpenWindow(Protocol):
    """The way to open the window on the database at ``location``, as it is ``now``."""

    def __call__(self, location: str, now: clock.Now = NOW) -> Stage: ...


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a window remembers end with its test."""
    monkeypatch.setenv("CRM_CONFIG_DIR", str(tmp_path / "settings"))


@pytest.fixture
def open_window(qapp: QApplication) -> Iterator[OpenWindow]:
    """Return the way to open the window on a database; all are closed in the end."""
    with_windows: list[Stage] = []

    def begin(location: str, now: clock.Now = NOW) -> Stage:
        program = Program(qapp, lambda: open_services(location, now), furniture, language="en")
        stage = Stage(program)
        with_windows.append(stage)
        stage.show(SIZE)
        return stage

    yield begin
    for stage in with_windows:
        stage.close()
    theme.apply(qapp, theme.LIGHT)


@pytest.fixture(scope="session")
def told(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("told") / "firm.sqlite"
    _tell(str(shutil.copyfile(sqlite_template, path)))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def firm(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where the demonstration firm is, to change as one likes."""
    if request.param == "sqlite":
        return str(shutil.copyfile(request.getfixturevalue("told"), tmp_path / "firm.sqlite"))
    location = request.getfixturevalue("told_on_server")
    return str(location)


@pytest.fixture(scope="session")
def server_template(postgresql_server: URL, postgresql_template: str) -> Iterator[str]:
    """Return the name of a database with the demonstration firm, to copy."""
    with database_on(postgresql_server, template=postgresql_template) as address:
        _tell(address)
        yield str(make_url(address).database)


@pytest.fixture
def told_on_server(postgresql_server: URL, server_template: str) -> Iterator[str]:
    with database_on(postgresql_server, template=server_template) as address:
        yield address


@pytest.fixture
def stage(firm: str, open_window: OpenWindow) -> Stage:
    return open_window(firm)


def _tell(location: str) -> None:
    engine = open_engine(location)
    demonstration.create(Sessions(engine), "en", MOMENT)
    engine.dispose()
