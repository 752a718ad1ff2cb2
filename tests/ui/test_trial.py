"""A scheme on trial, on the page of the scheme, on real services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from crm_desktop.clock import fixed
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.period import Period
from crm_desktop.exchange.scheme import write_scheme
from crm_desktop.rewards.template import PercentPremium
from crm_desktop.texts import Message
from tests.storage.crm_builders import sessions_on
from tests.storage.pay_months import APRIL, FIVE_PERCENT, MARCH, NOW, SHARE, pay_months
from tests.ui.accessibility import nameless_controls
from tests.ui.crm_pages import Said
from tests.ui.inline_tasks import InlineTasks
from ui import theme
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.scheme.page import SchemePage
from ui.selection import Selection
from ui.tasks import Job
from ui.trial.view import TrialView
from ui.trial.viewmodel import Origin
from ui.widgets.text import Label

T = TypeVar("T")

TEN_PERCENT = replace(
    FIVE_PERCENT,
    name="Ten",
    templates=(replace(SHARE, premium=PercentPremium(Decimal("0.1"))),),
)
RUB = "RUB\N{NO-BREAK SPACE}"


class StoppableTasks(InlineTasks):
    """Stops long work before it begins when ``is_impatient``."""

    is_impatient = False

    def run_long(
        self,
        title: Message,
        owner: QObject,
        work: Callable[[Job], T],
        *,
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
        is_apart: bool = False,
    ) -> Job:
        job = Job(title, lambda _: None)
        if self.is_impatient:
            job.stop()
        self.run(owner, lambda: work(job), on_done, on_error)
        return job


@dataclass
class Room:
    """In March the first won 2 000 roubles and the second 100; everybody gets 47 000 besides."""

    services: Services
    page: SchemePage
    tasks: StoppableTasks
    said: list[Said] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)

    @property
    def view(self) -> TrialView:
        return self.page.trial

    def run(self, first: Period = MARCH, last: Period = APRIL) -> None:
        self.view.first.choose(first)
        self.view.last.choose(last)
        self.view.run_button.click()

    def cells(self) -> list[list[str]]:
        """Return what the table shows, without hidden columns."""
        table = self.view.result.table
        assert table is not None
        model = table.model()
        columns = [n for n in range(model.columnCount()) if not table.isColumnHidden(n)]
        return [
            [str(model.index(row, column).data()) for column in columns]
            for row in range(model.rowCount())
        ]

    def beside(self) -> list[str]:
        QApplication.sendPostedEvents()
        labels = self.view.result.findings.findChildren(Label)
        return [label.text() for label in labels if label.isVisible() and label.text()]


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> Iterator[Room]:
    pay_months(sessions_on(sqlite_database))
    services = open_services(sqlite_database, fixed(NOW))
    tasks, said, errors = StoppableTasks(), list[Said](), list[Exception]()

    def say(sentence: str, undo: Callable[[], None] | None = None) -> None:
        said.append(Said(sentence, undo))

    context = Context(
        services,
        tasks,
        ChangesBus(),
        Selection(MARCH),
        lambda _code, _key: None,
        say,
        errors.append,
    )
    page = SchemePage(context)
    qtbot.addWidget(page)
    page.resize(1100, 800)
    with qtbot.waitActive(page):
        page.show()
    page.show_trial()
    yield Room(services, page, tasks, said, errors)
    services.close()


def test_it_says_what_it_is_and_offers_finished_months(room: Room) -> None:
    assert "Nothing is saved" in room.view.states.sentence
    chosen = room.view.first.choice(), room.view.last.choice()
    assert chosen == (Period.month(2026, 2), APRIL)


def test_the_rules_of_today_change_nothing(room: Room) -> None:
    room.run()

    result = room.view.result
    assert result.was.value.text() == result.would_be.value.text() == f"{RUB}282,105"
    assert result.difference.value.text() == f"{RUB}0"


def test_planned_changes_show_by_what_each_person_differs(room: Room) -> None:
    room.services.schemes.import_scheme(TEN_PERCENT, date(2026, 7, 1))
    room.view.scheme.choose(Origin.PLANNED)

    room.run()

    assert room.cells()[0] == [
        "Employee 0",
        f"{RUB}94,100.00",
        f"{RUB}94,200.00",
        f"+{RUB}100.00",
        f"+{RUB}100.00",
        f"{RUB}0.00",
    ]


def test_departments_are_a_table_of_their_own(room: Room) -> None:
    room.run()

    room.view.result.tabs.setCurrentIndex(1)

    assert [row[0] for row in room.cells()] == ["Without a department", "Department 0"]


def test_the_names_of_departments_are_whole_in_a_narrow_window(room: Room) -> None:
    room.view.resize(700, 500)
    room.run()
    room.view.result.tabs.setCurrentIndex(1)

    table = room.view.result.table
    assert table is not None

    words = QFontMetrics(theme.font()).horizontalAdvance("Without a department")
    assert table.columnWidth(0) > words + 2 * theme.GRID


def test_a_scheme_file_is_tried(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "ten.toml"
    write_scheme(file, TEN_PERCENT)
    room.view.try_file(file)

    room.run(MARCH, MARCH)

    assert room.view.scheme.currentText() == "ten.toml"
    assert room.view.result.difference.value.text() == f"+{RUB}105"
    assert "“Ten”" in room.view.result.about.text()


def test_choosing_a_file_asks_for_it(room: Room) -> None:
    room.view.scheme.choose(Origin.FILE)
    room.view.scheme.activated.emit(room.view.scheme.currentIndex())

    chooser = room.view.chooser
    assert chooser is not None
    assert chooser.fileMode() is QFileDialog.FileMode.ExistingFile
    assert room.view.scheme.choice() is Origin.IN_FORCE
    chooser.reject()


def test_who_never_and_who_always_reaches_is_listed(room: Room) -> None:
    room.run()

    beside = room.beside()
    never, always = beside.index("Never reach"), beside.index("Always reach")
    assert "Employee 2" in beside[never:always]
    assert "Employee 2" not in beside[always : always + 2]


def test_a_file_that_is_none_is_said_and_the_next_run_works(room: Room, tmp_path: Path) -> None:
    room.view.try_file(tmp_path / "none.toml")
    room.run()
    assert "cannot be opened" in room.view.states.sentence

    room.view.scheme.choose(Origin.IN_FORCE)
    room.run()

    assert room.view.states.has_figures


def test_months_in_the_wrong_order_are_said_at_the_field(room: Room) -> None:
    room.run(APRIL, MARCH)

    assert "comes before" in room.view.fields["last"].error


def test_a_stopped_trial_shows_nothing_half(room: Room) -> None:
    room.tasks.is_impatient = True
    room.run()

    assert not room.view.states.has_figures
    assert room.view.run_button.isVisible()
    assert room.errors == []


def test_months_without_pay_are_said(room: Room) -> None:
    room.services.schemes.import_scheme(replace(FIVE_PERCENT, templates=(), cards=()))

    room.run()

    assert room.view.states.sentence == "Nobody is paid by a card in these months."


def test_it_is_saved_as_a_workbook(room: Room, tmp_path: Path) -> None:
    room.run()
    room.view.result.save_button.click()
    chooser = room.view.chooser
    assert chooser is not None
    file = tmp_path / "trial.xlsx"
    [offered] = chooser.selectedFiles()
    assert Path(offered).name == "Trial of a scheme 2026-03\N{EN DASH}2026-04.xlsx"

    chooser.fileSelected.emit(str(file))
    chooser.reject()

    assert room.said[-1].sentence == f"Saved to {file}"
    assert "People" in CalamineWorkbook.from_path(file).sheet_names


def test_a_workbook_that_cannot_be_written_is_reported(room: Room, tmp_path: Path) -> None:
    room.run()
    trial = room.view.result.trial
    assert trial is not None

    room.view.viewmodel.save(trial, tmp_path / "no" / "trial.xlsx")

    assert "cannot be written" in str(room.errors[0])


def test_all_controls_have_names(room: Room) -> None:
    room.run()

    assert nameless_controls(room.view) == []
