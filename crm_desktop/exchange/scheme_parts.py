"""What several tables of a scheme file have in common."""

from __future__ import annotations

from enum import StrEnum

from crm_desktop.domain.people import COMPANY, SubjectRef
from crm_desktop.exchange.toml_reading import Section
from crm_desktop.texts import Message

Keys = dict[str, object]
"""The keys of a table in order; None is left out."""


def unless(value: StrEnum, default: StrEnum) -> str | None:
    """Return the word for ``value``, or None for the ``default``, which is not written."""
    return None if value is default else value.value


def subject_at(section: Section, key: str) -> SubjectRef:
    """Return the required subject."""
    text = section.text(key)
    is_there = isinstance(section.value(key), str)
    return parsed_subject(section, key, text) if is_there else COMPANY


def parsed_subject(section: Section, key: str, text: str) -> SubjectRef:
    """Return the subject written as ``employee:code`` or ``company``."""
    try:
        return SubjectRef.parse(text)
    except ValueError:
        section.refuse(
            key,
            Message(
                "“{text}” names no subject: write employee:code, department:code, group:code or "
                "company.",
                text=text,
            ),
        )
        return COMPANY
