"""Ready schemes from the gallery to pay: the secretary by a matrix, and a support line."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop import clock
from crm_desktop.composition import open_services
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.domain.period import Period
from crm_desktop.exchange.import_fields import ImportKind
from crm_desktop.exchange.mapping import own_mapping
from crm_desktop.rewards.wizard.draft import WizardStep
from tests.journeys import wizard_steps as steps
from tests.journeys.conftest import OpenWindow
from tests.storage.crm_builders import FIRM
from ui.gallery.stage import Stage
from ui.plans.marks_section import MarksSection
from ui.plans.page import PlansPage
from ui.plans.sections import MARKS
from ui.statements.page import StatementsPage

MARCH = clock.fixed(datetime(2026, 3, 10, 9, tzinfo=UTC))
MAY = clock.fixed(datetime(2026, 5, 5, 9, tzinfo=UTC))
APRIL = Period.month(2026, 4)
COLUMNS = ("external_id", "type", "kind", "employee", "created", "planned", "done", "score")
MONDAY = date(2026, 4, 6)
Row = tuple[str, ...]


@pytest.fixture
def firm_of(database: str) -> str:
    """Return where a firm is whose people keep the office and answer customers."""
    with closing(open_services(database, MARCH)) as services:
        services.firm.save_firm(FIRM)
        for code, name in (("vera", "Vera Kim"), ("ann", "Ann"), ("bob", "Bob"), ("cyd", "Cyd")):
            services.people.create_employee(EmployeeDraft(code, name))
    return database


def test_a_secretary_is_paid_by_a_matrix(
    firm_of: str, tmp_path: Path, open_window: OpenWindow
) -> None:
    publish_ready(open_window(firm_of, MARCH), "matrix", {"Secretary": "vera"})
    take_in(
        firm_of,
        tmp_path,
        [
            *(activity("call_in", "vera", day(number)) for number in range(280)),
            *(activity("letter_out", "vera", day(number)) for number in range(80)),
            *(activity("task", "vera", day(number)) for number in range(60)),
        ],
    )

    stage = open_window(firm_of, MAY)
    give_mark(stage, Decimal(1), "Every letter was answered in time")
    pay = paid(stage)

    # 280 calls and 80 letters × 2 of 400: 110% × 0.3; all tasks × 0.4; +1 is worth 110% × 0.3.
    assert pay["vera"] == Money.of(40_000 + 12_000 * Decimal("1.06"), "RUB")


def test_three_support_lines_are_paid_by_how_long_customers_wait(
    firm_of: str, tmp_path: Path, open_window: OpenWindow
) -> None:
    lines = {
        "First line: answers": "ann",
        "Second line: repairs": "bob",
        "Third line: prevents": "cyd",
    }
    publish_ready(open_window(firm_of, MARCH), "support_line", lines)
    evening, night = at(MONDAY, 17, 54), at(MONDAY + timedelta(days=1), 9, 6)
    take_in(
        firm_of,
        tmp_path,
        [
            *(ticket("ann", at(day(number), 10), at(day(number), 10, 12)) for number in range(329)),
            ticket("ann", evening, night),  # 12 minutes while the firm was open
            *reviews("ann"),
            *(ticket("bob", at(day(number), 10), at(day(number), 13)) for number in range(9)),
            ticket("bob", at(MONDAY, 16), at(MONDAY + timedelta(days=1), 10)),  # 3 hours
            *reviews("bob"),
            *tasks("bob"),
            *tasks("cyd"),
            *(system_error("cyd", date(2026, 4, number)) for number in (6, 16, 24)),
        ],
    )

    pay = paid(open_window(firm_of, MAY))

    # 12 minutes of 15 are 120% × 0.5, 4.5 points × 0.3, 330 of 300 solved are 110% × 0.2.
    assert pay["ann"] == Money.of(35_000 + 14_000 * Decimal("1.12"), "RUB")
    # 3 hours of 4 are 125% × 0.4, 4.5 points × 0.3, 95% in time × 0.3.
    assert pay["bob"] == Money.of(50_000 + 20_000 * Decimal("1.1"), "RUB")
    # Ten days without an error × 0.5, 16 hours of 16 × 0.3, 95% in time × 0.2.
    assert pay["cyd"] == Money.of(70_000 + 28_000, "RUB")


def publish_ready(stage: Stage, code: str, people: dict[str, str]) -> None:
    """Put ``people`` into the teams of a ready scheme, go through all pages and publish it."""
    window = steps.begin(stage, "Pay from April", ready=code)
    steps.say_goal(window, "Fair pay for the work behind the scenes")
    steps.go_on(stage, window)
    for team, person in people.items():
        steps.fill_team(stage, window, team, [person])
    steps.all_steps_until(stage, window, WizardStep.PUBLISH)
    steps.publish(stage, window, "Olga Petrova")


def take_in(database: str, folder: Path, rows: Iterable[Row]) -> None:
    """Take the records of April in, as another program wrote them."""
    file = folder / "activities.csv"
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(COLUMNS)
        writer.writerows((number, *row) for number, row in enumerate(rows))
    with closing(open_services(database, MAY)) as services:
        report = services.imports.run(file, own_mapping(ImportKind.ACTIVITIES, file))
    assert report.rejected == ()


def give_mark(stage: Stage, mark: Decimal, reason: str) -> None:
    """Give the only mark that is asked for in April."""
    stage.desk.open("plans", MARKS)
    stage.settle()
    section = stage.find(PlansPage).section(MARKS)
    assert isinstance(section, MarksSection)
    section.period.choose(APRIL)
    stage.settle()
    section.open(section.table.model().row_at(0))  # type: ignore[attr-defined]
    section.card.choice.choose(mark)
    section.card.reason.setText(reason)
    section.card.author.setText("Olga Petrova")
    section.card.save_button.click()
    stage.settle()


def paid(stage: Stage) -> dict[str, Money]:
    """Calculate April in the window and return what everybody has."""
    stage.desk.open("statements")
    stage.desk.context.selection.choose_period(APRIL)
    stage.settle()
    stage.find(StatementsPage).save_button.click()
    stage.settle()
    return {row.employee_code: row.total for row in stage.services.payroll.list_statements(APRIL)}


def day(number: int) -> date:
    """Return one of the ten working days from 6 April on."""
    week, weekday = divmod(number % 10, 5)
    return MONDAY + timedelta(weeks=week, days=weekday)


def at(on: date, hour: int, minute: int = 0) -> str:
    return f"{on} {hour:02}:{minute:02}"


def activity(kind: str, employee: str, on: date) -> Row:
    return (kind, kind, employee, "", at(on, 10), at(on, 10, 5), "")


def ticket(employee: str, came: str, done: str, name: str = "Ticket") -> Row:
    return (name, "ticket", employee, came, came, done, "")


def system_error(employee: str, on: date) -> Row:
    """Return an error that came as the firm opened and was mended after 16 hours: 9 and 7."""
    following = on + timedelta(days=3 if on.weekday() == 4 else 1)
    return ticket(employee, at(on, 9), at(following, 16), "System error")


def reviews(employee: str) -> Sequence[Row]:
    """Return two reviews with 4.5 points on average."""
    return [
        ("Review", "review", employee, "", at(MONDAY, 12), at(MONDAY, 12), points)
        for points in ("4", "5")
    ]


def tasks(employee: str) -> Sequence[Row]:
    """Return twenty tasks, one of which was done too late."""
    in_time = [
        ("Task", "task", employee, "", at(MONDAY, 12), at(MONDAY, 11), "") for _ in range(19)
    ]
    return [*in_time, ("Task", "task", employee, "", at(MONDAY, 12), at(MONDAY, 13), "")]
