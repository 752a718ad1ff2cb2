"""Administration says where newer versions lie, and what is there now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop import product
from crm_desktop.changes import Changes
from crm_desktop.domain.updates import UpdateFolders
from tests.ui import accessibility
from tests.ui.crm_pages import answer, press
from tests.ui.inline_tasks import HeldTasks
from tests.ui.people_room import Administration, administration
from tests.unit.exchange.release_folder import file_name, release
from ui.people import updates_card
from ui.people.firm_viewmodel import FirmViewModel
from ui.people.sections import FIRM
from ui.people.updates_card import UpdatesCard
from ui.records.conflict_dialog import ConflictDialog
from ui.theme import Tone

SHARE = UpdateFolders(r"\\server\programs\crm", "/mnt/programs/crm")


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> Administration:
    it = administration(qtbot, sqlite_database)
    it.page.show_section(FIRM)
    return it


@pytest.fixture
def card(it: Administration) -> UpdatesCard:
    return it.page.firm.updates


def kept(it: Administration) -> UpdateFolders:
    return it.services.updates.folders()


def entered(card: UpdatesCard) -> tuple[str, str]:
    return card.windows.text(), card.linux.text()


def fill(card: UpdatesCard, folders: UpdateFolders) -> None:
    card.windows.setText(folders.windows or "")
    card.linux.setText(folders.linux or "")


def warns(card: UpdatesCard) -> bool:
    """Tell whether the answer stands behind a sign, in the colour of warnings."""
    is_warning = bool(card.answer.property("tone") == Tone.WARNING)
    assert card.sign.isHidden() is not is_warning
    return is_warning


def test_no_folder_is_named_at_first(it: Administration, card: UpdatesCard) -> None:
    assert entered(card) == ("", "")
    assert it.page.may_leave(lambda: None)
    assert accessibility.nameless_controls(card) == []


def test_folders_are_saved_and_taken_back(
    qtbot: QtBot, it: Administration, card: UpdatesCard
) -> None:
    fill(card, replace(SHARE, windows=f' "{SHARE.windows}" '))
    card.linux.setFocus()
    press(qtbot, Qt.Key.Key_Return)

    assert kept(it) == SHARE
    assert entered(card) == (SHARE.windows, SHARE.linux)
    assert (it.said, it.told) == (["The folders of new versions are saved."], [Changes.SETTINGS])
    assert it.page.may_leave(lambda: None)

    it.undos[-1]()
    assert kept(it) == UpdateFolders()
    assert entered(card) == ("", "")


def test_a_path_that_is_not_whole_is_told_under_its_field(
    it: Administration, card: UpdatesCard
) -> None:
    card.windows.setText("programs")
    card.save_button.click()

    field = card.form.field("windows")
    assert field.error == r"Write the whole path, as \\server\programs\crm."
    assert kept(it) == UpdateFolders()


def conflict_over(it: Administration, card: UpdatesCard) -> ConflictDialog:
    """Save a path that was entered while another administrator saved others."""
    it.services.updates.save_folders(SHARE, over=UpdateFolders())
    card.linux.setText(' "/srv/crm" ')
    card.save_button.click()
    dialog = it.page.firm.dialog
    assert dialog is not None
    assert kept(it) == SHARE
    return dialog


def test_both_versions_are_shown_where_another_administrator_saved_first(
    it: Administration, card: UpdatesCard
) -> None:
    dialog = conflict_over(it, card)

    assert [(one.code, one.mine, one.theirs, one.is_mine) for one in dialog.differences] == [
        ("windows", "", SHARE.windows, False),
        ("linux", "/srv/crm", SHARE.linux, True),
    ]
    dialog.merge_button.click()
    assert kept(it) == replace(SHARE, linux="/srv/crm")
    assert entered(card) == (SHARE.windows, "/srv/crm")
    assert it.page.may_leave(lambda: None)


def test_the_folders_of_another_administrator_can_be_taken(
    it: Administration, card: UpdatesCard
) -> None:
    conflict_over(it, card).theirs_button.click()

    assert kept(it) == SHARE
    assert entered(card) == (SHARE.windows, SHARE.linux)
    assert it.page.may_leave(lambda: None)


def test_what_another_administrator_saved_as_well_is_no_conflict(
    it: Administration, card: UpdatesCard
) -> None:
    it.services.updates.save_folders(SHARE, over=UpdateFolders())
    fill(card, SHARE)
    card.save_button.click()

    assert it.page.firm.dialog is None
    assert it.page.may_leave(lambda: None)


def test_what_is_entered_is_not_lost_unasked(it: Administration, card: UpdatesCard) -> None:
    left: list[bool] = []
    card.linux.setText("/srv/crm")

    assert not it.page.may_leave(lambda: left.append(True))
    answer(card.form.question, "Stay")
    assert card.linux.text() == "/srv/crm"

    assert not it.page.may_leave(lambda: left.append(True))
    answer(card.form.question, "Leave")
    assert (left, card.linux.text()) == ([True], "")


def test_a_newer_version_is_told_before_the_folder_is_saved(
    it: Administration, card: UpdatesCard, tmp_path: Path
) -> None:
    card.own.setText(str(release(tmp_path, "99.1")))
    card.look_button.click()

    assert card.answer.text() == "Version 99.1 is ready in the firm's folder."
    assert not warns(card)
    assert kept(it) == UpdateFolders()

    card.own.setText(str(tmp_path / "other"))
    assert card.answer.text() == ""


def test_the_running_version_is_nothing_newer(card: UpdatesCard, tmp_path: Path) -> None:
    card.own.setText(str(release(tmp_path, product.version())))
    card.look_button.click()

    assert card.answer.text() == (
        f"The folder holds version {product.version()}: nothing newer than this one."
    )


def test_a_folder_that_is_away_is_told_in_words(card: UpdatesCard, tmp_path: Path) -> None:
    card.own.setText(str(tmp_path / "away"))
    card.look_button.click()

    assert card.answer.text().endswith("cannot be read: there is no such file or folder")
    assert warns(card)

    card.own.setText(str(release(tmp_path, "99.1")))
    assert not warns(card)


def test_a_release_that_is_not_whole_is_warned_of(
    it: Administration, card: UpdatesCard, tmp_path: Path
) -> None:
    folder = release(tmp_path, "99.1")
    (folder / file_name(it.services.updates.system, "99.1")).write_bytes(b"")
    card.own.setText(str(folder))
    card.look_button.click()

    assert "is not whole" in card.answer.text()
    assert warns(card)


def test_where_no_folder_is_named_nothing_is_read(card: UpdatesCard) -> None:
    card.look_button.click()

    assert card.answer.text() == "No folder is named: nobody looks for a newer version."


def test_a_late_answer_to_another_folder_is_dropped(
    it: Administration, tmp_path: Path, held_tasks: HeldTasks
) -> None:
    viewmodel = FirmViewModel(it.services, held_tasks, it.changes)
    card = UpdatesCard(viewmodel.system)
    card.look_wanted.connect(viewmodel.look)
    viewmodel.looked.connect(card.show_answer)
    card.own.setText(str(tmp_path / "away"))
    card.look_button.click()
    assert card.answer.text() == "Looking…"
    card.look_button.click()
    assert len(held_tasks.waiting) == 1

    card.own.setText(str(release(tmp_path, "99.1")))
    held_tasks.finish()
    assert card.answer.text() == ""

    card.look_button.click()
    held_tasks.finish()
    assert card.answer.text().startswith("Version 99.1")


def test_the_chosen_folder_stands_as_the_system_writes_it(
    card: UpdatesCard, tmp_path: Path
) -> None:
    card.choose_button.click()
    assert card.chooser is not None

    card.chooser.fileSelected.emit(tmp_path.as_posix())
    card.chooser.close()

    assert card.own.text() == str(tmp_path)


@pytest.mark.parametrize(
    "share", [r"\\server\programs", ' "\\\\server\\programs"', "//server/programs"]
)
def test_a_share_is_not_gone_to_unasked(
    card: UpdatesCard, monkeypatch: pytest.MonkeyPatch, share: str
) -> None:
    assert begun_at(card, monkeypatch, share) == ""


def test_choosing_begins_in_the_folder_of_this_computer(
    card: UpdatesCard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert begun_at(card, monkeypatch, str(tmp_path)) == str(tmp_path)


def begun_at(card: UpdatesCard, monkeypatch: pytest.MonkeyPatch, path: str) -> str:
    """Return the folder in which one is chosen while ``path`` is entered."""
    begun: list[str] = []

    class Chooser(QFileDialog):
        def __init__(self, parent: QWidget, title: str, folder: str) -> None:
            begun.append(folder)
            super().__init__(parent, title)

    monkeypatch.setattr(updates_card, "QFileDialog", Chooser)
    card.own.setText(path)
    card.choose_button.click()
    assert card.chooser is not None
    card.chooser.close()
    return begun[0]
