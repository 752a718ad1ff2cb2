"""Runs what stands in the laboratory on one person or on everybody, and shows what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.kpi.script import Script
from ui.context import Context
from ui.scripts.everybody_panel import EverybodyPanel
from ui.scripts.run_panel import RunPanel
from ui.scripts.viewmodel import ScriptRead, TrialViewModel

if TYPE_CHECKING:
    from crm_desktop.services.script_trials import TriedRow


class Trying(QObject):
    """``script`` gives the text as it stands at the moment."""

    def __init__(
        self,
        context: Context,
        one: RunPanel,
        everybody: EverybodyPanel,
        script: Callable[[], Script],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._script = script
        self._tried: Script | None = None
        self._shown: Script | None = None
        self.one, self.everybody = one, everybody
        self.of_one = TrialViewModel(context.services, context.tasks, self)
        self.of_all = TrialViewModel(context.services, context.tasks, self)
        one.run_wanted.connect(self._on_one)
        everybody.run_wanted.connect(self._on_everybody)
        everybody.stop_wanted.connect(self.of_all.stop)
        self.of_one.ran.connect(one.show_try)
        self.of_one.failed.connect(self._on_one_failed)
        self.of_all.compared.connect(self._on_compared)
        self.of_all.failed.connect(self._on_all_failed)

    def offer(self, read: ScriptRead) -> None:
        """Offer whom and which periods to try on; nothing of another script is shown."""
        self.of_all.stop()
        self._shown = None
        for panel in (self.one, self.everybody):
            panel.clear()
            panel.offer(read)

    def look_at(self, script: Script) -> None:
        """Say where what is shown for everybody came of another text than ``script``."""
        is_other = self._shown is not None and self._shown.fingerprint != script.fingerprint
        self.everybody.show_aged(is_aged=is_other)

    @Slot(str, object)
    def _on_one(self, person: str, period: Period) -> None:
        self.one.show_running()
        self.of_one.run(self._script(), person, period)

    @Slot(object)
    def _on_everybody(self, period: Period) -> None:
        self._tried = self._script()
        self.everybody.show_running()
        self.of_all.compare(self._tried, period)

    @Slot(object)
    def _on_compared(self, rows: Sequence[TriedRow]) -> None:
        if self._tried is not None:
            self._shown = self._tried
            self.everybody.show_rows(rows, self._tried.kind)
            self.look_at(self._script())

    @Slot(object)
    def _on_one_failed(self, error: Exception) -> None:
        self._report(error)
        self.one.show_failed(error)

    @Slot(object)
    def _on_all_failed(self, error: Exception) -> None:
        self._report(error)
        self.everybody.show_failed(error)

    def _report(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self._context.report(error)
