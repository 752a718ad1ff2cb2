from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message
from ui.errors import ErrorReporter

BUG = "Unexpected error"


@pytest.fixture
def reporter(tmp_path: Path) -> Iterator[ErrorReporter]:
    reporter = ErrorReporter(tmp_path / "crm-desktop.log")
    restore = reporter.install()
    yield reporter
    restore()
    if reporter.dialog is not None:
        reporter.dialog.close()


def bug() -> Exception:
    """Return an error that was raised, and so has a trace."""
    try:
        dict[str, int]()["broken"]
    except KeyError as error:
        return error
    raise AssertionError


def test_an_expected_error_is_said_quietly(qtbot: QtBot, reporter: ErrorReporter) -> None:
    with qtbot.waitSignal(reporter.expected) as said:
        reporter.report(CrmError(Message("The plan is missing.")))

    assert said.args == ["The plan is missing."]
    assert reporter.dialog is None


@pytest.mark.expects_log(BUG)
def test_a_bug_is_shown_with_its_trace_and_where_it_is_logged(
    qtbot: QtBot, reporter: ErrorReporter
) -> None:
    reporter.report(bug())
    qtbot.waitUntil(lambda: reporter.dialog is not None)

    assert reporter.dialog is not None
    assert "KeyError: 'broken'" in reporter.dialog.detailedText()
    assert "crm-desktop.log" in reporter.dialog.informativeText()


@pytest.mark.expects_log(BUG)
def test_the_same_bug_is_shown_once(qtbot: QtBot, reporter: ErrorReporter) -> None:
    reporter.report(bug())
    qtbot.waitUntil(lambda: reporter.dialog is not None)
    first = reporter.dialog

    reporter.report(bug())
    with qtbot.waitSignal(reporter.expected):
        reporter.report(CrmError(Message("after")))

    assert reporter.dialog is first


@pytest.mark.expects_log(BUG)
def test_an_error_that_nothing_caught_arrives(qtbot: QtBot, reporter: ErrorReporter) -> None:
    error = bug()

    sys.excepthook(type(error), error, error.__traceback__)

    qtbot.waitUntil(lambda: reporter.dialog is not None)


@pytest.mark.expects_log(BUG)
def test_an_error_of_another_thread_arrives(qtbot: QtBot, reporter: ErrorReporter) -> None:
    thread = Thread(target=lambda: 1 // 0)
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: reporter.dialog is not None)
