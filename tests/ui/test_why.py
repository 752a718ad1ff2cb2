from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import ALWAYS, Version
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.texts import Message
from tests.ui import sketch_figures as sketch
from tests.ui.accessibility import nameless_controls
from tests.ui.inline_tasks import HeldTasks
from tests.ui.kpi_services import FakeServices, Told, context
from ui.statements.questions import why_line, why_total
from ui.why.beside import BesideWhy
from ui.why.panel import WhyPanel
from ui.why.question import Question, as_text, rule_line


def five_percent() -> Question:
    return why_line(sketch.statement_of("anna"), sketch.statement_of("anna").lines[0])


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def panel(qtbot: QtBot, told: Told) -> WhyPanel:
    panel = WhyPanel(context(told=told))
    qtbot.addWidget(panel)
    panel.resize(420, 700)
    panel.show()
    return panel


def test_the_title_asks_for_the_amount_that_the_statement_printed() -> None:
    assert five_percent().title() == "Why RUB\N{NO-BREAK SPACE}62,000.00?"


def test_no_value_is_asked_for_in_words() -> None:
    nothing = Question(Quantity(None), Derivation("Sales", Quantity(None)))

    assert nothing.title() == "Why is there no value?"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Version(date(2026, 3, 1), 3), "Rule 3, in force since 1 March 2026"),
        (Version(ALWAYS, 1), "Rule 1, in force from the beginning"),
    ],
)
def test_the_rule_says_which_edition_it_is_and_since_when(rule: Version, words: str) -> None:
    assert rule_line(rule) == words


def test_the_text_has_every_step_below_the_one_it_belongs_to() -> None:
    inner = Derivation("Sales", Quantity(Decimal(10)), Message("counted"))
    outer = Derivation(
        "Bonus", Quantity(Decimal(1)), Message("a tenth"), (inner,), rule=Version(ALWAYS, 2)
    )

    lines = as_text(Question(Quantity(Decimal(1)), outer, "Ann")).splitlines()

    assert lines == [
        "Why 1?",
        "Ann",
        "a tenth",
        "",
        "Bonus: 1",
        "    Rule 2, in force from the beginning",
        "    Sales: 10",
        "        counted",
    ]


def test_the_lines_of_a_statement_add_up_to_its_total() -> None:
    question = why_total(sketch.statement_of("anna"))

    parts = [part.value.value for part in question.derivation.inputs]
    assert question.figure == sketch.statement_of("anna").total
    assert sum(part for part in parts if part is not None) == Decimal(161_200)


def test_a_figure_opens_on_its_first_records(panel: WhyPanel) -> None:
    panel.ask(five_percent())

    assert panel.records.isVisible()
    assert panel.records.model().rowCount() == 8
    assert panel.all_button.text() == "Show all 14 records"


def test_all_records_stand_there_after_the_wish_for_them(panel: WhyPanel) -> None:
    panel.ask(five_percent())

    panel.all_button.click()

    assert panel.records.model().rowCount() == 14
    assert not panel.all_button.isVisible()


def test_the_amounts_stand_last_and_in_sight(panel: WhyPanel) -> None:
    panel.resize(440, 700)
    panel.ask(five_percent())

    records = panel.records
    assert not records.isColumnHidden(1)
    codes = [column.code for column in records.model().columns]  # type: ignore[attr-defined]
    assert codes == ["title", "customer", "on", "share", "amount"]
    assert records.horizontalHeader().length() <= records.viewport().width()


def test_in_a_narrow_panel_the_amount_has_the_room_of_the_customer(
    panel: WhyPanel, qtbot: QtBot
) -> None:
    panel.resize(399, 700)
    panel.ask(five_percent())

    records = panel.records
    qtbot.waitUntil(lambda: records.horizontalHeader().length() <= records.viewport().width())
    assert records.isColumnHidden(1)


@pytest.mark.parametrize("height", [430, 700, 1_000])
def test_the_records_end_within_the_panel(panel: WhyPanel, qtbot: QtBot, height: int) -> None:
    panel.resize(420, height)
    panel.ask(why_total(sketch.statement_of("anna")))
    panel.all_button.click()

    def bottom() -> int:
        return panel.records.mapTo(panel, panel.records.rect().bottomLeft()).y()

    qtbot.waitUntil(lambda: panel.records.height() > 90 and bottom() < height)
    assert panel.records.height() >= panel.records.minimumHeight()


def test_the_records_take_the_room_that_the_words_leave(panel: WhyPanel, qtbot: QtBot) -> None:
    panel.ask(five_percent())
    panel.all_button.click()
    qtbot.waitUntil(lambda: panel.records.verticalScrollBar().maximum() > 0)

    panel.resize(440, 1_000)

    qtbot.waitUntil(lambda: panel.records.verticalScrollBar().maximum() == 0)


def test_a_step_without_records_says_so(panel: WhyPanel, qtbot: QtBot) -> None:
    panel.ask(five_percent())

    qtbot.keyClick(panel.tree, Qt.Key.Key_Home)

    assert not panel.records.isVisible()
    assert "No single records" in _words(panel)


def test_the_keyboard_closes_and_opens_steps(panel: WhyPanel, qtbot: QtBot) -> None:
    panel.ask(five_percent())
    root = panel.tree.topLevelItem(0)
    assert root is not None
    height = panel.tree.height()

    qtbot.keyClick(panel.tree, Qt.Key.Key_Home)
    qtbot.keyClick(panel.tree, Qt.Key.Key_Left)

    assert not root.isExpanded()
    assert panel.tree.height() < height


def test_a_deal_opens_its_card(panel: WhyPanel, told: Told, qtbot: QtBot) -> None:
    panel.ask(five_percent())
    panel.records.selectRow(2)

    qtbot.keyClick(panel.records, Qt.Key.Key_Return)

    assert told.opened == [("deals", sketch.ROWS[2].id)]


def test_records_of_a_step_left_meanwhile_are_dropped(qtbot: QtBot, held_tasks: HeldTasks) -> None:
    panel = WhyPanel(context(tasks=held_tasks))
    qtbot.addWidget(panel)
    panel.show()
    panel.ask(five_percent())
    qtbot.keyClick(panel.tree, Qt.Key.Key_Home)

    held_tasks.finish()

    assert not panel.records.isVisible()


def test_records_that_cannot_be_read_are_reported(qtbot: QtBot, told: Told) -> None:
    services = FakeServices()
    services.calculation.records_error = OSError("gone")
    panel = WhyPanel(context(services, told=told))
    qtbot.addWidget(panel)
    panel.show()

    panel.ask(five_percent())

    assert [str(error) for error in told.reported] == ["gone"]
    assert "The records could not be read." in _words(panel)


def test_the_explanation_is_copied_as_text(panel: WhyPanel, told: Told) -> None:
    panel.ask(five_percent())

    panel.copy_button.click()

    assert QGuiApplication.clipboard().text() == as_text(five_percent())
    assert told.said == ["The explanation was copied."]


def test_every_control_has_a_name(panel: WhyPanel) -> None:
    panel.ask(five_percent())

    assert nameless_controls(panel) == []


def test_where_there_is_no_room_the_panel_takes_the_place_of_the_screen(
    qtbot: QtBot,
) -> None:
    screen, panel = QPushButton("figure"), WhyPanel(context())
    beside = BesideWhy(screen, lambda: panel)
    qtbot.addWidget(beside)
    beside.resize(500, 400)
    beside.show()

    beside.ask(five_percent())

    assert panel.isVisible()
    assert not screen.isVisible()
    beside.resize(1_000, 400)
    assert screen.isVisible()


def test_the_panel_closes_although_the_figure_is_gone(qtbot: QtBot) -> None:
    content = QWidget()
    figure = QPushButton("figure", content)
    beside = BesideWhy(content, lambda: WhyPanel(context()))
    qtbot.addWidget(beside)
    beside.resize(1_000, 400)
    with qtbot.waitExposed(beside):
        beside.show()
    figure.setFocus()
    beside.ask(five_percent())
    delete(figure)

    beside.close_panel()

    assert not beside.is_open


def test_escape_gives_the_keyboard_back_to_the_figure(qtbot: QtBot) -> None:
    screen, panel = QPushButton("figure"), WhyPanel(context())
    beside = BesideWhy(screen, lambda: panel)
    qtbot.addWidget(beside)
    beside.resize(1_000, 400)
    with qtbot.waitExposed(beside):
        beside.show()
    screen.setFocus()
    beside.ask(five_percent())

    qtbot.keyClick(panel.tree, Qt.Key.Key_Escape)

    assert not beside.is_open
    assert QApplication.focusWidget() is screen


def _words(panel: WhyPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel) if label.isVisible())
