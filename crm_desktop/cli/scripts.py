"""The command that runs a script on given values; whatever the script does, it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from crm_desktop.cli import console
from crm_desktop.cli.reading import beginning_of
from crm_desktop.cli.words import one_of
from crm_desktop.domain.scripts import LONGEST_SOURCE, RunStatus, ScriptChange, ScriptKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.scripting.given import read_given
from crm_desktop.scripting.sandbox import Sandbox
from crm_desktop.scripting.values import Plain, RunOutcome
from crm_desktop.texts import Message, shown

_FORMATS = ("text", "json")
_MAX_DATA = 32 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """Which script to run, on what, and how to write what came of it."""

    file: Path
    data: Path | None
    kind: str
    format: str


def run(request: Request) -> int:
    """Run the script and write its outcome; a script that fails is no failure of the command."""
    one_of(request.format, _FORMATS, option="--format")
    one_of(request.kind, tuple(ScriptKind), option="--kind")
    outcome = _outcome(request)
    if request.format == "json":
        console.say(json.dumps(_as_json(outcome), ensure_ascii=False))
    else:
        _show(outcome)
    return 0


def _outcome(request: Request) -> RunOutcome:
    try:
        given = {} if request.data is None else _given(request.data)
    except InvalidInputError as error:
        return RunOutcome(RunStatus.ERROR, message=error.message)
    try:
        source = beginning_of(request.file, LONGEST_SOURCE + 1)
    except InvalidInputError as error:
        return RunOutcome(RunStatus.REFUSED, message=error.message)
    with Sandbox() as sandbox:
        return sandbox.run(source, given, ScriptKind(request.kind))


def _given(file: Path) -> dict[str, Plain]:
    content = beginning_of(file, _MAX_DATA + 1)
    if len(content) > _MAX_DATA:
        raise InvalidInputError("data", Message("The data is longer than 32 MB."))
    try:
        return read_given(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidInputError("data", Message("The data is not UTF-8 text.")) from error


def _as_json(outcome: RunOutcome) -> dict[str, object]:
    return {
        "status": outcome.status.value,
        "result": _number(outcome.result),
        "message": None if outcome.message is None else str(outcome.message),
        "line": outcome.line,
        "log": list(outcome.log),
        "printed": outcome.printed,
        "seconds": _number(outcome.seconds),
        "memory_mb": _number(outcome.memory_mb),
        "changes": [_change(change) for change in outcome.changes],
    }


def _change(change: ScriptChange) -> dict[str, object]:
    return {
        "what": change.what.value,
        "code": change.code,
        "before": _number(change.before),
        "after": _number(change.after),
        "reason": change.reason,
        "line": change.line,
    }


def _number(value: Decimal | Mapping[str, Decimal] | None) -> object:
    """Return numbers as text, which keeps all digits."""
    match value:
        case None:
            return None
        case Decimal():
            return f"{value:f}"
        case _:
            return {name: f"{number:f}" for name, number in value.items()}


def _show(outcome: RunOutcome) -> None:
    console.say(outcome.status.shown())
    if outcome.message is not None and outcome.line is not None:
        console.say(Message("Line {line}: {message}", line=outcome.line, message=outcome.message))
    elif outcome.message is not None:
        console.say(outcome.message)
    if isinstance(outcome.result, Decimal):
        console.say(Message("Result: {result}", result=outcome.result))
    elif outcome.result is not None:
        for name, number in outcome.result.items():
            console.say(f"{name}: {shown(number)}")
    for change in outcome.changes:
        what = " ".join(filter(None, (change.what.shown(), change.code)))
        console.say(f"{what}: {shown(change.after)} · {change.reason}")
    for text in outcome.log:
        console.say(text)
