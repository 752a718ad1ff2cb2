"""What a script is given, read from JSON as people write it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from crm_desktop.errors import InvalidInputError
from crm_desktop.scripting.values import Plain
from crm_desktop.texts import Message

FIELD = "data"
_MAX_DEPTH = 20
_MAX_SAID = 60
_IN_ISO_FORM = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2})?").fullmatch
_TOO_DEEP = Message("The data is nested too deeply.")


def read_given(text: str) -> dict[str, Plain]:
    """Return the values of one run: numbers are exact, days and moments in ISO form are those.

    ``{"$d": "1.50"}`` is a number and ``{"$t": "2026-03-01"}`` a day, wherever they stand.

    Raises:
        InvalidInputError: it is no JSON object of ``values``, ``rows``, ``employee``, ``period``.

    """
    try:
        found = json.loads(text, parse_float=_number, parse_constant=_refuse, object_hook=_exact)
    except json.JSONDecodeError as error:
        raise _invalid(_unread(error)) from error
    except RecursionError as error:
        raise _invalid(_TOO_DEEP) from error
    except ValueError as error:
        raise _invalid(Message("This is no JSON: {reason}", reason=str(error))) from error
    if not isinstance(found, dict):
        raise _invalid(Message("An object with “values” and “rows” is needed."))
    for name, (is_right, message) in _SHAPES.items():
        if name in found and not is_right(found[name]):
            raise _invalid(message)
    _check_depth(found)
    if isinstance(found.get("period"), dict):
        found["period"] = {name: _as_day(day) for name, day in found["period"].items()}
    return {name: _with_days(value) for name, value in found.items()}


def _unread(error: json.JSONDecodeError) -> Message:
    return Message(
        "Line {line}, column {column}: this is no JSON. Numbers and true, false, null stand "
        'bare, all else in "double quotes".',
        line=error.lineno,
        column=error.colno,
    )


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


def _exact(found: dict[str, Plain]) -> Plain:
    match found:
        case {"$d": str(text)} if len(found) == 1:
            return _number(text)
        case {"$t": str(text)} if len(found) == 1:
            return date.fromisoformat(text)
        case _:
            return found


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text[:_MAX_SAID]) from error
    if not number.is_finite():
        raise ValueError(text[:_MAX_SAID])
    return number


def _with_days(value: Plain) -> Plain:
    match value:
        case str() if _IN_ISO_FORM(value):
            return _day_or_text(value)
        case list():
            return [_with_days(part) for part in value]
        case dict():
            return {key: _with_days(part) for key, part in value.items()}
        case _:
            return value


def _day_or_text(text: str) -> Plain:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return text


def _as_day(value: Plain) -> Plain:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise _invalid(Message("“{text}” is no day: write 2026-03-01.", text=value)) from error


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_numbers(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_number, value.values()))


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, (int, Decimal)) and not isinstance(value, bool))


def _is_rows(value: object) -> bool:
    inputs = value.values() if isinstance(value, dict) else [value]
    return all(isinstance(rows, list) and all(map(_is_object, rows)) for rows in inputs)


_NUMBERS = Message("“values” and their like are numbers by code.")
_SHAPES: dict[str, tuple[Callable[[object], bool], Message]] = {
    **dict.fromkeys(("values", "plans", "coefficients", "bonuses"), (_is_numbers, _NUMBERS)),
    **dict.fromkeys(
        ("employee", "subject", "period"),
        (_is_object, Message("“employee” and “period” are objects.")),
    ),
    **dict.fromkeys(
        ("salary", "total"), (_is_number, Message("“salary” and “total” are numbers."))
    ),
    "rows": (_is_rows, Message("“rows” is a list of objects, or such lists by input.")),
}


def _check_depth(value: object, depth: int = 0) -> None:
    if depth > _MAX_DEPTH:
        raise _invalid(_TOO_DEEP)
    children = value.values() if isinstance(value, dict) else value
    if isinstance(value, (dict, list)):
        for child in children:  # type: ignore[attr-defined]
            _check_depth(child, depth + 1)


def _invalid(message: Message) -> InvalidInputError:
    return InvalidInputError(FIELD, message)
