"""The parts beside the text: one is seen, a column of buttons at the right chooses it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.texts import Message
from ui import icons, theme
from ui.theme import GRID
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role

_BUTTON_WIDTH = 11 * GRID


class Rail(QWidget):
    """``shown`` carries the code of the part that is seen; Alt+1 to Alt+8 choose one."""

    shown = Signal(str)

    def __init__(self, parts: Sequence[tuple[str, str, str, QWidget]]) -> None:
        """Take ``parts``: code, icon, title, widget."""
        super().__init__()
        self._codes = [code for code, _icon, _title, _widget in parts]
        self._titles = [title for _code, _icon, title, _widget in parts]
        self.title = Label(role=Role.TITLE)
        self._stack = QStackedWidget()
        self._group = QButtonGroup(self)
        buttons = QVBoxLayout()
        buttons.setSpacing(2)
        for number, (_code, icon, title, widget) in enumerate(parts):
            self._stack.addWidget(Scroll(widget))
            button = _button(icon, title, number)
            self._group.addButton(button, number)
            buttons.addWidget(button)
        buttons.addStretch()
        side = QVBoxLayout()
        side.setSpacing(GRID)
        side.addWidget(self.title)
        side.addWidget(self._stack, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(side, 1)
        layout.addLayout(buttons)
        self._group.idClicked.connect(self._on_clicked)
        self._on_clicked(0)

    @property
    def code(self) -> str:
        """The part that is seen."""
        return self._codes[self._stack.currentIndex()]

    def show_part(self, code: str) -> None:
        self._on_clicked(self._codes.index(code))

    def focus_part(self, number: int) -> None:
        """Show the part of ``number`` and let the keyboard go there."""
        self._on_clicked(number)
        self._group.button(number).setFocus()

    def hide_part(self, code: str) -> None:
        """Leave out the part of ``code``, where it makes no sense."""
        self._group.button(self._codes.index(code)).hide()

    @property
    def number(self) -> int:
        """The place of the part that is seen."""
        return self._stack.currentIndex()

    def __len__(self) -> int:
        return len(self._codes)

    @Slot(int)
    def _on_clicked(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._group.button(number).setChecked(True)
        self.title.setText(self._titles[number])
        self.shown.emit(self._codes[number])


def _button(icon: str, title: str, number: int) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setProperty("kind", "rail")
    button.setText(title)
    button.setIcon(icons.icon(icon))
    button.setIconSize(icons.SIZE)
    button.setFont(theme.font(theme.TINY))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    button.setFixedWidth(_BUTTON_WIDTH)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setAccessibleName(title)
    button.setToolTip(str(Message("{title} (Alt+{number})", title=title, number=number + 1)))
    return button
