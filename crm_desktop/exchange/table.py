"""Tables in files: CSV and workbooks, read row by row as text."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from crm_desktop.errors import CrmError, UnreadableFileError
from crm_desktop.exchange import date_format, text_encoding, workbook
from crm_desktop.texts import Message

DELIMITERS = (",", ";", "\t")
"""What may stand between the cells of a CSV file."""

_SAMPLE_LIMIT = 1 << 16
_SAMPLE_ROWS = 20


class UnreadableTableError(CrmError):
    """The whole file is not the table it should be; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written; None leaves it to the file, which must then be unambiguous.

    ``sheet`` of a workbook is its first one by default. A workbook holds days and numbers,
    not texts: ``date_format`` and ``decimal`` say how they are to read.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    date_format: str = "YYYY-MM-DD"
    decimal: str = "."


class SourceRow(NamedTuple):
    """``line`` is where the row begins, from 1, as an editor counts; ``cells`` may be ragged."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """``columns`` are distinct, but for columns without a name; ``rows`` can be walked once."""

    columns: tuple[str, ...]
    rows: Iterator[SourceRow]

    def misfit(self, cells: Sequence[str]) -> Message:
        """Return what is wrong with a row that has not one cell for each column."""
        return Message(
            "The row has {count} cells, the header {width}: is a delimiter missing or too many?",
            count=len(cells),
            width=len(self.columns),
        )


@contextmanager
def open_table(path: Path, layout: Layout | None = None) -> Iterator[Table]:
    """Yield the table in the file; rows are read as they are asked for.

    Empty rows are passed over. The first row that is not empty names the columns.

    Raises:
        UnreadableFileError: here or at any row: no such file, or no permission.
        UnreadableTableError: here or at any row: an empty file, no text, an encoding or a
            delimiter that must be named, quotes that do not match.

    """
    layout = layout or Layout()
    if _is_workbook(path):
        yield _table(_workbook_rows(path, layout))
        return
    name = _codec(path, layout)
    with path.open(encoding=name, newline="") as text:
        yield _table(_csv_rows(path, text, layout))


def _is_workbook(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return workbook.is_workbook(file.read(8))
    except OSError as error:
        raise UnreadableFileError(path, error) from error


def _table(rows: Iterator[SourceRow]) -> Table:
    header = next(rows, None)
    if header is None:
        raise UnreadableTableError(
            Message("The file is empty: its first line should name the columns.")
        )
    columns = tuple(cell.strip() for cell in header.cells)
    named = [column for column in columns if column]
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise UnreadableTableError(
            Message(
                "Columns stand twice: {columns}. Give each column a name of its own.",
                columns=", ".join(twice),
            )
        )
    return Table(columns, rows)


def _workbook_rows(path: Path, layout: Layout) -> Iterator[SourceRow]:
    try:
        write = date_format.writer(layout.date_format)
        rows = workbook.rows(path, layout.sheet, written_day=write, decimal=layout.decimal)
        for line, cells in enumerate(rows, 1):
            if any(cells):
                yield SourceRow(line, cells)
    except workbook.WorkbookError as error:
        raise UnreadableTableError(error.message) from error


def _codec(path: Path, layout: Layout) -> str:
    """Return the codec of a file that is text."""
    name = (
        text_encoding.detected(path)
        if layout.encoding is None
        else text_encoding.codec(layout.encoding)
    )
    binary_line = None if name == "utf-16" else text_encoding.first_binary_line(path)
    if binary_line is not None:
        raise UnreadableTableError(
            Message(
                "Line {line} is no text. This should be a CSV file or an Excel workbook.",
                line=binary_line,
            )
        )
    if name is None:
        raise UnreadableTableError(
            Message(
                "The file is not UTF-8, from line {line} on. Save it as “CSV UTF-8”, or name its "
                "encoding: one of {encodings}.",
                line=text_encoding.first_bad_line(path, "utf-8"),
                encodings=", ".join(text_encoding.ENCODINGS),
            )
        )
    return name


def _csv_rows(path: Path, text: TextIOWrapper, layout: Layout) -> Iterator[SourceRow]:
    line = 1
    try:
        reader = csv.reader(text, delimiter=_delimiter(text, layout), strict=True)
        for cells in reader:
            if any(cells):
                yield SourceRow(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise _wrong_quotes(line) from error
    except UnicodeError as error:
        raise _wrong_encoding(path, text.encoding) from error
    except OSError as error:
        raise UnreadableFileError(path, error) from error


def _wrong_quotes(line: int) -> UnreadableTableError:
    return UnreadableTableError(
        Message(
            "The quotation marks of the row that begins in line {line} do not match. A cell with "
            'a quotation mark stands in quotes, and the mark is doubled: "5"" pipe".',
            line=line,
        )
    )


def _wrong_encoding(path: Path, name: str) -> UnreadableTableError:
    return UnreadableTableError(
        Message(
            "Line {line} is not written in {encoding}. Name the right encoding: one of "
            "{encodings}.",
            line=text_encoding.first_bad_line(path, name),
            encoding=name,
            encodings=", ".join(text_encoding.ENCODINGS),
        )
    )


def _delimiter(text: TextIOWrapper, layout: Layout) -> str:
    """Return the declared delimiter or the one that the first rows leave no doubt about."""
    if layout.delimiter is not None:
        return layout.delimiter
    sample = text.read(_SAMPLE_LIMIT)
    text.seek(0)
    lines = list(StringIO(sample, newline=""))
    if len(sample) == _SAMPLE_LIMIT:
        lines.pop()
    widths = {delimiter: _widths(lines, delimiter) for delimiter in DELIMITERS}
    possible = [delimiter for delimiter in DELIMITERS if widths[delimiter][:1] > [1]]
    fitting = [delimiter for delimiter in possible if len(set(widths[delimiter])) == 1]
    for choice in (possible, fitting):
        if len(choice) == 1:
            return choice[0]
    if possible:
        raise UnreadableTableError(
            Message(
                "It is not clear what separates the cells: a comma, a semicolon or a tab. "
                "Name the delimiter."
            )
        )
    return DELIMITERS[0]


def _widths(lines: Sequence[str], delimiter: str) -> list[int]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        return [len(row) for row in islice(filter(any, reader), _SAMPLE_ROWS)]
    except csv.Error:
        return []
