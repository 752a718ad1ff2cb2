"""What the team says where there is no figure to show or to explain."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import EVERYBODY, Access
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.engine import evaluate
from crm_desktop.rewards.statement import Outcome
from crm_desktop.texts import Message
from tests.ui import sketch_figures as sketch
from tests.ui.kpi_services import RULED, FakeServices, Told, context
from ui.team.columns import columns_of
from ui.team.page import TeamPage
from ui.team.rows import TeamRead, rows_of
from ui.widgets.progress_bar import BarState

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


def test_a_profile_that_nobody_has_gives_the_reason_and_a_way_on(qtbot: QtBot) -> None:
    told = Told()
    page = shown(qtbot, unassigned(), told, QUARTER)
    words = "No profile for Q1 2026 is assigned: assign one in the KPI scheme."
    assert page.states.sentence == words

    page.states.button.click()  # type: ignore[union-attr]

    assert told.opened == [("scheme", None)]


def test_who_may_not_assign_a_profile_is_told_the_reason_alone(qtbot: QtBot) -> None:
    page = shown(qtbot, unassigned(), Told(), QUARTER, RULED)

    assert page.states.sentence == "No profile for Q1 2026 is assigned"
    assert page.states.button is None


def unassigned() -> FakeServices:
    """Return the services of a firm whose profile of the quarter measures nobody."""
    services = FakeServices()
    results = evaluate(sketch.SCHEME, sketch.SUBJECTS, sketch.facts(), QUARTER)
    services.calculation.outcomes = tuple(map(Outcome, results))
    profile = replace(sketch.SCHEME.profiles[0], period_kind=PeriodKind.QUARTER, assigned_to=())
    services.schemes.in_force = replace(sketch.SCHEME, profiles=(profile,))
    return services


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, "24 of 30: 80% of the plan"),
        ({"is_less_better": True}, "24 of at most 30: 80% of the plan"),
        ({"tolerance": Decimal("0.1")}, "24 of 30 ± 10%: 80% of the plan"),
        ({"by_hand": Message("By hand: Olga")}, "24 of 30: 80% of the plan\nBy hand: Olga"),
    ],
)
def test_a_cell_says_which_way_is_better_and_who_gave_a_mark(
    change: dict[str, Any], words: str
) -> None:
    row = next(one for one in read_sketch().sellers if "customers" in one.cells)
    cell = row.cells["customers"]
    by_hand = change.pop("by_hand", None)
    figures = {"fact": Quantity(Decimal(24)), "plan": Quantity(Decimal(30)), **change}
    told = replace(
        cell,
        result=replace(cell.result, **figures),
        bar=BarState(Decimal("0.8")),
        by_hand=by_hand,
    )
    columns = columns_of({"customers": "Customers"})
    tip = next(column.tip for column in columns if column.code == "indicator0")

    assert tip is not None
    assert tip(replace(row, cells={"customers": told})) == words


def read_sketch() -> TeamRead:
    """Return the rows of everybody in March."""
    return rows_of(sketch.outcomes(), sketch.EMPLOYEES, sketch.SCHEME, lambda _: sketch.SHARE_DUE)


def shown(
    qtbot: QtBot,
    services: FakeServices,
    told: Told,
    period: Period = sketch.MARCH,
    access: Access = EVERYBODY,
) -> TeamPage:
    surroundings = context(services, told=told, employee_id=None, access=access)
    surroundings.selection.choose_period(period)
    page = TeamPage(surroundings)
    qtbot.addWidget(page)
    page.resize(1_072, 740)
    with qtbot.waitExposed(page):
        page.show()
    return page
