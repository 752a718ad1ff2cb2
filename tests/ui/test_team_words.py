"""What the team says where there is no figure to show or to explain."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.domain.period import Period
from crm_desktop.kpi.engine import evaluate
from crm_desktop.rewards.statement import Outcome
from tests.ui import sketch_figures as sketch
from tests.ui.kpi_services import FakeServices, Told, context
from ui.team.page import TeamPage

QUARTER = Period.parse("2026-Q1")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("people", 0, "Choose a figure first, and then ask why."),
        ("totals", 3, "The pay of all people of Окна и двери: ask why at each of them."),
    ],
)
def test_where_there_is_no_question_a_quiet_line_says_so(
    qtbot: QtBot, row: str, column: int, words: str
) -> None:
    told = Told()
    page = shown(qtbot, FakeServices(), told)
    assert page.table is not None
    table = getattr(page.table, row)
    cell = table.visualRect(table.model().index(0, column)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)

    page.why_button.click()

    assert told.said == [words]
    assert not page.beside.is_open


def test_a_quarter_that_no_profile_is_for_gives_the_reason_and_a_way_on(qtbot: QtBot) -> None:
    services = FakeServices()
    results = evaluate(sketch.SCHEME, sketch.SUBJECTS, sketch.facts(), QUARTER)
    services.calculation.outcomes = tuple(map(Outcome, results))
    page = shown(qtbot, services, Told(), QUARTER)
    assert page.states.sentence == (
        "No profile for Q1 2026 is assigned. Choose a period of another kind, "
        "or import a scheme with a profile for it."
    )

    page.states.button.click()  # type: ignore[union-attr]

    assert page.context.selection.period == Period.month(2026, 1)


def shown(
    qtbot: QtBot, services: FakeServices, told: Told, period: Period = sketch.MARCH
) -> TeamPage:
    surroundings = context(services, told=told, employee_id=None)
    surroundings.selection.choose_period(period)
    page = TeamPage(surroundings)
    qtbot.addWidget(page)
    page.resize(1_072, 740)
    with qtbot.waitExposed(page):
        page.show()
    return page
