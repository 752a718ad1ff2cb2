"""The card of one record: its head, what can be entered, and what is to be saved or lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.records.card_viewmodel import CardViewModel, Conflict, Undo
from ui.records.conflict_dialog import ConflictDialog, Difference
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.card import line
from ui.widgets.form import Form
from ui.widgets.scroll import Scroll
from ui.widgets.text import ElidedLabel, Label, Role

_WIDTH, _AROUND = 340, 56


class RecordCard(QFrame):
    """``closed`` is emitted when the card may go; nothing entered is lost without a question.

    Subclasses fill ``body`` (below ``form``), and say what is entered and how it is shown.
    """

    closed = Signal()
    right = Right.RECORDS
    """Who lacks it may look, and save nothing."""

    def __init__(
        self,
        context: Context,
        viewmodel: CardViewModel[Any, Any],
        *,
        kind: Message,
        new_title: Message,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context = context
        self.viewmodel = viewmodel
        viewmodel.setParent(self)
        self._kind = kind
        self._new_title = new_title
        self._next: object = None
        self._then: Callable[[], object] | None = None
        self._shown_key: object = None
        self._loaded_id: int | None = None
        self._focused: QWidget | None = None
        self.dialog: ConflictDialog | None = None
        self.question: QMessageBox | None = None
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(_WIDTH)
        self.title = ElidedLabel(role=Role.PAGE)
        self.state = Label(role=Role.MUTED, wraps=True)
        self.close_button = IconButton("close", _("Close"))
        self.save_button = Button(_("Save"), Kind.PRIMARY)
        self.cancel_button = Button(_("Cancel"))
        self.form = Form()
        self.titles = QHBoxLayout()
        self.head = QVBoxLayout()
        self.body = QVBoxLayout()
        self.foot = QHBoxLayout()
        self._lay_out()
        self._connect()
        needs(context.access, self.right, self.save_button)

    @property
    def record_id(self) -> int | None:
        """The record that is shown; None for a new one."""
        return None if self.viewmodel.read is None else self.viewmodel.read.id

    def ask_for(self, key: object) -> None:
        """Show the record of the id ``key``, or what else ``key`` means; ask before a loss."""
        if not self.isHidden() and self._shown_key == key:
            self.focus()
            return
        self._next = key
        self._leave()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing entered is lost; else ask, and call ``then`` on a yes."""
        if self.isHidden() or not self.form.is_changed():
            return True
        self._next = None
        self._leave(then)
        return False

    def refresh(self) -> None:
        """Read the record again, unless the user is entering something."""
        if self.isVisible() and self._is_idle():
            self.viewmodel.refresh(self._is_idle)

    def focus(self) -> None:
        """Let the keyboard go on at the first field."""
        raise NotImplementedError

    def begin(self, key: object) -> None:
        """Open what ``key`` means, where it is no id."""
        raise NotImplementedError

    def entered(self) -> Any:
        """Return the draft of what is entered.

        Raises:
            InvalidInputError: a field cannot be read.

        """
        raise NotImplementedError

    def show_read(self, read: Any) -> None:
        """Show a record in all fields."""
        raise NotImplementedError

    def words_of_saved(self, read: Any) -> str:
        """Return the quiet line after a save."""
        raise NotImplementedError

    def differences(self, conflict: Conflict[Any, Any]) -> list[Difference]:
        raise NotImplementedError

    def merged(self, conflict: Conflict[Any, Any], mine: frozenset[str]) -> Any:
        """Return their draft with the fields ``mine`` as the user entered them."""
        raise NotImplementedError

    def show_error(self, error: Exception) -> None:
        """Say what is wrong under the field that it concerns; a bug goes its own way."""
        if isinstance(error, CrmError):
            self.form.show_error(error)
            self._show_top_if(not isinstance(error, InvalidInputError))
        else:
            self.context.report(error)

    def submit(self) -> None:
        """Save what is entered, if it can be read."""
        try:
            draft = self.entered()
        except CrmError as error:
            self.show_error(error)
        else:
            self.viewmodel.save(draft)

    def _lay_out(self) -> None:
        titles = self.titles
        titles.setSpacing(GRID)
        titles.addWidget(self.title, 1)
        titles.addWidget(self.close_button)
        self.head.setSpacing(GRID // 2)
        self.head.setContentsMargins(3 * GRID, 2 * GRID, 2 * GRID, GRID)
        self.head.addLayout(titles)
        self.head.addWidget(self.state)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(3 * GRID, GRID, 3 * GRID, 2 * GRID)
        self.body.setSpacing(2 * GRID)
        self.body.addWidget(self.form)
        self.foot.setContentsMargins(3 * GRID, GRID, 3 * GRID, 12)
        self.foot.setSpacing(GRID)
        self.foot.addStretch()
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(self.head)
        self._scroll = Scroll(content)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(line())
        layout.addLayout(self.foot)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self._on_close)
        self.cancel_button.clicked.connect(self._on_close)
        self.save_button.clicked.connect(self.form.submit)
        self.form.submitted.connect(self.submit)
        self.form.left.connect(self._on_left)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.deleted.connect(self._on_deleted)
        self.viewmodel.conflicted.connect(self._on_conflict)
        self.viewmodel.failed.connect(self.show_error)
        self.viewmodel.undo_failed.connect(self.context.report)
        self.viewmodel.missing.connect(self._on_missing)
        self.viewmodel.writing.connect(self._on_writing)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)
        for keys, call in (
            (QKeySequence(Qt.Key.Key_Escape), self._on_close),
            (QKeySequence("Ctrl+S"), self.form.submit),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)

    @Slot()
    def _on_close(self) -> None:
        self._next = None
        self._leave()

    def _leave(self, then: Callable[[], object] | None = None) -> None:
        self._then = then
        is_asking = self.form.is_changed() and not self.isHidden()
        if not is_asking:
            self._on_left()
            return
        self.form.leave()

    @Slot()
    def _on_left(self) -> None:
        self.form.keep()
        (key, self._next), (then, self._then) = (self._next, None), (self._then, None)
        self._shown_key = key
        if key is None:
            self.closed.emit()
        elif isinstance(key, int):
            self.viewmodel.open(key)
        else:
            self.begin(key)
        if then is not None:
            then()

    @Slot(object)
    def _on_loaded(self, read: Any) -> None:
        is_other = read.id is None or read.id != self._loaded_id
        self._loaded_id = read.id
        self._shown_key = read.id if read.id is not None else self._shown_key
        if is_other:
            self.form.clear_errors()
        self.title.setText(read.name or str(self._new_title))
        self.setAccessibleName(self.title.text())
        self.show_read(read)
        for edit in self.form.findChildren(QLineEdit):
            edit.setCursorPosition(0)  # a long word is seen from its beginning
        self.form.keep()
        if is_other:
            self._show_top_if(True)
            self.focus()

    @Slot(bool)
    def _on_writing(self, is_writing: bool) -> None:
        """Let nothing be entered that the answer would wipe away."""
        if is_writing:
            self._focused = QApplication.focusWidget()
        self.form.setEnabled(not is_writing)
        if is_writing:
            return
        before, self._focused = self._focused, None
        if before is not None and isValid(before) and self.isAncestorOf(before):
            before.setFocus()  # unless it is gone, as with a dialog that was closed

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Bring what the keyboard goes to into sight, once it has its place."""
        if now is not None and self._scroll.isAncestorOf(now):
            QTimer.singleShot(0, now, partial(self._scroll.ensureWidgetVisible, now, 0, _AROUND))

    def _show_top_if(self, is_wanted: bool) -> None:
        if is_wanted:
            self._scroll.verticalScrollBar().setValue(0)

    def _is_idle(self) -> bool:
        return not self.form.is_changed() and not self.viewmodel.is_announcing

    @Slot(object, object)
    def _on_saved(self, read: Any, undo: Undo | None) -> None:
        self.context.say(self.words_of_saved(read), undo)

    @Slot(object)
    def _on_deleted(self, read: Any) -> None:
        self.context.say(str(Message("“{name}” is deleted.", name=read.name)))
        if self._shown_key == read.id:
            self._on_gone()

    def _on_missing(self, error: Exception) -> None:
        self.context.report(error)
        self._on_gone()

    def _on_gone(self) -> None:
        self.form.keep()
        self._shown_key = self._loaded_id = None
        self.closed.emit()

    @Slot(object)
    def _on_conflict(self, conflict: Conflict[Any, Any]) -> None:
        found = self.differences(conflict)
        if not found:
            self.viewmodel.take(conflict.theirs)
            return
        self.dialog = ConflictDialog(self._kind, conflict.theirs.name, found, self)
        self.dialog.kept.connect(
            lambda mine: self.viewmodel.save_over(self.merged(conflict, mine), conflict.theirs)
        )
        self.dialog.taken.connect(lambda: self.viewmodel.take(conflict.theirs))
        self.dialog.open()
