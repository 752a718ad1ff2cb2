"""A firm without stages gets the usual ones from the deals' page or from a new deal."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.domain.deals import DealQuery
from crm_desktop.domain.period import Period
from tests.storage.crm_builders import add_employee, add_stages, firm_services
from tests.ui.crm_pages import emptiness, press
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.deals.card import DealCardView
from ui.deals.page import DealsPage
from ui.deals.viewmodel import NewDeal
from ui.selection import Selection

STAGES = ["New deal", "Needs understood", "Proposal sent", "Agreed"]


@pytest.fixture
def page(qtbot: QtBot, sqlite_database: str) -> DealsPage:
    services = firm_services(sqlite_database)
    anna = add_employee(services, "Анна")
    errors: list[Exception] = []
    context = Context(
        services,
        InlineTasks(),
        ChangesBus(),
        Selection(Period.month(2026, 3), anna),
        lambda code, key: None,
        lambda sentence, undo=None: None,
        errors.append,
    )
    page = DealsPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitActive(page):
        page.show()
    return page


def card(page: DealsPage) -> DealCardView:
    assert isinstance(page.card, DealCardView)
    return page.card


def offered(page: DealsPage) -> list[str]:
    box = card(page).entry.stage
    return [box.itemText(i) for i in range(box.count())]


def test_a_page_without_stages_offers_the_usual_ones(page: DealsPage) -> None:
    state = emptiness(page.table)
    assert state.sentence == "A deal goes through stages, and there are none yet."

    state.button.setFocus()
    state.button.click()

    assert emptiness(page.table).sentence == "There are no deals yet."
    assert page.table.isAncestorOf(QApplication.focusWidget() or page)
    emptiness(page.table).button.click()
    assert offered(page) == STAGES
    assert card(page).no_stages.isHidden()


def test_a_new_deal_gets_its_first_stage_without_losing_what_was_entered(
    qtbot: QtBot, page: DealsPage
) -> None:
    page.open_key(NewDeal())
    card(page).entry.title.setText("Окна")
    card(page).submit()
    stage = card(page).form.field("stage_id")
    assert stage.error == "There is no stage yet to begin in."

    card(page).no_stages.button.setFocus()
    card(page).no_stages.button.click()
    assert offered(page) == STAGES
    assert stage.error == ""
    assert card(page).entry.title.hasFocus()
    press(qtbot, Qt.Key.Key_Return)

    (deal,) = page.context.services.deals.list_deals(DealQuery()).rows
    assert (deal.title, deal.stage) == ("Окна", "New deal")


def test_a_new_deal_in_which_nothing_was_entered_is_left_without_a_question(
    page: DealsPage,
) -> None:
    page.open_key(NewDeal())

    card(page).no_stages.button.click()
    card(page).close_button.click()

    assert card(page).form.question is None
    assert card(page).isHidden()


def test_stages_of_an_import_take_the_offer_away(page: DealsPage, sqlite_database: str) -> None:
    page.open_key(NewDeal())

    add_stages(sqlite_database)
    page.context.changes.happened.emit(Changes.DEALS)

    assert offered(page) == ["Lead", "Offer"]
    assert emptiness(page.table).sentence == "There are no deals yet."
