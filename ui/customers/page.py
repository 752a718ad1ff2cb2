"""Customers: the list, and the card of the one that is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Slot

from crm_desktop.changes import Changes
from crm_desktop.domain.views import Screen
from crm_desktop.texts import Message, _, plural
from ui.context import Context
from ui.customers.card import CustomerCardView, NewCustomer
from ui.customers.columns import COLUMNS
from ui.customers.viewmodel import CustomerFilters, customer_list, read_filters
from ui.filters.page import FilteredPage
from ui.records.filters_viewmodel import FiltersViewModel
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Label, Role


class CustomersPage(FilteredPage):
    """``open_key`` takes the id of a customer, or a ``NewCustomer``."""

    shortcuts = (("Ctrl+N", Message("Add customer")), *FilteredPage.shortcuts)
    list_screen = Screen.CUSTOMERS
    concerned = Changes.CUSTOMERS | Changes.DEALS | Changes.PEOPLE

    def __init__(self, context: Context) -> None:
        super().__init__(
            context,
            customer_list(context.services, context.tasks),
            CustomerCardView(context),
            name="customers",
            title=_("Customers"),
            columns=COLUMNS,
            search=_("Name, phone or e-mail"),
            new=_("Add customer"),
            back=_("All customers"),
        )
        self.owner = self.filter_box(_("Owner"), "owner_id")
        self.tag = self.filter_box(_("Tag"), "tag_id")
        self.count = Label(role=Role.STRONG)
        self.foot.addWidget(self.count)
        self._filters = FiltersViewModel(
            partial(read_filters, context.services), context.tasks, self
        )
        self._filters.loaded.connect(self._on_filters)
        self._filters.failed.connect(context.report)

    def new_key(self) -> NewCustomer:
        return NewCustomer()

    def load_filters(self) -> None:
        self._filters.load()

    def clear_filters(self) -> None:
        self.owner.choose(None)
        self.tag.choose(None)

    def count_of(self, foot: int) -> int:
        return foot

    def show_foot(self, foot: int) -> None:
        self.count.setText(str(plural("{count} customer", "{count} customers", count=foot)))

    def empty_state(self) -> EmptyState:
        return EmptyState("customers", _("There are no customers yet."), _("Add customer"))

    @Slot(object)
    def _on_filters(self, filters: CustomerFilters) -> None:
        owners = ((name, key) for key, name in filters.owners.items())
        self.owner.set_choices([(_("All owners"), None), *owners])
        self.tag.set_choices([(_("All tags"), None), *((tag.path, tag.id) for tag in filters.tags)])
        self.tag.setVisible(bool(filters.tags))
