"""The figures of a scale that is a formula, each in a field of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.scheme.cells import Line, Mistake
from ui.theme import GRID
from ui.widgets.card import clear
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.form import Field

_IN_A_ROW = 2


class Parameters(QWidget):
    edited = Signal(int, str)
    """The place of a field, and what is typed in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: list[Field] = []
        self._titles: tuple[tuple[str, str], ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2 * GRID)

    def show_fields(self, titles: Sequence[tuple[str, str]]) -> None:
        """Show a field for each title with its unit."""
        if tuple(titles) == self._titles:
            return
        self._titles = tuple(titles)
        clear(self._grid)
        self.fields = []
        for place, (title, unit) in enumerate(titles):
            edit = DecimalEdit(unit)
            field = Field(str(place), title, edit)
            edit.textChanged.connect(self._on_edited)  # after the field, which forgets its error
            self._grid.addWidget(field, place // _IN_A_ROW, place % _IN_A_ROW)
            self.fields.append(field)

    def show_texts(self, texts: Line, mistakes: Sequence[Mistake]) -> None:
        """Show what is entered and what of it cannot be read."""
        said = {mistake.column: str(mistake.message) for mistake in mistakes}
        for place, (field, text) in enumerate(zip(self.fields, texts, strict=True)):
            edit = field.editor
            if isinstance(edit, DecimalEdit) and edit.text() != text:
                edit.setText(text)
            field.show_error(said.get(place, ""))

    def _on_edited(self, text: str) -> None:
        for place, field in enumerate(self.fields):
            if field.editor is self.sender():
                self.edited.emit(place, text)
