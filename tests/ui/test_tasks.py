from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from threading import Event, Thread, current_thread, get_ident
from weakref import finalize

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message
from tests.ui.inline_tasks import HeldTasks
from ui.tasks import Job, Latest, TaskRunner, WorkStoppedError

ROOT = Path(__file__).parents[2]
TITLE = Message("Importing")


@pytest.fixture
def pool() -> Iterator[QThreadPool]:
    pool = QThreadPool()
    yield pool
    assert pool.waitForDone(5_000), "a task outlived its test"


@pytest.fixture
def runner(pool: QThreadPool) -> TaskRunner:
    return TaskRunner(pool)


def unexpected(value: object) -> None:
    raise AssertionError(value)


def test_work_runs_off_the_gui_thread_and_reports_on_it(qtbot: QtBot, runner: TaskRunner) -> None:
    done: list[tuple[int, int]] = []
    with qtbot.waitSignal(runner.idle):
        runner.run(runner, get_ident, lambda worker: done.append((worker, get_ident())), unexpected)

    worker, reporter = done[0]
    assert worker != reporter == get_ident()


def test_an_error_is_reported_once(qtbot: QtBot, runner: TaskRunner) -> None:
    errors: list[Exception] = []
    with qtbot.waitSignal(runner.idle):
        runner.run(runner, lambda: 1 // 0, unexpected, errors.append)

    assert [type(error) for error in errors] == [ZeroDivisionError]


def test_what_was_refused_is_in_the_log_in_its_words(
    qtbot: QtBot, runner: TaskRunner, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> None:
        raise CrmError(Message("The file {file} is no table.", file="a.csv"))

    with caplog.at_level(logging.INFO), qtbot.waitSignal(runner.idle):
        runner.run(runner, refuse, unexpected, lambda _: None)

    assert caplog.messages == ["refused: The file a.csv is no table."]


def test_the_window_is_free_while_work_waits(qtbot: QtBot, runner: TaskRunner) -> None:
    gate, done = Event(), list[bool]()
    runner.run(runner, lambda: gate.wait(5), done.append, unexpected)
    assert not runner.is_idle
    assert not done

    with qtbot.waitSignal(runner.idle):
        gate.set()

    assert done == [True]


def test_a_closed_owner_hears_nothing(qtbot: QtBot, runner: TaskRunner) -> None:
    owner, gate = QObject(), Event()
    runner.run(owner, lambda: gate.wait(5), unexpected, unexpected)
    delete(owner)

    with qtbot.waitSignal(runner.idle):
        gate.set()


def test_long_work_is_listed_with_its_progress(qtbot: QtBot, runner: TaskRunner) -> None:
    gate = Event()

    def work(job: Job) -> bool:
        job.report(3, 10)
        return gate.wait(5)

    with qtbot.waitSignals([runner.jobs_changed, runner.jobs_changed]):
        job = runner.run_long(TITLE, runner, work, on_done=lambda _: None, on_error=unexpected)
    assert list(runner.jobs) == [job]
    qtbot.waitUntil(lambda: job.percent == 30)

    with qtbot.waitSignal(runner.idle):
        gate.set()

    assert not runner.jobs


def test_stopped_work_ends_at_its_next_report(qtbot: QtBot, runner: TaskRunner) -> None:
    gate, errors = Event(), list[Exception]()

    def work(job: Job) -> None:
        gate.wait(5)
        job.report(1, 2)

    job = runner.run_long(TITLE, runner, work, on_done=unexpected, on_error=errors.append)
    job.stop()
    with qtbot.waitSignal(runner.idle):
        gate.set()

    assert [str(error) for error in errors] == ["“Importing” was stopped."]


def test_long_work_leaves_the_list_although_its_owner_was_closed(
    qtbot: QtBot, runner: TaskRunner
) -> None:
    owner, gate = QObject(), Event()
    runner.run_long(TITLE, owner, lambda _: gate.wait(5), on_done=unexpected, on_error=unexpected)
    delete(owner)

    with qtbot.waitSignal(runner.idle):
        gate.set()

    assert not runner.jobs


def test_shutdown_stops_what_runs_and_waits_for_it(qtbot: QtBot, runner: TaskRunner) -> None:
    begun, ended = Event(), Event()

    def work(job: Job) -> None:
        begun.set()
        try:
            for step in range(10**9):
                job.report(step % 100, 100)
        finally:
            ended.set()

    runner.run_long(TITLE, runner, work, on_done=unexpected, on_error=unexpected)
    qtbot.waitUntil(begun.is_set)

    assert runner.shutdown()
    assert ended.is_set()


def test_work_may_outlive_its_runner(qtbot: QtBot, pool: QThreadPool) -> None:
    runner, begun, gate = TaskRunner(pool), Event(), Event()

    def work() -> bool:
        begun.set()
        return gate.wait(5)

    runner.run(runner, work, unexpected, unexpected)
    qtbot.waitUntil(begun.is_set)
    delete(runner)
    with qtbot.captureExceptions() as errors:
        gate.set()
        assert pool.waitForDone(5_000)

    assert not errors


def test_nothing_starts_after_the_shutdown(runner: TaskRunner) -> None:
    runner.shutdown()

    runner.run(runner, lambda: unexpected("started"), unexpected, unexpected)

    assert runner.is_idle


def test_work_apart_is_answered_as_any_other(qtbot: QtBot, runner: TaskRunner) -> None:
    done: list[tuple[int, int]] = []
    failed: list[Exception] = []

    runner.run_apart(
        runner, get_ident, lambda worker: done.append((worker, get_ident())), unexpected
    )
    runner.run_apart(runner, lambda: 1 // 0, unexpected, failed.append)
    qtbot.waitUntil(lambda: bool(done and failed))

    worker, reporter = done[0]
    assert worker != reporter == get_ident()
    assert [type(error) for error in failed] == [ZeroDivisionError]


def test_long_work_apart_is_listed(qtbot: QtBot, runner: TaskRunner) -> None:
    gate, done = Event(), list[bool]()
    job = runner.run_long(
        TITLE,
        runner,
        lambda _: gate.wait(5),
        on_done=done.append,
        on_error=unexpected,
        is_apart=True,
    )
    assert runner.jobs == (job,)

    gate.set()
    qtbot.waitUntil(lambda: done == [True])

    assert not runner.jobs


def test_nothing_waits_for_work_apart_that_hangs(qtbot: QtBot, runner: TaskRunner) -> None:
    begun, gate = Event(), Event()

    def hang() -> None:
        begun.set()
        gate.wait(60)

    runner.run_apart(runner, hang, unexpected, unexpected)
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(runner.idle):
        runner.run(runner, int, lambda _: None, unexpected)

    assert runner.is_idle
    assert runner.shutdown()
    gate.set()


def test_what_work_apart_hangs_on_is_not_destroyed_by_its_thread(
    qtbot: QtBot, pool: QThreadPool
) -> None:
    threads, gate, destroyed = list[Thread](), Event(), list[int]()

    def hang() -> None:
        threads.append(current_thread())
        gate.wait(60)

    runner, owner = TaskRunner(pool), QObject()
    finalize(owner, lambda: destroyed.append(get_ident())).atexit = False
    runner.run_apart(owner, hang, unexpected, unexpected)
    qtbot.waitUntil(lambda: bool(threads))
    runner.shutdown()
    del runner, owner

    gate.set()
    threads[0].join(5)
    assert not threads[0].is_alive()
    assert not destroyed


def test_a_process_ends_while_work_apart_hangs() -> None:
    program = dedent(
        """
        import sys, threading
        from PySide6.QtCore import QCoreApplication, QThreadPool
        from ui.tasks import TaskRunner
        app = QCoreApplication([])
        runner = TaskRunner(QThreadPool())
        begun = threading.Event()
        def hang():
            begun.set()
            threading.Event().wait()
        runner.run_apart(runner, hang, print, print)
        while not begun.is_set():
            app.processEvents()
        sys.exit(7 if runner.shutdown() else 1)
        """
    )

    outcome = subprocess.run([sys.executable, "-c", program], check=False, cwd=ROOT, timeout=30)

    assert outcome.returncode == 7


def test_only_the_newest_question_is_answered(held_tasks: HeldTasks) -> None:
    answers: list[str] = []
    latest = Latest(held_tasks, QObject())
    latest.run(lambda: "first", answers.append, unexpected)
    latest.run(lambda: "second", answers.append, unexpected)

    held_tasks.finish(1)
    held_tasks.finish(0)

    assert answers == ["second"]


def test_an_old_error_is_dropped_like_an_old_answer(held_tasks: HeldTasks) -> None:
    answers: list[int] = []
    latest = Latest(held_tasks, QObject())
    latest.run(lambda: 1 // 0, unexpected, unexpected)
    latest.run(lambda: 2, answers.append, unexpected)

    held_tasks.finish(0)
    held_tasks.finish(0)

    assert answers == [2]


def test_a_dropped_question_gets_no_answer(held_tasks: HeldTasks) -> None:
    latest = Latest(held_tasks, QObject())
    latest.run(lambda: 1, unexpected, unexpected)

    latest.drop()

    held_tasks.finish()


def test_a_stopped_job_says_so_in_words() -> None:
    job = Job(TITLE, lambda _: None)
    job.stop()

    with pytest.raises(WorkStoppedError, match="“Importing” was stopped"):
        job.report(0, 1)
