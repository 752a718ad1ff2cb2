"""What a statement tells besides its lines: records of commissions, balances and prizes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.opening import Balance, CarryKind
from crm_desktop.rewards.template import Event
from crm_desktop.texts import Message
from tests.ui import sketch_figures as sketch
from tests.ui.kpi_services import FakeServices, Told, context
from ui.rewards.accruals_view import AccrualsView
from ui.statements.one import StatementView
from ui.statements.questions import why_bonus
from ui.statements.statement_card import StatementCard
from ui.why.panel import WhyPanel

RUB = "RUB\N{NO-BREAK SPACE}"
CODE = sketch.statement_of("anna").lines[0].code
PAID = Accrual(
    *(CODE, Entity.DOCUMENT, 7, "invoice 12", Event.PAID, date(2026, 3, 4)),
    *(100_000_00, Decimal("0.05"), 5_000_00),
)
WON = Accrual(
    *(CODE, Entity.DEAL, 9, "Windows", Event.WON, date(2026, 3, 5)),
    *(-20_000_00, Decimal("0.05"), -1_000_00),
)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def view(qtbot: QtBot, told: Told) -> StatementView:
    services = FakeServices()
    services.payroll.earned = [PAID, WON]
    view = StatementView(context(services, told=told))
    qtbot.addWidget(view)
    view.resize(1_072, 740)
    with qtbot.waitExposed(view):
        view.show()
    view.open(sketch.ANNA.id)
    return view


def records(view: StatementView) -> AccrualsView:
    view.records_button.click()
    assert view.accruals is not None
    return view.accruals


def test_only_a_line_that_records_earned_leads_to_them(view: StatementView) -> None:
    assert view.records_button.isVisible()

    view.card.lines[2].click()

    assert not view.records_button.isVisible()


def test_the_records_of_a_line_are_listed_with_their_sum(view: StatementView) -> None:
    table = records(view)
    model = table.table.model()

    assert [[model.index(row, column).data() for column in range(7)] for row in (0, 1)] == [
        [
            "invoice 12",
            "Nord",
            "Payment, by the paid part",
            "04/03/2026",
            f"{RUB}100,000.00",
            "5%",
            f"{RUB}5,000.00",
        ],
        [
            "Windows",
            "Nord",
            "Deal won",
            "05/03/2026",
            f"\N{MINUS SIGN}{RUB}20,000.00",
            "5%",
            f"\N{MINUS SIGN}{RUB}1,000.00",
        ],
    ]
    assert table.total.text() == f"2 records: {RUB}4,000.00"


def test_a_record_that_earned_twice_is_counted_once(qtbot: QtBot, told: Told) -> None:
    services = FakeServices()
    services.payroll.earned = [PAID, PAID._replace(on=date(2026, 3, 9)), WON]
    view = StatementView(context(services, told=told))
    qtbot.addWidget(view)
    view.open(sketch.ANNA.id)

    assert records(view).total.text() == f"2 records: {RUB}9,000.00, in 3 lines"


def test_enter_opens_the_deal_of_a_record(qtbot: QtBot, view: StatementView, told: Told) -> None:
    table = records(view).table
    for row in (0, 1):
        table.selectRow(row)
        qtbot.keyClick(table, Qt.Key.Key_Return)

    assert told.opened == [("deals", 4), ("deals", 9)]


def test_escape_leads_from_the_records_to_the_statement(qtbot: QtBot, view: StatementView) -> None:
    table = records(view)
    assert table.isVisible()

    qtbot.keyClick(table.table, Qt.Key.Key_Escape)

    assert view.card.isVisible()


def test_why_says_where_the_records_of_a_commission_are(qtbot: QtBot, view: StatementView) -> None:
    line = sketch.statement_of("anna").lines[0]
    alone = replace(line, derivation=replace(line.derivation, inputs=(), records=None))
    card, panel = StatementCard(), view.beside.panel
    qtbot.addWidget(card)
    card.chosen.connect(panel.ask)

    card.show_statement(replace(sketch.statement_of("anna"), lines=(alone,)), {CODE})

    labels = {label.text() for label in panel.findChildren(QLabel)}
    assert "What each record earned is listed under “Records of this line”." in labels
    assert "No single records stand behind this step." not in labels


def test_why_of_a_commission_as_it_is_now_lists_what_each_record_earned(
    qtbot: QtBot, told: Told
) -> None:
    services = FakeServices()
    services.payroll.earned = [PAID, WON]
    line = sketch.statement_of("anna").lines[0]
    alone = replace(line, derivation=replace(line.derivation, inputs=(), records=None))
    panel = WhyPanel(context(services, told=told))
    qtbot.addWidget(panel)

    panel.ask(why_bonus(replace(sketch.statement_of("anna"), lines=(alone,))))

    model = panel.records.model()
    assert [[model.index(row, column).data() for column in (0, 1, 4)] for row in (0, 1)] == [
        ["invoice 12", "Nord", f"{RUB}5,000.00"],
        ["Windows", "Nord", f"\N{MINUS SIGN}{RUB}1,000.00"],
    ]
    labels = {label.text() for label in panel.findChildren(QLabel)}
    assert f"2 records: {RUB}4,000.00" in labels
    panel.records.row_activated.emit(panel.records.model().row_at(0))  # type: ignore[attr-defined]
    assert told.opened == [("deals", 4)]


def test_balances_and_prizes_stand_under_the_total(qtbot: QtBot) -> None:
    amounts = (Money(minor, "RUB") for minor in (5_000_00, 2_000_00, 3_000_00, 4_000_00))
    statement = replace(
        sketch.statement_of("anna"),
        balances=(Balance(CarryKind.ADVANCE, *amounts),),
        gifts=(Message("a bicycle"),),
    )
    card = StatementCard()
    qtbot.addWidget(card)

    card.show_statement(statement)

    labels = {label.text() for label in card.findChildren(QLabel)}
    assert (
        f"Advance to be kept back: {RUB}5,000.00 + {RUB}2,000.00 − {RUB}3,000.00 = {RUB}4,000.00"
        in labels
    )
    assert "Prize: a bicycle" in labels
