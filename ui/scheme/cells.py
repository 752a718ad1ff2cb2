"""What stands in the cells of a sheet as it is typed, and the numbers that it means."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crm_desktop import formats
from crm_desktop.texts import Message
from ui.widgets.decimal_edit import parsed

Line = tuple[str, ...]
Sheet = tuple[Line, ...]
"""The texts of a table, row by row."""

DIGITS = 10
"""The most decimals that a cell shows."""
_LONGEST = 30
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Mistake:
    """``row`` and ``column`` count from 0."""

    row: int
    column: int
    message: Message


class CellError(Exception):
    """A cell cannot be read; ``message`` says what is allowed."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def number_text(value: Decimal | None, factor: Decimal = Decimal(1)) -> str:
    """Return ``value`` as it is typed, in parts of a ``factor``: 0.8 is 80 of a hundred."""
    return "" if value is None else formats.number(value * factor, DIGITS)


def number_of(text: str, factor: Decimal = Decimal(1)) -> Decimal | None:
    """Return the number that is typed, None for an empty cell; a per cent sign is understood.

    Raises:
        CellError: it is no number.

    """
    plain = text.strip()
    if not plain:
        return None
    has_sign = plain.endswith("%")
    value = parsed(plain.removesuffix("%").rstrip())
    if value is None:
        example = formats.number(Decimal("12.5"))
        raise CellError(
            Message(
                "“{text}” is no number: write {example}.", text=plain[:_LONGEST], example=example
            )
        )
    return value / (_HUNDRED if has_sign else factor)


def required_number(text: str, factor: Decimal = Decimal(1)) -> Decimal:
    """Return the number that is typed.

    Raises:
        CellError: it is no number, or the cell is empty.

    """
    value = number_of(text, factor)
    if value is None:
        raise CellError(Message("A number is missing."))
    return value


class RowReader:
    """Reads the cells of one row by their columns and keeps what cannot be read."""

    def __init__(self, row: int, line: Line) -> None:
        self._row = row
        self._line = line
        self.mistakes: list[Mistake] = []

    def read(self, column: int, reader: Any, *args: Any) -> Any:
        """Return what ``reader`` makes of the cell, None where it cannot be read."""
        try:
            return reader(self._line[column], *args)
        except CellError as error:
            self.mistakes.append(Mistake(self._row, column, error.message))
            return None
