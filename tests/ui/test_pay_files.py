"""Statements and pay sheets are saved from the window, off its thread."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.rewards.pay_page import PayPage
from crm_desktop.rewards.pay_sheet import PaySheet
from tests.ui import sketch_figures as sketch
from tests.ui.inline_tasks import HeldTasks, InlineTasks
from tests.ui.kpi_services import FakeServices, context
from tests.unit.exchange.pay_pages import MARCH, page, sheet
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.printing.saving import PayFiles
from ui.selection import Selection
from ui.statements.one import StatementView
from ui.statements.page import StatementsPage
from ui.tasks import Tasks


class FakeDocuments:
    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    def page(self, employee_code: str, period: Period, *, has_steps: bool) -> PayPage:
        self.asked.append((employee_code, period))
        return page(has_steps=has_steps)

    def sheet(self, period: Period) -> PaySheet:
        self.asked.append((period,))
        return sheet()


class Room:
    """A window, and what it said."""

    def __init__(self, qtbot: QtBot, tasks: Tasks) -> None:
        self.documents = FakeDocuments()
        self.said: list[str] = []
        self.errors: list[Exception] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        services = cast("Services", SimpleNamespace(pay_documents=self.documents))
        self.files = PayFiles(self._context(services, tasks), self.window)

    def _context(self, services: Services, tasks: Tasks) -> Context:
        return Context(
            services=services,
            tasks=tasks,
            changes=ChangesBus(self.window),
            selection=Selection(MARCH),
            navigate=lambda _code, _key: None,
            say=lambda sentence, _undo=None, /: self.said.append(sentence),
            report=self.errors.append,
        )


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    return Room(qtbot, InlineTasks())


@pytest.mark.parametrize(
    ("ending", "beginning"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("html", b"<!DOCTYPE")]
)
def test_a_statement_is_written_as_its_name_says(
    room: Room, tmp_path: Path, ending: str, beginning: bytes
) -> None:
    file = tmp_path / f"anna.{ending}"

    room.files.save_statement("anna", MARCH, file)

    assert file.read_bytes().startswith(beginning)
    assert room.said == [f"Saved to {file}"]
    assert room.documents.asked == [("anna", MARCH)]


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "html", "csv"])
def test_a_pay_sheet_is_written_as_its_name_says(room: Room, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"sheet.{ending}"

    room.files.save_sheet(MARCH, file)

    assert file.stat().st_size > 100
    assert room.documents.asked == [(MARCH,)]


def test_what_cannot_be_written_is_reported(room: Room, tmp_path: Path) -> None:
    room.files.save_sheet(MARCH, tmp_path / "none" / "sheet.csv")

    [error] = room.errors
    assert isinstance(error, CrmError)
    assert "cannot be written" in str(error)
    assert room.said == []


def test_nothing_is_said_before_it_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    held = HeldTasks()
    room = Room(qtbot, held)

    room.files.save_sheet(MARCH, tmp_path / "sheet.csv")
    assert room.said == []
    held.finish()

    assert room.said == [f"Saved to {tmp_path / 'sheet.csv'}"]


def chooser(room: Room) -> QFileDialog:
    found = room.files.chooser
    assert found is not None
    return found


def test_the_dialog_offers_a_name_and_the_kinds(room: Room) -> None:
    room.files.ask_for_statement("anna", "Анна / Б", MARCH)

    dialog = chooser(room)
    assert [Path(name).name for name in dialog.selectedFiles()] == ["Анна   Б 2026-03.pdf"]
    assert dialog.defaultSuffix() == "pdf"
    assert dialog.nameFilters()[1] == "Excel, with formulas (*.xlsx)"
    dialog.reject()


def test_the_name_follows_the_kind_that_is_chosen(room: Room, tmp_path: Path) -> None:
    room.files.ask_for_sheet(MARCH)
    dialog = chooser(room)
    dialog.setDirectory(str(tmp_path))

    dialog.selectNameFilter("CSV (*.csv)")
    dialog.filterSelected.emit("CSV (*.csv)")
    [name] = dialog.selectedFiles()
    dialog.fileSelected.emit(str(tmp_path / Path(name).name))

    assert (tmp_path / "Pay sheet 2026-03.csv").exists()
    dialog.reject()


def test_the_folder_of_the_last_file_is_offered_first(room: Room, tmp_path: Path) -> None:
    room.files.save_sheet(MARCH, tmp_path / "sheet.csv")

    room.files.ask_for_statement("anna", "Anna", MARCH)

    dialog = chooser(room)
    assert Path(dialog.directory().path()) == tmp_path
    dialog.reject()


def test_the_statement_that_is_shown_is_offered_for_saving(qtbot: QtBot) -> None:
    view = StatementView(context(FakeServices()))
    qtbot.addWidget(view)
    view.open(sketch.EMPLOYEES[0].id)

    view.file_button.click()

    dialog = view.files.chooser
    assert dialog is not None
    [name] = dialog.selectedFiles()
    assert Path(name).name == f"{sketch.EMPLOYEES[0].name} 2026-03.pdf"
    dialog.reject()


@pytest.mark.parametrize("saved", [set(), {"boris"}])
def test_there_is_a_pay_sheet_once_a_statement_is_saved(qtbot: QtBot, saved: set[str]) -> None:
    services = FakeServices()
    services.payroll.saved = saved
    page_ = StatementsPage(context(services))
    qtbot.addWidget(page_)

    page_.reload()

    assert page_.sheet_button.isEnabled() is bool(saved)
