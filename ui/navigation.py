"""The column at the left: every page with its icon and word, or only the icon."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from crm_desktop.texts import _
from ui import icons, theme
from ui.context import Page
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import Label, Role

_ICON_WITH_GAP = QSize(23, 18)
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Navigation(QFrame):
    """Emits ``chosen`` with a page's code; up and down keys move among the pages."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = tuple(pages)
        self._group = QButtonGroup(self)
        self._product = Label("CRM Desktop", Role.TITLE)
        self.setProperty("surface", "side")
        self.setAccessibleName(_("Pages"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 0, 9, GRID)
        layout.setSpacing(4)
        layout.addLayout(self._head())
        for number, page in enumerate(self._pages):
            button = self._button(page, number)
            self._group.addButton(button, number)
            layout.addWidget(button)
        layout.addStretch()
        self._group.idClicked.connect(self._on_clicked)
        self.set_narrow(False)

    def show_page(self, code: str) -> None:
        for number, page in enumerate(self._pages):
            self._group.button(number).setChecked(page.code == code)

    def set_narrow(self, is_narrow: bool) -> None:
        """Show the words, or only the icons with the words as tool tips."""
        self.setFixedWidth(theme.NARROW_SIDE_WIDTH if is_narrow else theme.SIDE_WIDTH)
        self._product.setVisible(not is_narrow)
        for number, page in enumerate(self._pages):
            button = self._group.button(number)
            button.setText("" if is_narrow else str(page.title))
            button.setIconSize(icons.SIZE if is_narrow else _ICON_WITH_GAP)

    @property
    def is_narrow(self) -> bool:
        return self.width() == theme.NARROW_SIDE_WIDTH

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(event.key())
        focused = [button for button in self._group.buttons() if button.hasFocus()]
        if step is None or not focused:
            super().keyPressEvent(event)
            return
        place = self._group.id(focused[0]) + step
        self._group.button(place % len(self._pages)).setFocus()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(6, 2 * GRID, 0, 2 * GRID)
        row.setSpacing(GRID)
        sign = QLabel()
        sign.setPixmap(icons.app_icon().pixmap(24, 24))
        sign.setFixedSize(24, 24)
        row.addWidget(sign)
        row.addWidget(self._product)
        row.addStretch()
        return row

    def _button(self, page: Page, number: int) -> Button:
        title = str(page.title)
        button = Button(title, Kind.NAVIGATION, icon=page.icon)
        button.setCheckable(True)
        button.setAccessibleName(title)
        button.setToolTip(f"{title} (Ctrl+{number + 1})" if number < 9 else title)
        return button

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(self._pages[number].code)
