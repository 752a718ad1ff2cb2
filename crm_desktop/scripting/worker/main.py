"""The life of a worker: put up the walls, then answer one frame after another until there is none.

A frame is its length in four bytes, the greatest first, and JSON. What the worker is asked comes
from the program; what it answers is looked at there as if somebody else had written it.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import struct
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from time import perf_counter
from typing import Any, BinaryIO, NoReturn

from . import exact
from .confinement import confine
from .kpi import API
from .policy import compile_script
from .resources import Meter, memory_meter
from .running import MAX_NAME, Program
from .text import RefusedError

_DEPTH_OF_SCRIPTS = 400
_DEPTH_OF_COMPILING = 3_000
_SLACK_S = 0.05
"""How much more than its time a run may get, so that the watchdog is not set anew for each."""

_MAX_WAITING = 256
_MAX_WRITTEN = 256 * 1024
"""How many replies go into one frame at most, and how many characters that they wrote."""

NO_ROOM_EXIT = 98
"""How a process ends that cannot hold what it is given."""

_BEGUN = b"."
_KINDS: dict[str, type[date]] = {"$t": date, "$m": datetime}


def main() -> NoReturn:
    """Work until the program closes its end, then end without any clearing up."""
    commands, answers, marks = _own_streams()
    settings = _read(commands) or {}
    exact.use_context()
    _use_what_is_lazy()
    limits, meter = settings["limits"], memory_meter()
    report = confine(settings["layers"], limits["memory_mb"], limits["cpu_seconds"])
    _forget_what_confined()
    worker = Worker(answers, marks, meter, float(limits["seconds"]))
    worker.send({"ready": report})
    try:
        while (command := _read(commands)) is not None:
            worker.obey(command)
    except MemoryError:  # what is given alone is too much
        os._exit(NO_ROOM_EXIT)
    os._exit(0)


def _own_streams() -> tuple[BinaryIO, BinaryIO, int]:
    """Take the program's pipes away from where a script could look for them."""
    commands, answers, marks = (os.dup(number) for number in range(3))
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    os.close(nothing)
    sys.stdin = sys.stdout = sys.stderr = None
    faulthandler.enable(marks, all_threads=False)
    return os.fdopen(commands, "rb"), os.fdopen(answers, "wb"), marks


def _use_what_is_lazy() -> None:
    """Do once what loads something at its first use."""
    datetime.strptime("2026-01-01", "%Y-%m-%d")  # noqa: DTZ007 - it is the import that counts
    date(2026, 1, 1).strftime("%d.%m.%Y %B")
    f"{Decimal(1):,.2f}"
    compile("имя = 1", "", "exec")
    json.dumps({"a": "ы"})


def _forget_what_confined() -> None:
    """Leave no door to system calls among the modules."""
    doors = {"ctypes", "_ctypes", "resource"}
    for name in [name for name in sys.modules if name.partition(".")[0] in doors]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()


def _read(stream: BinaryIO) -> dict[str, Any] | None:
    """Return the next command, or None when there is none any more."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    body = stream.read(struct.unpack(">I", head)[0])
    found = json.loads(body, parse_float=Decimal, object_hook=_read_day)
    return found if isinstance(found, dict) else None


def _read_day(found: dict[str, Any]) -> Any:
    """Return the day or moment that ``found`` stands for, itself where it is another object."""
    if len(found) != 1:
        return found
    [(name, text)] = found.items()
    kind = _KINDS.get(name)
    try:
        return found if kind is None else kind.fromisoformat(text)
    except (ValueError, TypeError):
        return found


class Worker:
    """Answers commands: ``check`` and ``load`` a source, ``run`` the loaded one for subjects."""

    def __init__(self, answers: BinaryIO, marks: int, meter: Meter, seconds: float) -> None:
        self._answers = answers
        self._marks = marks
        self._meter = meter
        self._seconds = seconds
        self._program: Program | None = None

    def send(self, reply: Mapping[str, Any]) -> None:
        body = _json(reply).encode("utf-8", "surrogatepass")
        self._answers.write(struct.pack(">I", len(body)) + body)
        self._answers.flush()

    def obey(self, command: Mapping[str, Any]) -> None:
        match command:
            case {"check": str(source), "kind": str(kind)}:
                self.send(self._compiled(source, kind)[0])
            case {"load": str(source), "kind": str(kind)}:
                reply, self._program = self._compiled(source, kind)
                self.send(reply)
            case {"run": list(subjects), "trace": bool(is_traced)}:
                self._run(subjects, is_traced=is_traced)

    def _compiled(self, source: str, kind: str) -> tuple[dict[str, Any], Program | None]:
        sys.setrecursionlimit(_DEPTH_OF_COMPILING)
        self._watch()
        try:
            compiled = compile_script(source, API[kind])
        except RefusedError as error:
            return {"findings": error.findings}, None
        finally:
            faulthandler.cancel_dump_traceback_later()
        return {"findings": compiled.findings}, Program(compiled, kind)

    def _run(self, subjects: list[dict[str, Any]], *, is_traced: bool) -> None:
        """Answer for each subject in turn, in as few frames as keeps the program informed.

        A mark on the third stream says that a subject is begun: if the process ends, the program
        knows with whom. A process in which a limit was reached runs nobody else.
        """
        program = self._program
        assert program is not None  # noqa: S101 - the program loads before it runs
        sys.setrecursionlimit(_DEPTH_OF_SCRIPTS)
        waiting = _Waiting()
        watched = sent = float("-inf")
        for given in subjects:
            now = perf_counter()
            if now - watched > _SLACK_S:
                self._watch()
                watched = now
            if waiting.is_full() or (waiting.replies and now - sent > _SLACK_S):
                self._answer(waiting.taken())
                sent = now
            os.write(self._marks, _BEGUN)
            reply = program.run(given, is_traced=is_traced)
            waiting.add(reply)
            if reply["status"] == "limit":
                self._answer(waiting.taken())
                os._exit(0)
        faulthandler.cancel_dump_traceback_later()
        self._answer(waiting.taken())

    def _answer(self, replies: list[dict[str, Any]]) -> None:
        self.send({"replies": replies, "peak_kb": self._meter()})

    def _watch(self) -> None:
        """Let the process end, and tell the line, when what it does now takes too long."""
        later = self._seconds + _SLACK_S
        faulthandler.dump_traceback_later(later, exit=True, file=self._marks)


_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class _Waiting:
    """Replies that go into the next frame."""

    __slots__ = ("_written", "replies")

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []
        self._written = 0

    def add(self, reply: dict[str, Any]) -> None:
        self.replies.append(reply)
        self._written += sum(map(len, reply.get("log", ()))) + len(reply.get("printed", ""))
        result = reply.get("result")
        if type(result) is dict:
            self._written += len(result) * MAX_NAME
        for _, code, _, _, reason, _ in reply.get("changes", ()):
            self._written += len(code) + len(reason)

    def is_full(self) -> bool:
        return len(self.replies) >= _MAX_WAITING or self._written > _MAX_WRITTEN

    def taken(self) -> list[dict[str, Any]]:
        replies, self.replies, self._written = self.replies, [], 0
        return replies
