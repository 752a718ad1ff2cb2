"""From a new customer to a won deal that moves the bars; and rows that arrive from outside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.period import Period
from crm_desktop.exchange.import_fields import ImportKind
from crm_desktop.exchange.mapping import own_mapping
from tests.journeys.steps import fact, person, press, words
from ui.customers.card import CustomerCardView
from ui.customers.page import CustomersPage
from ui.deals.card import DealCardView
from ui.gallery.stage import Stage
from ui.progress.monitor import ProgressMonitor

DECEMBER = Period.month(2026, 12)


def test_a_new_customer_a_deal_and_its_win_move_the_bar(stage: Stage) -> None:
    stage.desk.context.selection.choose_employee(person(stage, "seller_strong"))
    before = fact(stage, "seller_strong", "sales", DECEMBER)
    press(stage, Qt.Key.Key_1)

    press(stage, Qt.Key.Key_N)
    customer = stage.find(CustomerCardView)
    customer.name.setText("ООО «Ёлка и О'Нил»")
    press(stage, Qt.Key.Key_S)
    customer.deals.new_button.click()
    stage.settle()
    deal = stage.find(DealCardView)
    assert deal.entry.customer.text() == "ООО «Ёлка и О'Нил»"
    deal.entry.title.setText("Winter garden")
    deal.entry.amount.setText("12345.60")
    press(stage, Qt.Key.Key_S)
    said = stage.desk.toast
    feet = (deal.save_button, deal.cancel_button)
    assert said.isVisible()
    assert not any(place(said).intersects(place(button)) for button in feet)
    deal.stages.steps[2].click()
    stage.settle()
    deal.closing.won_button.click()
    stage.settle()

    assert deal.cards.read is not None
    assert deal.cards.read.status is DealStatus.WON
    assert stage.desk.toast.sentence == "Deal “Winter garden” is won."
    after = fact(stage, "seller_strong", "sales", DECEMBER)
    assert str(after - before) == "12345.60"
    assert stage.find(ProgressMonitor).rows[0]._figures.result.fact.value == after
    assert stage.program.errors.last is None


def place(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint()), widget.size())


def test_imported_customers_appear_in_the_open_list(stage: Stage, tmp_path: Path) -> None:
    press(stage, Qt.Key.Key_1)
    count = stage.find(CustomersPage).count.text()
    table = tmp_path / "customers.csv"
    table.write_text("external_id,name\nx1,Ёлкин дом\nx2,\nx3,AAA Зимний сад\n", encoding="utf-8")

    report = stage.services.imports.run(table, own_mapping(ImportKind.CUSTOMERS, table))
    stage.desk.context.changes.happened.emit(report.changes)
    stage.settle()

    assert (report.created, len(report.rejected)) == (2, 1)
    page = stage.find(CustomersPage)
    assert page.model.row_at(0).name == "AAA Зимний сад"
    assert page.count.text() != count
    assert page.count.text() in words(stage)
