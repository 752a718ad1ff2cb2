"""Rows of Excel workbooks as text, written the way the reader of a table expects."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message

_SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SIZE_LIMIT = 512 << 20
_CELL_LIMIT = _SIZE_LIMIT // 32
"""The reader keeps 32 bytes for each cell of the rectangle that holds all of them."""

_ROW = re.compile(rb'<row\b[^>]{0,200}?\sr="(\d{1,7})"')
_COLUMN = re.compile(rb'\sr="([A-Z]{1,3})\d')
_CHUNK, _LONGEST_TAG = 1 << 20, 256
_DAMAGED = Message("The workbook is damaged: open it in Excel and save it again, or as CSV.")
_TOO_BIG = Message("The workbook is too big: save the sheet as CSV, which is read row by row.")

Cell = float | str | bool | date | time | timedelta
"""What a workbook holds; an integer comes as a float, a day without time as a date."""


class WorkbookError(CrmError):
    """The workbook cannot be read; the message says what to do."""


def is_workbook(beginning: bytes) -> bool:
    """Return whether a file that begins so is a workbook and no text."""
    return beginning.startswith(_SIGNATURES)


def rows(
    path: Path, sheet: str | None, *, written_day: Callable[[date], str], decimal: str
) -> Iterator[list[str]]:
    """Yield each row of ``sheet``, by default of the first one; empty cells are empty texts.

    A cell whose formula failed counts as empty.

    Raises:
        WorkbookError: damaged, protected, too big, or without this sheet.

    """
    _refuse_bombs(path)
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            name = _sheet_name(book, sheet)
            for cells in book.get_sheet_by_name(name).iter_rows():
                yield [_written(cell, written_day, decimal) for cell in cells]
    except PasswordError as error:
        raise WorkbookError(
            Message("The workbook is protected by a password: save it without one.")
        ) from error
    except CalamineError as error:
        raise WorkbookError(_DAMAGED) from error


def _refuse_bombs(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        if path.stat().st_size > _SIZE_LIMIT:
            raise WorkbookError(_TOO_BIG)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > _SIZE_LIMIT:
                raise WorkbookError(_TOO_BIG)
            for member in members:
                if member.filename.startswith("xl/worksheets/sheet"):
                    _refuse_far_cells(archive, member)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise WorkbookError(_DAMAGED) from error


def _refuse_far_cells(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo) -> None:
    """Refuse a sheet of which one lost cell makes a rectangle that no memory holds."""
    row, column, tail = 1, b"A", b""
    with archive.open(sheet) as xml:
        while chunk := xml.read(_CHUNK):
            text = tail + chunk
            row = max(row, *map(int, _ROW.findall(text)), 0)
            column = max({column, *_COLUMN.findall(text)}, key=lambda name: (len(name), name))
            tail = text[-_LONGEST_TAG:]
    if row * _number_of(column) > _CELL_LIMIT:
        raise WorkbookError(_TOO_BIG)


def _number_of(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet_name(book: CalamineWorkbook, sheet: str | None) -> str:
    names = book.sheet_names
    if sheet is None and names:
        return names[0]
    if sheet in names:
        return str(sheet)
    raise WorkbookError(
        Message(
            "The workbook has no sheet “{sheet}”: its sheets are {sheets}.",
            sheet=sheet,
            sheets=", ".join(names),
        )
    )


def _written(cell: Cell, written_day: Callable[[date], str], decimal: str) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case int() | float():
            return _number(cell).replace(".", decimal)
        case date():
            return written_day(cell)
        case _:
            return str(cell)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{Decimal(repr(value)):f}"
