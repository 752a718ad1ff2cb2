"""Spreads the plan of one row over its periods, with what comes out shown before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import formats
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.kpi.planning import Gap, step_of
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.brief import Brief, capital
from ui.context import Context
from ui.plans import words
from ui.plans.grid import GridRead, Line, Place
from ui.plans.preview import Preview
from ui.plans.spreading import SpreadOrder, Way, refuse_no_sum, spread, ways_for
from ui.plans.viewmodel import FactsBy, FactsViewModel, a_year_before
from ui.scheme.cells import CellError
from ui.scheme.profiles.amounts import amount_text
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.form import Field
from ui.widgets.text import Label, Role

_ROUNDINGS = (1, 10, 100, 1_000, 10_000)
_WIDTH, _HEIGHT = 620, 560
_HUNDRED = Decimal(100)


class SpreadDialog(QDialog):
    """Emits ``spread`` with a text for each cell, and how they came about."""

    spread = Signal(object, str)  # dict[Place, str]

    def __init__(
        self, context: Context, read: GridRead, line: Line, whole: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._line = line
        self._facts: FactsBy | None = None
        self._plans: list[Decimal] = []
        self.setWindowTitle(_("Spread a plan"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.facts = FactsViewModel(context.services, context.tasks, self)
        unit = read.indicator.unit
        self.whole = DecimalEdit(formats.currency_sign(read.currency) if unit is Unit.MONEY else "")
        self.whole.setText(whole)
        self.way, self.gap, self.rounding = (
            ChoiceBox(title) for title in (_("How"), _("Months without facts"), _("Round to"))
        )
        self.way.set_choices([(capital(way), way) for way in ways_for(read.kind)])
        self.gap.set_choices([(capital(gap), gap) for gap in Gap])
        steps = [Decimal(step) for step in _ROUNDINGS]
        self.rounding.set_choices([(shown(Brief(read.quantity(s))), s) for s in steps])
        self.growth = DecimalEdit("%")
        self.growth.show_number(Decimal(10))
        self.whole_field = Field(
            "whole", str(Message("For {period}", period=read.whole)), self.whole
        )
        self.growth_field = Field("growth", _("Growth"), self.growth)
        self.gap_field = Field("gap", _("Where last year has nothing"), self.gap)
        self.months = _Weights([words.month_name(n) for n in range(1, 13)], _("Season"))
        self.weekdays = _Weights([words.weekday_name(n) for n in range(7)], _("Days of the week"))
        self.table = self._table()
        self.problem = Label(tone=Tone.NEGATIVE, wraps=True)
        self.outcome = Label(role=Role.MUTED, wraps=True)
        self.put_button = Button(_("Put into the grid"), Kind.PRIMARY)
        self.cancel_button = Button(_("Cancel"))
        self._lay_out()
        self._connect(context)
        self._show()

    def order(self) -> SpreadOrder:
        """Return what is chosen.

        Raises:
            InvalidInputError: a field cannot be read.

        """
        way = self.way.choice()
        weights = self.months if way is Way.SEASON else self.weekdays
        growth = self.growth.number("growth") if way is Way.GROWN else None
        return SpreadOrder(
            way,
            None if way is Way.GROWN else self._whole(),
            weights.values() if way in {Way.SEASON, Way.WEEKDAYS} else (),
            Decimal(1) + (growth or Decimal(0)) / _HUNDRED,
            self.gap.choice(),
        )

    def _whole(self) -> Decimal | None:
        try:
            return self._read.amount(self.whole.text())
        except CellError as error:
            raise InvalidInputError("whole", error.message) from None

    def _step(self, whole: Decimal | None) -> Decimal:
        """Return the rounding; what it leaves over of the whole needs the least step there is."""
        least = step_of(self._read.indicator.unit, self._read.currency)
        chosen = max(least, self.rounding.choice())
        return least if whole is not None and whole % chosen else chosen

    def _show(self) -> None:
        way = self.way.choice()
        self.whole_field.setVisible(way is not Way.GROWN)
        self.growth_field.setVisible(way is Way.GROWN)
        self.gap_field.setVisible(way.needs_facts)
        self.months.setVisible(way is Way.SEASON)
        self.weekdays.setVisible(way is Way.WEEKDAYS)
        self.whole_field.show_error("")
        if way.needs_facts and self._facts is None:
            self._say(_("Last year is being read…"), [])
            before = [a_year_before(period) for period in self._read.periods]
            self.facts.want(before, self._read.indicator.code)
            return
        try:
            self._plans = self._spread()
        except CrmError as error:
            self._plans = []
            if isinstance(error, InvalidInputError) and error.field in {"whole", "total"}:
                is_begun = self.whole.isModified() or bool(self.whole.text().strip())
                self.whole_field.show_error(str(error) if is_begun else "")
                self._say("", [])
            else:
                self._say(str(error), [])
        else:
            self._say("", self._plans)

    def _spread(self) -> list[Decimal]:
        refuse_no_sum(self._read)
        order = self.order()
        return spread(
            order,
            self._read.periods,
            self._step(order.whole),
            calendar=self._read.calendar,
            last_year=self._last_year(),
        )

    def _last_year(self) -> list[Decimal | None]:
        facts = self._facts or {}
        before = [a_year_before(period) for period in self._read.periods]
        return [facts.get((self._line.subject, period.start)) for period in before]

    def _say(self, problem: str, plans: Sequence[Decimal]) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.put_button.setEnabled(bool(plans))
        for row, fact in enumerate(self._last_year()):
            plan = plans[row] if plans else None
            self.table.show_figure(row, 1, self._figure(fact))
            self.table.show_figure(row, 2, self._figure(plan), is_strong=True)
        self.table.setColumnHidden(1, self._facts is None)
        total = Brief(self._read.quantity(sum(plans, Decimal(0))))
        outcome = Message("{total} in all, nothing is left over.", total=total)
        self.outcome.setText(str(outcome) if plans else "")

    def _figure(self, value: Decimal | None) -> str:
        return shows.DASH if value is None else words.amount(self._read, value)

    def _table(self) -> Preview:
        heads = (_("Period"), _("Measured a year before"), _("Plan"))
        return Preview(_("What comes out"), heads, [shown(p) for p in self._read.periods])

    def _lay_out(self) -> None:
        self.resize(_WIDTH, _HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        title = Message(
            "{indicator} · {name}", indicator=self._read.indicator.name, name=self._line.name
        )
        layout.addWidget(Label(str(title), Role.TITLE, wraps=True))
        fields = QHBoxLayout()
        fields.setSpacing(2 * GRID)
        for field in (
            Field("way", _("How"), self.way),
            self.whole_field,
            self.growth_field,
            self.gap_field,
            Field("rounding", _("Round to"), self.rounding),
        ):
            fields.addWidget(field, 1)
        layout.addLayout(fields)
        layout.addWidget(self.months)
        layout.addWidget(self.weekdays)
        layout.addWidget(self.problem)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.outcome)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.put_button)
        layout.addLayout(foot)

    def _connect(self, context: Context) -> None:
        for box in (self.way, self.gap, self.rounding):
            box.currentIndexChanged.connect(self._show)
        for edit in (self.whole, self.growth):
            edit.textChanged.connect(self._show)
        for weights in (self.months, self.weekdays):
            weights.changed.connect(self._show)
        self.facts.ended.connect(self._on_facts)
        self.facts.failed.connect(context.report)
        self.cancel_button.clicked.connect(self.reject)
        self.put_button.clicked.connect(self._on_put)

    def _on_facts(self, facts: FactsBy) -> None:
        self._facts = facts
        self._show()

    def _on_put(self) -> None:
        unit = self._read.indicator.unit
        places: dict[Place, str] = {
            (self._line.subject, period.start): amount_text(plan, unit)
            for period, plan in zip(self._read.periods, self._plans, strict=True)
        }
        total = Brief(self._read.quantity(sum(self._plans, Decimal(0))))
        note = Message("{total} spread {way}", total=total, way=self.way.choice())
        self.accept()
        self.spread.emit(places, str(note))


class _Weights(QWidget):
    """A number for each month or day of the week, 1 where it is as any other."""

    changed = Signal()

    def __init__(self, names: Sequence[str], title: str) -> None:
        super().__init__()
        self._edits: list[DecimalEdit] = []
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        columns = 6 if len(names) > 7 else 7
        for number, name in enumerate(names):
            edit = DecimalEdit()
            edit.show_number(Decimal(1))
            words = Message("{title}: {name}", title=title, name=name)
            edit.setAccessibleName(str(words))
            edit.textChanged.connect(self.changed)
            row, column = divmod(number, columns)
            layout.addWidget(Label(name, Role.TINY), 2 * row, column)
            layout.addWidget(edit, 2 * row + 1, column)
            self._edits.append(edit)

    def values(self) -> tuple[Decimal, ...]:
        """Return the numbers; an empty field is 0.

        Raises:
            InvalidInputError: one is no number.

        """
        return tuple(edit.number("weights") or Decimal(0) for edit in self._edits)
