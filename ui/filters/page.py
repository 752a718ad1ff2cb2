"""A page with a list that is filtered by conditions of any shape, which are kept as views."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.fields import checked
from crm_desktop.domain.filter_offers import FilterOffers
from crm_desktop.domain.filters import EVERYTHING, Filter, Group, Match
from crm_desktop.domain.views import Screen, ViewDraft, ViewRow
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.filters.chips import FilterChips
from ui.filters.panel import FilterPanel
from ui.filters.trees import as_group, asks_for_someone
from ui.filters.views import Undo, ViewsViewModel
from ui.records.listing import Listed
from ui.records.page import RecordPage
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.text import Label, Role

_VIEW_LETTERS = 16


class FilteredPage(RecordPage):
    """Quick filters stay beside the conditions; both must hold."""

    shortcuts = (("Ctrl+Shift+F", Message("Filter by conditions")), *RecordPage.shortcuts)
    list_screen: Screen

    def __init__(self, context: Context, *args: Any, **names: Any) -> None:
        self.view = ChoiceBox(_("View"))
        self.view.setMinimumContentsLength(_VIEW_LETTERS)
        self.filter_button = Button(_("Filter"), icon="filter")
        self.chips = FilterChips(self.list_screen.entity)
        self.gone = Label(role=Role.BODY, tone=Tone.WARNING, wraps=True)
        self.panel: FilterPanel | None = None
        self._views: tuple[ViewRow, ...] = ()
        self._awaited_view: int | None = None
        super().__init__(context, *args, **names)
        self.tools.insertWidget(1, self.filter_button, 0, Qt.AlignmentFlag.AlignTop)
        self.above_rows.addWidget(self.chips)
        self.above_rows.addWidget(self.gone)
        self.chips.hide()
        self.gone.hide()
        self._viewing = ViewsViewModel(
            context.services, context.tasks, context.changes, self.list_screen, self
        )
        self._connect_filter()

    def count_of(self, foot: Any) -> int:
        """Return how many records the whole list has."""
        raise NotImplementedError

    def heading(self) -> QWidget:
        """Return the title with the views beside it."""
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * GRID)
        row.addWidget(super().heading())
        row.addWidget(self.view)
        row.addStretch()
        self.view.hide()
        return head

    def tool_buttons(self) -> Sequence[QWidget]:
        return (self.filter_button, *super().tool_buttons())

    def reload(self) -> None:
        super().reload()
        self._viewing.load()

    def open_filter(self) -> None:
        """Show the conditions beside the list, or in its place where there is no room."""
        if self.card.may_leave(self._show_panel):
            self._show_panel()

    def show_conditions(self, tree: Filter) -> None:
        """List what passes ``tree``, and show it in the panel too."""
        self._panel().show_tree(tree)
        self._want(tree)

    def clear_conditions(self) -> None:
        """Take the conditions off without reading anew."""
        self.view.choose(None)
        if self.panel is not None:
            self.panel.show_tree(EVERYTHING)
            self.panel.show_view(None)
        self._show_active(EVERYTHING)

    def _connect_filter(self) -> None:
        self.filter_button.clicked.connect(self.open_filter)
        self.chips.removed.connect(self._on_chip)
        self.view.activated.connect(self._on_view)
        self.context.selection.employee_changed.connect(self._on_employee)
        self._viewing.loaded.connect(self._on_views)
        self._viewing.saved.connect(self._on_saved)
        self._viewing.deleted.connect(self._on_deleted)
        self._viewing.restored.connect(self._on_restored)
        self._viewing.failed.connect(self._on_refused)
        self._viewing.unread.connect(self.context.report)
        QShortcut(QKeySequence("Ctrl+Shift+F"), self).activated.connect(self.open_filter)

    def _panel(self) -> FilterPanel:
        """Return the panel, which is made when it is needed first."""
        if self.panel is None:
            panel = FilterPanel(self.context, self.list_screen)
            panel.filtered.connect(self._want)
            panel.closed.connect(self._on_panel_closed)
            panel.create_wanted.connect(self._on_create)
            panel.save_wanted.connect(self._on_save)
            panel.delete_wanted.connect(self._on_delete)
            panel.editor.offers_loaded.connect(self._show_current)
            self.beside.add_side(panel)
            self.panel = panel
        return self.panel

    def _show_panel(self) -> None:
        panel = self._panel()
        self.beside.open_side(panel)
        self._show_back()
        if panel.editor.root.parts:
            panel.editor.focus()
        else:
            panel.editor.root.add_condition()

    @Slot()
    def _on_panel_closed(self) -> None:
        self.beside.close_card()
        self._show_back()
        self.filter_button.setFocus()

    @Slot(object)
    def _want(self, tree: Filter) -> None:
        asked_by = self.context.selection.employee_id if asks_for_someone(tree) else None
        self._show_active(tree)
        self.viewmodel.want(where=tree, asked_by=asked_by)

    def _show_current(self) -> None:
        self._show_active(self.viewmodel.query.where)

    def _show_active(self, tree: Filter) -> None:
        """Say which conditions the list has, and which of them ask for what is gone."""
        is_any = tree != EVERYTHING
        offers = self._panel().editor.offers if is_any else FilterOffers()
        count = self.chips.show_tree(tree, offers)
        gone = offers.gone(tree, self.list_screen.entity) if offers.is_read else ()
        self.chips.setVisible(is_any)
        self.gone.setVisible(bool(gone))
        self.gone.setText(str(Message("No longer there: {names}.", names=", ".join(gone))))
        words = Message("Filter · {count}", count=count) if count else Message("Filter")
        self.filter_button.setText(str(words))

    def _on_chip(self, place: int) -> None:
        group = as_group(self.viewmodel.query.where)
        is_whole = group.match is not Match.ALL
        parts = () if is_whole else (*group.parts[:place], *group.parts[place + 1 :])
        self.show_conditions(Group(Match.ALL, parts))
        self.filter_button.setFocus()

    @Slot(object)
    def _on_employee(self, _employee_id: int | None) -> None:
        """Ask anew who “me” is."""
        if asks_for_someone(self.viewmodel.query.where):
            self._want(self.viewmodel.query.where)

    @Slot(object)
    def _on_loaded(self, listed: Listed) -> None:
        super()._on_loaded(listed)
        if self.panel is not None:
            self.panel.editor.show_found(self.count_of(listed.foot))

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, InvalidInputError):
            self.model.set_rows((), has_more=False)  # rows of another filter would be taken for it
        super()._on_failed(error)

    def _on_all(self) -> None:
        self.clear_conditions()
        super()._on_all()

    @Slot(object)
    def _on_views(self, views: tuple[ViewRow, ...]) -> None:
        chosen = self._awaited_view or self._chosen_id()
        self._awaited_view, self._views = None, views
        ids = {row.id for row in views}
        self.view.blockSignals(True)
        self.view.set_choices([(_("No view"), None), *((row.name, row.id) for row in views)])
        self.view.choose(chosen if chosen in ids else None)
        self.view.blockSignals(False)
        self.view.setVisible(bool(views))
        if self.panel is not None:
            self.panel.show_view(self._chosen())

    def _chosen_id(self) -> int | None:
        chosen: int | None = self.view.choice()
        return chosen

    def _chosen(self) -> ViewRow | None:
        return next((row for row in self._views if row.id == self._chosen_id()), None)

    def _on_view(self) -> None:
        """Show what the chosen view keeps; without a view everything is shown."""
        row = self._chosen()
        panel = self._panel()
        panel.show_view(row)
        if row is None:
            self.show_conditions(EVERYTHING)
            return
        draft = row.draft
        try:
            tree = checked(draft.where, self.list_screen.entity)
        except InvalidInputError as error:
            panel.show_tree(draft.where)
            self.context.report(error)
            self.open_filter()
            return
        before = self.viewmodel.query
        self.viewmodel.remember_order(draft.order, is_descending=draft.is_descending)
        is_reordered = self.viewmodel.query != before
        self.show_order()
        self.show_conditions(tree)
        if is_reordered and before.where == tree:
            self.viewmodel.load()

    def _draft(self, name: str, where: Filter) -> ViewDraft:
        query = self.viewmodel.query
        return ViewDraft(name, where, query.order.value, is_descending=query.is_descending)

    @Slot(str, object)
    def _on_create(self, name: str, tree: Filter) -> None:
        self._viewing.create(self._draft(name, tree))

    @Slot(str, object)
    def _on_save(self, name: str, tree: Filter) -> None:
        if (row := self._chosen()) is not None:
            self._viewing.save(row, self._draft(name, tree))

    def _on_delete(self) -> None:
        if (row := self._chosen()) is not None:
            self._viewing.delete(row)

    @Slot(object, object)
    def _on_saved(self, row: ViewRow, undo: Undo) -> None:
        self._awaited_view = row.id
        self.context.say(str(Message("View “{name}” is saved.", name=row.name)), undo)

    @Slot(object, object)
    def _on_deleted(self, row: ViewRow, undo: Undo) -> None:
        self.context.say(str(Message("View “{name}” is deleted.", name=row.name)), undo)

    @Slot(int)
    def _on_restored(self, view_id: int) -> None:
        """Choose the view again, unless another was chosen meanwhile."""
        if self._chosen_id() is None:
            self._awaited_view = view_id

    def _on_refused(self, error: Exception) -> None:
        self._panel().show_error(error)

    def take_changes(self, changes: Changes) -> None:
        super().take_changes(changes)
        if changes & Changes.VIEWS:
            self._viewing.load()
