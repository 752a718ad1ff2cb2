"""The first hour of a firm: from an empty database to a bar that a won deal has filled."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.period import Period
from tests.journeys.conftest import OpenWindow
from tests.journeys.steps import press
from ui.customers.card import CustomerCardView
from ui.deals.card import DealCardView
from ui.deals.page import DealsPage
from ui.firm_setup import FirmSetUp
from ui.gallery.stage import Stage
from ui.people.employee_card import EmployeeCard
from ui.progress.page import ProgressPage
from ui.widgets.code_box import CodeBox
from ui.widgets.empty_state import EmptyState
from ui.widgets.link_button import LinkButton

SCHEME = """
[scheme]
name = "Windows"
currency = "RUB"

[indicators.sales]
name = "Won sales"
unit = "money"

[indicators.sales.source]
records = "deal"
aggregate = "sum"
measure = "amount"
dated_by = "closed"
where = [{ field = "status", operator = "=", value = "won" }]

[profiles.seller]
name = "Seller"
assigned_to = ["employee:anna-elkina"]
indicators = [{ code = "sales", plan = 200000 }]

[cards.seller]
name = "Seller"
salary = 60000
assignments = [{ subject = "employee:anna-elkina" }]
"""


def test_a_firm_goes_from_nothing_to_a_figure_in_its_first_hour(
    qtbot: QtBot, database: str, open_window: OpenWindow, tmp_path: Path
) -> None:
    stage = open_window(database)
    with qtbot.waitActive(stage.window):
        stage.window.activateWindow()

    set_up(stage)
    take_the_usual_stages(stage)
    add_a_colleague(stage)
    win_a_deal(stage)
    file = tmp_path / "scheme.toml"
    file.write_text(SCHEME, encoding="utf-8")
    import_scheme(stage, file)

    page = stage.find(ProgressPage)
    (card,) = page.cards
    figure = card.figures.result
    assert (figure.name, str(figure.fact.value)) == ("Won sales", "150000.00")
    anna = stage.services.calculation.progress("anna-elkina", Period.month(2026, 12))
    assert str(anna.result.indicators[0].attainment) == "0.75"
    assert stage.program.errors.last is None


def set_up(stage: Stage) -> None:
    page = stage.find(FirmSetUp)
    for code, text in (
        ("name", "Окна и двери"),
        ("currency", "RUB"),
        ("country", "RU"),
        ("zone", "Europe/Moscow"),
        ("founder_name", "Ольга Смирнова"),
        ("founder_position", "Директор"),
    ):
        editor = page.form.field(code).editor
        if isinstance(editor, CodeBox):
            editor.choose(text)
        else:
            editor.setProperty("text", text)
    page.form.submit()
    stage.settle()
    assert stage.desk.current_code == "customers"


def take_the_usual_stages(stage: Stage) -> None:
    stage.desk.open("deals")
    stage.settle()
    deals = stage.find(DealsPage)
    press_empty(stage, "A deal goes through stages, and there are none yet.")
    assert deals.stage.count() == 1 + len(stage.services.deals.list_stages())


def add_a_colleague(stage: Stage) -> None:
    stage.desk.open("people")
    stage.settle()
    press(stage, Qt.Key.Key_N)
    card = stage.find(EmployeeCard)
    card.name.setText("Анна Ёлкина")
    card.position.setText("Продавец")
    press(stage, Qt.Key.Key_S)
    anna = next(r for r in stage.services.people.list_employees() if r.name == "Анна Ёлкина")
    assert anna.code == "anna-elkina"
    stage.desk.context.selection.choose_employee(anna.id)
    stage.settle()


def win_a_deal(stage: Stage) -> None:
    stage.desk.open("customers")
    press(stage, Qt.Key.Key_N)
    customer = stage.find(CustomerCardView)
    customer.name.setText("ООО «Дом»")
    press(stage, Qt.Key.Key_S)
    customer.deals.new_button.click()
    stage.settle()
    deal = stage.find(DealCardView)
    deal.entry.title.setText("Зимний сад")
    deal.entry.amount.setText("150000")
    assert deal.entry.owner.currentText() == "Анна Ёлкина"
    press(stage, Qt.Key.Key_S)
    deal.closing.won_button.click()
    stage.settle()
    assert deal.cards.read is not None
    assert deal.cards.read.status is DealStatus.WON


def import_scheme(stage: Stage, file: Path) -> None:
    stage.desk.open("progress")
    stage.settle()
    page = stage.find(ProgressPage)
    empty = shown_empty(stage, "Set up a scheme of indicators to see figures of December 2026.")
    empty.findChildren(LinkButton)[-1].click()
    stage.settle()
    chooser = page.beginning.scheme_import.chooser
    assert chooser is not None
    chooser.fileSelected.emit(str(file))
    chooser.reject()
    stage.settle()
    assert stage.desk.toast.sentence == "The scheme is in force."


def press_empty(stage: Stage, sentence: str) -> None:
    """Press the button of what stands in place of rows or figures."""
    shown_empty(stage, sentence).button.click()
    stage.settle()


def shown_empty(stage: Stage, sentence: str) -> EmptyState:
    states = stage.desk.findChildren(EmptyState)
    (shown,) = [one for one in states if one.isVisible() and one.sentence == sentence]
    return shown
