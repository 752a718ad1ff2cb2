"""Ways back from one statement to all, and calculating a month that was saved before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.domain.money import Money
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.correction import CorrectedLine
from crm_desktop.services.payroll import DraftChange
from crm_desktop.texts import Message
from tests.ui import sketch_figures as sketch
from tests.ui.inline_tasks import InlineTasks
from tests.ui.kpi_services import FakeServices, Told, context
from tests.ui.window import room
from ui.navigation import Navigation
from ui.progress.page import ProgressPage
from ui.statements.page import StatementsPage

RUB = "RUB\N{NO-BREAK SPACE}"


@pytest.mark.parametrize("is_in_panel", [False, True])
def test_escape_goes_back_to_all_statements(qtbot: QtBot, is_in_panel: bool) -> None:
    page = statements(qtbot, FakeServices())
    page.open_key(sketch.ANNA.id)
    assert page.is_on_one

    at: QWidget = page.one.beside.panel.tree if is_in_panel else page.one.card.lines[0]
    at.setFocus()
    qtbot.keyClick(at, Qt.Key.Key_Escape)

    assert not page.is_on_one


def test_its_line_of_the_navigation_shows_all_statements(qtbot: QtBot) -> None:
    page = statements(qtbot, FakeServices())
    page.open_key(sketch.ANNA.id)

    page.show_start()

    assert not page.is_on_one


def test_the_navigation_shows_what_a_page_begins_with(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    it, begun = room(InlineTasks()), list[str]()
    qtbot.addWidget(it.desk)
    monkeypatch.setattr(it.page("deals"), "show_start", lambda: begun.append("deals"))
    navigation = it.desk.findChild(Navigation)
    assert isinstance(navigation, Navigation)

    navigation.chosen.emit("deals")

    assert begun == ["deals"]


def test_a_saved_month_is_replaced_after_its_differences_were_seen(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    services.payroll.saved, services.payroll.changed = {"boris"}, 2
    statement = sketch.statement_of("boris")
    raise_ = Money(1_000_00, "RUB")
    services.payroll.preview_changes = [
        DraftChange(statement.subject, statement.total, statement.total + raise_)
    ]
    page = statements(qtbot, services, told)

    page.save_button.click()
    assert page.recalculation.isVisible()
    assert page.recalculation.title.text() == "Calculate March 2026 again?"
    row = page.recalculation.tree.topLevelItem(0)
    assert row is not None
    assert [row.text(0), row.text(3)] == ["Борис Кузнецов", f"+{RUB}1,000.00"]
    assert told.said == []
    page.recalculation.replace_button.click()

    assert not page.recalculation.isVisible()
    assert told.said == ["3 statements saved; amounts changed: 2"]


@pytest.mark.parametrize("is_by_key", [False, True])
def test_a_saved_month_stays_if_it_is_to_be_kept(qtbot: QtBot, is_by_key: bool) -> None:
    services, told = FakeServices(), Told()
    services.payroll.saved = {"boris"}
    page = statements(qtbot, services, told)
    page.save_button.click()
    view = page.recalculation
    assert view.words.text() == "No amount would change; settled statements stay."

    if is_by_key:
        qtbot.keyClick(view.tree, Qt.Key.Key_Escape)
    else:
        view.keep_button.click()

    assert page.table.isVisible()
    assert (services.payroll.saved, told.said) == ({"boris"}, [])


def test_lines_that_would_change_unfold_under_their_person(qtbot: QtBot) -> None:
    services = FakeServices()
    services.payroll.saved = {"anna"}
    statement = sketch.statement_of("anna")
    line, more = statement.lines[0], Money(500_00, "RUB")
    changed = CorrectedLine(line, replace(line, amount=line.amount + more), more)
    services.payroll.preview_changes = [
        DraftChange(statement.subject, statement.total, None, problem=Message("no rate")),
        DraftChange(statement.subject, statement.total, statement.total + more, lines=(changed,)),
    ]
    page = statements(qtbot, services)

    page.save_button.click()

    first, second = (page.recalculation.tree.topLevelItem(place) for place in (0, 1))
    assert first is not None
    assert second is not None
    assert first.text(0) == "Анна Смирнова: No rate"
    part = second.child(0)
    assert part is not None
    assert [part.text(column) for column in range(4)] == [
        str(line.label),
        f"{RUB}62,000.00",
        f"{RUB}62,500.00",
        f"+{RUB}500.00",
    ]


def test_a_month_whose_statements_are_all_settled_is_not_calculated_again(qtbot: QtBot) -> None:
    services = FakeServices()
    services.payroll.saved = {"anna", "boris", "vera"}
    services.payroll.state = StatementState.PAID

    page = statements(qtbot, services)

    assert not page.save_button.isVisible()


def test_the_words_of_a_why_with_one_record_stand_close_together(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketch, "ROWS", sketch.ROWS[:1])
    page = statements(qtbot, FakeServices())
    page.open_key(sketch.ANNA.id)
    panel = page.one.beside.panel

    qtbot.waitUntil(lambda: panel.records.isVisible() and panel.records.y() > 0)

    assert panel._heading.height() + panel._note.height() <= 3 * panel._note.sizeHint().height()
    assert panel.records.y() - panel._heading.y() <= 4 * panel._heading.sizeHint().height()


def test_who_is_measured_by_nothing_is_led_to_the_team(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    services.calculation.outcomes = (sketch.without_profile(),)
    page = ProgressPage(context(services, told=told))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()

    page.team_button.click()

    assert page.team_button.isVisible()
    assert told.opened == [("team", None)]


def statements(qtbot: QtBot, services: FakeServices, told: Told | None = None) -> StatementsPage:
    page = StatementsPage(context(services, told=told))
    qtbot.addWidget(page)
    page.resize(1_072, 740)
    with qtbot.waitActive(page):
        page.show()
    return page
