"""A list of the rows of a period with the card of one of them beside."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QMessageBox

from crm_desktop.changes import Changes
from crm_desktop.errors import CrmError
from crm_desktop.texts import _
from ui.context import Context, PageView
from ui.records.beside import ListAndCard
from ui.scheme.leaving import ask_to_leave
from ui.widgets.card import Card
from ui.widgets.form import Form
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

_CONCERNED = Changes.PEOPLE | Changes.SETTINGS | Changes.SCHEME


class RowCard(Card):
    """Shows one row in its ``form``."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.form = Form()
        self.form.left.connect(self.closed)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.form.submit)

    def focus(self) -> None:
        """Let the keyboard be where one begins to enter."""
        raise NotImplementedError


class ListSection(PageView):
    """What is entered in ``card`` is not lost without a question."""

    def __init__(
        self, context: Context, period: PeriodSelector, table: TableView, card: RowCard
    ) -> None:
        super().__init__()
        self.context = context
        self.period = period
        self.count = Label(role=Role.MUTED)
        self.table = table
        self.states = States(table)
        self.beside = ListAndCard(self.states, Scroll(card))
        self.question: QMessageBox | None = None
        self._row_card = card
        self._is_stale = True
        table.row_activated.connect(self.open)
        table.clicked.connect(self._on_clicked)
        card.closed.connect(self.close_card)
        context.changes.happened.connect(self._on_changes)

    def read(self) -> None:
        """Begin to read the list of the period."""
        raise NotImplementedError

    def show_card(self, row: Any) -> None:
        """Show ``row`` in the card."""
        raise NotImplementedError

    @Slot()
    def reload(self) -> None:
        self._is_stale = False
        self.read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def may_leave(self, then: Callable[[], object]) -> bool:
        if not self.beside.is_open or not self._row_card.form.is_changed():
            return True
        if self.question is None:
            self.question = ask_to_leave(self, partial(self._leave, then))
            self.question.finished.connect(self._on_answered)
        return False

    @Slot(object)
    def open(self, row: Any) -> None:
        """Show the card of ``row``, unless something would be lost."""
        show = partial(self._open, row)
        if self.may_leave(show):
            show()

    @Slot()
    def close_card(self) -> None:
        self.beside.close_card()
        self.table.setFocus()

    def _open(self, row: Any) -> None:
        self.show_card(row)
        self.beside.open_card()
        self._row_card.focus()

    def _leave(self, then: Callable[[], object]) -> None:
        self.close_card()
        then()

    @Slot()
    def _on_clicked(self) -> None:
        if self.table.current_row is not None:
            self.open(self.table.current_row)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The list could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    @Slot()
    def _on_answered(self) -> None:
        self.question = None

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & _CONCERNED:
            self._is_stale = True
            if self.isVisible():
                self.reload()
