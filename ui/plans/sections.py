"""The parts of the page of plans, in the order of the tabs."""

from __future__ import annotations

from crm_desktop.texts import Message
from ui.plans.absences_section import AbsencesSection
from ui.plans.calendar_section import CalendarSection
from ui.plans.cascade_section import CascadeSection
from ui.plans.grid_section import PlanGridSection
from ui.plans.marks_section import MarksSection
from ui.tabbed_page import Section

GRID_CODE, CASCADE, CALENDAR, ABSENCES, MARKS = (
    "grid",
    "cascade",
    "calendar",
    "absences",
    "marks",
)


SECTIONS: tuple[Section, ...] = (
    Section(GRID_CODE, Message("Plan grid"), PlanGridSection),
    Section(CASCADE, Message("Cascade"), CascadeSection),
    Section(CALENDAR, Message("Calendar"), CalendarSection),
    Section(ABSENCES, Message("Absences"), AbsencesSection),
    Section(MARKS, Message("Marks"), MarksSection),
)
