"""What rows and groups of the filter editor have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QMenu, QWidget

from crm_desktop.domain.filters import Filter
from crm_desktop.texts import _
from ui.widgets.buttons import IconButton

_DUPLICATE, _NEGATE, _REMOVE = "Ctrl+D", "Ctrl+R", "Ctrl+Del"


class PartEditor(QFrame):
    """A condition or a group within a group, which does what ``wanted`` asks for."""

    changed = Signal()
    duplicate_wanted = Signal(QWidget)
    negate_wanted = Signal(QWidget)
    remove_wanted = Signal(QWidget)

    def __init__(self, *, is_movable: bool = True) -> None:
        super().__init__()
        self.menu_button = IconButton("more", _("More"))
        self.remove_button = IconButton("close", _("Remove"))
        self._deeds: tuple[tuple[str, str, Callable[[], object]], ...] = (
            (_("Duplicate"), _DUPLICATE, lambda: self.duplicate_wanted.emit(self)),
            (_("Turn into the opposite"), _NEGATE, lambda: self.negate_wanted.emit(self)),
            (_("Remove"), _REMOVE, lambda: self.remove_wanted.emit(self)),
        )
        if not is_movable:
            self.menu_button.hide()
            self.remove_button.hide()
            return
        self.menu_button.clicked.connect(self._on_menu)
        self.remove_button.clicked.connect(self._deeds[-1][2])
        for _words, keys, deed in self._deeds:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)

    def tree(self) -> Filter:
        """Return what is entered, checked; mark what is wrong.

        Raises:
            InvalidInputError: something cannot be used; its text says what.

        """
        raise NotImplementedError

    def sound_tree(self) -> Filter | None:
        """Return what is entered, None where it is not whole; mark nothing."""
        raise NotImplementedError

    def shape(self) -> Filter:
        """Return what is entered, without the values that cannot be read."""
        raise NotImplementedError

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, as the eye goes."""
        raise NotImplementedError

    def wrong_field(self) -> QWidget | None:
        """Return the first field that is marked, None where none is."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        """Return where the keyboard begins."""
        raise NotImplementedError

    def _on_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, keys, deed in self._deeds:
            action = menu.addAction(words)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(deed)
        menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height())))
