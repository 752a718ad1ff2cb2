"""What the program says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop import config, paths, product
from tests.ui import accessibility
from tests.ui.inline_tasks import InlineTasks
from tests.ui.window import room
from ui.about import AboutDialog


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
    assert shown == [log_folder]
    assert not about.error.isVisible()


def test_an_installed_program_shows_the_licences_of_its_parts(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    licences, shown = tmp_path / "THIRD_PARTY.md", list[Path]()
    licences.touch()
    monkeypatch.setattr(paths, "installed_file", tmp_path.joinpath)
    about = dialog(qtbot, shown)
    about.links[0].click()

    assert links(about) == ["Third-party licences", "Folder of the logs"]
    assert shown == [licences]


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
