"""Which plans the grid shows: the indicator, the period, its parts, and whose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QLayout

from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.texts import _
from ui.brief import capital
from ui.plans.grid import GridRead, Line
from ui.plans.viewmodel import GridAnswer, GridQuestion
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.period_selector import PeriodSelector

_PARTS = {
    PeriodKind.YEAR: (
        PeriodKind.MONTH,
        PeriodKind.QUARTER,
        PeriodKind.HALF_YEAR,
        PeriodKind.YEAR,
        PeriodKind.WEEK,
    ),
    PeriodKind.QUARTER: (PeriodKind.MONTH, PeriodKind.WEEK, PeriodKind.QUARTER),
    PeriodKind.MONTH: (PeriodKind.WEEK, PeriodKind.DAY, PeriodKind.MONTH),
}
_MEASURED, _EVERYBODY, _UNITS = "measured", "everybody", "units"


class GridChoice(QObject):
    """``asked`` carries the ``GridQuestion`` of other plans; ``who_changed`` wants other rows."""

    asked = Signal(object)
    who_changed = Signal()

    def __init__(self, around: Period, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.indicator, self.kind, self.who = (
            ChoiceBox(title) for title in (_("Indicator"), _("Periods"), _("Whose plans"))
        )
        year = Period.containing(around.start, PeriodKind.YEAR)
        self.period = PeriodSelector(year, around.start, kinds=tuple(_PARTS))
        for box, letters in ((self.indicator, 16), (self.kind, 9), (self.who, 11)):
            box.setMinimumContentsLength(letters)
        self._show_kinds()
        self.indicator.activated.connect(self._on_asked)
        self.kind.activated.connect(self._on_asked)
        self.period.changed.connect(self._on_whole)
        self.who.activated.connect(self.who_changed)

    def put_into(self, layout: QLayout) -> None:
        """Lay the boxes one by one into ``layout``, so that they wrap with what follows."""
        for widget in (self.indicator, self.period, self.kind, self.who):
            layout.addWidget(widget)

    def question(self) -> GridQuestion:
        return GridQuestion(self.period.period, self.kind.choice(), self.indicator.choice())

    def show_question(self, question: GridQuestion) -> None:
        """Let the boxes say what is shown."""
        self.period.show_period(question.whole)
        self._show_kinds()
        self.kind.choose(question.kind)
        self.indicator.choose(question.indicator)

    def show_answer(self, answer: GridAnswer, read: GridRead) -> None:
        """Offer what there is to choose from."""
        self.indicator.set_choices([(one.name, one.code) for one in answer.indicators])
        self.period.show_today(read.today)
        departments = [
            (line.name, line.subject)
            for line in read.lines
            if line.subject.level is SubjectLevel.DEPARTMENT
        ]
        is_any = any(line.is_measured for line in read.lines)
        measured = [(_("Measured"), _MEASURED)] if is_any else []
        units = [(_("Company and departments"), _UNITS)] if departments else []
        everybody = (_("Everybody"), _EVERYBODY)
        self.who.set_choices([*measured, everybody, *units, *departments])

    def lines(self, read: GridRead) -> Sequence[Line]:
        """Return whose plans are wanted."""
        return lines_of(read, self.who.choice())

    def _show_kinds(self) -> None:
        kinds = _PARTS[self.period.period.kind]
        self.kind.set_choices([(capital(kind), kind) for kind in kinds])

    @Slot(object)
    def _on_whole(self, _whole: Period) -> None:
        self._show_kinds()
        self._on_asked()

    @Slot()
    def _on_asked(self) -> None:
        self.asked.emit(self.question())


def _upwards(
    subject: SubjectRef | None, above: Mapping[SubjectRef, SubjectRef | None]
) -> Iterator[SubjectRef]:
    while subject is not None:
        yield subject
        subject = above[subject]


def lines_of(read: GridRead, who: Any) -> Sequence[Line]:
    """Return whom ``who`` means: all or some, the units, or a department with all within.

    Whoever has gone from that department since stands below.
    """
    if isinstance(who, SubjectRef):
        within = {who}
        for line in read.lines:  # units stand before what is in them
            if line.parent in within:
                within.add(line.subject)
        here = [line for line in read.lines if line.subject in within]
        gone = (line for line in read.lines if line.subject not in within)
        return [*here, *(line for line in gone if read.units_of(line) & within)]
    if who == _MEASURED:
        shown = {COMPANY}
        above = {line.subject: line.parent for line in read.lines}
        for line in read.lines:
            if line.is_measured:  # they and the units above, also those where they were before
                for unit in (line.subject, *read.units_of(line)):
                    shown.update(_upwards(unit, above))
        return [line for line in read.lines if line.subject in shown]
    if who == _UNITS:
        return [line for line in read.lines if line.subject.level is not SubjectLevel.EMPLOYEE]
    return read.lines
