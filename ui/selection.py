"""Which period and which employee all screens show."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.period import Period, PeriodKind


class Selection(QObject):
    """``usual_id`` is the employee to choose first, if still there."""

    period_changed = Signal(object)  # Period
    employee_changed = Signal(object)  # the employee's id, or None

    def __init__(
        self,
        period: Period,
        employee_id: int | None = None,
        parent: QObject | None = None,
        *,
        usual_id: int | None = None,
    ) -> None:
        super().__init__(parent)
        self._period = period
        self._month: Period | None = None
        self._employee_id = employee_id
        self.usual_id = usual_id
        self._remember_month()

    @property
    def period(self) -> Period:
        return self._period

    @property
    def month(self) -> Period:
        """The month shown last if it has days of the period, else that of its first day."""
        start = self._period.start
        last = self._month
        if last is None or last.end <= start or self._period.end <= last.start:
            return Period.month(start.year, start.month)
        return last

    @property
    def employee_id(self) -> int | None:
        """Whose progress is shown; None until one was chosen."""
        return self._employee_id

    def choose_period(self, period: Period) -> None:
        if period != self._period:
            self._period = period
            self._remember_month()
            self.period_changed.emit(period)

    def choose_employee(self, employee_id: int | None) -> None:
        if employee_id != self._employee_id:
            self._employee_id = employee_id
            self.employee_changed.emit(employee_id)

    def _remember_month(self) -> None:
        if self._period.kind is PeriodKind.MONTH:
            self._month = self._period
