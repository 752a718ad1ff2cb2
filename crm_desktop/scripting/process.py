"""One worker process, seen from the program: started, asked, waited for, and ended from outside."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from crm_desktop.scripting import windows_job
from crm_desktop.scripting.frames import (
    HEAD_SIZE,
    BadFrameError,
    decode,
    encode,
    size_in,
)
from crm_desktop.scripting.values import Layer, LayerCode, Limits
from crm_desktop.scripting.words import SWITCHED_OFF, layer_detail, layer_name

START_TIMEOUT_S = 20.0
_FRAMES_AHEAD = 16
_TAIL = 64 * 1024
_EXITS = {97: "forbidden", 98: "memory"}
_SIGXCPU = 24
_FROM_OUTSIDE = frozenset({-9, -15})
_SCRIPT_LINE = re.compile(r'File "<script>", line ([0-9]{1,6})')

if sys.platform == "linux":
    _KNOWN = ("privileges", "network", "landlock", "rlimits", "seccomp", "audit")
elif sys.platform == "win32":
    _KNOWN = ("job", "mitigations", "integrity", "audit")
else:
    _KNOWN = ("rlimits", "audit")
KNOWN_LAYERS = (LayerCode.PROCESS, *map(LayerCode, _KNOWN))
"""The walls that this operating system may have, as they are put up."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker ended, a ``code`` and its ``text``; ``begun`` subjects had no answer yet."""

    code: str
    text: str = ""
    line: int | None = None
    begun: int = 0


class StartError(Exception):
    """The worker did not come up; ``str()`` says what it left."""


class WorkerProcess:
    """A worker that is up; any thread may kill it."""

    def __init__(
        self,
        limits: Limits,
        layers: Iterable[LayerCode],
        *,
        command: Sequence[str] | None = None,
    ) -> None:
        """Start it and wait until its walls stand.

        Raises:
            StartError: it did not answer, or not as a worker does.

        """
        self._asked = frozenset(layers)
        self._killed_for = ""
        self._unsent = ""
        self.written_at = time.monotonic()
        self._process = _started(command or _command())
        self._job = self._into_job(limits)
        self._received: queue.Queue[dict[str, Any] | None] = queue.Queue(_FRAMES_AHEAD)
        self._to_send: queue.SimpleQueue[Iterable[Mapping[str, Any]] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._read, self._write)
        ]
        for thread in self._threads:
            thread.start()
        self._send_settings(limits)
        self._layers = self._reported(self._first_answer())

    def layers(self) -> tuple[Layer, ...]:
        """Return every wall that this system may have, and whether it stands."""
        return self._layers

    def is_up(self) -> bool:
        """Return whether the process has not ended by itself or by somebody else's hand."""
        return self._process.poll() is None

    def send(self, commands: Iterable[Mapping[str, Any]]) -> None:
        """Write ``commands`` one after another, beside what is received meanwhile."""
        self._to_send.put(commands)

    def receive(self, timeout_s: float) -> dict[str, Any] | Ending | None:
        """Return the next frame, how the worker ended, or None when nothing came in time."""
        try:
            found = self._received.get(timeout=max(timeout_s, 0))
        except queue.Empty:
            return None
        return self._ending() if found is None else found

    def end(self, code: str) -> Ending:
        """End the process because of ``code`` and return what it was at."""
        self.kill(code)
        found = self.receive(1)
        while isinstance(found, dict):
            found = self.receive(1)
        return Ending(code) if found is None else replace(found, code=code)

    def kill(self, code: str) -> None:
        """End the process now; whoever waits for it hears that it is because of ``code``."""
        self._killed_for = self._killed_for or code
        with suppress(OSError):
            self._process.kill()

    def close(self) -> None:
        """End the process, if it is not ended, and give back all that it held."""
        self.kill("cancelled")
        self._to_send.put(None)
        self._process.wait()
        for thread in self._threads:
            while thread.is_alive():
                with suppress(queue.Empty):
                    self._received.get_nowait()
                thread.join(0.01)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert stream is not None  # noqa: S101 - all three are pipes
            with suppress(OSError):
                stream.close()
        windows_job.close(self._job)

    def _into_job(self, limits: Limits) -> int | OSError | None:
        if LayerCode.JOB not in self._asked:
            return None
        try:
            return windows_job.around(self._process, limits.memory_mb, _cpu_seconds(limits))
        except OSError as error:
            return error

    def _send_settings(self, limits: Limits) -> None:
        settings = {
            "limits": {
                "memory_mb": limits.memory_mb,
                "cpu_seconds": _cpu_seconds(limits),
                "seconds": limits.seconds,
            },
            "layers": sorted(self._asked),
        }
        self.send([settings])

    def _first_answer(self) -> dict[str, Any]:
        found = self.receive(START_TIMEOUT_S)
        if isinstance(found, dict) and type(found.get("ready")) is list:
            return found
        self.kill("start")
        said = self._tail()
        self.close()
        raise StartError(said[-300:] or str(self._process.returncode))

    def _reported(self, answer: Mapping[str, Any]) -> tuple[Layer, ...]:
        told: dict[str, tuple[bool, str]] = {LayerCode.PROCESS: (True, "")}
        if self._job is not None:
            is_held = isinstance(self._job, int)
            told[LayerCode.JOB] = (is_held, "" if is_held else str(self._job))
        for item in answer["ready"]:
            match item:
                case [str(code), bool(is_active), str(text)]:
                    told[code] = (is_active, text[:200])
        return tuple(self._layer(code, told.get(code)) for code in KNOWN_LAYERS)

    def _layer(self, code: LayerCode, told: tuple[bool, str] | None) -> Layer:
        if told is None:
            return Layer(code, layer_name(code), is_active=False, detail=SWITCHED_OFF)
        is_active, text = told
        detail = layer_detail(code, text, is_active=is_active)
        return Layer(code, layer_name(code), is_active=is_active, detail=detail)

    # The threads of the pipes

    def _read(self) -> None:
        """Pass on frame after frame; with each go the marks of the subjects that it answers."""
        stream, marks = self._process.stdout, self._process.stderr
        assert stream is not None and marks is not None  # noqa: S101, PT018 - both are pipes
        try:
            while (frame := _frame_from(stream)) is not None:
                replies = frame.get("replies")
                if type(replies) is list:
                    marks.read(len(replies))
                self._pass_on(frame)
        except (BadFrameError, OSError, ValueError):
            self.kill("answer")
        self._pass_on(None)

    def _pass_on(self, frame: dict[str, Any] | None) -> None:
        while not self._killed_for or frame is None:
            try:
                self._received.put(frame, timeout=0.1)
            except queue.Full:
                if self._killed_for:
                    return
            else:
                return

    def _write(self) -> None:
        stream = self._process.stdin
        assert stream is not None  # noqa: S101 - it is a pipe
        while (commands := self._to_send.get()) is not None:
            try:
                for command in commands:
                    stream.write(encode(command))
                    stream.flush()
                    self.written_at = time.monotonic()
            except OSError:
                return  # the process has ended: whoever waits for its answer hears so
            except (TypeError, ValueError) as error:
                self._unsent = str(error) or type(error).__name__
                self.kill("input")

    # The end

    def _ending(self) -> Ending:
        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        tail = self._tail()
        begun = len(tail) - len(tail.lstrip("."))
        match = _SCRIPT_LINE.search(tail)
        line = int(match[1]) if match else None
        return Ending(self._why(code, tail), self._unsent, line, begun)

    def _why(self, code: int, tail: str) -> str:
        if self._killed_for:
            return self._killed_for
        if "Timeout (" in tail:
            return "time"
        if code in _FROM_OUTSIDE:
            return "killed"
        return "cpu" if code == -_SIGXCPU else _EXITS.get(code, "crash")

    def _tail(self) -> str:
        stream = self._process.stderr
        assert stream is not None  # noqa: S101 - it is a pipe
        with suppress(OSError, ValueError):
            return stream.read(_TAIL).decode("utf-8", "replace")
        return ""


def _cpu_seconds(limits: Limits) -> int:
    """Return the processor time of a whole life: no batch that keeps its limits reaches it."""
    return 2 * int(limits.batch_seconds) + 10


def _frame_from(stream: IO[bytes]) -> dict[str, Any] | None:
    head = stream.read(HEAD_SIZE)
    if len(head) < HEAD_SIZE:
        return None
    size = size_in(head)
    body = stream.read(size)
    return decode(body) if len(body) == size else None


def _command() -> list[str]:
    # On Windows the python of a virtual environment starts another one, which no job lets it do.
    python = getattr(sys, "_base_executable", "") or sys.executable
    folder = Path(__file__).parent / "worker"
    start = ["-s", "-P", "-S", "-B", "-X", "utf8", str(folder / "start.py")]
    return [python, *start, str(folder), _folder_of_restricted_python()]


def _folder_of_restricted_python() -> str:
    found = find_spec("RestrictedPython")
    if found is None or found.origin is None:
        raise StartError("RestrictedPython")
    return str(Path(found.origin).parent)


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a process that inherits nothing: no surroundings, no handles, no folder of the user.

    Sets of text are walked in the same order in every process: pay must not depend on chance. The
    seed is why Python is not told ``-I``, which is ``-s -P`` without any surroundings.
    """
    surroundings = {"MALLOC_ARENA_MAX": "1", "PYTHONHASHSEED": "0"}
    if sys.platform == "win32":
        surroundings = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
        surroundings["PYTHONHASHSEED"] = "0"
    try:
        return subprocess.Popen(  # noqa: S603 - our own executable and file
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=surroundings,
            cwd=Path(sys.executable).anchor,
            close_fds=True,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise StartError(str(error)) from error
