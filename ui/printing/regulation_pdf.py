"""A bonus regulation on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from textwrap import wrap

from crm_desktop import texts
from crm_desktop.errors import UnwritableFileError
from crm_desktop.rewards.regulation import (
    APPROVED,
    Clause,
    Regulation,
    Section,
    Table,
    clause_number,
    legible,
)
from ui.printing.flow import Cell, LineCell, Row, Stack, TextCell, heading, table
from ui.printing.paper import paper
from ui.theme import Tone

_WORDS = 10
_CELL = 8
_POINT = 14.0
_ROOM_TO_SIGN = 22.0
_TO_SIGN = "\n "
_LONGEST_CELL = 500
_LONGEST_PARAGRAPH = 2_000


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
    approved = Stack((LineCell(_ROOM_TO_SIGN), TextCell(legible(APPROVED), _CELL, Tone.MUTED)))
    yield Row((TextCell(""), approved), (0.55, 0.45))
    for number, section in regulation.numbered():
        yield from _section(number, section)


def _section(number: str, section: Section) -> Iterator[Row]:
    yield heading(number + legible(section.title))
    for place, clause in enumerate(section.clauses, 1):
        yield from _clause(clause_number(number, place), clause)


def _clause(number: str, clause: Clause) -> Iterator[Row]:
    keeps = bool(clause.points or clause.tables)
    for part in _paragraph(number + legible(clause.words)):
        yield Row((TextCell(part, _WORDS),), (1.0,), padding=2, keeps=keeps)
    for point in clause.points:
        for part in _paragraph(f"• {legible(point)}"):
            yield Row((TextCell(part, _WORDS, indent=_POINT),), (1.0,), padding=1)
    for each in clause.tables:
        yield from _table(each)


def _table(told: Table) -> Iterator[Row]:
    whole = sum(told.shares)
    shares = tuple(share / whole for share in told.shares)
    names = tuple(TextCell(legible(name), _CELL, Tone.MUTED) for name in told.heads)
    head = Row(names, shares, keeps=True, is_ruled=True)
    body = (cells for values in told.rows for cells in _cells(values, told))
    yield from table(head, body)


def _cells(values: Sequence[object], told: Table) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows that a row takes: a text that no page could hold goes on in the next."""
    parts = [wrap(legible(value), _LONGEST_CELL, break_on_hyphens=False) for value in values]
    for cells in zip_longest(*parts, fillvalue=""):
        yield tuple(TextCell(_room(part, told), _CELL) for part in cells)


def _room(words: str, told: Table) -> str:
    return words or (_TO_SIGN if told.is_to_fill else "")


def _paragraph(text: str) -> Iterator[str]:
    """Yield ``text`` in parts none of which is higher than a page."""
    for line in text.splitlines():
        yield from wrap(line, _LONGEST_PARAGRAPH, break_on_hyphens=False)
