from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from crm_desktop.domain.deals import DealStatus
from crm_desktop.exchange.import_fields import FIELDS, ImportKind
from crm_desktop.exchange.import_rows import read_rows
from crm_desktop.exchange.mapping import (
    FieldSource,
    ImportMapping,
    Template,
    own_mapping,
    parse_mapping,
    read_mapping,
)
from crm_desktop.exchange.table import UnreadableTableError
from crm_desktop.exchange.toml_reading import DocumentError

DOCS = Path(__file__).resolve().parents[3] / "docs"
MINIMAL = 'kind = "customers"\n[fields]\nname = "Name"\n'


def problems_of(text: str) -> list[str]:
    with pytest.raises(DocumentError) as refused:
        parse_mapping(text)
    return [problem.shown() for problem in refused.value.problems]


def test_documented_mapping_says_what_it_shows() -> None:
    text = (DOCS / "import.md").read_text(encoding="utf-8")
    mapping = parse_mapping(text.split("```toml\n")[1].split("```")[0])

    assert mapping.kind is ImportKind.DEALS
    assert mapping.fields["title"].parts == (Template(("", " для ", ""), ("Товар", "Клиент")),)
    assert mapping.fields["customer"].is_required
    assert mapping.fields["owner"].skips_empty
    assert mapping.aliases["Этап"] == {"Оплачено": "Paid", "Отказ": "Refused", "Новая": "New"}
    assert mapping.pipeline is not None
    assert [(stage.name, stage.status) for stage in mapping.pipeline.stages] == [
        ("New", DealStatus.OPEN),
        ("Paid", DealStatus.WON),
        ("Refused", DealStatus.LOST),
    ]
    assert mapping.pipeline.stages[0].probability == Decimal("0.1")


@pytest.mark.parametrize("kind", ImportKind)
def test_every_field_is_documented(kind: ImportKind) -> None:
    text = (DOCS / "import.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {kind.value} |")]

    assert [code for code in FIELDS[kind] if f"`{code}`" not in line] == []


def test_fields_that_a_kind_needs_are_required() -> None:
    mapping = parse_mapping(MINIMAL)

    assert mapping.fields == {"name": FieldSource((Template.of_column("Name"),), is_required=True)}
    assert mapping.columns() == {"Name"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("kind = 5\n[fields]\nname='x'\n", "kind: Here belongs a text in quotes."),
        ('kind = "dealz"\n', "kind: “dealz” is not known here. Is “deals” meant?"),
        (MINIMAL + 'emial = "E"\n', "fields.emial: “emial” is not known here. Is “email” meant?"),
        (MINIMAL + "phone = 5\n", "fields.phone: Here belongs a table of keys and values."),
        (
            MINIMAL + 'phone = { colum = "P" }\n',
            "fields.phone: Name either a “column” or a “text” with columns in braces.",
        ),
        (
            MINIMAL + 'phone = { colum = "P" }\n',
            "fields.phone.colum: The key “colum” is not known. Is “column” meant?",
        ),
        (
            MINIMAL + 'note = { text = "{a" }\n',
            "fields.note.text: Columns stand in braces, and braces of the text are doubled.",
        ),
        (
            MINIMAL + 'note = { text = "{a!r}" }\n',
            "fields.note.text: Columns stand in braces, and braces of the text are doubled.",
        ),
        ('kind = "customers"\n[fields]\n', "fields: The key “name” is missing."),
        ('currency = "RUR0"\n' + MINIMAL, "currency: “RUR0” is no currency code such as RUB."),
        (
            'date_format = "%d.%m.%Y"\n' + MINIMAL,
            "date_format: Write the pattern with YYYY, MM and DD, once each, such as DD.MM.YYYY.",
        ),
        (
            'decimal = ","\nthousands = ","\n' + MINIMAL,
            "thousands: The decimal point and the thousands sign are the same.",
        ),
        ('delimeter = ","\n' + MINIMAL, "delimeter: The key “delimeter” is not known. "),
        ('encoding = "cp1250"\n' + MINIMAL, "encoding: “cp1250” is not known here. Is "),
        (MINIMAL + "[pipeline]\nname='x'\n", "pipeline: Only deals move through a pipeline."),
        (MINIMAL + "[pipeline]\nname='x'\n", "pipeline.stages: A pipeline has at least one stage."),
        (MINIMAL + "[aliases.a]\nb = 5\n", "aliases.a.b: Here belongs a text in quotes."),
        (
            'kind = "deals"\n[classifiers]\nx = "y"\n',
            "classifiers: Only customers have classifiers.",
        ),
    ],
)
def test_slips_are_named_with_their_place(text: str, problem: str) -> None:
    assert [found for found in problems_of(text) if found.startswith(problem)] != []


def test_all_slips_are_named_at_once() -> None:
    text = 'kind = "customers"\ncurrency = "X"\nfoo = 1\n[fields]\nemial = "E"\n'

    assert len(problems_of(text)) == 4


def test_a_table_with_the_names_of_fields_maps_itself(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("name;phone;colour\nx;1;red\n", encoding="utf-8")

    assert own_mapping(ImportKind.CUSTOMERS, path) == ImportMapping(
        ImportKind.CUSTOMERS,
        {
            "name": FieldSource((Template.of_column("name"),), is_required=True),
            "phone": FieldSource((Template.of_column("phone"),)),
        },
    )


def test_a_table_without_the_names_of_fields_needs_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "customers.csv"
    path.write_text("colour\nred\n", encoding="utf-8")

    with pytest.raises(DocumentError, match="write a mapping file"):
        own_mapping(ImportKind.CUSTOMERS, path)


def test_a_table_that_maps_itself_has_the_required_fields(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("title,amount\nx,1\n", encoding="utf-8")

    with pytest.raises(UnreadableTableError, match="missing: owner, stage"):
        list(read_rows(path, own_mapping(ImportKind.DEALS, path)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("имя = 1".encode("cp1251"), "not UTF-8 from line 1"),
        (b"#" * (3 << 20), "bigger than 2 MB"),
        (b"kind = \n", "Line 1 is not understood: kind ="),
        (b"a = 1\n\na = 2\n", "Line 3 says again what was said before: a = 2"),
        (b"a = " + b"[" * 50_000, "too deep"),
        (b"a = " + b"9" * 6_000, "too long"),
    ],
    ids=["encoding", "big", "no-toml", "twice", "deep", "long"],
)
def test_files_that_are_no_document_are_refused_in_words(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "mapping.toml"
    path.write_bytes(content)

    with pytest.raises(DocumentError, match=reason):
        read_mapping(path)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be opened"):
        read_mapping(tmp_path / "none.toml")
