"""The progress of the chosen employee; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.statement import Outcome
from ui.progress.figures import ProgressFigures, figures_of
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class ProgressRead:
    """Whom one may choose, and the figures of the chosen one, None where no one is."""

    employees: tuple[EmployeeRow, ...]
    figures: ProgressFigures | None


class ProgressViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # ProgressRead
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def load(self, employee_id: int | None, period: Period) -> None:
        """Read the figures; only the answer to the latest call is told."""
        self.reading.emit()
        self._latest.run(
            lambda: read(self._services, employee_id, period), self.loaded.emit, self.failed.emit
        )


def read(services: Services, employee_id: int | None, period: Period) -> ProgressRead:
    """Return the progress of the employee with ``employee_id`` among those of ``period``.

    Raises:
        CrmError: the figures cannot be computed.

    """
    employees = tuple(row for row in services.people.list_employees() if works_in(row, period))
    employee = next((row for row in employees if row.id == employee_id), None)
    if employee is None:
        return ProgressRead(employees, None)
    calculation = services.calculation
    outcome = _outcome(services, employee.code, period)
    pace = calculation.pace(period, employee.code)(outcome.result.subject.ref)
    share_due = pace.share_due
    forecasts = services.forecast.forecasts(employee.code, period)
    figures = figures_of(
        employee,
        outcome,
        services.schemes.scheme(period.start),
        share_due=share_due,
        trend=calculation.trend(employee.code, period),
        projected=calculation.projected(employee.code, period) if 0 < share_due < 1 else None,
        is_over=pace.is_over,
        pipeline={
            code: promised
            for (subject, code), promised in forecasts.items()
            if subject.code == employee.code
        },
    )
    return ProgressRead(employees, figures)


def _outcome(services: Services, employee_code: str, period: Period) -> Outcome:
    """Return what was measured by now, with the pay as it was settled where it is."""
    card = services.payroll.statement(employee_code, period)
    if card.state is None:
        return card.outcome
    now = services.calculation.progress(employee_code, period)
    if card.state is StatementState.DRAFT:
        return now
    return replace(now, statement=card.outcome.statement, problem=card.outcome.problem)


def works_in(employee: EmployeeRow, period: Period) -> bool:
    """Tell whether ``employee`` is employed on a day of ``period``."""
    is_hired = employee.hired_on is None or employee.hired_on < period.end
    return is_hired and (employee.left_on is None or employee.left_on > period.start)
