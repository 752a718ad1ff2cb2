"""Run the window until it is closed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication

from crm_desktop import config, logs, product
from ui.database_choice.chooser import Choice
from ui.garbage import Collector
from ui.interruption import interruptible
from ui.opening import Compose
from ui.program import Furniture, Program
from ui.session_end import SessionEnd
from ui.updates.watch import UpdateWatch

if TYPE_CHECKING:
    from crm_desktop.composition import Services


def run(
    compose: Compose,
    *,
    language: str | None = None,
    demonstration: Compose | None = None,
    choice: Choice | None = None,
    is_monitor: bool = False,
    scheme: Path | None = None,
) -> int:
    """Show the window until it is closed; return the process's exit code.

    ``compose`` opens the database and may raise ``CrmError``, which the window shows.
    ``language`` is spoken instead of the remembered one. ``demonstration`` opens what one
    may look at before there is a firm, ``choice`` what the user names. ``is_monitor`` shows
    the KPI monitor alone; ``scheme`` is a file whose scheme is offered.
    """
    log = logs.start()
    with (
        logs.crash_log(),
        running(
            compose, log, language=language, demonstration=demonstration, choice=choice
        ) as program,
        interruptible(),
    ):
        UpdateWatch(program.window, program.runner, program.errors.report, program)
        if scheme is not None:
            program.window.open_file(scheme)
        if is_monitor:
            from ui.monitoring import Monitoring  # noqa: PLC0415 - few want it

            Monitoring(program).window.show()
        else:
            program.window.show()
        SessionEnd(application(), program.window)
        return QApplication.exec()


@contextmanager
def running(
    compose: Compose,
    log: Path | None,
    *,
    language: str | None = None,
    demonstration: Compose | None = None,
    choice: Choice | None = None,
) -> Iterator[Program]:
    """Yield the program, whose window is not shown yet; it takes errors that nothing else does."""
    gc.disable()  # nearly all that a start makes stays: looking for waste costs a tenth of it
    program = Program(
        application(),
        compose,
        _furnish,
        language=language,
        log=log,
        demonstration=demonstration,
        choice=choice,
    )
    collector = Collector(program)
    program.runner.idle.connect(collector.begin, Qt.ConnectionType.SingleShotConnection)
    restore = program.errors.install()
    try:
        yield program
    finally:
        restore()


def application() -> QApplication:
    """Return this process's application, named as the desktop shows it."""
    existing = QApplication.instance()
    # Qt's own dialogs would write a file beside our folder, and of all its programs together.
    places = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
    QSettings.setPath(*places, str(config.machine_folder()))
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName(product.CODE)
    app.setApplicationDisplayName(product.NAME)
    app.setDesktopFileName(product.CODE)
    return app


def _furnish(services: Services) -> Furniture:
    # Pages load sqlalchemy through the services, and the first window is painted before that.
    from ui.pages import furniture  # noqa: PLC0415

    return furniture(services)
