"""A page with a list of records that is searched, filtered and sorted, and the card of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.paging import Page
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.models.rows import Column, RowsModel
from ui.records.beside import ListAndCard
from ui.records.card import RecordCard
from ui.records.listing import Listed, ListViewModel
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, IconButton, Kind
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.empty_state import EmptyState
from ui.widgets.flow import FlowLayout
from ui.widgets.link_button import LinkButton
from ui.widgets.search_field import SearchField
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

_SEARCH_WIDTH = 208
_FILTER_LETTERS = 14


class RecordPage(PageView):
    """``open_key`` takes the id of a record, or what else its card knows to begin."""

    shortcuts: tuple[tuple[str, Message], ...] = (
        ("Ctrl+F", Message("Find in the list")),
        ("Return", Message("Open the card")),
        ("Ctrl+S", Message("Save the card")),
        ("Esc", Message("Close the card")),
    )
    concerned = Changes.ALL
    """The changes after which the list is read again."""

    def __init__(
        self,
        context: Context,
        viewmodel: ListViewModel[Any],
        card: RecordCard,
        *,
        name: str,
        title: str,
        columns: Sequence[Column[Any]],
        search: str,
        new: str,
        back: str,
    ) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = viewmodel
        viewmodel.setParent(self)
        self.card = card
        self.model = RowsModel[Any](columns)
        self.table = TableView(name, self.model, title=title)
        self._fit = ColumnFit(self.table, self.model, name)
        self.search = SearchField(search)
        self.new_button = Button(new, Kind.PRIMARY, icon="add")
        self.columns_button = IconButton("columns", _("Columns"))
        self.back_button = LinkButton(back, icon="previous")
        self.filters = FlowLayout()
        self.tools = QHBoxLayout()
        self.above_rows = QVBoxLayout()
        self.foot = QHBoxLayout()
        self.beside = ListAndCard(self._list(), card)
        self._is_stale = True
        self._heading = title
        self._lay_out()
        self._connect()
        self.show_order()

    def open_key(self, key: object) -> None:
        self.beside.open_card()
        self.card.ask_for(key)
        self._show_back()
        self._select(key if isinstance(key, int) else None)

    def heading(self) -> QWidget:
        """Return what stands above the list, beside the button for a new record."""
        return Label(self._heading, Role.PAGE, wraps=True)

    def new_key(self) -> object:
        """Return what the card takes for a new record."""
        raise NotImplementedError

    def show_foot(self, foot: Any) -> None:
        """Show what stands below the table for all rows."""
        raise NotImplementedError

    def empty_state(self) -> EmptyState:
        """Return what stands in place of the rows where there are no records at all."""
        raise NotImplementedError

    def clear_filters(self) -> None:
        """Take what the user filtered by off the fields."""
        raise NotImplementedError

    def load_filters(self) -> None:
        """Read what the filters offer."""
        raise NotImplementedError

    def reload(self) -> None:
        self._is_stale = False
        self.load_filters()
        self.viewmodel.load()
        self.card.refresh()

    def may_leave(self, then: Callable[[], object]) -> bool:
        return self.card.may_leave(then)

    def new(self) -> None:
        self.open_key(self.new_key())

    def begin(self) -> None:
        """Do what the button offers where there are no records at all."""
        self.new()

    def tool_buttons(self) -> Sequence[QWidget]:
        """Return what stands right of the filters, in the order of the eye."""
        return (self.columns_button,)

    def show_emptiness(self) -> None:
        """Say what stands in place of the rows, where there are none."""
        if self.model.rows:
            return
        if self.viewmodel.is_filtered:
            state = EmptyState("search", _("Nothing fits the filter."), _("Show all"))
            state.accepted.connect(self._on_all)
        else:
            state = self.empty_state()
            state.accepted.connect(self.begin)
        self.table.set_empty(state)

    def show_order(self) -> None:
        """Mark the column by which the rows are ordered in the storage."""
        codes = [column.code for column in self.model.columns]
        query = self.viewmodel.query
        order = Qt.SortOrder.DescendingOrder if query.is_descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(codes.index(query.order.value), order)

    def filter_box(self, title: str, argument: str) -> ChoiceBox:
        """Return a box among the filters; what is chosen becomes ``argument`` of the query."""
        box = ChoiceBox(title)
        box.setMinimumContentsLength(_FILTER_LETTERS)
        box.activated.connect(lambda: self.viewmodel.want(**{argument: box.choice()}))
        self.filters.addWidget(box)
        return box

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._order_tabs()
        if self._is_stale:
            self.reload()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._show_back()

    def _list(self) -> QWidget:
        box, foot = QWidget(), Card()
        self.search.setFixedWidth(_SEARCH_WIDTH)
        self.filters.addWidget(self.search)
        self.tools.addLayout(self.filters, 1)
        self.tools.addWidget(self.columns_button, 0, Qt.AlignmentFlag.AlignTop)
        self.above_rows.setSpacing(GRID)
        foot.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot.body.addLayout(self.foot)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(self.tools)
        column.addLayout(self.above_rows)
        column.addWidget(self.table, 1)
        column.addWidget(foot)
        box.setMinimumWidth(40 * GRID)
        return box

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.heading(), 1)
        head.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + 4)
        layout.addLayout(head)
        layout.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.beside, 1)
        self.back_button.hide()

    def _order_tabs(self) -> None:
        """Let Tab go as the eye does, through the filters that a page has added too."""
        items = [self.filters.itemAt(place) for place in range(self.filters.count())]
        filters = [item.widget() for item in items if item is not None]
        for before, after in pairwise((*filters, *self.tool_buttons(), self.table)):
            if before is not None and after is not None:
                self.setTabOrder(before, after)

    def _connect(self) -> None:
        self.search.searched.connect(self._on_searched)
        self.new_button.clicked.connect(self.new)
        self.columns_button.clicked.connect(self._on_columns)
        self.back_button.clicked.connect(self.card.close_button.click)
        self.table.row_activated.connect(self._on_row)
        self.table.clicked.connect(self._on_clicked)
        header = self.table.horizontalHeader()
        header.sortIndicatorChanged.connect(self._on_order)
        self.model.sort_wanted.connect(self._on_sort_wanted)
        self.model.more_wanted.connect(self.viewmodel.load_more)
        self.viewmodel.reading.connect(self._on_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.appended.connect(self._on_appended)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.more_failed.connect(self._on_more_failed)
        self.card.closed.connect(self._on_card_closed)
        self.context.changes.happened.connect(self._on_changes)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self.search.setFocus)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.activated.connect(self.new)
        needs(self.context.access, self.card.right, self.new_button, shortcut)

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        self.viewmodel.want(search=text)

    def _on_row(self, row: Any) -> None:
        self.open_key(row.id)

    def _on_clicked(self, index: Any) -> None:
        self.open_key(self.model.row_at(index).id)

    def _on_order(self, place: int, order: Qt.SortOrder) -> None:
        if 0 <= place < len(self.model.columns):
            code = self.model.columns[place].code
            is_descending = order is Qt.SortOrder.DescendingOrder
            self.viewmodel.remember_order(code, is_descending=is_descending)

    @Slot(str, bool)
    def _on_sort_wanted(self, code: str, is_descending: bool) -> None:
        query = self.viewmodel.query
        if not self.viewmodel.remember_order(code, is_descending=is_descending):
            self.context.say(_("A list of many pages cannot be sorted by this column."))
            self.show_order()
        elif query != self.viewmodel.query:
            self.viewmodel.load()

    def _on_reading(self) -> None:
        self.table.set_loading(not self.model.rows)

    @Slot(object)
    def _on_loaded(self, listed: Listed) -> None:
        current = self.table.current_row
        place = self.table.verticalScrollBar().value()
        has_more = listed.page.next_cursor is not None
        self.model.set_rows(listed.page.rows, has_more=has_more)
        self._fit.fit()
        if has_more:
            self.show_order()
        self.table.set_loading(False)
        self.show_emptiness()
        self.show_foot(listed.foot)
        self._select(None if current is None else current.id)
        self.table.verticalScrollBar().setValue(place)

    @Slot(object)
    def _on_appended(self, page: Page[Any]) -> None:
        self.model.append_rows(page.rows, has_more=page.next_cursor is not None)

    def _on_failed(self, error: Exception) -> None:
        self.context.report(error)
        self.table.set_loading(False)
        if not self.model.rows:
            words = str(error) if isinstance(error, CrmError) else _("The list could not be read.")
            state = EmptyState("warning", words, _("Try again"))
            state.accepted.connect(self.reload)
            self.table.set_empty(state)

    def _on_more_failed(self, error: Exception) -> None:
        self.context.report(error)
        self.model.append_rows((), has_more=True)

    def _on_all(self) -> None:
        self.search.clear()
        self.clear_filters()
        self.viewmodel.want_all()

    def _select(self, record_id: int | None) -> None:
        if record_id is None:
            return
        for number, row in enumerate(self.model.rows[: self.model.rowCount()]):
            if row.id == record_id:
                self.table.setCurrentIndex(self.model.index(number, 0))
                return

    def _on_columns(self) -> None:
        menu = self.table.column_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        place = self.columns_button
        menu.popup(place.mapToGlobal(QPoint(0, place.height())))

    @Slot()
    def _on_card_closed(self) -> None:
        self.beside.close_card()
        self._show_back()
        self.table.setFocus()

    def _show_back(self) -> None:
        self.back_button.setVisible(self.beside.is_open and not self.beside.has_room)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        # Qt forgets a page that is gone only if the slot is of the class that connects it.
        self.take_changes(changes)

    def take_changes(self, changes: Changes) -> None:
        """Read again what ``changes`` concern, at once or when it is seen."""
        if not changes & self.concerned:
            return
        self._is_stale = True
        if self.isVisible():
            self.reload()
