"""The plan grid around a save: what stays in place, what comes back, what is refused in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import texts
from crm_desktop.domain.people import COMPANY, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Plan
from crm_desktop.kpi.source import FormulaSource
from tests.ui.plan_rooms import ANNA, BORIS, SALES_UNIT, SCHEME, PlanRoom, plan_room
from ui.plans.grid_section import PlanGridSection
from ui.plans.running_dialog import RunningDialog
from ui.plans.sections import GRID_CODE
from ui.plans.spread_dialog import SpreadDialog

D = Decimal
YEAR = Period.containing(date(2026, 1, 1), PeriodKind.YEAR)


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> PlanRoom:
    return plan_room(qtbot, sqlite_database)


@pytest.fixture
def grid(room: PlanRoom) -> PlanGridSection:
    return room.section(GRID_CODE, PlanGridSection)


def day(month: int) -> date:
    return date(2026, month, 1)


def held(room: PlanRoom, on: date, subject: SubjectRef = ANNA) -> Decimal | None:
    """Return the plan that holds on a day."""
    rows = room.services.plans.plans(PeriodKind.MONTH, YEAR.start, YEAR.end, indicator="sales")
    begun = [row for row in rows if row.subject == subject and row.valid_from <= on]
    return begun[-1].value if begun else None


def shown(grid: PlanGridSection, subject: SubjectRef, month: int) -> str:
    return str(grid.grid.index_of((subject, day(month))).data())


def test_rows_stay_in_place_while_a_mistake_is_said(grid: PlanGridSection) -> None:
    def place() -> tuple[int, int]:
        QApplication.processEvents()
        return grid.states.y(), grid.states.height()

    grid.view.select((ANNA, day(5)))
    before = place()
    grid.enter({(ANNA, day(5)): "many"})
    grid.save()

    assert grid.problem.text()
    assert place() == before
    grid.enter({(ANNA, day(5)): "5"})

    assert not grid.problem.text()
    assert place() == before


def test_the_cell_stays_and_the_table_does_not_scroll_when_plans_are_saved(
    room: PlanRoom, grid: PlanGridSection
) -> None:
    room.page.resize(600, 360)
    QApplication.processEvents()
    grid.view.select((BORIS, day(9)))
    QApplication.processEvents()
    bars = (grid.view.horizontalScrollBar(), grid.view.verticalScrollBar())
    before = [bar.value() for bar in bars]
    grid.enter({(BORIS, day(9)): "700"})
    grid.save()
    QApplication.processEvents()

    assert before[0] > 0
    assert [bar.value() for bar in bars] == before
    assert grid.grid.place_at(grid.view.currentIndex()) == (BORIS, day(9))
    assert shown(grid, BORIS, 9) == "700"


def test_the_cell_stays_when_rows_come_and_go(grid: PlanGridSection) -> None:
    grid.view.select((BORIS, day(9)))
    grid.choice.who.choose(SALES_UNIT)
    grid.choice.who_changed.emit()

    assert len(grid.grid.rows) == 3
    assert grid.grid.place_at(grid.view.currentIndex()) == (BORIS, day(9))


def test_saved_plans_are_brought_back(room: PlanRoom, grid: PlanGridSection) -> None:
    month = PeriodKind.MONTH
    room.services.plans.set_plans([Plan("sales", ANNA, D(100), month, day(4))])
    grid.reload()
    grid.enter({(ANNA, day(5)): "200", (ANNA, day(6)): "", (BORIS, day(5)): "300"})
    grid.save()

    assert [held(room, day(n)) for n in (4, 5, 6)] == [D(100), D(200), None]
    assert held(room, day(5), BORIS) == D(300)
    undo = room.said[-1].undo
    assert undo is not None
    undo()

    assert [held(room, day(n)) for n in (4, 5, 6, 7)] == [D(100)] * 4
    assert held(room, day(5), BORIS) is None
    assert (shown(grid, ANNA, 5), shown(grid, BORIS, 5)) == ("100", "1,000")
    assert room.errors == []


def test_money_has_all_its_minor_units_or_none(grid: PlanGridSection) -> None:
    texts.activate("ru")
    grid.enter({(COMPANY, day(5)): "110000,5", (SALES_UNIT, day(5)): "110000"})

    assert shown(grid, COMPANY, 5) == "110\N{NO-BREAK SPACE}000,50"
    assert shown(grid, SALES_UNIT, 5) == "110\N{NO-BREAK SPACE}000"


@pytest.mark.parametrize(
    ("unit", "is_formula", "is_refused"),
    [
        (Unit.NUMBER, False, True),
        (Unit.DURATION, False, True),
        (Unit.MONEY, False, False),
        (Unit.NUMBER, True, False),
    ],
)
def test_counts_and_times_below_zero_are_refused_in_their_cell(
    qtbot: QtBot, sqlite_database: str, unit: Unit, *, is_formula: bool, is_refused: bool
) -> None:
    sales, *others = SCHEME.indicators
    source = FormulaSource("order - 7") if is_formula else sales.source
    changed = replace(sales, unit=unit, source=source)
    scheme = replace(SCHEME, indicators=(changed, *others))
    room = plan_room(qtbot, sqlite_database, scheme)
    grid = room.section(GRID_CODE, PlanGridSection)
    grid.enter({(ANNA, day(5)): "-7"})
    grid.save()

    said = grid.grid.said_of(grid.grid.index_of((ANNA, day(5))))
    assert (said == "A plan here is not below zero.") is is_refused
    assert (held(room, day(5)) is None) is is_refused
    assert bool(grid.problem.text()) is is_refused


def test_spreading_finds_nothing_wrong_before_something_is_typed(grid: PlanGridSection) -> None:
    grid.view.select((BORIS, day(9)))
    grid.enter({(BORIS, day(n)): "" for n in range(1, 13)})
    grid.view.select((SALES_UNIT, day(9)))
    grid.spread()
    dialog = grid.dialog
    assert isinstance(dialog, SpreadDialog)

    assert (dialog.whole.text(), dialog.whole_field.error) == ("", "")
    assert not dialog.put_button.isEnabled()
    dialog.whole.setText("many")

    assert dialog.whole_field.error


def test_the_note_of_a_spreading_stays_with_its_own_plans(
    room: PlanRoom, grid: PlanGridSection
) -> None:
    grid.enter({(who, day(month)): "5" for who in (ANNA, BORIS) for month in (5, 6)})
    grid.note.setText("Plan for the year")
    grid.view.select((ANNA, day(5)))
    grid.spread()
    dialog = grid.dialog
    assert isinstance(dialog, SpreadDialog)
    dialog.whole.setText("1200")
    dialog.put_button.click()
    grid.enter({(ANNA, day(n)): "7" for n in (6, 7)})
    grid.undo()
    grid.enter({(ANNA, day(6)): "7"})

    assert grid.note.text() == "Plan for the year"
    grid.save()
    running = grid.dialog
    assert isinstance(running, RunningDialog)
    running.save_button.click()
    rows = room.services.plans.plans(PeriodKind.MONTH, YEAR.start, YEAR.end, indicator="sales")
    notes = {(row.subject, row.valid_from): row.note for row in rows}
    spread = "RUB\N{NO-BREAK SPACE}1,200 spread evenly"
    assert notes[ANNA, day(5)] == notes[ANNA, day(7)] == f"Plan for the year · {spread}"
    assert notes[ANNA, day(6)] == notes[BORIS, day(5)] == "Plan for the year"


def test_a_sum_without_what_cannot_be_read_says_so(grid: PlanGridSection) -> None:
    grid.enter({(COMPANY, day(5)): "10", (SALES_UNIT, day(5)): "4", (SALES_UNIT, day(6)): "many"})
    row = grid.grid.index_of((SALES_UNIT, day(5))).row()
    total = grid.grid.index(row, 12)

    assert str(total.data()).endswith("+ ?")
    assert "cannot be read" in grid.grid.said_of(total)
    assert grid.grid.text_at(total) == ""
    assert not grid.grid.index(row - 1, 12).data()  # the company is compared with no wrong sum
    grid.enter({(SALES_UNIT, day(6)): "6"})

    assert "?" not in str(total.data())
    assert grid.grid.index(row - 1, 12).data()


@pytest.mark.parametrize("month", [1, 7, 9, 12])
def test_the_first_column_is_never_cut(room: PlanRoom, grid: PlanGridSection, month: int) -> None:
    room.page.resize(600, 500)
    grid.enter({(ANNA, day(n)): "133334" for n in range(1, 13)})
    QApplication.processEvents()
    grid.view.select((ANNA, day(month)))
    QApplication.processEvents()

    header = grid.view.horizontalHeader()
    assert header.length() > grid.view.viewport().width()
    assert header.sectionViewportPosition(header.logicalIndexAt(0)) == 0
    cell = grid.view.visualRect(grid.grid.index_of((ANNA, day(month))))
    assert grid.view.viewport().rect().contains(cell)
    bar = grid.view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert header.sectionViewportPosition(header.logicalIndexAt(0)) == 0


def test_money_is_pasted_with_the_marks_of_its_currency(grid: PlanGridSection) -> None:
    grid.view.select((ANNA, day(5)))
    QGuiApplication.clipboard().setText("120 000 ₽\tRUB 120,000.50\t120 000 руб.")
    grid.view.paste()

    assert [shown(grid, ANNA, n) for n in (5, 6, 7)] == ["120,000", "120,000.50", "120,000"]
    assert list(grid.grid.grid.mistakes() if grid.grid.grid else ["?"]) == []
