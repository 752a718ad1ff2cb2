"""From the company down: a plan divided over departments and people, seen before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import CrmError
from crm_desktop.kpi.planning import Cascade, step_of
from crm_desktop.texts import Message, _, shown
from ui.brief import Brief, capital
from ui.context import Context, PageView
from ui.plans.cascading import WAYS, CascadeOrder, Divided, cascade, units
from ui.plans.grid import Grid, GridRead, Line, Place
from ui.plans.grid_model import GridModel
from ui.plans.grid_view import GridView
from ui.plans.viewmodel import (
    FactsBy,
    FactsViewModel,
    GridAnswer,
    GridQuestion,
    GridViewModel,
    a_year_before,
)
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Field
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.states import States
from ui.widgets.text import Label, Role

_ROUNDINGS = (1, 10, 100, 1_000, 10_000)
_CONCERNED = Changes.SCHEME | Changes.PEOPLE | Changes.SETTINGS


class CascadeSection(PageView):
    """``divided`` hands the cells over to the grid: question, texts by place, a note."""

    divided = Signal(object, object, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = GridViewModel(context.services, context.tasks, context.changes, self)
        self.facts = FactsViewModel(context.services, context.tasks, self)
        self.indicator, self.unit, self.way, self.rounding = (ChoiceBox() for _title in range(4))
        year = Period.containing(context.selection.period.start, PeriodKind.YEAR)
        self.period = PeriodSelector(
            year, year.start, kinds=(PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH)
        )
        self.deep = QCheckBox(_("On to the people"))
        self.deep.setChecked(True)
        self.grid = GridModel(is_editable=False)
        self.view = GridView(_("What comes out"), self.grid)
        self.states = States(self.view)
        self.problem = Label(tone=Tone.NEGATIVE, wraps=True)
        self.outcome = Label(role=Role.MUTED, wraps=True)
        self.put_button = Button(_("Put into the plan grid"), Kind.PRIMARY)
        self._is_stale = True
        self._read: GridRead | None = None
        self._last_year: Mapping[SubjectRef, Decimal] | None = None
        self._found: Divided | None = None
        for box, letters in (
            (self.indicator, 16),
            (self.unit, 16),
            (self.way, 14),
            (self.rounding, 8),
        ):
            box.setMinimumContentsLength(letters)
        self.way.set_choices([(capital(way), way) for way in WAYS])
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        self._is_stale = False
        self.facts.forget()
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    @Slot()
    def _ask(self) -> None:
        self._last_year = None
        self.states.forget()
        self.viewmodel.load(self._question())

    def _question(self) -> GridQuestion:
        whole = self.period.period
        kind = PeriodKind.WEEK if whole.kind is PeriodKind.MONTH else PeriodKind.MONTH
        return GridQuestion(whole, kind, self.indicator.choice())

    @Slot()
    def _show(self) -> None:
        """Divide anew and show what comes out."""
        read, unit = self._read, self.unit.choice()
        if read is None or unit is None:
            return
        if self.way.choice() is Cascade.LAST_YEAR and self._last_year is None:
            self._say(_("Last year is being read…"), None)
            self.facts.want([a_year_before(p) for p in read.periods], read.indicator.code)
            return
        try:
            least = step_of(read.indicator.unit, read.currency)
            order = CascadeOrder(
                unit,
                self.way.choice(),
                max(least, self.rounding.choice()),
                is_deep=self.deep.isChecked(),
                last_year=self._last_year or {},
            )
            self._say("", cascade(Grid(read), order))
        except CrmError as error:
            self._say(str(error), None)

    def _say(self, problem: str, found: Divided | None) -> None:
        self._found = found
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.put_button.setEnabled(found is not None)
        self.outcome.setText("")
        if self._read is None:
            return
        lines = _within(self._read, self.unit.choice(), found)
        edits = Grid(self._read).changed(found.places) if found is not None else {}
        self.grid.show_read(self._read, lines, edits)
        if found is not None:
            rest = Brief(self._read.quantity(found.rest))
            words = (
                Message("{rest} is left over by rounding: it stays with the whole.", rest=rest)
                if found.rest
                else Message("Everything is divided, nothing is left over.")
            )
            self.outcome.setText(str(words))

    def _lay_out(self) -> None:
        self.tools, self.foot = QWidget(), QWidget()
        tools = FlowLayout(self.tools)
        tools.setSpacing(2 * GRID)
        for field in (
            Field("indicator", _("Indicator"), self.indicator),
            Field("period", _("Period"), self.period),
            Field("unit", _("Whose plan"), self.unit),
            Field("way", _("Divided"), self.way),
            Field("rounding", _("Round to"), self.rounding),
        ):
            tools.addWidget(field)
        tools.addWidget(self.deep)
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addWidget(self.outcome, 1)
        foot.addWidget(self.put_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.tools)
        layout.addWidget(self.problem)
        layout.addWidget(self.states, 1)
        layout.addWidget(self.foot)
        self.problem.hide()

    def _connect(self) -> None:
        self.indicator.activated.connect(self._ask)
        self.period.changed.connect(self._ask)
        for box in (self.unit, self.way, self.rounding):
            box.activated.connect(self._show)
        self.deep.toggled.connect(self._show)
        self.put_button.clicked.connect(self._on_put)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.facts.ended.connect(self._on_facts)
        self.facts.failed.connect(self.context.report)
        self.context.changes.happened.connect(self._on_changes)

    @Slot(object)
    def _on_loaded(self, answer: GridAnswer) -> None:
        read = answer.read
        for around in (self.tools, self.foot):
            around.setVisible(read is not None)
        if read is None:
            words = _("Plans are set for indicators, and the scheme has none yet.")
            state = self.states.show_sentence("plans", words, _("To the KPI scheme"))
            state.accepted.connect(partial(self.context.navigate, "scheme", None))
            return
        self._read = read
        self.period.show_today(read.today)
        self.indicator.set_choices([(one.name, one.code) for one in answer.indicators])
        self.indicator.choose(read.indicator.code)
        self.unit.set_choices([(line.name, line.subject) for line in units(read)])
        steps = [Decimal(step) for step in _ROUNDINGS]
        self.rounding.set_choices([(shown(Brief(read.quantity(s))), s) for s in steps])
        self.states.show_figures()
        self._show()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The plans could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    @Slot(object)
    def _on_facts(self, facts: FactsBy) -> None:
        made: dict[SubjectRef, Decimal] = {}
        for (subject, _day), value in facts.items():
            made[subject] = made.get(subject, Decimal(0)) + value
        self._last_year = made
        self._show()

    @Slot()
    def _on_put(self) -> None:
        if self._found is not None:
            places: dict[Place, str] = dict(self._found.places)
            note = Message("divided {way}: {unit}", way=self.way.choice(), unit=self._unit_name())
            self.divided.emit(self._question(), places, str(note))

    def _unit_name(self) -> str:
        return self.unit.currentText()

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & _CONCERNED:
            self._is_stale = True
            if self.isVisible():
                self.reload()


def _within(read: GridRead, unit: SubjectRef | None, divided: Divided | None) -> list[Line]:
    """Return ``unit`` and those who share its plan, or all below it where nothing is divided."""
    if divided is not None:
        sharing = {unit, *(subject for subject, _day in divided.places)}
        return [line for line in read.lines if line.subject in sharing]
    within = {unit}
    found = []
    for line in read.lines:
        if line.subject in within or line.parent in within or read.units_of(line) & within:
            within.add(line.subject)
            found.append(line)
    return [line for line in found if line.subject.level is not SubjectLevel.GROUP]
