"""One script for many subjects: who has an outcome, whatever happens to workers meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm_desktop.scripting import answers
from crm_desktop.scripting.frames import BadFrameError
from crm_desktop.scripting.process import Ending, WorkerProcess
from crm_desktop.scripting.values import Limits, Plain, RunOutcome, RunStatus
from crm_desktop.scripting.words import worded
from crm_desktop.texts import Message

SLACK_S = 0.5
"""How much longer than a run may take the program waits for an answer."""

Given = Mapping[str, Plain]
"""What one run is given: ``values``, ``plans``, ``rows``, ``employee``, ``period`` and so on."""

_SUBJECTS_A_FRAME = 128
_ROWS_A_FRAME = 2_000
_GLANCE_S = 0.1
_ENDS_ALL = frozenset({"cancelled", "batch-time", "input"})
_STATUSES = {
    "time": RunStatus.LIMIT,
    "memory": RunStatus.LIMIT,
    "cpu": RunStatus.LIMIT,
    "batch-time": RunStatus.LIMIT,
    "cancelled": RunStatus.LIMIT,
    "forbidden": RunStatus.ERROR,
    "input": RunStatus.ERROR,
}


def never() -> bool:
    """Say that nobody has changed his mind."""
    return False


def said(ending: Ending, limits: Limits) -> Message:
    """Return how a worker ended, in words."""
    limit = limits.batch_seconds if ending.code == "batch-time" else limits.seconds
    return worded(ending.code, {"limit": str(limit), "text": ending.text})


def ended(ending: Ending, limits: Limits) -> RunOutcome:
    """Return the outcome of the run with which a worker ended."""
    status = _STATUSES.get(ending.code, RunStatus.CRASH)
    seconds = limits.seconds if ending.code == "time" else Decimal(0)
    return RunOutcome(status, message=said(ending, limits), line=ending.line, seconds=seconds)


class Batch:
    """The subjects of a run with the outcomes known so far; its time begins when it is made."""

    def __init__(
        self,
        data: Sequence[Given],
        limits: Limits,
        cancelled: Callable[[], bool] = never,
        *,
        is_traced: bool = False,
    ) -> None:
        self._data = data
        self._limits = limits
        self._cancelled = cancelled
        self._is_traced = is_traced
        self._found: dict[int, RunOutcome] = {}
        self._interrupted: set[int] = set()
        self._ends_at = time.monotonic() + float(limits.batch_seconds)

    def is_unfinished(self) -> bool:
        return len(self._found) < len(self._data)

    def outcomes(self) -> list[RunOutcome]:
        return [self._found[place] for place in range(len(self._data))]

    def end_all(self, outcome: RunOutcome) -> None:
        """Let all that have no outcome have this one."""
        for place in range(len(self._data)):
            self._found.setdefault(place, outcome)

    def run_in(self, worker: WorkerProcess) -> bool:
        """Run those without an outcome; return whether the worker is worn, some may be left then.

        Raises:
            BadFrameError: the worker answered what no honest one does.

        """
        waiting = [place for place in range(len(self._data)) if place not in self._found]
        worker.send(self._commands(tuple(waiting)))
        while waiting:
            event = self._next(worker)
            if isinstance(event, Ending):
                self._note_ending(event, waiting)
                return True
            if self._note_replies(event, waiting):
                return True
        return False

    def _commands(self, waiting: Sequence[int]) -> Iterator[Mapping[str, Any]]:
        subjects: list[Given] = []
        rows = 0
        for place in waiting:
            subjects.append(self._data[place])
            rows += _rows_of(self._data[place])
            if len(subjects) >= _SUBJECTS_A_FRAME or rows > _ROWS_A_FRAME:
                yield {"run": subjects, "trace": self._is_traced}
                subjects, rows = [], 0
        if subjects:
            yield {"run": subjects, "trace": self._is_traced}

    def _next(self, worker: WorkerProcess) -> dict[str, Any] | Ending:
        """Return the next frame, or how the worker ended, by our hand if need be.

        The worker's time begins with the last that it said, or took in.
        """
        began = time.monotonic()
        while True:
            now = time.monotonic()
            waits_until = max(began, worker.written_at) + float(self._limits.seconds) + SLACK_S
            if self._cancelled():
                return worker.end("cancelled")
            if now >= self._ends_at:
                return worker.end("batch-time")
            if now >= waits_until:
                return worker.end("time")
            event = worker.receive(min(_GLANCE_S, waits_until - now, self._ends_at - now))
            if event is not None:
                return event

    def _note_replies(self, event: Mapping[str, Any], waiting: list[int]) -> bool:
        """Take those who are answered from ``waiting``; return whether a limit was reached."""
        replies = event.get("replies")
        if type(replies) is not list or not 0 < len(replies) <= len(waiting):
            raise BadFrameError
        memory = answers.memory(event.get("peak_kb"))
        outcomes = [answers.outcome(reply, memory) for reply in replies]
        self._found.update(zip(waiting, outcomes, strict=False))
        del waiting[: len(outcomes)]
        return outcomes[-1].status is RunStatus.LIMIT

    def _note_ending(self, ending: Ending, waiting: Sequence[int]) -> None:
        """Give the subject at which the worker ended its outcome; or all, where all is over.

        Whose worker was killed by somebody else has a second try.
        """
        outcome = ended(ending, self._limits)
        if ending.code in _ENDS_ALL:
            self.end_all(outcome)
            return
        place = waiting[min(max(ending.begun, 1), len(waiting)) - 1]
        if ending.code == "killed" and place not in self._interrupted:
            self._interrupted.add(place)
        else:
            self._found[place] = outcome


def _rows_of(given: Given) -> int:
    """Return how many records a run is given."""
    rows = given.get("rows")
    if isinstance(rows, dict):
        return sum(len(each) for each in rows.values() if isinstance(each, list))
    return len(rows) if isinstance(rows, list) else 0
