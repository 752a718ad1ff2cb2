"""Weeks, days and periods of one's own: from the records to the bars of the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import Plan, Profile, ProfileEntry, Split
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, RewardCard
from crm_desktop.services.plans import PlanService
from crm_desktop.services.schemes import SchemeService
from tests.journeys.conftest import NOW, OpenWindow
from tests.journeys.steps import words
from tests.storage.crm_builders import sessions_on
from tests.storage.kpi_rows import ZONE, DealSketch, add_deals, add_firm
from tests.storage.kpi_scheme import SALES, employee
from ui.gallery.stage import Stage
from ui.progress.indicator_card import IndicatorCard
from ui.progress.page import ProgressPage
from ui.scheme.profiles.editor import ProfileEditor
from ui.statements.page import StatementsPage
from ui.team.page import TeamPage
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.progress_bar import ProgressBar

ANNA = employee(0)
WEEK = Period.parse("2026-W51")
MONDAY = datetime(2026, 12, 14, tzinfo=ZONE)
DEALS = (
    DealSketch(0, 700_00, closed=MONDAY - timedelta(seconds=1)),
    DealSketch(0, 1_400_00, closed=MONDAY),
    DealSketch(0, 350_00, closed=datetime(2026, 12, 18, 10, tzinfo=ZONE)),
    DealSketch(1, 500_00, closed=datetime(2026, 12, 18, 10, tzinfo=ZONE)),
)
"""The first two lie on both sides of the midnight between two weeks of the firm."""

MEASURED = (PeriodKind.WEEK, PeriodKind.DAY, PeriodKind.CUSTOM)
ENTRY = ProfileEntry("sales", plan=Decimal(100))
SCHEME = Scheme(
    "Sellers",
    "RUB",
    indicators=(SALES,),
    profiles=tuple(
        Profile(kind.name.lower(), kind.name, (ENTRY,), (COMPANY,), period_kind=kind)
        for kind in MEASURED
    ),
    cards=(RewardCard("card", "Seller", Decimal(1_000), (), (Assignment(COMPANY),)),),
)
OWN = Period.of_days(date(2026, 12, 12), date(2026, 12, 14))
PLANS = (
    Plan("sales", ANNA, Decimal(1_000), PeriodKind.WEEK, date(2026, 12, 7)),
    Plan(
        "sales",
        ANNA,
        Decimal(4_000),
        PeriodKind.WEEK,
        date(2026, 12, 16),
        split=Split.WORKING_DAYS,
    ),
    Plan("sales", ANNA, Decimal(700), PeriodKind.DAY),
    Plan("sales", ANNA, Decimal(3_000), PeriodKind.CUSTOM, OWN.start, until=OWN.end),
)
"""Week 50 has 1 000, week 51 two of its five days at 1 000 and three at 4 000, week 52 4 000."""


@pytest.fixture
def stage(database: str, open_window: OpenWindow) -> Stage:
    sessions = sessions_on(database)
    with sessions.begin() as session:
        add_firm(session)
        add_deals(session, DEALS)
    SchemeService(sessions, NOW).import_scheme(SCHEME)
    PlanService(sessions, NOW).set_plans(PLANS)
    return open_window(database)


def test_weeks_of_unequal_plans_are_measured_from_their_records(stage: Stage) -> None:
    show_progress(stage)
    choose(stage, "Week")
    assert stage.desk.context.selection.period == WEEK
    assert figures(stage) == ("1750", "2800", "0.625")
    assert shown_by(card(stage)) == Decimal("0.625")
    assert "14–20\N{NO-BREAK SPACE}Dec\N{NO-BREAK SPACE}2026" in period_words(stage)

    assert {"“Seller” pays by the month.", "6 weeks"} <= words(stage)

    step(stage, PeriodSelector.step_back)
    assert figures(stage) == ("700", "1000", "0.7")

    step(stage, PeriodSelector.step_on)
    step(stage, PeriodSelector.step_on)
    assert figures(stage) == ("0", "4000", "0")


def test_the_team_has_the_same_week(stage: Stage) -> None:
    stage.desk.open("team")
    stage.settle()
    choose(stage, "Week")

    table = stage.find(TeamPage).table
    assert table is not None
    cells = [row.cells["sales"] for row in table.people.model().rows]  # type: ignore[attr-defined]
    assert [cell.result.fact.value for cell in cells] == [1_750, 500, 0]
    assert [cell.bar.ratio for cell in cells] == [Decimal("0.625"), 5, 0]


def test_a_day_and_days_of_ones_own_are_measured_too(stage: Stage) -> None:
    show_progress(stage)
    choose(stage, "Day")
    assert figures(stage) == ("350", "700", "0.5")

    dialog = stage.find(PeriodSelector).ask_range()
    dialog.first.setText("12/12/2026")
    dialog.last.setText("14/12/2026")
    QTest.keyClick(dialog.last, Qt.Key.Key_Return)
    stage.settle()
    assert stage.desk.context.selection.period == OWN
    assert figures(stage) == ("2100", "3000", "0.7")

    step(stage, PeriodSelector.step_on)  # whose days nobody planned: the profile's plan holds
    assert figures(stage) == ("0", "100", "0")


def test_what_no_profile_measures_leads_to_a_new_one(stage: Stage) -> None:
    show_progress(stage)
    choose(stage, "Quarter")
    for code, kind in (("progress", ProgressPage), ("team", TeamPage)):
        stage.desk.open(code)
        stage.settle()
        states = stage.find(kind).states
        said = "Q4 2026: no profile measures quarters. Make one in the KPI scheme."
        assert states.sentence == said

    states.button.click()  # type: ignore[union-attr]
    stage.settle()
    assert stage.desk.current_code == "scheme"
    editor = stage.find(ProfileEditor)
    assert editor.code.text() == ""
    offered = [editor.period_box.itemText(row) for row in range(editor.period_box.count())]
    assert offered == [kind.shown().capitalize() for kind in PeriodKind]


def test_rewards_are_by_the_month_and_lead_back_to_it(stage: Stage) -> None:
    stage.desk.open("statements")
    stage.settle()
    page = stage.find(StatementsPage)
    page.save_button.setFocus()
    choose(stage, "Week")
    assert stage.window.focusWidget() is page.states.button
    assert page.states.sentence.startswith("Statements are made by the month")
    assert page.states.button is not None
    assert page.states.button.text() == "Show December 2026"
    assert page.save_button.isHidden()

    page.states.button.click()
    stage.settle()

    assert stage.desk.context.selection.period == Period.month(2026, 12)


def show_progress(stage: Stage) -> None:
    people = stage.services.people.list_employees()
    stage.desk.open("progress", next(row.id for row in people if row.code == ANNA.code))
    stage.settle()


def choose(stage: Stage, line: str) -> None:
    """Take a line of the period's menu."""
    menu = stage.find(PeriodSelector).menu()
    menu.triggered.connect(stage.find(PeriodSelector)._on_triggered)
    next(action for action in menu.actions() if action.text() == line).trigger()
    stage.settle()


def step(stage: Stage, way: Callable[[PeriodSelector], None]) -> None:
    way(stage.find(PeriodSelector))
    stage.settle()


def card(stage: Stage) -> IndicatorCard:
    (only,) = stage.find(ProgressPage).cards
    return only


def shown_by(one: IndicatorCard) -> Decimal | None:
    bar = one.findChild(ProgressBar)
    assert isinstance(bar, ProgressBar)
    return bar.state.ratio


def figures(stage: Stage) -> tuple[str, ...]:
    """Return fact, plan and attainment of the one card."""
    result = card(stage).figures.result
    values = (result.fact.value, result.plan.value, result.attainment)
    return tuple("" if value is None else f"{value.normalize():f}" for value in values)


def period_words(stage: Stage) -> str:
    return stage.find(ProgressPage)._subtitle.text()
