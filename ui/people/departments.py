"""Departments as a tree, and the card of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from crm_desktop.domain.people import DepartmentRow
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.context import Context
from ui.people.department_card import DepartmentCard
from ui.people.directory import DirectoryView
from ui.people.sections import DEPARTMENTS
from ui.people.tree import below
from ui.people.viewmodel import NewDepartment, Structure, StructureViewModel
from ui.theme import GRID

_KEY = Qt.ItemDataRole.UserRole
_NAME, _HEAD, _PEOPLE = 0, 1, 2
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DepartmentsView(DirectoryView):
    """``open_key`` takes the id of a department, or a ``NewDepartment``."""

    shortcuts = (("Ctrl+N", Message("Add department")), *DirectoryView.shortcuts)
    emptiness = Message("Departments show whose figures are added up, and who leads whom.")
    card: DepartmentCard

    def __init__(self, context: Context) -> None:
        self.tree = _tree()
        self._shown: Structure | None = None
        super().__init__(
            context,
            StructureViewModel(context.services, context.tasks),
            DepartmentCard(context),
            self.tree,
            place=DEPARTMENTS,
            new=_("Add department"),
            back=_("All departments"),
        )
        self.tree.itemActivated.connect(self._on_item)
        self.tree.itemClicked.connect(self._on_item)

    def new(self) -> None:
        """Begin a department below the one that is chosen."""
        chosen = [item.data(_NAME, _KEY) for item in self.tree.selectedItems()]
        self.open_key(NewDepartment(chosen[0] if chosen else None))

    def show_list(self, read: Structure) -> bool:
        if read != self._shown:  # else the keyboard and closed branches stay
            self._show(read)
        return bool(read.departments)

    def select(self, key: object) -> None:
        for item in self._items():
            if item.data(_NAME, _KEY) == key:
                self.tree.setCurrentItem(item)

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
        self.select(chosen)

    def _state(self) -> tuple[int | None, set[int]]:
        """Return the chosen department, and those whose branches are closed."""
        items = self._items()
        closed = {i.data(_NAME, _KEY) for i in items if i.childCount() and not i.isExpanded()}
        chosen = self.tree.currentItem()
        return (None if chosen is None else chosen.data(_NAME, _KEY)), closed

    def _items(self) -> list[QTreeWidgetItem]:
        flags = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
        return self.tree.findItems("", flags, _NAME)

    def _on_item(self, item: QTreeWidgetItem) -> None:
        self.open_key(item.data(_NAME, _KEY))


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
