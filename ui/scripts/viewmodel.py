"""Scripts as their page needs them, and what is done to one of them; knows no widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import StaleRecordError
from crm_desktop.kpi.definition import AFTER_ALL
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.scripting.values import Problem
from crm_desktop.texts import Message
from ui.changes_bus import ChangesBus
from ui.tasks import Job, Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.services.script_tests import TestResult
    from crm_desktop.services.script_trials import TriedRow, TryOut
    from crm_desktop.services.scripts import (
        ArrivedText,
        ScriptCard,
        ScriptRow,
        ScriptRun,
        ScriptVersion,
    )


@dataclass(frozen=True, slots=True)
class ScriptsRead:
    """``waiting`` are texts that nobody has approved."""

    rows: tuple[ScriptRow, ...]
    waiting: tuple[ArrivedText, ...]


@dataclass(frozen=True, slots=True)
class ScriptRead:
    """``card`` is None where the script is new; ``scheme`` is what will hold in the end."""

    card: ScriptCard | None
    scheme: Scheme
    taken: frozenset[str]
    employees: tuple[EmployeeRow, ...]
    today: date
    settled_until: date | None = None

    def first_day(self) -> date:
        """Return the day from which what is published is to hold, but no settled one."""
        month = Period.containing(self.today, PeriodKind.MONTH)
        published = None if self.card is None else self.card.published
        start = month.start if published is None else month.end
        return start if self.settled_until is None else max(start, self.settled_until)

    def past_periods(self) -> tuple[Period, ...]:
        """Return the periods to try a script on, the last full month first."""
        month = Period.containing(self.today, PeriodKind.MONTH)
        found = [month.previous()]
        while len(found) < 12:
            found.append(found[-1].previous())
        quarter = Period.containing(self.today, PeriodKind.QUARTER).previous()
        year = Period.containing(self.today, PeriodKind.YEAR).previous()
        return (*found, month, quarter, quarter.previous(), year)


@dataclass(frozen=True, slots=True)
class DraftConflict:
    """What the user wants to keep, and the draft that somebody else has kept meanwhile."""

    mine: Script
    theirs: Script
    version: int | None


class ScriptsViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # ScriptsRead
    failed = Signal(object)  # Exception
    approved = Signal(object)  # Script
    refused = Signal(object)  # Exception: it was not approved

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        services = self._services

        def work() -> ScriptsRead:
            scripts = services.scripts
            return ScriptsRead(tuple(scripts.scripts()), tuple(scripts.waiting()))

        self.reading.emit()
        self._latest.run(work, self.loaded.emit, self.failed.emit)

    def approve(self, script: Script, author: str) -> None:
        services = self._services

        def work() -> Changes:
            return services.scripts.approve(script.code, script.fingerprint, author)

        def done(changes: Changes) -> None:
            self.approved.emit(script)
            self._changes.happened.emit(changes)

        self._tasks.run(self, work, done, self.refused.emit)


class ScriptViewModel(QObject):
    """One script: read, checked while it is typed, kept as a draft, tested and published."""

    loaded = Signal(object)  # ScriptRead
    refreshed = Signal(object)  # ScriptRead
    failed = Signal(object)  # Exception
    checked = Signal(object)  # list[Problem]
    kept = Signal(object, object)  # Script, the version of its draft
    conflicted = Signal(object)  # DraftConflict
    discarded = Signal()
    tested = Signal(object)  # list[TestResult]
    published = Signal(object, object)  # Script, date
    ended = Signal(object)  # date
    refused = Signal(object)  # Exception: what was asked for was not done
    versions_read = Signal(object, object)  # list[ScriptVersion], list[ScriptRun]
    writing = Signal(bool)

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._reads, self._checks = Latest(tasks, self), Latest(tasks, self)
        self._tests, self._history = Latest(tasks, self), Latest(tasks, self)

    def open(self, code: str | None) -> None:
        """Read the script of ``code`` and what it can name; None is a new one."""
        self._reads.run(partial(self._read, code), self.loaded.emit, self.failed.emit)

    def refresh(self, code: str) -> None:
        """Read anew what surrounds the text of ``code``, which stays as it is entered."""
        self._reads.run(partial(self._read, code), self.refreshed.emit, self.failed.emit)

    def check(self, script: Script) -> None:
        """Find out what is wrong with the text; only the last answer counts."""
        services = self._services

        def work() -> list[Problem]:
            return services.scripts.check(script)

        self._checks.run(work, self.checked.emit, self.failed.emit)

    def keep(
        self, script: Script, version: int | None, then: Callable[[], object] | None = None
    ) -> None:
        """Keep ``script`` as a draft over its ``version``, and call ``then``."""
        services = self._services

        def work() -> int:
            return services.scripts.save_draft(script, version)

        def done(kept: int) -> None:
            self.kept.emit(script, kept)
            if then is not None:
                then()

        def refused(error: Exception) -> None:
            if isinstance(error, StaleRecordError):
                self._ask(script)
            else:
                self.refused.emit(error)

        self._write(work, done, refused)

    def discard(self, code: str) -> None:
        services = self._services

        def work() -> Changes:
            return services.scripts.discard_draft(code)

        def done(changes: Changes) -> None:
            self.discarded.emit()
            self._changes.happened.emit(changes)

        self._write(work, done)

    def run_tests(self, script: Script) -> None:
        services = self._services

        def work() -> list[TestResult]:
            return services.scripts.run_tests(script)

        self._tests.run(work, self.tested.emit, self.refused.emit)

    def drop_tests(self) -> None:
        """Wait no longer for tests of a text that has changed."""
        self._tests.drop()

    def publish(self, script: Script, day: date, reason: str, author: str) -> None:
        services = self._services

        def work() -> Changes:
            return services.scripts.publish(script, day, reason, author)

        def done(changes: Changes) -> None:
            self.published.emit(script, day)
            self._changes.happened.emit(changes)

        self._write(work, done)

    def end(self, code: str, day: date) -> None:
        services = self._services

        def work() -> Changes:
            return services.scripts.end(code, day)

        def done(changes: Changes) -> None:
            self.ended.emit(day)
            self._changes.happened.emit(changes)

        self._write(work, done)

    def read_versions(self, code: str) -> None:
        services = self._services

        def work() -> tuple[list[ScriptVersion], list[ScriptRun]]:
            return services.scripts.versions(code), services.scripts.runs(code)

        def done(found: tuple[list[ScriptVersion], list[ScriptRun]]) -> None:
            self.versions_read.emit(*found)

        self._history.run(work, done, self.refused.emit)

    def _read(self, code: str | None) -> ScriptRead:
        services = self._services
        today = services.firm.today()
        return ScriptRead(
            None if code is None else services.scripts.script(code),
            services.schemes.scheme(AFTER_ALL),
            frozenset(row.code for row in services.scripts.scripts()),
            tuple(services.people.list_employees(on=today)),
            today,
            services.schemes.settled_until(),
        )

    def _ask(self, mine: Script) -> None:
        """Let the user decide between what was entered and what somebody else kept."""
        services = self._services

        def work() -> ScriptCard:
            return services.scripts.script(mine.code)

        def done(card: ScriptCard) -> None:
            self.conflicted.emit(DraftConflict(mine, card.script, card.draft_version))

        self._tasks.run(self, work, done, self.refused.emit)

    def _write(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        refused: Callable[[Exception], None] | None = None,
    ) -> None:
        def ended(answer: Callable[[Any], None], outcome: object) -> None:
            self.writing.emit(False)
            answer(outcome)

        self.writing.emit(True)
        on_error = refused or self.refused.emit
        self._tasks.run(self, work, partial(ended, done), partial(ended, on_error))


class TrialViewModel(QObject):
    """Runs a script on one person, or on everybody in the background."""

    running = Signal()
    ran = Signal(object)  # TryOut
    compared = Signal(object)  # list[TriedRow]
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._latest = Latest(tasks, self)
        self._job: Job | None = None

    def run(self, script: Script, employee: str, period: Period) -> None:
        services = self._services

        def work() -> TryOut:
            return services.script_trials.try_one(script, employee, period, trace=True)

        self.running.emit()
        self._latest.run(work, self.ran.emit, self.failed.emit)

    def compare(self, script: Script, period: Period) -> None:
        """Work out in the background what ``script`` changes for everybody."""
        services = self._services

        def work(job: Job) -> list[TriedRow]:
            return services.script_trials.try_everybody(script, period, report=job.report)

        def done(rows: list[TriedRow]) -> None:
            self._job = None
            self.compared.emit(rows)

        def failed(error: Exception) -> None:
            self._job = None
            self.failed.emit(error)

        self.running.emit()
        title = Message("Script “{name}” on everybody", name=script.name)
        self._job = self._tasks.run_long(title, self, work, on_done=done, on_error=failed)

    def stop(self) -> None:
        """Ask what runs on everybody to end."""
        if self._job is not None:
            self._job.stop()
