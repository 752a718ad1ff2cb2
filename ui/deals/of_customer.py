"""The deals of one customer, below what is known about them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.domain.deals import DealQuery, DealRow
from crm_desktop.domain.paging import Page
from crm_desktop.domain.permissions import Right
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.deals.columns import AMOUNT, STAGE, TITLE
from ui.deals.totals import in_a_line
from ui.deals.viewmodel import deal_list
from ui.models.rows import Column, RowsModel
from ui.records.listing import Listed
from ui.rights import needs
from ui.theme import GRID, ROW_HEIGHT
from ui.widgets.buttons import Button
from ui.widgets.column_fit import ColumnFit
from ui.widgets.empty_state import EmptyState
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

_ROWS = 6
_DAY: Column[DealRow] = Column(
    "created",
    Message("Created"),
    lambda r: formats.day(r.created_at),
    lambda r: r.created_at,
    width=92,
)


class DealsOfCustomer(QWidget):
    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._customer_id: int | None = None
        self.viewmodel = deal_list(context.services, context.tasks, DealQuery())
        self.viewmodel.setParent(self)
        self.new_button = Button(_("New deal"), icon="add")
        needs(context.access, Right.RECORDS, self.new_button)
        self.totals = Label(role=Role.MUTED, wraps=True)
        self.model = RowsModel[DealRow]((TITLE, STAGE, AMOUNT, _DAY))
        self.table = TableView("customer-deals", self.model, title=_("Deals of the customer"))
        self._fit = ColumnFit(self.table, self.model, "customer-deals")
        self.table.setFixedHeight((_ROWS + 1) * ROW_HEIGHT + 4)
        self.table.set_empty(EmptyState("deals", _("No deal with this customer yet.")))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(_("Deals"), Role.TITLE))
        words.addWidget(self.totals)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(head)
        layout.addWidget(self.table)
        self.table.row_activated.connect(self._on_row)
        self.model.more_wanted.connect(self.viewmodel.load_more)
        self.model.sort_wanted.connect(self._on_sort_wanted)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.appended.connect(self._on_appended)
        self.viewmodel.failed.connect(context.report)
        self.viewmodel.more_failed.connect(context.report)

    def show_customer(self, customer_id: int | None) -> None:
        """Show the deals of the customer; a new one has none and can get none yet."""
        self.setVisible(customer_id is not None)
        if customer_id != self._customer_id:
            self._customer_id = customer_id
            self.model.set_rows(())
            self.totals.clear()
        if customer_id is not None:
            self.viewmodel.query = DealQuery(customer_id=customer_id)
            self.viewmodel.load()

    @Slot(object)
    def _on_loaded(self, listed: Listed) -> None:
        self.model.set_rows(listed.page.rows, has_more=listed.page.next_cursor is not None)
        self._fit.fit()
        self.totals.setText(in_a_line(listed.foot))

    @Slot(object)
    def _on_appended(self, page: Page[DealRow]) -> None:
        self.model.append_rows(page.rows, has_more=page.next_cursor is not None)

    @Slot(str, bool)
    def _on_sort_wanted(self, code: str, is_descending: bool) -> None:
        if self.viewmodel.remember_order(code, is_descending=is_descending):
            self.viewmodel.load()

    def _on_row(self, row: DealRow) -> None:
        self._context.navigate("deals", row.id)
