"""Runs scripts of users in processes that can hurt nobody, one process for each script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from types import TracebackType
from typing import Any, Self

from crm_desktop.domain.scripts import LONGEST_SOURCE
from crm_desktop.scripting import answers
from crm_desktop.scripting.batch import SLACK_S, Batch, Given, ended, never, said
from crm_desktop.scripting.frames import BadFrameError
from crm_desktop.scripting.process import KNOWN_LAYERS, Ending, StartError, WorkerProcess
from crm_desktop.scripting.values import (
    OS_LAYERS,
    Layer,
    LayerCode,
    Limits,
    Problem,
    RunOutcome,
    RunStatus,
    ScriptKind,
)
from crm_desktop.scripting.words import layer_name, worded

ALL_LAYERS = frozenset(LayerCode)


class Sandbox:
    """A worker process kept for the runs of one script; it is replaced after any limit.

    A process that has run one script never runs another, unless ``is_shared`` says so. Use it as
    a context manager, from one thread at a time; any thread may call ``stop``.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        layers: Iterable[LayerCode] = ALL_LAYERS,
        allow_unconfined: bool = False,
        is_shared: bool = False,
        command: Sequence[str] | None = None,
    ) -> None:
        """Prepare to start workers within ``limits`` and behind ``layers``, as far as they go.

        ``allow_unconfined`` lets scripts run where the operating system holds no wall at all.
        ``command`` starts another worker than our own.
        """
        self._limits = limits or Limits()
        self._layers = frozenset(layers)
        self._allow_unconfined = allow_unconfined
        self._is_shared = is_shared
        self._command = command
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._loaded: tuple[str, ScriptKind] | None = None
        self._has_run = False
        self._busy_s = Decimal(0)
        self._is_stopped = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def check(self, source: str | bytes, kind: ScriptKind = ScriptKind.INDICATOR) -> list[Problem]:
        """Return all that is wrong with the text ``source``, in its order; nothing is run.

        A name that nobody knows is a problem here, though a script with it may run.
        """
        text = _text(source)
        if isinstance(text, Problem):
            return [text]
        try:
            reply = self._answer({"check": text, "kind": kind.value})
            return answers.findings(reply, text)[0]
        except WorkerError as error:
            ending = error.ending
        except BadFrameError:
            ending = Ending("answer")
        self._retire()
        return [Problem(ending.line or 1, 1, said(ending, self._limits))]

    def run(
        self,
        source: str | bytes,
        data: Given,
        kind: ScriptKind = ScriptKind.INDICATOR,
        *,
        trace: bool = False,
    ) -> RunOutcome:
        """Run the script ``source`` once with ``data``; ``trace`` keeps all variables by line."""
        batch = Batch([data], self._limits, is_traced=trace)
        return self._run_all(source, kind, batch)[0]

    def run_batch(
        self,
        source: str | bytes,
        data: Sequence[Given],
        kind: ScriptKind = ScriptKind.INDICATOR,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> list[RunOutcome]:
        """Run the script ``source`` for each of ``data`` and return how each run ended.

        It is compiled once. A subject that reaches a limit has its own outcome, and the others go
        on in a fresh worker; what is not run when time is over or ``cancelled`` says so is LIMIT.
        """
        return self._run_all(source, kind, Batch(data, self._limits, cancelled))

    def layers(self) -> tuple[Layer, ...]:
        """Return the walls of this system and which of them stand around the worker."""
        try:
            return self._started().layers()
        except WorkerError as error:
            reason = said(error.ending, self._limits)
            return tuple(Layer(code, layer_name(code), False, reason) for code in KNOWN_LAYERS)

    def stop(self) -> None:
        """End what runs, from whatever thread; nothing runs here any more."""
        with self._lock:
            self._is_stopped = True
            if self._worker is not None:
                self._worker.kill("cancelled")

    def close(self) -> None:
        """End the worker."""
        self.stop()
        self._retire()

    # Workers

    def _started(self) -> WorkerProcess:
        if self._is_stopped:
            raise WorkerError(Ending("cancelled"))
        if self._worker is not None and not self._worker.is_up():
            self._retire()  # nobody was at work when it ended: nobody is to blame
        if self._worker is None:
            try:
                worker = WorkerProcess(self._limits, self._layers, command=self._command)
            except StartError as error:
                raise WorkerError(Ending("start", str(error))) from error
            with self._lock:
                self._worker = worker
                if self._is_stopped:
                    worker.kill("cancelled")
            self._busy_s = Decimal(0)
        return self._worker

    def _retire(self) -> None:
        with self._lock:
            worker, self._worker, self._loaded = self._worker, None, None
        self._has_run = False
        if worker is not None:
            worker.close()

    def _answer(self, command: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the worker answers within the time of a run."""
        worker = self._started()
        worker.send([command])
        found = worker.receive(float(self._limits.seconds) + SLACK_S) or worker.end("time")
        if isinstance(found, Ending):
            raise WorkerError(found)
        return found

    def _loaded_worker(self, source: str, kind: ScriptKind) -> WorkerProcess:
        """Return a worker that has compiled the script.

        Raises:
            _RefusedError: it may not run.

        """
        is_foreign = self._has_run and self._loaded != (source, kind) and not self._is_shared
        if is_foreign or self._busy_s > self._limits.batch_seconds:
            self._retire()
        worker = self._started()
        if not self._allow_unconfined and not _is_confined(worker):
            raise _RefusedError(Problem(1, 1, worded("unconfined", {})))
        if self._loaded != (source, kind):
            self._load(source, kind)
        return worker

    def _load(self, source: str, kind: ScriptKind) -> None:
        self._loaded = None
        reply = self._answer({"load": source, "kind": kind.value})
        refusal = answers.findings(reply, source)[1]
        if refusal is not None:
            raise _RefusedError(refusal)
        self._loaded = (source, kind)

    # Runs

    def _run_all(self, source: str | bytes, kind: ScriptKind, batch: Batch) -> list[RunOutcome]:
        text = _text(source)
        if isinstance(text, Problem):
            batch.end_all(_refusal(text))
        while batch.is_unfinished() and isinstance(text, str):
            try:
                self._run_some(text, kind, batch)
            except _RefusedError as error:
                batch.end_all(_refusal(error.problem))
            except BadFrameError:
                self._retire()
                batch.end_all(ended(Ending("answer"), self._limits))
            except WorkerError as error:
                self._retire()
                batch.end_all(ended(error.ending, self._limits))
        outcomes = batch.outcomes()
        self._busy_s += sum((outcome.seconds for outcome in outcomes), Decimal(0))
        return outcomes

    def _run_some(self, source: str, kind: ScriptKind, batch: Batch) -> None:
        worker = self._loaded_worker(source, kind)
        self._has_run = True
        if batch.run_in(worker):
            self._retire()


class WorkerError(Exception):
    """There is no worker, or none any more."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending)
        self.ending = ending


class _RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def _text(source: str | bytes) -> str | Problem:
    """Return the text of a script; what is far too long does not get to a worker."""
    try:
        text = source.decode("utf-8") if isinstance(source, bytes) else source
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Problem(line, 1, worded("not-utf-8", {}))
    if len(text) > LONGEST_SOURCE:
        return Problem(1, 1, worded("text-too-long", {"limit": str(LONGEST_SOURCE // 1024)}))
    return text


def _is_confined(worker: WorkerProcess) -> bool:
    return any(layer.is_active and layer.code in OS_LAYERS for layer in worker.layers())


def _refusal(problem: Problem) -> RunOutcome:
    return RunOutcome(RunStatus.REFUSED, message=problem.message, line=problem.line)
