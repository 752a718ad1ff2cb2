"""Days and times written by a declared pattern such as ``MM/DD/YYYY hh:mm``."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time

_PARTS = {
    "YYYY": r"(?P<year>\d{4})",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "hh": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{2})",
    "ss": r"(?P<second>\d{2})",
}
_WRITTEN = {"YYYY": "%Y", "MM": "%m", "DD": "%d", "hh": "%H", "mm": "%M", "ss": "%S"}
_PART = re.compile("|".join(_PARTS))
_TIME = re.compile(r"[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$", re.ASCII)


def reader(pattern: str) -> Callable[[str], datetime]:
    """Return what reads ``pattern`` to the letter; DD, MM and hh may have one digit or two.

    What it returns raises ValueError for any other text and for days that do not exist.

    Raises:
        ValueError: ``pattern`` lacks the year, the month or the day, or has a part twice.

    """
    parts = _PART.findall(pattern)
    if not {"YYYY", "MM", "DD"} <= set(parts) or len(set(parts)) != len(parts):
        raise ValueError(pattern)
    literal = iter(_PART.split(pattern))
    expression = re.escape(next(literal))
    for part, text in zip(parts, literal, strict=True):
        expression += _PARTS[part] + re.escape(text)
    match = re.compile(expression, re.ASCII).fullmatch

    def read(text: str) -> datetime:
        found = match(text)
        if found is None:
            raise ValueError(text)
        return datetime(**{part: int(digits) for part, digits in found.groupdict().items()})  # type: ignore[arg-type]  # noqa: DTZ001 - the file names no zone

    return read


def moment_reader(pattern: str) -> Callable[[str], datetime]:
    """Return what reads ``pattern``, or behind it and a space or a T a time of day that it lacks.

    Such a time is hours and minutes, with seconds or without: ``2026-11-05 10:00``. What it
    returns raises ValueError as that of ``reader`` does.

    Raises:
        ValueError: ``pattern`` lacks the year, the month or the day, or has a part twice.

    """
    read = reader(pattern)
    if "hh" in _PART.findall(pattern):
        return read

    def read_moment(text: str) -> datetime:
        found = _TIME.search(text)
        if found is None:
            return read(text)
        day, hour, minute, second = read(text[: found.start()]), *map(int, found.groups("0"))
        return day.replace(hour=hour, minute=minute, second=second)

    return read_moment


def writer(pattern: str) -> Callable[[date], str]:
    """Return what writes days and moments by ``pattern``, so that ``reader`` reads them back.

    A time of day that ``pattern`` has no place for follows behind a space: it is not lost.
    """
    expression = _PART.sub(lambda part: _WRITTEN[part[0]], pattern.replace("%", "%%"))
    has_time = "hh" in _PART.findall(pattern)

    def write(day: date) -> str:
        text = day.strftime(expression)
        if has_time or not isinstance(day, datetime) or day.time() == time():
            return text
        return f"{text} {day.time().isoformat()}"

    return write
