"""Fields in two columns where there is room for them, else under each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import GRID


class FieldGrid(QWidget):
    """Only the fields that are wanted are seen, without gaps; ``wide`` ones take a whole line."""

    def __init__(
        self,
        fields: Mapping[str, QWidget],
        wide: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._fields = fields
        self._wide = frozenset(wide)
        self._seen: tuple[str, ...] = tuple(fields)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID + GRID // 2)
        for field in fields.values():
            field.setParent(self)  # shown without one, it would be a window of its own
        self._arrange(2)

    def show_fields(self, codes: Collection[str]) -> None:
        """Let only the fields of ``codes`` be seen."""
        seen = tuple(code for code in self._fields if code in codes)
        if seen != self._seen:
            self._seen = seen
            self._arrange(self._columns)
        self.setVisible(bool(seen))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._widest(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        has_room = self.width() >= 2 * (self._widest() + GRID)
        if self._columns != (2 if has_room else 1):
            self._arrange(2 if has_room else 1)

    def _widest(self) -> int:
        seen = (self._fields[code] for code in self._seen)
        return max((field.minimumSizeHint().width() for field in seen), default=0)

    def _arrange(self, columns: int) -> None:
        self._columns = columns
        for code, field in self._fields.items():
            self._grid.removeWidget(field)
            field.setVisible(code in self._seen)
        row = column = 0
        for code in self._seen:
            span = columns if code in self._wide else 1
            if column + span > columns:
                row, column = row + 1, 0
            self._grid.addWidget(self._fields[code], row, column, 1, span)
            column += span
        for place in range(2):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)
