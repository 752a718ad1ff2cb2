"""What the editors of all definitions share: head and foot, versions, undo, saving from a day."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMessageBox, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.domain.codes import code_of
from crm_desktop.domain.entry import entered_code, entered_name
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.services.schemes import Definition, DefinitionKind, VersionRow
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.people.code_entry import CodeEntry
from ui.scheme.history import History
from ui.scheme.leaving import ask_to_leave
from ui.scheme.places import Place, place_of
from ui.scheme.tab_order import order_tabs
from ui.scheme.versions import bare, version_words
from ui.scheme.viewmodel import DefinitionViewModel, SchemeRead
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.card import line
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.scroll import Scroll
from ui.widgets.text import ElidedLabel, Label, Role

_DAY_WIDTH = 18 * GRID
_VERSION_LETTERS = 22


class DefinitionEditor(QWidget):
    """Edits one definition; ``closed`` is emitted when the list may come back.

    ``body`` scrolls, what stands in ``beside`` at its right does not.

    What is entered is a frozen sketch in ``history``; subclasses change it by ``change`` and
    show it in ``show_sketch``.
    """

    closed = Signal()

    def __init__(
        self, context: Context, kind: DefinitionKind, *, back: str, new_title: str, first: Any
    ) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = DefinitionViewModel(context.services, context.tasks, context.changes, self)
        self.history: History[Any] = History(first)
        self.read: SchemeRead | None = None
        self.kept: Definition | None = None
        self.question: QMessageBox | None = None
        self._kind = kind
        self._new_title = new_title
        self._kept_state: tuple[Any, ...] = ()
        self._is_of_draft = False
        self.back_button = LinkButton(back, icon="previous")
        self.title = ElidedLabel(role=Role.TITLE)
        self.versions = ChoiceBox(_("Versions"))
        self.versions.setMinimumContentsLength(_VERSION_LETTERS)
        self.undo_button = IconButton("undo", _("Undo"))
        self.redo_button = IconButton("redo", _("Do again"))
        self.name, self.code = QLineEdit(), QLineEdit()
        self.name_field = Field("name", _("Name"), self.name)
        self.code_field = Field("code", _("Code"), self.code)
        self.code.setToolTip(_("How files name it; it stays once saved."))
        self.valid_from = DayEdit()
        self.day_field = Field("valid_from", _("In force from"), self.valid_from)
        self.problems = Label(role=Role.BODY, tone=Tone.NEGATIVE, wraps=True)
        self.delete_button = Button(_("Delete"), Kind.DANGER, icon="delete")
        self.cancel_button = Button(_("Cancel"))
        self.save_button = Button(_("Save"), Kind.PRIMARY)
        self._codes = CodeEntry(self.name, self.code, self.code_for)
        self.body = QVBoxLayout()
        self.beside = QHBoxLayout()
        self._lay_out()
        self._connect()

    @property
    def sketch(self) -> Any:
        return self.history.present

    def serve_draft(self) -> None:
        """Edit what is a part of a draft: it has no days, no versions and no list to go back to."""
        self._is_of_draft = True
        for widget in (self.back_button, self.code_field, self.day_field, self.delete_button):
            widget.hide()

    def code_for(self, name: str, taken: Collection[str]) -> str:
        """Return the code to suggest for what is called ``name``, none of ``taken``."""
        return code_of(name, taken)

    def definition(self, code: str, name: str) -> Definition:
        """Return what is entered.

        Raises:
            CrmError: it cannot be read; the places are marked.

        """
        raise NotImplementedError

    def sketch_for(self, definition: Definition | None) -> Any:
        """Return what is to be edited; None is a new definition."""
        raise NotImplementedError

    def users(self) -> tuple[str, ...]:
        """Return the names of what needs the definition, so that it cannot go."""
        return ()

    def others(self) -> tuple[Definition, ...]:
        """Return what else is to be saved from the same day."""
        return ()

    def show_sketch(self) -> None:
        """Show the present sketch in all fields."""
        raise NotImplementedError

    def show_problem(self, place: Place, words: str) -> bool:
        """Show what is wrong at its field; return whether there is such a field."""
        raise NotImplementedError

    def clear_problems(self) -> None:
        """Take back what was said of fields."""
        raise NotImplementedError

    def definitions(self, read: SchemeRead) -> tuple[Definition, ...]:
        """Return those of the same kind."""
        raise NotImplementedError

    def open(self, definition: Definition | None, read: SchemeRead) -> None:
        """Edit ``definition``, or a new one, from scratch."""
        self.read, self.kept = read, definition
        taken = frozenset(other.code for other in self.definitions(read))
        code, name = ("", "") if definition is None else (definition.code, definition.name)
        self._codes.show_code(code, taken, is_new=definition is None)
        self.name.setText(name)
        self.name.setCursorPosition(0)
        self.valid_from.today = read.today
        self.valid_from.show_day(read.first_day(None if definition is None else definition.version))
        self.title.setText(name or self._new_title)
        is_stored = definition is not None and not self._is_of_draft
        self.delete_button.setVisible(is_stored)
        self.versions.hide()
        if definition is not None and is_stored:
            self.viewmodel.read_versions(self._kind, definition.code)
        self.history.restart(self.sketch_for(definition))
        self._forget_problems()
        self._show()
        self._keep()
        self._scroll.verticalScrollBar().setValue(0)
        self.name.setFocus()

    def refresh(self, read: SchemeRead) -> None:
        """Take what was read anew, unless the user has changed something."""
        self.read = read
        if self.kept is None or self.is_changed():
            return
        newest = {other.code: other for other in self.definitions(read)}
        held = newest.get(self.kept.code)
        if held is None:
            self.closed.emit()
        elif bare(held) != bare(self.kept):
            self.open(held, read)
        else:
            self.kept = held

    def change(self, sketch: Any, gesture: object = None) -> None:
        """Let ``sketch`` be what is entered; a ``gesture`` is undone at once."""
        if self.history.push(sketch, gesture):
            self._forget_problems()
            self._show()

    def is_changed(self) -> bool:
        return self._state() != self._kept_state

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing is lost; else ask, and call ``then`` on a yes."""
        if self.isHidden() or not self.is_changed():
            return True
        if self.question is None:
            self.question = ask_to_leave(self, partial(self._leave, then))
            self.question.finished.connect(self._on_answered)
        return False

    def save(self) -> None:
        self._forget_problems()
        try:
            day = self._first_day()
            name = entered_name(self.name.text())
            definition = self.definition(entered_code(self.code.text()), name)
            self._refuse_taken(definition)
        except CrmError as error:
            self._on_failed(error)
        else:
            self.viewmodel.save(definition, day, self.others())

    @Slot()
    def undo(self) -> None:
        self.history.undo()
        self._forget_problems()
        self._show()

    @Slot()
    def redo(self) -> None:
        self.history.redo()
        self._forget_problems()
        self._show()

    def say_problem(self, words: str) -> None:
        """Add what is wrong to the lines above the fields."""
        self.problems.setText("\n".join(filter(None, [self.problems.text(), words])))
        self.problems.show()
        self._scroll.verticalScrollBar().setValue(0)

    def _first_day(self) -> date:
        day = self.valid_from.day("valid_from")
        if day is None:
            raise InvalidInputError("valid_from", Message("Enter a day."))
        return day

    def _refuse_taken(self, definition: Definition) -> None:
        others = () if self.read is None else self.definitions(self.read)
        if self.kept is None and definition.code in {other.code for other in others}:
            message = Message("The code “{code}” is taken.", code=definition.code)
            raise InvalidInputError("code", message)

    def _show(self) -> None:
        self.undo_button.setEnabled(self.history.can_undo)
        self.redo_button.setEnabled(self.history.can_redo)
        self.show_sketch()
        order_tabs(self)

    def _state(self) -> tuple[Any, ...]:
        return (self.sketch, self.name.text(), self.code.text())

    def _keep(self) -> None:
        self._kept_state = self._state()

    def _leave(self, then: Callable[[], object]) -> None:
        if self.read is not None:
            self.open(self.kept, self.read)
        then()

    def _forget_problems(self) -> None:
        self.problems.setText("")
        self.problems.hide()
        for field in (self.name_field, self.code_field, self.day_field):
            field.show_error("")
        self.clear_problems()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self.back_button)
        head.addWidget(self.title, 1)
        for widget in (self.versions, self.undo_button, self.redo_button):
            head.addWidget(widget)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(0, 0, GRID, 0)
        self.body.setSpacing(2 * GRID)
        self.body.addWidget(self.problems)
        names = QHBoxLayout()
        names.setSpacing(2 * GRID)
        names.addWidget(self.name_field, 2)
        names.addWidget(self.code_field, 1)
        self.body.addLayout(names)
        self._scroll = Scroll(content)
        self.valid_from.setFixedWidth(_DAY_WIDTH)
        self.day_field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        foot.addWidget(self.delete_button, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addStretch()
        foot.addWidget(self.day_field)
        for button in (self.cancel_button, self.save_button):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        self.beside.setSpacing(2 * GRID)
        self.beside.addWidget(self._scroll, 1)
        layout.addLayout(self.beside, 1)
        layout.addWidget(line())
        layout.addLayout(foot)
        self.problems.hide()
        self.versions.hide()

    def _connect(self) -> None:
        self.back_button.clicked.connect(self._on_close)
        self.cancel_button.clicked.connect(self._on_close)
        self.undo_button.clicked.connect(self.undo)
        self.redo_button.clicked.connect(self.redo)
        self.save_button.clicked.connect(self.save)
        self.delete_button.clicked.connect(self._on_delete)
        self.versions.activated.connect(self._on_version)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.removed.connect(self._on_removed)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.undo_failed.connect(self.context.report)
        self.viewmodel.versions_read.connect(self._on_versions)
        self.viewmodel.writing.connect(self._on_writing)
        for keys, call in (
            ("Ctrl+S", self.save),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Shift+Z", self.redo),
            ("Esc", self._on_close),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    @Slot()
    def _on_close(self) -> None:
        if self.may_leave(self.closed.emit):
            self.closed.emit()

    @Slot()
    def _on_answered(self) -> None:
        self.question = None

    @Slot()
    def _on_delete(self) -> None:
        self._forget_problems()
        if users := self.users():
            words = Message(
                "It is needed by: {names}. Take it out there first.", names="; ".join(users)
            )
            self.say_problem(str(words))
            return
        try:
            day = self._first_day()
        except InvalidInputError as error:
            self._on_failed(error)
        else:
            if self.kept is not None:
                self.viewmodel.remove(self.kept, day)

    @Slot(object, object)
    def _on_saved(self, definition: Definition, day: object) -> None:
        if self._is_of_draft:
            self._keep()
            self.closed.emit()
            return
        words = Message("“{name}” holds from {day}.", name=definition.name, day=day)
        self.context.say(str(words))
        if definition.code != self.code.text().strip():
            return  # another one was opened meanwhile
        self.kept = definition
        self.title.setText(definition.name)
        self.delete_button.show()
        self._codes.show_code(definition.code, (), is_new=False)
        self._keep()
        self.viewmodel.read_versions(self._kind, definition.code)

    @Slot(object, object)
    def _on_removed(self, definition: Definition, day: Any) -> None:
        self._keep()
        words = Message("“{name}” ends on {day}.", name=definition.name, day=day)
        self.context.say(str(words), partial(self.viewmodel.bring_back, definition))
        self.closed.emit()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        own = {field.code: field for field in (self.name_field, self.code_field, self.day_field)}
        if isinstance(error, UnsoundSchemeError):
            for problem in error.problems:
                self._show_or_say(problem.place, problem.message)
        elif isinstance(error, InvalidInputError) and error.field in own:
            own[error.field].show()
            own[error.field].show_error(str(error))
            own[error.field].editor.setFocus()
        elif isinstance(error, CrmError):
            self.say_problem(str(error))
        else:
            self.context.report(error)
        self._bring_up_wrong()

    def _bring_up_wrong(self) -> None:
        """Let the first red field be seen, and the keyboard go on there."""
        wrong = [each for each in self.findChildren(Field) if each.error and each.isVisible()]
        inside = [each for each in wrong if self._scroll.isAncestorOf(each)]
        if inside:
            first = min(inside, key=lambda each: each.mapTo(self, QPoint()).y())
            self._scroll.bring_up(first)
            first.editor.setFocus()

    def _show_or_say(self, at: str, message: Message) -> None:
        place = place_of(at, self.code.text())
        if place is not None and place.part == "code":
            self.code_field.show_error(str(message))
        elif place is None or not self.show_problem(place, str(message)):
            self.say_problem(str(Message("{place}: {message}", place=at, message=message)))

    @Slot(object)
    def _on_versions(self, rows: list[VersionRow]) -> None:
        self.versions.set_choices([(version_words(row), row) for row in rows])
        self.versions.setCurrentIndex(0)
        self.versions.setVisible(bool(rows))

    @Slot()
    def _on_version(self) -> None:
        """Take an earlier version as what is entered: saved, it holds again."""
        row = self.versions.choice()
        if row is not None and row.definition is not None:
            self.change(self.sketch_for(row.definition))

    @Slot(bool)
    def _on_writing(self, is_writing: bool) -> None:
        for button in (self.save_button, self.delete_button):
            button.setEnabled(not is_writing)
