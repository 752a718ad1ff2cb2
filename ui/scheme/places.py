"""Places that the core names in definitions, as editors find their fields by them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DAY = re.compile(r"\d{4}-\d\d-\d\d: ")
_PART = re.compile(r"(?P<part>\w+)(\[(?P<row>\d+)\])?(\.(?P<field>.+))?")


@dataclass(frozen=True, slots=True)
class Place:
    """``part`` of a definition, such as ``steps``; ``row`` counts from 0, None for all of it."""

    part: str
    row: int | None = None
    field: str = ""


def place_of(text: str, code: str) -> Place | None:
    """Return the place that ``text`` names within the definition of ``code``.

    None where it is elsewhere: ``scales.sales.steps[2]`` is the step in row 1 of ``sales``.
    """
    _kind, _dot, rest = _DAY.sub("", text, count=1).partition(".")
    if rest == code:
        return Place("code")
    if not rest.startswith(f"{code}."):
        return None
    found = _PART.fullmatch(rest.removeprefix(f"{code}."))
    if found is None:
        return None
    row = found["row"]
    return Place(found["part"], None if row is None else int(row) - 1, found["field"] or "")
