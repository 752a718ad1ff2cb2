"""Asks what a bonus template that is being edited would have paid; knows no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.period import Period
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.services.premium_preview import PremiumExample


class PremiumExampleViewModel(QObject):
    computed = Signal(object)  # PremiumExample
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def compute(self, template: BonusTemplate, scheme: Scheme, month: Period) -> None:
        services = self._services

        def work() -> PremiumExample:  # the service is loaded off the GUI thread too
            return services.premium_preview.premium(template, scheme, month)

        self._latest.run(work, self.computed.emit, self.failed.emit)

    def drop(self) -> None:
        """Wait no longer for an example of what is no longer entered."""
        self._latest.drop()
