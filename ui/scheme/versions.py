"""The versions of a definition in words, and what a definition says without its version."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop import formats
from crm_desktop.kpi.definition import ALWAYS, Version
from crm_desktop.services.schemes import Definition, VersionRow
from crm_desktop.texts import Message


def version_words(row: VersionRow) -> str:
    """Return which version it is, and from when it holds."""
    day = formats.day(row.valid_from)
    if row.definition is None:
        return str(Message("{number}: ends on {day}", number=row.number, day=day))
    if row.valid_from == ALWAYS:
        return str(Message("Version {number}, from the beginning", number=row.number))
    return str(Message("Version {number}, from {day}", number=row.number, day=day))


def bare(definition: Definition) -> Definition:
    """Return what ``definition`` says, whenever it holds."""
    found: Definition = replace(definition, version=Version())
    return found
