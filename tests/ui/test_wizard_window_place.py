"""Where the window of the wizard stands, and what its rail says in the end."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.rewards.wizard.draft import WizardStep
from tests.ui.wizard_room import WizardRoom, wizard_room
from ui.wizard.publish_page import PublishPage
from ui.wizard.window import WizardWindow


@pytest.fixture
def room(sqlite_database: str) -> WizardRoom:
    return wizard_room(sqlite_database)


def test_the_frame_of_the_window_is_all_on_the_screen(qtbot: QtBot, room: WizardRoom) -> None:
    behind = QWidget()
    qtbot.addWidget(behind)
    screen = behind.screen().availableGeometry()
    behind.setGeometry(QRect(screen.topLeft(), QSize(400, 300)))  # in a corner
    stored = room.services.wizards.create(room.empty())
    firm = room.services.wizard_insights.firm()
    window = WizardWindow(room.context, stored, firm, behind)

    assert screen.contains(QRect(window.pos(), window.size() + QSize(16, 40)))


def test_what_is_published_is_no_draft_any_more(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot)
    page = window.pages[WizardStep.PUBLISH]
    assert isinstance(page, PublishPage)

    page.published.emit()

    assert window.rail.standing.text() == "published"
