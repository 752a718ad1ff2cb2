"""Deals: the list with its totals, and the card of the one that is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox

from crm_desktop.changes import Changes
from crm_desktop.domain.deals import DealQuery, DealStatus, DealTotals
from crm_desktop.domain.period import Period
from crm_desktop.domain.views import Screen
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.deals.card import DealCardView
from ui.deals.columns import COLUMNS
from ui.deals.first_stages import FirstStagesViewModel, no_stages_words
from ui.deals.totals import in_a_line, in_words
from ui.deals.viewmodel import DealFilters, NewDeal, deal_list, read_filters
from ui.filters.page import FilteredPage
from ui.records.filters_viewmodel import FiltersViewModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Label, Role

_STATUSES = {
    DealStatus.OPEN: Message("Open deals"),
    DealStatus.WON: Message("Won deals"),
    DealStatus.LOST: Message("Lost deals"),
}


class DealsPage(FilteredPage):
    """``open_key`` takes the id of a deal, or a ``NewDeal``."""

    shortcuts = (("Ctrl+N", Message("New deal")), *FilteredPage.shortcuts)
    list_screen = Screen.DEALS
    concerned = Changes.CUSTOMERS | Changes.DEALS | Changes.PEOPLE

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            deal_list(context.services, context.tasks, DealQuery()),
            DealCardView(context),
            name="deals",
            title=_("Deals"),
            columns=COLUMNS,
            search=_("Title or customer"),
            new=_("New deal"),
            back=_("All deals"),
        )
        self.status = self.filter_box(_("Status"), "status")
        self.owner = self.filter_box(_("Owner"), "owner_id")
        self.stage = self.filter_box(_("Stage"), "stage_id")
        self.closed = QCheckBox()
        self.filters.addWidget(self.closed)
        self.totals = Label(role=Role.STRONG, wraps=True)
        self.foot.addWidget(self.totals, 1)
        statuses = ((str(_STATUSES[one]), one) for one in DealStatus)
        self.status.set_choices([(_("All deals"), None), *statuses])
        self._show_period(context.selection.period)
        self._filters = FiltersViewModel(
            partial(read_filters, context.services), context.tasks, self
        )
        self._first_stages = FirstStagesViewModel(
            context.services, context.tasks, context.changes, self
        )
        self._has_stages = True
        self._first_stages.failed.connect(context.report)
        self._filters.loaded.connect(self._on_filters)
        self._filters.failed.connect(context.report)
        self.closed.toggled.connect(self._on_closed_in)
        context.selection.period_changed.connect(self._show_period)

    def new_key(self) -> NewDeal:
        return NewDeal()

    def load_filters(self) -> None:
        self._filters.load()

    def clear_filters(self) -> None:
        for box in (self.status, self.owner, self.stage):
            box.choose(None)
        self.closed.blockSignals(True)
        self.closed.setChecked(False)
        self.closed.blockSignals(False)

    def count_of(self, foot: DealTotals) -> int:
        return sum(foot.counts.values())

    def show_foot(self, foot: DealTotals) -> None:
        self.totals.setText(in_a_line(foot, is_short=True))
        self.totals.setToolTip("\n".join(in_words(foot)))

    def empty_state(self) -> EmptyState:
        if not self._has_stages:
            return EmptyState("stage", no_stages_words(), _("Start with the usual stages"))
        return EmptyState("deals", _("There are no deals yet."), _("New deal"))

    def begin(self) -> None:
        if self._has_stages:
            self.new()
        else:
            self._first_stages.add()

    @Slot(object)
    def _on_filters(self, filters: DealFilters) -> None:
        owners = ((name, key) for key, name in filters.owners.items())
        self.owner.set_choices([(_("All owners"), None), *owners])
        stages = ((stage.name, stage.id) for stage in filters.stages)
        self.stage.set_choices([(_("All stages"), None), *stages])
        if self._has_stages != bool(filters.stages):
            self._has_stages = bool(filters.stages)
            self.show_emptiness()

    @Slot(object)
    def _show_period(self, period: Period) -> None:
        self.closed.setText(str(Message("Closed: {period}", period=period)))
        if self.closed.isChecked():
            self.viewmodel.want(closed_in=period)

    @Slot(bool)
    def _on_closed_in(self, is_wanted: bool) -> None:
        self.viewmodel.want(closed_in=self.context.selection.period if is_wanted else None)
