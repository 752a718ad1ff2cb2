"""The bonus regulation on paper, read back as another program sees it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from crm_desktop import texts
from crm_desktop.errors import UnwritableFileError
from tests.unit.regulation_rules import concerned, regulation, rules
from ui.printing import regulation_pdf


def text_of(path: Path) -> list[str]:
    """Return the text of each page, its spaces all alike."""
    document = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return [" ".join(page.split()) for page in pages]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_each_page_tells_its_edition_and_number(tmp_path: Path, language: str) -> None:
    made, path = regulation(), tmp_path / "r.pdf"

    regulation_pdf.save(made, path, language)

    pages = text_of(path)
    assert len(pages) > 1
    assert all(made.edition.mark in page for page in pages)
    assert "Northwind" in pages[0]
    assert "Anna" in pages[-1]


def test_it_has_all_sections(tmp_path: Path) -> None:
    made, path = regulation(), tmp_path / "r.pdf"

    regulation_pdf.save(made, path, "en")

    whole = " ".join(text_of(path))
    for number, section in made.numbered():
        assert f"{number}{section.title}" in whole
    assert "5.1. “Team”. “Premium fixed”: RUB 3,000.00" in whole


def test_many_people_sign_on_several_pages_below_a_head_each(tmp_path: Path) -> None:
    people = [concerned(f"Person{number}") for number in range(80)]
    path = tmp_path / "r.pdf"

    regulation_pdf.save(regulation(people=people), path, "en")

    signed = [page for page in text_of(path) if "Employee Position Signature Date" in page]
    assert len(signed) > 1
    assert "Person79" in signed[-1]


def test_it_speaks_the_language_asked_for_alone(tmp_path: Path) -> None:
    texts.activate("en")
    path = tmp_path / "r.pdf"

    regulation_pdf.save(regulation(), path, "ru")

    assert "Показатель" in " ".join(text_of(path))
    assert texts.language() == "en"


def test_hostile_names_stand_as_they_were_typed(tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"

    regulation_pdf.save(regulation(firm="<b>О'Нил</b>; DROP\x00"), path, "en")

    assert "<b>О'Нил</b>; DROP" in text_of(path)[0]


@pytest.mark.parametrize("break_", [" ", "\n"])
def test_what_is_longer_than_a_page_goes_on_in_the_next(tmp_path: Path, break_: str) -> None:
    text = break_.join(f"word{number}" for number in range(2_500))
    scheme, path = rules(), tmp_path / "r.pdf"
    told = replace(
        scheme,
        indicators=tuple(replace(each, description=text) for each in scheme.indicators[:1]),
        templates=tuple(replace(each, description=text) for each in scheme.templates[:1]),
    )

    regulation_pdf.save(regulation(told), path, "en")

    whole = "".join(text_of(path)).replace(" ", "")
    assert all(whole.count(f"word{number}") == 2 for number in range(1_000, 2_500))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "r.pdf"

    with pytest.raises(UnwritableFileError):
        regulation_pdf.save(regulation(), path, "en")
