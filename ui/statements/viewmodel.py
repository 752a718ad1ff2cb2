"""The statements of a period, saved or computed live; knows no widget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop import formats
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.pay import DisputeState
from crm_desktop.domain.people import EmployeeRow, SubjectLevel
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import SHOWN, StatementRow, StatementState
from crm_desktop.errors import NotFoundError
from crm_desktop.rewards.statement import Outcome
from crm_desktop.texts import Message
from ui.brief import capital
from ui.changes_bus import ChangesBus
from ui.tasks import Job, Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.services.payroll import DraftChange, SavedStatements


UNSAVED = Message("Not saved yet")
UNPUBLISHED = Message("Not published yet")
"""What stands in its place for whoever is shown nothing before."""


@dataclass(frozen=True, slots=True)
class PayRow:
    """One person's pay; without a statement its ``problem`` says why.

    ``state`` None is live, and ``waiting`` what it waits for.
    """

    employee_id: int
    name: str
    department: str
    salary: Money | None
    total: Money | None
    state: StatementState | None
    problem: Message | None = None
    waiting: Message = UNSAVED

    @property
    def bonus(self) -> Money | None:
        if self.total is None or self.salary is None:
            return None
        return self.total - self.salary


@dataclass(frozen=True, slots=True)
class StatementRead:
    """A statement; ``state`` is None for one computed live, ``state_words`` say it at length.

    ``with_records`` are the codes of the lines that single records earned, ``disputed`` those of
    which a dispute is open; that of the salary is empty.
    """

    employee: EmployeeRow
    outcome: Outcome
    state: StatementState | None
    state_words: Message
    with_records: frozenset[str] = frozenset()
    disputed: frozenset[str] = frozenset()


class StatementsViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # tuple[PayRow, ...]
    previewed = Signal(object)  # list[DraftChange]
    saved = Signal(object)  # SavedStatements
    failed = Signal(object)  # Exception
    saving_failed = Signal(object)  # Exception

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        changes: ChangesBus,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)

    def load(self, period: Period) -> None:
        self.reading.emit()
        self._latest.run(
            lambda: list_pay(self._services, period), self.loaded.emit, self.failed.emit
        )

    def drop(self) -> None:
        """Do not wait for what was asked: another question stands."""
        self._latest.drop()

    def preview(self, period: Period) -> None:
        """Ask what calculating ``period`` again would change; nothing is saved."""

        def work(_job: Job) -> list[DraftChange]:
            return self._services.payroll.preview(period)

        self._tasks.run_long(
            Message("Statements of {period}", period=period),
            self,
            work,
            on_done=self.previewed.emit,
            on_error=self.saving_failed.emit,
        )

    def calculate_and_save(self, period: Period) -> None:
        """Save everyone's statement of ``period`` as a draft."""

        def work(_job: Job) -> SavedStatements:
            return self._services.payroll.calculate_and_save(period)

        self._tasks.run_long(
            Message("Statements of {period}", period=period),
            self,
            work,
            on_done=self._on_saved,
            on_error=self.saving_failed.emit,
        )

    def _on_saved(self, saved: SavedStatements) -> None:
        self.saved.emit(saved)
        self._changes.happened.emit(saved.changes)


class StatementViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # StatementRead
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def load(self, employee_id: int, period: Period) -> None:
        self.reading.emit()
        self._latest.run(
            lambda: read_statement(self._services, employee_id, period),
            self.loaded.emit,
            self.failed.emit,
        )

    def drop(self) -> None:
        """Do not wait for a statement any longer."""
        self._latest.drop()


def list_pay(services: Services, period: Period) -> tuple[PayRow, ...]:
    """Return everyone with a reward card by name: as saved, else as computed now.

    Raises:
        CrmError: the figures cannot be computed.

    """
    saved = services.payroll.list_statements(period)
    known = {row.employee_id for row in saved}
    live = _live(services.calculation.calculate(period).outcomes, services.people.list_employees())
    rows = [*map(_saved, saved), *(row for row in live if row.employee_id not in known)]
    return tuple(sorted(rows, key=lambda row: folded(row.name)))


def read_statement(services: Services, employee_id: int, period: Period) -> StatementRead:
    """Return the statement of the employee with ``employee_id``.

    Raises:
        NotFoundError: there is no such employee.

    """
    employees = services.people.list_employees()
    employee = next((row for row in employees if row.id == employee_id), None)
    if employee is None:
        raise NotFoundError(Message("Employee"), employee_id)
    card = services.payroll.statement(employee.code, period)
    codes = frozenset(row.line for row in services.payroll.accruals(employee.code, period))
    if card.state is None or card.calculated_at is None:
        words = Message("Not saved yet · live")
        return StatementRead(employee, card.outcome, None, words, codes)
    at = card.calculated_at.astimezone(services.firm.firm().time_zone())
    words = Message(
        "{state} · calculated {moment}",
        state=capital(card.state),
        moment=moment_words(at, services.firm.today()),
    )
    disputed = _disputed(services, employee_id, period) if card.state in SHOWN else frozenset[str]()
    return StatementRead(employee, card.outcome, card.state, words, codes, disputed)


def _disputed(services: Services, employee_id: int, period: Period) -> frozenset[str]:
    rows = services.disputes.list_disputes(DisputeState.OPEN)
    return frozenset(
        row.line for row in rows if (row.employee_id, row.period) == (employee_id, period)
    )


def moment_words(at: datetime, today: date) -> Message | str:
    """Return ``at``, in the firm's zone, by its time alone if it is today."""
    if at.date() == today:
        return Message("today {time}", time=f"{at:%H:%M}")
    return formats.moment(at)


def sum_of(amounts: Iterable[Money | None]) -> Money | None:
    """Return the sum of what has a value, None if nothing has."""
    known = [amount for amount in amounts if amount is not None]
    return reduce(Money.__add__, known) if known else None


def _saved(row: StatementRow) -> PayRow:
    return PayRow(row.employee_id, row.employee, row.department, row.salary, row.total, row.state)


def _live(outcomes: Iterable[Outcome], employees: Iterable[EmployeeRow]) -> Iterable[PayRow]:
    by_code = {row.code: row for row in employees}
    for outcome in outcomes:
        subject, statement = outcome.result.subject, outcome.statement
        if subject.ref.level is not SubjectLevel.EMPLOYEE:
            continue
        if statement is None and outcome.problem is None:
            continue
        employee = by_code[subject.ref.code]
        yield PayRow(
            employee.id,
            employee.name,
            employee.department,
            None if statement is None else statement.salary,
            None if statement is None else statement.total,
            None,
            outcome.problem,
        )
