"""A month of pay from its first draft to what is answered and corrected after it was closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit

from crm_desktop.domain.deals import DealQuery, DealStatus
from crm_desktop.domain.pay import DisputeState
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from tests.journeys.steps import person, press
from ui.gallery.stage import Stage
from ui.rewards.changes_section import ChangesSection
from ui.rewards.disputes_section import DisputesSection
from ui.rewards.page import RewardsPage
from ui.statements.page import StatementsPage

NOVEMBER, DECEMBER = Period.month(2026, 11), Period.month(2026, 12)


def test_a_month_is_calculated_settled_disputed_and_corrected_in_the_next(stage: Stage) -> None:
    press(stage, Qt.Key.Key_5)
    stage.desk.context.selection.choose_period(NOVEMBER)
    stage.settle()

    see_what_calculating_again_would_change(stage)
    for state in list(StatementState)[1:4]:
        take_next_step(stage)
        assert states(stage, NOVEMBER) == {state}
    dispute_a_line(stage)
    take_next_step(stage)
    assert states(stage, NOVEMBER) == {StatementState.CLOSED}
    paid = pay(stage, NOVEMBER)

    accept_what_a_reopened_deal_changed(stage)
    refuse_the_dispute(stage)

    assert pay(stage, NOVEMBER) == paid
    stage.services.payroll.calculate_and_save(DECEMBER)
    outcome = stage.services.payroll.statement("seller_strong", DECEMBER).outcome
    assert outcome.statement is not None
    labels = [str(line.label) for line in outcome.statement.lines]
    assert "Correction for November 2026" in labels


def see_what_calculating_again_would_change(stage: Stage) -> None:
    page = stage.find(StatementsPage)
    page.save_button.click()
    stage.settle()
    assert page.recalculation.isVisible()
    page.recalculation.replace_button.click()
    stage.settle()
    assert page.table.isVisible()


def take_next_step(stage: Stage) -> None:
    head = stage.find(StatementsPage).life
    head.next_button.click()
    assert head.dialog is not None
    head.dialog.author.setText("Olivia Smith")
    head.dialog.submit_button.click()
    stage.settle()
    assert head.dialog is None


def dispute_a_line(stage: Stage) -> None:
    page = stage.find(StatementsPage)
    page.open_key(person(stage, "seller_strong"))
    stage.settle()
    page.one.dispute_button.click()
    dialog = page.one.disputes.dialog
    assert dialog is not None
    text = dialog.form.field("text").editor
    assert isinstance(text, QPlainTextEdit)
    text.setPlainText("A deal is missing")
    dialog.author.setText("Anna Carter")
    dialog.submit_button.click()
    stage.settle()
    page.back()


def accept_what_a_reopened_deal_changed(stage: Stage) -> None:
    seller = person(stage, "seller_strong")
    won = DealQuery(owner_id=seller, status=DealStatus.WON, closed_in=NOVEMBER)
    deal = stage.services.deals.list_deals(won).rows[0]
    stage.services.deals.reopen(deal.id, deal.version)
    section = show(stage, "changes")
    assert isinstance(section, ChangesSection)
    rows = section.table.model().rows  # type: ignore[attr-defined]
    place = next(
        place
        for place, row in enumerate(rows)
        if (row.employee_id, row.period) == (seller, NOVEMBER)
    )
    assert rows[place].amount.minor < 0
    section.table.selectRow(place)
    section.open(rows[place])
    assert section.card.into.choice() == DECEMBER
    section.card.accept_button.click()
    stage.settle()
    assert rows[place] not in section.table.model().rows  # type: ignore[attr-defined]


def refuse_the_dispute(stage: Stage) -> None:
    section = show(stage, "disputes")
    assert isinstance(section, DisputesSection)
    section.open(section.table.model().row_at(0))  # type: ignore[attr-defined]
    section.card.answer.setPlainText("It was won in December")
    section.card.refuse_button.click()
    stage.settle()
    [row] = stage.services.disputes.list_disputes()
    assert (row.state, row.author) == (DisputeState.REFUSED, "Anna Carter")


def show(stage: Stage, section: str) -> object:
    page = stage.find(RewardsPage)
    page.open_key(section)
    stage.settle()
    return page.section(section)


def states(stage: Stage, period: Period) -> set[StatementState]:
    return {row.state for row in stage.services.payroll.list_statements(period)}


def pay(stage: Stage, period: Period) -> dict[str, object]:
    rows = stage.services.payroll.list_statements(period)
    return {row.employee_code: row.total for row in rows}
