"""Plans: the grid and its tools, the cascade, the calendar, absences and marks."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QWidget

from crm_desktop.domain.calendar import DayKind
from crm_desktop.domain.people import COMPANY
from crm_desktop.kpi.planning import Cascade
from ui.gallery.scene import Room, Scene, Step, page
from ui.gallery.stage import Stage, StuckError
from ui.plans.absences_section import AbsencesSection
from ui.plans.calendar_section import CalendarSection
from ui.plans.cascade_section import CascadeSection
from ui.plans.grid import GridRead, Place
from ui.plans.grid_section import PlanGridSection
from ui.plans.marks_section import MarksSection
from ui.plans.page import PlansPage
from ui.plans.running_dialog import RunningDialog
from ui.plans.sections import ABSENCES, CALENDAR, CASCADE, MARKS
from ui.plans.spread_dialog import SpreadDialog
from ui.plans.spreading import Way


def _read(stage: Stage) -> GridRead:
    read = stage.find(PlanGridSection).read
    if read is None:
        raise StuckError
    return read


def _running(stage: Stage) -> Place:
    """Return the first cell of the running period that has a plan."""
    grid, read = stage.find(PlanGridSection).grid.grid, _read(stage)
    column = next(n for n, period in enumerate(read.periods) if read.today in period)
    for line in read.lines:
        if grid is not None and grid.cells(line.subject)[column].value is not None:
            return line.subject, read.periods[column].start
    raise StuckError


def _type(stage: Stage) -> None:
    """Type plans into some cells, one of them wrong."""
    grid, read = stage.find(PlanGridSection), _read(stage)
    days = [period.start for period in read.periods[-3:]]
    texts = ("2 500 000", "2 750 000", "three")
    grid.enter({(COMPANY, day): text for day, text in zip(days, texts, strict=True)})
    grid.view.select((COMPANY, days[-1]))


def _change_running(stage: Stage) -> None:
    grid = stage.find(PlanGridSection)
    grid.enter({_running(stage): "3 000 000"})
    grid.save()
    dialog = grid.dialog
    if not isinstance(dialog, RunningDialog):
        raise StuckError
    dialog.split.setChecked(True)


def _spread(stage: Stage) -> None:
    grid = stage.find(PlanGridSection)
    grid.view.select(_running(stage))
    grid.spread()
    dialog = grid.dialog
    if not isinstance(dialog, SpreadDialog):
        raise StuckError
    dialog.way.choose(Way.SEASON)
    dialog.whole.setText("12 000 000")


def _section(code: str, kind: type[QWidget]) -> Step:
    """Return the step to the section of ``code``."""

    def open_it(stage: Stage) -> None:
        stage.find(PlansPage).open_key(code)
        stage.settle()
        stage.find(kind)

    return open_it


def _cascade_headcount(stage: Stage) -> None:
    section = stage.find(CascadeSection)
    section.way.choose(Cascade.HEADCOUNT)
    section.way.activated.emit(section.way.currentIndex())


def _choose_days(stage: Stage) -> None:
    """Choose days and say that they are off."""
    section = stage.find(CalendarSection)
    view, year = section.view, section.view.year
    first, last = (year.index_of(date(year.year, 6, day)) for day in (15, 16))
    view.setCurrentIndex(first)
    view.selectionModel().select(last, QItemSelectionModel.SelectionFlag.Select)
    section.set_days(DayKind.OFF)


def _new_absence(stage: Stage) -> None:
    section = stage.find(AbsencesSection)
    section.new()
    card = section.card
    card.last.setText("01.01.2020")
    card.form.submit()


def _mark(stage: Stage) -> None:
    section = stage.find(MarksSection)
    row = section.table.model().index(0, 0)
    section.table.setCurrentIndex(row)
    if section.table.current_row is not None:
        section.open(section.table.current_row)


_PLANS = page("plans")
_TO_CASCADE = _section(CASCADE, CascadeSection)
_TO_CALENDAR = _section(CALENDAR, CalendarSection)
_TO_ABSENCES = _section(ABSENCES, AbsencesSection)
_TO_MARKS = _section(MARKS, MarksSection)

PLAN_SCENES: tuple[Scene, ...] = (
    Scene("plans", (_PLANS,), is_main=True),
    Scene("plans-typed", (_PLANS, _type)),
    Scene("plans-running", (_PLANS, _change_running)),
    Scene("plans-spread", (_PLANS, _spread)),
    Scene("plans-no-scheme", (_PLANS,), room=Room.EMPTY),
    Scene("plans-cascade", (_PLANS, _TO_CASCADE, _cascade_headcount), is_main=True),
    Scene("plans-calendar", (_PLANS, _TO_CALENDAR), is_main=True),
    Scene("plans-calendar-own-days", (_PLANS, _TO_CALENDAR, _choose_days)),
    Scene("plans-absences", (_PLANS, _TO_ABSENCES), is_main=True),
    Scene("plans-absence-error", (_PLANS, _TO_ABSENCES, _new_absence)),
    Scene("plans-marks", (_PLANS, _TO_MARKS), is_main=True),
    Scene("plans-mark", (_PLANS, _TO_MARKS, _mark)),
)
