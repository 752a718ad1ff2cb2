"""The trials of a draft, one at a time; all pages know what the last one came to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.trial import Trial
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.review import paid
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message
from ui.context import Context
from ui.tasks import Job, WorkStoppedError

_LOOK_MS = 150
"""How often it is told how far the work is."""


LENGTHS = range(3, 13)
"""How many months a trial may take in."""

USUAL_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Tried:
    """``trial`` is of what ``scheme`` of a draft comes to in the firm, on ``length`` months."""

    scheme: Scheme
    length: int
    trial: Trial

    def is_of(self, draft: WizardDraft, length: int | None = None) -> bool:
        """Return whether it tells of ``draft`` as it is now, on ``length`` if that is asked."""
        return self.scheme == draft.scheme and length in {None, self.length}


@dataclass(slots=True)
class Progress:
    """How many of ``months`` are done; written by the worker, read by the window."""

    months: tuple[Period, ...]
    done: int = 0

    @property
    def current(self) -> Period | None:
        """The month that is under way, None once all are done."""
        return self.months[self.done] if self.done < len(self.months) else None

    @property
    def percent(self) -> int:
        return self.done * 100 // len(self.months)


class TrialRuns(QObject):
    """``last`` is what the last trial that ended came to, None before it."""

    started = Signal()
    progressed = Signal(object)  # Progress
    ran = Signal(object)  # Tried
    stopped = Signal()
    failed = Signal(object)  # Exception

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._progress: Progress | None = None
        self.last: Tried | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._on_time)

    @property
    def is_running(self) -> bool:
        return self._progress is not None

    def run(self, draft: WizardDraft, firm: WizardFirm, length: int) -> None:
        """Try ``draft`` on the last months that are over; nothing happens while one is tried."""
        if self.is_running:
            return
        months = past_months(firm, length)
        progress = self._progress = Progress(months)
        services, people = self._context.services, paid(draft, firm)

        def work(job: Job) -> Tried:
            def report(done: int, total: int) -> None:
                progress.done = done
                job.report(done, total)

            scheme = services.wizards.merged(draft)
            trial = services.trials.run(
                months[0],
                months[-1],
                scheme,
                report=report,
                people=people,
                with_sensitivity=True,
                with_findings=False,  # the wizard has looked for them by itself
            )
            return Tried(draft.scheme, length, trial)

        self.started.emit()
        self._timer.start()
        job = self._context.tasks.run_long(
            Message("Trial of a scheme"),
            self,
            work,
            on_done=self._on_done,
            on_error=self._on_error,
        )
        if self.is_running:
            self._job = job

    @Slot()
    def stop(self) -> None:
        if self._job is not None:
            self._job.stop()

    @Slot()
    def _on_time(self) -> None:
        if self._progress is not None:
            self.progressed.emit(self._progress)

    def _on_done(self, tried: Tried) -> None:
        self._end()
        self.last = tried
        self.ran.emit(tried)

    def _on_error(self, error: Exception) -> None:
        self._end()
        if isinstance(error, WorkStoppedError):
            self.stopped.emit()
        else:
            self.failed.emit(error)

    def _end(self) -> None:
        self._timer.stop()
        self._job = self._progress = None


def unknown_cost(trial: Trial) -> Message | None:
    """Return why nothing is known of what the scheme costs, None where something is."""
    if trial.is_known:
        return None
    if trial.problems:
        return Message(
            "What it costs is not known: nobody’s pay could be computed in the months that were "
            "tried."
        )
    return Message(
        "What it costs is not known: nobody of these teams worked in the months that were tried."
    )


def past_months(firm: WizardFirm, count: int) -> tuple[Period, ...]:
    """Return the last ``count`` months that are over, the oldest first."""
    months = [Period.containing(firm.today, PeriodKind.MONTH).previous()]
    while len(months) < count:
        months.insert(0, months[0].previous())
    return tuple(months)
