"""The parts of the page of plans, in the order of the tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_desktop.texts import Message
from ui.context import Context, PageView
from ui.plans.absences_section import AbsencesSection
from ui.plans.calendar_section import CalendarSection
from ui.plans.cascade_section import CascadeSection
from ui.plans.grid_section import PlanGridSection
from ui.plans.marks_section import MarksSection

GRID_CODE, CASCADE, CALENDAR, ABSENCES, MARKS = (
    "grid",
    "cascade",
    "calendar",
    "absences",
    "marks",
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page; ``factory`` is called when it is shown first."""

    code: str
    title: Message
    factory: Callable[[Context], PageView]


SECTIONS: tuple[Section, ...] = (
    Section(GRID_CODE, Message("Plan grid"), PlanGridSection),
    Section(CASCADE, Message("Cascade"), CascadeSection),
    Section(CALENDAR, Message("Calendar"), CalendarSection),
    Section(ABSENCES, Message("Absences"), AbsencesSection),
    Section(MARKS, Message("Marks"), MarksSection),
)
