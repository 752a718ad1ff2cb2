"""The menu of a designed scheme saves its bonus regulation, as the rules are by now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.texts import LANGUAGES
from tests.ui.test_wizard_list import publish, show, whole
from tests.ui.wizard_room import WizardRoom, wizard_room
from ui.wizard.listing_card import RegulationAct


@pytest.fixture
def room(sqlite_database: str) -> WizardRoom:
    return wizard_room(sqlite_database)


def saved(qtbot: QtBot, room: WizardRoom, kind: str, language: str, file: Path) -> bytes:
    view = show(qtbot, room)
    view.cards[0].asked.emit(RegulationAct(kind, language))
    chooser = view.files.chooser
    assert chooser is not None
    with qtbot.waitSignal(view.files.saved):
        chooser.fileSelected.emit(str(file))
    chooser.close()
    return file.read_bytes()


def told(document: bytes) -> str:
    tables = Document(BytesIO(document)).tables
    return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)


def test_a_draft_is_told_as_it_was_designed(qtbot: QtBot, room: WizardRoom, tmp_path: Path) -> None:
    room.services.wizards.create(whole(room))

    document = told(saved(qtbot, room, "docx", "en", tmp_path / "r.docx"))

    assert CATALOGUE["won_deals"].indicator().name in document


def test_a_published_scheme_is_told_with_what_was_changed_by_hand(
    qtbot: QtBot, room: WizardRoom, tmp_path: Path
) -> None:
    draft = whole(room)
    publish(room, draft)
    profile = replace(draft.profile("sellers"), name="Renamed by hand")
    room.services.schemes.save(profile, date(2026, 4, 1))

    document = told(saved(qtbot, room, "docx", "en", tmp_path / "r.docx"))

    assert "Renamed by hand" in document


def test_it_can_be_printed(qtbot: QtBot, room: WizardRoom, tmp_path: Path) -> None:
    publish(room, whole(room))

    assert saved(qtbot, room, "pdf", "en", tmp_path / "r.pdf").startswith(b"%PDF")


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_menu_offers_each_language_in_each_format(
    qtbot: QtBot, room: WizardRoom, language: str, tmp_path: Path
) -> None:
    room.services.wizards.create(whole(room))
    card = show(qtbot, room).cards[0]
    [menu] = [each.menu() for each in card.menu.actions() if each.menu() is not None]
    assert isinstance(menu, QMenu)
    assert [each.text() for each in menu.actions()] == [
        "Word, Русский…",
        "Word, English…",
        "PDF, Русский…",
        "PDF, English…",
    ]

    document = told(saved(qtbot, room, "docx", language, tmp_path / "r.docx"))
    assert ("Показатель" in document) is (language == "ru")
