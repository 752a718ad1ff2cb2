"""Mistakes in definitions by their places, and what all kinds of definitions are checked for."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Protocol

from crm_desktop.domain.entry import CODE_LENGTH, NAME_LENGTH, NOTE_LENGTH, entered
from crm_desktop.domain.filters import Condition
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class SchemeProblem:
    """A mistake; ``place`` is a path such as ``scales.sales.steps[2]``, counted from 1."""

    place: str
    message: Message


Problems = Iterator[SchemeProblem]


class Named(Protocol):
    """A definition of any kind."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


_NAMED_AT = {
    SubjectLevel.EMPLOYEE: frozenset(SubjectLevel),
    SubjectLevel.GROUP: frozenset(SubjectLevel) - {SubjectLevel.EMPLOYEE},
    SubjectLevel.DEPARTMENT: frozenset({SubjectLevel.DEPARTMENT, SubjectLevel.COMPANY}),
    SubjectLevel.COMPANY: frozenset({SubjectLevel.COMPANY}),
}
_LARGEST_EXPONENT = 15
PLAN_NOTE_LENGTH = 500
_LIMITS = {"code": CODE_LENGTH, "name": NAME_LENGTH, "note": PLAN_NOTE_LENGTH}
"""How many characters the fields of definitions hold; all others as many as a note."""

_NAMES_IN_FILES = {"entries": "indicators"}


def code_problems(kind: str, codes: Iterable[str]) -> Problems:
    """Yield what is wrong with ``codes``: signs that are not allowed, or the same one twice."""
    given = tuple(codes)
    for code in dict.fromkeys(given):
        if not re.fullmatch(r"[\w.-]+", code):
            message = Message("A code consists of letters, digits, “_”, “-” and “.”.")
            yield SchemeProblem(f"{kind}.{code}", message)
    yield from duplicates(kind, given)


def duplicates(kind: str, codes: Iterable[str]) -> Problems:
    """Yield a problem for each code that is there more than once."""
    for code, count in Counter(codes).items():
        if count > 1:
            yield SchemeProblem(f"{kind}.{code}", Message("“{code}” is there twice.", code=code))


def is_meant(value: Decimal) -> bool:
    """Return whether ``value`` is a number that a firm can mean."""
    return value.is_finite() and (not value or abs(value.adjusted()) < _LARGEST_EXPONENT)


def number_problems(value: object, place: str) -> Problems:
    """Yield every number in ``value`` that is none, or that no firm can mean."""
    if isinstance(value, Decimal):
        if not is_meant(value):
            yield SchemeProblem(place, Message("“{value}” is out of range.", value=str(value)))
    elif isinstance(value, tuple):
        for number, part in enumerate(value, 1):
            yield from number_problems(part, f"{place}[{number}]")
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from number_problems(getattr(value, field.name), f"{place}.{field.name}")


def kept_problems(kind: str, definitions: Iterable[Named]) -> Problems:
    """Yield every text in ``definitions`` that no database keeps, and every name that is none.

    Too long a code is told by its number.
    """
    for number, definition in enumerate(definitions, 1):
        is_short = len(definition.code) <= CODE_LENGTH
        place = f"{kind}.{definition.code}" if is_short else f"{kind}[{number}]"
        yield from text_problems(definition, place)
        if not definition.name.strip():
            yield SchemeProblem(f"{place}.name", Message("Enter something here."))


def text_problems(value: object, place: str, longest: int = NOTE_LENGTH) -> Problems:
    """Yield every text in ``value`` that is too long, or has a character that no database keeps.

    Those of filters are for ``crm_desktop.domain.fields`` to refuse, which names their places.
    """
    if isinstance(value, str) and not isinstance(value, Enum):
        yield from found(lambda: entered(place, value, longest))
    elif isinstance(value, tuple):
        for number, part in enumerate(value, 1):
            yield from text_problems(part, f"{place}[{number}]")
    elif dataclasses.is_dataclass(value) and not isinstance(value, Condition):
        for field in dataclasses.fields(value):
            at = f"{place}.{_NAMES_IN_FILES.get(field.name, field.name)}"
            limit = _LIMITS.get(field.name, NOTE_LENGTH)
            yield from text_problems(getattr(value, field.name), at, limit)


def unknown(kind: Message, code: str, known: Iterable[str], place: str) -> Problems:
    """Yield a problem when ``code`` is not among ``known``."""
    if code not in known:
        message = Message("{kind} “{code}” is not there.", kind=kind, code=code)
        yield SchemeProblem(place, message)


def found(check: Callable[[], object]) -> Problems:
    """Yield what ``check`` refuses."""
    try:
        check()
    except InvalidInputError as error:
        yield SchemeProblem(error.field, error.message)


def named_twice(named: Iterable[tuple[object, SubjectRef, str]], what: Message) -> Problems:
    """Yield a problem for each ``(key, subject, place)`` whose key and subject came before."""
    seen: set[tuple[object, SubjectRef]] = set()
    for key, subject, place in named:
        if (key, subject) in seen:
            message = Message(
                "“{subject}” already has {what} for this.", subject=str(subject), what=what
            )
            yield SchemeProblem(place, message)
        seen.add((key, subject))


def subject_problems(subject: SubjectRef, level: SubjectLevel, place: str) -> Problems:
    """Yield a problem when ``subject`` cannot stand for subjects of ``level``."""
    if (subject.level is SubjectLevel.COMPANY) == bool(subject.code):
        message = Message("Every subject but the company has a code.")
        yield SchemeProblem(place, message)
    if subject.level not in _NAMED_AT[level]:
        message = Message(
            "“{subject}” cannot be assigned what is for the level “{level}”.",
            subject=str(subject),
            level=level,
        )
        yield SchemeProblem(place, message)
