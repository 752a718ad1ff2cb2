"""The plan grid: the plans of one indicator for everybody over a year, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMessageBox, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.texts import Message, _, plural
from ui.context import Context, PageView
from ui.plans.grid import Edits, GridRead, Line, Made, Place
from ui.plans.grid_choice import GridChoice
from ui.plans.grid_model import GridModel
from ui.plans.grid_view import GridView
from ui.plans.running import Choice, Running, planned, running_of
from ui.plans.running_dialog import RunningDialog
from ui.plans.saving import held_before, refused_cells
from ui.plans.spread_dialog import SpreadDialog
from ui.plans.viewmodel import FactsViewModel, GridAnswer, GridQuestion, GridViewModel
from ui.scheme.history import History
from ui.scheme.leaving import ask_to_leave
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.flow import FlowLayout
from ui.widgets.states import States
from ui.widgets.text import Label, Role

_CONCERNED = Changes.SCHEME | Changes.PEOPLE | Changes.SETTINGS
_MEASURED = ~(_CONCERNED | Changes.VIEWS | Changes.STATEMENTS)


class PlanGridSection(PageView):
    """``changed`` tells whether something is not yet saved."""

    shortcuts = (
        ("Ctrl+S", Message("Save the plans")),
        ("Ctrl+Z", Message("Undo")),
        ("Ctrl+Shift+Z", Message("Do again")),
        ("Ctrl+C", Message("Copy the selected plans")),
        ("Ctrl+V", Message("Paste, also from a spreadsheet")),
        ("Ctrl+R", Message("Fill to the right")),
        ("Ctrl+D", Message("Fill down")),
        ("Delete", Message("Take plans away")),
        ("Esc", Message("Discard what was typed")),
    )
    changed = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = GridViewModel(context.services, context.tasks, context.changes, self)
        self.facts = FactsViewModel(context.services, context.tasks, self)
        self.history: History[Edits] = History({})
        self.question: QMessageBox | None = None
        self.dialog: RunningDialog | SpreadDialog | None = None
        self.grid = GridModel()
        self.view = GridView(_("Plans"), self.grid)
        self.states = States(self.view)
        self.choice = GridChoice(context.selection.period, self)
        self.spread_button = Button(_("Spread…"), icon="sliders")
        self.undo_button = IconButton("undo", _("Undo"))
        self.redo_button = IconButton("refresh", _("Do again"))
        self.said = Label(role=Role.MUTED, wraps=True)
        self.problem = Label(tone=Tone.NEGATIVE, wraps=True)
        self.note = QLineEdit()
        self.discard_button = Button(_("Discard"))
        self.save_button = Button(_("Save"), Kind.PRIMARY)
        self._is_stale = True
        self._asked = self.choice.question()
        self._made: dict[Place, Made] = {}
        self._waiting: tuple[Mapping[Place, str], str] | None = None
        self._saving: list[Plan] = []
        self._before: tuple[list[Plan], list[Plan]] = ([], [])
        self._is_own = False
        self._lay_out()
        self._connect()
        self._show_history()

    @property
    def read(self) -> GridRead | None:
        """What is shown, None before it is read."""
        return self.grid.read

    @property
    def is_changed(self) -> bool:
        return bool(self.history.present)

    def reload(self) -> None:
        self.facts.forget()
        self._load()

    def _load(self) -> None:
        self._is_stale = False
        self.viewmodel.load(self._asked)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def may_leave(self, then: Callable[[], object]) -> bool:
        if not self.is_changed:
            return True
        if self.question is None:
            self.question = ask_to_leave(self, partial(self._leave, then))
            self.question.finished.connect(self._on_answered)
        return False

    def ask(self, question: GridQuestion) -> None:
        """Show the plans that ``question`` means."""
        self._asked = question
        self.states.forget()
        self.viewmodel.load(question)

    def take(self, question: GridQuestion, places: Mapping[Place, str], how: str) -> None:
        """Show the plans that ``question`` means, and enter texts that were made somehow."""
        self._waiting = places, how
        self._ask_from_boxes(question)

    def enter(self, places: Mapping[Place, str], how: str = "") -> None:
        """Put texts into cells, as one step; ``how`` tells what made them, if nobody typed them."""
        if self.grid.grid is not None and self.history.push(self.grid.grid.changed(places)):
            if how:
                self._made.update({place: Made(text, how) for place, text in places.items()})
            self._show_edits()

    @Slot()
    def save(self) -> None:
        self.save_button.setFocus()  # what is being typed is kept first
        if self.grid.grid is None or not self.is_changed:
            return
        mistakes = list(self.grid.grid.mistakes())
        if mistakes:
            self.view.select(mistakes[0][0])
            self._say_problem(str(mistakes[0][1]))
            return
        running = running_of(self.grid.grid)
        if running is None:
            self._save(*self.grid.grid.wanted(self.note.text().strip()))
            return
        dialog = RunningDialog(self.grid.grid, running, self)
        dialog.chosen.connect(partial(self._on_chosen, running))
        self.dialog = dialog
        dialog.open()

    @Slot()
    def undo(self) -> None:
        self.history.undo()
        self._show_edits()

    @Slot()
    def redo(self) -> None:
        self.history.redo()
        self._show_edits()

    @Slot()
    def spread(self) -> None:
        """Divide a plan over the periods of the row that the keyboard is in."""
        read, row = self.read, self._line()
        if read is None or row is None:
            self.context.say(_("Choose a row first, whose plan is to be spread."))
            return
        self.dialog = SpreadDialog(self.context, read, row, self.grid.total_text(row), self)
        self.dialog.spread.connect(self._on_spread)
        self.dialog.open()

    def _line(self) -> Line | None:
        index = self.view.currentIndex()
        if not index.isValid() and self.grid.rowCount():
            index = self.grid.index(0, 0)
        return self.grid.rows[index.row()].line if index.isValid() else None

    def _save(self, wanted: list[Plan], ended: list[Plan]) -> None:
        self._say_problem("")
        self._saving = wanted
        if self.read is not None:
            self._before = held_before(self.read, [*wanted, *ended])
        self.viewmodel.save(wanted, ended)

    def _leave(self, then: Callable[[], object]) -> None:
        self.discard()
        then()

    @Slot()
    def _on_escape(self) -> None:
        """Ask whether what was typed is to be lost, where something was."""
        self.may_leave(self.view.setFocus)

    @Slot()
    def discard(self) -> None:
        """Take back all that was typed since the last save."""
        if self.history.push({}):
            self._show_edits()

    def _lay_out(self) -> None:
        self.tools, self.foot = QWidget(), QWidget()
        tools = FlowLayout(self.tools)
        self.choice.put_into(tools)
        self.spread_button.setToolTip(_("Divide the plan of a year over its periods"))
        for button in (self.spread_button, self.undo_button, self.redo_button):
            tools.addWidget(button)
        self.note.setPlaceholderText(_("Why the plans change (may stay empty)"))
        self.note.setAccessibleName(_("Why the plans change"))
        foot = QHBoxLayout(self.foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(GRID)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.discard_button)
        foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.tools)
        layout.addWidget(self.states, 1)
        for label, lines in ((self.said, "\n"), (self.problem, " ")):
            layout.addWidget(label)
            label.setText(lines)
            label.setMinimumHeight(label.sizeHint().height())  # so that the rows stay in place
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.choice.asked.connect(self._on_asked)
        self.choice.who_changed.connect(self._show_lines)
        self.grid.entered.connect(self.enter)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.view.fits_not.connect(self._on_fits_not)
        self.view.unsplit.connect(self._save)
        self.grid.modelReset.connect(self._say_current)
        self.grid.dataChanged.connect(self._say_current)
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        self.spread_button.clicked.connect(self.spread)
        self.discard_button.clicked.connect(self.discard)
        self.save_button.clicked.connect(self.save)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.refused.connect(self._on_refused)
        self.viewmodel.undo_failed.connect(self.context.report)
        self.viewmodel.writing.connect(self._on_writing)
        self.facts.read.connect(self.grid.show_facts)
        self.facts.failed.connect(self.context.report)
        self.context.changes.happened.connect(self._on_changes)
        for keys, call in (
            ("Ctrl+S", self.save),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Shift+Z", self.redo),
            ("Ctrl+Y", self.redo),
            ("Esc", self._on_escape),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    def _show_edits(self) -> None:
        self.grid.show_edits(self.history.present, self._made)
        self._say_problem("")
        self._show_history()

    def _show_history(self) -> None:
        self.undo_button.setEnabled(self.history.can_undo)
        self.redo_button.setEnabled(self.history.can_redo)
        for widget in (self.save_button, self.discard_button):
            widget.setEnabled(self.is_changed)
        self.note.setEnabled(self.is_changed)
        self.changed.emit(self.is_changed)

    @Slot()
    def _show_lines(self) -> None:
        if self.read is not None:
            self._show_read(self.read)

    def _show_read(self, read: GridRead) -> None:
        """Show ``read``; the keyboard stays in the cell it is in, else begins with today."""
        place = self.grid.place_at(self.view.currentIndex())
        self.grid.show_read(read, self.choice.lines(read), self.history.present, self._made)
        if not self.view.currentIndex().isValid():
            held = self.grid.index_of(place) if place is not None else QModelIndex()
            begin = self.grid.index(0, read.running_column())
            self.view.setCurrentIndex(held if held.isValid() else begin)

    def _say_problem(self, words: str) -> None:
        self.problem.setText(words)

    @Slot()
    def _say_current(self) -> None:
        self.said.setText(self.grid.said_of(self.view.currentIndex()))

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, _current: QModelIndex, _before: QModelIndex) -> None:
        self._say_current()

    @Slot(object)
    def _on_asked(self, question: GridQuestion) -> None:
        """Show other plans, unless something would be lost."""
        if self.may_leave(partial(self._ask_from_boxes, question)):
            self._ask_from_boxes(question)
        else:
            self.choice.show_question(self._asked)

    def _ask_from_boxes(self, question: GridQuestion) -> None:
        self.history.restart({})
        self._made.clear()
        self._show_history()
        self.ask(question)

    @Slot(object)
    def _on_loaded(self, answer: GridAnswer) -> None:
        read = answer.read
        for around in (self.tools, self.said, self.foot):
            around.setVisible(read is not None)
        if read is None:
            words = _("Plans are set for indicators, and the scheme has none yet.")
            state = self.states.show_sentence("plans", words, _("To the KPI scheme"))
            state.accepted.connect(partial(self.context.navigate, "scheme", None))
            return
        whole, kind = self._asked.whole, self._asked.kind
        self._asked = GridQuestion(whole, kind, read.indicator.code)
        self.choice.show_answer(answer, read)
        self.choice.show_question(self._asked)
        self._show_read(read)
        self.states.show_figures()
        waiting, self._waiting = self._waiting, None
        if waiting:
            self.enter(*waiting)
        begun = [period for period in read.periods if period.start <= read.today]
        self.facts.want(begun, read.indicator.code)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The plans could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    def _on_chosen(self, running: Running, choice: Choice) -> None:
        if self.grid.grid is not None:
            self._save(*planned(self.grid.grid, running, choice, self.note.text().strip()))

    @Slot(object, str)
    def _on_spread(self, places: Mapping[Place, str], how: str) -> None:
        self.enter(places, how)
        self.view.setFocus()

    @Slot(int)
    def _on_saved(self, count: int) -> None:
        self._is_own = True  # the changes that follow
        self.history.restart({})
        self._made.clear()
        self.note.clear()
        self._show_history()
        words = plural("{count} plan is saved.", "{count} plans are saved.", count=count)
        self.context.say(str(words), partial(self.viewmodel.bring_back, *self._before))
        self.view.setFocus()

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
            return
        self._say_problem(str(error))
        if isinstance(error, UnsoundSchemeError):
            self.grid.show_mistakes(refused_cells(error, self._saving))

    @Slot(bool)
    def _on_writing(self, is_writing: bool) -> None:
        self.save_button.setEnabled(not is_writing and self.is_changed)

    @Slot(int)
    def _on_fits_not(self, count: int) -> None:
        words = plural(
            "{count} pasted row is more than there are rows below.",
            "{count} pasted rows are more than there are rows below.",
            count=count,
        )
        self.context.say(str(words))

    @Slot()
    def _on_answered(self) -> None:
        self.question = None

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        is_own, self._is_own = self._is_own, False
        if is_own:  # plans change nothing of what was measured
            self._load()
        elif changes & (_CONCERNED | _MEASURED):
            self._is_stale = True
            if self.isVisible():
                self.reload()
