"""The steps at the left of the wizard: what is done, where one is, and what has to be mended."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum, auto
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.texts import Message, _
from ui import icons, theme
from ui.theme import GRID, Tone
from ui.widgets.buttons import IconButton, pressed_by_enter
from ui.widgets.scroll import Scroll
from ui.widgets.text import ElidedLabel, Label, Role, set_tone

_WIDTH = 244
"""At least: a long name makes it wider."""
_CIRCLE, _SIGN = 22, 14
_HEIGHT = 38
_LEFT = 5 * GRID // 2 + _CIRCLE


class StepState(Enum):
    """How far one is with a step."""

    AHEAD = auto()
    REACHED = auto()
    DONE = auto()
    FAULTY = auto()


_ANSWERS = {
    StepState.AHEAD: Message("Comes after the pages before it."),
    StepState.REACHED: Message("Not finished yet."),
    StepState.DONE: Message("Done."),
    StepState.FAULTY: Message("Something has to be mended here."),
}
_SIGNS = {
    StepState.DONE: ("check", Tone.POSITIVE),
    StepState.FAULTY: ("warning", Tone.NEGATIVE),
}


class RailStep(QAbstractButton):
    """The number of a step, or a sign of its state in the number's place, and its name."""

    def __init__(self, step: WizardStep, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self.state = StepState.AHEAD
        self.is_present = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(step.shown())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_state(self, state: StepState, *, is_present: bool) -> None:
        self.state, self.is_present = state, is_present
        self.setEnabled(state is not StepState.AHEAD)
        answer = _("You are here.") if is_present else str(_ANSWERS[state])
        if is_present and state is StepState.FAULTY:
            answer = f"{answer} {_ANSWERS[state]}"
        self.setAccessibleName(
            str(Message("Step {number}: {name}", number=self.step.number + 1, name=self.step))
        )
        self.setAccessibleDescription(answer)
        self.setToolTip(answer)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the whole name as it stands there on its own page."""
        words = QFontMetrics(theme.font(is_bold=True)).horizontalAdvance(self.text())
        return QSize(_LEFT + words + 2 * GRID, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, area = theme.current(), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(tokens.accent), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(self._ground())
        painter.drawRoundedRect(area, 6, 6)
        self._paint_sign(painter, QRectF(GRID, (self.height() - _CIRCLE) / 2, _CIRCLE, _CIRCLE))
        room = QRectF(_LEFT, 0, self.width() - _LEFT - GRID, self.height())
        painter.setFont(theme.font(is_bold=self.is_present))
        painter.setPen(self._ink())
        words = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _ground(self) -> QColor | Qt.BrushStyle:
        if self.underMouse() and self.isEnabled() and not self.is_present:
            return QColor(theme.current().track)
        return Qt.BrushStyle.NoBrush

    def _ink(self) -> QColor:
        if self.is_present:
            return theme.colour(Tone.ACCENT)
        return theme.colour(Tone.TEXT if self.isEnabled() else Tone.MUTED)

    def _paint_sign(self, painter: QPainter, circle: QRectF) -> None:
        tokens = theme.current()
        painter.setPen(Qt.PenStyle.NoPen)
        icon, tone = _SIGNS.get(self.state, ("", Tone.ACCENT))
        if icon and not (self.is_present and self.state is StepState.DONE):
            painter.setBrush(theme.colour(tone))
            painter.drawEllipse(circle)
            inset = (_CIRCLE - _SIGN) / 2
            sign = circle.adjusted(inset, inset, -inset, -inset)
            icons.paint(painter, sign, icon, QColor(tokens.surface))
            return
        painter.setBrush(QColor(tokens.accent if self.is_present else tokens.track))
        painter.drawEllipse(circle)
        painter.setFont(theme.font(theme.TINY, is_bold=True))
        painter.setPen(QColor(tokens.on_accent if self.is_present else tokens.muted))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self.step.number + 1))


class Rail(QFrame):
    """``wanted`` carries the step that was pressed; it was reached before."""

    wanted = Signal(object)  # WizardStep

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(_("Steps of the wizard"))
        self.name = ElidedLabel(role=Role.STRONG)
        self.standing = ElidedLabel(role=Role.TINY)
        self.steps = {step: RailStep(step) for step in WizardStep}
        steps = QWidget()
        steps.setProperty("surface", "page")
        column = QVBoxLayout(steps)
        column.setContentsMargins(2 * GRID, 0, GRID // 2, GRID)
        column.setSpacing(2)
        for step, button in self.steps.items():
            button.clicked.connect(partial(self.wanted.emit, step))
            column.addWidget(button)
        column.addStretch()
        head = QVBoxLayout()
        head.setContentsMargins(3 * GRID, 3 * GRID, 2 * GRID, GRID)
        head.setSpacing(GRID // 2)
        head.addWidget(Label(_("KPI wizard"), Role.TITLE))
        head.addWidget(self.name)
        self.undo_button = IconButton("undo", _("Undo (Ctrl+Z)"))
        self.redo_button = IconButton("redo", _("Redo (Ctrl+Shift+Z)"))
        again = QHBoxLayout()
        again.setSpacing(0)
        again.addWidget(self.standing, 1)
        again.addWidget(self.undo_button)
        again.addWidget(self.redo_button)
        head.addLayout(again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        scroll = Scroll(steps)
        layout.addWidget(scroll, 1)
        self.setFixedWidth(max(_WIDTH, scroll.sizeHint().width()))

    def show_standing(self, words: str, tone: Tone | None = None) -> None:
        """Say whether what was entered is kept."""
        self.standing.setText(words)
        set_tone(self.standing, tone)

    def show_steps(
        self, draft: WizardDraft, present: WizardStep, faulty: Collection[WizardStep]
    ) -> None:
        """Show how far ``draft`` is, with its author at ``present``."""
        self.name.setText(draft.name or _("Without a name"))
        for step, button in self.steps.items():
            button.show_state(
                _state_of(step, draft.reached, present, faulty), is_present=step is present
            )


def _state_of(
    step: WizardStep, reached: WizardStep, present: WizardStep, faulty: Collection[WizardStep]
) -> StepState:
    if step.number > reached.number:
        return StepState.AHEAD
    if step in faulty and (step is not present or step is not reached):
        return StepState.FAULTY
    if step is reached or step in faulty:
        return StepState.REACHED
    return StepState.DONE
