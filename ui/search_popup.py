"""The search of everything: a field, and what was found under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.texts import Message, _
from ui import icons, theme
from ui.tasks import Latest, Tasks
from ui.widgets.search_field import SearchField
from ui.widgets.text import Label, Role

_SHORTEST = 2
_MOST_ROWS = 8
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: the page that shows it, and its key there."""

    page: str
    key: object
    icon: str
    title: str
    detail: str = ""


Find = Callable[[str], Sequence[Hit]]


class SearchEverything(SearchField):
    """Emits ``opened`` with the Hit that the user took; down leads into the list, Esc out.

    Enter takes the first hit once it is a hit for what is written.
    """

    opened = Signal(object)

    def __init__(
        self,
        find: Find,
        tasks: Tasks,
        report: Callable[[Exception], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Search everything…"), hint="Ctrl+K", parent=parent)
        self._find = find
        self._report = report
        self._latest = Latest(tasks, self)
        self._popup: _Popup | None = None
        self._found_for = ""
        self.searched.connect(self._on_searched)

    @property
    def popup(self) -> QWidget | None:
        """The list of what was found; None before the first search."""
        return self._popup

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self._popup
        if popup is None or popup.isHidden():
            super().keyPressEvent(event)
        elif event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            popup.list.setFocus()
            popup.list.setCurrentRow(0)
        elif event.key() in _ENTER and self.text().strip() == self._found_for:
            popup.take(max(0, popup.list.currentRow()))
        else:
            super().keyPressEvent(event)

    def close_popup(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def _on_searched(self, text: str) -> None:
        if len(text) < _SHORTEST:
            self._latest.drop()
            self.close_popup()
            return
        find = self._find
        self._latest.run(lambda: find(text), partial(self._show_hits, text), self._report)

    def _show_hits(self, text: str, hits: Sequence[Hit]) -> None:
        self._found_for = text
        if self._popup is None:
            self._popup = _Popup(self)
            self._popup.taken.connect(self._on_taken)
            self.destroyed.connect(self._popup.deleteLater)
        self._popup.show_hits(hits)

    def _on_taken(self, hit: Hit) -> None:
        self.close_popup()
        self.clear()
        self._search()
        self.opened.emit(hit)


class _Popup(QFrame):
    """Lies over the window under its field; it is no window, so the field keeps the keys."""

    taken = Signal(object)

    def __init__(self, field: SearchField) -> None:
        super().__init__(field.window())
        self._field = field
        self._hits: tuple[Hit, ...] = ()
        self.setProperty("surface", "popup")
        self.list = QListWidget()
        self.list.setProperty("kind", "popup")
        self.list.setAccessibleName(_("Search results"))
        self.list.setIconSize(icons.SIZE)
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        self._nothing = Label(_("Nothing found."), Role.MUTED)
        self._nothing.setMargin(theme.GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.list)
        layout.addWidget(self._nothing)
        field.installEventFilter(self)
        self.list.installEventFilter(self)

    def show_hits(self, hits: Sequence[Hit]) -> None:
        self._hits = tuple(hits)
        self.list.clear()
        for hit in hits:
            words = Message("{title} · {detail}", title=hit.title, detail=hit.detail)
            item = QListWidgetItem(icons.icon(hit.icon), str(words) if hit.detail else hit.title)
            self.list.addItem(item)
        self.list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        row_height = self.list.sizeHintForRow(0) if hits else self._nothing.sizeHint().height()
        rows = min(len(hits), _MOST_ROWS) or 1
        self.resize(max(self._field.width(), 420), rows * row_height + 2 * theme.GRID)
        self.move(self._field.mapTo(self.window(), QPoint(0, self._field.height() + 4)))
        self.show()
        self.raise_()

    def take(self, row: int) -> None:
        if row < len(self._hits):
            self.taken.emit(self._hits[row])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and not self.isHidden():
                self.hide()
                self._field.setFocus()
                return True
        elif event.type() is QEvent.Type.FocusOut and not self._has_focus():
            self.hide()
        return super().eventFilter(watched, event)

    def _has_focus(self) -> bool:
        return self.window().focusWidget() in {self._field, self.list}

    def _on_item(self, item: QListWidgetItem) -> None:
        self.take(self.list.row(item))
