"""Who is in a group: everybody who may be, to be ticked, and found by a few letters."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Property, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.domain.names import folded
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.texts import Message, _, plural
from ui.theme import GRID
from ui.widgets.search_field import SearchField
from ui.widgets.text import Label, Role

_KEY = Qt.ItemDataRole.UserRole
_HEIGHT = 232


class MembersEditor(QWidget):
    """Space or a click takes a person in, or out; members stand first when it is opened."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(_("Find a person"))
        self.list = _People()
        self.list.setProperty("kind", "popup")
        self.list.setAccessibleName(_("People"))
        self.list.setMinimumHeight(_HEIGHT)
        self.count = Label(role=Role.TINY)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for widget in (self.search, self.list, self.count):
            layout.addWidget(widget)
        self.setFocusProxy(self.search)
        self.search.textChanged.connect(self._on_search)
        self.list.itemChanged.connect(self._on_changed)

    def member_ids(self) -> frozenset[int]:
        return frozenset(
            item.data(_KEY) for item in self._items() if item.checkState() is Qt.CheckState.Checked
        )

    value = Property(object, lambda self: sorted(self.member_ids()), user=True)

    def show_people(self, people: Iterable[EmployeeRow], members: frozenset[int]) -> None:
        self.search.clear()
        self.list.blockSignals(True)
        self.list.clear()
        for person in sorted(people, key=lambda one: one.id not in members):
            self.list.addItem(_item(person, is_member=person.id in members))
        self.list.blockSignals(False)
        self.list.setCurrentRow(0)
        self._on_changed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.search.hasFocus():
            event.accept()  # it looks for someone, and saves nothing
        else:
            super().keyPressEvent(event)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    @Slot(str)
    def _on_search(self, text: str) -> None:
        for item in self._items():
            item.setHidden(folded(text) not in folded(item.text()))

    @Slot()
    def _on_changed(self) -> None:
        count = len(self.member_ids())
        self.count.setText(str(plural("{count} person in it", "{count} people in it", count=count)))


class _People(QListWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(_toggle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentItem() is not None:
            _toggle(self.currentItem())
        else:
            super().keyPressEvent(event)


def _item(person: EmployeeRow, *, is_member: bool) -> QListWidgetItem:
    named = Message("{name} · {department}", name=person.name, department=person.department)
    item = QListWidgetItem(str(named) if person.department else person.name)
    item.setToolTip(item.text())
    item.setData(_KEY, person.id)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    item.setCheckState(Qt.CheckState.Checked if is_member else Qt.CheckState.Unchecked)
    return item


def _toggle(item: QListWidgetItem) -> None:
    is_member = item.checkState() is Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if is_member else Qt.CheckState.Checked)
