"""A box that holds several values, chosen in a list that is searched while one types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.domain.filter_offers import Choice, Offer, plain
from crm_desktop.texts import Message, _
from ui import icons
from ui.theme import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.esc import keep_esc

_PAUSE_MS = 150
_LEAST_WIDTH, _LEAST_ROWS, _MOST_ROWS, _ROW = 240, 3, 9, 28
_INDENT = "\N{EM SPACE}"
_OPENING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_F4}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}

Key = Callable[[Choice], Choice]

Ask = Callable[[str, Callable[[Sequence[Offer]], None]], None]
"""Takes a text and what is to be called with the offers that fit it."""


class PickBox(ChoiceBox):
    """Down, Space, Enter or a letter open the list; Space and Enter choose in it.

    ``key`` is equal for values that mean the same. With ``takes_new`` what is typed need not
    be in the list. ``ask`` is called while one types, where there is too much to list.
    """

    picked = Signal()

    def __init__(
        self,
        title: str,
        *,
        key: Key,
        takes_new: bool = False,
        ask: Ask | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.key = key
        self.takes_new = takes_new
        self.ask = ask
        self._offers: tuple[Offer, ...] = ()
        self._picked: tuple[Choice, ...] = ()
        self.popup: PickList | None = None
        self._show_picked()

    def set_offers(self, offers: Iterable[Offer]) -> None:
        self._offers = tuple(offers)
        self._show_picked()
        if self.popup is not None:
            self.popup.show_offers(self._listed())

    def values(self) -> tuple[Choice, ...]:
        """Return what is chosen, in the order of choosing."""
        return self._picked

    def pick(self, values: Iterable[Choice]) -> None:
        self._picked = tuple(dict.fromkeys(values))
        self._show_picked()

    def toggle(self, value: Choice) -> None:
        """Choose ``value``, or no longer."""
        kept = tuple(one for one in self._picked if self.key(one) != self.key(value))
        self.pick(kept if len(kept) < len(self._picked) else (*kept, value))
        self.picked.emit()

    def has(self, value: Choice) -> bool:
        """Return whether ``value`` is chosen."""
        return self.key(value) in {self.key(one) for one in self._picked}

    def showPopup(self) -> None:
        """Open the list below the box."""
        self.hidePopup()
        self.popup = PickList(self, self._listed())
        self.popup.closed.connect(self._on_closed)
        self.popup.open_below(self)

    def hidePopup(self) -> None:
        if self.popup is not None:
            self.popup.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _OPENING:
            self.showPopup()
        elif event.text().isprintable() and event.text().strip():
            self.showPopup()
            if self.popup is not None:
                self.popup.search.setText(event.text())
        else:
            QWidget.keyPressEvent(self, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.showPopup()

    def _listed(self) -> tuple[Offer, ...]:
        """Return what is chosen though it is not offered, and the offers."""
        known = {self.key(offer.value) for offer in self._offers}
        others = (Offer(one, str(one)) for one in self._picked if self.key(one) not in known)
        return (*others, *self._offers)

    def _on_closed(self) -> None:
        """Forget the list, which Qt is about to delete; a click beside it closes it too."""
        self.popup = None

    def _show_picked(self) -> None:
        names = {self.key(offer.value): offer.name for offer in self._offers}
        words = ", ".join(names.get(self.key(value), str(value)) for value in self._picked)
        self.set_choices([(words or _("Choose…"), None)])
        self.setToolTip(words)


class PickList(QFrame):
    """The open list of a ``PickBox``, with a field to search it."""

    closed = Signal()

    def __init__(self, box: PickBox, offers: Sequence[Offer]) -> None:
        # Not within the box: the style sheet strips the fields of combo boxes.
        super().__init__(box.parentWidget(), Qt.WindowType.Popup)
        self._box = box
        self._offers = tuple(offers)
        self._shown: list[Offer] = []  # Qt would hand an enumeration back as plain text
        self.setAccessibleName(box.accessibleName())
        self.setProperty("surface", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.search = QLineEdit()
        self.search.setProperty("kind", "search")
        self.search.setPlaceholderText(_("Type a few letters"))
        self.search.setAccessibleName(_("Find in the list"))
        self.search.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = QListWidget()
        self.list.setProperty("kind", "popup")
        self.list.setAccessibleName(_("What can be chosen"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        self.search.textChanged.connect(self._on_text)
        self.list.itemClicked.connect(self._on_clicked)
        for widget in (self.search, self.list):
            widget.installEventFilter(self)
        keep_esc(self)
        self._fill()

    def open_below(self, box: QWidget) -> None:
        self.setFixedWidth(max(_LEAST_WIDTH, box.width()))
        self.search.ensurePolished()
        self.adjustSize()
        place = box.mapToGlobal(QPoint(0, box.height()))
        room = box.screen().availableGeometry()
        if place.y() + self.sizeHint().height() > room.bottom():
            place = box.mapToGlobal(QPoint(0, -self.sizeHint().height()))
        self.move(min(place.x(), room.right() - self.width()), max(place.y(), room.top()))
        self.show()
        self.search.setFocus()

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """List other ``offers``; what is searched for stays."""
        self._offers = tuple(offers)
        self._fill()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._box.hidePopup()
            return True
        handle = self._on_search_key if watched is self.search else self._on_list_key
        return handle(key, event) or super().eventFilter(watched, event)

    def _on_search_key(self, key: Qt.Key, _event: QKeyEvent) -> bool:
        if key == Qt.Key.Key_Down:
            self.list.setFocus()
        elif key in _ENTER:
            self._take()
        else:
            return False
        return True

    def _on_list_key(self, key: Qt.Key, event: QKeyEvent) -> bool:
        if key in {*_ENTER, Qt.Key.Key_Space}:
            self._toggle(self.list.currentRow())
        elif key == Qt.Key.Key_Up and self.list.currentRow() <= 0:
            self.search.setFocus()
        elif event.text().isprintable() and event.text().strip():
            self.search.setFocus()
            self.search.setText(self.search.text() + event.text())
        else:
            return False
        return True

    def _take(self) -> None:
        """Choose what stands first; an empty field has nothing more to ask: close."""
        if not self.search.text().strip():
            self._box.hidePopup()
            return
        self._toggle(self.list.currentRow())
        self.search.clear()

    def _toggle(self, place: int) -> None:
        item = self.list.item(place)
        if item is None or not self._shown:
            return
        offer = self._shown[place]
        self._box.toggle(offer.value)
        item.setCheckState(_checked(self._box.has(offer.value)))
        self._learn([offer])

    def _learn(self, offers: Sequence[Offer]) -> None:
        known = {self._box.key(offer.value) for offer in self._offers}
        self._offers += tuple(one for one in offers if self._box.key(one.value) not in known)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._toggle(self.list.row(item))

    def _on_text(self, _text: str) -> None:
        self._fill()
        if self._box.ask is not None:
            self._pause.start()

    def _on_pause(self) -> None:
        text = self.search.text().strip()
        if self._box.ask is not None and text:
            self._box.ask(text, self._on_found)

    def _on_found(self, offers: Sequence[Offer]) -> None:
        if self._box.popup is not self:  # closed before the answer came
            return
        self._learn(offers)
        self._fill()

    def _fill(self) -> None:
        """List what fits the search; a tree is shown as one where nothing is searched."""
        text = self.search.text().strip()
        wanted = plain(text)
        self._shown = [one for one in self._offers if wanted in _sought(one)]
        self.list.clear()
        for offer in self._shown:
            words = offer.name if text else _INDENT * offer.depth + offer.name
            self._add(words, is_chosen=self._box.has(offer.value))
        if self._box.takes_new and wanted not in {"", *(plain(one.name) for one in self._offers)}:
            self._shown.append(Offer(text, text))
            self._add(str(Message("As written: “{text}”", text=text)), is_chosen=False)
        if self._shown:
            self.list.setCurrentRow(0)
        else:
            self._say(self._emptiness(wanted))
        rows = min(max(self.list.count(), _LEAST_ROWS), _MOST_ROWS)
        self.list.setFixedHeight(rows * _ROW + GRID + 2)
        self.adjustSize()

    def _emptiness(self, wanted: str) -> str:
        """Return why nothing is listed."""
        if wanted:
            return _("Nothing has these letters.")
        if self._box.ask is not None:
            return _("Type to find what there is.")
        return _("There is nothing to choose from yet.")

    def _say(self, words: str) -> None:
        """Stand a sentence in place of the list, which cannot be chosen."""
        item = QListWidgetItem(words)
        item.setToolTip(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _add(self, words: str, *, is_chosen: bool) -> None:
        item = QListWidgetItem(words)
        item.setToolTip(words.strip())
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(_checked(is_chosen))
        self.list.addItem(item)


def _sought(offer: Offer) -> str:
    """Return what is searched: the name, and the code or path that a user may know."""
    return plain(f"{offer.name}/{offer.value}" if isinstance(offer.value, str) else offer.name)


def _checked(is_chosen: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked
