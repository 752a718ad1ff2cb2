"""Run Qt-free work on a thread pool; deliver the outcome on the GUI thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from threading import Event, Thread
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal, Slot
from shiboken6 import isValid

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message

T = TypeVar("T")

_log = logging.getLogger(__name__)


class WorkStoppedError(CrmError):
    """The user stopped the work; nothing of it was kept."""

    def __init__(self, title: Message) -> None:
        super().__init__(Message("“{title}” was stopped.", title=title))


class Job:
    """Long work as the worker and the status bar see it; safe to use from any thread."""

    def __init__(self, title: Message, announce: Callable[[Job], None]) -> None:
        self.title = title
        self.percent: int | None = None
        self._announce = announce
        self._stop = Event()

    def report(self, done: int, total: int) -> None:
        """Say how far the work is.

        Raises:
            WorkStoppedError: the user wants it to end.

        """
        if self._stop.is_set():
            raise WorkStoppedError(self.title)
        percent = min(100, done * 100 // total) if total > 0 else None
        if percent != self.percent:
            self.percent = percent
            self._announce(self)

    def stop(self) -> None:
        """Ask the work to end at its next report."""
        self._stop.set()

    @property
    def is_stopped(self) -> bool:
        return self._stop.is_set()


class Tasks(Protocol):
    """What view-models ask for, so that tests can pass an inline stand-in."""

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None: ...

    def run_long(
        self,
        title: Message,
        owner: QObject,
        work: Callable[[Job], T],
        *,
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
        is_apart: bool = False,
    ) -> Job: ...

    def run_apart(
        self,
        owner: QObject,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None: ...


@dataclass(slots=True)
class _Asked:
    """Work that is awaited; ``outcome`` tells its owner once it ended."""

    owner: QObject
    work: Callable[[], Any]
    on_done: Callable[[Any], None]
    on_error: Callable[[Exception], None]
    is_apart: bool = False
    outcome: Callable[[], None] | None = None


_UNFINISHED: list[TaskRunner] = []
"""Those whose workers outlive them; with what was asked of them, until the process ends."""


class TaskRunner(QObject):
    """Owns the signals that workers emit, and all that was asked of them until it is delivered.

    A worker keeps nothing of it: with the last hold on a view-model or a widget, which may hang on
    the work, its callbacks or the frames of an error, it would destroy that off the GUI thread.
    """

    jobs_changed = Signal()
    idle = Signal()  # the last outcome that was awaited has been delivered

    _finished = Signal(int)
    _progressed = Signal(object)

    def __init__(self, pool: QThreadPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._jobs: list[Job] = []
        self._is_closed = False
        self._asked: dict[int, _Asked] = {}
        self._numbers = count()
        self._finished.connect(self._deliver)
        self._progressed.connect(self._on_progress)

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The long work that is under way or waits for a thread, oldest first."""
        return tuple(self._jobs)

    @property
    def is_idle(self) -> bool:
        """Whether no outcome is awaited, but for what runs apart."""
        return all(asked.is_apart for asked in self._asked.values())

    def run(
        self,
        owner: QObject,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Call ``work`` off the GUI thread, then one of the two callbacks on it.

        Neither is called once ``owner`` was destroyed, as when its window closed. The work
        begins when the window has painted what it shows now, so that no thread competes
        with that.
        """
        self._ask(_Asked(owner, work, on_done, on_error))

    def run_apart(
        self,
        owner: QObject,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Do the same in a thread of its own that nothing waits for, not even the program's end.

        It is for what another computer may hold up as long as it likes, such as the reading of
        a share. The work must not need what the program lets go of at its end.
        """
        self._ask(_Asked(owner, work, on_done, on_error, is_apart=True))

    def run_long(
        self,
        title: Message,
        owner: QObject,
        work: Callable[[Job], T],
        *,
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
        is_apart: bool = False,
    ) -> Job:
        """Do the same, ``run_apart`` if so, with work that is shown and may be stopped.

        Stopped work ends with ``on_error`` and a ``WorkStoppedError``.
        """
        job = Job(title, self._progressed.emit)
        self._jobs.append(job)
        self.jobs_changed.emit()
        run = self.run_apart if is_apart else self.run
        run(
            self,
            partial(work, job),
            partial(self._end, job, owner, on_done),
            partial(self._end, job, owner, on_error),
        )
        return job

    def shutdown(self, timeout_ms: int = 10_000) -> bool:
        """Stop what can be stopped and wait for the rest; return whether all of it ended.

        What runs apart is left to itself.
        """
        self._is_closed = True
        for job in self._jobs:
            job.stop()
        self._pool.clear()
        has_ended = self._pool.waitForDone(timeout_ms)
        if not has_ended or any(asked.is_apart for asked in self._asked.values()):
            _UNFINISHED.append(self)
        return has_ended

    def _ask(self, asked: _Asked) -> None:
        if not self._is_closed:
            number = next(self._numbers)
            self._asked[number] = asked
            QTimer.singleShot(0, self, partial(self._begin, number))

    def _begin(self, number: int) -> None:
        if self._is_closed:
            return
        work = partial(self._work, number)
        if self._asked[number].is_apart:
            Thread(target=work, daemon=True).start()
        else:
            self._pool.start(work)

    def _work(self, number: int) -> None:
        """Do what was asked, in a worker's thread."""
        asked = self._asked[number]
        try:
            asked.outcome = partial(asked.on_done, asked.work())
        except Exception as error:  # noqa: BLE001 - the outermost frame of a thread
            if isinstance(error, CrmError):  # a bug is logged by who shows it
                _log.info("refused: %s", error)
            asked.outcome = partial(asked.on_error, error)
        if asked.is_apart and self._is_closed:
            return  # while the window's thread takes everything down
        del asked
        with suppress(RuntimeError):  # the runner is gone: nobody waits for the outcome
            self._finished.emit(number)

    def _end(self, job: Job, owner: QObject, callback: Callable[[T], None], outcome: T) -> None:
        self._jobs.remove(job)
        self.jobs_changed.emit()
        if isValid(owner):
            callback(outcome)

    @Slot(object)
    def _on_progress(self, job: Job) -> None:
        if job in self._jobs:
            self.jobs_changed.emit()

    @Slot(int)
    def _deliver(self, number: int) -> None:
        asked = self._asked.pop(number)
        if isValid(asked.owner) and not self._is_closed and asked.outcome is not None:
            asked.outcome()
        if self.is_idle and not asked.is_apart:
            self.idle.emit()


class Latest:
    """Asks for one thing again and again; an answer to any but the newest question is dropped."""

    def __init__(self, tasks: Tasks, owner: QObject) -> None:
        self._tasks = tasks
        self._owner = owner
        self._newest = 0

    def run(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Call ``work`` off the GUI thread; see ``TaskRunner.run``."""
        self._newest += 1
        self._tasks.run(
            self._owner,
            work,
            partial(self._deliver, self._newest, on_done),
            partial(self._deliver, self._newest, on_error),
        )

    def drop(self) -> None:
        """Do not wait for the answer any longer."""
        self._newest += 1

    def _deliver(self, number: int, callback: Callable[[T], None], outcome: T) -> None:
        if number == self._newest:
            callback(outcome)
