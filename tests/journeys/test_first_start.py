"""From nothing to the desk: on this computer, on a server, on the demonstration, and back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import keyring
import pytest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid
from sqlalchemy import URL, make_url

from crm_desktop import config
from crm_desktop.cli import window
from crm_desktop.cli.window import WindowOptions
from crm_desktop.composition import open_services
from crm_desktop.errors import MissingDatabaseError
from tests.conftest import _database_on as database_on
from tests.journeys.conftest import NOW
from tests.journeys.test_first_hour import set_up
from tests.memory_safe import Safe
from ui.database_choice.chooser import Choice
from ui.database_choice.page import DatabaseChoice
from ui.database_choice.password_page import ServerPassword
from ui.firm_setup import FirmSetUp
from ui.gallery.draw import SIZE
from ui.gallery.stage import Stage
from ui.main_window import StartFailure
from ui.pages import furniture
from ui.program import Program
from ui.widgets.link_button import LinkButton

Start = Callable[[], Stage]


@pytest.fixture(autouse=True)
def safe(monkeypatch: pytest.MonkeyPatch) -> Safe:
    safe = Safe()
    monkeypatch.setattr(keyring, "get_keyring", lambda: safe)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    return safe


@pytest.fixture
def start(qapp: QApplication, told: Path, tmp_path: Path) -> Iterator[Start]:
    """Return the way to start the program as its command does; one window ends the one before."""
    running: list[Stage] = []

    def end() -> None:
        for stage in running:
            if isValid(stage.window):
                stage.close()
        running.clear()

    def begin() -> Stage:
        end()
        story = str(shutil.copyfile(told, tmp_path / "told.sqlite"))
        program = Program(
            qapp,
            lambda: window._open(WindowOptions()),
            furniture,
            language="en",
            demonstration=lambda: open_services(story, NOW),
            choice=Choice(window._open_at),
        )
        stage = Stage(program)
        running.append(stage)
        stage.show(SIZE)
        return stage

    yield begin
    end()


@pytest.fixture
def server(postgresql_server: URL) -> Iterator[URL]:
    """Return the address of a database that an administrator has just made."""
    with database_on(postgresql_server) as address:
        yield make_url(address)


def test_a_firm_begins_on_this_computer_and_is_there_again(start: Start) -> None:
    stage = start()
    stage.find(DatabaseChoice).form.submit()
    stage.settle()
    set_up(stage)
    name = stage.services.firm.firm().name

    again = start()

    assert again.services.firm.firm().name == name
    assert again.services.database.name == config.own_database()
    assert again.program.errors.last is None


def type_server(stage: Stage, server: URL, **others: str) -> None:
    page = stage.find(DatabaseChoice)
    page.there.click()
    form = page.server_form
    for edit, text in (
        (form.host, str(server.host)),
        (form.port, str(server.port)),
        (form.database, others.get("database", str(server.database))),
        (form.user, str(server.username)),
        (form.password, others.get("password", str(server.password))),
    ):
        edit.setText(text)
    form.submit()
    stage.settle()


def test_a_firm_begins_on_its_server_and_a_wrong_word_is_said_in_place(
    start: Start, server: URL, safe: Safe, tmp_path: Path
) -> None:
    stage = start()
    form = stage.find(DatabaseChoice).server_form

    type_server(stage, server, password="wr0ng")  # noqa: S106 - on purpose
    assert "does not let" in form.field("password").error
    type_server(stage, server, database="nowhere")
    assert form.field("database").error == "There is no database “nowhere” on the server."
    assert safe.kept == {}

    type_server(stage, server)
    set_up(stage)
    assert list(safe.kept.values()) == [server.password]
    assert start().services.firm.firm().name == "Окна и двери"
    texts = [path.read_text("utf-8") for path in (tmp_path / "settings").rglob("*.toml")]
    assert not any(str(server.password) in text for text in texts)


def test_a_password_that_is_kept_no_more_is_asked_for(
    start: Start, server: URL, safe: Safe
) -> None:
    stage = start()
    type_server(stage, server)
    set_up(stage)
    safe.kept.clear()

    stage = start()
    step = stage.find(ServerPassword)
    step.field.edit.setText("wr0ng")
    step.form.submit()
    stage.settle()
    assert "does not let" in step.field.error

    step.field.edit.setText(str(server.password))
    step.form.submit()
    stage.settle()
    assert stage.services.firm.firm().name == "Окна и двери"
    assert list(safe.kept.values()) == [server.password]


def test_who_only_looks_around_is_asked_again(start: Start) -> None:
    stage = start()

    link = stage.find(LinkButton)
    assert link.text() == "Look around first"
    stage.wait_for(stage.program.opened, link.click)
    stage.settle()

    assert len(stage.services.people.list_employees()) > 5
    assert config.load().database is None
    assert not Path(config.own_database()).exists()
    assert start().find(DatabaseChoice).isVisible()


def test_a_database_that_was_moved_is_found_again_and_never_made_anew(
    start: Start, tmp_path: Path
) -> None:
    stage = start()
    place, other = tmp_path / "stick" / "firm.sqlite", tmp_path / "firm.sqlite"
    place.parent.mkdir()
    stage.find(DatabaseChoice).file_form.path.setText(str(place))
    stage.find(DatabaseChoice).form.submit()
    stage.settle()
    set_up(stage)
    stage.close()
    place.replace(other)

    stage = start()
    failure = stage.find(StartFailure)
    failure.retry_button.click()
    stage.settle()
    assert not place.exists()

    stage.find(StartFailure).another_button.click()
    stage.settle()
    page = stage.find(DatabaseChoice)
    assert page.file_form.path.text() == str(place)
    page.file_form.take(str(other))
    page.form.submit()
    stage.settle()
    assert stage.services.firm.firm().name == "Окна и двери"
    assert config.load().database == str(other)


def test_a_shortcut_to_a_database_that_was_moved_makes_none(told: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone.sqlite"

    with pytest.raises(MissingDatabaseError):
        window._open(WindowOptions(str(gone)))
    assert not gone.exists()

    there = str(shutil.copyfile(told, tmp_path / "there.sqlite"))
    with closing(window._open(WindowOptions(there))) as services:
        assert services.database.name == there


def test_the_desk_leads_to_another_database_and_back(start: Start, tmp_path: Path) -> None:
    stage = start()
    stage.find(DatabaseChoice).form.submit()
    stage.settle()
    set_up(stage)

    stage.desk.another_action.trigger()
    stage.settle()
    stage.find(DatabaseChoice).file_form.leave()
    stage.settle()
    assert stage.services.firm.firm().name == "Окна и двери"

    stage.desk.another_action.trigger()
    stage.settle()
    stage.find(DatabaseChoice).file_form.path.setText(str(tmp_path / "second.sqlite"))
    stage.find(DatabaseChoice).form.submit()
    stage.settle()
    assert stage.find(FirmSetUp).isVisible()
    assert stage.program.errors.last is None
