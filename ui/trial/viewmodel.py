"""What the trial of a scheme asks of the services; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.trial import Trial
from crm_desktop.texts import Message
from ui.tasks import Job, Latest, Tasks, WorkStoppedError

if TYPE_CHECKING:
    from crm_desktop.composition import Services

_MONTHS = 24


class Origin(Enum):
    """Where the scheme on trial comes from."""

    IN_FORCE = auto()
    PLANNED = auto()
    FILE = auto()


@dataclass(frozen=True, slots=True)
class Request:
    """``file`` is of a scheme that comes from one."""

    origin: Origin
    first: Period
    last: Period
    file: Path | None = None


class TrialViewModel(QObject):
    offered = Signal(object)  # tuple[Period, ...], the months to choose from, the latest first
    started = Signal()
    ran = Signal(object)  # Trial
    stopped = Signal()
    failed = Signal(object)  # Exception
    saved = Signal(object)  # Path
    not_saved = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services, self._tasks = services, tasks
        self._offers = Latest(tasks, self)
        self._job: Job | None = None

    def read_months(self) -> None:
        services = self._services

        def work() -> tuple[Period, ...]:
            months = [Period.containing(services.firm.today(), PeriodKind.MONTH)]
            while len(months) < _MONTHS:
                months.append(months[-1].previous())
            return tuple(months)

        self._offers.run(work, self.offered.emit, self.failed.emit)

    def run(self, request: Request) -> None:
        """Try a scheme as ``request`` says; it can be stopped between months."""
        services = self._services

        def work(job: Job) -> Trial:
            scheme = _scheme(services, request)
            trials = services.trials
            return trials.run(request.first, request.last, scheme, report=job.report)

        self.started.emit()
        self._job = self._tasks.run_long(
            Message("Trial of a scheme"),
            self,
            work,
            on_done=self.ran.emit,
            on_error=self._on_error,
        )

    def stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    def save(self, trial: Trial, file: Path) -> None:
        services = self._services

        def work() -> Path:
            services.trials.save_workbook(trial, file)
            return file

        self._tasks.run(self, work, self.saved.emit, self.not_saved.emit)

    def _on_error(self, error: Exception) -> None:
        if isinstance(error, WorkStoppedError):
            self.stopped.emit()
        else:
            self.failed.emit(error)


def _scheme(services: Services, request: Request) -> Scheme:
    trials = services.trials
    if request.origin is Origin.FILE and request.file is not None:
        return trials.from_file(request.file)
    return trials.planned() if request.origin is Origin.PLANNED else trials.in_force()
