"""The numbers of lines at the left of a text, and a sign where something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import icons, theme
from ui.theme import GRID, Tone

if TYPE_CHECKING:
    from ui.scripts.code_edit import CodeEdit

SIGNS = {Tone.NEGATIVE: "error", Tone.WARNING: "warning"}
"""The icon of what is wrong, and of what is to be looked at."""

_SIGN = 14
_LEAST_DIGITS = 2


class Gutter(QWidget):
    """A press at a number puts the cursor to its line."""

    def __init__(self, edit: CodeEdit) -> None:
        super().__init__(edit)
        self._edit = edit

    def sizeHint(self) -> QSize:
        digits = max(_LEAST_DIGITS, len(str(self._edit.blockCount())))
        width = self._edit.fontMetrics().horizontalAdvance("9") * digits
        return QSize(_SIGN + width + 2 * GRID, 0)

    def lines_with_signs(self) -> frozenset[int]:
        """Return the lines, from 1, that have a sign."""
        return frozenset(mark.line for mark in self._edit.marks)

    def _tones(self) -> dict[int, Tone]:
        """Return the tone of each line with a sign; what is wrong goes before all else."""
        tones: dict[int, Tone] = {}
        for mark in self._edit.marks:
            if tones.get(mark.line) is not Tone.NEGATIVE:
                tones[mark.line] = mark.tone
        return tones

    def paintEvent(self, event: QPaintEvent) -> None:
        current = self._edit.textCursor().blockNumber()
        tones = self._tones()
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self._edit.palette().base())
            painter.setFont(self._edit.font())
            for number, top, height in self._lines():
                tone = Tone.TEXT if number == current else Tone.MUTED
                painter.setPen(theme.colour(tone))
                room = QRectF(_SIGN, top, self.width() - _SIGN - GRID, height)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                painter.drawText(room, flags, str(number + 1))
                if (sign := tones.get(number + 1)) is not None:
                    at = QRectF(1, top + (height - _SIGN) / 2, _SIGN, _SIGN)
                    icons.paint(painter, at, SIGNS[sign], theme.colour(sign))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._line_at(event.position().toPoint())
        if number is not None:
            self._edit.go_to(number + 1)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._line_at(event.pos())
            said = [mark.words for mark in self._edit.marks if mark.line - 1 == number]
            QToolTip.showText(event.globalPos(), "\n".join(said), self)
            return True
        return super().event(event)

    def _lines(self) -> list[tuple[int, float, float]]:
        """Return number, top and height of the lines that are seen."""
        edit, found = self._edit, []
        block = edit.firstVisibleBlock()
        while block.isValid():
            place = edit.blockBoundingGeometry(block).translated(edit.contentOffset())
            if place.top() > edit.viewport().height():
                break
            if block.isVisible():
                found.append((block.blockNumber(), place.top(), place.height()))
            block = block.next()
        return found

    def _line_at(self, point: QPoint) -> int | None:
        for number, top, height in self._lines():
            if top <= point.y() < top + height:
                return number
        return None
