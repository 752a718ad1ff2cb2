"""The bonus regulation for Word, read back as another program sees it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as WordDocument

from crm_desktop import texts
from crm_desktop.exchange.regulation_document import regulation_document
from tests.unit.regulation_rules import concerned, regulation, rules


def opened(document: bytes) -> WordDocument:
    return Document(BytesIO(document))


def part(document: bytes, name: str) -> str:
    with ZipFile(BytesIO(document)) as parts:
        return parts.read(name).decode("utf-8")


def test_it_has_the_headings_clauses_and_tables_of_the_regulation() -> None:
    made = regulation()

    document = opened(regulation_document(made, "en"))

    lines = [paragraph.text for paragraph in document.paragraphs]
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [f"{number}{section.title}" for number, section in made.numbered()]
    assert "1.1. This regulation says how bonuses are earned at “Northwind”." in lines
    assert "1. These plans hold in place of those of the tables of indicators." in lines
    assert "Bonus regulation" in lines
    assert [cell.text for cell in document.tables[-1].rows[1].cells][:2] == ["Anna", "Sales"]


def test_both_languages_have_the_same_build() -> None:
    ru, en = (opened(regulation_document(regulation(), each)) for each in ("ru", "en"))

    assert len(ru.paragraphs) == len(en.paragraphs)
    assert [len(table.rows) for table in ru.tables] == [len(table.rows) for table in en.tables]
    assert [p.style.name for p in ru.paragraphs if p.style] == [
        p.style.name for p in en.paragraphs if p.style
    ]


def test_it_speaks_the_language_asked_for_and_leaves_that_of_the_window() -> None:
    texts.activate("en")

    document = opened(regulation_document(regulation(), "ru"))

    heads = [cell.text for cell in document.tables[-1].rows[0].cells]
    assert "Показатель" in heads
    assert texts.language() == "en"


def test_pages_are_a4_and_numbered() -> None:
    made = regulation_document(regulation(), "en")

    page = opened(made).sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    foot = part(made, "word/footer1.xml")
    assert 'w:instr="PAGE"' in foot
    assert 'w:instr="NUMPAGES"' in foot


def test_the_head_of_each_table_comes_again_and_no_row_is_cut() -> None:
    made = regulation_document(regulation(), "en")

    body, tables = part(made, "word/document.xml"), opened(made).tables
    assert body.count("<w:tblHeader/>") == len(tables)
    assert body.count("<w:cantSplit/>") == sum(len(table.rows) for table in tables)


def test_cells_have_the_small_type_and_heads_are_bold() -> None:
    table = opened(regulation_document(regulation(), "en")).tables[-1]

    head, cell = (row.cells[0].paragraphs[0] for row in table.rows)
    assert cell.style is not None
    assert (cell.style.name, cell.style.font.name) == ("Table text", "Times New Roman")
    assert (head.runs[0].bold, cell.runs[0].bold) == (True, None)


def test_its_properties_are_of_the_firm_and_the_edition() -> None:
    made = regulation()

    properties = opened(regulation_document(made, "en")).core_properties

    assert properties.author == "Northwind"
    assert properties.title == "Bonus regulation. Sales team"
    assert properties.created is not None
    assert properties.created.replace(tzinfo=None) == datetime(2026, 3, 1)  # noqa: DTZ001 - as kept
    assert properties.version == made.edition.mark


def test_the_same_regulation_gives_the_same_file() -> None:
    assert regulation_document(regulation(), "ru") == regulation_document(regulation(), "ru")


@pytest.mark.parametrize(
    "name", ["О'Нил; DROP", "<b>&amp;</b>", "w" * 250, "\x00\x1b\ud800\uffff", "{firm}"]
)
def test_any_name_can_be_written(name: str) -> None:
    made = regulation(rules(name=name), firm=name, people=[concerned("Anna", position=name)])

    document = opened(regulation_document(made, "en"))

    kept = "" if "\x00" in name else name
    assert document.paragraphs[0].text == kept
    assert any(row.cells[1].text == kept for row in document.tables[-2].rows)
