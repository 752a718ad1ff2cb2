"""A newer version in the firm's folder: when it is looked for, and what is said of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.updates import System, UpdateFolders
from tests.storage.crm_builders import firm_services
from tests.ui import accessibility
from tests.ui.inline_tasks import HeldTasks, InlineTasks
from tests.ui.window import Room, room
from tests.unit.exchange.release_folder import SETUP, file_name, release
from ui.main_window import MainWindow
from ui.tasks import TaskRunner
from ui.updates.notice import UpdateNotice
from ui.updates.viewmodel import UpdateViewModel
from ui.updates.watch import UpdateWatch

ROOT = Path(__file__).parents[2]
NEWER, NEWEST = "99.1", "99.2"
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


def unexpected(value: object) -> Any:
    raise AssertionError(value)


@pytest.fixture
def services(sqlite_database: str, tmp_path: Path) -> Services:
    """Return the services of a firm whose folder holds a newer version."""
    services = firm_services(sqlite_database)
    folder = tmp_path / "Общие программы"
    folder.mkdir()
    name_folder(services, release(folder, NEWER))
    return services


def name_folder(services: Services, folder: Path) -> None:
    updates = services.updates
    named = replace(UpdateFolders(), **{updates.system.value: str(folder)})
    updates.save_folders(named, over=updates.folders())


def folder_of(services: Services) -> Path:
    folder = services.updates.folders().of(services.updates.system)
    assert folder is not None
    return Path(folder)


def begun(
    services: Services, on: date = MONDAY, tasks: InlineTasks | None = None
) -> UpdateViewModel:
    """Start on the day ``on``."""
    viewmodel = UpdateViewModel(
        services.updates, tasks or InlineTasks(), today=lambda: on, report=unexpected
    )
    viewmodel.begin()
    return viewmodel


def notice_of(
    qtbot: QtBot, viewmodel: UpdateViewModel, show: Callable[[Path], bool] = unexpected
) -> UpdateNotice:
    notice = UpdateNotice(viewmodel, show)
    qtbot.addWidget(notice)
    notice.show()
    return notice


def shower(shown: list[Path]) -> Callable[[Path], bool]:
    def show(path: Path) -> bool:
        shown.append(path)
        return True

    return show


def test_without_a_folder_nothing_is_read(sqlite_database: str) -> None:
    tasks = HeldTasks()
    services = firm_services(sqlite_database)

    viewmodel = begun(services, tasks=tasks)
    tasks.finish()

    assert tasks.waiting == []
    assert viewmodel.version == ""


def test_a_newer_version_is_said(qtbot: QtBot, services: Services) -> None:
    notice = notice_of(qtbot, begun(services))

    assert notice.words == "Version 99.1 is ready in the firm's folder."
    assert accessibility.nameless_controls(notice) == []


def test_a_computer_looks_once_a_day(services: Services) -> None:
    begun(services)
    release(folder_of(services), NEWEST)

    assert begun(services).version == NEWER
    assert begun(services, TUESDAY).version == NEWEST


def test_another_folder_is_looked_at_the_same_day(services: Services, tmp_path: Path) -> None:
    begun(services)
    name_folder(services, release(tmp_path, NEWEST))

    assert begun(services).version == NEWEST


@pytest.mark.parametrize("copied", [None, b"", SETUP[:-1]])
def test_a_version_is_said_the_same_day_once_it_is_copied(
    services: Services, copied: bytes | None
) -> None:
    setup = folder_of(services) / file_name(services.updates.system, NEWER)
    setup.unlink()
    if copied is not None:
        setup.write_bytes(copied)
    assert begun(services).version == ""

    setup.write_bytes(SETUP)
    assert begun(services).version == NEWER


def test_not_now_holds_for_this_version(qtbot: QtBot, services: Services) -> None:
    notice = notice_of(qtbot, begun(services))
    notice.later_button.click()

    assert not notice.isVisible()
    assert begun(services, TUESDAY).version == ""

    release(folder_of(services), NEWEST)
    assert begun(services, date(2026, 3, 4)).version == NEWEST


def test_the_folder_is_shown_once_the_file_is_compared(qtbot: QtBot, services: Services) -> None:
    shown: list[Path] = []
    notice = notice_of(qtbot, begun(services), shower(shown))

    notice.show_button.click()

    assert shown == [folder_of(services)]
    assert notice.show_button.isEnabled()
    assert notice.show_button.toolTip() == str(folder_of(services))
    assert notice.words == f"Version 99.1 is ready in {folder_of(services)}"


def test_a_changed_file_is_warned_of_and_its_folder_stays_closed(
    qtbot: QtBot, services: Services
) -> None:
    setup = folder_of(services) / file_name(services.updates.system, NEWER)
    notice = notice_of(qtbot, begun(services))
    setup.write_bytes(SETUP[::-1])

    notice.show_button.click()

    assert notice.words == (
        f"“{setup}” is not the file that the release was made with. Do not start it; your "
        "administrator has to copy the release again."
    )
    assert notice.accessibleName() == notice.words
    assert notice.show_button.isEnabled()


def test_a_file_that_was_copied_again_is_no_longer_warned_of(
    qtbot: QtBot, services: Services
) -> None:
    shown: list[Path] = []
    notice = notice_of(qtbot, begun(services), shower(shown))
    setup = folder_of(services) / file_name(services.updates.system, NEWER)
    setup.write_bytes(SETUP[::-1])
    notice.show_button.click()
    setup.write_bytes(SETUP)

    notice.show_button.click()

    assert shown == [folder_of(services)]
    assert notice.words == f"Version 99.1 is ready in {folder_of(services)}"


def test_a_folder_that_the_system_does_not_show_is_named(qtbot: QtBot, services: Services) -> None:
    notice = notice_of(qtbot, begun(services), lambda _: False)

    notice.show_button.click()

    assert notice.words == f"{folder_of(services)} could not be opened."


def test_the_button_waits_while_the_file_is_compared(qtbot: QtBot, services: Services) -> None:
    tasks, shown = HeldTasks(), list[Path]()
    viewmodel = begun(services, tasks=tasks)
    tasks.finish()
    tasks.finish()
    notice = notice_of(qtbot, viewmodel, shower(shown))

    notice.show_button.click()
    assert not notice.show_button.isEnabled()
    tasks.finish()

    assert notice.show_button.isEnabled()
    assert shown == [folder_of(services)]


def test_a_second_enter_does_not_put_the_version_off(qtbot: QtBot, services: Services) -> None:
    tasks = HeldTasks()
    viewmodel = begun(services, tasks=tasks)
    tasks.finish()
    tasks.finish()
    notice = notice_of(qtbot, viewmodel, lambda _: True)
    with qtbot.waitActive(notice):
        notice.activateWindow()
    notice.show_button.setFocus()

    notice.show_button.click()
    assert not notice.later_button.hasFocus()
    tasks.finish()

    assert notice.show_button.hasFocus()


@pytest.mark.expects_log("no newer version was looked for: .* cannot be read")
def test_a_folder_that_is_away_is_only_logged_and_looked_at_again(services: Services) -> None:
    folder = folder_of(services)
    away = folder.rename(folder.with_name("away"))
    assert begun(services).version == ""

    away.rename(folder)
    assert begun(services).version == NEWER


def test_a_folder_that_never_answered_is_not_asked_again_that_day(services: Services) -> None:
    tasks = HeldTasks()
    begun(services, tasks=tasks)
    tasks.finish()  # which folder; what lies there stays unanswered

    assert begun(services).version == ""
    assert begun(services, TUESDAY).version == NEWER


class HangingShare:
    """A service of updates whose folder is on a share that does not answer."""

    system = System.LINUX

    def __init__(self) -> None:
        self.asked, self.gate = Event(), Event()

    def folders(self) -> UpdateFolders:
        return UpdateFolders(linux="/mnt/away")

    def look(self, _folder: str) -> None:
        self.asked.set()
        self.gate.wait(60)


def test_a_share_that_hangs_holds_up_nothing(qtbot: QtBot) -> None:
    share: Any = HangingShare()
    pool = QThreadPool()
    runner = TaskRunner(pool)
    viewmodel = UpdateViewModel(share, runner, today=lambda: MONDAY, report=unexpected)

    viewmodel.begin()
    qtbot.waitUntil(share.asked.is_set)

    assert runner.is_idle
    assert runner.shutdown()
    share.gate.set()


def test_the_program_ends_while_its_share_hangs(services: Services, tmp_path: Path) -> None:
    program = dedent(
        """
        import sys
        from threading import Event
        from PySide6.QtCore import QTimer
        from crm_desktop.composition import open_services
        from crm_desktop.services import updates
        from ui import app
        asked = Event()
        def hang(folder):
            asked.set()
            Event().wait()
        updates.read_notice = hang
        window = app.application()
        timer = QTimer()
        timer.timeout.connect(lambda: asked.is_set() and window.closeAllWindows())
        timer.start(50)
        sys.exit(app.run(lambda: open_services(sys.argv[1])))
        """
    )
    database = services.database.path
    services.close()

    outcome = subprocess.run(
        [sys.executable, "-c", program, str(database)],
        check=False,
        cwd=ROOT,
        env={**os.environ, "CRM_CONFIG_DIR": str(tmp_path / "settings")},
        timeout=60,
    )

    assert outcome.returncode == 0


def tab_chain(desk: QWidget) -> list[QWidget]:
    """Return what Tab goes to on ``desk``, in its order."""
    found, at = list[QWidget](), desk.nextInFocusChain()
    while at is not None and at is not desk:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible():
            found.append(at)
        at = at.nextInFocusChain()
    return found


class Watched:
    """A window that is watched, on tasks of its own."""

    def __init__(self, qtbot: QtBot, services: object) -> None:
        self.services: Any = services
        self.pool = QThreadPool()
        self.runner = TaskRunner(self.pool)
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.watch = UpdateWatch(self.window, self.runner, unexpected)

    def desk(self) -> Room:
        it = room(self.runner, services=self.services)
        self.window.show_desk(it.desk)
        return it

    def notices(self) -> list[str]:
        return [notice.words for notice in self._found()]

    def put_off(self) -> None:
        self._found()[0].later_button.click()

    def _found(self) -> list[UpdateNotice]:
        assert self.window.desk is not None
        return self.window.desk.findChildren(UpdateNotice)


def test_every_desk_says_it_until_it_is_put_off(qtbot: QtBot, services: Services) -> None:
    it = Watched(qtbot, services)
    it.window.show()
    it.desk()
    qtbot.waitUntil(lambda: it.notices() == ["Version 99.1 is ready in the firm's folder."])

    it.desk()  # as in another language
    assert len(it.notices()) == 1

    it.put_off()
    it.desk()
    assert it.notices() == []
    assert it.runner.shutdown()


def test_the_keyboard_reaches_it_between_the_top_bar_and_the_page(
    qtbot: QtBot, services: Services
) -> None:
    it = Watched(qtbot, services)
    shown = it.desk()
    entry = QLineEdit(shown.page("customers"))
    notice = UpdateNotice(begun(services))
    shown.desk.show_notice(notice)
    it.window.show()

    chain = tab_chain(shown.desk)

    first = chain.index(notice.show_button)
    assert chain[first - 1].accessibleName() == "Menu"
    assert chain[first : first + 3] == [notice.show_button, notice.later_button, entry]


def test_nothing_is_looked_for_before_the_window_is_at_rest(qtbot: QtBot) -> None:
    gate, asked = Event(), Event()

    def folders() -> UpdateFolders:
        asked.set()
        return UpdateFolders()

    updates = SimpleNamespace(system=System.LINUX, folders=folders)
    firm = SimpleNamespace(today=lambda: MONDAY)
    it = Watched(qtbot, SimpleNamespace(updates=updates, firm=firm))
    it.runner.run(it.runner, lambda: gate.wait(5), lambda _: None, unexpected)

    it.desk()
    assert it.watch.viewmodel is None
    gate.set()
    qtbot.waitUntil(asked.is_set)

    assert it.runner.shutdown()
    assert it.notices() == []
