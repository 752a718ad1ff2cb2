"""The way of a deal through its pipeline, step by step; a step moves the deal there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from crm_desktop.domain.deals import DealStatus, StageRow
from crm_desktop.texts import Message, _
from ui import theme
from ui.theme import Tone
from ui.widgets.card import clear

_BAR, _HEIGHT, _LEAST_WIDTH = 6, 36, 44
_STEPS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_CLOSED = {DealStatus.WON: Tone.POSITIVE, DealStatus.LOST: Tone.NEGATIVE}


class StageBar(QWidget):
    """Emits ``moved`` with a stage's id; arrow keys go along the steps, space takes one."""

    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.steps: list[StageStep] = []
        self.setAccessibleName(_("Stages"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)

    def show_stages(
        self, stages: Sequence[StageRow], stage_id: int, status: DealStatus = DealStatus.OPEN
    ) -> None:
        """Show the open ``stages`` with the deal in one of them, or behind them all."""
        if [step.stage for step in self.steps] != list(stages):
            self._build(stages)
        places = (number for number, stage in enumerate(stages) if stage.id == stage_id)
        here = next(places, len(stages))
        is_open = status is DealStatus.OPEN
        for number, step in enumerate(self.steps):
            words = _place_words(step.stage.name, number, len(stages), is_here=number == here)
            step.show_place(words, _CLOSED.get(status, Tone.ACCENT), is_passed=number <= here)
            step.setChecked(is_open and number == here)
            step.setEnabled(is_open)

    def _build(self, stages: Sequence[StageRow]) -> None:
        clear(self._row)
        self.steps = [StageStep(stage) for stage in stages]
        for step in self.steps:
            step.clicked.connect(self._on_clicked)
            self._row.addWidget(step, 1)
            step.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        focused = next((i for i, button in enumerate(self.steps) if button.hasFocus()), None)
        if step is None or focused is None:
            super().keyPressEvent(event)
            return
        self.steps[max(0, min(len(self.steps) - 1, focused + step))].setFocus()

    def _on_clicked(self) -> None:
        step = self.sender()
        if not isinstance(step, StageStep):
            return
        is_other = step.isChecked()
        step.setChecked(not is_other)  # the deal decides, not the click
        if is_other:
            self.moved.emit(step.stage.id)


class StageStep(QAbstractButton):
    """A piece of the bar with the stage's name below it; checked where the deal is."""

    def __init__(self, stage: StageRow) -> None:
        super().__init__()
        self.stage = stage
        self._tone = Tone.ACCENT
        self._is_passed = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_place(self, words: str, tone: Tone, *, is_passed: bool) -> None:
        """Say where the step is; ``is_passed`` fills it with the colour of ``tone``."""
        self._tone, self._is_passed = tone, is_passed
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, _HEIGHT)

    def event(self, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Enter, QEvent.Type.Leave}:
            self.update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        elif event.key() in _STEPS:
            event.ignore()  # the bar moves the focus, in its own order
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(2, 3, -2, -2)
        if self.hasFocus():
            painter.setPen(theme.colour(Tone.ACCENT))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = theme.colour(self._tone) if self._is_passed else QColor(tokens.track)
        if self.underMouse() and self.isEnabled() and not self.isChecked():
            colour = QColor(theme.mixed(tokens.accent, tokens.track, 0.55))
        painter.setBrush(colour)
        bar = QRectF(inside.left(), inside.top(), inside.width(), _BAR)
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.setFont(theme.font(theme.TINY, is_bold=self.isChecked()))
        painter.setPen(theme.colour(Tone.TEXT if self.isChecked() else Tone.MUTED))
        words = inside.adjusted(2, _BAR + 2, -2, 0)
        text = painter.fontMetrics().elidedText(
            self.stage.name, Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


def _place_words(name: str, number: int, count: int, *, is_here: bool) -> str:
    place = Message("{stage}: {number} of {count}", stage=name, number=number + 1, count=count)
    if is_here:
        return str(Message("{place}, the deal is here", place=place))
    return str(place)
