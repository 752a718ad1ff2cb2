"""Customers and deals: their lists, their cards, and what may go wrong while they are entered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from crm_desktop.domain.customers import CustomerKind, CustomerQuery
from crm_desktop.domain.deals import DealQuery, DealStatus
from ui.customers.card import CustomerCardView
from ui.customers.page import CustomersPage
from ui.customers.viewmodel import draft_of
from ui.deals.card import DealCardView
from ui.deals.page import DealsPage
from ui.gallery.scene import Room, Scene, Step, enter, page
from ui.gallery.stage import Stage

_NAME, _NO_ADDRESS = "CRM", "crm"


def _customer(stage: Stage) -> None:
    """Open the company that has most to do with us at present."""
    rows = stage.services.customers.list_customers(CustomerQuery()).rows
    firms = [row for row in rows if row.kind is CustomerKind.COMPANY]
    stage.desk.open("customers", max(firms, key=lambda row: row.open_deals).id)


def _customer_card(stage: Stage) -> CustomerCardView:
    return stage.find(CustomerCardView)


def _new_customer(stage: Stage) -> None:
    stage.find(CustomersPage).new_button.click()


def _enter_wrong_address(stage: Stage) -> None:
    card = _customer_card(stage)
    card.name.setText(_NAME)
    card.email.setText(_NO_ADDRESS)
    card.save_button.click()


def _leave_unsaved(stage: Stage) -> None:
    card = _customer_card(stage)
    card.phone.setText("+7 900 000-00-00")
    card.close_button.click()


def _delete(stage: Stage) -> None:
    _customer_card(stage).delete_button.click()


def _save_over_another(stage: Stage) -> None:
    """Save a card that someone else saved meanwhile."""
    card, customers = _customer_card(stage), stage.services.customers
    customer = customers.card(card.record_id or 0)
    theirs = replace(draft_of(customer), phone="+7 900 111-22-33", note="15:30")
    customers.save(customer.row.id, customer.row.version, theirs)
    card.phone.setText("+7 900 444-55-66")
    card.address.setText("1")
    card.save_button.click()


def _search_customers(stage: Stage) -> None:
    enter(stage.find(CustomersPage).search, "zzz")


def _deal(status: DealStatus) -> Step:
    return partial(_open_deal, status)


def _open_deal(status: DealStatus, stage: Stage) -> None:
    """Open a deal that has come some way."""
    found = stage.services.deals.list_deals(DealQuery(status=status, limit=25))
    stage.desk.open("deals", found.rows[-1].id)


def _new_deal(stage: Stage) -> None:
    stage.find(DealsPage).new_button.click()


def _save_deal(stage: Stage) -> None:
    stage.find(DealsPage).card.save_button.click()


def _ask_why_lost(stage: Stage) -> None:
    stage.find(DealCardView).closing.lost_button.click()


def _only_won(stage: Stage) -> None:
    deals = stage.find(DealsPage)
    deals.status.choose(DealStatus.WON)
    deals.viewmodel.want(status=DealStatus.WON)
    deals.closed.click()


def _columns(stage: Stage) -> None:
    stage.find(DealsPage).columns_button.click()


_CUSTOMERS, _DEALS = page("customers"), page("deals")

RECORD_SCENES: tuple[Scene, ...] = (
    Scene("customers", (_CUSTOMERS,), is_main=True),
    Scene("customers-nothing-fits", (_CUSTOMERS, _search_customers)),
    Scene("customers-empty", (_CUSTOMERS,), room=Room.EMPTY, is_main=True),
    Scene("customer", (_customer,), is_main=True),
    Scene("customer-new", (_CUSTOMERS, _new_customer), is_main=True),
    Scene("customer-error", (_CUSTOMERS, _new_customer, _enter_wrong_address)),
    Scene("customer-unsaved", (_customer, _leave_unsaved)),
    Scene("customer-delete", (_customer, _delete)),
    Scene("deals", (_DEALS,), is_main=True),
    Scene("deals-loading", (_DEALS,), is_hasty=True),
    Scene("deals-won", (_DEALS, _only_won), is_main=True),
    Scene("deals-columns", (_DEALS, _columns)),
    Scene("deals-empty", (_DEALS,), room=Room.EMPTY),
    Scene("deal-open", (_deal(DealStatus.OPEN),), is_main=True),
    Scene("deal-lost-reason", (_deal(DealStatus.OPEN), _ask_why_lost)),
    Scene("deal-won", (_deal(DealStatus.WON),), is_main=True),
    Scene("deal-lost", (_deal(DealStatus.LOST),)),
    Scene("deal-new", (_DEALS, _new_deal), is_main=True),
    Scene("deal-error", (_DEALS, _new_deal, _save_deal)),
    Scene("customer-stale", (_customer, _save_over_another), is_main=True),
)
