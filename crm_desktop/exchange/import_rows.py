"""Rows of a table as typed values of a kind of record, each good or rejected with its reason."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import getitem, itemgetter
from pathlib import Path
from typing import NamedTuple

from crm_desktop.errors import CrmError
from crm_desktop.exchange.import_fields import CURRENCY, FIELDS, ImportField, ValueType
from crm_desktop.exchange.import_values import Conversion, Refusal, Value, conversion
from crm_desktop.exchange.mapping import FieldSource, ImportMapping, Template
from crm_desktop.exchange.table import Table, UnreadableTableError, open_table
from crm_desktop.texts import Message, _

TAGS = "tags"
"""The value that holds a customer's tags: a tuple of paths, each from the classifier down."""

_CACHED = 20_000


class ImportedRow(NamedTuple):
    """``values`` by field for every mapped field, None where the cell is empty.

    A plain tuple underneath, because there are hundreds of thousands of them.
    """

    line: int
    values: Mapping[str, Value]


class RejectedRow(NamedTuple):
    """The first bad cell of a row; ``column`` is empty where the row itself is wrong."""

    line: int
    column: str
    value: str
    reason: Message


def read_rows(
    path: Path, mapping: ImportMapping, *, currency: str | None = None
) -> Iterator[ImportedRow | RejectedRow]:
    """Yield each row of the table in the file, in order; the file stays open in between.

    Amounts are in the currency of their row, else that of ``mapping``, else ``currency``.

    Raises:
        UnreadableTableError: at the first row, or later where the file breaks.

    """
    with open_table(path, mapping.layout()) as table:
        yield from _typed(table, _compiled(table.columns, mapping, mapping.currency or currency))


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
            for count, reject in enumerate(rejects, 1):  # noqa: B007 - counted for the answer
                writer.writerow((reject.line, reject.column, reject.value, str(reject.reason)))
    except OSError as error:
        raise CrmError(
            Message("“{path}” cannot be written: {reason}", path=str(path), reason=error.strerror)
        ) from error
    return count


class _Skip(Exception):  # noqa: N818 - no error: the mapping says to pass the row over
    pass


class _Converted(dict[str, Value]):
    """Values by the text that they came from, so that a repeated text is converted once."""

    def __init__(self, convert: Conversion, source: FieldSource) -> None:
        super().__init__()
        self._convert = convert
        self._source = source

    def __missing__(self, text: str) -> Value:
        value = self._convert(text)
        if value is None and self._source.skips_empty:
            raise _Skip
        if value is None and self._source.is_required:
            raise Refusal(Message("A value is required here."))
        if len(self) < _CACHED:
            self[text] = value
        return value


@dataclass(frozen=True, slots=True)
class _Composed:
    """A field that is made of several cells: ``value`` of a row's cells."""

    code: str
    columns: tuple[str, ...]
    value: Callable[[Sequence[str]], Value]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a row becomes values: ``plain`` fields come from one cell each."""

    columns: tuple[str, ...]
    codes: tuple[str, ...]
    indices: tuple[int, ...]
    converted: tuple[_Converted, ...]
    composed: tuple[_Composed, ...]
    tags: tuple[_Composed, ...]
