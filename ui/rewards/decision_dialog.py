"""A decision about pay: what it means, what to look at first, and who takes it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crm_desktop.domain.permissions import Access
from crm_desktop.errors import CrmError
from ui.author_field import AuthorField
from ui.theme import GRID, Tone
from ui.widgets.form import Field, Form
from ui.widgets.text import Label, Role

_WIDTH = 440


class DecisionDialog(QDialog):
    """``decided`` carries the name of who decides; the dialog stays until ``accept`` is called.

    Fields of the decision stand above that name: of ``access`` where somebody has signed in,
    else of ``author``, an employee who speaks for themselves, else of who decided last, who
    alone is remembered.
    """

    decided = Signal(str)

    def __init__(
        self,
        title: str,
        meaning: str,
        access: Access,
        *,
        submit: str,
        fields: Iterable[Field] = (),
        warnings: Iterable[str] = (),
        author: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self._is_remembered = not author
        self._author_field = AuthorField(access)
        self._author_field.show_name(author)
        self.author = self._author_field.edit
        self.form = Form()
        for field in fields:
            self.form.add(field)
        self.form.add(self._author_field)
        self.submit_button = self.form.add_buttons(submit)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(Label(title, Role.TITLE, wraps=True))
        column.addWidget(Label(meaning, Role.MUTED, wraps=True))
        for warning in warnings:
            column.addWidget(Label(warning, tone=Tone.WARNING, wraps=True))
        column.addSpacing(GRID)
        column.addWidget(self.form)
        self.form.keep()
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self.reject)

    @Slot(object)
    def show_error(self, error: Exception) -> None:
        """Say what is wrong at its field; a bug is none of what a user can mend."""
        if isinstance(error, CrmError):
            self.form.show_error(error)
            self.adjustSize()  # the words need their lines

    @Slot()
    def _on_submitted(self) -> None:
        if self._is_remembered:
            self._author_field.remember()
        self.decided.emit(self._author_field.name())
