"""Rows of a table as typed values of a kind of record, each good or rejected with its reason."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import getitem, itemgetter
from pathlib import Path
from typing import NamedTuple

from crm_desktop.errors import UnwritableFileError
from crm_desktop.exchange.import_parts import CLASSIFIER, Cells, Part, Skip, parts
from crm_desktop.exchange.import_values import Refusal, Value
from crm_desktop.exchange.mapping import ImportMapping
from crm_desktop.exchange.table import Table, open_table
from crm_desktop.texts import Message, _

TAGS = "tags"
"""The value that holds a customer's tags: a tuple of paths, each from the classifier down."""


class ImportedRow(NamedTuple):
    """``values`` holds every mapped field, None where the cell is empty.

    ``cells`` stand as they are in the file, under ``columns``. A tuple underneath, because
    there are hundreds of thousands of rows.
    """

    line: int
    values: Mapping[str, Value]
    cells: Cells
    columns: Sequence[str]

    def text(self, columns: Iterable[str]) -> str:
        """Return what stands under ``columns``."""
        return ", ".join(self.cells[self.columns.index(column)] for column in columns)


class RejectedRow(NamedTuple):
    """The first bad cell of a row; ``column`` is empty where the row itself is wrong.

    ``values`` are those that could be read nevertheless, as long as somebody asks for them.
    """

    line: int
    column: str
    value: str
    reason: Message
    values: Mapping[str, Value] | None = None


def read_rows(
    path: Path, mapping: ImportMapping, *, currency: str | None = None
) -> Iterator[ImportedRow | RejectedRow]:
    """Yield each row of the table in the file, in order; the file stays open in between.

    Amounts are in the currency of their row, else that of ``mapping``, else ``currency``.
    Rows that are empty, or to be passed over by ``mapping``, are not yielded.

    Raises:
        UnreadableTableError: at the first row, or later where the file breaks.

    """
    with open_table(path, mapping.layout()) as table:
        yield from _typed(table, parts(table.columns, mapping, mapping.currency or currency))


def write_rejects(path: Path, rejects: Iterable[RejectedRow]) -> int:
    """Write ``rejects`` as CSV, which spreadsheets read as UTF-8, and return how many.

    Raises:
        CrmError: the file cannot be written.

    """
    count = 0
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow((_("Line"), _("Column"), _("Value"), _("Reason")))
            for reject in rejects:
                writer.writerow((reject.line, reject.column, reject.value, str(reject.reason)))
                count += 1
    except OSError as error:
        raise UnwritableFileError(path, error) from error
    return count


def _typed(table: Table, fields: Sequence[Part]) -> Iterator[ImportedRow | RejectedRow]:
    values_of, width = _reader(fields), len(table.columns)
    for line, cells in table.rows:
        if len(cells) != width:
            yield RejectedRow(line, "", ", ".join(cells), table.misfit(cells))
            continue
        try:
            values = values_of(cells)
        except (Refusal, Skip):
            rejected = _rejected(line, dict(zip(table.columns, cells, strict=True)), cells, fields)
            if rejected is not None:
                yield rejected
        else:
            yield ImportedRow(line, values, cells, table.columns)


def _reader(fields: Sequence[Part]) -> Callable[[Cells], dict[str, Value]]:
    """Return what makes the values of a row, fields of one cell first and without a loop."""
    plain = [(part.code, *part.plain) for part in fields if part.plain]
    codes = [code for code, _index, _converted in plain]
    pick = _picker([index for _code, index, _converted in plain])
    converted = [cache for _code, _index, cache in plain]
    composed = [part for part in fields if part.plain is None]
    classifiers = [part.code for part in fields if part.code.startswith(CLASSIFIER)]

    def values_of(cells: Cells) -> dict[str, Value]:
        values = dict(zip(codes, map(getitem, converted, pick(cells)), strict=True))
        for part in composed:
            values[part.code] = part.value(cells)
        if classifiers:
            values[TAGS] = _tags(values, classifiers)
        return values

    return values_of


def _picker(indices: list[int]) -> Callable[[Cells], Sequence[str]]:
    if len(indices) > 1:
        return itemgetter(*indices)
    return lambda cells: [cells[index] for index in indices]


def _tags(values: dict[str, Value], classifiers: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the tags that stand in ``values`` one by one, and take them out of it."""
    branches = [(code.removeprefix(CLASSIFIER), values.pop(code)) for code in classifiers]
    return tuple((name, *branch) for name, branch in branches if isinstance(branch, tuple))


def _rejected(
    line: int, texts: Mapping[str, str], cells: Cells, fields: Sequence[Part]
) -> RejectedRow | None:
    """Return the first bad cell, or None where any cell says to pass the row over."""
    rejects: list[RejectedRow] = []
    values: dict[str, Value] = {}
    for part in fields:
        try:
            values[part.code] = part.value(cells)
        except Skip:
            return None
        except Refusal as refusal:
            value = ", ".join(texts[column] for column in part.columns)
            rejects.append(RejectedRow(line, ", ".join(part.columns), value, refusal.reason))
    return rejects[0]._replace(values=values)
