"""What a worker answered, looked at as if somebody hostile had written it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from crm_desktop.scripting.frames import BadFrameError
from crm_desktop.scripting.hints import hint_for_line, hint_for_name
from crm_desktop.scripting.values import (
    Changed,
    Problem,
    Result,
    RunOutcome,
    RunStatus,
    ScriptChange,
    TraceStep,
)
from crm_desktop.scripting.words import worded

MAX_PROBLEMS = 100
MAX_LINES = 100_000
_MAX_RESULT = Decimal(10) ** 15
_MAX_NUMBERS = 200
_MAX_CHANGES = 501
_MAX_STEPS = 1_000
_MAX_LOG = 200
_MAX_TEXT = 500
_MAX_PRINTED = 64 * 1024
_WRITTEN = r"-?[0-9]{1,40}(?:\.[0-9]{1,60})?(?:E[+-]?[0-9]{1,3})?"
_NUMBER = re.compile(_WRITTEN).fullmatch
_NUMBERS = re.compile(f"(?:{_WRITTEN} )*").fullmatch
_STATUSES = {"ok": RunStatus.OK, "error": RunStatus.ERROR, "limit": RunStatus.LIMIT}
_MICROSECOND = Decimal("0.000001")


def outcome(reply: object, memory_mb: Decimal | None = None) -> RunOutcome:
    """Return what ``reply`` says of one run of a worker that has taken ``memory_mb``.

    Raises:
        BadFrameError: it says what no honest worker says.

    """
    if type(reply) is not dict or type(reply.get("status")) is not str:
        raise BadFrameError
    status = _STATUSES.get(reply["status"])
    if status is None:
        raise BadFrameError
    is_ok = status is RunStatus.OK
    return RunOutcome(
        status,
        _result(reply["result"]) if is_ok and "result" in reply else None,
        None if is_ok else _message(reply),
        None if is_ok else line(reply.get("line")),
        _log(reply["log"]) if "log" in reply else (),
        text(reply["printed"], _MAX_PRINTED) if "printed" in reply else "",
        _MICROSECOND * _whole(reply.get("us")),
        memory_mb,
        _changes(reply["changes"]) if is_ok and "changes" in reply else (),
        _steps(reply["trace"]) if "trace" in reply else (),
    )


def memory(peak_kb: object) -> Decimal | None:
    """Return a peak of memory in MB, None where the worker knows none.

    Raises:
        BadFrameError: it is no number.

    """
    return None if peak_kb is None else Decimal(_whole(peak_kb)) / 1024


def findings(reply: Mapping[str, Any], source: str) -> tuple[list[Problem], Problem | None]:
    """Return the problems that a check found, and the first that keeps the script from running.

    Raises:
        BadFrameError: the reply is no list of problems.

    """
    found = _listed(reply.get("findings"), MAX_PROBLEMS)
    lines = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    problems = [_problem(item, lines) for item in found]
    refusals = (problem for problem, item in zip(problems, found, strict=True) if item[5])
    return problems, next(refusals, None)


def _problem(item: object, lines: list[str]) -> Problem:
    match item:
        case [int(number), int(column), int() | None as end, str(code), dict(values), bool()]:
            told = _values(values)
            place = lines[number - 1] if 0 < number <= len(lines) else ""
            return Problem(
                min(max(number, 1), MAX_LINES),
                min(max(column, 1), MAX_LINES),
                worded(code, told),
                _hint(code, told, place),
                None if end is None else min(max(end, 1), MAX_LINES),
            )
        case _:
            raise BadFrameError


def _hint(code: str, values: Mapping[str, str], line: str) -> Any:
    if code == "syntax":
        return hint_for_line(line)
    return hint_for_name(values.get("name", ""), line) if code == "name" else None


def text(value: object, limit: int = _MAX_TEXT) -> str:
    """Return the beginning of a text, as what may be shown to a person.

    Raises:
        BadFrameError: it is no text.

    """
    if type(value) is not str:
        raise BadFrameError
    cut = value[:limit]
    if cut.isprintable():
        return cut
    return "".join(part if part.isprintable() or part in "\n\t" else "\ufffd" for part in cut)


def line(value: object) -> int | None:
    """Return a line of the script, None where none is told or it is no line."""
    return value if type(value) is int and 0 < value <= MAX_LINES else None


def number(value: object) -> Decimal:
    """Return a number that was sent as text.

    Raises:
        BadFrameError: it is none, or out of range.

    """
    if type(value) is not str or not _NUMBER(value):
        raise BadFrameError
    found = Decimal(value)
    if not -_MAX_RESULT <= found <= _MAX_RESULT:
        raise BadFrameError
    return found


def _result(value: object) -> Result:
    """Return one number, or numbers by name; a few calls look at all of these at once."""
    if type(value) is not dict:
        return number(value)
    written = list(value.values())
    if len(written) > _MAX_NUMBERS or set(map(type, written)) - {str}:
        raise BadFrameError
    if not _NUMBERS(" ".join([*written, ""])):
        raise BadFrameError
    try:
        numbers = list(map(Decimal, written))
    except InvalidOperation as error:
        raise BadFrameError from error
    if numbers and not -_MAX_RESULT <= min(numbers) <= max(numbers) <= _MAX_RESULT:
        raise BadFrameError
    return dict(zip(_names(value), numbers, strict=True))


def _names(value: dict[str, object]) -> Iterable[str]:
    if "".join(value).isprintable() and max(map(len, value), default=0) <= _MAX_TEXT:
        return value
    return map(text, value)


def _message(reply: Mapping[str, Any]) -> Any:
    code, values = reply.get("code"), reply.get("values")
    if type(code) is not str or type(values) is not dict:
        raise BadFrameError
    return worded(code, _values(values))


def _values(values: dict[str, object]) -> dict[str, str]:
    return {str(name)[:60]: text(value) for name, value in list(values.items())[:10]}


def _log(value: object) -> tuple[str, ...]:
    return tuple(map(text, _listed(value, _MAX_LOG)))


def _changes(value: object) -> tuple[ScriptChange, ...]:
    return tuple(map(_change, _listed(value, _MAX_CHANGES)))


def _change(item: object) -> ScriptChange:
    match item:
        case [str(what), str(code), before, after, str(reason), at] if what in set(Changed):
            return ScriptChange(
                Changed(what),
                text(code),
                None if before is None else number(before),
                number(after),
                text(reason),
                line(at),
            )
        case _:
            raise BadFrameError


def _steps(value: object) -> tuple[TraceStep, ...]:
    return tuple(map(_step, _listed(value, _MAX_STEPS)))


def _step(item: object) -> TraceStep:
    match item:
        case [int(at), dict(values)]:
            return TraceStep(
                min(max(at, 1), MAX_LINES), {text(k): text(v) for k, v in values.items()}
            )
        case _:
            raise BadFrameError


def _listed(value: object, limit: int) -> list[Any]:
    if type(value) is not list or len(value) > limit:
        raise BadFrameError
    return value


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value < 1 << 40:
        raise BadFrameError
    return value
