"""Statements and pay sheets on paper, opened again by another program."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from crm_desktop import texts
from crm_desktop.domain.logo import LARGEST_LOGO, Logo
from crm_desktop.domain.money import Money
from crm_desktop.errors import InvalidInputError
from crm_desktop.rewards.pay_page import PayPage, pay_page
from crm_desktop.rewards.pay_sheet import PaySheet, SheetPerson, pay_sheet, sheet_text
from crm_desktop.texts import shown
from tests.unit.exchange.pay_pages import (
    FORMULA,
    HEADING,
    MARCH,
    NAME,
    empty_page,
    line,
    long_page,
    outcome,
    page,
    sheet,
    with_lines,
)
from ui.printing.flow import Row, TextCell, heading, pages, table
from ui.printing.logo import read_logo
from ui.printing.pay_pdf import statement_pdf
from ui.printing.sheet_pdf import sheet_pdf

pytestmark = pytest.mark.usefixtures("qapp")


def read(pdf: bytes) -> list[str]:
    """Return the text of each page, without any space, as lines wrap anywhere."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        found = []
        for leaf in document:
            text = leaf.get_textpage()
            found.append(bare(text.get_text_range()))
            text.close()
            leaf.close()
        return found


def bare(text: str) -> str:
    return re.sub(r"[\s\ufffe\x02-]+", "", text)


def amount(money: Money) -> str:
    return bare(money.shown())


@pytest.mark.parametrize("made", [page, long_page, empty_page])
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_another_program_reads_every_line_and_the_total(
    made: Callable[[], PayPage], language: str
) -> None:
    texts.activate(language)
    whole = made()

    found = "".join(read(statement_pdf(whole)))

    assert bare(NAME) in found
    assert found.count(amount(whole.total)) >= 2
    for each in whole.lines:
        assert bare(shown(each.label)) in found
        assert amount(each.amount) in found


def test_each_page_says_which_of_how_many_it_is() -> None:
    found = read(statement_pdf(long_page()))

    assert len(found) > 3
    for number, text in enumerate(found, 1):
        assert text.endswith(f"page{number}of{len(found)}")


def test_the_head_of_a_table_comes_again_on_each_page() -> None:
    found = read(statement_pdf(replace(long_page(), steps=())))

    with_lines = [text for text in found if "Строканомер" in text]
    assert len(with_lines) > 2
    assert all("HowitcameaboutAmount" in text for text in with_lines)


def test_the_appendix_is_printed_where_it_is_wanted() -> None:
    with_steps, without = ("".join(read(statement_pdf(made))) for made in (page(), short()))

    assert "Howeachlinecameabout" in with_steps
    assert "Howeachlinecameabout" not in without
    assert all(bare(accrual.label) in with_steps for accrual in page().accruals)


def short() -> PayPage:
    return page(has_steps=False)


def test_a_word_without_an_end_is_broken_and_not_cut() -> None:
    name = "Я" * 200

    found = "".join(read(statement_pdf(pay_page(replace(HEADING, employee=name), outcome()))))

    assert found.count("Я") >= 400  # in the heading and in the foot


def test_the_picture_and_the_bars_are_drawn() -> None:
    with_picture, without = (colours(statement_pdf(made)) for made in (short(), empty_page()))

    assert with_picture > 2 * without


def colours(pdf: bytes) -> int:
    """Return how many pixels of the first page are blue, as pictures and bars are."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        leaf = document[0]
        bitmap = leaf.render(scale=0.5, rev_byteorder=True)
        pixels = bytes(bitmap.buffer)
        channels = bitmap.n_channels
        bitmap.close()
        leaf.close()
    dots = zip(pixels[0::channels], pixels[2::channels], strict=True)
    return sum(blue > red + 60 for red, blue in dots) + 1


def test_the_pay_sheet_of_two_hundred_has_everybody_and_the_totals() -> None:
    whole = sheet(200)

    found = read(sheet_pdf(whole))

    everything = "".join(found)
    for row in whole.rows:
        assert bare(row.name) in everything
    for total in whole.totals:
        assert bare(sheet_text(total)) in found[-1]
    assert bare(FORMULA) in everything
    assert len(found) < 10


def wide_sheet(count: int, *, is_empty: bool = False) -> PaySheet:
    """Return a sheet with ``count`` more columns, all of zeros where it ``is_empty``."""
    label = "Вознаграждение за администрирование"
    amount = 0 if is_empty else 1_234_567_89
    lines = [line(f"more{number}", f"{label} {number}", amount) for number in range(count)]
    statement = with_lines(*lines).statement
    assert statement is not None
    people = [SheetPerson(f"s-{n}", "Анна Ёлкина", "Администрация", statement) for n in range(40)]
    return pay_sheet("Firm", MARCH, "RUB", people)


@pytest.mark.parametrize("count", [0, 2, 5, 12, 20])
def test_no_figure_and_no_word_of_the_pay_sheet_is_broken(count: int) -> None:
    whole = wide_sheet(count)

    found = written(sheet_pdf(whole))

    for cells in (*whole.cells(), whole.total_cells()):
        assert all(plain(sheet_text(cell)) in found for cell, is_figure in cells if is_figure)
    for name, _is_figure in whole.without_zeros().heads():
        assert all(word in found for word in plain(shown(name)).split())
    assert "Администрация" in found


def test_columns_of_zeros_are_left_out_where_there_is_no_room() -> None:
    with_zeros = wide_sheet(12, is_empty=True)

    found = written(sheet_pdf(with_zeros))

    assert "администрирование" not in found
    assert written(sheet_pdf(wide_sheet(1, is_empty=True))).count("администрирование") > 0


def written(pdf: bytes) -> str:
    """Return the text of all pages, line by line."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        found = []
        for leaf in document:
            text = leaf.get_textpage()
            found.append(plain(text.get_text_range()))
            text.close()
            leaf.close()
        return "\n".join(found)


def plain(text: str) -> str:
    return re.sub(r"[ \u00a0\u202f]", " ", text)


def row(text: str, *, keeps: bool = False) -> Row:
    return Row((TextCell(text),), (1.0,), keeps=keeps)


def test_a_title_stays_with_what_follows() -> None:
    high = row("line").height(100)
    rows = [row("line"), heading("Title"), row("line")]
    room = high + heading("Title").height(100) + high / 2

    assert [len(leaf) for leaf in pages(rows, 100, room)] == [1, 2]


def test_no_row_is_cut_by_the_end_of_a_page() -> None:
    rows = list(table(row("head", keeps=True), ([TextCell("line")] for _ in range(50))))
    high = row("line").height(100)

    found = pages(rows, 100, high * 7.5)

    for leaf in found:
        assert leaf[0].row.cells[0] == rows[0].cells[0]
        assert leaf[-1].top + leaf[-1].row.height(100) <= high * 7.5
    assert sum(len(leaf) - 1 for leaf in found) == 50


def test_a_row_higher_than_a_page_has_one_for_itself() -> None:
    rows = [row("line"), row("long " * 500), row("line")]

    assert [len(leaf) for leaf in pages(rows, 60, 200)] == [1, 1, 1]


def test_nothing_is_one_empty_page() -> None:
    assert pages([], 100, 100) == [[]]


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_chosen_picture_is_kept_as_png_and_made_to_fit(tmp_path: Path, kind: str) -> None:
    image = QImage(3_000, 600, QImage.Format.Format_RGB32)
    image.fill(0x2B66D9)
    painter = QPainter(image)
    painter.fillRect(QRectF(10, 10, 50, 50), 0xFFFFFF)
    painter.end()
    file = tmp_path / f"logo.{kind}"
    image.save(str(file))

    found = Logo.of(read_logo(file.rename(tmp_path / "logo")))

    assert (found.width, found.height) == (1_000, 200)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"0" * (LARGEST_LOGO + 1)],
)
def test_a_file_that_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(content)

    with pytest.raises(InvalidInputError, match="picture is"):
        read_logo(file)


def test_a_picture_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"missing\.png does not exist"):
        read_logo(tmp_path / "missing.png")
