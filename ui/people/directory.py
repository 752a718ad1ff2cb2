"""What all parts of the page but the first are: a list read whole, and the card of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.people.sections import Sections
from ui.people.users_viewmodel import RolesViewModel, UsersViewModel
from ui.people.viewmodel import GroupsViewModel, StructureViewModel
from ui.records.beside import ListAndCard
from ui.records.card import RecordCard
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.link_button import LinkButton
from ui.widgets.states import States


class DirectoryView(PageView):
    """``open_key`` takes the id of a record, or what else its card knows to begin.

    Subclasses say what they list; ``emptiness`` is the sentence in place of nothing.
    """

    shortcuts: tuple[tuple[str, Message], ...] = (
        ("Return", Message("Open the card")),
        ("Ctrl+S", Message("Save the card")),
        ("Esc", Message("Close the card")),
    )
    emptiness: Message

    def __init__(
        self,
        context: Context,
        viewmodel: StructureViewModel | GroupsViewModel | UsersViewModel | RolesViewModel,
        card: RecordCard,
        listing: QWidget,
        *,
        place: int,
        new: str,
        back: str,
    ) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = viewmodel
        viewmodel.setParent(self)
        self.listing = listing
        self.sections = Sections(place, context.access)
        self.new_button = Button(new, Kind.PRIMARY, icon="add")
        self.back_button = LinkButton(back, icon="previous")
        self.states = States(listing)
        self.card = card
        self.beside = ListAndCard(self.states, card)
        self._is_stale = True
        self._lay_out()
        self._connect()

    def new(self) -> None:
        """Begin a new record."""
        raise NotImplementedError

    def show_list(self, read: Any) -> bool:
        """Show what was read; return whether that is anything at all."""
        raise NotImplementedError

    def select(self, key: object) -> None:
        """Mark the record of ``key`` in the list."""
        raise NotImplementedError

    def open_key(self, key: object) -> None:
        self.beside.open_card()
        self.card.ask_for(key)
        self._show_back()
        self.select(key)

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()
        self.card.refresh()

    def may_leave(self, then: Callable[[], object]) -> bool:
        return self.card.may_leave(then)

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
        self.new_button.clicked.connect(self._on_new)
        self.back_button.clicked.connect(self.card.close_button.click)
        self.card.closed.connect(self._on_card_closed)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.context.changes.happened.connect(self._on_changes)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.activated.connect(self._on_new)
        needs(self.context.access, self.card.right, self.new_button, shortcut)

    @Slot()
    def _on_new(self) -> None:
        self.new()

    @Slot(object)
    def _on_loaded(self, read: object) -> None:
        if self.show_list(read):
            self.states.show_figures()
        else:
            state = self.states.show_sentence("team", str(self.emptiness), self.new_button.text())
            state.accepted.connect(self._on_new)

    @Slot(object)
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
        self.listing.setFocus()

    def _show_back(self) -> None:
        self.back_button.setVisible(self.beside.is_open and not self.beside.has_room)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & (Changes.PEOPLE | Changes.SETTINGS):
            if self.isVisible():
                self.reload()
            else:
                self._is_stale = True
