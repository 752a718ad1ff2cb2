"""A list of decisions about pay, with the card of one of them at its side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from crm_desktop.errors import CrmError, NotFoundError, StaleRecordError
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.kpi_page import KpiPage
from ui.plans.listing import RowCard
from ui.records.beside import LIST_SHARE, ListAndCard
from ui.rewards.viewmodel import RewardViewModel
from ui.scheme.leaving import ask_to_leave
from ui.theme import GRID
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.table_view import TableView


class RewardSection(KpiPage):
    """What is entered in ``card`` is not lost without a question.

    ``below`` stands under the list, within its width.
    """

    unread = Message("The list could not be read.")
    list_share = LIST_SHARE

    def __init__(
        self,
        context: Context,
        table: TableView,
        card: RowCard,
        viewmodel: RewardViewModel,
        *,
        below: QWidget | None = None,
    ) -> None:
        super().__init__(context)
        self.table = table
        self.card: Any = card
        self.states = States(table if below is None else _above(table, below))
        self.beside = ListAndCard(self.states, Scroll(card), list_share=self.list_share)
        self.question: QMessageBox | None = None
        self._form_card = card
        viewmodel.setParent(self)
        self._hear(viewmodel)
        table.row_activated.connect(self.open)
        table.clicked.connect(self._on_clicked)
        card.closed.connect(self.close_card)

    def show_card(self, row: Any) -> None:
        """Show ``row`` in the card."""
        raise NotImplementedError

    def show_read(self, read: Any) -> None:
        """Show what was read."""
        raise NotImplementedError

    def take_employee(self, employee_id: int | None) -> None:
        """Everybody is listed, whoever is chosen."""

    def may_leave(self, then: Callable[[], object]) -> bool:
        if not self.beside.is_open or not self._form_card.form.is_changed():
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

    def lay_out(self, *above: QWidget) -> None:
        """Put what stands above the list into its place."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        for widget in above:
            layout.addWidget(widget)
        layout.addWidget(self.beside, 1)

    def _hear(self, viewmodel: RewardViewModel) -> None:
        viewmodel.reading.connect(self.states.show_reading)
        viewmodel.loaded.connect(self._on_loaded)
        viewmodel.failed.connect(self._on_failed)
        viewmodel.deciding.connect(self._form_card.setDisabled)
        viewmodel.refused.connect(self._on_refused)

    def _open(self, row: Any) -> None:
        self.show_card(row)
        self.beside.open_card()
        self._form_card.focus()

    def _leave(self, then: Callable[[], object]) -> None:
        self.close_card()
        then()

    def _decided(self) -> None:
        """Close the card: what it held is saved."""
        self._form_card.form.keep()
        self.close_card()

    @Slot(object)
    def _on_loaded(self, read: object) -> None:
        self.show_read(read)
        self.states.show_figures()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        state = self.states.show_sentence("warning", self.words_of(error), _("Try again"))
        state.accepted.connect(self.reload)

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if not isinstance(error, CrmError) or not self.beside.is_open:
            self.context.report(error)
            return
        self._form_card.form.show_error(error)
        if isinstance(error, StaleRecordError | NotFoundError):
            self.reload()

    @Slot()
    def _on_clicked(self) -> None:
        if self.table.current_row is not None:
            self.open(self.table.current_row)

    @Slot()
    def _on_answered(self) -> None:
        self.question = None


def _above(table: TableView, below: QWidget) -> QWidget:
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GRID)
    column.addWidget(table, 1)
    column.addWidget(below)
    return both
