"""A bonus regulation as a document: sections of clauses, in no language yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_desktop.domain.people import Subject
from crm_desktop.texts import Message, shown

APPROVED = Message("Approved: name, signature, date")
"""Stands below the line on which the head signs."""


@dataclass(frozen=True, slots=True)
class Table:
    """``shares`` are how the columns divide the width, one for each of ``heads``.

    Cells are values that ``texts.shown`` knows. One that ``is_to_fill`` in has room for the hand.
    """

    heads: tuple[Message, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[object, ...], ...]
    is_to_fill: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph with a number of its own, then points, then tables that belong to it."""

    words: Message
    points: tuple[Message, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    title: Message
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which rules a regulation says: those of ``since``, after ``number`` − 1 changes.

    ``mark`` is the same for two regulations whose rules read the same, and hardly ever for others.
    """

    number: int
    since: date
    mark: str

    def title(self) -> Message:
        return Message(
            "Edition {number} of {day}, mark {mark}",
            number=self.number,
            day=self.since,
            mark=self.mark,
        )


@dataclass(frozen=True, slots=True)
class Regulation:
    """``name`` is what the firm calls its scheme; names and texts of the firm stay as typed."""

    firm: str
    name: str
    edition: Edition
    sections: tuple[Section, ...]
    appendix: Section | None = None

    def title(self) -> Message:
        return Message("Bonus regulation")

    def numbered(self) -> Iterator[tuple[str, Section]]:
        """Yield the sections and the appendix with what stands before their titles."""
        for number, section in enumerate(self.sections, 1):
            yield f"{number}. ", section
        if self.appendix is not None:
            yield "", self.appendix


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom the rules are about: the profiles and the card that hold, by code; None where none.

    ``salary``, in major units, replaces that of the card.
    """

    subject: Subject
    position: str = ""
    profiles: tuple[str, ...] = ()
    card: str | None = None
    salary: Decimal | None = None


def clause_number(heading: str, place: int) -> str:
    """Return what stands before the clause at ``place``, the first is 1: ``3.2.`` or ``2.``."""
    return f"{heading.strip()}{place}. "


def legible(value: object) -> str:
    """Return ``value`` as it is read, without the characters that no document holds."""
    return _ILLEGIBLE.sub("", shown(value))


_ILLEGIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
