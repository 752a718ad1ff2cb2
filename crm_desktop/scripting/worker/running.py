"""One run of a compiled script: a fresh namespace, and what came of it as data."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal, DecimalException
from time import perf_counter
from typing import Any

from . import exact, guards
from .faults import Fault, LimitError, clean, fault, fault_of, line_of
from .kpi import API, MADE, RESULT_REASON, IndicatorKpi, Kpi, RewardKpi
from .policy import Compiled, bound_name
from .tracing import Tracer

MAX_PRINTED = 64 * 1024
MAX_NUMBERS = 200
MAX_NAME = 100
_NUMBERS = {int, Decimal}
_LIMITS = (LimitError, MemoryError, RecursionError)


class Printer:
    """What a script knows as ``print``; it keeps a bounded text."""

    __slots__ = ("_parts", "_size")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def print(
        self, *values: Any, sep: str | None = " ", end: str | None = "\n", flush: Any = None
    ) -> None:
        """Do as Python's own does; there is nothing to flush."""
        del flush
        sep, end = " " if sep is None else sep, "\n" if end is None else end
        text = sep.join([str(value) for value in values]) + end
        self._size += len(text)
        if self._size > MAX_PRINTED:
            raise LimitError("output")
        self._parts.append(text)

    def printed(self) -> str:
        return clean("".join(self._parts), MAX_PRINTED)


class Program:
    """A compiled script of one kind, ready to run for one subject after another."""

    def __init__(self, compiled: Compiled, kind: str) -> None:
        self._code = compiled.code
        self._make = MADE[kind]
        self._names = [(bound_name(name), name) for name in sorted(API[kind])]
        self._ground = {**guards.GUARDS, **compiled.numbers}

    def run(self, given: Mapping[str, Any], *, is_traced: bool) -> dict[str, Any]:
        """Return what a run with ``given`` came to, as data for a frame."""
        began = perf_counter()
        kpi, printer = self._make(given), Printer()
        space = self._namespace(kpi, printer)
        tracer = Tracer(frozenset(space)) if is_traced else None
        try:
            self._execute(space, tracer)
            reply = _result_of(space, kpi)
        except BaseException as error:  # noqa: BLE001 - whatever a script ends with is its answer
            reply = _failure(error, space)
        _add_writings(reply, kpi, printer)
        if tracer is not None:
            reply["trace"] = tracer.steps
        space.clear()  # functions and their globals hold each other: nothing waits for gc
        reply["us"] = int((perf_counter() - began) * 1_000_000)
        return reply

    def _namespace(self, kpi: Kpi, printer: Printer) -> dict[str, Any]:
        space = self._ground.copy()
        space["__builtins__"] = builtins = guards.BUILTINS.copy()
        builtins["print"] = printer.print
        builtins["__import__"] = guards.import_for_dates
        space["kpi"] = kpi
        for bound, name in self._names:
            space[bound] = getattr(kpi, name)
        return space

    def _execute(self, space: dict[str, Any], tracer: Tracer | None) -> None:
        if tracer is None:
            exec(self._code, space)  # noqa: S102 - this is what the process is for
            return
        sys.settrace(tracer.begin)
        try:
            exec(self._code, space)  # noqa: S102 - as above
        finally:
            sys.settrace(None)


def _result_of(space: Mapping[str, Any], kpi: IndicatorKpi | RewardKpi) -> dict[str, Any]:
    """Return the reply of a script that came to its end."""
    if isinstance(kpi, RewardKpi):
        return _reward_of(space.get("result"), kpi)
    if "result" not in space and kpi.is_without_value():
        return {"status": "ok"}
    if "result" not in space:
        raise fault(ValueError, "no-result")
    result = space["result"]
    if type(result) is dict:
        return {"status": "ok", "result": _numbers_by_name(result)}
    return {"status": "ok", "result": str(exact.checked(result))}


def _reward_of(result: Any, kpi: RewardKpi) -> dict[str, Any]:
    if result is not None:
        kpi.set_total(result, RESULT_REASON)
    changes = [
        (what, code, _written(before), _written(after), reason, line)
        for what, code, before, after, reason, line in kpi.changes_of()
    ]
    reply: dict[str, Any] = {"status": "ok", "changes": changes}
    return reply if result is None else reply | {"result": _written(result)}


def _written(number: exact.Number | None) -> str | None:
    return None if number is None else str(exact.RESULT.plus(number))


def _numbers_by_name(result: dict[Any, Any]) -> dict[str, str]:
    """Return ``result`` as it is sent; the checks are a few calls for all numbers at once."""
    if len(result) > MAX_NUMBERS:
        raise fault(ValueError, "result-entries", limit=str(MAX_NUMBERS))
    numbers = list(result.values())
    if not set(map(type, numbers)) <= _NUMBERS or not _is_within_range(numbers):
        numbers = [exact.checked(number) for number in numbers]
    written = map(str, map(exact.RESULT.plus, numbers))
    return dict(zip(_names_of(result), written, strict=True))


def _names_of(result: dict[Any, Any]) -> Iterable[str]:
    for name in result:
        if type(name) is not str:
            raise fault(TypeError, "result-name", type=type(name).__name__)
    if "".join(result).isprintable() and max(map(len, result), default=0) <= MAX_NAME:
        return result
    return [clean(name, MAX_NAME) for name in result]


def _is_within_range(numbers: list[exact.Number]) -> bool:
    try:
        return not numbers or (max(numbers) <= exact.MAX_ABS and min(numbers) >= -exact.MAX_ABS)
    except DecimalException:  # what is no number is not compared
        return False


def _failure(error: BaseException, space: dict[str, Any]) -> dict[str, Any]:
    line = line_of(error)
    found: Fault = fault_of(error)
    if isinstance(error, MemoryError):
        error.__traceback__ = None
        space.clear()
    status = "limit" if isinstance(error, _LIMITS) else "error"
    return {"status": status, "code": found.code, "values": found.values, "line": line}


def _add_writings(reply: dict[str, Any], kpi: Kpi, printer: Printer) -> None:
    log, printed = kpi.log_of(), printer.printed()
    if log:
        reply["log"] = log
    if printed:
        reply["printed"] = printed
