"""From the team to the deal behind a figure, in any look; and the statements of the month."""

from __future__ import annotations

from PySide6.QtCore import Qt

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from tests.journeys.steps import fact, person, press, take_row, words
from ui import theme
from ui.deals.card import DealCardView
from ui.gallery.stage import Stage
from ui.progress.page import ProgressPage
from ui.statements.page import StatementsPage
from ui.statements.viewmodel import PayRow, sum_of
from ui.team.page import TeamPage
from ui.team.rows import TeamRow
from ui.team.table import TeamTable
from ui.widgets.period_selector import PeriodSelector

DECEMBER = Period.month(2026, 12)
QUARTER = Period.containing(DECEMBER.start, PeriodKind.QUARTER)


def test_from_the_team_to_the_deal_behind_a_figure_and_back(stage: Stage) -> None:
    press(stage, Qt.Key.Key_4)
    table = team_table(stage)
    pay = [column.code for column in table.people.model().columns].index("pay")  # type: ignore[attr-defined]
    table.people.sortByColumn(pay, Qt.SortOrder.DescendingOrder)
    rows: tuple[TeamRow, ...] = table.people.model().rows  # type: ignore[attr-defined]
    paid = [row.pay for row in rows if row.pay is not None]
    assert paid == sorted(paid, key=lambda amount: -amount.minor)
    seller = next(number for number, row in enumerate(rows) if "sales" in row.cells)

    take_row(stage, table.people, seller)
    progress = stage.find(ProgressPage)
    sales = progress.cards[0]
    assert sales.figures.result.fact == rows[seller].cells["sales"].result.fact

    sales.why_button.click()
    stage.settle()
    panel = progress.beside.panel
    record = panel.records.model().row_at(0)  # type: ignore[attr-defined]
    take_row(stage, panel.records)
    assert stage.find(DealCardView).record_id == record.id

    press(stage, Qt.Key.Key_3)
    assert progress.isVisible()
    assert progress.beside.is_open


def test_theme_and_language_switch_in_the_middle(stage: Stage) -> None:
    stage.desk.open("progress", person(stage, "seller_strong"))
    stage.settle()
    stage.desk.context.selection.choose_period(DECEMBER.previous())
    stage.settle()
    shown = stage.find(ProgressPage).cards[0].figures.result

    stage.desk.theme_chosen.emit("dark")
    stage.desk.language_chosen.emit("ru")
    stage.settle()

    assert theme.current() is theme.DARK
    assert "Мой прогресс" in words(stage)
    assert "My progress" not in words(stage)
    assert stage.find(ProgressPage).cards[0].figures.result == shown


def test_a_quarter_without_a_profile_says_so_and_its_months_have_figures(stage: Stage) -> None:
    stage.desk.open("progress", person(stage, "operator"))
    selector = stage.find(PeriodSelector)

    selector.choose(next(a.data() for a in selector.menu().actions() if a.data() == QUARTER))
    stage.settle()
    assert stage.find(ProgressPage).cards == []
    reason = "No profile for Q4 2026 is assigned: the indicators of the others are in the team."
    assert reason in words(stage)

    selector.choose(DECEMBER)
    stage.settle()
    shown = stage.find(ProgressPage).cards[0].figures.result.fact.value
    assert shown == fact(stage, "operator", "requests", DECEMBER)


def test_the_statements_of_a_month_are_calculated_saved_and_read_again(stage: Stage) -> None:
    press(stage, Qt.Key.Key_5)
    before = pay_rows(stage)
    assert {row.state for row in before} == {None}

    stage.find(StatementsPage).save_button.click()
    stage.settle()

    saved = pay_rows(stage)
    assert {row.state for row in saved} == {StatementState.DRAFT}
    assert sum_of(row.total for row in saved) == sum_of(row.total for row in before)
    assert stage.desk.toast.sentence == "14 statements saved"

    stage.begin()
    press(stage, Qt.Key.Key_5)
    assert pay_rows(stage) == saved


def team_table(stage: Stage) -> TeamTable:
    table = stage.find(TeamPage).table
    assert table is not None
    return table


def pay_rows(stage: Stage) -> tuple[PayRow, ...]:
    rows: tuple[PayRow, ...] = stage.find(StatementsPage).table.model().rows  # type: ignore[attr-defined]
    return rows
