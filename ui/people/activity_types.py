"""Types of activities: what a firm calls what its people do, and what indicators take it for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from crm_desktop.changes import Changes
from crm_desktop.domain.activities import ActivityTypeRow
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.people.new_type import NewType
from ui.people.sections import ACTIVITY_TYPES, Sections
from ui.people.type_line import KIND_SHARE, NAME_SHARE, TypeLine
from ui.people.types_viewmodel import Rows, TypesViewModel
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import Label, Role

_BUTTON = 32
_WIDEST = 760


class ActivityTypesView(PageView):
    """What is changed here is saved at once, and can be taken back."""

    shortcuts = (("Ctrl+N", Message("Add type")), ("Esc", Message("Take a name back")))

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = TypesViewModel(context.services, context.tasks, context.changes, self)
        self.sections = Sections(ACTIVITY_TYPES, context.access)
        self.new_button = Button(_("Add type"), Kind.PRIMARY, icon="add")
        self.new_type = NewType()
        self.lines: list[TypeLine] = []
        self._content = QWidget()
        self._rows = QVBoxLayout()
        self.states = States(Scroll(self._content))
        self._is_stale = True
        self._focused: QWidget | None = None
        self._lay_out()
        self._connect()

    def open_key(self, key: object) -> None:
        """There is no record to open: all are shown."""

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()

    def may_leave(self, then: Callable[[], object]) -> bool:
        return self.new_type.may_leave(then)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.sections, 1)
        head.addWidget(self.new_button)
        words = _(
            "Ready indicators find calls, meetings and other activities by kind, whatever their "
            "type is called. Rules and filters that name a type need the new name once it is "
            "renamed."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + 4)
        layout.addLayout(head)
        layout.addWidget(Label(words, Role.MUTED, wraps=True))
        layout.addWidget(self.new_type)
        layout.addWidget(self.states, 1)
        self.new_type.hide()
        self._lay_out_rows()

    def _lay_out_rows(self) -> None:
        titles = QHBoxLayout()
        titles.setSpacing(2 * GRID)
        titles.setContentsMargins(0, 0, _BUTTON + 2 * GRID, 0)
        titles.addWidget(Label(_("Type"), Role.TINY), NAME_SHARE)
        titles.addWidget(Label(_("What it is"), Role.TINY), KIND_SHARE)
        self._rows.setSpacing(GRID)
        column = QWidget()
        column.setMaximumWidth(_WIDEST)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, GRID, 0)
        inner.addLayout(titles)
        inner.addLayout(self._rows)
        inner.addStretch(1)
        layout = QHBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(column, 1)
        layout.addStretch()

    def _connect(self) -> None:
        self.new_button.clicked.connect(self._on_new)
        needs(self.context.access, Right.ADMINISTER, self.new_button, self._content)
        self.new_type.entered.connect(self.viewmodel.create)
        self.new_type.closed.connect(self.new_button.setFocus)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.refused.connect(self._on_refused)
        self.viewmodel.undo_failed.connect(self.context.report)
        self.viewmodel.writing.connect(self._on_writing)
        self.context.changes.happened.connect(self._on_changes)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.activated.connect(self._on_new)
        needs(self.context.access, Right.ADMINISTER, shortcut)

    @Slot()
    def _on_new(self) -> None:
        self.new_type.begin()

    @Slot(object)
    def _on_loaded(self, rows: Rows) -> None:
        self._show(rows)
        if rows:
            self.states.show_figures()
        else:
            words = _("Types say what people do: calls, meetings, visits.")
            state = self.states.show_sentence("activities", words, _("Add type"))
            state.accepted.connect(self._on_new)

    def _show(self, rows: Rows) -> None:
        """Show ``rows`` in their order; the keyboard stays in the line where it is."""
        before = {line.row.id: line for line in self.lines}
        self.lines = [self._line(row, before.pop(row.id, None)) for row in rows]
        for gone in before.values():
            self._rows.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for place, line in enumerate(self.lines):
            if self._rows.indexOf(line) != place:
                self._rows.insertWidget(place, line)
        for line in self.lines:
            self.setTabOrder(line.name, line.kind)
            self.setTabOrder(line.kind, line.delete_button)
        for above, line in pairwise(self.lines):
            self.setTabOrder(above.delete_button, line.name)

    def _line(self, row: ActivityTypeRow, line: TypeLine | None) -> TypeLine:
        if line is not None:
            line.show_row(row)
            return line
        line = TypeLine(row)
        line.renamed.connect(self.viewmodel.rename)
        line.kind_chosen.connect(self.viewmodel.set_kind)
        line.deletion_wanted.connect(self.viewmodel.delete)
        return line

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The list could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    @Slot(str, object)
    def _on_saved(self, sentence: str, undo: Callable[[], None] | None) -> None:
        for line in self.lines:
            line.show_error("")
        self.new_type.end()
        self.context.say(sentence, undo)

    @Slot(object, object)
    def _on_refused(self, type_id: int | None, error: Exception) -> None:
        line = next((line for line in self.lines if line.row.id == type_id), None)
        if not isinstance(error, CrmError):
            self.context.report(error)
        elif type_id is None:
            self.new_type.show_error(error)
        elif line is not None:
            line.show_error(str(error))
        else:
            self.context.report(error)

    @Slot(bool)
    def _on_writing(self, is_writing: bool) -> None:
        """Let nothing be entered that the answer would wipe away."""
        if is_writing:
            self._focused = QApplication.focusWidget()
        for widget in (self._content, self.new_type):
            widget.setEnabled(not is_writing)
        if is_writing:
            return
        before, self._focused = self._focused, None
        if before is not None and isValid(before) and self.isAncestorOf(before):
            before.setFocus()  # unless it is gone, as with a dialog that was closed

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & (Changes.ACTIVITIES | Changes.SETTINGS):
            if self.isVisible():
                self.reload()
            else:
                self._is_stale = True
