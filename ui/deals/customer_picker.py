"""A field that finds a customer by a few letters, however many customers there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from crm_desktop.domain.names import folded
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui import icons
from ui.tasks import Latest, Tasks
from ui.widgets.esc import is_shortcut_esc, keep_esc

_PAUSE_MS = 150

Find = Callable[[str], Sequence[tuple[int, str]]]


class CustomerPicker(QLineEdit):
    """``find`` is asked off the GUI thread while the user types; down and Enter take a name.

    ``creation_wanted`` carries the name of a customer whom nobody found and the user wants.
    """

    creation_wanted = Signal(str)

    def __init__(
        self,
        find: Find,
        tasks: Tasks,
        report: Callable[[Exception], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find = find
        self._report = report
        self._latest = Latest(tasks, self)
        self._chosen: tuple[int, str] | None = None
        self._typed = ""
        self._found = QStandardItemModel(self)
        self.setPlaceholderText(_("Type a few letters"))
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.popup = QListView()
        self._completer = QCompleter(self._found, self)
        self._completer.setPopup(self.popup)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWrapAround(False)  # else Down on the last name takes it back
        self._completer.setWidget(self)
        keep_esc(self.popup)
        self.popup.setProperty("kind", "popup")
        self.popup.setAccessibleName(_("Customers found"))
        self._completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self.setToolTip)

    def show_customer(self, customer_id: int | None, name: str) -> None:
        self._pause.stop()
        self._latest.drop()
        self._chosen = None if customer_id is None else (customer_id, name)
        self.setText(name)
        self.setCursorPosition(0)

    def customer_id(self) -> int | None:
        """Return the customer who was chosen, None where the field is empty.

        Raises:
            InvalidInputError: something is written, but no customer was chosen.

        """
        if not self.text().strip():
            return None
        if self._chosen is None or self._chosen[1] != self.text():
            raise InvalidInputError(
                "customer_id", Message("Choose a customer from the list, or leave this empty.")
            )
        return self._chosen[0]

    def search(self) -> None:
        """Ask for the customers with what is written in their names."""
        self._pause.stop()
        text, find = self.text().strip(), self._find
        self._typed = text
        if text:
            self._latest.run(lambda: find(text), self._on_found, self._report)
        else:
            self._latest.drop()
            self.popup.hide()

    def event(self, event: QEvent) -> bool:
        if is_shortcut_esc(event) and self.popup.isVisible():
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.popup.isVisible():
            self.popup.hide()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason and self._pause.isActive():
            self.search()
        super().focusOutEvent(event)

    def _on_edited(self) -> None:
        self._chosen = None
        self._pause.start()

    def _on_found(self, rows: Sequence[tuple[int, str]]) -> None:
        self._found.clear()
        for customer_id, name in rows:
            self._offer(name, customer_id)
        if not rows and self._typed:
            self._offer(str(Message("Create customer “{name}”", name=self._typed)), None)
        same = [row for row in rows if folded(row[1]) == folded(self.text())]
        if len(same) == 1 and (len(rows) == 1 or not self.hasFocus()):
            self.show_customer(*same[0])
        elif self._found.rowCount() and self.hasFocus():
            self._completer.complete()
            self.popup.setCurrentIndex(self._completer.completionModel().index(0, 0))
        else:
            self.popup.hide()

    def _offer(self, words: str, customer_id: int | None) -> None:
        item = QStandardItem(words)
        item.setData(customer_id)
        item.setToolTip(words)
        self._found.appendRow(item)

    def _on_activated(self, index: QModelIndex) -> None:
        customer_id = index.data(Qt.ItemDataRole.UserRole + 1)
        if customer_id is None:
            self.creation_wanted.emit(self._typed)
        else:
            self.show_customer(customer_id, str(index.data()))
