"""The line at the bottom: the database, the work under way, and the working day."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from crm_desktop.texts import Message, _
from ui.tasks import Job, TaskRunner
from ui.theme import GRID
from ui.widgets.buttons import IconButton
from ui.widgets.icon_label import Icon
from ui.widgets.text import ElidedLabel, Label, Role


class StatusLine(QFrame):
    def __init__(self, runner: TaskRunner | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.setProperty("surface", "foot")
        self.setFixedHeight(4 * GRID)
        self._database = ElidedLabel(role=Role.TINY)
        self._day = Label(role=Role.TINY)
        self._work = _WorkLine()
        self._work.stop_button.clicked.connect(self._on_stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        layout.setSpacing(GRID)
        layout.addWidget(Icon("database", 14))
        layout.addWidget(self._database, 1)
        layout.addWidget(self._work)
        layout.addWidget(self._day)
        if runner is not None:
            runner.jobs_changed.connect(self._show_work)
        self._show_work()

    def show_database(self, words: str) -> None:
        self._database.setText(words)

    def show_working_day(self, words: str) -> None:
        self._day.setText(words)

    @Slot()
    def _show_work(self) -> None:
        jobs = self._jobs()
        self._work.setVisible(bool(jobs))
        if jobs:
            self._work.show_job(jobs[0].title, jobs[0].percent, len(jobs) - 1)
            self._work.stop_button.setEnabled(not jobs[0].is_stopped)

    def _on_stop(self) -> None:
        jobs = self._jobs()
        if jobs:
            jobs[0].stop()
            self._show_work()

    def _jobs(self) -> list[Job]:
        """Return the work, the oldest first, but last what was stopped: it may hang on a share."""
        jobs = () if self._runner is None else self._runner.jobs
        return sorted(jobs, key=lambda job: job.is_stopped)


class _WorkLine(QWidget):
    """The first work with its progress, and how much there is beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._title = Label(role=Role.TINY)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self.stop_button = IconButton("close", _("Stop"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._title, self._bar, self.stop_button):
            layout.addWidget(widget)

    def show_job(self, title: Message, percent: int | None, waiting: int) -> None:
        words = Message("{title} (+{count})", title=title, count=waiting) if waiting else title
        self._title.setText(str(words))
        self._bar.setRange(0, 0 if percent is None else 100)
        self._bar.setValue(percent or 0)
        self._bar.setAccessibleName(str(title))
