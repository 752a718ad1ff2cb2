"""A card that is chosen as a whole: an icon, a word, and a sentence what it means."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.theme import GRID, Tone
from ui.widgets.buttons import pressed_by_enter
from ui.widgets.icon_label import Icon
from ui.widgets.text import Label, Role

_RADIUS = 8


class ChoiceCard(QAbstractButton):
    """Space and Enter press it; ``badge`` says at the right how it stands among the others."""

    def __init__(
        self, icon: str, title: str, sentence: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.badge = Label(role=Role.TINY, tone=Tone.ACCENT)
        self.badge.hide()
        self.words = QVBoxLayout()
        self.words.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(Label(title, Role.STRONG, wraps=True), 1)
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        self.words.addLayout(head)
        if sentence:
            self.words.addWidget(Label(sentence, Role.MUTED, wraps=True))
        self.words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID + GRID // 2, 2 * GRID, GRID + GRID // 2)
        row.setSpacing(GRID + GRID // 2)
        row.addWidget(Icon(icon, 20, Tone.ACCENT), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.words, 1)

    def show_badge(self, words: str) -> None:
        self.badge.setText(words)
        self.badge.setVisible(bool(words))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_marked = self.isChecked() or self.hasFocus()
        width = 2 if is_marked else 1
        painter.setPen(QPen(QColor(tokens.accent if is_marked else tokens.line), width))
        is_tinted = self.isChecked() or (self.underMouse() and self.isEnabled())
        painter.setBrush(QColor(tokens.accent_soft if is_tinted else tokens.surface))
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
        if self.isChecked() and self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.text), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), _RADIUS - 2, _RADIUS - 2)
