"""The mapping file: which column of a table becomes which field, and how it is written there."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from babel.numbers import is_currency

from crm_desktop.domain.deals import DealStatus
from crm_desktop.exchange import date_format, text_encoding
from crm_desktop.exchange.import_fields import FIELDS, ImportField, ImportKind, ValueType
from crm_desktop.exchange.table import DELIMITERS, Layout, open_table
from crm_desktop.exchange.toml_reading import (
    DocumentError,
    Problem,
    Section,
    parsed,
    read_text,
    unknown_word,
)
from crm_desktop.texts import Message

_DECIMALS = (".", ",")
_THOUSANDS = ("", " ", ",", ".", "'")


@dataclass(frozen=True, slots=True)
class Template:
    """A text with columns in braces: ``literals`` stand before, between and after ``columns``."""

    literals: tuple[str, ...]
    columns: tuple[str, ...]

    @classmethod
    def of_column(cls, column: str) -> Template:
        return cls(("", ""), (column,))

    def is_column(self) -> bool:
        """Return whether it is one column and nothing around it."""
        return self.literals == ("", "")

    @classmethod
    def parse(cls, text: str) -> Template:
        """Return the template of ``text``; doubled braces are braces.

        Raises:
            ValueError: braces do not match, or hold anything but the name of a column.

        """
        literals, columns = [""], []
        for literal, column, form, conversion in string.Formatter().parse(text):
            literals[-1] += literal
            if column is not None:
                if not column or form or conversion:
                    raise ValueError(text)
                columns.append(column)
                literals.append("")
        return cls(tuple(literals), tuple(columns))


@dataclass(frozen=True, slots=True)
class FieldSource:
    """Where a field's value comes from: one template, or one for each name of a PATH.

    An empty value is a reject where ``is_required``; with ``skips_empty`` its row is passed over.
    """

    parts: tuple[Template, ...]
    is_required: bool = False
    skips_empty: bool = False


@dataclass(frozen=True, slots=True)
class StageDraft:
    """A stage to make; ``probability`` of winning from 0 to 1."""

    name: str
    status: DealStatus
    probability: Decimal


@dataclass(frozen=True, slots=True)
class PipelineDraft:
    """The pipeline that imported deals move through, to be made if it does not exist."""

    name: str
    stages: tuple[StageDraft, ...]


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """``fields`` by code, ``classifiers`` by the classifier's name, ``aliases`` by column.

    ``currency`` is that of amounts without a column of their own, None the firm's.
    """

    kind: ImportKind
    fields: Mapping[str, FieldSource]
    classifiers: Mapping[str, FieldSource] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    currency: str | None = None
    date_format: str = "YYYY-MM-DD"
    decimal: str = "."
    thousands: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    pipeline: PipelineDraft | None = None

    def layout(self) -> Layout:
        """Return how the table is written."""
        return Layout(
            encoding=self.encoding,
            delimiter=self.delimiter,
            sheet=self.sheet,
            date_format=self.date_format,
            decimal=self.decimal,
        )

    def columns(self) -> frozenset[str]:
        """Return the columns that the table must have."""
        sources = (*self.fields.values(), *self.classifiers.values())
        return frozenset(
            column for source in sources for part in source.parts for column in part.columns
        ) | frozenset(self.aliases)


def read_mapping(path: Path) -> ImportMapping:
    """Return the mapping in the file.

    Raises:
        DocumentError: the file has problems; all of them are named.

    """
    return parse_mapping(read_text(path))


def parse_mapping(text: str) -> ImportMapping:
    """Return the mapping that ``text``, a TOML document, describes.

    Raises:
        DocumentError: ``text`` has problems; all of them are named.

    """
    problems: list[Problem] = []
    mapping = _mapping(Section(parsed(text), "", problems))
    if problems:
        raise DocumentError(problems)
    return mapping


def own_mapping(kind: ImportKind, path: Path) -> ImportMapping:
    """Return the mapping for a table whose columns are called as the fields of ``kind`` are.

    It asks for the columns of all required fields, even of those that the table lacks.

    Raises:
        UnreadableTableError: the file is no table.
        DocumentError: none of its columns is a field.

    """
    with open_table(path) as table:
        columns = [column for column in table.columns if column in FIELDS[kind]]
    if not columns:
        message = Message(
            "No column is called as a field: name the columns {fields}, or write a mapping file.",
            fields=", ".join(FIELDS[kind]),
        )
        raise DocumentError([Problem("", message)])
    columns += [
        code for code, known in FIELDS[kind].items() if known.is_required and code not in columns
    ]
    return ImportMapping(
        kind,
        {
            column: FieldSource(
                (Template.of_column(column),), is_required=FIELDS[kind][column].is_required
            )
            for column in columns
        },
    )


def _mapping(root: Section) -> ImportMapping:
    kind = root.choice("kind", ImportKind)
    mapping = ImportMapping(
        kind=kind,
        fields=_field_sources(root, kind),
        classifiers=_classifiers(root, kind),
        aliases=_aliases(root),
        currency=_currency(root),
        date_format=_date_format(root),
        decimal=_one_of(root, "decimal", _DECIMALS) or ".",
        thousands=_one_of(root, "thousands", _THOUSANDS) or "",
        encoding=_one_of(root, "encoding", text_encoding.ENCODINGS),
        delimiter=_one_of(root, "delimiter", DELIMITERS),
        sheet=root.text("sheet") if root.has("sheet") else None,
        pipeline=_pipeline(root, kind),
    )
    if mapping.decimal == mapping.thousands:
        root.refuse("thousands", Message("The decimal point and the thousands sign are the same."))
    root.finish()
    return mapping


def _field_sources(root: Section, kind: ImportKind) -> dict[str, FieldSource]:
    known, sources = FIELDS[kind], {}
    section = root.section("fields")
    for code in section.table if section else ():
        if section is not None and code not in known:
            section.refuse(code, unknown_word(code, known))
        elif section is not None:
            sources[code] = _source(section, code, known[code])
    for code, known_field in known.items():
        if known_field.is_required and code not in sources:
            root.refuse("fields", Message("The key “{key}” is missing.", key=code))
    return sources


def _classifiers(root: Section, kind: ImportKind) -> dict[str, FieldSource]:
    if not root.has("classifiers") or kind is not ImportKind.CUSTOMERS:
        if root.has("classifiers"):
            root.refuse("classifiers", Message("Only customers have classifiers."))
        return {}
    section = root.section("classifiers")
    return {
        name: _source(section, name, ImportField(name, Message("Classifier"), ValueType.PATH))
        for name in (section.table if section else ())
        if section is not None
    }


def _source(fields: Section, code: str, known: ImportField) -> FieldSource:
    """Return the source of one field: the name of a column, or a table that says more."""
    if isinstance(fields.value(code), str):
        column = Template.of_column(fields.text(code))
        return FieldSource((column,), is_required=known.is_required)
    section = fields.section(code)
    if section is None:
        return FieldSource(())
    ways = [key for key in ("column", "text", "path") if section.has(key)]
    if len(ways) != 1 or (ways == ["path"] and known.type is not ValueType.PATH):
        fields.refuse(code, _how_to_name(known))
    source = FieldSource(
        tuple(_templates(section)),
        is_required=section.flag("required") or known.is_required,
        skips_empty=section.flag("skip_empty"),
    )
    section.finish()
    return source


def _how_to_name(known: ImportField) -> Message:
    if known.type is ValueType.PATH:
        return Message("Name either a “column”, a “text” with columns in braces, or a “path”.")
    return Message("Name either a “column” or a “text” with columns in braces.")


def _templates(section: Section) -> Iterator[Template]:
    if section.has("column"):
        yield Template.of_column(section.text("column"))
    texts = [("text", section.text("text"))] if section.has("text") else []
    texts += [(f"path[{i}]", text) for i, text in enumerate(section.texts("path"), 1)]
    for key, text in texts:
        try:
            yield Template.parse(text)
        except ValueError:
            section.refuse(
                key, Message("Columns stand in braces, and braces of the text are doubled.")
            )


def _aliases(root: Section) -> dict[str, dict[str, str]]:
    aliases = {}
    for column, section in root.named_sections("aliases"):
        aliases[column] = {word: section.text(word) for word in section.table}
    return aliases


def _currency(root: Section) -> str | None:
    if not root.has("currency"):
        return None
    code = root.text("currency")
    if not is_currency(code):
        root.refuse("currency", Message("“{code}” is no currency code such as RUB.", code=code))
    return code


def _date_format(root: Section) -> str:
    pattern = root.text("date_format", "YYYY-MM-DD")
    try:
        date_format.reader(pattern)
    except ValueError:
        root.refuse(
            "date_format",
            Message("Write the pattern with YYYY, MM and DD, once each, such as DD.MM.YYYY."),
        )
    return pattern


def _one_of(root: Section, key: str, allowed: tuple[str, ...]) -> str | None:
    if not root.has(key):
        return None
    word = root.text(key)
    if word not in allowed:
        root.refuse(key, unknown_word(word, map(repr, allowed)))
    return word


def _pipeline(root: Section, kind: ImportKind) -> PipelineDraft | None:
    section = root.section("pipeline")
    if section is None:
        return None
    if kind is not ImportKind.DEALS:
        root.refuse("pipeline", Message("Only deals move through a pipeline."))
    pipeline = PipelineDraft(
        section.text("name"), tuple(_stage(stage) for stage in section.sections("stages"))
    )
    if not pipeline.stages:
        section.refuse("stages", Message("A pipeline has at least one stage."))
    section.finish()
    return pipeline


def _stage(section: Section) -> StageDraft:
    stage = StageDraft(
        section.text("name"),
        section.choice("status", DealStatus, DealStatus.OPEN),
        section.number_or("probability", Decimal(0)),
    )
    if not 0 <= stage.probability <= 1:
        section.refuse("probability", Message("A probability is between 0 and 1."))
    section.finish()
    return stage
