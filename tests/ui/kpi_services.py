"""Services that answer with the figures of the sketches, without a database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import reduce
from typing import Any, cast

from crm_desktop.changes import Changes
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import DisputeRow, DisputeState, ReadingRow, StepRow
from crm_desktop.domain.people import DepartmentRow, EmployeeRow, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import EVERYBODY, Access, Right
from crm_desktop.domain.statements import StatementRow, StatementState
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.pace import Pace
from crm_desktop.kpi.records import RecordsPage
from crm_desktop.rewards.accrual import Accrual, AccrualRow
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.calculation import Calculation
from crm_desktop.services.forecast import Forecasts
from crm_desktop.services.payroll import DraftChange, SavedStatements, StatementCard
from crm_desktop.services.statement_life import PeriodLife
from crm_desktop.texts import Message
from tests.ui import sketch_figures as sketch
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.selection import Selection
from ui.tasks import Tasks

TODAY = date(2026, 3, 23)
CALCULATED_AT = datetime(2026, 3, 23, 11, 5, tzinfo=UTC)
"""14:05 in Moscow."""
RULED = replace(EVERYBODY, rights=EVERYBODY.rights - {Right.SCHEME})
"""The access of one who may do all but change the rules."""


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

    def pace(
        self, period: Period, employee_code: str | None = None
    ) -> Callable[[SubjectRef], Pace]:
        return lambda _subject: Pace(self.share_due, 15, 21, self.is_over)

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
class FakeOutlook:
    schemes: FakeSchemes

    def rules(self, on: date) -> dict[date, Scheme]:
        return {on: self.schemes.scheme(on)}


@dataclass
class FakePayroll:
    """Keeps the codes of those whose statements are ``saved``."""

    calculation: FakeCalculation
    saved: set[str] = field(default_factory=set)
    changed: int = 0
    error: Exception | None = None
    preview_changes: list[DraftChange] = field(default_factory=list)
    earned: list[Accrual] = field(default_factory=list)
    state: StatementState = StatementState.DRAFT
    was: Outcome | None = None
    """What the saved statements say, the outcome of now where None."""

    def calculate_and_save(self, period: Period) -> SavedStatements:
        _raise(self.error)
        found = [o for o in self.calculation.outcomes if o.statement is not None]
        self.saved = {outcome.result.subject.ref.code for outcome in found}
        calculation = self.calculation.calculate(period)
        return SavedStatements(len(found), 0, 0, calculation, Changes.STATEMENTS, self.changed)

    def preview(self, period: Period) -> list[DraftChange]:
        _raise(self.error)
        return self.preview_changes

    def accruals(
        self, employee_code: str, period: Period, line: str | None = None
    ) -> list[Accrual]:
        return [one for one in self.earned if line in {None, one.line}]

    def accrual_rows(
        self, employee_code: str, period: Period, line: str, *, is_live: bool = False
    ) -> list[AccrualRow]:
        found = self.accruals(employee_code, period, line)
        return [AccrualRow(one, "Nord", 9 if one.entity is Entity.DEAL else 4) for one in found]

    def statement(self, employee_code: str, period: Period) -> StatementCard:
        outcome = self.calculation.progress(employee_code, period)
        if employee_code in self.saved:
            return StatementCard(self.state, CALCULATED_AT, self.was or outcome)
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
            state=self.state,
            salary=statement.salary,
            total=statement.total,
            calculated_at=CALCULATED_AT,
        )


@dataclass
class FakeForecast:
    found: Forecasts = field(default_factory=dict)

    def forecasts(self, employee_code: str | None, period: Period) -> Forecasts:
        return self.found


@dataclass
class FakeLife:
    """Takes steps as the real one does, of all statements at once."""

    payroll: FakePayroll
    taken: list[StepRow] = field(default_factory=list)
    warnings: tuple[Message, ...] = ()
    error: Exception | None = None

    def state(self, period: Period) -> PeriodLife:
        count, state = len(self.payroll.saved), self.payroll.state
        last = next((step for step in self.taken if not step.is_undone), None)
        is_final = state is StatementState.CLOSED
        return PeriodLife(
            period,
            {state: count} if count else {},
            state.after() if count else None,
            None if is_final else last,
            tuple(self.taken),
            self.warnings,
        )

    def advance(self, period: Period, to: StatementState, author: str) -> Changes:
        _raise(self.error)
        self.payroll.state = to
        step = StepRow(to, len(self.payroll.saved), author, CALCULATED_AT)
        self.taken.insert(0, step)
        return Changes.STATEMENTS

    def undo(self, period: Period, author: str) -> Changes:
        _raise(self.error)
        step = self.taken[0]
        self.payroll.state = step.state.before() or step.state
        self.taken[0] = replace(step, is_undone=True, undone_by=author)
        return Changes.STATEMENTS


@dataclass
class FakeReadings:
    rows: list[ReadingRow] = field(default_factory=list)

    def readings(self) -> list[ReadingRow]:
        return self.rows

    def of_employee(self, employee_id: int) -> list[ReadingRow]:
        return [row for row in self.rows if row.employee_id == employee_id]

    def confirm(self, employee_id: int, edition_ids: Collection[int]) -> Changes:
        self.rows = [
            replace(row, read_at=row.read_at or CALCULATED_AT)
            if row.employee_id == employee_id and row.edition.id in edition_ids
            else row
            for row in self.rows
        ]
        return Changes.STATEMENTS


class FakeDisputes:
    def list_disputes(self, state: DisputeState | None = None) -> list[DisputeRow]:
        return []


class FakeServices:
    def __init__(self) -> None:
        self.disputes = FakeDisputes()
        self.forecast = FakeForecast()
        self.firm = FakeFirm()
        self.people = FakePeople()
        self.calculation = FakeCalculation()
        self.schemes = FakeSchemes()
        self.outlook = FakeOutlook(self.schemes)
        self.payroll = FakePayroll(self.calculation)
        self.statement_life = FakeLife(self.payroll)
        self.readings = FakeReadings()


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
    access: Access = EVERYBODY,
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
        access=access,
    )


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error
