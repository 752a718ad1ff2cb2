"""A window to test: three pages that remember what was asked of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QLabel, QMainWindow, QVBoxLayout

from crm_desktop.domain.period import Period
from crm_desktop.texts import Message
from ui.changes_bus import ChangesBus
from ui.context import Context, Page, PageView
from ui.desk import Desk
from ui.errors import ErrorReporter
from ui.program import Furniture
from ui.search_popup import Hit
from ui.selection import Selection
from ui.surroundings import Person, Surroundings
from ui.tasks import Tasks

TODAY = date(2026, 3, 20)
SERVICES: Any = SimpleNamespace(close=lambda: None)


class NotePage(PageView):
    shortcuts = (("Ctrl+N", Message("New note")),)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.opened: list[object] = []
        self.reloads = 0
        QVBoxLayout(self).addWidget(QLabel("Notes"))

    def open_key(self, key: object) -> None:
        self.opened.append(key)

    def reload(self) -> None:
        self.reloads += 1


PAGES = (
    Page("customers", Message("Customers"), "customers", NotePage),
    Page("deals", Message("Deals"), "deals", NotePage),
    Page("progress", Message("Progress"), "progress", NotePage, has_monitor=False),
)


def find(text: str) -> list[Hit]:
    return [Hit("deals", 7, "deals", text, "Acme"), Hit("customers", 8, "customers", text)]


def working_day(period: Period) -> Message:
    return Message("15 of 21 working days of {period}", period=period)


SURROUNDINGS = Surroundings(
    today=TODAY,
    database=lambda: "Local database",
    people=lambda: [Person(1, "Anna"), Person(2, "Boris")],
    working_day=working_day,
    find=find,
)


@dataclass
class Room:
    """What a test of the desk may look at."""

    desk: Desk
    selection: Selection
    changes: ChangesBus
    errors: ErrorReporter
    window: QMainWindow | None = None

    def page(self, code: str) -> NotePage:
        view = self.desk.view(code)
        assert isinstance(view, NotePage)
        return view


def room(
    tasks: Tasks, *, people: Callable[[], list[Person]] | None = None, services: Any = SERVICES
) -> Room:
    around = SURROUNDINGS if people is None else replace(SURROUNDINGS, people=people)
    selection, changes, errors = Selection(Period.month(2026, 3)), ChangesBus(), ErrorReporter()
    desk = Desk(
        services,
        PAGES,
        around,
        selection=selection,
        tasks=tasks,
        changes=changes,
        errors=errors,
        monitor=(Message("KPI monitor"), lambda _: QLabel("Bars")),
    )
    desk.open_first()
    return Room(desk, selection, changes, errors)


def furniture() -> Furniture:
    return Furniture(PAGES, SURROUNDINGS)
