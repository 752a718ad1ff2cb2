"""Pay for 1C: a row for each accrual, by the columns and codes that a mapping file names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from io import BytesIO, StringIO
from pathlib import Path

from xlsxwriter import Workbook

from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.exchange.pay_cells import TEXTS_STAY_TEXTS, Pen
from crm_desktop.exchange.pay_sheet import digits, safe
from crm_desktop.exchange.toml_reading import (
    DocumentError,
    Problem,
    Section,
    parsed,
    read_text,
    unknown_word,
)
from crm_desktop.rewards.pay_sheet import SheetPerson, line_kind
from crm_desktop.texts import Message, shown

SALARY = "salary"
"""What the salary is called among the codes of lines."""

_DECIMALS = (",", ".")
_ENCODINGS = {"utf-8": "utf-8-sig", "cp1251": "cp1251"}
_WIDTH = 22


class Field(StrEnum):
    """What a column may hold."""

    NUMBER = "number"
    CODE = "code"
    NAME = "name"
    DEPARTMENT = "department"
    PERIOD = "period"
    FIRST_DAY = "first-day"
    LAST_DAY = "last-day"
    ACCRUAL = "accrual"
    LINE = "line"
    AMOUNT = "amount"
    CURRENCY = "currency"


_TYPED = frozenset({Field.CODE, Field.NAME, Field.DEPARTMENT, Field.LINE})
"""What people typed; all else is what the mapping itself says."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column called ``name``; without a ``field`` it holds ``text`` in each row."""

    name: str
    field: Field | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class AccrualMapping:
    """How 1C wants its rows.

    ``accruals`` are codes of 1C by the code of a line: that of a template, ``salary``, or a kind
    such as ``correction``; ``default`` is that of all others, None where there is none. Lines of
    zero are left out unless it ``has_zeros``.
    """

    columns: tuple[Column, ...]
    accruals: Mapping[str, str]
    default: str | None = None
    decimal: str = ","
    encoding: str = "utf-8"
    has_zeros: bool = False


@dataclass(frozen=True, slots=True)
class AccrualRow:
    """A line of somebody's statement under the code that 1C knows it by."""

    person: SheetPerson
    accrual: str
    label: Message | str
    amount: Money


@dataclass(frozen=True, slots=True)
class AccrualTable:
    """All accruals of ``period``, in the order of people and of their lines."""

    period: Period
    mapping: AccrualMapping
    rows: tuple[AccrualRow, ...]


def read_accrual_mapping(path: Path) -> AccrualMapping:
    """Return the mapping in the file.

    Raises:
        DocumentError: the file has problems; all of them are named.

    """
    return parse_accrual_mapping(read_text(path))


def parse_accrual_mapping(text: str) -> AccrualMapping:
    """Return the mapping that ``text``, a TOML document, describes.

    Raises:
        DocumentError: ``text`` has problems; all of them are named.

    """
    problems: list[Problem] = []
    whole = Section(parsed(text), "", problems)
    mapping = AccrualMapping(
        columns=_columns(whole),
        accruals=_accruals(whole),
        default=whole.text("default", "") or None,
        decimal=_one_of(whole, "decimal", _DECIMALS),
        encoding=_one_of(whole, "encoding", tuple(_ENCODINGS)),
        has_zeros=whole.flag("zero_lines"),
    )
    whole.finish()
    if problems:
        raise DocumentError(problems)
    return mapping


def accrual_table(
    people: Iterable[SheetPerson], period: Period, mapping: AccrualMapping
) -> AccrualTable:
    """Return a row for the salary and each line of everybody.

    Raises:
        CrmError: a line has no code of 1C, and there is no default.

    """
    lacking: dict[str, None] = {}
    rows = []
    for person in people:
        for code, label, amount in _lines(person):
            if not amount and not mapping.has_zeros:
                continue
            accrual = mapping.accruals.get(code) or mapping.default
            if accrual is None:
                lacking[code] = None
            else:
                rows.append(AccrualRow(person, accrual, label, amount))
    if lacking:
        raise CrmError(
            Message(
                "The mapping has no accrual code for {codes}: name them under [accruals], or "
                "give a “default”.",
                codes=", ".join(lacking),
            )
        )
    return AccrualTable(period, mapping, tuple(rows))


def accruals_csv(table: AccrualTable) -> bytes:
    """Return the table with ``;`` between its cells, in the encoding of the mapping.

    Raises:
        CrmError: a text has a letter that the encoding lacks.

    """
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    columns = table.mapping.columns
    writer.writerow([column.name for column in columns])
    for number, row in enumerate(table.rows, 1):
        values = ((one, _value(one, row, number, table.period)) for one in columns)
        writer.writerow([_plain(one, value, table.mapping.decimal) for one, value in values])
    text = written.getvalue()
    try:
        return text.encode(_ENCODINGS[table.mapping.encoding])
    except UnicodeEncodeError as error:
        raise CrmError(
            Message(
                "“{letter}” does not exist in {encoding}: write encoding = “utf-8”.",
                letter=text[error.start],
                encoding=table.mapping.encoding,
            )
        ) from error


def accruals_workbook(table: AccrualTable) -> bytes:
    """Return the table as a workbook: codes are texts, amounts are numbers."""
    written = BytesIO()
    with Workbook(written, TEXTS_STAY_TEXTS) as book:
        columns = table.mapping.columns
        pen = Pen(book, "1C", (_WIDTH,) * len(columns))
        pen.heads(*(column.name for column in columns), words=len(columns))
        for number, row in enumerate(table.rows, 1):
            for place, column in enumerate(columns):
                pen.put(place, _value(column, row, number, table.period))
            pen.row += 1
    return written.getvalue()


def _columns(whole: Section) -> tuple[Column, ...]:
    found = []
    for section in whole.sections("columns"):
        name = section.text("name")
        is_text = section.has("text")
        field = None if is_text else section.choice("field", Field)
        found.append(Column(name, field, section.text("text", "")))
        section.finish()
    if not any(column.field is Field.AMOUNT for column in found):
        whole.refuse("columns", Message("There is no column with field = “amount”."))
    if not any(column.field is Field.ACCRUAL for column in found):
        whole.refuse("columns", Message("There is no column with field = “accrual”."))
    return tuple(found)


def _accruals(whole: Section) -> dict[str, str]:
    section = whole.section("accruals")
    if section is None:
        return {}
    found = {code: section.text(code) for code in section.table}
    for code, accrual in found.items():
        if not accrual.strip():
            section.refuse(code, Message("An accrual code is not empty."))
    return found


def _one_of(whole: Section, key: str, allowed: tuple[str, ...]) -> str:
    word = whole.text(key, allowed[0])
    if word not in allowed:
        whole.refuse(key, unknown_word(word, list(allowed)))
    return word


def _lines(person: SheetPerson) -> Iterator[tuple[str, Message | str, Money]]:
    yield SALARY, Message("Salary"), person.statement.salary
    for line in person.statement.lines:
        yield line_kind(line), line.label, line.amount


def _value(column: Column, row: AccrualRow, number: int, period: Period) -> object:
    person = row.person
    match column.field:
        case None:
            return column.text
        case Field.NUMBER:
            return number
        case Field.AMOUNT:
            return row.amount
        case Field.FIRST_DAY:
            return period.start
        case Field.LAST_DAY:
            return period.end - timedelta(days=1)
    texts = {
        Field.CODE: person.code,
        Field.NAME: person.name,
        Field.DEPARTMENT: person.department,
        Field.PERIOD: period.code(),
        Field.ACCRUAL: row.accrual,
        Field.LINE: shown(row.label),
        Field.CURRENCY: row.amount.currency,
    }
    return texts[column.field]


def _plain(column: Column, value: object, decimal: str) -> str:
    match value:
        case Money():
            return digits(value, decimal)
        case str():
            return safe(value) if column.field in _TYPED else value
        case int():
            return str(value)
        case _:
            return f"{value:%d.%m.%Y}"
