"""How each field of a mapping is taken from the cells of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm_desktop.exchange.import_fields import CURRENCY, FIELDS, ImportField, ValueType
from crm_desktop.exchange.import_values import (
    Conversion,
    Refusal,
    Value,
    conversion,
    known_currency,
)
from crm_desktop.exchange.mapping import FieldSource, ImportMapping, Template
from crm_desktop.exchange.table import UnreadableTableError
from crm_desktop.texts import Message

CLASSIFIER = "classifier:"
"""Begins the code of a part that is a tag rather than a field."""

_CACHED = 20_000
_MONEY = frozenset({ValueType.MONEY, ValueType.SUM})

Cells = Sequence[str]


class Skip(Exception):  # noqa: N818 - no error: the mapping says to pass the row over
    """The row is to be passed over; never leaves this package."""


class Converted(dict[str, Value]):
    """Values by the cell that they came from, so that a repeated cell is converted once."""

    def __init__(
        self, convert: Conversion, source: FieldSource, aliases: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._convert = convert
        self._source = source
        self._aliases = aliases

    def __missing__(self, cell: str) -> Value:
        text = cell.strip()
        value = _wanted(self._convert(self._aliases.get(text, text)), self._source)
        if len(self) < _CACHED:
            self[cell] = value
        return value


@dataclass(frozen=True, slots=True)
class Part:
    """``value`` makes the value of ``code`` from the cells of a row.

    ``plain`` says the same of a part of one cell in a form that is faster to walk.

    ``value`` raises Refusal for a wrong cell, and Skip.
    """

    code: str
    columns: tuple[str, ...]
    value: Callable[[Cells], Value]
    plain: tuple[int, Converted] | None = None


def parts(
    columns: tuple[str, ...], mapping: ImportMapping, currency: str | None
) -> tuple[Part, ...]:
    """Return the parts of a row whose cells stand under ``columns``.

    Raises:
        UnreadableTableError: the mapping names a column that the table does not have.

    """
    missing = mapping.columns() - set(columns)
    if missing:
        raise UnreadableTableError(
            Message(
                "Columns are missing: {missing}. The table has: {columns}.",
                missing=", ".join(sorted(missing)),
                columns=", ".join(filter(None, columns)),
            )
        )
    return tuple(_Parts(columns, mapping, currency).all())


class _Parts:
    def __init__(
        self, columns: tuple[str, ...], mapping: ImportMapping, currency: str | None
    ) -> None:
        self._index = {column: i for i, column in enumerate(columns)}
        self._mapping = mapping
        self._currency = currency

    def all(self) -> Iterator[Part]:
        fields = FIELDS[self._mapping.kind]
        has_money = any(field.type in _MONEY for field in fields.values())
        for code, source in self._mapping.fields.items():
            if code != CURRENCY or not has_money:
                yield self._part(fields[code], source)
        for name, source in self._mapping.classifiers.items():
            label = Message("Classifier")
            yield self._part(ImportField(CLASSIFIER + name, label, ValueType.PATH), source)

    def _part(self, field: ImportField, source: FieldSource) -> Part:
        if field.type in _MONEY and CURRENCY in self._mapping.fields:
            return self._money(field, source)
        convert = conversion(field, self._mapping, self._currency)
        if len(source.parts) > 1:
            return self._path(field, source, convert)
        (template,) = source.parts
        if template.is_column():
            return self._plain(field, source, convert)
        fill, converted = self._filler(template), Converted(convert, source, {})
        return Part(field.code, template.columns, lambda cells: converted[fill(cells)])

    def _plain(self, field: ImportField, source: FieldSource, convert: Conversion) -> Part:
        (column,) = source.parts[0].columns
        index = self._index[column]
        converted = Converted(convert, source, self._mapping.aliases.get(column, {}))
        return Part(
            field.code, (column,), lambda cells: converted[cells[index]], (index, converted)
        )

    def _path(self, field: ImportField, source: FieldSource, convert: Conversion) -> Part:
        fills = [self._filler(template) for template in source.parts]
        names = Converted(convert, FieldSource(source.parts), {})

        def value(cells: Cells) -> Value:
            path = tuple(name for fill in fills if names[name := fill(cells).strip()])
            return _wanted(path or None, source)

        return Part(field.code, _columns(source), value)

    def _money(self, field: ImportField, source: FieldSource) -> Part:
        currencies = self._mapping.fields[CURRENCY]
        fill_currency, fill = map(self._filler, (currencies.parts[0], source.parts[0]))
        by_currency: dict[str, Converted] = {}

        def value(cells: Cells) -> Value:
            code = fill_currency(cells)
            if code not in by_currency:
                convert = conversion(field, self._mapping, known_currency(code) or self._currency)
                by_currency[code] = Converted(convert, source, {})
            return by_currency[code][fill(cells)]

        return Part(field.code, _columns(source) + _columns(currencies), value)

    def _filler(self, template: Template) -> Callable[[Cells], str]:
        """Return what puts the cells into ``template``; all of its columns empty is empty."""
        first, *literals = template.literals
        places = [
            (self._index[column], self._mapping.aliases.get(column, {}), literal)
            for column, literal in zip(template.columns, literals, strict=True)
        ]

        def fill(cells: Cells) -> str:
            filled, is_empty = first, bool(places)
            for index, aliases, literal in places:
                text = cells[index].strip()
                is_empty = is_empty and not text
                filled += aliases.get(text, text) + literal
            return "" if is_empty else filled

        return fill


def _wanted(value: Value, source: FieldSource) -> Value:
    if value is None and source.skips_empty:
        raise Skip
    if value is None and source.is_required:
        raise Refusal(Message("A value is required here."))
    return value


def _columns(source: FieldSource) -> tuple[str, ...]:
    return tuple(column for template in source.parts for column in template.columns)
