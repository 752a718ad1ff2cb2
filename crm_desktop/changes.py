"""What a use case changed, so that open screens know whether to reload."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto


class Changes(Flag):
    NONE = 0
    PEOPLE = auto()
    CUSTOMERS = auto()
    DEALS = auto()
    ACTIVITIES = auto()
    DOCUMENTS = auto()
    SCHEME = auto()
    STATEMENTS = auto()
    SETTINGS = auto()
    VIEWS = auto()
    ALL = (
        PEOPLE | CUSTOMERS | DEALS | ACTIVITIES | DOCUMENTS | SCHEME | STATEMENTS | SETTINGS | VIEWS
    )


@dataclass(frozen=True, slots=True)
class Saved:
    """The id that a new record was given, and what else changed."""

    id: int
    changes: Changes
