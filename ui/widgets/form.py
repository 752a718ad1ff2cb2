"""Fields under each other: label above, unit inside, what is wrong below in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import _
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import Label, Role, set_look


class Field(QWidget):
    """One editor with its words; ``code`` is the field's name in the core."""

    def __init__(
        self,
        code: str,
        label: str,
        editor: QWidget,
        *,
        unit: str | None = None,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.code = code
        self.editor = editor
        self._label = label
        self._hint = hint
        caption = Label(label, Role.MUTED)
        caption.setBuddy(editor)
        self._below = Label(hint, Role.TINY, wraps=True)
        if not hint:  # shown before it has a parent, it would be a window of its own
            self._below.hide()
        editor.setAccessibleName(label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for widget in (caption, editor, self._below):
            layout.addWidget(widget)
        layout.addStretch()
        if isinstance(editor, QLineEdit | QPlainTextEdit):
            editor.textChanged.connect(self._on_changed)
        elif isinstance(editor, QComboBox):
            editor.currentTextChanged.connect(self._on_changed)
        if unit is not None and isinstance(editor, QLineEdit):
            _put_inside(editor, Label(unit, Role.MUTED))

    @property
    def error(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        return "" if self.editor.property("wrong") is None else self._below.text()

    def show_error(self, words: str) -> None:
        """Say below the field what is wrong; an empty text takes it back."""
        self._below.setText(words or self._hint)
        self._below.setVisible(bool(words or self._hint))
        set_look(self._below, "tone", Tone.NEGATIVE.value if words else None)
        set_look(self.editor, "wrong", "true" if words else None)
        self.editor.setAccessibleDescription(words)

    def show_hint(self, words: str) -> None:
        """Say below the field what helps to fill it in; an error comes before it."""
        self._hint = words
        if not self.error:
            self.show_error("")

    def _on_changed(self) -> None:
        """Take back what was said of another entry."""
        if self.error:
            self.show_error("")

    def value(self) -> Any:
        """Return what the editor holds, to notice a change."""
        return self.editor.metaObject().userProperty().read(self.editor)


class Form(QWidget):
    """Enter emits ``submitted``; Esc emits ``left``, after a question if changes would be lost.

    Where there is nowhere to leave for (see ``add_buttons``), Esc does nothing.
    """

    submitted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields: dict[str, Field] = {}
        self._kept: dict[str, Any] = {}
        self._can_leave = True
        self._then: Callable[[], object] | None = None
        self.question: QMessageBox | None = None
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(2 * GRID)
        self._other = Label(role=Role.BODY, tone=Tone.NEGATIVE, wraps=True)
        self._other.hide()
        self.body.addWidget(self._other)

    def add(self, *fields: Field) -> None:
        """Add a line; several fields share it."""
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        for field in fields:
            row.addWidget(field, 1)
            self._fields[field.code] = field
            self._kept[field.code] = field.value()
        self.body.addLayout(row)

    def add_buttons(self, submit: str, *others: QWidget, can_leave: bool = True) -> Button:
        """Add the line with the primary button at the right; return that button."""
        row = QHBoxLayout()
        for other in others:
            row.addWidget(other)
        row.addStretch()
        self._can_leave = can_leave
        if can_leave:
            leave = Button(_("Cancel"))
            leave.clicked.connect(self.leave)
            row.addWidget(leave)
        button = Button(submit, Kind.PRIMARY)
        button.clicked.connect(self.submit)
        row.addWidget(button)
        self.body.addLayout(row)
        return button

    def field(self, code: str) -> Field:
        return self._fields[code]

    def keep(self) -> None:
        """Take what the fields hold now as saved."""
        self._kept = {code: field.value() for code, field in self._fields.items()}

    def is_changed(self) -> bool:
        return any(field.value() != self._kept[code] for code, field in self._fields.items())

    def show_error(self, error: Exception) -> None:
        """Show ``error`` under the field that it names, else above all fields."""
        self.clear_errors()
        field = self._fields.get(error.field) if isinstance(error, InvalidInputError) else None
        if field is None:
            self._other.setText(str(error))
            self._other.show()
        else:
            field.show_error(str(error))
            field.editor.setFocus()

    def clear_errors(self) -> None:
        self._other.hide()
        for field in self._fields.values():
            field.show_error("")

    def submit(self) -> None:
        self.clear_errors()
        self.submitted.emit()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing entered is lost; else ask, and call ``then`` once it is left."""
        if not self.is_changed():
            return True
        self._then = then
        self.leave()
        return False

    def leave(self) -> None:
        """Leave at once, or ask first if something would be lost."""
        if not self.is_changed():
            self.left.emit()
            return
        if any(box.isVisible() for box in self.findChildren(QMessageBox)):
            return
        self.question = QMessageBox(self)
        self.question.setText(_("Leave without saving?"))
        self.question.setInformativeText(_("What you changed here will be lost."))
        stay = self.question.addButton(_("Stay"), QMessageBox.ButtonRole.RejectRole)
        self.question.addButton(_("Leave"), QMessageBox.ButtonRole.AcceptRole)
        self.question.setDefaultButton(stay)
        self.question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.question.accepted.connect(self._on_left)
        self.question.rejected.connect(self._on_stayed)
        self.question.finished.connect(self._on_answered)
        self.question.open()

    @Slot()
    def _on_left(self) -> None:
        then, self._then = self._then, None
        self.left.emit()
        if then is not None:
            then()

    @Slot()
    def _on_stayed(self) -> None:
        self._then = None

    @Slot()
    def _on_answered(self) -> None:
        self.question = None  # Qt is about to delete it

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.submit()
            case Qt.Key.Key_Escape if self._can_leave:
                self.leave()
            case _:
                super().keyPressEvent(event)


def _put_inside(editor: QLineEdit, unit: QLabel) -> None:
    """Show ``unit`` at the right end inside ``editor``."""
    row = QHBoxLayout(editor)
    row.setContentsMargins(0, 0, 10, 0)
    row.addStretch()
    row.addWidget(unit)
    editor.setTextMargins(0, 0, unit.sizeHint().width() + 6, 0)
