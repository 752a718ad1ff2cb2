"""A table of an editor with its buttons, and what is wrong in it below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.texts import Message, _
from ui.scheme.cells import Mistake, Sheet
from ui.scheme.sheet import SheetView
from ui.scheme.sheet_model import SheetColumn, mistakes_in_words
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.text import Label, Role


class SheetBox(QWidget):
    """``edited`` carries the rows as they are to be.

    Where a title stands above already, one that not ``is_titled`` is only for screen readers.
    """

    edited = Signal(object)  # Sheet

    def __init__(self, title: str, *, hint: str = "", is_titled: bool = True) -> None:
        super().__init__()
        self.table = SheetView(title, ())
        self.wrong = Label(tone=Tone.NEGATIVE, wraps=True)
        self.note = Label(role=Role.MUTED, wraps=True)
        self.add_button = Button(_("Add row"), icon="add")
        self.remove_button = Button(_("Remove row"), icon="minus")
        self._mistakes = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        if is_titled:
            layout.addWidget(Label(title, Role.STRONG))
        layout.addWidget(self.table)
        layout.addWidget(self.wrong)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addWidget(self.note, 1)
        layout.addLayout(buttons)
        if hint:
            layout.addWidget(Label(hint, Role.TINY, wraps=True))
        self.wrong.hide()
        self.add_button.clicked.connect(self.table.begin_row)
        self.remove_button.clicked.connect(self.table.remove_rows)
        self.table.sheet.edited.connect(self.edited)

    def show_rows(
        self, columns: Sequence[SheetColumn], rows: Sheet, mistakes: Sequence[Mistake]
    ) -> None:
        self.table.show_columns(columns)
        self.table.sheet.show_rows(rows, mistakes)
        self._mistakes = mistakes_in_words(columns, mistakes)
        self.clear_problems()

    def show_problem(self, row: int | None, words: str) -> None:
        """Say what is wrong in ``row``, or in all of the table where it is None."""
        if row is not None:
            words = str(Message("Row {row}: {message}", row=row + 1, message=words))
        self.wrong.setText("\n".join(filter(None, [self.wrong.text(), words])))
        self.wrong.show()

    def clear_problems(self) -> None:
        """Leave only what cannot be read."""
        self.wrong.setText(self._mistakes)
        self.wrong.setVisible(bool(self._mistakes))
