"""Departments as a tree, and the card of the one that is chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from crm_desktop.changes import Changes
from crm_desktop.domain.people import DepartmentRow
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.context import Context, PageView
from ui.people.department_card import DepartmentCard
from ui.people.sections import DEPARTMENTS, Sections
from ui.people.tree import below
from ui.people.viewmodel import NewDepartment, Structure, StructureViewModel
from ui.records.beside import ListAndCard
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.link_button import LinkButton
from ui.widgets.states import States

_KEY = Qt.ItemDataRole.UserRole
_NAME, _HEAD, _PEOPLE = 0, 1, 2
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DepartmentsView(PageView):
    """``open_key`` takes the id of a department, or a ``NewDepartment``."""

    shortcuts = (
        ("Ctrl+N", Message("Add department")),
        ("Return", Message("Open the card")),
        ("Ctrl+S", Message("Save the card")),
        ("Esc", Message("Close the card")),
    )

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = StructureViewModel(context.services, context.tasks, self)
        self.sections = Sections(DEPARTMENTS)
        self.new_button = Button(_("Add department"), Kind.PRIMARY, icon="add")
        self.back_button = LinkButton(_("All departments"), icon="previous")
        self.tree = _tree()
        self.states = States(self.tree)
        self.card = DepartmentCard(context)
        self.beside = ListAndCard(self.states, self.card)
        self._is_stale = True
        self._shown: Structure | None = None
        self._lay_out()
        self._connect()

    def open_key(self, key: object) -> None:
        self.beside.open_card()
        self.card.ask_for(key)
        self._show_back()
        self._select(key)

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()
        self.card.refresh()

    def may_leave(self, then: Callable[[], object]) -> bool:
        return self.card.may_leave(then)

    def new(self) -> None:
        """Begin a department below the one that is chosen."""
        chosen = [item.data(_NAME, _KEY) for item in self.tree.selectedItems()]
        self.open_key(NewDepartment(chosen[0] if chosen else None))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_back()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.sections, 1)
        head.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + 4)
        layout.addLayout(head)
        layout.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.beside, 1)
        self.back_button.hide()

    def _connect(self) -> None:
        self.new_button.clicked.connect(self.new)
        self.back_button.clicked.connect(self.card.close_button.click)
        self.tree.itemActivated.connect(self._on_item)
        self.tree.itemClicked.connect(self._on_item)
        self.card.closed.connect(self._on_card_closed)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.context.changes.happened.connect(self._on_changes)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self.new)

    @Slot(object)
    def _on_loaded(self, structure: Structure) -> None:
        if not structure.departments:
            self._shown = None
            words = _("Departments show whose figures are added up, and who leads whom.")
            state = self.states.show_sentence("team", words, _("Add department"))
            state.accepted.connect(self.new)
            return
        if structure != self._shown:  # else the keyboard and closed branches stay
            self._show(structure)
        self.states.show_figures()

    def _show(self, structure: Structure) -> None:
        chosen, closed = self._state()
        self._shown = structure
        self.tree.clear()
        children = below(structure.departments)
        waiting = [(row, self.tree.invisibleRootItem()) for row in children.get(None, [])]
        for row, parent in waiting:  # grows by what is below each
            item = _item(row, structure)
            parent.addChild(item)
            item.setExpanded(row.id not in closed)
            waiting += [(child, item) for child in children.get(row.id, [])]
        self._select(chosen)

    def _state(self) -> tuple[int | None, set[int]]:
        """Return the chosen department, and those whose branches are closed."""
        items = self._items()
        closed = {i.data(_NAME, _KEY) for i in items if i.childCount() and not i.isExpanded()}
        chosen = self.tree.currentItem()
        return (None if chosen is None else chosen.data(_NAME, _KEY)), closed

    def _items(self) -> list[QTreeWidgetItem]:
        flags = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
        return self.tree.findItems("", flags, _NAME)

    def _select(self, key: object) -> None:
        for item in self._items():
            if item.data(_NAME, _KEY) == key:
                self.tree.setCurrentItem(item)

    def _on_item(self, item: QTreeWidgetItem) -> None:
        self.open_key(item.data(_NAME, _KEY))

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The list could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    @Slot()
    def _on_card_closed(self) -> None:
        self.beside.close_card()
        self._show_back()
        self.tree.setFocus()

    def _show_back(self) -> None:
        self.back_button.setVisible(self.beside.is_open and not self.beside.has_room)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & (Changes.PEOPLE | Changes.SETTINGS):
            self._is_stale = True
            if self.isVisible():
                self.reload()


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setAccessibleName(_("Departments"))
    tree.setHeaderLabels([_("Department"), _("Head"), _("People")])
    tree.headerItem().setTextAlignment(_PEOPLE, _RIGHT)
    header = tree.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(_HEAD, QHeaderView.ResizeMode.Interactive)
    header.setSectionResizeMode(_PEOPLE, QHeaderView.ResizeMode.ResizeToContents)
    tree.setColumnWidth(_HEAD, 180)
    tree.setMinimumWidth(40 * GRID)
    return tree


def _item(row: DepartmentRow, structure: Structure) -> QTreeWidgetItem:
    count = structure.people.get(row.id, 0)
    item = QTreeWidgetItem([row.name, row.head or shows.DASH, shows.number(count)])
    item.setData(_NAME, _KEY, row.id)
    item.setTextAlignment(_PEOPLE, _RIGHT)
    item.setToolTip(_NAME, row.name)
    item.setToolTip(_HEAD, row.head)
    return item
