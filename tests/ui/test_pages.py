"""The frame of the window on real services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop import clock
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.domain.period import Period
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.pages import furniture
from ui.program import Furniture
from ui.selection import Selection

NOW = clock.fixed(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))


@pytest.fixture
def services(sqlite_database: str) -> Iterator[Services]:
    services = open_services(sqlite_database, NOW)
    services.firm.save_firm(Firm("ООО «Ёлка»", "RUB", "Europe/Moscow", "RU"))
    for code, name in (("b", "Борис Гусев"), ("a", "Анна Ёлкина")):
        draft = EmployeeDraft(code=code, name=name, hired_on=date(2025, 1, 9))
        services.people.create_employee(draft)
    yield services
    services.close()


@pytest.fixture
def room(services: Services) -> Furniture:
    return furniture(services)


def test_the_day_is_the_firms_not_the_machines(room: Furniture) -> None:
    assert room.surroundings.today == date(2026, 4, 1)


def test_the_people_are_those_employed_today(services: Services) -> None:
    left = EmployeeDraft(
        code="c", name="Вера Ким", hired_on=date(2025, 1, 9), left_on=date(2026, 2, 1)
    )
    services.people.create_employee(left)

    people = furniture(services).surroundings.people()

    assert [person.name for person in people] == ["Анна Ёлкина", "Борис Гусев"]


def test_the_working_day_counts_public_holidays(room: Furniture) -> None:
    words = room.surroundings.working_day(Period.month(2026, 3))

    assert str(words) == "21 of 21 working days"


def test_the_database_is_named_without_its_folders(room: Furniture, sqlite_database: str) -> None:
    assert str(room.surroundings.database()) == f"Local database · {Path(sqlite_database).name}"


def test_what_is_remembered_of_a_database_is_found_from_any_folder(
    room: Furniture, sqlite_database: str
) -> None:
    assert room.database == str(Path(sqlite_database).absolute())


def test_a_person_is_found_without_regard_to_their_dots(room: Furniture) -> None:
    hits = room.surroundings.find("елкина")

    assert [(hit.page, hit.title) for hit in hits] == [("progress", "Анна Ёлкина")]


class Windows(QObject):
    """Remembers what was shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QWidget] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() is QEvent.Type.Show
        if is_shown and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


def test_no_part_of_a_page_flashes_as_a_window_while_it_is_built(
    qtbot: QtBot, qapp: QApplication, services: Services, room: Furniture
) -> None:
    errors: list[Exception] = []
    context = Context(
        services,
        InlineTasks(),
        ChangesBus(),
        Selection(Period.month(2026, 4)),
        lambda code, key: None,
        lambda sentence, undo=None: None,
        errors.append,
    )
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    stack.show()
    windows = Windows()
    qapp.installEventFilter(windows)

    for page in room.pages:
        stack.addWidget(page.factory(context))
        stack.setCurrentIndex(stack.count() - 1)

    qapp.removeEventFilter(windows)
    assert windows.shown == []
    assert errors == []


def test_every_page_has_a_code_of_its_own(room: Furniture) -> None:
    codes = [page.code for page in room.pages]

    assert len(set(codes)) == len(codes)
