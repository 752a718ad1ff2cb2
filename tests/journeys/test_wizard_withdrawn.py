"""A change of pay is published, read, and withdrawn before its first day: nothing has changed."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal

from crm_desktop import clock
from crm_desktop.composition import open_services
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.domain.period import Period
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.kept import WizardState
from tests.journeys import wizard_steps as steps
from tests.journeys.conftest import OpenWindow
from tests.storage.crm_builders import FIRM
from ui.gallery.stage import Stage
from ui.progress.page import ProgressPage
from ui.rewards.reading_line import ReadingLine
from ui.statements.page import StatementsPage
from ui.wizard.listing_dialogs import WithdrawDialog

MARCH, MAY, JULY = (clock.fixed(datetime(2026, month, 5, 9, tzinfo=UTC)) for month in (3, 5, 7))
TOLD = "“Pay from April” does not begin on 01/06/2026: it was withdrawn, and the former rules stay."


def test_what_is_withdrawn_in_time_changes_nobodys_pay(
    database: str, open_window: OpenWindow
) -> None:
    with closing(open_services(database, MARCH)) as services:
        services.firm.save_firm(FIRM)
        services.people.create_employee(EmployeeDraft("vera", "Vera Kim"))
    publish_first(open_window(database, MARCH))
    stage = open_window(database, MAY)
    raise_salary(stage)
    line = reading_line(stage)
    assert line.words.text() == "New rules from 01/06/2026: “Pay from April”."
    confirm(stage, line)

    withdraw(stage)

    states = {card.row.state for card in steps.list_of_schemes(stage).cards}
    assert states == {WizardState.PUBLISHED, WizardState.DRAFT}
    line = reading_line(stage)
    assert line.words.text() == TOLD
    assert not line.button.isVisible()
    summer = open_window(database, JULY)
    may, june = (paid(summer, Period.month(2026, month)) for month in (5, 6))
    assert may == june
    assert june.minor >= 40_000_00


def publish_first(stage: Stage) -> None:
    """Let Vera be paid by a ready scheme from April on."""
    window = steps.begin(stage, "Pay from April", ready="matrix")
    steps.say_goal(window, "Fair pay for the work behind the scenes")
    steps.go_on(stage, window)
    steps.fill_team(stage, window, "Secretary", ["vera"])
    steps.all_steps_until(stage, window, WizardStep.PUBLISH)
    steps.publish(stage, window, "Olga Petrova")


def raise_salary(stage: Stage) -> None:
    """Change the scheme from June on: the salary alone."""
    window = steps.carry_on(stage)
    [team] = steps.draft_of(window).teams
    steps.go_on(stage, window)
    steps.pay_salary(stage, window, team.code, Decimal(60_000))
    steps.all_steps_until(stage, window, WizardStep.PUBLISH)
    steps.publish(stage, window, "Olga Petrova")
    [card] = stage.services.schemes.scheme(date(2026, 6, 1)).cards
    assert card.salary == Decimal(60_000)


def reading_line(stage: Stage) -> ReadingLine:
    """Return what Vera is told on the page of her progress."""
    stage.desk.open("progress")
    stage.desk.context.selection.choose_employee(1)
    stage.settle()
    return stage.find(ProgressPage).reading


def confirm(stage: Stage, line: ReadingLine) -> None:
    line.button.click()
    stage.settle()
    assert line.dialog is not None
    line.dialog.all_button.click()
    line.dialog.confirm_button.click()
    stage.settle()


def withdraw(stage: Stage) -> None:
    """Choose it in the menu of the scheme that has not begun, and confirm."""
    wizards = steps.list_of_schemes(stage)
    [card] = [card for card in wizards.cards if card.row.is_withdrawable]
    [action] = [each for each in card.menu.actions() if each.text() == "Withdraw…"]
    action.trigger()
    assert isinstance(wizards.asking, WithdrawDialog)
    wizards.asking.submit_button.click()
    stage.settle()


def paid(stage: Stage, month: Period) -> Money:
    """Calculate a month in the window and return what Vera gets."""
    stage.desk.open("statements")
    stage.desk.context.selection.choose_period(month)
    stage.settle()
    stage.find(StatementsPage).save_button.click()
    stage.settle()
    [row] = stage.services.payroll.list_statements(month)
    return row.total
