"""The buttons that switch the theme and the language, wherever a user may want another."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from crm_desktop.texts import LANGUAGES, _, language
from ui import icons, theme
from ui.theme import GRID
from ui.widgets.buttons import IconButton

LANGUAGE_NAMES = {"ru": "Русский", "en": "English"}
"""Each language in its own words, whatever the language in force."""


class LookButtons(QWidget):
    """``theme_chosen`` and ``language_chosen`` carry the code of another one."""

    theme_chosen = Signal(str)
    language_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = IconButton("theme-dark", _("Dark theme"))
        self._language = IconButton("language", _("Language"))
        self._theme.clicked.connect(self._on_theme)
        self._language.clicked.connect(self._on_language)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID // 2)
        row.addWidget(self._theme)
        row.addWidget(self._language)
        self.show_theme()

    def show_theme(self) -> None:
        """Offer the theme that is not in force."""
        is_dark = theme.current() is theme.DARK
        name = _("Light theme") if is_dark else _("Dark theme")
        self._theme.setIcon(icons.icon("theme-light" if is_dark else "theme-dark"))
        self._theme.setToolTip(name)
        self._theme.setAccessibleName(name)

    def language_menu(self) -> QMenu:
        menu = QMenu(self)
        for code in LANGUAGES:
            action = menu.addAction(LANGUAGE_NAMES[code])
            action.setCheckable(True)
            action.setChecked(code == language())
            action.setData(code)
        menu.triggered.connect(self._on_language_chosen)
        return menu

    def _on_theme(self) -> None:
        is_dark = theme.current() is theme.DARK
        self.theme_chosen.emit("light" if is_dark else "dark")
        self.show_theme()

    def _on_language(self) -> None:
        open_menu(self.language_menu(), self._language)

    @Slot(QAction)
    def _on_language_chosen(self, action: QAction) -> None:
        if action.data() != language():
            self.language_chosen.emit(action.data())


def open_menu(menu: QMenu, under: QWidget) -> None:
    """Show ``menu`` below ``under``, their right ends in one line; it goes once it is left."""
    menu.aboutToHide.connect(menu.deleteLater)
    left = under.width() - menu.sizeHint().width()
    menu.popup(under.mapToGlobal(QPoint(left, under.height() + 4)))
