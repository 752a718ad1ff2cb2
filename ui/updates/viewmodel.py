"""Looks once a day whether a newer version lies ready, and compares it before it is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from crm_desktop import product
from crm_desktop.errors import CrmError
from crm_desktop.services.updates import UpdateFinding, UpdateService, UpdateState
from crm_desktop.texts import Message
from ui.tasks import Job, Tasks
from ui.updates import memory
from ui.updates.memory import Question

_log = logging.getLogger(__name__)


class UpdateViewModel(QObject):
    """``version`` lies ready in ``folder`` and was not put off; empty where there is none."""

    found = Signal()
    comparing = Signal(bool)
    compared = Signal(object)  # Path of the folder, whose file is what its release says
    refused = Signal(str)  # why the folder is not to be opened
    gone = Signal()

    def __init__(
        self,
        service: UpdateService,
        tasks: Tasks,
        *,
        today: Callable[[], date],
        report: Callable[[Exception], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks
        self._today = today
        self._report = report
        self.folder = ""
        self.version = ""

    def begin(self) -> None:
        """Look, unless no folder is named or this computer has had its answer today."""
        self._tasks.run(self, self._question, self._on_question, self._report)

    def put_off(self) -> None:
        """Say no more of this version on this computer."""
        memory.put_off(self.version)
        self.version = ""
        self.gone.emit()

    def compare(self) -> None:
        """Read the file that lies ready from end to end."""

        def work(job: Job) -> UpdateFinding:
            return self._service.confirm(self.folder, job.report)

        title = Message("Checking version {version}", version=self.version)
        self.comparing.emit(True)
        self._tasks.run_long(
            *(title, self, work),
            on_done=self._on_compared,
            on_error=self._on_refused,
            is_apart=True,
        )

    def _question(self) -> Question | None:
        folder = self._service.folders().of(self._service.system)
        return None if folder is None else Question(self._today(), product.version(), folder)

    def _on_question(self, question: Question | None) -> None:
        if question is None:
            return
        self.folder = question.folder
        version = memory.answer(question)
        if version is not None:
            self._tell(version)
            return
        memory.remember(question)  # first of all: a share that never answers is not asked twice
        self._tasks.run_apart(
            self,
            partial(self._service.look, question.folder),
            partial(self._on_found, question),
            self._on_failed,
        )

    def _on_found(self, question: Question, finding: UpdateFinding) -> None:
        if not finding.is_whole:
            memory.forget()  # it may be on its way
            return
        version = finding.version if finding.state is UpdateState.READY else ""
        memory.remember(question, version)
        self._tell(version)

    def _tell(self, version: str) -> None:
        if version and not memory.is_put_off(version):
            self.version = version
            self.found.emit()

    def _on_failed(self, error: Exception) -> None:
        memory.forget()  # the network may only not have been up yet
        if isinstance(error, CrmError):
            _log.warning("no newer version was looked for: %s", error)
        else:
            self._report(error)

    def _on_compared(self, finding: UpdateFinding) -> None:
        self.comparing.emit(False)
        self.compared.emit(finding.folder)

    def _on_refused(self, error: Exception) -> None:
        self.comparing.emit(False)
        if isinstance(error, CrmError):
            self.refused.emit(str(error))
        else:
            self._report(error)
