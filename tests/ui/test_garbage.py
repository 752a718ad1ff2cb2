from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread, get_ident
from typing import Any
from weakref import finalize

import pytest
from PySide6.QtCore import QObject, QThreadPool
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.storage.kpi_scheme import SCHEME
from tests.ui.scheme_rooms import scheme_room
from ui.garbage import Collector
from ui.scheme.keys import SchemeKey
from ui.scheme.page import SchemePage
from ui.scheme.templates.editor import TemplateEditor
from ui.scheme.templates.kinds import PremiumKind
from ui.tasks import TaskRunner


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    collector.begin()
    yield collector
    gc.unfreeze()
    gc.enable()


class LingeringPool(QThreadPool):
    """Its threads end long after what they did was delivered."""

    def __init__(self) -> None:
        super().__init__()
        self.may_end = Event()
        self.threads: list[Thread] = []

    def start(self, job: Any, priority: int | None = 0) -> None:
        self.threads.append(Thread(target=self._run, args=[job]))
        self.threads[-1].start()

    def _run(self, job: Any) -> None:
        job()
        assert self.may_end.wait(5)


def ignored(_outcome: object) -> None:
    pass


def unexpected(error: Exception) -> None:
    raise error


def noted(one: QObject, threads: list[int]) -> QObject:
    """Let the thread that destroys ``one`` be noted."""
    finalize(one, lambda: threads.append(get_ident()))
    return one


def left_window(threads: list[int]) -> None:
    """Make a widget that only a cycle holds."""
    edit = noted(QLineEdit(), threads)
    edit.__dict__["me"] = edit


def much() -> list[list[int]]:
    """Make as much as lets Python's own collector look at every generation."""
    return [[number] for number in range(200_000)]


def test_no_worker_destroys_a_widget_of_a_window_that_was_left(
    qtbot: QtBot, collector: Collector
) -> None:
    threads: list[int] = []
    runner = TaskRunner(QThreadPool())
    for _ in range(20):
        left_window(threads)
    made: list[object] = []
    with qtbot.waitSignal(runner.idle):
        runner.run(runner, much, made.append, unexpected)

    collector.collect()

    assert threads == [get_ident()] * 20


@pytest.mark.parametrize("fails", [False, True])
def test_who_asked_and_was_left_is_destroyed_by_the_gui_thread(
    qtbot: QtBot, *, fails: bool
) -> None:
    threads: list[int] = []
    pool = LingeringPool()
    runner = TaskRunner(pool)
    owner = noted(QObject(), threads)

    def ask(owner: QObject) -> None:
        def work() -> str:
            return owner.objectName() if not fails else str(1 // len(owner.objectName()))

        def tell(_outcome: object) -> None:
            owner.setObjectName("told")

        runner.run(owner, work, tell, tell)

    ask(owner)
    del owner
    with qtbot.waitSignal(runner.idle):
        pass
    pool.may_end.set()
    for thread in pool.threads:
        thread.join(5)
    gc.collect()

    assert threads == [get_ident()]


def test_editors_are_left_again_and_again_while_work_goes_on(
    qtbot: QtBot, sqlite_database: str, collector: Collector
) -> None:
    room = scheme_room(qtbot, sqlite_database, SCHEME, section="templates")
    runner = TaskRunner(QThreadPool())
    context = replace(room.page.context, tasks=runner)
    for kind in list(PremiumKind)[:3]:
        page = SchemePage(context)
        page.show_section("templates")
        page.show()
        qtbot.waitUntil(lambda: runner.is_idle)
        page.open_key(SchemeKey("templates", None))
        qtbot.waitUntil(lambda: runner.is_idle)
        editor = page.section("templates").editor
        assert isinstance(editor, TemplateEditor)
        editor.form.kind_box.choose(kind)
        editor.form.kind_box.activated.emit(editor.form.kind_box.currentIndex())
        runner.run(runner, much, ignored, unexpected)
        page.close()
        del page, editor
        collector.collect()
    qtbot.waitUntil(lambda: runner.is_idle)

    assert not room.errors
