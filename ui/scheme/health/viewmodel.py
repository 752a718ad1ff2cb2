"""What the health panel asks of the services; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.kpi.health import Finding, SmartCheck
from crm_desktop.rewards.scheme import Scheme
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class HealthRead:
    """What was found in ``scheme``, the worst first."""

    scheme: Scheme
    findings: tuple[Finding, ...]


class HealthViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # HealthRead
    smart_read = Signal(object)  # tuple[SmartCheck, ...]
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._findings, self._smart = Latest(tasks, self), Latest(tasks, self)

    def load(self) -> None:
        services = self._services

        def work() -> HealthRead:
            today = services.firm.today()
            return HealthRead(services.schemes.scheme(today), services.health.findings(today))

        self.reading.emit()
        self._findings.run(work, self.loaded.emit, self.failed.emit)

    def read_smart(self, profile_code: str) -> None:
        services = self._services

        def work() -> tuple[SmartCheck, ...]:
            return services.health.smart(profile_code, services.firm.today())

        self._smart.run(work, self.smart_read.emit, self.failed.emit)
