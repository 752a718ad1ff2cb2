"""The house's table: quiet header, columns to choose, and a word where there is no row."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QTableView, QWidget

from ui import theme
from ui.models.rows import RowsModel
from ui.settings import window_settings
from ui.widgets.bar_delegate import BarDelegate
from ui.widgets.empty_state import EmptyState
from ui.widgets.skeleton import Skeleton


class TableView(QTableView):
    """Shows ``model`` under ``name``, an ASCII word under which columns are remembered.

    Enter or a double click emits ``row_activated``, moving ``row_selected``; both carry
    the row itself, the latter None when nothing is selected.
    """

    row_activated = Signal(object)
    row_selected = Signal(object)

    def __init__(
        self,
        name: str,
        model: RowsModel[Any],
        *,
        title: str,
        row_height: int = theme.ROW_HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._rows = model
        self._skeleton = Skeleton(row_height, self)
        self._skeleton.hide()
        self._empty: EmptyState | None = None
        self.setAccessibleName(title)
        self._configure(row_height)
        self.setModel(model)
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.activated.connect(self._on_activated)
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self._show_overlay)
        self._set_up_header()
        self._show_overlay()

    def set_empty(self, state: EmptyState) -> None:
        """Show ``state`` whenever there are no rows."""
        had_focus = self._has_focus_over()
        if self._empty is not None:
            self._empty.deleteLater()
        self._empty = state
        state.setParent(self)
        self._show_overlay()
        if had_focus:
            state.setFocus()

    def set_loading(self, is_loading: bool) -> None:
        """Lay pale rows over the table, or take them off."""
        self._skeleton.setVisible(is_loading)
        self._show_overlay()

    @property
    def current_row(self) -> Any:
        """The selected row, or None."""
        index = self.selectionModel().currentIndex()
        return self._rows.row_at(index) if index.isValid() else None

    def column_menu(self) -> QMenu:
        """Return the columns to show or hide; the first always stays."""
        menu = QMenu(self)
        for number, column in enumerate(self._rows.columns):
            action = menu.addAction(str(column.header))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.setEnabled(number > 0)
            action.setData(number)
        menu.triggered.connect(self._on_column_chosen)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_overlays()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Tab:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Backtab:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Hide:
            self._remember()
        return super().event(event)

    def _configure(self, row_height: int) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setItemDelegate(BarDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.verticalHeader().setMinimumSectionSize(row_height)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setStretchLastSection(True)
        header.setSectionsMovable(True)
        header.setMinimumSectionSize(48)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._on_header_menu)
        for number, column in enumerate(self._rows.columns):
            if column.width is not None:
                self.setColumnWidth(number, column.width)
            self.setColumnHidden(number, column.is_hidden)
        state = window_settings().value(self._key())
        if state is not None:
            header.restoreState(state)
        header.setSortIndicatorClearable(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _key(self) -> str:
        """Return the place of the columns as they are: other columns begin afresh."""
        codes = "-".join(column.code for column in self._rows.columns)
        return f"tables/{self._name}/{codes}"

    def _remember(self) -> None:
        window_settings().setValue(self._key(), self.horizontalHeader().saveState())

    def _on_current(self, current: QModelIndex) -> None:
        self.row_selected.emit(self._rows.row_at(current) if current.isValid() else None)

    def _on_activated(self, index: QModelIndex) -> None:
        self.row_activated.emit(self._rows.row_at(index))

    def _on_header_menu(self, point: QPoint) -> None:
        menu = self.column_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(point))

    def _on_column_chosen(self, action: Any) -> None:
        self.setColumnHidden(action.data(), not action.isChecked())
        self._remember()

    def _show_overlay(self) -> None:
        is_loading = not self._skeleton.isHidden()
        if self._empty is not None:
            is_empty = not is_loading and self._rows.rowCount() == 0
            if not is_empty and self._has_focus_over():
                self.setFocus()  # else the keyboard would leave for whatever comes next
            self._empty.setVisible(is_empty)
        self._place_overlays()

    def _has_focus_over(self) -> bool:
        """Return whether the keyboard is at what stands in place of the rows."""
        focused = QApplication.focusWidget()
        return focused is not None and self._empty is not None and self._empty.isAncestorOf(focused)

    def _place_overlays(self) -> None:
        for overlay in (self._skeleton, self._empty):
            if overlay is not None:
                overlay.setGeometry(self.viewport().geometry())
                overlay.raise_()
