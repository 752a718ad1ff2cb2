"""A bonus regulation as a document for Word, to print, sign and change by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from crm_desktop import texts
from crm_desktop.rewards.regulation import (
    APPROVED,
    Clause,
    Regulation,
    Section,
    Table,
    clause_number,
    legible,
)

# ruff: noqa: SLF001 - what python-docx has no words for is done on the elements of the document

_FONT = "Times New Roman"
_BLACK = RGBColor(0, 0, 0)
_CODES = {"ru": "ru-RU", "en": "en-GB"}
_WIDTH = 210 - 25 - 15
"""Millimetres between the margins: room at the left for the holes of a binder."""

_ROOM_TO_SIGN = Mm(9)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_POINTS = "List Bullet"
_CELL, _CELL_ID = "Table text", "Tabletext"


def regulation_document(regulation: Regulation, language: str) -> bytes:
    """Return ``regulation`` in ``language`` as a DOCX; the same one gives the same bytes."""
    with texts.speaking(language):
        document = Document()
        _dress(document, language)
        _describe(document, regulation, language)
        _write(document, regulation)
        return _packed(document)


def _write(document: WordDocument, regulation: Regulation) -> None:
    _foot(document, regulation)
    document.add_paragraph(legible(regulation.firm), style="Subtitle")
    document.add_paragraph(legible(regulation.title()), style="Title")
    if regulation.name:
        document.add_paragraph(legible(regulation.name), style="Subtitle")
    document.add_paragraph(legible(regulation.edition.title()), style="Subtitle")
    _approval(document)
    for heading, section in regulation.numbered():
        _write_section(document, heading, section)


def _approval(document: WordDocument) -> None:
    """Add where the head signs."""
    for words in ("_" * 40, legible(APPROVED)):
        document.add_paragraph(words, style=_CELL).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write_section(document: WordDocument, heading: str, section: Section) -> None:
    document.add_heading(heading + legible(section.title), 1)
    for place, clause in enumerate(section.clauses, 1):
        _write_clause(document, clause_number(heading, place), clause)


def _write_clause(document: WordDocument, number: str, clause: Clause) -> None:
    paragraph = document.add_paragraph(number + legible(clause.words))
    paragraph.paragraph_format.keep_with_next = bool(clause.points or clause.tables)
    for point in clause.points:
        document.add_paragraph(legible(point), style=_POINTS)
    for table in clause.tables:
        _write_table(document, table)


def _write_table(document: WordDocument, table: Table) -> None:
    made = document.add_table(rows=0, cols=len(table.heads), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    widths = [Mm(_WIDTH * share / sum(table.shares)) for share in table.shares]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for place, values in enumerate((table.heads, *table.rows)):
        row = made.add_row()
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        if not place:
            _mark(row._tr.get_or_add_trPr(), "w:tblHeader")
        elif table.is_to_fill:
            row.height = _ROOM_TO_SIGN
        _fill(row.cells, values, widths, is_head=not place)
    document.add_paragraph(style=_CELL)


def _fill(
    cells: Sequence[Any], values: Sequence[object], widths: Sequence[Mm], *, is_head: bool
) -> None:
    for cell, value, width in zip(cells, values, widths, strict=True):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph._p.style = _CELL_ID  # by name it would be sought anew for each cell
        run = paragraph.add_run(legible(value))
        if is_head:
            run.bold = True


def _dress(document: WordDocument, language: str) -> None:
    """Set the page, the font, and the language that the spelling is checked in."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(25), Mm(15)
    page.top_margin = page.bottom_margin = Mm(20)
    styles: Any = document.styles
    small = styles.add_style(_CELL, WD_STYLE_TYPE.PARAGRAPH)
    small.element.styleId, small.base_style = _CELL_ID, styles["Normal"]
    sizes = {"Normal": 11, "Title": 18, "Subtitle": 12, "Heading 1": 13, _POINTS: 11, _CELL: 9}
    for name, size in sizes.items():
        _set_font(styles[name], size)
    for name in ("Title", "Subtitle"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        styles[name].font.italic = False
    for name in ("Title", "Heading 1"):
        styles[name].font.bold = True
    for name, space in (("Normal", 4), ("Title", 4), ("Subtitle", 2), (_CELL, 0)):
        styles[name].paragraph_format.space_after = Pt(space)
    border = styles["Title"].element.pPr.find(qn("w:pBdr"))
    styles["Title"].element.pPr.remove(border)
    spelled = styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    spelled.set(qn("w:val"), _CODES[language])


def _set_font(style: Any, size: int) -> None:
    style.font.name, style.font.size, style.font.color.rgb = _FONT, Pt(size), _BLACK
    fonts = style.element.rPr.rFonts
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), _FONT)


def _describe(document: WordDocument, regulation: Regulation, language: str) -> None:
    properties = document.core_properties
    properties.title = f"{legible(regulation.title())}. {legible(regulation.name)}"[:255]
    properties.author = properties.last_modified_by = legible(regulation.firm)[:255]
    properties.comments, properties.version = "", regulation.edition.mark
    properties.language, properties.revision = _CODES[language], regulation.edition.number
    made = datetime.combine(regulation.edition.since, time(), UTC).replace(tzinfo=None)
    properties.created = properties.modified = made


def _foot(document: WordDocument, regulation: Regulation) -> None:
    """Let each page tell its number, and of which regulation it is."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = _CELL
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(f"{legible(regulation.title())}. {legible(regulation.edition.title())} · ")
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)


def _mark(parent: Any, tag: str) -> None:
    parent.append(OxmlElement(tag))


def _packed(document: WordDocument) -> bytes:
    """Return the file without the moment at which it was written, nor a picture of a page."""
    relations = document.part.package.rels
    for key in [
        key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL
    ]:
        del relations[key]
    written, packed = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as kept:
        for name in parts.namelist():
            part = ZipInfo(name, _EPOCH)
            part.compress_type = ZIP_DEFLATED
            kept.writestr(part, parts.read(name))
    return packed.getvalue()
