"""Services that answer with the figures of the sketches, without a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any, cast

from crm_desktop.changes import Changes
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import DepartmentRow, EmployeeRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementRow, StatementState
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.records import RecordsPage
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.calculation import Calculation
from crm_desktop.services.forecast import Forecasts
from crm_desktop.services.one_outcome import Pace
from crm_desktop.services.payroll import SavedStatements, StatementCard
from tests.ui import sketch_figures as sketch
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.selection import Selection
from ui.tasks import Tasks

TODAY = date(2026, 3, 23)
CALCULATED_AT = datetime(2026, 3, 23, 11, 5, tzinfo=UTC)
"""14:05 in Moscow."""


class FakeFirm:
    def firm(self) -> Firm:
        return Firm("Окна и двери", "RUB", "Europe/Moscow", "RU")

    def today(self) -> date:
        return TODAY


@dataclass
class FakePeople:
    employees: list[EmployeeRow] = field(default_factory=lambda: list(sketch.EMPLOYEES))

    def list_employees(self, *, on: date | None = None) -> list[EmployeeRow]:
        return self.employees

    def list_departments(self) -> list[DepartmentRow]:
        return list(sketch.DEPARTMENTS)


@dataclass
class FakeCalculation:
    """``error`` is raised in place of any figure, ``records_error`` in place of records."""

    outcomes: tuple[Outcome, ...] = field(default_factory=sketch.outcomes)
    share_due: Decimal = sketch.SHARE_DUE
    is_over: bool = False
    error: Exception | None = None
    records_error: Exception | None = None

    def calculate(self, period: Period, *, scheme: Scheme | None = None) -> Calculation:
        _raise(self.error)
        return Calculation(period, "RUB", self.outcomes)

    def progress(self, employee_code: str, period: Period) -> Outcome:
        _raise(self.error)
        return sketch.outcome_of(employee_code, self.outcomes)

    def projected(self, employee_code: str, period: Period) -> Outcome | None:
        return sketch.outcome_of(employee_code, sketch.outcomes(1 / self.share_due))

    def trend(
        self, employee_code: str, period: Period, count: int = 6
    ) -> Mapping[str, tuple[Decimal | None, ...]]:
        return sketch.TREND

    def pace(self, period: Period) -> Pace:
        return Pace(self.share_due, 15, 21, self.is_over)

    def records(
        self, query: RecordsQuery, *, after: tuple[date, int] | None = None, limit: int = 100
    ) -> RecordsPage:
        _raise(self.records_error)
        start = 0 if after is None else after[1]
        rows = sketch.ROWS[start : start + limit]
        end = start + len(rows)
        amounts = [row.amount for row in sketch.ROWS if row.amount is not None]
        return RecordsPage(
            rows,
            len(sketch.ROWS),
            reduce(Money.__add__, amounts),
            (rows[-1].on, end) if end < len(sketch.ROWS) else None,
        )


@dataclass
class FakeSchemes:
    in_force: Scheme = sketch.SCHEME

    def scheme(self, on: date) -> Scheme:
        return self.in_force


@dataclass
class FakePayroll:
    """Keeps the codes of those whose statements are ``saved``."""

    calculation: FakeCalculation
    saved: set[str] = field(default_factory=set)
    changed: int = 0
    error: Exception | None = None

    def calculate_and_save(self, period: Period) -> SavedStatements:
        _raise(self.error)
        found = [o for o in self.calculation.outcomes if o.statement is not None]
        self.saved = {outcome.result.subject.ref.code for outcome in found}
        calculation = self.calculation.calculate(period)
        return SavedStatements(len(found), 0, 0, calculation, Changes.STATEMENTS, self.changed)

    def statement(self, employee_code: str, period: Period) -> StatementCard:
        outcome = self.calculation.progress(employee_code, period)
        if employee_code in self.saved:
            return StatementCard(StatementState.DRAFT, CALCULATED_AT, outcome)
        return StatementCard(None, None, outcome)

    def list_statements(self, period: Period) -> list[StatementRow]:
        return [self._row(row, period) for row in sketch.EMPLOYEES if row.code in self.saved]

    def _row(self, employee: EmployeeRow, period: Period) -> StatementRow:
        statement = sketch.statement_of(employee.code, self.calculation.outcomes)
        return StatementRow(
            id=employee.id,
            employee_id=employee.id,
            employee_code=employee.code,
            employee=employee.name,
            department=employee.department,
            period=period,
            state=StatementState.DRAFT,
            salary=statement.salary,
            total=statement.total,
            calculated_at=CALCULATED_AT,
        )


@dataclass
class FakeForecast:
    found: Forecasts = field(default_factory=dict)

    def forecasts(self, employee_code: str | None, period: Period) -> Forecasts:
        return self.found


class FakeServices:
    def __init__(self) -> None:
        self.forecast = FakeForecast()
        self.firm = FakeFirm()
        self.people = FakePeople()
        self.calculation = FakeCalculation()
        self.schemes = FakeSchemes()
        self.payroll = FakePayroll(self.calculation)


@dataclass
class Told:
    """What a page told its surroundings."""

    opened: list[tuple[str, object]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    reported: list[Exception] = field(default_factory=list)

    def navigate(self, code: str, key: object) -> None:
        self.opened.append((code, key))

    def say(self, sentence: str, undo: Callable[[], None] | None = None, /) -> None:
        self.said.append(sentence)


def context(
    services: FakeServices | None = None,
    tasks: Tasks | None = None,
    told: Told | None = None,
    *,
    employee_id: int | None = sketch.ANNA.id,
) -> Context:
    """Return the surroundings of a page in March, Anna chosen."""
    heard = told or Told()
    return Context(
        services=cast("Any", services or FakeServices()),
        tasks=tasks or InlineTasks(),
        changes=ChangesBus(),
        selection=Selection(sketch.MARCH, employee_id),
        navigate=heard.navigate,
        say=heard.say,
        report=heard.reported.append,
    )


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error
