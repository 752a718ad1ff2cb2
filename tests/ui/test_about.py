"""What the program says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop import config, paths, product
from tests.ui import accessibility
from tests.ui.inline_tasks import InlineTasks
from tests.ui.window import room
from ui.about import AboutDialog
from ui.folders import show_folder
from ui.licence_dialog import LicenceDialog


def dialog(qtbot: QtBot, shown: list[Path], *, is_shown: bool = True) -> AboutDialog:
    def show(path: Path) -> bool:
        shown.append(path)
        return is_shown

    about = AboutDialog(show)
    qtbot.addWidget(about)
    about.show()
    return about


def links(about: AboutDialog) -> list[str]:
    return [link.text() for link in about.links]


@pytest.fixture(autouse=True)
def log_folder() -> Path:
    folder = config.log_file().parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_the_program_names_its_version_and_licence(qtbot: QtBot) -> None:
    about = dialog(qtbot, [])
    words = {label.text() for label in about.findChildren(QLabel)}

    assert {"CRM Desktop", f"Version {product.version()}", "Licence: Apache-2.0"} <= words
    assert accessibility.nameless_controls(about) == []


def test_the_folder_of_the_logs_is_shown(qtbot: QtBot, log_folder: Path) -> None:
    shown: list[Path] = []
    about = dialog(qtbot, shown)
    about.links[-1].click()

    assert links(about) == ["Folder of the logs"]
    assert about.place.text() == str(log_folder)
    assert about.place.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    assert shown == [log_folder]
    assert not about.error.isVisible()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the folder of an installed program, with what it says of licences."""
    (tmp_path / "licences").mkdir()
    (tmp_path / "licences" / "Qt text.txt").write_text("Do  as\nyou <like>.", encoding="utf-8")
    (tmp_path / "LICENSE.txt").write_text("  Apache  License", encoding="utf-8")
    page = "# Others\n\n[Qt](<licences/Qt text.txt>) [gone](<licences/none>) [Qt](https://qt.io)\n"
    (tmp_path / "THIRD_PARTY.md").write_text(page, encoding="utf-8")
    monkeypatch.setattr(paths, "installed_file", tmp_path.joinpath)
    return tmp_path


def read(about: AboutDialog, number: int) -> LicenceDialog:
    about.links[number].click()
    assert about.licence is not None
    assert about.licence.isVisible()
    assert accessibility.nameless_controls(about.licence) == []
    return about.licence


@pytest.mark.usefixtures("installed")
def test_an_installed_program_shows_its_licence(qtbot: QtBot) -> None:
    about = dialog(qtbot, [])

    assert links(about) == ["Licence: Apache-2.0", "Third-party licences", "Folder of the logs"]
    assert read(about, 0).text.toPlainText() == "  Apache  License"


@pytest.mark.usefixtures("installed")
def test_the_licences_of_its_parts_lead_to_their_texts(qtbot: QtBot) -> None:
    page = read(dialog(qtbot, []), 1)
    assert page.text.toPlainText() == "Others\nQt gone Qt"

    page.text.anchorClicked.emit(QUrl("licences/Qt%20text.txt"))
    assert page.opened is not None
    assert page.opened.text.toPlainText() == "Do  as\nyou <like>."


def test_a_text_that_is_gone_is_told(qtbot: QtBot, installed: Path) -> None:
    page = read(dialog(qtbot, []), 1)
    page.text.anchorClicked.emit(QUrl("licences/none"))

    assert page.opened is not None
    gone = installed / "licences" / "none"
    assert page.opened.text.toPlainText() == f"{gone} could not be opened."


@pytest.mark.usefixtures("installed")
def test_the_page_of_a_project_opens_in_the_browser(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []

    def show(link: QUrl) -> bool:
        opened.append(link)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    page = read(dialog(qtbot, []), 1)
    page.text.anchorClicked.emit(QUrl("https://qt.io"))

    assert opened == [QUrl("https://qt.io")]
    assert page.opened is None
    assert (page.address.text(), page.address.isVisible()) == ("https://qt.io", True)


@pytest.mark.usefixtures("installed")
@pytest.mark.expects_log("no program that shows https://qt.io")
def test_a_page_that_the_system_does_not_open_is_named(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    page = read(dialog(qtbot, []), 1)
    page.text.anchorClicked.emit(QUrl("https://qt.io"))

    assert page.address.text() == "https://qt.io could not be opened."


@pytest.mark.expects_log("no program that shows file:.*Папка")
def test_a_folder_that_the_system_does_not_show_is_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)

    assert not show_folder(tmp_path / "Папка")


def test_a_folder_that_is_not_there_is_told(qtbot: QtBot, log_folder: Path) -> None:
    log_folder.rmdir()
    shown: list[Path] = []
    about = dialog(qtbot, shown)
    about.links[0].click()

    assert shown == []
    assert about.error.text() == f"{log_folder} could not be opened."


def test_a_system_without_a_way_to_show_it_is_told(qtbot: QtBot, log_folder: Path) -> None:
    about = dialog(qtbot, [], is_shown=False)
    about.links[0].click()

    assert about.error.isVisible()


def test_the_menu_leads_to_it(qtbot: QtBot) -> None:
    desk = room(InlineTasks()).desk
    qtbot.addWidget(desk)

    desk.about_action.trigger()

    assert desk.about_action.text() == "About CRM Desktop"
    assert len(desk.findChildren(AboutDialog)) == 1
