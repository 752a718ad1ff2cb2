"""The tags of a customer as small buttons that take themselves off, and a menu of the others."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Property, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from crm_desktop.domain.customers import TagRow
from crm_desktop.texts import Message, _
from ui.widgets.buttons import Button
from ui.widgets.card import clear
from ui.widgets.flow import FlowLayout
from ui.widgets.link_button import LinkButton

_LONGEST = 40


class TagsEditor(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known: dict[int, str] = {}
        self._chosen: frozenset[int] = frozenset()
        self.chips: list[Button] = []
        self.add_button = LinkButton(_("Add tag"), icon="add")
        self.add_button.clicked.connect(self._on_add)
        self._flow = FlowLayout(self)
        self._flow.addWidget(self.add_button)
        self.setFocusProxy(self.add_button)

    def tag_ids(self) -> frozenset[int]:
        return self._chosen

    value = Property(object, lambda self: sorted(self._chosen), user=True)

    def show_tags(self, known: Iterable[TagRow], chosen: frozenset[int]) -> None:
        self._known = {tag.id: tag.path for tag in known}
        self._choose(chosen)

    def menu(self) -> QMenu:
        """Return the tags that can be added."""
        menu = QMenu(self)
        for tag_id, path in self._known.items():
            if tag_id not in self._chosen:
                menu.addAction(_menu_text(path)).setData(tag_id)
        menu.triggered.connect(lambda action: self._choose(self._chosen | {action.data()}))
        return menu

    def _choose(self, chosen: frozenset[int]) -> None:
        self._chosen = chosen & self._known.keys()
        self._flow.removeWidget(self.add_button)
        clear(self._flow)
        self.chips = [
            self._chip(tag_id) for tag_id in sorted(self._chosen, key=self._known.__getitem__)
        ]
        for chip in self.chips:
            self._flow.addWidget(chip)
        self._flow.addWidget(self.add_button)
        self.add_button.setVisible(len(self._chosen) < len(self._known))
        self.updateGeometry()

    def _chip(self, tag_id: int) -> Button:
        path = self._known[tag_id]
        words = path if len(path) <= _LONGEST else path[:_LONGEST] + "…"
        chip = Button(words.replace("&", "&&"), icon="close")
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setToolTip(path)
        chip.setAccessibleName(str(Message("Remove tag {name}", name=path)))
        chip.clicked.connect(lambda: self._on_removed(tag_id))
        return chip

    def _on_removed(self, tag_id: int) -> None:
        self._choose(self._chosen - {tag_id})
        self.add_button.setFocus()

    def _on_add(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))


def _menu_text(path: str) -> str:
    return path.replace("&", "&&")
