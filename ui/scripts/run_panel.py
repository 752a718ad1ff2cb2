"""A script on one person and a past period: what came, how it came, and every variable by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.domain.period import Period
from crm_desktop.domain.scripts import RunStatus, ScriptChange
from crm_desktop.errors import CrmError
from crm_desktop.scripting.values import RunOutcome, TraceStep
from crm_desktop.texts import Message, _, shown
from ui import theme
from ui.brief import capital
from ui.models.rows import Column, RowsModel
from ui.scripts.code_edit import code_font
from ui.scripts.sketch import shown_number
from ui.scripts.tests_panel import CHANGED
from ui.scripts.viewmodel import ScriptRead
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, IconButton
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role, set_tone

if TYPE_CHECKING:
    from crm_desktop.services.script_trials import TryOut

_MOST_ROWS, _FRAME = 8, 6
_TEXT_HEIGHT = 9 * GRID
_LEAST_S = Decimal("0.1")
_TONES = {RunStatus.OK: Tone.POSITIVE, RunStatus.LIMIT: Tone.WARNING}


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    value: str


_CHANGES: tuple[Column[ScriptChange], ...] = (
    Column(
        "what",
        Message("What"),
        lambda r: " · ".join(filter(None, [str(CHANGED[r.what]), r.code])),
        width=128,
        tip=lambda r: r.code,
    ),
    Column("before", Message("Before"), lambda r: shown_number(r.before), is_number=True, width=80),
    Column("after", Message("After"), lambda r: shown_number(r.after), is_number=True, width=96),
    Column("reason", Message("Reason"), lambda r: r.reason, width=120, tip=lambda r: r.reason),
)
_VARIABLES: tuple[Column[Variable], ...] = (
    Column("name", Message("Variable"), lambda r: r.name, width=104, is_strong=True),
    Column("value", Message("Value"), lambda r: r.value, width=200, tip=lambda r: r.value),
)


class RunPanel(QWidget):
    """``run_wanted`` carries the code of an employee and a Period; ``line_wanted`` a line."""

    run_wanted = Signal(str, object)
    line_wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.outcome: RunOutcome | None = None
        self._steps: tuple[TraceStep, ...] = ()
        self._line, self._pass = 0, 0
        self.person_box, self.period_box = ChoiceBox(_("Person")), ChoiceBox(_("Period"))
        self.run_button = Button(_("Run"), icon="calculate")
        self.sentence = Label(
            _("Run the script on somebody to see what it answers, and how."),
            Role.MUTED,
            wraps=True,
        )
        self.status = Label(role=Role.STRONG, wraps=True)
        self.result = Label(role=Role.FIGURE, wraps=True)
        self.message = Label(wraps=True)
        self.line_link = LinkButton(_("To the line"))
        self.costs = Label(role=Role.TINY, wraps=True)
        self.log_title, self.log = Label(_("What it wrote down"), Role.STRONG), _text()
        self.log.setAccessibleName(self.log_title.text())
        self.changes_model = RowsModel[ScriptChange](_CHANGES)
        self.changes_title = Label(_("What it changed"), Role.STRONG)
        self.changes = TableView("script-changes", self.changes_model, title=_("What it changed"))
        self.variables_model = RowsModel[Variable](_VARIABLES)
        self.variables_title = Label(role=Role.STRONG, wraps=True)
        self.variables = TableView(
            "script-variables", self.variables_model, title=_("Variables at the line")
        )
        self.previous_button = IconButton("previous", _("The time before"))
        self.next_button = IconButton("next", _("The next time"))
        self._lay_out()
        self._connect()

    def offer(self, read: ScriptRead) -> None:
        """Offer whom and what to run the script on: the first person, the last month."""
        self.person_box.set_choices([(row.name, row.code) for row in read.employees])
        periods = read.past_periods()
        self.period_box.set_choices([(capital(shown(one)), one) for one in periods])
        self.run_button.setEnabled(bool(read.employees))
        if not read.employees:
            self.sentence.setText(_("There is nobody to run it on: add employees first."))

    def clear(self) -> None:
        """Show nothing of another script."""
        self.outcome, self._steps = None, ()
        self._body.hide()
        self.sentence.show()

    def show_running(self) -> None:
        self.run_button.setEnabled(False)
        self.run_button.setText(_("Running…"))

    def show_try(self, tried: TryOut) -> None:
        self.show_outcome(tried.outcome, changes_pay="total" in tried.given)

    def show_failed(self, error: Exception) -> None:
        """Say why it could not be run at all."""
        self._rest()
        words = str(error) if isinstance(error, CrmError) else _("The script could not be run.")
        self.outcome, self._steps = None, ()
        self._show_head(words, Tone.NEGATIVE, "", "")
        for widget in (*self._parts, self.line_link, self.costs):
            widget.hide()

    def show_outcome(self, outcome: RunOutcome, *, changes_pay: bool = False) -> None:
        """Show how a run went, of a script that gives a value or that ``changes_pay``."""
        self._rest()
        self.outcome, self._steps = outcome, outcome.trace
        tone = _TONES.get(outcome.status, Tone.NEGATIVE)
        message = "" if outcome.message is None else str(outcome.message)
        self._show_head(
            outcome.status.shown(), tone, _result_words(outcome, changes_pay=changes_pay), message
        )
        self.line_link.setVisible(outcome.line is not None)
        if outcome.line is not None:
            self.line_link.setText(str(Message("To line {line}", line=outcome.line)))
        self.costs.setText(cost_words(outcome))
        self.costs.show()
        texts = [*outcome.log, *outcome.printed.splitlines()]
        self.log.setPlainText("\n".join(texts))
        self._show_part(self.log_title, self.log, is_seen=bool(texts))
        self.changes_model.set_rows(outcome.changes)
        _fit(self.changes, len(outcome.changes))
        self._show_part(self.changes_title, self.changes, is_seen=bool(outcome.changes))
        self._show_part(self.variables_title, self.variables, is_seen=bool(self._steps))
        last = outcome.line or (self._steps[-1].line if self._steps else 0)
        self._line = 0
        self.show_line(last)

    @Slot(int)
    def show_line(self, line: int) -> None:
        """Show the variables as they were after ``line`` was done."""
        if line != self._line:
            self._line, self._pass = line, 0
            self._show_variables()

    def _show_variables(self) -> None:
        steps = [step for step in self._steps if step.line == self._line]
        several = len(steps) > 1
        for button in (self.previous_button, self.next_button):
            button.setVisible(several and bool(self._steps))
        self.previous_button.setEnabled(self._pass > 0)
        self.next_button.setEnabled(self._pass < len(steps) - 1)
        if not steps:
            words = Message("Line {line} was not run.", line=self._line)
            self.variables_model.set_rows(())
        else:
            values = steps[self._pass].values
            _fit(self.variables, len(values))
            self.variables_model.set_rows(Variable(*each) for each in values.items())
            words = Message("After line {line}", line=self._line)
            if several:
                number, count = self._pass + 1, len(steps)
                words = Message(
                    "After line {line}, time {number} of {count}",
                    line=self._line,
                    number=number,
                    count=count,
                )
        self.variables_title.setText(str(words))

    def _show_head(self, words: str, tone: Tone, result: str, message: str) -> None:
        self.sentence.hide()
        self.status.setText(words)
        set_tone(self.status, tone)
        self.result.setText(result)
        self.result.setVisible(bool(result))
        self.message.setText(message)
        self.message.setVisible(bool(message))
        self._body.show()

    def _rest(self) -> None:
        self.run_button.setEnabled(True)
        self.run_button.setText(_("Run"))

    def _show_part(self, title: QWidget, part: QWidget, *, is_seen: bool) -> None:
        title.setVisible(is_seen)
        part.setVisible(is_seen)

    def _lay_out(self) -> None:
        self._parts: Sequence[QWidget] = (
            *(self.log_title, self.log, self.changes_title, self.changes),
            *(self.variables_title, self.variables, self.previous_button, self.next_button),
        )
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(GRID)
        for widget in (self.status, self.result, self.message, self.line_link, self.costs):
            body.addWidget(widget)
        for part in (self.log_title, self.log, self.changes_title, self.changes):
            body.addWidget(part)
        head = QHBoxLayout()
        head.addWidget(self.variables_title, 1)
        head.addWidget(self.previous_button)
        head.addWidget(self.next_button)
        body.addLayout(head)
        body.addWidget(self.variables)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(Field("person", _("Person"), self.person_box))
        layout.addWidget(Field("period", _("Period"), self.period_box))
        layout.addWidget(self.run_button)
        layout.addWidget(self.sentence)
        layout.addWidget(self._body)
        layout.addStretch(1)
        self._body.hide()

    def _connect(self) -> None:
        self.run_button.clicked.connect(self.run)
        self.line_link.clicked.connect(self._on_line)
        self.previous_button.clicked.connect(self._on_previous)
        self.next_button.clicked.connect(self._on_next)

    @Slot()
    def run(self) -> None:
        """Ask for a run on whom and what is chosen."""
        person, period = self.person_box.choice(), self.period_box.choice()
        if isinstance(person, str) and isinstance(period, Period):
            self.run_wanted.emit(person, period)

    @Slot()
    def _on_line(self) -> None:
        if self.outcome is not None and self.outcome.line is not None:
            self.line_wanted.emit(self.outcome.line)

    @Slot()
    def _on_previous(self) -> None:
        self._pass -= 1
        self._show_variables()

    @Slot()
    def _on_next(self) -> None:
        self._pass += 1
        self._show_variables()


def cost_words(outcome: RunOutcome) -> str:
    """Return what a run took."""
    seconds = formats.number(outcome.seconds, 1)
    words = Message("{seconds} s", seconds=seconds)
    if outcome.seconds < _LEAST_S:
        words = Message("Less than {seconds} s", seconds=formats.number(_LEAST_S, 1))
    if outcome.memory_mb is None:
        return str(words)
    memory = formats.number(outcome.memory_mb, 0)
    return str(Message("{time}, {memory} MB of memory", time=words, memory=memory))


def _result_words(outcome: RunOutcome, *, changes_pay: bool) -> str:
    result = outcome.result
    if isinstance(result, Mapping):
        return "\n".join(f"{name}: {shown_number(value)}" for name, value in result.items())
    if result is None and outcome.status is RunStatus.OK and not outcome.changes:
        return _("Nothing was changed") if changes_pay else _("No value")
    return "" if result is None else shown_number(result)


def _fit(table: TableView, rows: int) -> None:
    """Let ``table`` be as tall as ``rows``, up to a bound."""
    header = table.horizontalHeader().sizeHint().height()
    table.setFixedHeight(min(max(rows, 1), _MOST_ROWS) * theme.ROW_HEIGHT + header + _FRAME)


def _text() -> QPlainTextEdit:
    edit = QPlainTextEdit()
    edit.setReadOnly(True)
    edit.setTabChangesFocus(True)
    edit.setFont(code_font(theme.BODY - 1))
    edit.setFixedHeight(_TEXT_HEIGHT)
    return edit
