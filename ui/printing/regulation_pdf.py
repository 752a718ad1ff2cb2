"""A bonus regulation on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crm_desktop import texts
from crm_desktop.errors import UnwritableFileError
from crm_desktop.rewards.regulation import (
    Clause,
    Regulation,
    Section,
    Table,
    clause_number,
    legible,
)
from crm_desktop.texts import Message
from ui.printing.flow import Cell, LineCell, Row, Stack, TextCell, heading, table
from ui.printing.paper import paper
from ui.theme import Tone

_WORDS = 10
_CELL = 8
_POINT = 14.0
_ROOM_TO_SIGN = 22.0


def save(regulation: Regulation, path: Path, language: str) -> None:
    """Write ``regulation`` in ``language``, one of ``texts.LANGUAGES``, as PDF on A4.

    Raises:
        UnwritableFileError: the file cannot be written.

    """
    document = regulation_pdf(regulation, language)
    try:
        path.write_bytes(document)
    except OSError as error:
        raise UnwritableFileError(path, error) from error


def regulation_pdf(regulation: Regulation, language: str) -> bytes:
    """Return ``regulation`` in ``language`` as PDF."""
    with texts.speaking(language):
        title = legible(regulation.title())
        return paper(
            list(_rows(regulation)),
            title=f"{title}. {legible(regulation.name)}",
            foot=f"{title}. {legible(regulation.edition.title())}",
        )


def _rows(regulation: Regulation) -> Iterator[Row]:
    names = (
        TextCell(legible(regulation.firm), 9, Tone.MUTED),
        TextCell(legible(regulation.title()), 18, is_bold=True),
        TextCell(legible(regulation.name), 12),
        TextCell(legible(regulation.edition.title()), 9, Tone.MUTED),
    )
    yield Row((Stack(names),), (1.0,), padding=6)
    approved = Stack((LineCell(_ROOM_TO_SIGN), TextCell(legible(_APPROVED), _CELL, Tone.MUTED)))
    yield Row((TextCell(""), approved), (0.55, 0.45))
    for number, section in regulation.numbered():
        yield from _section(number, section)


_APPROVED = Message("Approved: name, signature, date")


def _section(number: str, section: Section) -> Iterator[Row]:
    yield heading(number + legible(section.title))
    for place, clause in enumerate(section.clauses, 1):
        yield from _clause(clause_number(number, place), clause)


def _clause(number: str, clause: Clause) -> Iterator[Row]:
    keeps = bool(clause.points or clause.tables)
    yield Row((TextCell(number + legible(clause.words), _WORDS),), (1.0,), padding=2, keeps=keeps)
    for point in clause.points:
        yield Row((TextCell(f"• {legible(point)}", _WORDS, indent=_POINT),), (1.0,), padding=1)
    for each in clause.tables:
        yield from _table(each)


def _table(told: Table) -> Iterator[Row]:
    whole = sum(told.shares)
    shares = tuple(share / whole for share in told.shares)
    names = tuple(TextCell(legible(name), _CELL, Tone.MUTED) for name in told.heads)
    head = Row(names, shares, keeps=True, is_ruled=True)
    body = (tuple(_cell(value, told) for value in values) for values in told.rows)
    yield from table(head, body)


def _cell(value: object, told: Table) -> Cell:
    words = legible(value)
    if told.is_to_fill and not words:
        words = "\n "
    return TextCell(words, _CELL)
